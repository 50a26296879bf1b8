"""Small Keras models of every shape, with weights that are all unlike 0 and 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers


def sequential() -> keras.Model:
    """Fused activations, a dropout, a dense head with softmax."""
    return keras.Sequential(
        [
            keras.Input((12, 12, 3)),
            layers.RandomFlip("horizontal"),
            layers.Rescaling(1 / 255, name="rescaling"),
            layers.Conv2D(4, 3, activation="relu", name="first"),
            layers.MaxPooling2D(2, name="pool"),
            layers.Dropout(0.3),
            layers.Conv2D(5, 3, padding="same", activation="gelu", name="second"),
            layers.Flatten(name="flatten"),
            layers.Dense(3, activation="softmax", name="scores"),
        ],
        name="stacked",
    )


def skipping() -> keras.Model:
    """Two residual blocks, one with a bare ``+``; depthwise and batch normalization; a global pooling."""
    inputs = keras.Input((11, 13, 3), name="picture")
    x = layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False, name="stem")(inputs)
    x = layers.BatchNormalization(name="stem_bn")(x)
    x = start = layers.ReLU(6.0, name="stem_relu")(x)
    x = layers.DepthwiseConv2D(3, padding="same", name="depthwise")(x)
    x = layers.LeakyReLU(negative_slope=0.1, name="leaky")(x)
    x = start = layers.Add(name="added")([start, x])
    x = layers.Conv2D(6, 3, padding="same", activation="tanh", name="plain")(x)
    x = layers.GlobalAveragePooling2D(name="average")(x + start)
    x = layers.Dense(4, name="logits")(x)
    return keras.Model(inputs, layers.Activation("softmax", name="shares")(x), name="skipping")


def nested() -> keras.Model:
    """A functional model in a Sequential in a functional model; the inner one is used twice."""
    inside = keras.Input((None, None, 3))
    block = keras.Model(
        inside, layers.Conv2D(3, 3, padding="same", activation="relu", name="conv")(inside), name="block"
    )
    stem = keras.Sequential([keras.Input((8, 8, 3)), block, layers.AveragePooling2D(2, name="pool")], name="stem")
    inputs = keras.Input((8, 8, 3))
    x = block(stem(inputs))
    return keras.Model(inputs, layers.Dense(2, name="scores")(layers.Flatten(name="flat")(x)), name="outer")


def shared() -> keras.Model:
    """One convolution on two paths, and again behind itself."""
    inputs = keras.Input((9, 9, 3), name="picture")
    conv = layers.Conv2D(3, 3, padding="same", activation="relu", name="shared")
    x = layers.Concatenate(name="both")([conv(inputs), conv(layers.MaxPooling2D(1, name="same")(inputs))])
    x = conv(layers.Conv2D(3, 1, name="narrow")(x))
    return keras.Model(inputs, layers.GlobalMaxPooling2D(name="maximum")(x), name="sharing")


def branches() -> keras.Model:
    """Paths of different depths that meet in a concatenation; a gate over all maps."""
    inputs = keras.Input((10, 10, 3), name="picture")
    one = layers.Conv2D(4, 1, activation="relu", name="one")(inputs)
    three = layers.Conv2D(4, 3, padding="same", dilation_rate=2, name="three")(inputs)
    five = layers.Conv2D(4, 3, padding="same", groups=2, name="grouped")(
        layers.Conv2D(4, 3, padding="same", name="five")(inputs)
    )
    x = layers.Concatenate(name="together")([one, three, five])
    gate = layers.Dense(12, activation="sigmoid", name="gate")(
        layers.GlobalAveragePooling2D(keepdims=True, name="all")(x)
    )
    x = layers.Multiply(name="gated")([x, gate])
    x = layers.SeparableConv2D(5, 3, strides=2, depth_multiplier=2, padding="same", name="separable")(x)
    x = layers.Conv2DTranspose(3, 3, strides=2, padding="same", name="larger")(x)
    x = layers.Cropping2D(((1, 0), (0, 2)), name="cropped")(layers.ZeroPadding2D(1, name="padded")(x))
    x = layers.UpSampling2D(2, name="doubled")(x)
    return keras.Model(inputs, layers.Conv2D(2, 3, strides=3, name="end")(x), name="branching")


MODELS: dict[str, Callable[[], keras.Model]] = {
    made.__name__: made for made in (sequential, skipping, nested, shared, branches)
}


def randomized(model: keras.Model, seed: int = 3) -> keras.Model:
    """The model with drawn weights, variances above 0."""
    random = np.random.default_rng(seed)
    for weight in model.weights:
        values = random.normal(0, 0.4, weight.shape)
        weight.assign(np.abs(values) + 0.3 if "variance" in weight.name else values)
    return model


def picture(shape: tuple[int, ...], seed: int = 0) -> np.ndarray[Any, Any]:
    """Noise in [0, 1], float32."""
    return np.random.default_rng(seed).random(shape, np.float32)
