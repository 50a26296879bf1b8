"""The pure modules behind the lab's maps: scales, marks, keys, the pin in the link, and live maps against Keras."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cnn_core.arithmetic.windows import crop_amounts, input_window
from cnn_core.convolution_lab.edits import edit_map
from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import LAYERS, ConvolutionStack
from cnn_core.convolution_lab.worker import run
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from figures.stages import scale_limits

pytestmark = pytest.mark.browser

SCALES, TILE = "maps/scales.js", "maps/tile.js"
LINK, LIVE = "convolution_lab/lab.js", "convolution_lab/lab.js"
RANDOM = np.random.default_rng(11)
FEATURE = RANDOM.normal(size=(6, 5, 4)).astype(np.float32) * np.float32([1, 8, 0.1, 0])
STAGES = {"feature": FEATURE, "activation": np.maximum(FEATURE, 0), "pooled": np.maximum(FEATURE, 0)[::2, ::2] * 3}


def spread(values: np.ndarray) -> dict[str, float]:
    return {"minimum": float(values.min()), "maximum": float(values.max())}


def test_ranges_are_those_of_numpy(modules: Any):
    expected = [spread(FEATURE[..., index]) for index in range(4)]
    assert modules.call(SCALES, "rangesOfMaps", FEATURE) == expected
    assert modules.call(SCALES, "rangeOfMap", FEATURE, 2) == expected[2]
    assert modules.call(SCALES, "union", expected) == spread(FEATURE)


@pytest.mark.parametrize("scale", ["map", "stage", "all"])
@pytest.mark.parametrize("stages", [STAGES, {name: maps * 0 for name, maps in STAGES.items()}], ids=["maps", "zeros"])
def test_limits_on_screen_are_those_of_the_pictures_to_take_away(
    modules: Any, scale: str, stages: dict[str, np.ndarray]
):
    ranges = {name: modules.call(SCALES, "rangesOfMaps", maps) for name, maps in stages.items()}
    assert modules.call(SCALES, "limits", ranges, scale) == scale_limits(stages, scale)


def test_the_limit_is_the_larger_side(modules: Any):
    calls = [({"minimum": -3, "maximum": 2},), ({"minimum": 1, "maximum": 2},), ({"minimum": 0, "maximum": 0},)]
    assert modules.call_each(SCALES, "limitOf", calls) == [3, 2, 1]


STACKS = {
    "same": ConvolutionStack(size=14),
    "strided": ConvolutionStack(size=15, stride_rows=2, padding="valid", pool_size=3, pool_stride=2),
    "unequal": ConvolutionStack(
        size=16, kernel_columns=5, square_kernel=False, stride_rows=3, stride_columns=2, equal_strides=False,
        pool_padding="same",
    ),
    "dilated": ConvolutionStack(size=14, dilation_rate=2, pooling="average", pool_size=2, pool_stride=1),
    "padded by hand": ConvolutionStack(size=14, padding="custom", pad_top=3, pad_left=0, pooling="min"),
    "global": ConvolutionStack(size=14, pooling="global_average"),
    "unpooled": ConvolutionStack(size=14, pooling="none"),
    "depthwise": ConvolutionStack(size=14, layer="DepthwiseConv2D", depth_multiplier=2, stride_rows=2),
    "transposed": ConvolutionStack(size=8, layer="Conv2DTranspose", stride_rows=2),
    "transposed valid": ConvolutionStack(size=8, layer="Conv2DTranspose", stride_rows=3, padding="valid"),
    "transposed with gaps": ConvolutionStack(size=8, layer="Conv2DTranspose", stride_rows=4, pooling="max"),
    "transposed dilated": ConvolutionStack(size=8, layer="Conv2DTranspose", dilation_rate=2, padding="valid"),
}  # fmt: skip


def lab_of(stack: ConvolutionStack) -> dict[str, Any]:
    """The lab's state as the browser has it, of what Keras said."""
    image = to_float(SAMPLES["cat"].square(stack.size), stack.color)
    result = run(stack, image)
    return {
        "program": program(stack, stack.channels),
        "sizes": sizes(stack),
        "image": image,
        "kernel": result.kernel,
        "pointwise": result.pointwise,
        "bias": result.bias,
        "feature": result.feature_maps,
        "activation": result.activation_maps,
        "pooled": result.pooled_maps,
    }


def cell(stage: str, row: int, column: int, *, map_: int = 0, pinned: bool = False) -> dict[str, Any]:
    return {"map": map_, "stage": stage, "row": row, "column": column, "pinned": pinned}


def box(rows: np.ndarray, columns: np.ndarray) -> dict[str, int]:
    """From the first to the last of the indices on either axis."""
    row, column = int(rows.min()), int(columns.min())
    return {"row": row, "column": column, "rows": int(rows.max()) - row + 1, "columns": int(columns.max()) - column + 1}


def seen(stack: ConvolutionStack, axis: int, first: int, last: int) -> np.ndarray:
    """The input indices that the output indices first … last of the convolution see, along one axis."""
    paddings = program(stack, 3)["padding"]
    kernel, stride, rate = stack.kernel_size[axis], stack.strides[axis], stack.dilation_rate
    if stack.layer != "Conv2DTranspose":
        windows = [
            input_window(index, stack.size, kernel, stride, tuple(paddings[axis]), rate) for index in (first, last)
        ]
        return np.concatenate(windows)
    before, _ = crop_amounts(kernel, stride, stack.padding_rule, rate)
    # Every input index that stamps a kernel cell onto one of these outputs, the picture taken as endless.
    stamps = [
        index
        for index in range(-2 * kernel, stack.size + 2 * kernel)
        if any(first <= index * stride + tap * rate - before <= last for tap in range(kernel))
    ]
    return np.array(stamps)


@pytest.mark.parametrize("name", STACKS)
def test_a_cells_box_on_the_picture_is_its_window(modules: Any, name: str):
    stack = STACKS[name]
    if stack.layer == "Conv2DTranspose" and stack.dilation_rate > 1:
        cells = [(row, column) for row in (2, 4) for column in (2, 5)]
    else:
        rows, columns = program(stack, 3)["output"]
        cells = [(row, column) for row in {0, 1, 3, rows // 2, rows - 1} for column in {0, columns // 2, columns - 1}]
    lab = lab_of(stack)
    found = modules.call_each(TILE, "marks", [(lab, cell("activation", *place)) for place in cells])
    for (row, column), marks in zip(cells, found, strict=True):
        own = {"row": row, "column": column, "rows": 1, "columns": 1}
        assert marks["feature"] == marks["activation"] == own
        assert marks["pooled"] is None
        stamps = [seen(stack, 0, row, row), seen(stack, 1, column, column)]
        if all(indices.size for indices in stamps):
            assert marks["input"] == box(*stamps), (row, column)
        else:  # no stamp reaches this cell of a transposed convolution
            assert min(marks["input"]["rows"], marks["input"]["columns"]) == 0


@pytest.mark.parametrize("name", [name for name in STACKS if STACKS[name].pooling != "none"])
def test_a_pooled_cells_boxes_are_its_pooling_window_and_what_that_sees(modules: Any, name: str):
    stack = STACKS[name]
    lab = lab_of(stack)
    size = lab["activation"].shape[:2]
    rows, columns = lab["pooled"].shape[:2]
    cells = [(row, column) for row in {0, rows - 1} for column in {0, columns // 2, columns - 1}]
    found = modules.call_each(TILE, "marks", [(lab, cell("pooled", *place)) for place in cells])
    for place, marks in zip(cells, found, strict=True):
        if stack.pooling == "global_average":
            windows = [np.arange(length) for length in size]
        else:
            pool = (stack.pool_size, stack.pool_stride, stack.pool_padding)
            windows = [input_window(place[axis], size[axis], *pool, 1) for axis in (0, 1)]
        assert marks["pooled"] == {"row": place[0], "column": place[1], "rows": 1, "columns": 1}
        assert marks["feature"] == marks["activation"] == box(*windows)
        inside = [indices[(indices >= 0) & (indices < size[axis])] for axis, indices in enumerate(windows)]
        reached = [seen(stack, axis, inside[axis].min(), inside[axis].max()) for axis in (0, 1)]
        assert marks["input"] == box(*reached), place


@pytest.mark.parametrize("name", STACKS)
def test_pointing_at_the_picture_finds_the_cell_with_the_nearest_window(modules: Any, name: str):
    stack = STACKS[name]
    lab = lab_of(stack)
    outputs = lab["feature"].shape
    places = [(row, column) for row in range(0, stack.size, 3) for column in (0, stack.size - 1)]
    found = modules.call_each(TILE, "outputCellAt", [(lab, *place) for place in places])
    for place, output in zip(places, found, strict=True):
        for axis, index in enumerate((output["row"], output["column"])):
            centres = [centre(stack, axis, candidate) for candidate in range(outputs[axis])]
            if stack.layer == "Conv2DTranspose":  # the middle of what this input cell stamps
                reach = (stack.kernel_size[axis] - 1) * stack.dilation_rate / 2
                crop = crop_amounts(
                    stack.kernel_size[axis], stack.strides[axis], stack.padding_rule, stack.dilation_rate
                )[0]
                middle = place[axis] * stack.strides[axis] + reach - crop
                distances = [abs(candidate - middle) for candidate in range(outputs[axis])]
            else:
                distances = [abs(middle - place[axis]) for middle in centres]
            assert distances[index] == min(distances)


def centre(stack: ConvolutionStack, axis: int, index: int) -> float:
    reached = seen(stack, axis, index, index)
    return (reached.min() + reached.max()) / 2 if reached.size else np.inf


def test_a_box_is_clipped_to_the_map(modules: Any):
    clipped = modules.call(TILE, "clip", {"row": -1, "column": 3, "rows": 3, "columns": 4}, [5, 5, 2])
    assert clipped == {"row": 0, "column": 3, "rows": 2, "columns": 2}


MOVES = {
    "ArrowUp": (3, 5), "ArrowDown": (5, 5), "ArrowLeft": (4, 4), "ArrowRight": (4, 6), "PageUp": (0, 5),
    "PageDown": (13, 5), "Home": (0, 0), "End": (13, 13),
}  # fmt: skip
STAGE_NAMES = ["feature", "activation", "pooled"]


@pytest.mark.parametrize("key", MOVES)
def test_a_key_moves_the_cell_and_keeps_its_pin(modules: Any, key: str):
    lab = lab_of(STACKS["same"])
    row, column = MOVES[key]
    start = cell("feature", 4, 5, map_=2, pinned=True)
    assert modules.call(TILE, "moved", start, key, False, lab, STAGE_NAMES) == start | {"row": row, "column": column}


def test_keys_stop_at_the_edges(modules: Any):
    lab = lab_of(STACKS["same"])
    corners = {"ArrowUp": (0, 0), "ArrowLeft": (0, 0), "ArrowDown": (13, 13), "ArrowRight": (13, 13)}
    for key, place in corners.items():
        assert modules.call(TILE, "moved", cell("feature", *place), key, False, lab, STAGE_NAMES) == cell(
            "feature", *place
        )


def test_shift_moves_to_the_next_map_or_stage_at_the_same_relative_place(modules: Any):
    lab = lab_of(STACKS["same"])
    start = cell("activation", 6, 13, map_=1)
    moved = {
        key: modules.call(TILE, "moved", start, key, True, lab, STAGE_NAMES)
        for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft")
    }
    assert moved == {
        "ArrowDown": start | {"map": 2},
        "ArrowUp": start | {"map": 0},
        "ArrowRight": start | {"stage": "pooled", "row": 3, "column": 6},
        "ArrowLeft": start | {"stage": "feature"},
    }
    last = cell("pooled", 0, 0, map_=3)
    assert modules.call(TILE, "moved", last, "ArrowDown", True, lab, STAGE_NAMES) == last
    assert modules.call(TILE, "moved", last, "ArrowRight", True, lab, STAGE_NAMES) == last


def test_escape_lets_go_and_other_keys_mean_nothing(modules: Any):
    lab = lab_of(STACKS["unpooled"])
    pinned = cell("feature", 1, 1, pinned=True)
    stages = STAGE_NAMES[:2]
    assert modules.call(TILE, "moved", pinned, "Escape", False, lab, stages) == pinned | {"pinned": False}
    for selection, key in ((cell("feature", 1, 1), "Escape"), (pinned, "a"), (pinned, "Tab"), (pinned, "Enter")):
        assert modules.call(TILE, "moved", selection, key, False, lab, stages) is None


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_a_pin_goes_into_the_link_and_comes_back(modules: Any, stage: str):
    selection = cell(stage, 12, 255, map_=31, pinned=True)
    pin = modules.call(LINK, "pinOf", selection)
    assert pin == f"31.{STAGE_NAMES.index(stage)}.12.255"
    assert modules.call(LINK, "selectionOf", pin) == selection
    assert modules.call(LINK, "pinOf", selection | {"pinned": False}) == ""


@pytest.mark.parametrize(
    "pin", ["", None, "1.2.3", "1.3.0.0", "-1.0.0.0", "1.0.0.0.0", "a.0.0.0", "1.0.99999.0", " 1.0.0.0", "1.0.0.0\n"]
)
def test_what_is_no_pin_selects_nothing(modules: Any, pin: str | None):
    assert modules.call(LINK, "selectionOf", pin) is None


LIVE_STACKS = {
    f"{layer}, {activation}": ConvolutionStack(
        size=20, layer=layer, filters=6, depth_multiplier=2, activation=activation, bias=0.1,
        pooling="average" if activation == "gelu" else "max",
    )
    for layer in LAYERS
    for activation in ("relu", "softmax", "gelu")
} | {"unpooled": ConvolutionStack(size=20, pooling="none", activation="tanh")}  # fmt: skip


@pytest.mark.parametrize("name", LIVE_STACKS)
def test_live_maps_after_an_edit_are_those_of_keras(modules: Any, name: str):
    stack = LIVE_STACKS[name]
    lab = lab_of(stack)
    map_ = 4 if lab["feature"].shape[2] > 4 else 2
    kernels = {"Conv2D": 3, "grouped": 1, "DepthwiseConv2D": 1, "SeparableConv2D": 6, "Conv2DTranspose": 3}[stack.layer]
    numbers = RANDOM.normal(size=(9, kernels)).astype(np.float32).round(3)
    pointwise = RANDOM.normal(size=kernels).astype(np.float32).round(3) if stack.layer == "SeparableConv2D" else None
    edit = {"map": map_, "kernel": numbers.ravel(), "pointwise": pointwise}
    edits = edit_map(stack, 3, map_, numbers.T.tolist(), None if pointwise is None else pointwise.tolist())
    keras = lab_of(ConvolutionStack(**{**vars(stack), "edits": edits}))
    live = modules.call(LIVE, "withKernels", lab, edit)
    assert np.abs(keras["feature"] - lab["feature"]).max() > 0.1
    np.testing.assert_allclose(live["kernel"], keras["kernel"], atol=1e-6)
    for stage in ("feature", "activation", "pooled"):
        if keras[stage] is None:
            assert live[stage] is None
        else:
            np.testing.assert_allclose(live[stage], keras[stage], rtol=0, atol=1e-5, err_msg=stage)
    assert live["preview"] is True
    assert live["kernelLimit"] == pytest.approx(float(np.abs(keras["kernel"]).max()))


TWO_STEPS = """async ({ lab, edits }) => {
  const { withKernels } = await import("/convolution_lab/lab.js");
  const tensor = (given) => ({ data: Float32Array.from(given.data), shape: given.shape });
  const start = { ...lab, bias: Float32Array.from(lab.bias) };
  for (const name of ["image", "kernel", "feature", "activation", "pooled"]) start[name] = tensor(lab[name]);
  const before = Array.from(start.feature.data);
  let state = start;
  for (const edit of edits) state = withKernels(state, { ...edit, kernel: Float32Array.from(edit.kernel) });
  const kept = before.every((value, index) => value === start.feature.data[index]);
  return { feature: Array.from(state.feature.data), pooled: Array.from(state.pooled.data), kept };
}"""


def test_a_drag_over_many_frames_ends_where_one_edit_does_and_leaves_what_keras_said(modules: Any):
    stack = ConvolutionStack(size=12)
    lab = {name: given(value) if isinstance(value, np.ndarray) else value for name, value in lab_of(stack).items()}
    lab["bias"] = lab["bias"]["data"]
    frames = [np.full(27, weight, np.float32) for weight in (0.1, 5, -0.25)]
    edits = [{"map": 1, "kernel": frame.tolist(), "pointwise": None} for frame in frames]
    found = modules.page.evaluate(TWO_STEPS, {"lab": lab, "edits": edits})
    keras = lab_of(ConvolutionStack(size=12, edits=edit_map(stack, 3, 1, [[-0.25] * 9] * 3)))
    assert found["kept"]
    np.testing.assert_allclose(found["feature"], keras["feature"].ravel(), atol=1e-5)
    np.testing.assert_allclose(found["pooled"], keras["pooled"].ravel(), atol=1e-5)


def given(array: np.ndarray) -> dict[str, Any]:
    return {"data": array.ravel().tolist(), "shape": list(array.shape)}


def test_an_edit_of_a_separable_layer_changes_every_map(modules: Any):
    plain, separable = (lab_of(ConvolutionStack(size=12, layer=layer)) for layer in ("Conv2D", "SeparableConv2D"))
    edit = {"map": 2, "kernel": np.zeros(27, np.float32), "pointwise": None}
    assert modules.call(LIVE, "mapsOf", plain, edit) == [2]
    assert modules.call(LIVE, "mapsOf", separable, edit) == [0, 1, 2, 3]
