"""The strongest units first, and thumbnails that are averages."""

import numpy as np
import pytest

from cnn_core.explorer.result import PAGE_MAPS, THUMBNAIL
from cnn_core.explorer.unit_strengths import opened, thumbnails
from cnn_core.network_graph.graph import NetworkGraph, Node

RANDOM = np.random.default_rng(0)


def test_pages_together_show_every_unit_once_from_strong_to_weak():
    maps = RANDOM.normal(0, RANDOM.uniform(0.1, 2, 60), (5, 7, 60)).astype(np.float32)
    pages = [opened("layer", maps, page) for page in range(3)]
    shown = np.concatenate([one.units for one in pages])
    assert [len(one.units) for one in pages] == [PAGE_MAPS, PAGE_MAPS, 60 - 2 * PAGE_MAPS]
    assert sorted(shown) == list(range(60))
    strengths = np.abs(maps).mean(axis=(0, 1))
    assert np.all(np.diff(strengths[shown]) <= 1e-6)
    for one in pages:
        np.testing.assert_array_equal(one.maps, maps[..., one.units])


def test_pages_that_are_not_there_are_the_nearest():
    maps = RANDOM.normal(size=(2, 2, 30)).astype(np.float32)
    assert [opened("layer", maps, page).page for page in (-5, 99)] == [0, 1]


def test_a_thumbnail_is_the_average_of_its_cells():
    maps = np.zeros((50, 30, 2), np.float32)
    maps[..., 1] = np.arange(50)[:, np.newaxis]
    node = Node("maps", "maps", "Conv2D", "convolution", (), maps.shape)
    vector = Node("flat", "flat", "Flatten", "flatten", ("maps",), (3000,))
    graph = NetworkGraph("one", (node, vector), (), "flat")
    found = thumbnails(graph, {"maps": maps, "flat": maps.ravel()})
    unit, thumbnail = found["maps"]
    assert unit == 1
    assert thumbnail.shape == (17, 10)
    np.testing.assert_allclose(thumbnail[0], 1)  # rows 0, 1, 2
    np.testing.assert_allclose(thumbnail[-1], np.mean([48, 49, 49]))  # the rim is repeated
    assert thumbnail.dtype == np.float32


@pytest.mark.parametrize("length", [1001, 1280, 4096, 25_088])
def test_a_long_vector_is_folded_so_that_no_strong_entry_is_lost(length: int):
    vector = RANDOM.normal(size=length).astype(np.float32)
    node = Node("flat", "flat", "Flatten", "flatten", (), (length,))
    ((unit, cells),) = thumbnails(NetworkGraph("one", (node,), (), "flat"), {"flat": vector}).values()
    assert unit == np.abs(vector).argmax()
    assert max(cells.shape) <= THUMBNAIL
    each = -(-length // THUMBNAIL**2)
    for place in (0, 7, -(-length // each) - 1):
        group = vector[place * each : (place + 1) * each]
        assert cells.ravel()[place] == group[np.abs(group).argmax()]
    assert np.abs(cells).max() == np.abs(vector).max()


def test_a_vector_that_is_sent_needs_no_thumbnail():
    node = Node("short", "short", "Dense", "dense", (), (1000,))
    assert thumbnails(NetworkGraph("one", (node,), (), "short"), {"short": np.ones(1000, np.float32)}) == {}
