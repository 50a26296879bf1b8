"""Rules of layers are those of Keras: the output's shape, the numbers that are held, and what is multiplied."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic import layer_rules
from cnn_core.arithmetic.layer_rules import LayerSize, Windows

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def windows(draw: Any, *, dilated: bool) -> Windows:
    """Windows that Keras takes: strides or dilation, not both."""
    strides = draw(PAIRS)
    dilation = draw(PAIRS) if dilated and strides == (1, 1) else (1, 1)
    return Windows(draw(PAIRS), strides, draw(st.sampled_from(["valid", "same"])), dilation)


def settings_of(slid: Windows) -> dict[str, Any]:
    dilation = {} if slid.dilation == (1, 1) else {"dilation_rate": slid.dilation}
    return {"kernel_size": slid.size, "strides": slid.strides, "padding": slid.padding} | dilation


def expect(size: LayerSize, layer: Any, shape: tuple[int, ...]) -> None:
    """The layer of Keras has this shape and as many numbers."""
    layer.build((None, *shape))
    assert tuple(layer.compute_output_shape((None, *shape))[1:]) == size.shape
    assert layer.count_params() == size.parameters


SHAPES = st.tuples(st.integers(7, 12), st.integers(7, 12), st.sampled_from([2, 4]))


@given(SHAPES, windows(dilated=True), st.sampled_from([2, 6]), st.sampled_from([1, 2]), st.booleans())
def test_convolutions(shape, slid, filters, groups, bias):
    found = layer_rules.convolution(shape, slid, filters, groups=groups, bias=bias)
    expect(found, keras.layers.Conv2D(filters, groups=groups, use_bias=bias, **settings_of(slid)), shape)


@given(SHAPES, windows(dilated=False), st.sampled_from([1, 3]), st.booleans())
def test_transposed_convolutions(shape, slid, filters, bias):
    found = layer_rules.transposed(shape, slid, filters, bias=bias)
    expect(found, keras.layers.Conv2DTranspose(filters, use_bias=bias, **settings_of(slid)), shape)


@given(SHAPES, windows(dilated=True), st.sampled_from([1, 3]), st.sampled_from([1, 5]), st.booleans())
def test_depthwise_and_separable_convolutions(shape, slid, multiplier, filters, bias):
    slid = Windows(slid.size, (slid.strides[0], slid.strides[0]), slid.padding, slid.dilation)  # Keras: equal strides
    settings = settings_of(slid) | {"depth_multiplier": multiplier, "use_bias": bias}
    expect(layer_rules.depthwise(shape, slid, multiplier, bias=bias), keras.layers.DepthwiseConv2D(**settings), shape)
    found = layer_rules.separable(shape, slid, filters, multiplier, bias=bias)
    expect(found, keras.layers.SeparableConv2D(filters, **settings), shape)
    assert found.hidden == np.prod(found.shape[:2]) * shape[2] * multiplier


@given(SHAPES, windows(dilated=False))
def test_poolings(shape, slid):
    settings = {"pool_size": slid.size, "strides": slid.strides, "padding": slid.padding}
    expect(layer_rules.pooling(shape, slid), keras.layers.MaxPooling2D(**settings), shape)
    for keepdims in (False, True):
        whole = keras.layers.GlobalAveragePooling2D(keepdims=keepdims)
        expect(layer_rules.global_pooling(shape, keepdims=keepdims), whole, shape)


@given(SHAPES, st.integers(1, 4), st.booleans(), st.booleans())
def test_layers_without_windows(shape, count, one, other):
    expect(layer_rules.dense(shape, count, bias=one), keras.layers.Dense(count, use_bias=one), shape)
    normalization = keras.layers.BatchNormalization(scale=one, center=other)
    expect(layer_rules.batch_normalization(shape, scale=one, center=other), normalization, shape)
    sides = ((count, 0), (1, 2))
    expect(layer_rules.zero_padding(shape, sides), keras.layers.ZeroPadding2D(sides), shape)
    expect(layer_rules.flatten(shape), keras.layers.Flatten(), shape)


def multiplied(layer: Any, shape: tuple[int, ...]) -> int:
    """Count the multiplications of a linear layer: of ones with ones, the outputs' sum is how many there are."""
    layer.build((None, *shape))
    layer.set_weights([np.ones(weights.shape, np.float32) for weights in layer.get_weights()])
    return int(np.asarray(layer(np.ones((1, *shape), np.float32))).sum())


@pytest.mark.parametrize("strides", [(1, 1), (2, 3)])
def test_as_many_multiplications_as_an_output_of_ones_adds_up(strides):
    shape, slid = (9, 8, 4), Windows((3, 2), strides)
    settings = settings_of(slid) | {"use_bias": False}
    pairs = [
        (layer_rules.convolution(shape, slid, 6, groups=2), keras.layers.Conv2D(6, groups=2, **settings)),
        (layer_rules.dense(shape, 5), keras.layers.Dense(5, use_bias=False)),
    ]
    # Whole kernels count also where they reach beyond an output that is cropped: here nothing is.
    whole = Windows((3, 3), (1, 1))
    pairs.append((layer_rules.transposed(shape, whole, 2), keras.layers.Conv2DTranspose(2, 3, use_bias=False)))
    equal = Windows((3, 2), (2, 2))
    depthwise = keras.layers.DepthwiseConv2D(use_bias=False, depth_multiplier=3, **settings_of(equal))
    pairs.append((layer_rules.depthwise(shape, equal, 3), depthwise))
    for found, layer in pairs:
        assert found.multiply_accumulates == multiplied(layer, shape)
