"""The frozen layers of EfficientNet-Lite0, read from the config in its shipped file, without Keras.

The network ends, for transfer, before the layer that averages its 1,280 maps; what was trained for ImageNet's thousand
classes after that is left away.
"""

from __future__ import annotations

import json
import zipfile
from functools import lru_cache
from math import prod
from typing import Any, Final, NamedTuple

from cnn_core.model_store import store as model_store
from cnn_core.networks.spec import LayerSpec, NetworkSpec
from cnn_core.networks.table import describe

NAME: Final = "efficientnet_lite0"
SIDE: Final = 224
"""Pixels of the pictures that it was trained on; others are resized."""
_END: Final = "average"


class Backbone(NamedTuple):
    """The shapes and costs of the frozen layers for one picture.

    Attributes:
        features: how many values they end with.
        parameters: none of them is trained.
        multiply_accumulates: for one picture.
        bytes: of all outputs, as float32.
        convolutions: layers with kernels.
    """

    features: int
    parameters: int
    multiply_accumulates: int
    bytes: int
    convolutions: int


def layers() -> list[dict[str, Any]]:
    """Return the config of each frozen layer as Keras has saved it, in computing order, the input first.

    Example:
        >>> layers()[1]["class_name"], layers()[-1]["config"]["name"]
        ('Rescaling', 'head_relu6')
    """
    with zipfile.ZipFile(model_store.path(NAME)) as archive:
        saved: list[dict[str, Any]] = json.loads(archive.read("config.json"))["config"]["layers"]
    return saved[: [layer["config"]["name"] for layer in saved].index(_END)]


@lru_cache(maxsize=1)
def backbone() -> Backbone:
    """Compute the cost of the frozen layers, with the pooling after them.

    Example:
        >>> backbone().features, backbone().parameters
        (1280, 3413024)
    """
    specs = [LayerSpec(*_layer_facts(layer)) for layer in layers()[1:]]
    specs.append(LayerSpec("GlobalAveragePooling2D", NAME))
    rows = describe(NetworkSpec((SIDE, SIDE, 3), tuple(specs)))
    return Backbone(
        rows[-1].output_shape[0],
        sum(row.parameters for row in rows),
        sum(row.multiply_accumulates for row in rows),
        4 * sum(prod(row.output_shape) for row in rows),
        sum(row.class_name in ("Conv2D", "DepthwiseConv2D") for row in rows),
    )


def _layer_facts(layer: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """Return class, name and settings. A sum with an earlier output keeps the shape, as an activation does."""
    kind = "Activation" if layer["class_name"] == "Add" else layer["class_name"]
    return kind, layer["config"]["name"], layer["config"]
