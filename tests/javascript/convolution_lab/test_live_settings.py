"""Settings that Keras has not seen yet, in the browser: the same program, the same possible states, the same maps."""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest

from cnn_core.arithmetic.kernels import kernel
from cnn_core.arithmetic.windows import (
    WindowError,
    crop_amounts,
    output_size,
    padding_amounts,
    transposed_output_size,
)
from cnn_core.convolution_lab.kernel_bank import PLAIN, kernel_bank
from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.problems import problems
from cnn_core.convolution_lab.random_draws import DISTRIBUTIONS
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES, KERNEL_NAMES, LAYERS, POOLINGS, ConvolutionStack
from cnn_core.convolution_lab.worker import run
from cnn_core.pictures.images import to_float
from cnn_core.settings import kind, limits
from ui.components.payload import pack
from ui.convolution_lab.controls import controls
from ui.convolution_lab.payload import channel_names, map_names
from ui.language import words

pytestmark = pytest.mark.browser

BOUNDS = controls(ConvolutionStack(), [])["bounds"]
WORDS = words("lab.pipeline")
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
    "layer", "groups", "depth_multiplier", "kernel_rows", "filters", "bias", "stride_rows", "stride_columns",
    "equal_strides", "padding", "pad_top", "pad_bottom", "pad_left", "pad_right", "dilation_rate", "activation",
    "pooling", "pool_size", "pool_stride", "pool_padding",
)  # fmt: skip


TURNED = """
async ({ name, cases }) => {
  const { TURNED } = await import("/arithmetic/kernels.js");
  return cases.map(([rows, columns, angle]) => Array.from(TURNED[name](rows, columns, { angle, wavelength: 5 })));
}
"""


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
    for size, length, stride, rule, dilation in GRID:
        calls.append([size, length, stride, list(padding_amounts(size, length, stride, rule, dilation)), dilation])
        try:
            expected.append(output_size(size, length, stride, rule, dilation))
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
    names = ("size", "color", "kernel_columns", "square_kernel", *MOVED)
    starts = [ConvolutionStack(kernel_source="by_hand"), ConvolutionStack(kernels=("box", "laplacian", "gabor"))]
    found = [drawn(chance, chance.choice(starts), names) for _ in range(count)]
    return [replace(stack, size=8 + stack.size % 20) if chance.random() < 0.8 else stack for stack in found]


def test_the_program_of_settings_is_the_one_that_the_server_would_send(modules):
    possible = [stack for stack in stacks(3000) if not problems(stack, stack.channels)]
    assert {stack.layer for stack in possible} == set(LAYERS)
    assert {stack.pooling for stack in possible} == set(POOLINGS)
    found = modules.call_each(
        "convolution_lab/settings/program.js", "programOf", [[values_of(stack)] for stack in possible]
    )
    assert found == [program(stack, stack.channels) for stack in possible]


def test_what_cannot_be_combined_is_what_the_core_says(modules):
    tried = stacks(1000)
    programs = modules.call_each(
        "convolution_lab/settings/program.js", "programOf", [[values_of(stack)] for stack in tried]
    )
    calls = [[values_of(stack), made, stack.channels, BOUNDS] for stack, made in zip(tried, programs, strict=True)]
    found = modules.call_each("convolution_lab/settings/program.js", "possible", calls)
    expected = [not problems(stack, stack.channels) for stack in tried]
    assert 100 < sum(expected) < 900
    wrong = [stack for stack, one, other in zip(tried, found, expected, strict=True) if one != other]
    assert wrong == []


def shown(modules: Any, before: ConvolutionStack, after: ConvolutionStack, *, resized: bool = False) -> dict[str, Any]:
    """What the browser shows of settings when it has Keras's maps of those before, and perhaps the new picture."""
    chance = np.random.default_rng(3)
    pixels = chance.integers(0, 256, (before.size, before.size, 3), dtype=np.uint8)
    result = run(before, to_float(pixels, before.color))
    names = ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps")
    arrays = {name: getattr(result, name) for name in names if name not in result.written_out}
    header = {"program": program(before, before.channels), "sizes": sizes(before), "language": "en"}
    both = {kind: channel_names(replace(before, color=kind == "colour")) for kind in ("colour", "grey")}
    header |= {"mapNames": map_names(before), "color": before.color, "channelNames": both}
    bank = {f"kernels:{rows}x{columns}": kernels for (rows, columns), kernels in kernel_bank(before).items()}
    made = {name: array for name, array in arrays.items() if array is not None}
    draws = {f"draws:{name}": numbers for name, numbers in result.draws.items()}
    sent = pack(header, {"image": pixels} | made | bank | draws)
    payload = modules.call("shared/payload.js", "unpack", sent)
    for name, array in payload["arrays"].items():  # an array of one axis travels without a shape
        if isinstance(array, np.ndarray) and array.ndim == 1:
            payload["arrays"][name] = {"data": array, "shape": list(array.shape)}
    lab = modules.call(
        "convolution_lab/lab.js", "labOf", payload, {f"pipeline.{name}": word for name, word in WORDS.items()}
    )
    base = {"lab": lab, "values": values_of(before)}
    given: list[Any] = [base, values_of(after), BOUNDS]
    if resized:
        pixels = chance.integers(0, 256, (after.size, after.size, 3), dtype=np.uint8)
        given.append(
            modules.call(
                "convolution_lab/lab.js", "picturesOf", {"data": pixels.ravel(), "shape": list(pixels.shape)}, both
            )
        )
    found: dict[str, Any] = modules.call("convolution_lab/follower.js", "labFor", *given)
    return found | {"expected": result if before == after else None, "pixels": pixels}


def expect_keras(modules: Any, before: ConvolutionStack, after: ConvolutionStack, *, resized: bool = False) -> None:
    """The browser's maps for changed settings are Keras's within 1e-5."""
    found = shown(modules, before, after, resized=resized)
    assert found["state"] == "live"
    lab = found["lab"]
    expected = run(after, to_float(found["pixels"], after.color))
    turned = after.kernel_source == "named" and set(after.kernels) - set(PLAIN)
    # The browser's sine and cosine may differ from numpy's in the last bit, and so may a random number's product.
    last_bit = 1e-7 if turned else 5e-7 if after.kernel_source == "random" else 0
    np.testing.assert_allclose(lab["kernel"], expected.kernel, rtol=0, atol=last_bit)
    np.testing.assert_array_equal(lab["bias"], expected.bias)
    if expected.pointwise is not None:
        np.testing.assert_allclose(lab["pointwise"], expected.pointwise, rtol=0, atol=last_bit)
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
    assert lab["mapNames"] == map_names(after)
    assert lab["channelNames"] == channel_names(after)
    np.testing.assert_array_equal(lab["image"], to_float(found["pixels"], after.color))


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
    "kernels with more columns than rows": {"square_kernel": False},
    "more filters": {"filters": 9},
    "fewer filters": {"filters": 3},
    "fewer filters and a bias": {"filters": 3, "bias": 0.2, "activation": "softmax"},
    "another pooling window": {"pool_size": 3, "pool_stride": 1, "pool_padding": "same"},
    "another kernel": {"kernels": ("emboss",)},
    "more kernels": {"kernels": ("corner", "box", "sharpen", "sobel_x")},
    "kernels with a direction": {"kernels": ("gabor", "scharr", "motion_blur"), "angle": 30, "wavelength": 5},
    "kernels by hand": {"kernel_source": "by_hand"},
    "groups": {"groups": 1},
    "another depth multiplier": {"depth_multiplier": 3},
    "grey": {"color": False, "groups": 1},
    "grey and fewer filters": {"color": False, "groups": 1, "filters": 3},
    **{f"layer {name}": {"layer": name} for name in LAYERS},
    **{f"activation {name}": {"activation": name} for name in ACTIVATION_NAMES if name != "gelu"},
    **{f"pooling {name}": {"pooling": name} for name in POOLINGS if name != "max"},
}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", CHANGES)
def test_changed_settings_show_the_maps_that_keras_will_confirm(modules, layer: str, name: str):
    before = ConvolutionStack(
        size=13, layer=layer, filters=6, depth_multiplier=2, activation="gelu", bias=0.1, kernel_columns=5
    )
    after = replace(before, **CHANGES[name])
    if problems(after, after.channels):
        assert shown(modules, before, after)["state"] == "impossible"
    elif before == after:
        assert shown(modules, before, after)["state"] == "keras"
    else:
        expect_keras(modules, before, after)


@pytest.mark.parametrize("change", [{"kernel_rows": 8}, {"kernel_columns": 4}, {"square_kernel": True}], ids=str)
def test_oblong_kernels_follow_their_size_too(modules, change: dict[str, Any]):
    before = ConvolutionStack(size=13, square_kernel=False, kernel_columns=5)
    expect_keras(modules, before, replace(before, **change))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize(
    "changes",
    [
        {"size": 8},
        {"size": 40},
        {"size": 14, "stride_rows": 4},  # as many windows as before, on another picture
        {"size": 20, "color": False, "groups": 1},
        {"size": 20, "kernel_rows": 5, "bias": 0.3},
        {"size": 9, "filters": 3, "padding": "valid"},
    ],
    ids=str,
)
def test_another_size_follows_when_the_picture_has_come(modules, layer: str, changes: dict[str, Any]):
    before = ConvolutionStack(size=13, layer=layer, filters=6, kernel_source="by_hand")
    before = replace(before, **{"stride_rows": changes["stride_rows"]} if "stride_rows" in changes else {})
    after = replace(before, **changes)
    expect_keras(modules, before, after, resized=True)
    assert shown(modules, before, after)["state"] == "waiting"


def test_a_picture_of_a_third_size_is_not_taken_for_the_one_that_is_wanted(modules):
    before = ConvolutionStack(size=13)
    found = shown(modules, before, replace(before, size=20), resized=True)
    assert found["state"] == "live"
    assert shown(modules, before, replace(before, size=21))["state"] == "waiting"


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
        {"size": 14}, {"kernel_source": "random"}, {"edits": "x"}, {"kernel_rows": 5, "edits": "x"},
        {"kernel_rows": 5, "kernel_columns": 4, "square_kernel": False, "kernels": ("box",)},
    ],
    ids=lambda changes: "-".join(changes),
)  # fmt: skip
def test_what_needs_the_first_random_kernels_or_another_picture_waits_for_keras(modules, changes: dict[str, Any]):
    before = ConvolutionStack(size=13, filters=6)
    found = shown(modules, before, replace(before, **changes))
    assert (found["state"], found["lab"]) == ("waiting", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"filters": 3},
        {"filters": 6},
        {"angle": 45},
        {"wavelength": 7},
        {"kernels": ("box", "gabor")},
        {"kernel_rows": 5},
    ],
    ids=str,
)
@pytest.mark.parametrize("kernels", [("gabor", "box"), ("motion_blur",), KERNEL_NAMES], ids=len)
def test_kernels_with_a_direction_turn_with_the_number_of_their_copies(
    modules, kernels: tuple[str, ...], changes: dict[str, Any]
):
    before = ConvolutionStack(size=12, filters=5, angle=30, kernels=kernels)
    expect_keras(modules, before, replace(before, **changes))


@pytest.mark.parametrize("layer", LAYERS)
def test_a_grey_picture_gets_its_colours_back(modules, layer: str):
    before = ConvolutionStack(size=13, layer=layer, filters=6, depth_multiplier=2, groups=1, color=False)
    expect_keras(modules, before, replace(before, color=True))


def test_grey_is_pillows_to_the_byte(modules):
    pixels = np.random.default_rng(4).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    pixels[0, :8] = [[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)]
    found = modules.page.evaluate(
        """async (data) => {
          const { luma } = await import("/convolution_lab/lab.js");
          return Array.from(luma({ data: Uint8Array.from(data), shape: [64, 64, 3] }).data);
        }""",
        pixels.ravel().tolist(),
    )
    assert found == np.rint(to_float(pixels, color=False).ravel() * 255).astype(int).tolist()


def test_the_turned_kernels_are_the_cores(modules):
    for name in ("gabor", "motion_blur"):
        cases = [(rows, columns, angle) for rows in (3, 4, 11) for columns in (3, 8) for angle in (0, 45, 90, 135, 180)]
        found = modules.page.evaluate(TURNED, {"name": name, "cases": cases})
        for (rows, columns, angle), numbers in zip(cases, found, strict=True):
            expected = kernel(name, rows, columns, angle=angle, wavelength=5)
            np.testing.assert_allclose(np.reshape(numbers, (rows, columns)), expected, rtol=0, atol=1e-7)


def test_a_kernel_that_needs_more_cells_is_impossible_and_not_drawn(modules):
    before = ConvolutionStack(size=13, kernels=("laplacian",))
    assert shown(modules, before, replace(before, kernel_rows=2))["state"] == "impossible"


RANDOM_CHANGES: dict[str, dict[str, Any]] = {
    "the next seed": {"seed": 8},
    "the seed before": {"seed": 6},
    "fewer filters": {"filters": 3},
    "more filters": {"filters": 32},
    "the largest kernels": {"kernel_rows": 11},
    "the smallest kernels": {"kernel_rows": 1},
    "oblong kernels": {"square_kernel": False},
    "grey": {"color": False, "groups": 1},
    "groups": {"groups": 1},
    "another depth multiplier": {"depth_multiplier": 4},
    **{f"layer {name}": {"layer": name} for name in LAYERS},
    **{f"initializer {name}": {"initializer": name} for name in DISTRIBUTIONS},
}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", RANDOM_CHANGES)
def test_other_random_kernels_are_those_that_keras_will_draw(modules, layer: str, name: str):
    before = ConvolutionStack(
        size=13, layer=layer, filters=6, depth_multiplier=2, kernel_source="random", seed=7, initializer="he_normal",
        kernel_columns=5, activation="linear",
    )  # fmt: skip
    after = replace(before, **RANDOM_CHANGES[name])
    if problems(after, after.channels):
        assert shown(modules, before, after)["state"] == "impossible"
    elif before != after:
        expect_keras(modules, before, after)


@pytest.mark.parametrize("initializer", DISTRIBUTIONS)
@pytest.mark.parametrize("seed", [0, 9999])
def test_every_initializer_has_neighbouring_seeds_within_the_limits(modules, initializer: str, seed: int):
    before = ConvolutionStack(
        size=9, kernel_source="random", initializer=initializer, seed=seed, layer="SeparableConv2D"
    )
    other = 1 if seed == 0 else 9998
    expect_keras(modules, before, replace(before, seed=other))


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 3},
        {"seed": 2, "filters": 9},
        {"seed": 2, "initializer": "random_normal"},
        {"initializer": "orthogonal"},
        {"edits": "x"},
    ],
    ids=str,
)
def test_random_kernels_that_are_not_at_hand_wait_for_keras(modules, changes: dict[str, Any]):
    before = ConvolutionStack(size=13, filters=4, kernel_source="random", seed=1)
    assert shown(modules, before, replace(before, **changes))["state"] == "waiting"


@pytest.mark.parametrize("changes", [{"seed": 2}, {"filters": 3}, {"kernel_rows": 5}], ids=str)
def test_orthogonal_kernels_wait_for_keras(modules, changes: dict[str, Any]):
    before = ConvolutionStack(size=13, filters=4, kernel_source="random", initializer="orthogonal")
    assert shown(modules, before, replace(before, **changes))["state"] == "waiting"
    assert shown(modules, before, replace(before, bias=0.5))["state"] == "live"


def test_named_kernels_take_the_place_of_random_ones_at_once(modules):
    before = ConvolutionStack(size=13, kernel_source="random")
    expect_keras(modules, before, replace(before, kernel_source="named"))


def test_the_same_settings_are_keras_itself(modules):
    stack = ConvolutionStack(size=13)
    found = shown(modules, stack, stack)
    assert found["state"] == "keras"
    np.testing.assert_array_equal(found["lab"]["feature"], found["expected"].feature_maps)


DRAFT = """
async ({ steps }) => {
  const { Draft } = await import("/convolution_lab/follower.js");
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
