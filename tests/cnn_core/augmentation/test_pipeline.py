"""Augmentation: each transformation against an oracle, and the pipeline against the plain layers, called in order."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from cnn_core.augmentation.layers import RandomChannelShift, RandomNoise
from cnn_core.augmentation.pipeline import augment, layers, pipeline
from cnn_core.augmentation.settings import FILL_MODES, PRESETS, Augmentation, AugmentationError

COUNT = 400
EVERYTHING = Augmentation(
    flip_horizontal=True, flip_vertical=True, rotation=20, shift_rows=0.1, shift_columns=0.1, zoom=0.2, shear=0.2,
    brightness=0.2, contrast=0.4, channel_shift=0.1, noise=0.05, erasing=0.5, mixup=0.4,
)  # fmt: skip
SCIPY = {"reflect": "reflect", "nearest": "nearest", "constant": "grid-constant", "wrap": "grid-wrap"}


def noise(count: int, side: int = 12, channels: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(40, 200, (count, side, side, channels)).astype(np.float32)


def smooth(side: int = 24) -> np.ndarray:
    """One picture without jumps, so that two ways to interpolate agree."""
    rows, columns = np.mgrid[:side, :side] / side
    return (60 + 130 * np.stack([rows, columns, (rows + columns) / 2], axis=2)).astype(np.float32)


def one_hot(count: int, classes: int) -> np.ndarray:
    return np.eye(classes, dtype=np.float32)[np.arange(count) % classes]


def drawn_and_changed(augmentation: Augmentation, images: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What the only layer of an augmentation draws for pictures, and what it then makes of them."""
    (layer,) = layers(augmentation, seed=3)
    drawn = layer.get_random_transformation(keras.ops.convert_to_tensor(images), training=True)
    changed = layer.transform_images(keras.ops.convert_to_tensor(images), drawn, training=True)
    return {name: np.asarray(value) for name, value in drawn.items()}, np.asarray(changed)


def assert_moved(result: np.ndarray, picture: np.ndarray, matrix: np.ndarray, offset: Any, fill_mode: str) -> None:
    """Compare with scipy's affine transformation: output (row, column) is read at matrix @ it + offset.

    Where a picture that is repeated begins anew, scipy mixes its last and its first pixels and TensorFlow does not:
    cells that are read there are left out.
    """
    channels = [
        ndimage.affine_transform(picture[..., channel], matrix, offset, order=1, mode=SCIPY[fill_mode])
        for channel in range(picture.shape[2])
    ]
    read = np.moveaxis(np.indices(result.shape[:2]), 0, 2) @ np.asarray(matrix).T + offset
    seam = (read % result.shape[0] > result.shape[0] - 1).any(axis=2) & (fill_mode == "wrap")
    assert seam.mean() < 0.3
    np.testing.assert_allclose(result[~seam], np.stack(channels, axis=2)[~seam], atol=0.2)


def test_each_flip_changes_about_every_second_picture_and_by_itself():
    images = noise(COUNT)
    changed = augment(images, Augmentation(flip_horizontal=True, flip_vertical=True), seed=5)
    outcomes = {"none": images, "rows": images[:, ::-1], "columns": images[:, :, ::-1], "both": images[:, ::-1, ::-1]}
    same = {name: (changed == other).all(axis=(1, 2, 3)) for name, other in outcomes.items()}
    assert (np.sum(list(same.values()), axis=0) == 1).all()
    for found in same.values():
        assert 0.17 < found.mean() < 0.33


@pytest.mark.parametrize(("flip", "axis"), [("flip_horizontal", 2), ("flip_vertical", 1)])
def test_one_flip_leaves_the_other_axis_alone(flip: str, axis: int):
    images = noise(60)
    changed = augment(images, Augmentation(**{flip: True}), seed=1)
    flipped = (changed == np.flip(images, axis)).all(axis=(1, 2, 3))
    kept = (changed == images).all(axis=(1, 2, 3))
    assert (flipped ^ kept).all()
    assert flipped.any()
    assert kept.any()


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_rotation_is_scipys_and_keeps_to_its_degrees(fill_mode: str):
    picture = smooth()
    drawn, changed = drawn_and_changed(Augmentation(rotation=30, fill_mode=fill_mode), np.stack([picture] * 40))
    angles = drawn["angle"]
    assert (np.abs(angles) <= 30.001).all()
    assert angles.min() < -15
    assert angles.max() > 15
    centre = (np.array(picture.shape[:2]) - 1) / 2
    for angle, result in zip(np.deg2rad(angles), changed, strict=True):
        matrix = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        assert_moved(result, picture, matrix, centre - matrix @ centre, fill_mode)


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_shift_is_scipys_and_keeps_to_its_fractions(fill_mode: str):
    picture = smooth()
    settings = Augmentation(shift_rows=0.25, shift_columns=0.1, fill_mode=fill_mode)
    drawn, changed = drawn_and_changed(settings, np.stack([picture] * 40))
    columns, rows = drawn["translations"].T
    assert 0.15 * 24 < np.abs(rows).max() <= 0.25 * 24
    assert 0.06 * 24 < np.abs(columns).max() <= 0.1 * 24
    for row, column, result in zip(rows, columns, changed, strict=True):
        assert_moved(result, picture, np.eye(2), np.array([-row, -column]), fill_mode)


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_zoom_is_scipys_keeps_the_proportions_and_goes_both_ways(fill_mode: str):
    picture = smooth()
    drawn, changed = drawn_and_changed(Augmentation(zoom=0.4, fill_mode=fill_mode), np.stack([picture] * 40))
    factors = drawn["height_zoom"][:, 0]
    np.testing.assert_array_equal(drawn["width_zoom"][:, 0], factors)
    assert 0.6 <= factors.min() < 0.8
    assert 1.2 < factors.max() <= 1.4
    centre = (np.array(picture.shape[:2]) - 1) / 2
    for factor, result in zip(factors, changed, strict=True):
        assert_moved(result, picture, np.eye(2) * factor, centre * (1 - factor), fill_mode)


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_shear_is_scipys_pushes_rows_aside_and_goes_both_ways(fill_mode: str):
    picture = smooth()
    drawn, changed = drawn_and_changed(Augmentation(shear=0.3, fill_mode=fill_mode), np.stack([picture] * 40))
    sideways, upwards = drawn["shear_factor"].T
    assert not upwards.any()
    assert sideways.min() < -0.15
    assert sideways.max() > 0.15
    assert np.abs(sideways).max() <= 0.3
    for factor, result in zip(sideways, changed, strict=True):
        assert_moved(result, picture, np.array([[1, 0], [factor, 1]]), np.zeros(2), fill_mode)


def test_brightness_adds_one_amount_to_a_picture_and_keeps_to_the_range():
    changed = augment(noise(COUNT), Augmentation(brightness=0.1), seed=2)
    amounts = (changed - noise(COUNT)).reshape(COUNT, -1)
    np.testing.assert_allclose(amounts, amounts[:, :1].repeat(amounts.shape[1], axis=1), atol=1e-3)
    assert -25.51 <= amounts.min() < -20
    assert 20 < amounts.max() <= 25.51
    assert augment(noise(60), Augmentation(brightness=1.0)).min() == 0
    assert augment(noise(60), Augmentation(brightness=1.0)).max() == 255


def test_contrast_grows_and_shrinks_about_the_mean_of_each_channel():
    images = noise(COUNT)
    changed = augment(images, Augmentation(contrast=0.3), seed=2)
    mean = images.mean(axis=(1, 2), keepdims=True)
    factors = ((changed - mean) * (images - mean)).sum((1, 2, 3)) / ((images - mean) ** 2).sum((1, 2, 3))
    inside = np.clip((images - mean) * factors.reshape(-1, 1, 1, 1) + mean, 0, 255)
    np.testing.assert_allclose(changed, inside, atol=0.01)
    assert 0.7 <= factors.min() < 0.75
    assert 1.25 < factors.max() <= 1.3
    assert 0.9 < factors.mean() < 1.1


def test_a_channel_shift_gives_each_channel_an_amount_of_its_own():
    images = noise(COUNT)
    amounts = augment(images, Augmentation(channel_shift=0.1), seed=2) - images
    one_each = amounts[:, :1, :1]  # (pictures, 1, 1, channels)
    np.testing.assert_allclose(amounts, np.broadcast_to(one_each, amounts.shape), atol=1e-3)
    assert np.abs(one_each).max() <= 25.51
    correlation = np.corrcoef(one_each.reshape(COUNT, 3).T)
    assert np.abs(correlation - np.eye(3)).max() < 0.15


def test_noise_is_gaussian_with_its_deviation_and_another_one_everywhere():
    grey = np.full((COUNT, 12, 12, 3), 128, np.float32)
    added = augment(grey, Augmentation(noise=0.1), seed=2) - grey
    assert added.std() == pytest.approx(25.5, rel=0.01)
    assert abs(added.mean()) < 0.3
    assert (np.abs(added) < 25.5).mean() == pytest.approx(0.6827, abs=0.01)
    assert np.unique(added).size > 0.9 * added.size


def test_erasing_covers_one_rectangle_with_the_given_probability():
    images = noise(COUNT, 24)
    changed = augment(images, Augmentation(erasing=0.4), seed=2)
    covered = (changed != images).any(axis=3)
    assert covered.any(axis=(1, 2)).mean() == pytest.approx(0.4, abs=0.07)
    shares = []
    for mask in covered[covered.any(axis=(1, 2))]:
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        box = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        assert box.mean() > 0.9  # by chance a value is what it was before
        shares.append(box.size / mask.size)
    assert min(shares) > 0
    assert max(shares) <= 0.4
    assert augment(images, Augmentation(erasing=1.0))[0].tolist() != images[0].tolist()


def test_mixup_mixes_labels_as_it_mixes_pictures():
    images = noise(64)
    labels = np.eye(64, dtype=np.float32)  # a class for each picture: the shares say who was mixed
    mixed, shares = (np.asarray(part) for part in pipeline(Augmentation(mixup=0.5))(images, labels, np.array([1, 0])))
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(mixed, np.tensordot(shares, images, axes=1), atol=1e-2)
    assert ((shares > 1e-6).sum(axis=1) <= 2).all()
    assert (shares.max(axis=1) < 0.99).sum() > 20


def test_only_mixup_changes_labels():
    labels = one_hot(6, 4)
    without = Augmentation(**{**EVERYTHING.__dict__, "mixup": 0.0})
    _, kept = pipeline(without)(noise(6), labels, np.array([0, 0]))
    np.testing.assert_array_equal(kept, labels)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("channels", [1, 3])
def test_shape_range_and_seed_are_kept(name: str, channels: int):
    images = noise(5, 16, channels)
    once, again = (augment(images, PRESETS[name], seed=4) for _ in range(2))
    assert once.shape == images.shape
    assert once.dtype == np.float32
    assert once.min() >= 0
    assert once.max() <= 255
    np.testing.assert_array_equal(once, again)
    if PRESETS[name].is_random:
        assert (augment(images, PRESETS[name], seed=5) != once).any()
    else:
        np.testing.assert_array_equal(once, images)


def called_in_order(augmentation: Augmentation, seed: int, images: Any, labels: Any, batches: int) -> list[Any]:
    """What the plain layers make of the same batch, called again and again."""
    chain = layers(augmentation, seed)
    results = []
    for _ in range(batches):
        data = {"images": keras.ops.convert_to_tensor(images), "labels": keras.ops.convert_to_tensor(labels)}
        for layer in chain:
            data = layer(data, training=True)
        results.append((np.asarray(data["images"]), np.asarray(data["labels"])))
    return results


def test_batches_of_the_pipeline_are_those_of_plain_layers_called_in_order():
    images, labels = noise(6), one_hot(6, 3)
    augmented = pipeline(EVERYTHING)
    for number, (pictures, shares) in enumerate(called_in_order(EVERYTHING, 7, images, labels, 3)):
        found, mixed = augmented(images, labels, np.array([7, number]))
        np.testing.assert_allclose(found, pictures, atol=1e-3)
        np.testing.assert_allclose(mixed, shares, atol=1e-6)


def test_a_run_that_goes_on_in_the_middle_and_batches_in_parallel_see_the_same_pictures():
    images, labels = noise(6), one_hot(6, 3)
    augmented = pipeline(EVERYTHING)
    alone = [np.asarray(augmented(images, labels, np.array([2, batch]))[0]) for batch in range(4)]
    numbers = tf.data.Dataset.range(4)
    data = numbers.map(
        lambda batch: augmented(images, labels, tf.stack([tf.constant(2, tf.int64), batch])),
        num_parallel_calls=3,
        deterministic=True,
    )
    for expected, (pictures, _) in zip(alone, data, strict=True):
        np.testing.assert_allclose(pictures, expected, atol=1e-3)
    assert (alone[0] != alone[1]).any()


@pytest.mark.parametrize("shape", [(8, 8, 3), (0, 8, 8, 3), (2, 8, 8)])
def test_what_is_no_batch_of_pictures_is_refused(shape: tuple[int, ...]):
    with pytest.raises(AugmentationError, match=r"Received: shape .* Put one picture into a batch"):
        augment(np.zeros(shape), Augmentation(rotation=5))


@pytest.mark.parametrize("class_", [RandomChannelShift, RandomNoise])
def test_our_layers_act_in_training_alone_and_take_what_keras_layers_take(class_: Any):
    layer, images = class_(0.2, seed=1), noise(3)
    np.testing.assert_array_equal(layer(images, training=False), images)
    assert (np.asarray(layer(images, training=True)) != images).any()
    assert layer(images[0], training=True).shape == images[0].shape
    both = layer({"images": images, "labels": one_hot(3, 3)}, training=True)
    np.testing.assert_array_equal(both["labels"], one_hot(3, 3))
    assert both["images"].shape == images.shape


def test_our_layers_come_back_from_a_saved_model(tmp_path):
    model = keras.Sequential([keras.Input((6, 6, 3)), RandomChannelShift(0.1, seed=1), RandomNoise(0.1, seed=2)])
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert [type(layer) for layer in again.layers] == [RandomChannelShift, RandomNoise]
    np.testing.assert_allclose(again(noise(2, 6), training=True), model(noise(2, 6), training=True), atol=1e-3)
