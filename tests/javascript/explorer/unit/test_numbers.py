"""The numbers of the unit view against Keras: what is added up, moved, normalized, shared out; and the window's lab."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.special import expit, softmax

from tests.javascript import unit_sides
from tests.javascript.unit_page import encode

pytestmark = pytest.mark.browser

CONVOLUTIONS = ("strided", "depthwise", "grouped", "dilated", "larger", "separable", "many", "hidden", "logits")
SUMS = (*CONVOLUTIONS, "sum")
MOVERS = "explorer/unit/moved_scenes.js"
ALONE = ("normalized", "bent", "sum", "flat", "hidden", "hidden:activation", "shares", "input")
SCENE = """
async ({ header, arrays, node, unit, cells }) => {
  const decode = ({ array, dtype, shape }) => {
    const types = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };
    const bytes = Uint8Array.from(atob(array), (letter) => letter.charCodeAt(0));
    return { data: new types[dtype](bytes.buffer), shape };
  };
  const { sideOf } = await import("/explorer/side.js");
  const { sceneOf } = await import("/explorer/unit/scene.js");
  const { windowOf, nodeOf } = await import("/explorer/unit/levels.js");
  const { explain } = await import("/formula/explanation.js");
  const { say } = await import("/shared/words.js");
  const side = sideOf(header, Object.fromEntries(Object.entries(arrays).map(([name, one]) => [name, decode(one)])), 0);
  const { words, language } = header;
  const text = (key, values) => say(words, `unit.${key}`, values);
  const context = { side, node: side.node(node), unit, scale: "unit", words, language, text };
  const scene = sceneOf(context);
  const found = windowOf(side, node, unit, { words, language });
  const check = ({ ours, theirs, agrees }) => ({ ours, theirs, agrees });
  return {
    rows: scene.rows.map(({ name, title }) => ({ name, title })),
    size: scene.size,
    notes: scene.notes,
    middle: scene.middle && { ...scene.middle, respond: scene.middle.respond && "known" },
    cells: cells.map(([row, column]) => ({ ...scene.sums?.(row, column), marks: scene.marks(row, column) })),
    targets: cells.map(([row, column]) => scene.target(row, column, "input")),
    window: found && { chain: found.chain, stage: found.stage, activation: found.lab.program.activation,
      pooling: found.lab.program.pooling.kind, imageKind: found.lab.imageKind, strongest: found.strongest,
      beyond: found.lab.beyond?.count ?? 0 },
    explained: found && cells.map(([row, column]) => {
      const selection = { map: found.alone === null ? unit : 0, stage: "feature", row, column, pinned: false };
      const { feature, activation, pooled } = explain(found.lab, selection);
      return [feature, activation, ...(pooled ? [pooled.check] : [])].map(check);
    }),
  };
}
"""


@pytest.fixture(scope="module")
def side() -> dict[str, Any]:
    return unit_sides.every_kind()


@pytest.fixture
def scene(modules: Any, side: dict[str, Any]) -> Any:
    """What the view shows of a unit: ``scene(node, unit, cells)``."""

    def read(node: str, unit: int, cells: list[tuple[int, int]]) -> Any:
        given = {"header": side["header"], "arrays": encode(side["arrays"]), "node": node, "unit": unit, "cells": cells}
        return modules.page.evaluate(SCENE, given)

    return read


def maps(side: dict[str, Any], node: str) -> np.ndarray[Any, Any]:
    output = side["outputs"][node]
    return np.asarray(output.reshape((1,) * (3 - output.ndim) + output.shape))


def cells_of(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    rows, columns = shape[:2]
    return [(0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)]


@pytest.mark.parametrize("node", SUMS)
def test_the_intermediate_maps_and_the_bias_add_up_to_the_map_of_keras(scene: Any, side: dict[str, Any], node: str):
    output = maps(side, node)
    for unit in range(min(output.shape[2], 3)):
        found = scene(node, unit, cells_of(output.shape))
        for (row, column), cell in zip(cells_of(output.shape), found["cells"], strict=True):
            wanted = float(output[row, column, unit])
            scale = max(1.0, sum(map(abs, cell["terms"])))
            assert cell["total"] == pytest.approx(wanted)
            assert sum(cell["terms"]) == pytest.approx(wanted, abs=1e-5 * scale)


def test_of_many_inputs_the_strongest_are_shown_and_the_rest_is_named(scene: Any, side: dict[str, Any]):
    found = scene("hidden", 4, [(0, 0)])
    before, kernel = maps(side, "large"), side["arrays"]["0:w:hidden/kernel"]
    products = before * kernel[:, 4].reshape(before.shape)
    order = np.argsort(-np.abs(products).mean(axis=(0, 1)), kind="stable")[:12]
    assert [row["name"] for row in found["rows"]] == [*(str(channel + 1) for channel in order), "8 more"]
    sums = products.astype(np.float64).sum(axis=(0, 1))
    terms = found["cells"][0]["terms"]
    np.testing.assert_allclose(terms[:12], sums[order], rtol=1e-4, atol=1e-4)
    assert terms[12] == pytest.approx(sums.sum() - sums[order].sum(), abs=1e-3)
    assert found["size"] == [7, 9]


@pytest.mark.parametrize("node", ["strided", "depthwise", "grouped", "dilated", "larger", "separable", "many"])
@pytest.mark.parametrize("unit", [0, 3])
def test_of_a_large_network_a_window_comes_to_what_keras_computed(
    modules: Any, side: dict[str, Any], node: str, unit: int
):
    """Out of the strongest three inputs and the sum of all others."""
    output = maps(side, node)
    alone = unit_sides.detail(side, node, unit, 3)
    cells = cells_of(output.shape)
    given = {"header": alone["header"], "arrays": encode(alone["arrays"]), "node": node, "unit": unit, "cells": cells}
    found = modules.page.evaluate(SCENE, given)
    count = alone["header"]["sides"][0]["unit"]["count"]
    assert found["window"]["chain"] == {"convolution": node, "activation": None, "pooling": None}
    assert found["window"]["beyond"] == max(0, count - 3)
    assert found["window"]["strongest"] == (3 if count > 3 else 0)
    for (row, column), (feature, activation) in zip(cells, found["explained"], strict=True):
        assert feature["agrees"]
        assert activation["agrees"]
        assert feature["theirs"] == pytest.approx(float(output[row, column, unit]))


def test_a_product_is_the_product_of_two_maps(scene: Any, side: dict[str, Any]):
    both, gate, gated = (maps(side, name) for name in ("both", "gate", "gated"))
    found = scene("gated", 6, [(2, 3)])
    assert found["cells"][0]["terms"] == pytest.approx([both[2, 3, 6], gate[0, 0, 6]])
    assert found["cells"][0]["total"] == pytest.approx(gated[2, 3, 6])


def test_a_concatenated_map_is_led_back_to_its_input(scene: Any, side: dict[str, Any], modules: Any):
    assert scene("both", 5, [(0, 0)])["middle"]["index"] == 1
    np.testing.assert_array_equal(maps(side, "both")[..., 5], maps(side, "separable")[..., 1])
    origins = modules.call_each("explorer/unit/moved_scenes.js", "originOf", [([4, 5], unit) for unit in (0, 3, 4, 8)])
    assert origins == [{"index": index, "channel": channel} for index, channel in ((0, 0), (0, 3), (1, 0), (1, 4))]
    with pytest.raises(Exception, match=r"below 9\. Received: 9"):
        modules.call("explorer/unit/moved_scenes.js", "originOf", [4, 5], 9)


def test_batch_normalization_is_its_formula(scene: Any, side: dict[str, Any], modules: Any):
    numbers = scene("normalized", 2, [(0, 0)])["middle"]
    assert numbers["epsilon"] == pytest.approx(0.01)
    before, after = maps(side, "strided"), maps(side, "normalized")
    calls = [(float(before[row, column, 2]), numbers) for row, column in cells_of(after.shape)]
    found = modules.call_each("explorer/unit/scene.js", "normalized", calls)
    np.testing.assert_allclose(found, [after[row, column, 2] for row, column in cells_of(after.shape)], atol=1e-5)


def test_an_activation_is_drawn_as_its_function_only_where_it_is(scene: Any):
    # The slope of this leaky ReLU is 0.1, not that of keras.activations.
    assert scene("bent", 1, [(0, 0)])["middle"]["respond"] is None
    assert scene("pointed", 1, [(0, 0)])["middle"]["respond"] == "known"


def test_a_curve_without_a_function_is_what_happened_to_the_numbers(modules: Any):
    middle = {"before": np.float32([2, -1, 0]), "after": np.float32([20, -10, 0]), "respond": None}
    assert modules.call("explorer/unit/middle.js", "pointsOf", middle, 2) == [[-1, -10], [0, 0], [2, 20]]


MOVED = {
    "padded": ((1, 2), (0, 0)),
    "cropped": ((0, 0), (0, 1)),
    "doubled": ((5, 7), (2, 3)),
    "rescaled": ((1, 1), (1, 1)),
}


@pytest.mark.parametrize("node", MOVED)
def test_a_moved_cell_is_led_back_to_where_it_was(scene: Any, side: dict[str, Any], node: str):
    (row, column), (from_row, from_column) = MOVED[node]
    box = scene(node, 1, [(row, column)])["cells"][0]["marks"]["input"]
    assert (box["row"], box["column"]) == (from_row, from_column)
    source = {"padded": "gated", "cropped": "padded", "doubled": "cropped", "rescaled": "doubled"}[node]
    value = maps(side, source)[from_row, from_column, 1]
    wanted = value * 0.5 - 0.25 if node == "rescaled" else value
    assert maps(side, node)[row, column, 1] == pytest.approx(float(wanted))


def test_what_padding_added_comes_from_nowhere(scene: Any):
    assert scene("padded", 0, [(0, 5)])["cells"][0]["marks"]["input"] is None


def test_flatten_reads_row_by_row_and_all_maps_of_a_cell(side: dict[str, Any], modules: Any):
    before, flat = maps(side, "large"), side["outputs"]["flat"]
    shape = list(before.shape)
    chosen = range(0, flat.size, 37)
    places = modules.call_each(MOVERS, "placeOf", [(index, shape) for index in chosen])
    for index, place in zip(chosen, places, strict=True):
        assert flat[index] == before[place["row"], place["column"], place["channel"]]
        assert modules.call(MOVERS, "indexOf", *place.values(), shape) == index


def test_pixel_weight_and_logit_belong_together(side: dict[str, Any], modules: Any):
    before, kernel = maps(side, "large"), side["arrays"]["0:w:hidden/kernel"]
    terms = modules.call("explorer/unit/weighted_scenes.js", "termsByMap", before, kernel, 7)
    logit = sum(term["sum"] for term in terms) + float(side["arrays"]["0:w:hidden/bias"][7])
    assert logit == pytest.approx(float(side["outputs"]["hidden"][7]), rel=1e-5, abs=1e-4)
    for channel in (0, 11, 19):
        np.testing.assert_array_equal(terms[channel]["values"], before[..., channel].ravel())
        np.testing.assert_array_equal(
            terms[channel]["weights"], kernel[:, 7].reshape(before.shape)[..., channel].ravel()
        )


@pytest.mark.parametrize("scale", [1, 30])
def test_softmax_and_sigmoids_are_those_of_scipy(modules: Any, scale: float):
    logits = np.random.default_rng(5).normal(0, scale, 40)
    found = modules.call("explorer/unit/softmax.js", "termsOf", logits)
    np.testing.assert_allclose([term["share"] for term in found["terms"]], softmax(logits), rtol=1e-9)
    np.testing.assert_allclose([term["sigmoid"] for term in found["terms"]], expit(logits), rtol=1e-9)
    assert found["sum"] == pytest.approx(float(np.exp(logits - found["shift"]).sum()))
    assert found["sigmoids"] == pytest.approx(float(expit(logits).sum()))
    chosen = int(np.argmin(logits))
    arranged = modules.call("explorer/unit/softmax.js", "arranged", found["terms"], chosen)
    assert len(arranged["shown"]) == 12
    assert arranged["shown"][-1]["index"] == chosen
    assert arranged["rest"]["count"] == 28
    total = sum(term["share"] for term in arranged["shown"]) + arranged["rest"]["share"]
    assert total == pytest.approx(1)


WINDOWS = {
    "strided": ("strided", "feature", "linear", "none", "picture"),
    "dilated": ("dilated", "feature", "tanh", "average", "maps"),
    "pointed": ("dilated", "activation", "tanh", "average", "maps"),
    "averaged": ("dilated", "pooled", "tanh", "average", "maps"),
    "large": ("many", "pooled", "linear", "max", "maps"),
    "separable": ("separable", "feature", "linear", "none", "maps"),
    "larger": ("larger", "feature", "linear", "none", "maps"),
    "depthwise": ("depthwise", "feature", "linear", "none", "maps"),
    "grouped": ("grouped", "feature", "linear", "none", "maps"),
}


@pytest.mark.parametrize("node", WINDOWS)
def test_the_window_is_that_of_keras(scene: Any, side: dict[str, Any], node: str):
    convolution, stage, activation, pooling, image = WINDOWS[node]
    cells = cells_of(maps(side, convolution).shape)
    found = scene(node, 2, cells)
    assert found["window"]["chain"]["convolution"] == convolution
    assert (found["window"]["stage"], found["window"]["activation"]) == (stage, activation)
    assert (found["window"]["pooling"], found["window"]["imageKind"]) == (pooling, image)
    for (row, column), checks in zip(cells, found["explained"], strict=True):
        assert checks[0]["theirs"] == pytest.approx(float(maps(side, convolution)[row, column, 2]))
        assert all(check["agrees"] for check in checks), (node, row, column, checks)


@pytest.mark.parametrize(
    "node", ["normalized", "bent", "sum", "flat", "hidden", "hidden:activation", "shares", "input"]
)
def test_nothing_but_a_convolution_has_a_window(scene: Any, node: str):
    assert scene(node, 0, [(0, 0)])["window"] is None
