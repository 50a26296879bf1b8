"""The whole way of a picture at a glance: one small stack on the visitor's picture, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.convolution_lab.kernels import kernels_of
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from ui.convolution_lab import request as laboratory
from ui.pictures.picker import Picture

STACK = ConvolutionStack()


@dataclass(frozen=True, eq=False)
class Glance:
    """A picture and what the lab's first stack makes of it.

    Attributes:
        square: uint8 (rows, columns, 3), the picture as the layer sees it.
        maps: by stage, "feature", "activation" and "pooled": float32 (rows, columns, maps).
        from_keras: whether a Keras model computed the maps, or the written-out arithmetic, while Keras is being loaded.
    """

    square: NDArray[np.uint8]
    maps: dict[str, NDArray[np.float32]]
    from_keras: bool


def glance(picture: Picture) -> Glance:
    """The stages of a picture, at once: out of Keras as soon as that is loaded.

    Raises:
        EngineError: Keras is loaded and could not answer.
    """
    if not engine.ready():
        return written_out(picture)
    answer = laboratory.ask(STACK, picture)
    return Glance(answer.square, answer.stages, from_keras=True)


def written_out(picture: Picture) -> Glance:
    """The same stages by the core's own arithmetic, which tests hold to Keras."""
    square = picture.square(STACK.size)
    weights = kernels_of(STACK, 3)
    feature = conv2d(to_float(square, color=True), weights.kernel, weights.bias, padding="same")
    activation = ACTIVATIONS[STACK.activation].function(feature)
    pooled = max_pool2d(activation, (STACK.pool_size,) * 2, (STACK.pool_stride,) * 2)
    return Glance(square, {"feature": feature, "activation": activation, "pooled": pooled}, from_keras=False)
