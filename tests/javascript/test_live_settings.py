"""Settings that Keras has not seen yet, in the browser: the same program, the same possible states, the same maps."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from cnn_core.convolution_stack import ACTIVATION_NAMES, LAYERS, POOLINGS, ConvolutionStack
from cnn_core.kernel_bank import kernel_bank
from cnn_core.laboratory import run
from cnn_core.settings import kind, limits
from cnn_core.stack_network import program
from cnn_core.stack_problems import problems
from cnn_core.stack_sizes import sizes
from cnn_core.windows import (
    WindowError,
    crop_amounts,
    output_size,
    padding_amounts,
    transposed_output_size,
)
from ui.components.payload import pack
from ui.convolution_controls import controls

pytestmark = pytest.mark.browser

BOUNDS = controls(ConvolutionStack(), [])["bounds"]
WINDOWS = "arithmetic/windows.js"
RULES: list[Any] = ["valid", "same", (0, 0), (2, 1), (0, 5)]
GRID = [
    (size, kernel, stride, rule, dilation)
    for size in (1, 8, 15)
    for kernel in (1, 2, 3, 7)
    for stride in (1, 2, 3, 4)
    for rule in RULES
    for dilation in (1, 2, 4)
]
MOVED = (
    "filters", "bias", "stride_rows", "stride_columns", "equal_strides", "padding", "pad_top", "pad_bottom", "pad_left",
    "pad_right", "dilation_rate", "activation", "pooling", "pool_size", "pool_stride", "pool_padding",
)  # fmt: skip


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def values_of(stack: ConvolutionStack) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(stack).items()}


def test_padding_amounts_are_the_cores(modules):
    calls = [[size, kernel, stride, plain(rule), dilation] for size, kernel, stride, rule, dilation in GRID]
    assert modules.call_each(WINDOWS, "paddingAmounts", calls) == [list(padding_amounts(*case)) for case in GRID]


def test_the_sizes_of_transposed_convolutions_are_the_cores(modules):
    cases = [case for case in GRID if isinstance(case[3], str)]
    crops = [[list(crop_amounts(*case[1:]))] for case in cases]
    assert [[crop] for crop in modules.call_each(WINDOWS, "cropAmounts", [case[1:] for case in cases])] == crops
    found = modules.call_each(WINDOWS, "transposedOutputSize", cases)
    assert found == [transposed_output_size(*case) for case in cases]


def test_output_sizes_are_the_cores_and_nothing_is_0(modules):
    calls, expected = [], []
    for size, kernel, stride, rule, dilation in GRID:
        calls.append([size, kernel, stride, list(padding_amounts(size, kernel, stride, rule, dilation)), dilation])
        try:
            expected.append(output_size(size, kernel, stride, rule, dilation))
        except WindowError:
            expected.append(0)
    assert modules.call_each(WINDOWS, "outputSize", calls) == expected


def drawn(chance: random.Random, stack: ConvolutionStack, names: tuple[str, ...]) -> ConvolutionStack:
    """A stack with some of its settings drawn anew."""
    changes: dict[str, Any] = {}
    for name in names:
        own = limits(ConvolutionStack, name)
        match kind(ConvolutionStack, name):
            case "flag":
                changes[name] = chance.random() < 0.5
            case "choice":
                changes[name] = chance.choice(own.options)
            case "real":
                changes[name] = chance.choice((0.0, -0.35, 0.5))
            case _:
                changes[name] = chance.randint(int(own.minimum or 0), int(own.maximum or 0))
    return replace(stack, **changes)


def stacks(count: int) -> list[ConvolutionStack]:
    chance = random.Random(5)  # noqa: S311 - which cases are tried
    names = ("size", "color", "layer", "groups", "kernel_rows", "kernel_columns", "square_kernel", *MOVED)
    start = ConvolutionStack(kernel_source="by_hand")
    found = [drawn(chance, start, names) for _ in range(count)]
    return [replace(stack, size=8 + stack.size % 20) if chance.random() < 0.8 else stack for stack in found]


def test_the_program_of_settings_is_the_one_that_the_server_would_send(modules):
    possible = [stack for stack in stacks(3000) if not problems(stack, stack.channels)]
    assert {stack.layer for stack in possible} == set(LAYERS)
    assert {stack.pooling for stack in possible} == set(POOLINGS)
    found = modules.call_each("lab_view/settings/program.js", "programOf", [[values_of(stack)] for stack in possible])
    assert found == [program(stack, stack.channels) for stack in possible]


def test_what_cannot_be_combined_is_what_the_core_says(modules):
    tried = stacks(3000)
    programs = modules.call_each("lab_view/settings/program.js", "programOf", [[values_of(stack)] for stack in tried])
    calls = [
        [values_of(stack), made, stack.channels, BOUNDS["mostValues"]]
        for stack, made in zip(tried, programs, strict=True)
    ]
    found = modules.call_each("lab_view/settings/possible.js", "possible", calls)
    expected = [not problems(stack, stack.channels) for stack in tried]
    assert 300 < sum(expected) < 2700
    wrong = [stack for stack, one, other in zip(tried, found, expected, strict=True) if one != other]
    assert wrong == []


def shown(modules: Any, before: ConvolutionStack, after: ConvolutionStack) -> dict[str, Any]:
    """What the browser shows of settings when it has Keras's maps of those before."""
    chance = np.random.default_rng(3)
    pixels = chance.integers(0, 256, before.input_shape, dtype=np.uint8)
    result = run(before, pixels.astype(np.float32) / np.float32(255))
    names = ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps")
    arrays = {name: getattr(result, name) for name in names if name not in result.written_out}
    header = {"program": program(before, before.channels), "sizes": sizes(before), "language": "en"}
    header |= {"mapNames": [str(number) for number in range(before.maps(before.channels))], "channelNames": []}
    bank = kernel_bank(before)
    header["kernelNames"] = list(bank.names) if bank else []
    kernels = {f"kernels:{size}": numbers for size, numbers in bank.kernels.items()} if bank else {}
    made = {name: array for name, array in arrays.items() if array is not None}
    sent = pack(header, {"image": pixels} | made | kernels)
    payload = modules.call("shared/payload.js", "unpack", sent)
    bias = payload["arrays"]["bias"]
    payload["arrays"]["bias"] = {
        "data": bias,
        "shape": list(bias.shape),
    }  # an array of one axis travels without a shape
    lab = modules.call("lab_view/lab.js", "labOf", payload, {})
    base = {"lab": lab, "values": values_of(before)}
    found: dict[str, Any] = modules.call("lab_view/settings/live_settings.js", "labFor", base, values_of(after), BOUNDS)
    return found | {"expected": result if before == after else None, "pixels": pixels}


def expect_keras(modules: Any, before: ConvolutionStack, after: ConvolutionStack) -> None:
    """The browser's maps for changed settings are Keras's within 1e-5."""
    found = shown(modules, before, after)
    assert found["state"] == "live"
    lab = found["lab"]
    expected = run(after, found["pixels"].astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(lab["kernel"], expected.kernel)
    np.testing.assert_array_equal(lab["bias"], expected.bias)
    if expected.pointwise is not None:
        np.testing.assert_array_equal(lab["pointwise"], expected.pointwise)
    for name in ("feature", "activation", "pooled"):
        maps = getattr(expected, f"{name}_maps")
        if maps is None:
            assert lab[name] is None
        else:
            # TensorFlow adds the thousands of cells of a global average in float32, and strays from their mean by more.
            mean = name == "pooled" and after.pooling == "global_average"
            np.testing.assert_allclose(lab[name], maps, atol=5e-5 if mean else 1e-5, err_msg=name)
    assert lab["program"] == program(after, after.channels)
    assert lab["sizes"] == sizes(after)
    assert [lab["unusedRows"], lab["unusedColumns"]] == [axis["unused"] for axis in lab["sizes"][0]["axes"]]
    assert len(lab["mapNames"]) == after.maps(after.channels)


CHANGES: dict[str, dict[str, Any]] = {
    "bias": {"bias": -0.3},
    "strides": {"stride_rows": 2},
    "unequal strides": {"stride_rows": 1, "stride_columns": 3, "equal_strides": False},
    "valid padding": {"padding": "valid"},
    "padding of each side": {"padding": "custom", "pad_top": 0, "pad_bottom": 4, "pad_left": 2, "pad_right": 1},
    "dilation": {"dilation_rate": 3},
    "larger kernels": {"kernel_rows": 6},
    "larger kernels, fewer filters and strides": {"kernel_rows": 4, "filters": 3, "stride_rows": 2},
    "square kernels": {"square_kernel": False, "kernel_rows": 5, "kernel_columns": 5},
    "more filters": {"filters": 9},
    "fewer filters": {"filters": 3},
    "fewer filters and a bias": {"filters": 3, "bias": 0.2, "activation": "softmax"},
    "another pooling window": {"pool_size": 3, "pool_stride": 1, "pool_padding": "same"},
    **{f"activation {name}": {"activation": name} for name in ACTIVATION_NAMES if name != "gelu"},
    **{f"pooling {name}": {"pooling": name} for name in POOLINGS if name != "max"},
}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", CHANGES)
def test_changed_settings_show_the_maps_that_keras_will_confirm(modules, layer: str, name: str):
    before = ConvolutionStack(size=13, layer=layer, filters=6, depth_multiplier=2, activation="gelu", bias=0.1)
    after = replace(before, **CHANGES[name])
    if problems(after, after.channels):
        assert shown(modules, before, after)["state"] == "impossible"
    elif layer == "SeparableConv2D" and name == "more filters":
        assert shown(modules, before, after)["state"] == "waiting"  # how they mix the channels is not at hand
    elif layer == "DepthwiseConv2D" and set(CHANGES[name]) == {"filters"}:
        assert shown(modules, before, after)["state"] == "live"  # there are no filters to take away
    else:
        expect_keras(modules, before, after)


@pytest.mark.parametrize("seed", range(12))
def test_several_changes_at_once(modules, seed: int):
    chance = random.Random(seed)  # noqa: S311
    before = ConvolutionStack(
        size=14, layer=LAYERS[seed % len(LAYERS)], filters=9, kernel_source="by_hand", kernel_rows=4
    )
    while True:
        after = replace(drawn(chance, before, MOVED), filters=chance.choice((3, 6, 9)))
        if not problems(after, after.channels):
            break
    expect_keras(modules, before, after)


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 14}, {"color": False}, {"layer": "SeparableConv2D"}, {"kernels": ("box",)}, {"kernel_rows": 2},
        {"kernel_source": "by_hand"}, {"edits": "x"}, {"kernel_rows": 5, "edits": "x"},
        {"kernel_columns": 5, "square_kernel": False},
    ],
    ids=lambda changes: "-".join(changes),
)  # fmt: skip
def test_what_needs_other_kernels_or_another_picture_waits_for_keras(modules, changes: dict[str, Any]):
    before = ConvolutionStack(size=13, filters=6)
    found = shown(modules, before, replace(before, **changes))
    assert (found["state"], found["lab"]) == ("waiting", None)


@pytest.mark.parametrize(
    "before",
    [
        ConvolutionStack(size=13, filters=4, kernel_source="random"),
        ConvolutionStack(size=13, filters=4, kernels=("gabor", "box")),
        ConvolutionStack(size=13, filters=4, kernels=("motion_blur",)),
    ],
    ids=lambda stack: f"{stack.kernel_source}-{stack.kernels[0]}",
)
def test_kernels_that_depend_on_the_number_of_filters_wait_for_keras(modules, before: ConvolutionStack):
    fewer = replace(before, filters=3)
    assert shown(modules, before, fewer)["state"] == "waiting"
    assert shown(modules, before, replace(before, bias=0.5))["state"] == "live"


@pytest.mark.parametrize(
    "changes",
    [{"kernels": ("gabor", "box")}, {"kernels": ("motion_blur",), "filters": 5}, {"kernel_source": "by_hand"}],
    ids=str,
)
@pytest.mark.parametrize("layer", LAYERS)
def test_turned_kernels_and_those_by_hand_follow_the_size_too(modules, layer: str, changes: dict[str, Any]):
    before = replace(ConvolutionStack(size=12, layer=layer, filters=6, depth_multiplier=2, angle=30), **changes)
    if not problems(before, before.channels):
        expect_keras(modules, before, replace(before, kernel_rows=5))


def test_random_kernels_of_another_size_wait_for_keras(modules):
    before = ConvolutionStack(size=13, kernel_source="random")
    assert shown(modules, before, replace(before, kernel_rows=5))["state"] == "waiting"


def test_the_same_settings_are_keras_itself(modules):
    stack = ConvolutionStack(size=13)
    found = shown(modules, stack, stack)
    assert found["state"] == "keras"
    np.testing.assert_array_equal(found["lab"]["feature"], found["expected"].feature_maps)


DRAFT = """
async ({ steps }) => {
  const { Draft } = await import("/lab_view/draft.js");
  const draft = new Draft();
  return steps.map(([name, ...given]) => {
    const result = draft[name](...given);
    return [result ?? null, draft.present(), draft.ahead()];
  });
}
"""


def draft(modules: Any, *steps: list[Any]) -> list[Any]:
    found: list[Any] = modules.page.evaluate(DRAFT, {"steps": steps})
    return found


def test_what_the_server_has_not_answered_stays_on_top_of_what_it_said(modules):
    steps = draft(
        modules,
        ["answered", 0, {"bias": 0, "filters": 4}],
        ["hold", "bias", 0.1],
        ["change", {"bias": 0.2}],
        ["change", {"filters": 5}],
        ["answered", 1, {"bias": 0.2, "filters": 4}],
        ["hold", "bias", 0.7],
        ["answered", 2, {"bias": 0.2, "filters": 5}],
    )
    assert [step[1] for step in steps] == [
        {"bias": 0, "filters": 4},
        {"bias": 0.1, "filters": 4},
        {"bias": 0.2, "filters": 4},
        {"bias": 0.2, "filters": 5},
        {"bias": 0.2, "filters": 5},
        {"bias": 0.7, "filters": 5},
        {"bias": 0.7, "filters": 5},
    ]
    assert [step[2] for step in steps] == [False, True, True, True, True, True, True]
    assert steps[2][0] == {"turn": 1, "values": {"bias": 0.2}}


def test_a_message_carries_every_change_that_may_have_been_overtaken(modules):
    steps = draft(
        modules, ["change", {"bias": 0.2}], ["change", {"filters": 5}], ["answered", 2, {}], ["change", {"size": 9}]
    )
    assert [step[0] for step in steps] == [
        {"turn": 1, "values": {"bias": 0.2}},
        {"turn": 2, "values": {"bias": 0.2, "filters": 5}},
        None,
        {"turn": 3, "values": {"size": 9}},
    ]


def test_a_view_that_comes_back_counts_on_from_where_the_server_is(modules):
    steps = draft(modules, ["answered", 9, {"bias": 0}], ["change", {"bias": 1}])
    assert steps[1][0] == {"turn": 10, "values": {"bias": 1}}
