"""Ask a network why. Runs in the engine's workers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.explanation.deletion import deletion, insertion
from cnn_core.explanation.differentiable import Array, Differentiable
from cnn_core.explanation.methods import (
    grad_cam,
    grad_cam_plus_plus,
    guided_backpropagation,
    integrated_gradients,
    occlusion,
    saliency,
    score_cam,
    smooth_grad,
    superpixels,
)
from cnn_core.explanation.methods.enlarging import enlarged
from cnn_core.explanation.result import METHODS, OF_MAPS, Curve, Explanation, Heat
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits

_BY_MAPS: Final[dict[str, Callable[[Differentiable, Array, int, str], Array]]] = {
    "grad_cam": grad_cam.heat,
    "grad_cam_plus_plus": grad_cam_plus_plus.heat,
    "score_cam": score_cam.heat,
}
_BY_PICTURE: Final[dict[str, Callable[[Differentiable, Array, int], Array]]] = {
    "occlusion": occlusion.heat,
    "superpixels": superpixels.heat,
    "integrated_gradients": integrated_gradients.heat,
    "saliency": saliency.heat,
    "smooth_grad": smooth_grad.heat,
    "guided_backpropagation": guided_backpropagation.heat,
}


def explain(
    source: ModelSource, image: NDArray[np.float32], method: str, class_index: int, node: str | None = None
) -> Explanation:
    """Find where in a picture the reason for a class lies.

    Args:
        source: which network.
        image: float32 (rows, columns, channels), as the network takes it; see `cnn_core.networks.input`.
        method: one of `cnn_core.explanation.result.METHODS`.
        class_index: the class.
        node: the layer whose maps explain, for the methods that use maps; None: the last one.

    Raises:
        RefusedError: there is no such method, class or layer, or the network has no maps and the method needs some.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    network = differentiable(source)
    node = (node or network.last_layer()) if method in OF_MAPS else None
    heat = heat_of(network, image, method, class_index, node)
    score = float(network.scores(image[np.newaxis])[0, class_index])
    return Explanation(method, class_index, node, heat, score)


def heat_of(network: Differentiable, image: Array, method: str, class_index: int, node: str | None) -> Heat:
    """Compute the map of a loaded network, float32 (rows, columns) as the picture has them; else as `explain`."""
    check(network, image, method, class_index)
    if method in OF_MAPS:
        coarse = _BY_MAPS[method](network, image, class_index, node or network.last_layer())
    else:
        coarse = _BY_PICTURE[method](network, image, class_index)
    return enlarged(coarse, *image.shape[:2])


def judge(source: ModelSource, image: NDArray[np.float32], class_index: int, heat: Heat) -> tuple[Curve, Curve]:
    """Compute the deletion and the insertion curve of a heat map; see `cnn_core.explanation.deletion`.

    Raises:
        RefusedError: the heat is not as large as the picture, or as `explain`.
    """
    network = differentiable(source)
    check(network, image, METHODS[0], class_index)
    if heat.shape != image.shape[:2]:
        raise RefusedError(
            f"Heat has the rows and columns of its picture, {image.shape[:2]}. Received: {heat.shape}. Explain anew."
        )
    return deletion(network, image, class_index, heat), insertion(network, image, class_index, heat)


def units(source: ModelSource) -> tuple[tuple[str, int], ...]:
    """List the layers with maps and how many each has, and at the end the node of the scores with its classes."""
    network = differentiable(source)
    return (*((name, network.units(name)) for name in network.layers), (network.logits, network.classes))


@lru_cache(maxsize=4)
def differentiable(source: ModelSource) -> Differentiable:
    """Load a network, ready to be differentiated; cached."""
    runner = explorer_store.network(source, Edits()).runner
    return Differentiable(runner.program, runner.graph)


def check(network: Differentiable, image: Array, method: str, class_index: int) -> None:
    """See whether a network can be asked.

    Raises:
        RefusedError: the picture does not fit, or there is no such method or class.
    """
    if image.shape != network.shape:
        raise RefusedError(
            f"The picture is as the network takes it, {network.shape}. Received: {image.shape}. "
            "Fit it with cnn_core.networks.input."
        )
    if method not in METHODS:
        raise RefusedError(f"A method is one of {', '.join(METHODS)}. Received: {method[:40]!r}. Choose one of these.")
    if not 0 <= class_index < network.classes:
        raise RefusedError(
            f"A class is a position from 0 to {network.classes - 1}. Received: {class_index}. Choose one of these."
        )
