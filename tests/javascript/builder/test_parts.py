"""The functions of the builder: edits of layers, undoing them, the diagram's layout, and costs in words."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from cnn_core.drafts import NetworkDraft, problems, table
from cnn_core.drafts.layers import BACKBONE, KINDS, DraftLayer
from cnn_core.drafts.presets import vgg
from tests.examples import examples

pytestmark = pytest.mark.browser

OPERATIONS = "builder/operations.js"
RELAXED = examples(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
HISTORY = """async ([most, steps]) => {
  const { createHistory } = await import("/builder/operations.js");
  const history = createHistory(0, most);
  return steps.map((step) => {
    if (typeof step === "number") history.push(step); else history[step]();
    return [history.now, history.canUndo(), history.canRedo()];
  });
}"""
IDENTIFIED = """async ([sent, before]) => {
  const { identified } = await import("/builder/operations.js");
  let id = 100;
  return identified(sent, before, () => (id += 1));
}"""


def layers(*kinds: str, first: int = 1) -> list[dict[str, Any]]:
    return [{"id": first + place, **plain(kind)} for place, kind in enumerate(kinds)]


def plain(kind: str, **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "settings": dict(DraftLayer(kind, changes).settings)}


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [layer["kind"] for layer in found]


@pytest.mark.parametrize("place", range(-1, 6))
def test_a_layer_moves_to_its_place_and_the_others_keep_their_order(modules, place: int):
    before = layers("Conv2D", "Flatten", "Dense", "Dropout")
    for layer in before:
        found = modules.call(OPERATIONS, "moved", before, layer["id"], place)
        assert found[max(0, min(place, 3))] == layer
        assert [one for one in found if one != layer] == [one for one in before if one != layer]


def test_layers_come_go_and_change_and_the_others_stay(modules):
    before = layers("Conv2D", "Flatten")
    new = {"id": 9, **plain("Dropout")}
    assert modules.call(OPERATIONS, "inserted", before, 1, new) == [before[0], new, before[1]]
    assert modules.call(OPERATIONS, "removed", before, 1) == [before[1]]
    changed = modules.call(OPERATIONS, "changed", before, 1, "filters", 7)
    assert changed == [{"id": 1, **plain("Conv2D", filters=7)}, before[1]]
    assert modules.call(OPERATIONS, "plain", before) == [plain("Conv2D"), plain("Flatten")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_layer_goes_where_it_works(modules, kind: str):
    before = [DraftLayer(one) for one in ("Conv2D", "MaxPooling2D", "Conv2D", "Flatten", "Dense")]
    place = modules.call(OPERATIONS, "fittingPlace", layers(*[layer.kind for layer in before]), kind)
    after = [*before[:place], DraftLayer(kind), *before[place:]]
    codes = [problem.code for problem in problems(NetworkDraft(32, 32, 3, 10, tuple(after)))]
    if kind == BACKBONE:
        assert place == 0
    elif kind in ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"):
        assert place == 3  # where there was another one; one of both is too many
    else:
        assert codes == []


def test_layers_of_the_server_keep_the_ids_of_those_on_screen(modules):
    before = layers("Conv2D", "Conv2D", "Flatten", "Dense")
    before[1]["settings"]["filters"] = 5
    sent = [plain("Conv2D", filters=5), plain("MaxPooling2D"), plain("Flatten"), plain("Dense", units=3)]
    found = modules.page.evaluate(IDENTIFIED, [sent, before])
    assert [layer["id"] for layer in found] == [2, 101, 3, 4]
    assert [{"kind": one["kind"], "settings": one["settings"]} for one in found] == sent


def test_networks_are_the_same_when_kinds_and_settings_are(modules):
    before = layers("Conv2D", "Flatten")
    assert modules.call(OPERATIONS, "sameLayers", before, [plain("Conv2D"), plain("Flatten")])
    assert not modules.call(OPERATIONS, "sameLayers", before, [plain("Conv2D", strides=2), plain("Flatten")])
    assert not modules.call(OPERATIONS, "sameLayers", before, [plain("Conv2D")])
    assert not modules.call(OPERATIONS, "sameLayers", before, [plain("Flatten"), plain("Conv2D")])


@RELAXED
@given(steps=st.lists(st.one_of(st.integers(1, 99), st.sampled_from(["undo", "redo"])), max_size=30))
def test_undo_and_redo_go_back_and_forth_as_in_a_list(modules, steps: list[int | str]):
    most, states, at, expected = 5, [0], 0, []
    for step in steps:
        if isinstance(step, int):
            states = [*states[: at + 1], step][-most - 1 :]
            at = len(states) - 1
        else:
            at = max(0, at - 1) if step == "undo" else min(len(states) - 1, at + 1)
        expected.append([states[at], at > 0, at < len(states) - 1])
    assert modules.page.evaluate(HISTORY, [most, steps]) == expected


def stages(draft: NetworkDraft) -> list[dict[str, Any]]:
    return [{"shape": list(row.output_shape), "kind": row.kind} for row in table(draft)]


def test_blocks_stand_side_by_side_and_are_as_large_as_their_maps(modules):
    drawn = stages(vgg(224, 224, 3, 1000, depth=16))
    layout = modules.call("builder/diagram_layout.js", "layoutOf", drawn)
    blocks = layout["blocks"]
    for block, following in itertools.pairwise(blocks):
        assert block["slot"] + block["room"] < following["slot"]
    for block in blocks:
        assert block["slot"] <= block["x"]
        assert block["x"] + block["width"] + block["depth"] <= block["slot"] + block["room"] + 1e-6
        assert block["y"] - block["depth"] > 0
        assert block["y"] + block["height"] <= layout["ground"] + 1e-6
    assert blocks[-1]["slot"] + blocks[-1]["room"] <= layout["width"]
    maps = [(stage["shape"], block) for stage, block in zip(drawn, blocks, strict=True) if len(stage["shape"]) == 3]
    for (shape, block), (other, following) in itertools.pairwise(maps):
        assert (shape[0] > other[0]) == (block["height"] > following["height"])
        assert (shape[2] < other[2]) == (block["width"] < following["width"])


def test_a_layer_of_unknown_size_has_a_place_too(modules):
    (block,) = modules.call("builder/diagram_layout.js", "layoutOf", [{"shape": [], "kind": "Dense"}])["blocks"]
    assert not block["known"]
    assert block["width"] > 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("shapeText", [30, 30, 32], "30 × 30 × 32"),
        ("shapeText", [25088], "25,088"),
        ("shapeText", [], "?"),
        ("shortCount", 9_999, "9,999"),
        ("shortCount", 3_115_008, "3.12M"),
        ("shortCount", 15_470_264_320, "15.5B"),
        ("bytesText", 32, "32 B"),
        ("bytesText", 115_200, "115 kB"),
        ("bytesText", 43_264, "43.3 kB"),
        ("bytesText", 553_430_176, "553 MB"),
        ("wholeCount", 138_357_544, "138,357,544"),
    ],
)
def test_costs_are_written_in_few_digits(modules, name: str, value: Any, said: str):
    assert modules.call("builder/speech.js", name, value, "en") == said


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (plain("Conv2D"), "32 · 3 × 3 · relu"),
        (
            plain("Conv2D", strides=2, padding="same", dilation_rate=2),
            "32 · 3 × 3 · strides 2 · same · dilation 2 · relu",
        ),
        (plain("DepthwiseConv2D", depth_multiplier=3), "3 × 3 · × 3 · relu"),
        (plain("MaxPooling2D"), "2 × 2"),
        (plain("AveragePooling2D", pool_size=3, strides=1), "3 × 3 · strides 1"),
        (plain("Dense", activation="linear"), "64"),
        (plain("Activation", activation="linear"), "linear"),
        (plain("Dropout", rate=0.2), "0.2"),
        (plain("ResidualBlock", strides=2), "32 · 3 × 3 · strides 2"),
        (plain("Flatten"), ""),
        (plain(BACKBONE, pooling="max"), "max"),
    ],
)
def test_settings_are_told_in_a_few_words(modules, layer: dict[str, Any], said: str):
    assert modules.call("builder/speech.js", "summary", layer) == said
