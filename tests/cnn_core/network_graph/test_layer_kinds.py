"""Layers are told by their class and their settings."""

import keras
import pytest
from keras import layers

from cnn_core.network_graph import layer_kinds
from cnn_core.network_graph.graph import KINDS, REASONS
from cnn_core.networks.layers import MinPooling2D


class Mine(layers.Conv2D):
    """A subclass is what it extends."""


@pytest.mark.parametrize(
    ("layer", "rank", "kind", "reason"),
    [
        (Mine(2, 3, name="dense"), 4, "convolution", None),
        (layers.Conv2D(2, 3, data_format="channels_first"), 4, "other", "axis"),
        (layers.DepthwiseConv2D(3), 4, "depthwise", None),
        (layers.Conv2DTranspose(2, 3), 4, "transposed", None),
        (MinPooling2D(2), 4, "pooling", None),
        (layers.Softmax(), 2, "softmax", None),
        (layers.Softmax(), 4, "activation", None),
        (layers.Softmax(axis=1), 4, "other", "axis"),
        (layers.Activation("softmax"), 2, "softmax", None),
        (layers.BatchNormalization(axis=1), 4, "other", "axis"),
        (layers.Concatenate(axis=1), 4, "other", "axis"),
        (layers.Concatenate(axis=3), 4, "concatenate", None),
        (layers.SpatialDropout2D(0.5), 4, "identity", None),
        (layers.RandomRotation(0.1), 4, "identity", None),
        (layers.RandomCrop(2, 2), 4, "other", "layer"),  # it cuts when a network is used, too
        (layers.MultiHeadAttention(1, 2), 3, "other", "attention"),
        (layers.LayerNormalization(), 4, "other", "layer_normalization"),
        (layers.Subtract(), 4, "other", "layer"),
    ],
)
def test_a_layer_is_known_by_its_class(layer, rank, kind, reason):
    assert layer_kinds.kind_of(layer, rank) == (kind, reason)
    assert kind in KINDS
    assert reason is None or reason in REASONS


def test_bare_operations_are_known_too():
    one, other = keras.Input((2,)), keras.Input((2,))
    model = keras.Model([one, other], [one + other, one * other, one - other])
    kinds = [layer_kinds.kind_of(operation, 2) for operation in model.operations[2:]]
    assert sorted(kinds, key=str) == [("add", None), ("multiply", None), ("other", "operation")]


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (layers.ReLU(), "relu"), (layers.ReLU(6), "relu6"), (layers.ReLU(max_value=2), "clipped_relu"),
        (layers.ReLU(negative_slope=0.1), "leaky_relu"), (layers.ReLU(threshold=1), "thresholded_relu"),
        (layers.LeakyReLU(), "leaky_relu"), (layers.PReLU(), "prelu"), (layers.ELU(), "elu"),
        (layers.Activation("silu"), "silu"), (layers.Activation("relu6"), "relu6"), (keras.activations.gelu, "gelu"),
    ],
)  # fmt: skip
def test_activations_have_keras_names(layer, name):
    assert layer_kinds.activation_name(layer) == name


def test_settings_are_plain_data():
    normalization = layers.Normalization(mean=[1.0, 2.0], variance=[4.0, 9.0])
    normalization.build((None, 4, 4, 2))
    assert layer_kinds.settings_of(normalization, "normalization")["variance"] == [4.0, 9.0]
    rescaling = layer_kinds.settings_of(layers.Rescaling(0.5, offset=[1.0, 2.0]), "rescaling")
    assert rescaling == {"scale": 0.5, "offset": (1.0, 2.0)}
    convolution = layer_kinds.settings_of(layers.Conv2D(4, 3, activation="relu"), "convolution")
    assert convolution["kernel_size"] == (3, 3)
    assert convolution["activation"] == "relu"
