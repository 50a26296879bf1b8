"""Augmentation keeps shape and range, changes each picture differently, and does what its settings say."""

import numpy as np
import pytest
import tensorflow as tf

from recipes import mnist_cnn
from recipes.augmentation import Augmentation

PICTURES = tf.constant(np.random.default_rng(0).uniform(size=(16, 12, 10, 3)).astype(np.float32))


def test_without_settings_nothing_changes():
    np.testing.assert_allclose(Augmentation()(PICTURES), PICTURES, atol=1e-6)


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(zoom=(0.5, 1.3), aspect=1.5, shift=0.1, rotation=0.5, flip=True, colour=0.5, cutout=0.4),
        Augmentation(zoom=(0.8, 1.2), fill="CONSTANT"),
    ],
)
def test_shape_and_range_stay(augmentation: Augmentation):
    changed = augmentation(PICTURES).numpy()
    assert changed.shape == PICTURES.shape
    assert changed.dtype == np.float32
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6


def test_a_flip_mirrors_about_half_of_the_pictures():
    tf.random.set_seed(1)
    changed = Augmentation(flip=True)(PICTURES).numpy()
    original, mirrored = (
        np.isclose(changed, side, atol=1e-5).all((1, 2, 3)) for side in (PICTURES, PICTURES[:, :, ::-1])
    )
    assert (original ^ mirrored).all()
    assert 3 <= mirrored.sum() <= 13


def test_each_picture_is_moved_differently():
    same = tf.repeat(PICTURES[:1], 8, axis=0)
    changed = Augmentation(zoom=(0.6, 0.9))(same).numpy()
    assert len({picture.tobytes() for picture in changed}) == 8


def test_a_zoom_shows_a_part_of_the_picture():
    ramp = tf.broadcast_to(tf.linspace(0.0, 1.0, 101)[None, None, :, None], (64, 101, 101, 1))
    shown = np.ptp(Augmentation(zoom=(0.5, 0.5))(ramp).numpy(), axis=(1, 2, 3))
    np.testing.assert_allclose(shown, 0.5, atol=0.01)


def test_a_cutout_covers_a_part_in_grey():
    white = tf.ones((32, 20, 20, 3))
    covered = (Augmentation(cutout=0.5)(white).numpy() == 0.5).mean((1, 2, 3))
    assert covered.min() > 0
    assert covered.max() <= 0.3  # a quarter, and rounding


def test_digits_stay_digits():
    digits = tf.zeros((4, 28, 28, 1)).numpy()
    digits[:, 8:20, 12:16] = 1
    changed = mnist_cnn.vary(tf.constant(digits)).numpy()
    assert changed.shape == digits.shape
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6
    assert len({picture.tobytes() for picture in changed}) == 4
