"""Every convolution written out in numpy, held to the Keras layer of that name within 1e-5."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic import windows
from cnn_core.arithmetic.convolution import (
    ConvolutionError,
    conv2d,
    conv2d_transpose,
    depthwise_conv2d,
    separable_conv2d,
)
from cnn_core.arithmetic.windows import WindowError
from cnn_core.networks.missing_kernels import fill_missing_kernels
from tests.examples import examples

ORACLE = examples(40)
SIDES = st.tuples(st.integers(0, 3), st.integers(0, 3))
PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.tuples(SIDES, SIDES))


@st.composite
def cases(draw, paddings=PADDINGS, depthwise=False):
    """An image and the geometry of a layer that Keras accepts.

    Of its layers only the depthwise ones take strides and dilation at once, and they take the same stride on both
    axes only (TensorFlow refuses others, or gets them wrong where oneDNN lets them through).
    """
    pairs = [st.tuples(st.integers(1, most), st.integers(1, most)) for most in (4, 4, 3)]
    kernel_size, strides, rates = (draw(pair) for pair in pairs)
    if depthwise:
        strides = (strides[0], strides[0])
    elif draw(st.booleans()):
        strides = (1, 1)
    else:
        rates = (1, 1)
    extra = draw(st.tuples(st.integers(0, 6), st.integers(0, 6)))
    rows, columns = (rates[i] * (kernel_size[i] - 1) + 1 + extra[i] for i in (0, 1))
    random = np.random.default_rng(draw(st.integers(0, 1000)))
    image = random.uniform(-1, 1, (rows, columns, draw(st.integers(1, 4)))).astype(np.float32)
    return image, kernel_size, {"strides": strides, "padding": draw(paddings), "dilation_rate": rates}, random


def keras_result(layer, image, weights, padding="valid"):
    """The layer with these weights, called on one image, after zeros where padding is a number per side."""
    batch = image[np.newaxis]
    if not isinstance(padding, str):
        batch = keras.layers.ZeroPadding2D(padding)(batch)
    layer.build((None, *batch.shape[1:]))
    layer.set_weights([weight for weight in weights if weight is not None])
    return np.asarray(fill_missing_kernels(layer)(batch))[0]


def expected_shape(image, kernel_size, geometry, filters):
    paddings = windows.axis_paddings(geometry["padding"])
    sizes = (
        windows.output_size(size, *axis)
        for size, *axis in zip(
            image.shape[:2], kernel_size, geometry["strides"], paddings, geometry["dilation_rate"], strict=True
        )
    )
    return (*sizes, filters)


def assert_same(found, expected, shape):
    assert found.dtype == np.float32
    assert found.shape == shape
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)


def in_keras(geometry):
    """A padding by numbers is a layer of its own in Keras; the convolution after it is then "valid"."""
    return {**geometry, "padding": geometry["padding"] if isinstance(geometry["padding"], str) else "valid"}


def weights_like(random, *shape):
    return random.uniform(-0.5, 0.5, shape).astype(np.float32)


@ORACLE
@given(cases(), st.integers(1, 4), st.booleans())
def test_conv2d_is_keras(case, filters, with_bias):
    image, kernel_size, geometry, random = case
    kernel = weights_like(random, *kernel_size, image.shape[2], filters)
    bias = weights_like(random, filters) if with_bias else None
    layer = keras.layers.Conv2D(filters, kernel_size, use_bias=with_bias, **in_keras(geometry))
    expected = keras_result(layer, image, (kernel, bias), geometry["padding"])
    found = conv2d(image, kernel, bias, **geometry)
    assert_same(found, expected, expected_shape(image, kernel_size, geometry, filters))


@examples(20)
@given(cases(), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_grouped_conv2d_is_keras(case, groups, channels, filters):
    image, kernel_size, geometry, random = case
    image = random.uniform(-1, 1, (*image.shape[:2], groups * channels)).astype(np.float32)
    kernel = weights_like(random, *kernel_size, channels, groups * filters)
    bias = weights_like(random, groups * filters)
    layer = keras.layers.Conv2D(groups * filters, kernel_size, groups=groups, **in_keras(geometry))
    expected = keras_result(layer, image, (kernel, bias), geometry["padding"])
    found = conv2d(image, kernel, bias, groups=groups, **geometry)
    assert_same(found, expected, expected_shape(image, kernel_size, geometry, groups * filters))


@examples(20)
@given(cases(), st.tuples(st.integers(2, 3), st.integers(2, 3)), st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_strides_with_dilation_are_keras_on_a_kernel_with_zeros_between_its_weights(case, rates, strides):
    image, kernel_size, geometry, random = case
    geometry = {**geometry, "strides": strides, "dilation_rate": rates}
    image = np.pad(image, ((0, 6), (0, 6), (0, 0)), mode="reflect" if min(image.shape[:2]) > 6 else "edge")
    kernel = weights_like(random, *kernel_size, image.shape[2], 2)
    spread = np.zeros((*(rates[i] * (kernel_size[i] - 1) + 1 for i in (0, 1)), *kernel.shape[2:]), np.float32)
    spread[:: rates[0], :: rates[1]] = kernel
    in_layer = {**in_keras(geometry), "dilation_rate": 1}
    layer = keras.layers.Conv2D(2, spread.shape[:2], use_bias=False, **in_layer)
    expected = keras_result(layer, image, (spread,), geometry["padding"])
    found = conv2d(image, kernel, **geometry)
    assert_same(found, expected, expected_shape(image, kernel_size, geometry, 2))


@ORACLE
@given(cases(depthwise=True), st.integers(1, 3), st.booleans())
def test_depthwise_conv2d_is_keras(case, multiplier, with_bias):
    image, kernel_size, geometry, random = case
    maps = image.shape[2] * multiplier
    kernel = weights_like(random, *kernel_size, image.shape[2], multiplier)
    bias = weights_like(random, maps) if with_bias else None
    layer = keras.layers.DepthwiseConv2D(
        kernel_size, depth_multiplier=multiplier, use_bias=with_bias, **in_keras(geometry)
    )
    expected = keras_result(layer, image, (kernel, bias), geometry["padding"])
    found = depthwise_conv2d(image, kernel, bias, **geometry)
    assert_same(found, expected, expected_shape(image, kernel_size, geometry, maps))


@examples(20)
@given(cases(), st.integers(1, 2))
def test_depthwise_conv2d_is_the_grouped_convolution_of_single_channels(case, multiplier):
    image, kernel_size, geometry, random = case
    channels = image.shape[2]
    kernel = weights_like(random, *kernel_size, channels, multiplier)
    grouped = conv2d(image, kernel.reshape(*kernel_size, 1, channels * multiplier), groups=channels, **geometry)
    np.testing.assert_allclose(depthwise_conv2d(image, kernel, **geometry), grouped, rtol=0, atol=1e-5)


@ORACLE
@given(cases(depthwise=True), st.integers(1, 2), st.integers(1, 4))
def test_separable_conv2d_is_keras(case, multiplier, filters):
    image, kernel_size, geometry, random = case
    depthwise = weights_like(random, *kernel_size, image.shape[2], multiplier)
    pointwise = weights_like(random, 1, 1, image.shape[2] * multiplier, filters)
    bias = weights_like(random, filters)
    layer = keras.layers.SeparableConv2D(filters, kernel_size, depth_multiplier=multiplier, **in_keras(geometry))
    expected = keras_result(layer, image, (depthwise, pointwise, bias), geometry["padding"])
    found = separable_conv2d(image, depthwise, pointwise, bias, **geometry)
    assert_same(found, expected, expected_shape(image, kernel_size, geometry, filters))


@ORACLE
@given(cases(st.sampled_from(["valid", "same"])), st.integers(1, 4), st.booleans())
def test_conv2d_transpose_is_keras(case, filters, with_bias):
    image, kernel_size, geometry, random = case
    kernel = weights_like(random, *kernel_size, filters, image.shape[2])
    bias = weights_like(random, filters) if with_bias else None
    layer = keras.layers.Conv2DTranspose(filters, kernel_size, use_bias=with_bias, **geometry)
    expected = keras_result(layer, image, (kernel, bias))
    found = conv2d_transpose(image, kernel, bias, **geometry)
    axes = zip(kernel_size, geometry["strides"], [geometry["padding"]] * 2, geometry["dilation_rate"], strict=True)
    sizes = [windows.transposed_output_size(size, *axis) for size, axis in zip(image.shape, axes, strict=False)]
    assert_same(found, expected, (*sizes, filters))


def test_conv2d_transpose_crops_a_padding_by_numbers_from_the_full_output():
    random = np.random.default_rng(0)
    image, kernel = random.random((3, 4, 2)), random.random((3, 5, 1, 2))
    full = conv2d_transpose(image, kernel, [0.5], strides=(2, 1))
    cropped = conv2d_transpose(image, kernel, [0.5], strides=(2, 1), padding=((1, 0), (2, 3)))
    np.testing.assert_array_equal(cropped, full[1:, 2:-3])


def test_one_number_holds_for_both_axes():
    random = np.random.default_rng(0)
    image, kernel = random.random((9, 8, 2)), random.random((3, 3, 2, 4))
    np.testing.assert_array_equal(conv2d(image, kernel, strides=2), conv2d(image, kernel, strides=(2, 2)))
    np.testing.assert_array_equal(conv2d(image, kernel, dilation_rate=2), conv2d(image, kernel, dilation_rate=(2, 2)))


IMAGE, KERNEL = np.zeros((5, 5, 4)), np.zeros((3, 3, 4, 6))


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: conv2d(IMAGE, np.zeros((3, 3))), "four axes"),
        (lambda: conv2d(IMAGE, np.zeros((3, 0, 4, 1))), "none of them empty"),
        (lambda: conv2d(IMAGE, np.zeros((3, 3, 3, 1))), "same number of channels"),
        (lambda: conv2d(IMAGE, KERNEL, np.zeros(5)), "one number for each output map"),
        (lambda: conv2d(IMAGE, KERNEL, groups=4), r"Choose one of [1, 2]"),
        (lambda: conv2d(IMAGE, KERNEL, groups=0), "from 1 on"),
        (lambda: conv2d(IMAGE, KERNEL, groups=2), "same number of channels"),
        (lambda: depthwise_conv2d(IMAGE, np.zeros((3, 3, 3, 1))), "same number of channels"),
        (lambda: depthwise_conv2d(IMAGE, np.zeros((3, 3, 4, 2)), np.zeros(4)), "8 maps"),
        (lambda: separable_conv2d(IMAGE, KERNEL, np.zeros((3, 1, 24, 2))), "one row and one column"),
        (lambda: separable_conv2d(IMAGE, KERNEL, np.zeros((1, 1, 23, 2))), "same number of channels"),
        (lambda: conv2d_transpose(IMAGE, KERNEL), "same number of channels"),
    ],
)
def test_arrays_that_do_not_fit_say_the_rule_and_what_was_received(call, rule):
    with pytest.raises(ConvolutionError) as caught:
        call()
    assert rule in str(caught.value)
    assert "Received: " in str(caught.value)


@pytest.mark.parametrize("strides", [0, (1, 2, 3), (1, -1), 1.0])
def test_a_geometry_that_cannot_be_is_refused(strides):
    with pytest.raises(WindowError, match="Received: "):
        conv2d(IMAGE, KERNEL, strides=strides)
    with pytest.raises(WindowError, match="Received: "):
        conv2d_transpose(IMAGE, np.zeros((3, 3, 1, 4)), strides=strides)
