import time

import numpy as np
import pytest
from PIL import Image

from cnn_core.datasets.shapes import drawing as shapes
from cnn_core.datasets.shapes import outlines as shape_outlines
from cnn_core.datasets.shapes.grounds import LEAST_CONTRAST, TEXTURES

LABELS = range(len(shapes.CLASSES))
LUMA = np.array([0.299, 0.587, 0.114])


@pytest.mark.parametrize("label", LABELS, ids=shapes.CLASSES)
def test_a_picture_is_the_same_each_time_and_another_by_seed_and_number(label):
    first = shapes.picture(label, 0, side=24)
    assert first.shape == (24, 24, 3)
    assert first.dtype == np.uint8
    np.testing.assert_array_equal(first, shapes.picture(label, 0, side=24))
    assert (first != shapes.picture(label, 1, side=24)).any()
    assert (first != shapes.picture(label, 0, side=24, seed=1)).any()


@pytest.mark.parametrize("label", LABELS, ids=shapes.CLASSES)
def test_a_picture_is_the_same_at_every_size(label):
    small = shapes.picture(label, 5, side=32, noise=0)
    large = Image.fromarray(shapes.picture(label, 5, side=128, noise=0)).resize((32, 32), Image.Resampling.BOX)
    assert np.abs(np.asarray(large, float) - small).mean() < 6


@pytest.mark.parametrize("label", LABELS, ids=shapes.CLASSES)
def test_a_shape_lies_within_the_picture_and_stands_out(label):
    for index in range(30):
        plan = shapes.drawing(label, index, turn=180, seed=0)
        assert all(plan.radius <= place <= 1 - plan.radius for place in plan.centre)
        contrast = abs(LUMA @ plan.shape.colour - LUMA @ plan.ground.colour)
        assert contrast >= LEAST_CONTRAST


def test_outlines_fill_the_unit_circle_and_stay_in_it():
    assert len(shape_outlines.OUTLINES) == len(shapes.CLASSES)
    for outer, *holes in shape_outlines.OUTLINES:
        reach = np.hypot(*outer.T)
        assert 0.85 <= reach.max() <= 1.1
        assert all(np.hypot(*hole.T).max() < reach.max() for hole in holes)


def test_a_shape_is_turned_as_far_as_is_said():
    angles = [shapes.drawing(2, index, turn=30, seed=0).angle for index in range(200)]
    assert -np.pi / 6 <= min(angles) < -0.4
    assert 0.4 < max(angles) <= np.pi / 6
    assert shapes.drawing(2, 0, turn=0, seed=0).angle == 0


def test_noise_is_as_strong_as_is_said():
    clean = shapes.picture(0, 3, side=64, noise=0).astype(float)
    noisy = shapes.picture(0, 3, side=64, noise=0.1).astype(float)
    inside = (clean > 90) & (clean < 165)  # where nothing is cut off
    assert (noisy - clean)[inside].std() == pytest.approx(25.5, rel=0.1)


def test_all_textures_and_places_occur_in_every_class():
    for label in LABELS:
        plans = [shapes.drawing(label, index, turn=30, seed=0) for index in range(150)]
        assert {plan.ground.texture for plan in plans} == set(TEXTURES)
        assert np.std([plan.centre for plan in plans], axis=0).min() > 0.05


def test_edges_are_smooth():
    mask = shapes._mask(shapes.drawing(0, 0, turn=0, seed=0), 0, 48)
    assert ((mask > 0.05) & (mask < 0.95)).sum() > 20


def test_two_thousand_pictures_take_a_few_seconds():
    start = time.process_time()
    for index in range(50):
        for label in LABELS:
            shapes.picture(label, index, side=64)
    assert time.process_time() - start < 20  # for 400
