"""The browser's pooling against Keras's, over a grid of settings."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

MODULE = "arithmetic/pooling.js"
WINDOWED = ("max", "average", "min")
GLOBAL = ("global_max", "global_average")
SHAPE = (11, 14, 3)


def same_padding(size: int, pool_size: int, stride: int) -> tuple[int, int]:
    """TensorFlow's rule: outputs = ⌈size / stride⌉; an odd cell more goes to the end."""
    total = max((-(-size // stride) - 1) * stride + pool_size - size, 0)
    return total // 2, total - total // 2


def keras_pool(kind: str, maps: np.ndarray, size: Any, strides: Any, padding: str) -> np.ndarray:
    import keras

    if kind.startswith("global_"):
        layer = keras.layers.GlobalMaxPooling2D if kind == "global_max" else keras.layers.GlobalAveragePooling2D
        return np.asarray(layer(keepdims=True)(maps[None]))[0]
    layer = keras.layers.AveragePooling2D if kind == "average" else keras.layers.MaxPooling2D
    sign = np.float32(-1 if kind == "min" else 1)
    return sign * np.asarray(layer(size, strides=strides, padding=padding)(sign * maps[None]))[0]


@pytest.fixture(scope="module")
def maps() -> np.ndarray:
    return np.random.default_rng(7).normal(size=SHAPE).astype(np.float32)


@pytest.fixture(scope="module")
def cases(maps) -> list[tuple[dict[str, Any], np.ndarray]]:
    sizes, steps = [(1, 1), (2, 2), (3, 2), (8, 5)], [(1, 1), (2, 2), (3, 1), (8, 8)]
    found = []
    grid = [
        *itertools.product(WINDOWED, sizes, steps, ("valid", "same")),
        *((kind, (2, 2), (2, 2), "valid") for kind in GLOBAL),
    ]
    for kind, size, strides, padding in grid:
        amounts = [(0, 0), (0, 0)]
        if padding == "same":
            amounts = [same_padding(*axis) for axis in zip(SHAPE[:2], size, strides, strict=True)]
        pooling = {"kind": kind, "size": size, "strides": strides, "padding": amounts}
        found.append((pooling, keras_pool(kind, maps, size, strides, padding)))
    return found


def test_maps_are_those_of_keras(modules, maps, cases):
    results = modules.call_each(MODULE, "pool", [[pooling, maps] for pooling, _ in cases])
    for (pooling, expected), result in zip(cases, results, strict=True):
        np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-6, err_msg=str(pooling))


def test_a_window_gives_the_value_of_the_map(modules, maps, cases):
    generator = np.random.default_rng(8)
    places = [tuple(int(generator.integers(size)) for size in expected.shape) for _, expected in cases]
    calls = [
        [pooling, maps, index, row, column] for (pooling, _), (row, column, index) in zip(cases, places, strict=True)
    ]
    for (pooling, expected), place, window in zip(
        cases, places, modules.call_each(MODULE, "poolWindow", calls), strict=True
    ):
        assert window["result"] == pytest.approx(float(expected[place]), abs=1e-6)
        check_window(window, maps[..., place[-1]], pooling)


def check_window(window: dict[str, Any], values: np.ndarray, pooling: dict[str, Any]) -> None:
    size = SHAPE[:2] if pooling["kind"].startswith("global_") else pooling["size"]
    assert (window["rows"], window["columns"]) == tuple(size)
    assert len(window["cells"]) == size[0] * size[1]
    for cell in window["cells"]:
        inside = 0 <= cell["row"] < SHAPE[0] and 0 <= cell["column"] < SHAPE[1]
        assert cell["inside"] is inside
        assert cell["value"] == (float(values[cell["row"], cell["column"]]) if inside else 0)
    winners = [cell["value"] for cell in window["cells"] if cell["winner"]]
    assert winners == ([] if "average" in pooling["kind"] else [window["result"]])


def test_of_equal_cells_the_first_wins(modules):
    pooling = {"kind": "max", "size": [2, 2], "strides": [2, 2], "padding": [[0, 0], [0, 0]]}
    window = modules.call(MODULE, "poolWindow", pooling, np.ones((2, 2, 1), np.float32), 0, 0, 0)
    assert [cell["winner"] for cell in window["cells"]] == [True, False, False, False]


def test_no_pooling_has_no_maps(modules, maps):
    assert modules.call(MODULE, "pool", {"kind": "none"}, maps) is None


def test_an_unknown_kind_is_refused_in_words(modules, maps):
    from playwright.sync_api import Error

    with pytest.raises(Error, match=r"A pooling with windows is one of max, .* Received: median\."):
        modules.call(MODULE, "pool", {"kind": "median"}, maps)
