"""The numbers of the Activation and Pooling Lab's views: windows whose sums add up, histograms, curves."""

import numpy as np
import pytest

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.pooling import average_pool2d, max_pool2d, min_pool2d
from cnn_core.pooling_lab.study import PoolingStudy, pooling_program

RANDOM = np.random.default_rng(4)
DESCRIBE = """async ({ data, size, pooled, program, cells, digits }) => {
  const { windowNumbers } = await import("/pooling_lab/window_numbers.js");
  const tensor = (values, shape) => ({ data: Float32Array.from(values), shape });
  const [map, answer] = [tensor(data, [size, size, 1]), tensor(pooled.data, pooled.shape)];
  return cells.map(([row, column]) => {
    const numbers = windowNumbers(program, map, answer, { row, column }, digits, "en");
    const results = Object.fromEntries(["max", "average", "min"].map((kind) => [kind, numbers.of(kind).result]));
    const { terms, total, count } = numbers;
    return { terms, total, count, digits: numbers.digits, results };
  });
}"""


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


@pytest.mark.parametrize(
    ("pool", "stride", "padding"), [(2, 2, "valid"), (3, 2, "same"), (5, 5, "same"), (8, 3, "valid")]
)
def test_window_numbers_add_up_and_are_those_of_the_written_out_pooling(modules, pool, stride, padding):
    study = PoolingStudy(study_size=14, pool_size=pool, pool_stride=stride, pool_padding=padding)
    map_ = (RANDOM.normal(size=(12, 12, 1)) * 3).astype(np.float32)
    poolings = [function(map_, pool, stride, padding) for function in (max_pool2d, average_pool2d, min_pool2d)]
    pooled = np.concatenate(poolings, axis=-1)
    cells = [[row, column] for row in range(pooled.shape[0]) for column in range(pooled.shape[1])]
    given = {"data": pooled.ravel().tolist(), "shape": list(pooled.shape)}
    program = pooling_program(study)
    found = modules.page.evaluate(
        DESCRIBE,
        {"data": map_.ravel().tolist(), "size": 12, "pooled": given, "program": program, "cells": cells, "digits": 2},
    )
    for (row, column), window in zip(cells, found, strict=True):
        unit = 10.0 ** -window["digits"]
        assert sum(number(term) for term in window["terms"]) == pytest.approx(number(window["total"]), abs=unit / 10)
        assert len(window["terms"]) == window["count"]
        for index, kind in enumerate(("max", "average", "min")):
            assert number(window["results"][kind]) == pytest.approx(float(pooled[row, column, index]), abs=unit)
        assert window["results"]["max"] in window["terms"]
        assert window["results"]["min"] in window["terms"]


def test_a_histogram_counts_every_value_once(modules):
    values = np.float32([-2, -1.999, 0, 0.1, 1.999, 2])
    counts = modules.call("maps/activation_curve.js", "histogram", values, 2, 4)
    assert counts == [2, 0, 2, 2]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_curve_is_the_activation_and_softmax_shares_with_the_negative(modules, name):
    xs = [-3.0, -0.5, 0.0, 0.75, 4.0]
    found = modules.call_each("maps/activation_curve.js", "respond", [(name, x) for x in xs])
    wanted = [float(ACTIVATIONS[name]([x, -x])[0]) for x in xs]
    np.testing.assert_allclose(found, wanted, atol=1e-5)


def test_every_activation_has_a_formula(modules):
    names = modules.page.evaluate(
        """async (names) => {
          const { formulaOf } = await import("/pooling_lab/formulas.js");
          return names.map((name) => formulaOf(name).textContent);
        }""",
        list(ACTIVATIONS),
    )
    assert len(set(names)) == len(ACTIVATIONS)
    assert all(text.startswith("f(x)=") for text in names)
