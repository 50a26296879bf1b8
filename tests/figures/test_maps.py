"""Maps as PNG: the right pixels, enlarged only by whole factors."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from figures.colours import colours_of
from figures.maps import GAP, LARGEST_SIDE, map_pngs, strip_png


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.fixture
def maps() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(130, 140, 5)).astype(np.float32)


def test_a_map_has_the_colours_of_its_values(maps):
    found = map_pngs(maps, limits=2.0)
    assert len(found) == 5
    for index, png in enumerate(found):
        np.testing.assert_array_equal(pixels(png), colours_of(maps[..., index], 2))


def test_each_map_has_its_own_limit_unless_told(maps):
    scaled = maps * np.array([1, 10, 100, 0.1, 0])
    assert map_pngs(scaled)[:4] == map_pngs(maps)[:4]
    assert (pixels(map_pngs(scaled)[4]) == 255).all()
    limits = [1.0, 2.0, 3.0, 4.0, 5.0]
    np.testing.assert_array_equal(pixels(map_pngs(maps, limits=limits)[4]), colours_of(maps[..., 4], 5))


def test_tiny_maps_are_enlarged_by_a_whole_factor():
    values = np.array([[[-1.0], [1.0], [0.0]]])
    picture = pixels(map_pngs(values)[0])
    assert picture.shape == (128, 384, 3)
    np.testing.assert_array_equal(picture[::128, ::128], colours_of(values[..., 0], 1))
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 3


def test_long_thin_maps_stay_within_bounds():
    assert pixels(map_pngs(np.zeros((1, 400, 1)))[0]).shape == (2, 800, 3)
    assert max(pixels(map_pngs(np.zeros((1, 1000, 1)))[0]).shape) <= LARGEST_SIDE


@pytest.mark.parametrize(("columns", "across", "down"), [(None, 5, 1), (2, 2, 3), (5, 5, 1), (99, 5, 1), (1, 1, 5)])
def test_a_strip_holds_every_map_in_order(maps, columns, across, down):
    strip = pixels(strip_png(maps, columns=columns, limits=2.0))
    assert strip.shape == (down * (130 + GAP) - GAP, across * (140 + GAP) - GAP, 3)
    for index in range(5):
        top, left = (index // across) * (130 + GAP), (index % across) * (140 + GAP)
        np.testing.assert_array_equal(strip[top : top + 130, left : left + 140], colours_of(maps[..., index], 2))


def test_weights_have_their_own_colours():
    picture = pixels(map_pngs(np.full((128, 128, 1), -1.0), kind="weight")[0])
    assert picture[0, 0].tolist() == [84, 48, 5]


@pytest.mark.parametrize("shape", [(3, 3), (0, 3, 1), (3, 3, 0), (1, 3, 3, 1)])
def test_other_shapes_are_refused_in_words(shape):
    with pytest.raises(ValueError, match=r"\(rows, columns, maps\), none of them 0\. Received"):
        strip_png(np.zeros(shape))


def test_a_strip_without_columns_is_refused_in_words(maps):
    with pytest.raises(ValueError, match=r"at least one map side by side\. Received: columns=0"):
        strip_png(maps, columns=0)


def test_limits_that_do_not_fit_are_refused(maps):
    with pytest.raises(ValueError, match="broadcast"):
        map_pngs(maps, limits=[1.0, 2.0])
