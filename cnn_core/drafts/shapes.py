"""The shape that a layer of a draft makes of the shape that it gets."""

from __future__ import annotations

from cnn_core.drafts.backbone import backbone
from cnn_core.drafts.layers import BACKBONE, DraftLayer
from cnn_core.drafts.steps import steps
from cnn_core.networks.spec import NetworkSpec
from cnn_core.networks.table import Shape, describe


def shape_after(layer: DraftLayer, shape: Shape) -> Shape:
    """What a layer makes of a shape that it can work on.

    Raises:
        ValueError: a window is larger than the maps.

    Example:
        >>> shape_after(DraftLayer("Conv2D", {"filters": 4}), (32, 32, 3))
        (30, 30, 4)
    """
    if layer.kind == BACKBONE:
        return (backbone().features,)
    return describe(NetworkSpec(shape, steps(layer, "layer", shape[-1]).in_a_row))[-1].output_shape
