"""The lab's stack: its problems against what Keras refuses, its kernels, edits, sizes and program."""

import base64
import dataclasses
import json
import zlib

import keras
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnn_core.arithmetic.kernels import kernel
from cnn_core.convolution_lab import network as stack_network
from cnn_core.convolution_lab.edit_text import (
    LARGEST,
    MAXIMUM_TEXT,
    KernelEdit,
    KernelEditsError,
    decode_edits,
    encode_edits,
    round_values,
)
from cnn_core.convolution_lab.network import (
    edit_map,
    edit_notices,
    kernels_of,
    kernels_of_map,
    named_kernels,
    problems,
    program,
    reset_map,
    sizes,
    to_network_spec,
    weight_shapes,
)
from cnn_core.convolution_lab.problems import MAXIMUM_VALUES
from cnn_core.convolution_lab.stack import (
    ACTIVATION_NAMES,
    INITIALIZERS,
    KERNEL_NAMES,
    LAYERS,
    POOLINGS,
    ConvolutionStack,
)
from cnn_core.networks.build import build
from cnn_core.settings import SettingError, check_value
from tests.examples import examples

# Keras would compute these, or has no such setting.
OURS = {"unequal_strides", "kernel_too_small", "too_many_values", "transpose_padding"}


@st.composite
def stacks(draw, small=True):
    """Any settings at all; small ones, so that Keras is quick."""
    whole = st.integers
    return ConvolutionStack(
        size=draw(whole(8, 14 if small else 256)),
        color=draw(st.booleans()),
        layer=draw(st.sampled_from(LAYERS)),
        filters=draw(whole(1, 7 if small else 32)),
        groups=draw(whole(1, 4)),
        depth_multiplier=draw(whole(1, 3)),
        kernel_source=draw(st.sampled_from(["named", "random", "by_hand"])),
        kernels=tuple(draw(st.lists(st.sampled_from(KERNEL_NAMES), min_size=1, max_size=4, unique=True))),
        angle=draw(whole(0, 36)) * 5,
        initializer=draw(st.sampled_from(INITIALIZERS)),
        kernel_rows=draw(whole(1, 11)),
        kernel_columns=draw(whole(1, 11)),
        square_kernel=draw(st.booleans()),
        stride_rows=draw(whole(1, 4)),
        stride_columns=draw(whole(1, 4)),
        equal_strides=draw(st.booleans()),
        padding=draw(st.sampled_from(["valid", "same", "custom"])),
        pad_top=draw(whole(0, 3)),
        pad_bottom=draw(whole(0, 3)),
        pad_left=draw(whole(0, 3)),
        pad_right=draw(whole(0, 3)),
        dilation_rate=draw(st.sampled_from([1, 1, 2, 4])),
        bias=draw(st.sampled_from([0.0, 0.5])),
        activation=draw(st.sampled_from(ACTIVATION_NAMES)),
        pooling=draw(st.sampled_from(POOLINGS)),
        pool_size=draw(whole(1, 8)),
        pool_stride=draw(whole(1, 8)),
        pool_padding=draw(st.sampled_from(["valid", "same"])),
    )


def keras_maps(stack):
    """All the stages' maps as Keras computes them; raises, or leaves a stage empty, where Keras refuses."""
    model = build(to_network_spec(stack, stack.channels))
    value = np.linspace(0, 1, np.prod(stack.input_shape), dtype=np.float32).reshape(1, *stack.input_shape)
    maps = []
    for layer in model.layers[1:]:
        value = layer(value)
        maps.append(value)
    return maps


def refused(stack):
    try:
        return any(0 in stage.shape for stage in keras_maps(stack))
    except Exception:  # Keras and TensorFlow refuse with many classes
        return True


@examples(70)
@given(stacks())
def test_what_has_no_problems_runs_in_keras_with_these_sizes(stack):
    assume(not problems(stack, stack.channels))
    names = [layer.name for layer in to_network_spec(stack, stack.channels).layers]
    maps = dict(zip(names, keras_maps(stack), strict=True))
    said = program(stack, stack.channels)
    assert list(maps["convolution"].shape[1:3]) == said["output"]
    assert list(maps.get("pooling", maps["activation"]).shape[1:3]) == said["pooled"]
    assert maps["convolution"].shape[-1] == stack.maps(stack.channels)
    for stage in sizes(stack):
        assert list(maps[stage["stage"]].shape[1:]) == stage["output"]
        assert [axis["output"] for axis in stage["axes"]] == stage["output"][:2]
        for axis in stage["axes"]:
            steps = axis["full"] - sum(axis["crop"]) if "full" in axis else axis["floor"] + 1
            assert axis["output"] == steps
    assert json.loads(json.dumps([sizes(stack), said]))


@examples(300)
@given(stacks(small=False))
def test_remedies_lead_to_a_stack_without_problems_in_at_most_six_steps(stack):
    for _ in range(6):
        found = problems(stack, stack.channels)
        if not found:
            break
        for problem in found:
            assert problem.field in problem.remedy or problem.code == "edits"
            for name, value in problem.remedy.items():
                check_value(ConvolutionStack, name, value)
                assert getattr(stack, name) != value
        stack = dataclasses.replace(stack, **found[0].remedy)
    assert problems(stack, stack.channels) == []


@examples(60)
@given(stacks())
def test_keras_refuses_what_has_a_problem(stack):
    codes = {problem.code for problem in problems(stack, stack.channels)}
    assume(codes and not codes & OURS)
    assert refused(stack), codes


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("strides_with_dilation", {"layer": "Conv2D", "stride_rows": 2, "dilation_rate": 2}),
        ("strides_with_dilation", {"layer": "grouped", "filters": 3, "stride_rows": 2, "dilation_rate": 2}),
        ("strides_with_dilation", {"layer": "Conv2DTranspose", "stride_rows": 2, "dilation_rate": 2}),
        (None, {"layer": "DepthwiseConv2D", "stride_rows": 2, "dilation_rate": 2}),
        (None, {"layer": "SeparableConv2D", "stride_rows": 3, "dilation_rate": 2}),
        (None, {"layer": "Conv2DTranspose", "dilation_rate": 3, "kernel_rows": 5}),
        ("groups_channels", {"layer": "grouped", "groups": 2, "filters": 4}),
        ("groups_filters", {"layer": "grouped", "groups": 3, "filters": 4}),
        ("window_larger_than_input", {"padding": "valid", "kernel_rows": 9, "kernel_source": "by_hand"}),
        ("window_larger_than_input", {"padding": "custom", "kernel_rows": 11}),
        ("window_larger_than_input", {"padding": "valid", "kernel_rows": 3, "dilation_rate": 4}),
        ("pool_larger_than_map", {"padding": "valid", "kernel_rows": 7, "pool_size": 3}),
        ("pool_larger_than_map", {"padding": "valid", "kernel_rows": 7, "pool_size": 3, "pooling": "min"}),
        (None, {"padding": "valid", "kernel_rows": 7, "pool_size": 8, "pool_padding": "same"}),
        (None, {"padding": "valid", "kernel_rows": 7, "pool_size": 8, "pooling": "global_max"}),
    ],
)
def test_each_rule_is_keras_own(code, changes):
    stack = ConvolutionStack(size=8, **changes)
    assert [problem.code for problem in problems(stack, 3)] == [code] * bool(code)
    assert refused(stack) == bool(code)


@pytest.mark.parametrize("layer", ["DepthwiseConv2D", "SeparableConv2D"])
def test_unequal_strides_are_left_to_layers_that_compute_them_reliably(layer):
    (problem,) = problems(ConvolutionStack(layer=layer, stride_rows=2, equal_strides=False), 3)
    assert (problem.field, problem.code, problem.remedy) == (
        "equal_strides", "unequal_strides", {"equal_strides": True}
    )  # fmt: skip
    assert problems(ConvolutionStack(stride_rows=2, equal_strides=False), 3) == []


def test_our_own_rules():
    assert [p.code for p in problems(ConvolutionStack(layer="Conv2DTranspose", padding="custom"), 3)] == [
        "transpose_padding"
    ]
    large = ConvolutionStack(size=256, layer="Conv2DTranspose", stride_rows=4, filters=32)
    (problem,) = problems(large, 3)
    assert (problem.code, problem.remedy) == ("too_many_values", {"filters": 3})
    assert problem.values == {"rows": 1024, "columns": 1024, "filters": 32, "limit": MAXIMUM_VALUES}
    (small,) = problems(ConvolutionStack(kernels=("box", "gabor", "sobel_x"), kernel_rows=1), 3)
    assert (small.code, small.values["kernel"], small.remedy) == ("kernel_too_small", "gabor", {"kernel_rows": 3})
    assert problems(ConvolutionStack(kernels=("box", "gabor"), filters=1, kernel_rows=1), 3) == []
    oblong = ConvolutionStack(kernels=("sobel_x",), kernel_rows=1, kernel_columns=1, square_kernel=False)
    assert problems(oblong, 3)[0].remedy == {"kernel_columns": 2}


@examples(40)
@given(stacks(small=False))
def test_no_stack_puts_out_more_than_the_limit(stack):
    assume(not problems(stack, stack.channels))
    assert all(np.prod(stage["output"]) <= MAXIMUM_VALUES for stage in sizes(stack))


def test_settings_are_checked():
    with pytest.raises(SettingError, match="Received: 99"):
        ConvolutionStack(filters=99)


# Kernels


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("channels", [1, 3])
def test_kernels_have_the_shapes_of_keras(layer, channels):
    stack = ConvolutionStack(layer=layer, color=channels == 3, filters=6, groups=channels, depth_multiplier=2)
    weights = kernels_of(stack, channels)
    convolution = build(to_network_spec(stack, channels)).get_layer("convolution")
    assert [array.shape for array in weights.arrays] == [array.shape for array in convolution.get_weights()]
    assert weight_shapes(stack, channels)[0] == weights.kernel.shape
    assert all(array.dtype == np.float32 for array in weights.arrays)


def test_a_filter_works_on_the_mean_of_its_channels():
    stack = ConvolutionStack(kernels=("sobel_x", "box"), filters=3, bias=0.25)
    weights = kernels_of(stack, 3)
    for i, name in enumerate(("sobel_x", "box", "sobel_x")):
        np.testing.assert_allclose(weights.kernel[:, :, :, i].sum(axis=2), kernel(name, 3, 3), atol=1e-6)
    assert weights.bias.tolist() == [0.25] * 3
    transposed = kernels_of(dataclasses.replace(stack, layer="Conv2DTranspose"), 3)
    np.testing.assert_array_equal(np.swapaxes(transposed.kernel, 2, 3), weights.kernel)
    grouped = kernels_of(dataclasses.replace(stack, layer="grouped", groups=3), 3)
    np.testing.assert_array_equal(grouped.kernel[:, :, 0, 0], kernel("sobel_x", 3, 3))


def test_depthwise_channels_have_the_same_kernel_each():
    stack = ConvolutionStack(layer="DepthwiseConv2D", depth_multiplier=2, kernels=("sobel_x", "sobel_y", "box"))
    weights = kernels_of(stack, 3).kernel
    for channel in range(3):
        np.testing.assert_array_equal(weights[:, :, channel, 0], kernel("sobel_x", 3, 3))
        np.testing.assert_array_equal(weights[:, :, channel, 1], kernel("sobel_y", 3, 3))


@pytest.mark.parametrize(("channels", "variants", "distinct"), [(1, 1, 2), (1, 3, 6), (3, 1, 14), (3, 2, 28)])
def test_pointwise_mixes_differ_and_start_with_the_mean(channels, variants, distinct):
    stack = ConvolutionStack(layer="SeparableConv2D", filters=distinct, depth_multiplier=variants)
    pointwise = kernels_of(stack, channels).pointwise[0, 0]  # (channels × variants, filters)
    assert len({column.tobytes() for column in pointwise.T}) == distinct
    np.testing.assert_allclose(pointwise[::variants, 0], 1 / channels)
    assert not pointwise[1::variants, 0].any() or variants == 1


def test_directions_turn_evenly():
    stack = ConvolutionStack(kernels=("gabor", "box"), filters=8, angle=30, kernel_rows=7, wavelength=5)
    found = named_kernels(stack)
    for i, angle in enumerate((30, 75, 120, 165)):
        np.testing.assert_array_equal(found[2 * i], kernel("gabor", 7, 7, angle=angle, wavelength=5))
        np.testing.assert_array_equal(found[2 * i + 1], kernel("box", 7, 7))


def test_by_hand_starts_with_the_picture_itself():
    stack = ConvolutionStack(size=9, kernel_source="by_hand", color=False, activation="linear", pooling="none")
    image = np.linspace(0, 1, 81, dtype=np.float32).reshape(1, 9, 9, 1)
    maps = np.asarray(build(to_network_spec(stack, 1))(image))
    np.testing.assert_array_equal(maps, np.repeat(image, 4, axis=3))


def test_random_kernels_need_a_worker_and_are_keras_initializers_with_the_seed():
    stack = ConvolutionStack(kernel_source="random", initializer="he_normal", seed=7)
    with pytest.raises(ValueError, match=r"worker\.weights"):
        kernels_of(stack, 3)
    expected = keras.initializers.HeNormal(seed=7)((3, 3, 3, 4))
    np.testing.assert_array_equal(build(to_network_spec(stack, 3)).get_layer("convolution").get_weights()[0], expected)


def test_given_weights_are_taken():
    stack = ConvolutionStack()
    weights = kernels_of(dataclasses.replace(stack, kernels=("box",), bias=1.0), 3)
    assert to_network_spec(stack, 3, weights).layers[0].weights[0] is weights.kernel


def test_layers_have_names_and_a_stage_each():
    spec = to_network_spec(ConvolutionStack(padding="custom", pooling="min"), 3)
    assert [layer.name for layer in spec.layers] == ["padding", "convolution", "activation", "pooling"]
    assert [layer.name for layer in to_network_spec(ConvolutionStack(pooling="none"), 3).layers] == [
        "convolution",
        "activation",
    ]


# Edits

GRIDS = st.tuples(st.integers(1, 11), st.integers(1, 11)).flatmap(
    lambda shape: st.lists(
        st.floats(-LARGEST, LARGEST, width=32), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
    ).map(lambda values: np.array(values, np.float32).reshape(shape))
)
EDITS = st.lists(
    st.builds(KernelEdit, st.integers(0, 255), st.integers(0, 255), GRIDS, st.booleans()),
    max_size=5,
    unique_by=lambda edit: (edit.pointwise, edit.first, edit.second),
)


@examples(100)
@given(EDITS)
def test_edits_come_back_to_six_digits(edits):
    text = encode_edits(edits)
    found = {(edit.pointwise, edit.first, edit.second): edit.values for edit in decode_edits(text)}
    assert len(found) == len(edits)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    for edit in edits:
        values = found[edit.pointwise, edit.first, edit.second]
        np.testing.assert_array_equal(values, round_values(edit.values))
        np.testing.assert_allclose(values, edit.values, rtol=5e-6, atol=1e-44)
    assert encode_edits(decode_edits(text)) == text


@examples(200)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=90).map(lambda data: packed(data))))
def test_hostile_text_gives_edits_or_an_edits_error(text):
    try:
        edits = decode_edits(text)
    except KernelEditsError:
        edits = []
    assert all(np.isfinite(edit.values).all() for edit in edits)
    assert isinstance(edit_notices(ConvolutionStack(edits=text), 3), list)


def packed(data):
    return base64.urlsafe_b64encode(zlib.compress(data)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "A" * (MAXIMUM_TEXT + 1),
        "not base64!",
        packed(bytes(10_000_000)),
        packed(bytes([0, 0, 0, 12, 1])),
        packed(bytes([0, 0, 0, 0, 5])),
        packed(bytes([2, 0, 0, 1, 1, 0, 0, 0, 0])),
        packed(bytes([0, 0, 0, 2, 2, 0, 0, 0, 0])),
        packed(bytes([0, 0, 0])),
        packed(bytes([0, 0, 0, 1, 1]) + np.float32("nan").tobytes()),
        packed(bytes([0, 0, 0, 1, 1]) + np.float32("inf").tobytes()),
        packed(bytes([0, 0, 0, 1, 1, 0, 0, 0, 0] * 1000)),
        packed(bytes([0, 0, 0, 1, 1, 0, 0, 0, 0]))[:-4],
    ],
)
def test_each_kind_of_damage_is_refused(text):
    with pytest.raises(KernelEditsError, match="Received"):
        decode_edits(text)
    if len(text) <= MAXIMUM_TEXT:
        stack = ConvolutionStack(edits=text)
        assert [notice.code for notice in edit_notices(stack, 3)] == ["edits_unreadable"]
        np.testing.assert_array_equal(kernels_of(stack, 3).kernel, kernels_of(ConvolutionStack(), 3).kernel)


@pytest.mark.parametrize(
    "edit",
    [
        KernelEdit(0, 0, np.float32([[np.nan]])),
        KernelEdit(0, 0, np.float32([[np.inf]])),
        KernelEdit(0, 0, np.float32([[2e6]])),
        KernelEdit(0, 0, np.zeros((12, 1), np.float32)),
        KernelEdit(0, 0, np.zeros(3, np.float32)),
        KernelEdit(256, 0, np.zeros((1, 1), np.float32)),
    ],
)
def test_edits_that_cannot_be_are_not_written(edit):
    with pytest.raises(KernelEditsError, match="Received"):
        encode_edits([edit])


def test_too_many_edited_numbers_are_refused():
    random = np.random.default_rng(0)
    with pytest.raises(KernelEditsError, match="6000 characters"):
        encode_edits([KernelEdit(0, i, random.normal(size=(11, 11)).astype(np.float32)) for i in range(32)])


@pytest.mark.parametrize("layer", LAYERS)
def test_a_map_is_edited_and_reset(layer):
    stack = ConvolutionStack(layer=layer, filters=6, groups=3, depth_multiplier=2)
    before = kernels_of(stack, 3)
    places = kernels_of_map(stack, 3, 2)
    kernels = np.arange(len(places) * 9, dtype=float).reshape(len(places), 9)
    edited = dataclasses.replace(stack, edits=edit_map(stack, 3, 2, kernels.tolist()))
    after = kernels_of(edited, 3)
    for place, values in zip(places, kernels, strict=True):
        np.testing.assert_array_equal(after.kernel[:, :, place[0], place[1]], values.reshape(3, 3))
    assert (after.kernel != before.kernel).sum() <= kernels.size
    assert edit_notices(edited, 3) == []
    assert reset_map(edited, 3, 2) == ""
    assert reset_map(edited, 3, 1) == ("" if layer == "SeparableConv2D" else edited.edits)


def test_pointwise_weights_are_edited_with_their_map():
    stack = ConvolutionStack(layer="SeparableConv2D", filters=2)
    kernels = [[0.0] * 9] * 3
    edited = dataclasses.replace(stack, edits=edit_map(stack, 3, 1, kernels, [1, 2, 3]))
    weights = kernels_of(edited, 3)
    assert weights.pointwise[0, 0, :, 1].tolist() == [1, 2, 3]
    np.testing.assert_array_equal(weights.pointwise[..., 0], kernels_of(stack, 3).pointwise[..., 0])
    assert not weights.kernel.any()


@pytest.mark.parametrize(
    ("map_index", "kernels", "pointwise"),
    [
        (4, [[0] * 9] * 3, None),
        (-1, [[0] * 9] * 3, None),
        (0, [[0] * 9] * 2, None),
        (0, [[0] * 8] * 3, None),
        (0, [["a"] * 9] * 3, None),
        (0, [[float("nan")] * 9] * 3, None),
        (0, [[1e300] * 9] * 3, None),
        (0, [[0] * 9] * 3, [1, 2, 3]),
    ],
)
def test_a_hostile_edit_of_a_map_is_refused(map_index, kernels, pointwise):
    with pytest.raises(KernelEditsError, match="Received"):
        edit_map(ConvolutionStack(), 3, map_index, kernels, pointwise)


def test_edits_of_another_shape_rest_and_are_told():
    grids = {size: np.ones((size, size), np.float32) for size in (1, 3, 5)}
    places = [(0, 0, grids[3]), (0, 1, grids[5]), (2, 31, grids[3]), (0, 0, grids[1], True)]
    stack = ConvolutionStack(edits=encode_edits(KernelEdit(*place) for place in places))
    (notice,) = edit_notices(stack, 3)
    assert (notice.code, notice.values) == ("edits_do_not_fit", {"count": 3})
    assert len(decode_edits(notice.remedy["edits"])) == 1
    assert (kernels_of(stack, 3).kernel[:, :, 0, 0] == 1).all()


# Sizes


def test_unused_rows_are_counted():
    stack = ConvolutionStack(size=10, padding="valid", stride_rows=4, pool_size=2, pool_stride=2)
    convolution, pooling = sizes(stack)
    assert [axis["unused"] for axis in convolution["axes"]] == [[3, 7, 8, 9]] * 2
    assert pooling["output"] == [1, 1, 4]
    assert convolution["receptive_field"] == [3, 3]
    assert pooling["receptive_field"] == [7, 7]


def test_public_names_exist():
    assert all(hasattr(stack_network, name) for name in stack_network.__all__)
