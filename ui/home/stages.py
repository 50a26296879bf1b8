"""The stages of the home page: a small layer stack on the visitor's picture, and the pages that explain each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.convolution_lab.kernels import kernels_of
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from figures.maps import strip_png
from ui.convolution_lab import request as laboratory
from ui.pictures.picker import Picture

STACK: Final = ConvolutionStack()
PICTURE_PAGE: Final = "convolution_lab"
"""The page that the picture leads to."""
STAGE_PAGES: Final = {"feature": "convolution_lab", "activation": "pooling_lab", "pooled": "pooling_lab"}
"""Each stage of a layer, a key of `Stages.maps` → the page that explains it."""
FURTHER_PAGES: Final = {
    "explore": ("network_explorer", "mlp_and_cnn"),
    "train": ("data", "augment", "build", "train", "evaluate"),
    "classify": ("classify", "models"),
}
"""Topics beyond a single layer → their pages."""


@dataclass(frozen=True, eq=False)
class Stages:
    """A picture and the maps that the lab's first stack makes of it.

    Attributes:
        square: uint8 (rows, columns, 3), the picture as the layer sees it.
        maps: by stage, "feature", "activation" and "pooled": float32 (rows, columns, maps).
        from_keras: True if a Keras model computed the maps, False if numpy did, while Keras is being loaded.
    """

    square: NDArray[np.uint8]
    maps: dict[str, NDArray[np.float32]]
    from_keras: bool


def stages_of(picture: Picture) -> Stages:
    """Compute the stages of a picture: with Keras as soon as that is loaded, until then with numpy.

    Raises:
        EngineError: Keras is loaded and could not answer.
    """
    if not engine.ready():
        return numpy_stages(picture)
    answer = laboratory.ask(STACK, picture)
    return Stages(answer.square, answer.stages, from_keras=True)


def numpy_stages(picture: Picture) -> Stages:
    """Compute the same stages with the core's own arithmetic, which tests hold to Keras."""
    square = picture.square(STACK.size)
    weights = kernels_of(STACK, 3)
    feature = conv2d(to_float(square, color=True), weights.kernel, weights.bias, padding="same")
    activation = ACTIVATIONS[STACK.activation].function(feature)
    pooled = max_pool2d(activation, (STACK.pool_size,) * 2, (STACK.pool_stride,) * 2)
    return Stages(square, {"feature": feature, "activation": activation, "pooled": pooled}, from_keras=False)


@st.cache_data(max_entries=64, show_spinner=False)
def strip(maps: NDArray[np.float32], limit: float) -> bytes:
    """Draw the maps of a stage as one PNG, two side by side on one scale; cached for all visitors of the same picture.

    Args:
        maps: float32 (rows, columns, maps).
        limit: the value of the last colour.
    """
    return strip_png(maps, limits=limit, columns=2)
