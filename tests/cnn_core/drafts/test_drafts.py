"""Drafts as plain data: what may be, their text, their names, their problems and the way out of each."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.drafts import (
    MAXIMUM_LAYERS,
    DraftError,
    DraftLayer,
    NetworkDraft,
    decode,
    encode,
    names,
    nearest,
    problems,
    resized,
    table,
)
from cnn_core.drafts.layers import BACKBONE, KINDS, defaults_of
from cnn_core.drafts.problems import MAXIMUM_BYTES, MAXIMUM_MULTIPLY_ACCUMULATES, MAXIMUM_PARAMETERS
from cnn_core.settings import LONGEST_LINK_TEXT
from tests.cnn_core.drafts.strategies import drafts
from tests.examples import examples

RELAXED = examples(200)


def network(
    *layers: DraftLayer, rows: int = 16, columns: int = 16, channels: int = 3, classes: int = 10
) -> NetworkDraft:
    return NetworkDraft(rows, columns, channels, classes, layers)


def written(value: Any) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(value).encode())).decode().rstrip("=")


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_has_all_of_its_settings(kind: str):
    assert DraftLayer(kind).settings == defaults_of(kind)


@pytest.mark.parametrize(
    ("kind", "chosen", "said"),
    [
        ("Conv3D", {}, "A layer is one of"),
        ("<script>", {}, "Received: '<script>'"),
        ("Dense", {"filters": 3}, "Received: 'filters'"),
        ("Flatten", {"units": 3}, r"\(none\)"),
        ("Conv2D", {"filters": 0}, "from 1 to 1024"),
        ("Conv2D", {"filters": 2.5}, "from 1 to 1024"),
        ("Conv2D", {"filters": True}, "from 1 to 1024"),
        ("Conv2D", {"filters": "8"}, "from 1 to 1024"),
        ("Conv2D", {"padding": "full"}, "is one of valid, same"),
        ("Conv2D", {"padding": ["same"]}, "is one of valid, same"),
        ("Dropout", {"rate": 0.95}, "from 0 to 0.9"),
        ("Dropout", {"rate": float("nan")}, "from 0 to 0.9"),
        ("Conv2D", {"use_bias": 1}, "True or False"),
    ],
)
def test_a_layer_refuses_what_cannot_be(kind: str, chosen: dict[str, Any], said: str):
    with pytest.raises(DraftError, match=said):
        DraftLayer(kind, chosen)


def test_a_whole_number_of_a_browser_is_one():
    filters = DraftLayer("Conv2D", {"filters": 8.0}).settings["filters"]
    assert isinstance(filters, int)


@pytest.mark.parametrize("change", [{"rows": 0}, {"rows": 2000}, {"columns": 1.5}, {"channels": 2}, {"classes": 1}])
def test_a_network_is_for_pictures_and_classes_within_limits(change: dict[str, Any]):
    with pytest.raises(DraftError, match=next(iter(change))):
        resized(network(), **{"rows": 8, "columns": 8, "channels": 1, "classes": 2, **change})


def test_a_network_holds_so_many_layers():
    with pytest.raises(DraftError, match="at most 48 layers"):
        network(*[DraftLayer("Activation")] * 49)


@RELAXED
@given(draft=drafts(small=False, most=MAXIMUM_LAYERS, without=()))
def test_the_text_says_the_whole_network(draft: NetworkDraft):
    text = encode(draft)
    assert len(text) <= LONGEST_LINK_TEXT
    assert text.replace("-", "").replace("_", "").isalnum()
    assert decode(text) == draft


@RELAXED
@given(text=st.text(max_size=60))
def test_a_text_of_somebody_else_is_refused(text: str):
    with pytest.raises(DraftError):
        decode(text)


@pytest.mark.parametrize(
    "value",
    [
        [],
        [2, [8, 8, 1, 10], []],
        [1, [8, 8, 1], []],
        [1, [8, 8, 1, 10], {}],
        [1, [8, 8, 1, 10], ["Dense"]],
        [1, [8, 8, 1, 10], [["Dense", {}, 1]]],
        [1, [8, 8, 1, 10], [["Dense", {"units": 10**9}]]],
        [1, ["8", 8, 1, 10], []],
        [1, [8, 8, 1, 10], [["Activation"]] * 49],
        "x" * 1000,
    ],
)
def test_a_text_that_describes_no_network_is_refused(value: Any):
    with pytest.raises(DraftError):
        decode(written(value))


def test_a_text_that_unpacks_to_much_more_is_refused():
    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" * 100_000, 9)).decode().rstrip("=")
    assert len(bomb) < LONGEST_LINK_TEXT
    with pytest.raises(DraftError):
        decode(bomb)


def test_names_count_each_kind():
    layers = [DraftLayer(kind) for kind in (BACKBONE, "Dense", "MaxPooling2D", "Dense", BACKBONE)]
    assert names(network(*layers)) == [
        "efficientnet_lite0",
        "dense_1",
        "max_pooling2d_1",
        "dense_2",
        "efficientnet_lite0_2",
    ]


CONV, FLAT, DENSE, POOL = (DraftLayer(kind) for kind in ("Conv2D", "Flatten", "Dense", "MaxPooling2D"))
LITE, WIDE, MANY = DraftLayer(BACKBONE), DraftLayer("Dense", {"units": 4096}), DraftLayer("Conv2D", {"filters": 512})


@pytest.mark.parametrize(
    ("layers", "index", "code", "fix", "kinds"),
    [
        ((DENSE,), 0, "needs_vector", "insert", "Flatten Dense"),
        ((CONV,), 1, "end_needs_vector", "insert", "Conv2D Flatten"),
        ((FLAT, POOL), 1, "needs_maps", "move", "MaxPooling2D Flatten"),
        ((FLAT, DENSE, CONV), 2, "needs_maps", "move", "Conv2D Flatten Dense"),
        ((DENSE, CONV, FLAT), 0, "needs_vector", "move", "Conv2D Flatten Dense"),
        ((DENSE, CONV, POOL), 0, "needs_vector", "move", "Conv2D MaxPooling2D Dense"),
        ((FLAT, CONV, POOL), 0, "maps_end_too_early", "move", "Conv2D MaxPooling2D Flatten"),
        ((FLAT, CONV, FLAT), 0, "maps_end_too_early", "remove", "Conv2D Flatten"),
        ((DraftLayer("GlobalMaxPooling2D"), CONV, POOL), 0, "maps_end_too_early", "move",
         "Conv2D MaxPooling2D GlobalMaxPooling2D"),
        ((CONV, LITE), 1, "backbone_not_first", "move", "EfficientNetLite0 Conv2D"),
        ((LITE, CONV), 1, "after_backbone", "remove", "EfficientNetLite0"),
        ((LITE, LITE), 1, "backbone_twice", "remove", "EfficientNetLite0"),
        ((DraftLayer("Conv2D", {"kernel_size": 15}), POOL, POOL, FLAT), 2, "pool_larger_than_maps", "remove",
         "Conv2D MaxPooling2D Flatten"),
    ],
)  # fmt: skip
def test_a_layer_in_the_wrong_place_is_named_and_put_right(
    layers: tuple[DraftLayer, ...], index: int, code: str, fix: str, kinds: str
):
    draft = network(*layers, rows=17, columns=17) if code == "pool_larger_than_maps" else network(*layers)
    if code == "pool_larger_than_maps":  # 17 → 3 → 1
        layers = draft.layers
    problem = problems(draft)[0]
    assert (problem.index, problem.code, problem.fix) == (index, code, fix)
    assert [layer.kind for layer in problem.remedy.layers] == kinds.split()


@pytest.mark.parametrize(
    ("layer", "code", "setting", "value"),
    [
        (DraftLayer("Conv2D", {"kernel_size": 9}), "kernel_larger_than_maps", "kernel_size", 8),
        (DraftLayer("DepthwiseConv2D", {"kernel_size": 9}), "kernel_larger_than_maps", "kernel_size", 8),
        (DraftLayer("SeparableConv2D", {"dilation_rate": 5}), "dilated_kernel_larger_than_maps", "dilation_rate", 3),
        (DraftLayer("AveragePooling2D", {"pool_size": 9}), "pool_larger_than_maps", "pool_size", 8),
        (DraftLayer("Conv2D", {"strides": 2, "dilation_rate": 2}), "strides_with_dilation", "dilation_rate", 1),
    ],
)
def test_a_setting_that_does_not_fit_gets_the_nearest_that_does(layer: DraftLayer, code: str, setting: str, value: int):
    (problem,) = problems(network(layer, FLAT, rows=8, columns=12))
    assert (problem.index, problem.code, problem.fix) == (0, code, "set")
    assert problem.fix_values == {"setting": setting, "value": value}
    assert problems(problem.remedy) == []
    assert problem.remedy.layers[0] == layer.with_settings(**{setting: value})


def test_the_same_window_fits_with_padding():
    assert problems(network(DraftLayer("Conv2D", {"kernel_size": 9, "padding": "same"}), FLAT, rows=8, columns=8)) == []


def test_every_wrong_layer_is_named_at_once():
    found = problems(network(DraftLayer("Conv2D", {"kernel_size": 15}), DENSE, FLAT, DENSE, POOL, rows=12, columns=12))
    assert [(one.index, one.code) for one in found] == [
        (0, "kernel_larger_than_maps"), (1, "needs_vector"), (4, "needs_maps"),
    ]  # fmt: skip


def test_what_comes_after_a_layer_that_moves_is_judged_as_if_it_had_moved():
    layers = (DraftLayer("Conv2D", {"kernel_size": 12}), DENSE, POOL, CONV)  # 12 → 1, which nothing can be taken from
    found = problems(network(*layers, rows=12, columns=12))
    assert [(one.index, one.code) for one in found] == [
        (1, "needs_vector"), (2, "pool_larger_than_maps"), (3, "kernel_larger_than_maps"), (4, "end_needs_vector"),
    ]  # fmt: skip


def test_too_many_layers_are_named():
    draft = network(*[DraftLayer("Activation")] * MAXIMUM_LAYERS, FLAT)
    assert [problem.code for problem in problems(draft)] == ["too_many_layers"]
    assert len(nearest(draft).layers) <= MAXIMUM_LAYERS


@pytest.mark.parametrize(
    ("draft", "index", "code", "fix"),
    [
        (network(CONV, FLAT, WIDE), 2, "too_many_parameters", "replace"),
        (network(CONV, FLAT, classes=10_000, rows=64, columns=64), 2, "too_many_parameters", "replace"),
        (network(*[WIDE] * 2, FLAT, rows=1, columns=1), 0, "needs_vector", "move"),
        (network(FLAT, *[WIDE] * 3, rows=1, columns=1), 2, "too_many_parameters", "set"),
        (network(FLAT, WIDE, classes=10_000, rows=1, columns=1), 2, "too_many_parameters",
         "insert"),
        (network(DraftLayer("Conv2D", {"filters": 1024}), FLAT, rows=200, columns=200), 0, "too_much_memory", "set"),
        (network(*[MANY] * 3, DraftLayer("GlobalMaxPooling2D"), rows=48, columns=48), 1,
         "too_many_multiplications", "set"),
    ],
)  # fmt: skip
def test_a_network_too_large_for_this_machine_is_named_at_its_largest_layer(
    draft: NetworkDraft, index: int, code: str, fix: str
):
    problem = problems(draft)[0]
    if code == "too_much_memory" and problem.code == "too_many_parameters":
        problem = problems(problem.remedy)[0]
    assert (problem.index, problem.code, problem.fix) == (index, code, fix)
    assert problems(nearest(draft)) == []


def test_what_a_backbone_costs_does_not_count():
    assert problems(network(LITE, DENSE, rows=180, columns=180)) == []


@RELAXED
@given(draft=drafts(small=False, most=MAXIMUM_LAYERS + 4, without=()))
def test_remedies_lead_to_a_network_that_can_be(draft: NetworkDraft):
    turns = 0
    while found := problems(draft):
        for problem in found:
            assert 0 <= problem.index <= len(draft.layers)
            assert problem.remedy != draft
        draft = found[0].remedy
        turns += 1
        assert turns < 400
    rows = table(draft)
    trained = [row for row in rows if row.kind != BACKBONE]
    assert sum(row.parameters for row in trained) <= MAXIMUM_PARAMETERS
    assert sum(row.bytes for row in trained) <= MAXIMUM_BYTES
    assert sum(row.multiply_accumulates for row in trained) <= MAXIMUM_MULTIPLY_ACCUMULATES
    assert rows[-1].output_shape == (draft.classes,)


@RELAXED
@given(draft=drafts(small=False, most=10, without=()))
def test_the_table_has_a_row_for_every_layer_and_stops_where_it_cannot_go_on(draft: NetworkDraft):
    rows = table(draft)
    first = min((problem.index for problem in problems(draft) if "too_m" not in problem.code), default=None)
    assert [row.index for row in rows if row.index is not None] == list(range(len(draft.layers)))
    assert [row.name for row in rows if row.index is not None] == names(draft)
    known = [row.output_shape != () for row in rows]
    if first is None:
        assert all(known)
    else:
        head = 0 if draft.is_transfer else 1
        assert known == [True] * (first + head) + [False] * (len(draft.layers) - first + 2)
