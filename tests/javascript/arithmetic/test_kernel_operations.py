"""The kernel editor's arithmetic without a page, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Error

pytestmark = pytest.mark.browser

FOLDER = "convolution_lab/kernel_editor"
OPERATIONS = f"{FOLDER}/numbers.js"
EDITING = f"{FOLDER}/editing.js"
random = np.random.default_rng(7)


def kernels(rows: int, columns: int) -> np.ndarray:
    return random.normal(size=(rows, columns)).astype(np.float32)


SQUARES = [kernels(size, size) for size in (1, 2, 3, 5, 11)]
KERNELS = [*SQUARES, kernels(1, 4), kernels(7, 1), kernels(3, 5)]


@pytest.mark.parametrize(
    ("function", "oracle", "examples"),
    [
        ("flipColumns", np.fliplr, KERNELS),
        ("flipRows", np.flipud, KERNELS),
        ("rotate", lambda kernel: np.rot90(kernel, -1), SQUARES),
        ("normalise", lambda kernel: kernel / np.abs(kernel).sum(dtype=np.float64), KERNELS),
        ("negate", np.negative, KERNELS),
        ("zero", np.zeros_like, KERNELS),
    ],
)
def test_operation_is_numpys(modules, function, oracle, examples):
    results = modules.call_each(OPERATIONS, function, [[kernel.ravel(), *kernel.shape] for kernel in examples])
    for kernel, result in zip(examples, results, strict=True):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result.reshape(kernel.shape), oracle(kernel), rtol=1e-6)


def test_operations_by_name_are_the_functions(modules):
    values = kernels(3, 3).ravel()
    names = {"flip_columns": "flipColumns", "flip_rows": "flipRows"}
    for name in ("normalise", "flip_columns", "flip_rows", "rotate", "negate", "zero"):
        expected = modules.call(OPERATIONS, names.get(name, name), values, 3, 3)
        np.testing.assert_array_equal(modules.call(OPERATIONS, "operate", name, values, 3, 3), expected)


def test_negating_zero_gives_a_plain_zero(modules):
    assert not np.signbit(modules.call(OPERATIONS, "negate", np.zeros(4, np.float32))).any()


def test_what_cannot_be_says_the_rule_and_what_was_received(modules):
    with pytest.raises(Error, match=r"square.*Received: 2 × 3"):
        modules.call(OPERATIONS, "rotate", np.zeros(6, np.float32), 2, 3)
    with pytest.raises(Error, match=r"absolute values\. Received: 0"):
        modules.call(OPERATIONS, "normalise", np.zeros(4, np.float32))
    zeros, ones = np.zeros(6, np.float32), np.ones(6, np.float32)
    calls = [["rotate", ones, 2, 3], ["normalise", zeros, 2, 3], ["normalise", ones, 2, 3], ["zero", zeros, 2, 3]]
    assert modules.call_each(OPERATIONS, "blockedBy", calls) == ["blocked_rotate", "blocked_normalise", None, None]


def test_sum_and_its_meaning(modules):
    values = kernels(11, 11).ravel()
    assert modules.call(OPERATIONS, "sum", values) == pytest.approx(values.sum(dtype=np.float64))
    expected = {
        0: "flat_zero",
        1e-7: "flat_zero",
        1.0000001: "flat_kept",
        3: "flat_brighter",
        0.5: "flat_darker",
        -1: "flat_inverted",
    }
    assert modules.call_each(OPERATIONS, "flatAreas", [[total] for total in expected]) == list(expected.values())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2), ("-0.5", -0.5), ("−0,5", -0.5), (" +1. ", 1), (".25", 0.25), ("1e-3", 0.001), ("1/9", 1 / 9),
        ("-1 / 4", -0.25), ("1000", 1000), ("-1000", -1000), ("0", 0),
    ],
)  # fmt: skip
def test_typed_numbers_are_read(modules, text, value):
    assert modules.call(f"{FOLDER}/numbers.js", "typedNumber", text) == {"value": pytest.approx(value)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "refused_text"), ("abc", "refused_text"), ("NaN", "refused_text"), ("Infinity", "refused_text"),
        ("0x10", "refused_text"), ("1,000.5", "refused_text"), ("1 2", "refused_text"), ("--1", "refused_text"),
        ("1/2/3", "refused_text"), ("0/0", "refused_text"), ("일", "refused_text"), ("1001", "refused_range"),
        ("-1e300", "refused_range"), ("1e999", "refused_range"), ("1/0", "refused_range"),
    ],
)  # fmt: skip
def test_anything_else_is_refused(modules, text, problem):
    assert modules.call(f"{FOLDER}/numbers.js", "typedNumber", text) == {"problem": problem}


def test_steps_stay_on_their_decimals_and_within_the_limits(modules):
    calls = [[0.1 + 0.2, 0.1, 6], [999.95, 0.1, 6], [-1000, -1, 6], [0.1, -0.1, 2], [0.3333, 0, 2]]
    assert modules.call_each(f"{FOLDER}/numbers.js", "moved", calls) == [0.4, 1000, -1000, 0, 0.33]


def test_numbers_are_written_alike_and_fit(modules):
    def written(values, room):
        kernel = np.array(values, np.float32)
        decimals = modules.call(f"{FOLDER}/numbers.js", "decimalsFor", [kernel], room)
        return modules.call_each(
            f"{FOLDER}/numbers.js", "cellText", [[float(value), decimals, room] for value in kernel]
        )

    assert written([-1, 0, 2], 5) == ["−1", "0", "2"]
    assert written([0.0625, 0.125, 1], 5) == ["0.063", "0.125", "1"]
    assert written([0.0625, -0.125, 1], 5) == ["0.06", "−0.13", "1"]
    assert written([0.5, -0.25, 0.001], 4) == [".50", "−.25", "~0"]
    assert written([-1000, 0.1234], 5) == ["−1000", "0.123"]


def test_cells_fit_the_width(modules):
    for width, columns, count in [
        (358, 3, 3),
        (358, 5, 3),
        (326, 11, 3),
        (580, 5, 3),
        (1240, 11, 3),
        (358, 1, 1),
        (700, 3, 12),
    ]:
        size = modules.call(f"{FOLDER}/numbers.js", "cellSize", width, columns, count)
        assert 26 <= size <= 54
        assert size * columns + 2 <= width
    assert modules.call(f"{FOLDER}/numbers.js", "cellSize", 200, 11, 3) == 26  # the kernel then scrolls in its own box
    assert modules.call(f"{FOLDER}/numbers.js", "roomFor", 26) == 4


def expected_grids(layer, kernel, map_, groups):
    """The kernels of a map as numpy takes them out of the layer's weights, with their channels."""
    third, fourth = kernel.shape[2:]
    match layer:
        case "Conv2D":
            return [(channel, kernel[:, :, channel, map_]) for channel in range(third)]
        case "grouped":
            first = map_ // (fourth // groups) * third
            return [(first + index, kernel[:, :, index, map_]) for index in range(third)]
        case "DepthwiseConv2D":
            return [(map_ // fourth, kernel[:, :, map_ // fourth, map_ % fourth])]
        case "SeparableConv2D":
            return [(channel, kernel[:, :, channel, copy]) for channel in range(third) for copy in range(fourth)]
    return [(channel, kernel[:, :, map_, channel]) for channel in range(fourth)]


LAYERS = [
    ("Conv2D", (3, 2, 3, 4), 4),
    ("grouped", (3, 3, 2, 6), 6),
    ("DepthwiseConv2D", (2, 3, 3, 2), 6),
    ("SeparableConv2D", (3, 3, 3, 2), 5),
    ("Conv2DTranspose", (3, 3, 4, 3), 4),
]


@pytest.mark.parametrize(("layer", "shape", "maps"), LAYERS)
def test_a_maps_kernels_are_taken_out_and_put_back(modules, layer, shape, maps):
    kernel = random.normal(size=shape).astype(np.float32)
    separable = layer == "SeparableConv2D"
    pointwise = random.normal(size=(1, 1, shape[2] * shape[3], maps)).astype(np.float32) if separable else None
    program = {"layer": layer, "groups": 3}
    for map_ in range(maps):
        taken = modules.call("arithmetic/kernels.js", "mapKernels", program, kernel, pointwise, map_)
        expected = expected_grids(layer, kernel, map_, 3)
        assert [place["channel"] for place in taken["places"]] == [channel for channel, _ in expected]
        for grid, (_, values) in zip(taken["grids"], expected, strict=True):
            np.testing.assert_array_equal(grid.reshape(shape[:2]), values)
        if separable:
            np.testing.assert_array_equal(taken["pointwise"], pointwise[0, 0, :, map_])

        edit = modules.call(EDITING, "editOf", {"map": map_, "kernels": taken, "together": False}, None)
        assert edit["shape"] == [*shape[:2], len(expected)]
        edit["kernel"] = edit["kernel"] + np.float32(1)
        edited = modules.call("arithmetic/kernels.js", "withEdit", program, kernel, pointwise, edit)
        changed = edited["kernel"] - kernel
        np.testing.assert_allclose(changed[np.abs(changed) > 0.5], 1, rtol=1e-5)
        for _, values in expected_grids(layer, edited["kernel"] - kernel, map_, 3):
            np.testing.assert_allclose(values, 1, rtol=1e-5)
        assert np.count_nonzero(changed) == edit["kernel"].size


def draft_of(modules, grids):
    shape = grids[0].shape
    places = [{"channel": index, "copy": 0, "at": [index, 0]} for index in range(len(grids))]
    flat = [grid.ravel() for grid in grids]
    taken = {
        "rows": shape[0],
        "columns": shape[1],
        "places": places,
        "copies": 1,
        "grids": flat,
        "pointwise": None,
        "shared": False,
    }
    return modules.call(EDITING, "draftOf", 0, taken)


def test_equal_channels_are_edited_together(modules):
    equal, different = kernels(3, 3), [kernels(3, 3) for _ in range(3)]
    together = draft_of(modules, [equal] * 3)
    assert together["together"]
    assert not draft_of(modules, different)["together"]
    assert not draft_of(modules, [equal])["together"]

    edited = modules.call(EDITING, "withNumber", together, 1, 4, 9)
    assert [grid[4] for grid in edited["kernels"]["grids"]] == [9, 9, 9]
    alone = modules.call(EDITING, "withNumber", draft_of(modules, different), 1, 4, 9)
    assert [grid[4] == 9 for grid in alone["kernels"]["grids"]] == [False, True, False]


def test_an_operation_leaves_out_the_kernels_that_block_it(modules):
    draft = draft_of(modules, [np.zeros((3, 3), np.float32), kernels(3, 3)])
    assert modules.call(EDITING, "blocked", draft, "normalise", None) is None
    assert modules.call(EDITING, "blocked", draft, "normalise", 0) == "blocked_normalise"
    zeros, normalised = modules.call(EDITING, "withOperation", draft, "normalise", None)["kernels"]["grids"]
    assert not zeros.any()
    assert np.abs(normalised).sum() == pytest.approx(1)


def test_copying_makes_all_channels_alike(modules):
    draft = draft_of(modules, [kernels(3, 3) for _ in range(3)])
    copied = modules.call(EDITING, "withCopies", draft, 2)["kernels"]["grids"]
    assert all(np.array_equal(grid, draft["kernels"]["grids"][2]) for grid in copied)


@pytest.mark.parametrize(
    ("key", "typing", "action"),
    [
        ("ArrowLeft", False, {"kind": "move", "cell": 3}),
        ("ArrowUp", False, {"kind": "move", "cell": 1}),
        ("ArrowUp", True, {"kind": "move", "cell": 1}),
        ("ArrowLeft", True, {"kind": "none"}),
        ("End", False, {"kind": "move", "cell": 5}),
        ("Control+Home", False, {"kind": "move", "cell": 0}),
        ("Shift+ArrowUp", False, {"kind": "step", "change": 0.1}),
        ("PageDown", True, {"kind": "step", "change": -1}),
        ("Enter", False, {"kind": "edit"}),
        ("Enter", True, {"kind": "commit"}),
        ("Escape", True, {"kind": "restore"}),
        ("-", False, {"kind": "none"}),
        ("Tab", False, {"kind": "none"}),
        ("Control+c", False, {"kind": "none"}),
    ],
)
def test_keys_in_the_middle_of_a_grid(modules, key, typing, action):
    *held, name = key.split("+")
    event = {"key": name, "shiftKey": "Shift" in held, "ctrlKey": "Control" in held, "metaKey": False, "altKey": False}
    assert modules.call(f"{FOLDER}/numbers.js", "cellAction", event, 4, 3, 3, typing) == action


def test_the_sum_weighs_depthwise_kernels_by_their_pointwise_numbers(modules):
    draft = draft_of(modules, [np.ones((2, 2), np.float32), np.ones((2, 2), np.float32)])
    draft["kernels"]["pointwise"] = np.float32([0.5, -0.25])
    assert modules.call(f"{FOLDER}/parts.js", "flatGain", draft) == 1
    keys = [sentence["key"] for sentence in modules.call(f"{FOLDER}/parts.js", "meaningOf", draft, "SeparableConv2D")]
    assert keys == ["sum_weighted", "flat_kept"]
    transposed = modules.call(f"{FOLDER}/parts.js", "meaningOf", draft, "Conv2DTranspose")
    assert transposed[1]["key"] == "spread"
