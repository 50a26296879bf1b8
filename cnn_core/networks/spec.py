"""A network as plain data: what each layer is, how it is set, and the numbers it starts with.

Nothing here needs Keras: a specification can be made in one process, sent to another and built there.
`cnn_core.networks.build.build` makes the `keras.Model`, `cnn_core.networks.table.describe` its table and
`cnn_core.networks.keras_code.to_keras_code` the Keras code that a student can run.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Override:
    """Numbers that replace one grid of a weight after its initializer has filled it.

    Attributes:
        weight: which of the layer's weights, in the order of `keras.Layer.get_weights`.
        first: index on the weight's third axis.
        second: index on the weight's fourth axis.
        values: float32, (kernel rows, kernel columns).
    """

    weight: int
    first: int
    second: int
    values: Array


@dataclass(frozen=True, eq=False)
class LayerSpec:
    """One layer.

    Attributes:
        class_name: the Keras class, for example "Conv2D", or "MinPooling2D" for the layer of
        `cnn_core.networks.layers`.
        name: the layer's name in the model.
        config: the arguments of its constructor, as plain values.
        weights: arrays in the order of `keras.Layer.get_weights`, or None: the initializers in ``config`` make them.
        overrides: numbers put over the weights afterwards.
    """

    class_name: str
    name: str
    config: dict[str, Any] = field(default_factory=dict)
    weights: tuple[Array, ...] | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, eq=False)
class NetworkSpec:
    """A chain of layers on an input of shape (rows, columns, channels).

    Example:
        >>> spec = NetworkSpec((8, 8, 1), (LayerSpec("Conv2D", "convolution", {"filters": 2, "kernel_size": (3, 3)}),))
        >>> spec.structure == NetworkSpec((8, 8, 1), spec.layers).structure
        True
    """

    input_shape: tuple[int, ...]
    layers: tuple[LayerSpec, ...]

    @property
    def structure(self) -> Hashable:
        """Return what two networks share when one `keras.Model` can hold the weights of both: all but the numbers."""
        return (self.input_shape, tuple((layer.class_name, layer.name, _frozen(layer.config)) for layer in self.layers))


def _frozen(value: Any) -> Hashable:
    """Make ``value`` hashable; initializers are left out, for they decide numbers and not structure."""
    if isinstance(value, dict):
        return tuple((key, _frozen(value[key])) for key in sorted(value) if not key.endswith("_initializer"))
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(element) for element in value)
    result: Hashable = value
    return result
