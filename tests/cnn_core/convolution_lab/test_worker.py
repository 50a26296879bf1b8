"""The lab's stack in Keras: its maps against the written-out arithmetic, its store of models, its file."""

import dataclasses
import pickle

import keras
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d, conv2d_transpose, depthwise_conv2d, separable_conv2d
from cnn_core.arithmetic.pooling import average_pool2d, global_average_pool2d, global_max_pool2d, max_pool2d, min_pool2d
from cnn_core.convolution_lab import worker as laboratory
from cnn_core.convolution_lab.network import edit_map, kernels_of, problems, sizes
from cnn_core.convolution_lab.stack import (
    ACTIVATION_NAMES,
    INITIALIZERS,
    KERNEL_NAMES,
    LAYERS,
    POOLINGS,
    ConvolutionStack,
)
from cnn_core.convolution_lab.worker import COMPILE_AT, keras_file, run, weights
from cnn_core.errors import RefusedError
from cnn_core.networks.layers import MinPooling2D
from tests.examples import examples

# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)


def picture(stack, seed=0):
    return np.random.default_rng(seed).uniform(size=stack.input_shape).astype(np.float32)


def written_out(stack, image, result):
    """The stack in the numpy arithmetic of ConvLens: feature maps, activation maps, pooled maps."""
    geometry = {"strides": stack.strides, "padding": stack.padding_rule, "dilation_rate": stack.dilation}
    kernels = (result.kernel, result.bias)
    match stack.layer:
        case "DepthwiseConv2D":
            feature = depthwise_conv2d(image, *kernels, **geometry)
        case "SeparableConv2D":
            feature = separable_conv2d(image, result.kernel, result.pointwise, result.bias, **geometry)
        case "Conv2DTranspose":
            feature = conv2d_transpose(image, *kernels, **geometry)
        case _:
            feature = conv2d(image, *kernels, **geometry, groups=stack.kernel_groups)
    activation = ACTIVATIONS[stack.activation].function(feature)
    window = (stack.pool_window, stack.pool_strides, stack.pool_padding)
    pools = {"max": max_pool2d, "average": average_pool2d, "min": min_pool2d}
    whole = {"global_max": global_max_pool2d, "global_average": global_average_pool2d}
    if stack.pooling in pools:
        return feature, activation, pools[stack.pooling](activation, *window)
    return feature, activation, whole[stack.pooling](activation) if stack.pooling in whole else None


def assert_same_maps(stack, image):
    result = run(stack, image)
    expected = written_out(stack, image, result)
    for found, wanted in zip((result.feature_maps, result.activation_maps, result.pooled_maps), expected, strict=True):
        assert (found is None) == (wanted is None)
        if found is not None:
            assert found.dtype == np.float32
            np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5)
    return result


@st.composite
def runnable(draw):
    """Stacks without problems, over all settings that change the arithmetic."""
    whole, flag = st.integers, st.booleans
    stack = ConvolutionStack(
        size=draw(st.sampled_from([8, 11])),
        color=draw(flag()),
        layer=draw(st.sampled_from(LAYERS)),
        filters=draw(st.sampled_from([1, 3, 6])),
        groups=draw(st.sampled_from([1, 3])),
        depth_multiplier=draw(whole(1, 2)),
        kernel_source=draw(st.sampled_from(["named", "random", "by_hand"])),
        kernels=tuple(draw(st.lists(st.sampled_from(KERNEL_NAMES), min_size=1, max_size=3, unique=True))),
        initializer=draw(st.sampled_from(INITIALIZERS)),
        kernel_rows=draw(whole(1, 5)),
        kernel_columns=draw(whole(1, 5)),
        square_kernel=draw(flag()),
        stride_rows=draw(whole(1, 4)),
        stride_columns=draw(whole(1, 4)),
        equal_strides=draw(flag()),
        padding=draw(st.sampled_from(["valid", "same", "custom"])),
        pad_top=draw(whole(0, 3)),
        pad_right=draw(whole(0, 3)),
        dilation_rate=draw(whole(1, 2)),
        bias=draw(st.sampled_from([0.0, -0.3])),
        activation=draw(st.sampled_from(ACTIVATION_NAMES)),
        pooling=draw(st.sampled_from(POOLINGS)),
        pool_size=draw(whole(1, 3)),
        pool_stride=draw(whole(1, 3)),
        pool_padding=draw(st.sampled_from(["valid", "same"])),
    )
    assume(not problems(stack, stack.channels))
    return stack


@examples(70)
@given(runnable())
def test_whole_stacks_are_the_written_out_arithmetic(stack):
    result = assert_same_maps(stack, picture(stack))
    for stage in sizes(stack):
        maps = result.feature_maps if stage["stage"] == "convolution" else result.pooled_maps
        assert list(maps.shape) == stage["output"]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_also_after_it_was_compiled(layer):
    stack = ConvolutionStack(size=12, layer=layer, filters=6, depth_multiplier=2, kernel_rows=5, pooling="min")
    for use in range(COMPILE_AT + 1):
        names = ("gaussian", "sobel_x") if use % 2 else ("corner", "gabor", "box")
        assert_same_maps(dataclasses.replace(stack, kernels=names, bias=use / 20), picture(stack, use))


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_every_activation(activation):
    result = assert_same_maps(ConvolutionStack(size=8, activation=activation), picture(ConvolutionStack(size=8)))
    if activation == "softmax":  # over the channels of each cell
        np.testing.assert_allclose(result.activation_maps.sum(axis=-1), 1, atol=1e-5)


def test_new_numbers_reuse_the_model():
    stack = ConvolutionStack(size=10)
    run(stack, picture(stack))
    kept = len(laboratory._runners)
    for change in ({"bias": 0.5}, {"kernels": ("box",)}, {"kernel_source": "random"}, {"angle": 90}):
        assert_same_maps(dataclasses.replace(stack, **change), picture(stack))
    assert len(laboratory._runners) == kept


def test_the_store_of_models_is_bounded():
    for size in range(8, 8 + laboratory.MAXIMUM_MODELS + 2):
        stack = ConvolutionStack(size=size, filters=1, pooling="none")
        run(stack, picture(stack))
    assert len(laboratory._runners) == laboratory.MAXIMUM_MODELS


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_random_kernels_are_keras_initializers_with_the_seed(initializer):
    stack = ConvolutionStack(size=8, kernel_source="random", initializer=initializer, seed=11)
    found = weights(stack, 3)
    class_name = "".join(part.capitalize() for part in initializer.split("_"))
    expected = getattr(keras.initializers, class_name)(seed=11)((3, 3, 3, 4))
    np.testing.assert_array_equal(found.kernel, expected)
    np.testing.assert_array_equal(run(stack, picture(stack)).kernel, found.kernel)
    assert (weights(dataclasses.replace(stack, seed=12), 3).kernel != found.kernel).any()


@pytest.mark.parametrize("source", ["named", "random", "by_hand"])
def test_edits_reach_the_maps_and_nothing_else(source):
    stack = ConvolutionStack(size=8, kernel_source=source)
    plain = weights(stack, 3).kernel
    edited = dataclasses.replace(stack, edits=edit_map(stack, 3, 1, [[0.5] * 9, [0] * 9, [-1] * 9]))
    result = assert_same_maps(edited, picture(stack))
    assert result.kernel[:, :, :, 1].sum(axis=(0, 1)).tolist() == [4.5, 0, -9]
    np.testing.assert_array_equal(np.delete(result.kernel, 1, axis=3), np.delete(plain, 1, axis=3))
    np.testing.assert_array_equal(weights(stack, 3).kernel, plain)


def test_the_result_holds_the_weights_and_travels():
    stack = ConvolutionStack(size=8, layer="SeparableConv2D", pooling="none")
    result = run(stack, picture(stack))
    again = pickle.loads(pickle.dumps(result))  # noqa: S301
    expected = kernels_of(stack, 3)
    np.testing.assert_array_equal(again.kernel, expected.kernel)
    np.testing.assert_array_equal(again.pointwise, expected.pointwise)
    np.testing.assert_array_equal(again.feature_maps, result.feature_maps)
    assert again.pooled_maps is None


def test_what_cannot_run_is_said():
    stack = ConvolutionStack(size=8, stride_rows=2, dilation_rate=2)
    with pytest.raises(RefusedError, match="strides_with_dilation"):
        run(stack, picture(stack))
    with pytest.raises(RefusedError, match=r"Received: shape \(9, 9, 3\)"):
        run(ConvolutionStack(size=8), np.zeros((9, 9, 3)))
    with pytest.raises(RefusedError, match="strides_with_dilation"):
        keras_file(stack)


# The .keras file


@pytest.mark.parametrize("pooling", ["max", "min"])
@pytest.mark.parametrize("source", ["named", "random"])
def test_the_keras_file_loads_and_makes_the_same_maps(tmp_path, pooling, source):
    stack = ConvolutionStack(size=8, pooling=pooling, kernel_source=source, padding="custom", pad_top=2)
    (tmp_path / "stack.keras").write_bytes(keras_file(stack))
    model = keras.saving.load_model(tmp_path / "stack.keras", safe_mode=True)
    image = picture(stack)
    found = keras.ops.convert_to_numpy(model(image[np.newaxis]))[0]
    np.testing.assert_allclose(found, run(stack, image).pooled_maps, atol=1e-6)
    assert [layer.name for layer in model.layers[1:]] == ["padding", "convolution", "activation", "pooling"]
    assert isinstance(model.layers[-1], MinPooling2D) == (pooling == "min")


def test_without_our_layer_only_min_pooling_does_not_load(tmp_path, monkeypatch):
    """What someone without ConvLens sees; the exported code brings the class along (test_export.py)."""
    monkeypatch.delitem(keras.saving.get_custom_objects(), "convlens>MinPooling2D")
    (tmp_path / "max.keras").write_bytes(keras_file(ConvolutionStack(size=8, pooling="max")))
    assert keras.saving.load_model(tmp_path / "max.keras").output_shape == (None, 4, 4, 4)
    monkeypatch.setattr(MinPooling2D, "__module__", "somewhere.else")
    (tmp_path / "min.keras").write_bytes(keras_file(ConvolutionStack(size=8, pooling="min")))
    with pytest.raises(TypeError, match="MinPooling2D"):
        keras.saving.load_model(tmp_path / "min.keras")
