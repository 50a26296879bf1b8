"""ZCA whitening against its definition: uncorrelated values of one size, of all such those nearest to the pictures."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from scipy import linalg

from cnn_core.augmentation import zca
from cnn_core.augmentation.layers import whitening_layers


def pictures(count: int = 800, side: int = 4, channels: int = 3, seed: int = 0) -> np.ndarray:
    """Pictures whose neighbours are alike, as those of photos are."""
    rough = np.random.default_rng(seed).normal(128, 40, (count, side + 1, side + 1, channels))
    smooth = (rough[:, 1:, 1:] + rough[:, :-1, 1:] + rough[:, 1:, :-1] + rough[:, :-1, :-1]) / 4
    return np.clip(np.round(smooth), 0, 255).astype(np.uint8)


def covariance(white: np.ndarray) -> np.ndarray:
    return np.cov((white.reshape(len(white), -1) - 128).T / zca.SCALE, bias=True)


def test_whitened_values_are_uncorrelated_of_one_size_and_about_the_middle():
    images = pictures()
    before = np.corrcoef(images.reshape(len(images), -1).T)
    white = zca.apply(zca.fit(images, 1e-6), images)
    assert white.shape == images.shape
    assert white.dtype == np.float32
    assert np.abs(before - np.eye(len(before))).max() > 0.4
    np.testing.assert_allclose(covariance(white), np.eye(48), atol=0.01)
    np.testing.assert_allclose(white.mean(axis=0), 128, atol=0.05)


def test_the_matrix_is_the_inverse_root_of_the_covariance():
    images = pictures()
    flat = images.reshape(len(images), -1) / 255
    expected = linalg.inv(linalg.sqrtm(np.cov(flat.T, bias=True))).real * zca.SCALE / 255
    found = zca.fit(images, 1e-6)
    np.testing.assert_allclose(found.matrix, expected, atol=1e-3 * np.abs(expected).max())
    np.testing.assert_allclose(found.matrix, found.matrix.T, atol=1e-5)


def test_of_all_whitenings_it_stays_nearest_to_the_pictures():
    images = pictures()
    spread = zca.measure(images)
    principal = (spread.directions / np.sqrt(spread.variances)).astype(np.float32)  # PCA whitening: turned otherwise
    standard = (images.reshape(len(images), -1) / 255 - spread.mean) / (images / 255).std(axis=0).ravel()
    centred = images.reshape(len(images), -1) / 255 - spread.mean
    zero_phase = (zca.apply(zca.fit(images, 1e-6), images).reshape(len(images), -1) - 128) / zca.SCALE
    assert np.square(zero_phase - standard).mean() < 0.6 * np.square(centred @ principal - standard).mean()
    assert np.square(zero_phase - centred @ principal).mean() > 0.1


def test_a_larger_epsilon_amplifies_faint_directions_less():
    images = pictures()
    deviations = np.sqrt(zca.measure(images).variances)
    for epsilon in (0.001, 0.1, 1.0):
        white = zca.apply(zca.fit(images, epsilon), images)
        expected = np.sort((deviations / (deviations + epsilon)) ** 2)
        np.testing.assert_allclose(np.linalg.eigvalsh(covariance(white)), expected, atol=0.01)


def test_pixels_that_never_change_stay_in_the_middle():
    images = pictures()
    images[:, 0] = 255
    white = zca.apply(zca.fit(images, 0.01), images)
    assert np.isfinite(white).all()
    np.testing.assert_allclose(white[:, 0], 128, atol=0.5)


def test_of_many_pictures_as_many_as_are_enough_are_taken_from_everywhere():
    chosen = zca.spread_evenly(3 * zca.PICTURES)
    assert len(np.unique(chosen)) == zca.PICTURES
    assert chosen[0] == 0
    assert chosen[-1] == 3 * zca.PICTURES - 1
    assert np.diff(chosen).max() <= 4


@pytest.mark.parametrize("shape", [(1, 4, 4, 3), (0, 4, 4, 3), (5, 33, 32, 3), (5, 4, 4)])
def test_too_few_and_too_large_pictures_are_refused(shape: tuple[int, ...]):
    with pytest.raises(zca.RefusedError, match=r"Received: shape .* switch whitening off"):
        zca.fit(np.zeros(shape, np.uint8))


# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_the_layers_do_the_same_are_not_trained_and_need_nothing_of_ours(tmp_path):
    images = pictures(50)
    whitening = zca.fit(images)
    model = keras.Sequential([keras.Input((4, 4, 3)), *whitening_layers(whitening, 4, 4, 3)])
    assert not model.trainable_weights
    assert {type(layer).__module__.split(".")[0] for layer in model.layers} == {"keras"}
    model.save(tmp_path / "white.keras")
    again = keras.saving.load_model(tmp_path / "white.keras")
    np.testing.assert_allclose(again(images.astype(np.float32)), zca.apply(whitening, images), atol=0.01)
    assert [layer.name for layer in again.layers] == ["zca_flat", "zca", "zca_picture"]
