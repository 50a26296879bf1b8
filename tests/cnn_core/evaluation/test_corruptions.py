"""Corruptions change as much as they say, always in the same way, and nothing at strength 0."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from cnn_core.evaluation.corruptions import COVER, corrupt
from cnn_core.evaluation.question import CORRUPTIONS, EvaluationError


def picture(rows: int = 60, columns: int = 70, channels: int = 3) -> np.ndarray:
    """From dark to light, with grain: what moves far differs more, and what is blurred loses its grain."""
    ramp = np.add.outer(np.linspace(20, 120, rows), np.linspace(10, 110, columns))
    grain = np.random.default_rng(0).normal(0, 8, (rows, columns))
    return np.repeat((ramp + grain)[..., np.newaxis], channels, axis=2).astype(np.uint8)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_keeps_its_shape_and_a_stronger_corruption_changes_more(corruption: str, channels: int):
    image = picture(channels=channels)
    changes = []
    for strength in CORRUPTIONS[corruption]:
        found = corrupt(image, corruption, strength, seed=4)
        assert found.shape == image.shape
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, corrupt(image.copy(), corruption, strength, seed=4))
        changes.append(np.abs(found.astype(int) - image).mean())
    assert changes[0] > 0
    assert changes == sorted(changes)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_strength_0_changes_nothing(corruption: str):
    np.testing.assert_array_equal(corrupt(picture(), corruption, 0.0, seed=1), picture())


def test_noise_has_the_standard_deviation_that_it_says():
    grey = np.full((200, 200, 1), 128, np.uint8)
    assert corrupt(grey, "noise", 0.1, seed=0).std() == pytest.approx(25.5, rel=0.02)


def test_the_blur_is_scipys_with_a_deviation_in_shares_of_the_shorter_side():
    image = np.random.default_rng(1).integers(0, 256, (50, 100, 3)).astype(np.uint8)
    oracle = gaussian_filter(image.astype(np.float64), (1.0, 1.0, 0.0), mode="nearest")
    np.testing.assert_allclose(corrupt(image, "blur", 0.02, seed=0), oracle, atol=0.51)


def test_a_shift_moves_the_picture_as_far_as_it_says():
    image = np.zeros((40, 40, 1), np.uint8)
    image[20, 20] = 255
    for seed in range(5):
        row, column, _ = np.argwhere(corrupt(image, "shift", 0.3, seed=seed))[0]
        assert np.hypot(row - 20, column - 20) == pytest.approx(12, abs=0.75)


def test_a_rotation_turns_by_its_angle():
    image = np.zeros((101, 101, 1), np.uint8)
    image[48:53, 78:83] = 255
    rows, columns, _ = np.nonzero(corrupt(image, "rotation", 30.0, seed=2))
    angle = np.degrees(np.arctan2(rows.mean() - 50, columns.mean() - 50))
    assert abs(angle) == pytest.approx(30, abs=1.5)


def test_an_occlusion_covers_the_share_that_it_says():
    black = np.zeros((50, 80, 3), np.uint8)
    for strength in CORRUPTIONS["occlusion"]:
        covered = (corrupt(black, "occlusion", strength, seed=3) == COVER).all(axis=2).mean()
        assert covered == pytest.approx(strength, rel=0.05)


@pytest.mark.parametrize(("corruption", "strength"), [("frost", 0.1), ("noise", 9.0), ("noise", -0.1)])
def test_other_corruptions_and_strengths_are_refused(corruption: str, strength: float):
    with pytest.raises(EvaluationError, match=r"Received: (frost|noise)"):
        corrupt(picture(), corruption, strength, seed=0)
