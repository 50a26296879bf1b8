"""A layer of a draft as the Keras layers that it stands for: the one source of the model, its code and its table.

Only settings that differ from Keras's own defaults are given, as a student would write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cnn_core.arithmetic.layer_rules import Shape
from cnn_core.drafts.backbone import backbone
from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import BACKBONE, KINDS, DraftLayer
from cnn_core.networks.spec import LayerSpec, NetworkSpec
from cnn_core.networks.table import describe

RESCALING: Final = LayerSpec("Rescaling", "rescaling", {"scale": 1 / 255})
_KERAS_DEFAULTS: Final[Mapping[str, Any]] = {
    "strides": 1,
    "padding": "valid",
    "depth_multiplier": 1,
    "dilation_rate": 1,
    "activation": "linear",
    "use_bias": True,
    "kernel_initializer": "glorot_uniform",
    "momentum": 0.99,
}


@dataclass(frozen=True, eq=False)
class Steps:
    """The Keras layers of one layer of a draft.

    Attributes:
        main: one after the other.
        shortcut: what the input of a `ResidualBlock` goes through beside them: () for nothing, it is added as it is.
            None for layers that have no shortcut.
        end: after the sum of both.
    """

    main: tuple[LayerSpec, ...]
    shortcut: tuple[LayerSpec, ...] | None = None
    end: tuple[LayerSpec, ...] = ()

    @property
    def in_a_row(self) -> tuple[LayerSpec, ...]:
        """All but what stands beside."""
        return (*self.main, *self.end)


def steps(layer: DraftLayer, name: str, channels: int) -> Steps:
    """List the Keras layers of one layer; for EfficientNetLite0 see `cnn_core.drafts.backbone`.

    Args:
        layer: any other kind.
        name: of the Keras layer, or of the last one of several.
        channels: of what it gets.

    Example:
        >>> [one.class_name for one in steps(DraftLayer("ResidualBlock"), "residual_block_1", channels=32).main]
        ['Conv2D', 'BatchNormalization', 'Activation', 'Conv2D', 'BatchNormalization']
    """
    if layer.kind == "ResidualBlock":
        return _residual_block(layer.settings, name, channels)
    config = {key: value for key, value in layer.settings.items() if _KERAS_DEFAULTS.get(key) != value}
    if KINDS[layer.kind] is KINDS["MaxPooling2D"] and not layer.settings["strides"]:
        del config["strides"]
    if layer.kind == "Activation":
        config = dict(layer.settings)
    return Steps((LayerSpec(layer.kind, name, config),))


def head(classes: int) -> tuple[LayerSpec, LayerSpec]:
    """List the last layers of every network: one unit a class, and softmax by itself, so that there are logits too."""
    return LayerSpec("Dense", "logits", {"units": classes}), LayerSpec(
        "Activation", "softmax", {"activation": "softmax"}
    )


def before(draft: NetworkDraft) -> tuple[LayerSpec, ...]:
    """List what comes before the first layer: bytes become numbers in [0, 1]. A backbone has its own scaling."""
    return () if draft.is_transfer else (RESCALING,)


def _residual_block(settings: Mapping[str, Any], name: str, channels: int) -> Steps:
    filters, strides = settings["filters"], settings["strides"]
    wide = {"kernel_size": settings["kernel_size"], "padding": "same"}
    main = (
        *_convolution_and_normalization(f"{name}_1", filters, wide | ({"strides": strides} if strides > 1 else {})),
        LayerSpec("Activation", f"{name}_activation_1", {"activation": "relu"}),
        *_convolution_and_normalization(f"{name}_2", filters, wide),
    )
    changes = strides > 1 or filters != channels
    narrow: dict[str, Any] = {"kernel_size": 1} | ({"strides": strides} if strides > 1 else {})
    shortcut = _convolution_and_normalization(f"{name}_shortcut", filters, narrow) if changes else ()
    return Steps(main, shortcut, (LayerSpec("Activation", name, {"activation": "relu"}),))


def _convolution_and_normalization(name: str, filters: int, config: dict[str, Any]) -> tuple[LayerSpec, LayerSpec]:
    """List a convolution and a batch normalization, whose own offsets stand for the bias."""
    convolution = {"filters": filters, **config, "use_bias": False, "kernel_initializer": "he_normal"}
    return (
        LayerSpec("Conv2D", f"{name}_conv2d", convolution),
        LayerSpec("BatchNormalization", f"{name}_batch_normalization", {"momentum": 0.9}),
    )


def shape_after(layer: DraftLayer, shape: Shape) -> Shape:
    """Compute the shape after a layer that can work on it.

    Raises:
        ValueError: a window is larger than the maps.

    Example:
        >>> shape_after(DraftLayer("Conv2D", {"filters": 4}), (32, 32, 3))
        (30, 30, 4)
    """
    if layer.kind == BACKBONE:
        return (backbone().features,)
    return describe(NetworkSpec(shape, steps(layer, "layer", shape[-1]).in_a_row))[-1].output_shape
