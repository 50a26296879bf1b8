"""A whole network as plain data: what it computes, in which order, on what, and what that costs.

Nothing here imports Keras, so the web process may; `cnn_core.network_graph.reader` makes it out of a Keras model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

KINDS: Final = (
    "input", "convolution", "depthwise", "separable", "transposed", "dense", "activation", "softmax", "pooling",
    "global_pooling", "batch_normalization", "add", "multiply", "concatenate", "flatten", "reshape", "zero_padding",
    "cropping", "upsampling", "rescaling", "normalization", "identity", "other",
)  # fmt: skip
"""What a node computes. "identity" nodes, such as Dropout, change nothing when a network is used and are left out."""

REASONS: Final = ("operation", "recurrent", "attention", "layer_normalization", "axis", "layer")
"""Why a node of the kind "other" is not written out: a bare operation, or what its layer is; "axis": works along
another axis than the channels."""

MOST_MAPS: Final = 150
"""Networks with more maps than these are shown as a graph; vectors that are longer are drawn as a strip."""

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """One step of a network. A layer with an activation of its own makes two: the linear part, and the activation.

    Attributes:
        name: unique. Layers of nested models are "outer/inner"; an activation split off its layer is
            "layer:activation"; the second use of a layer is "layer#2"; one of several outputs is "layer[1]".
        layer: the Keras layer's name, with those of the models around it.
        class_name: the Keras class; "Activation" for one split off.
        kind: one of `KINDS`.
        inputs: the names of the nodes whose outputs it takes.
        shape: of its output, without the batch: (rows, columns, channels) or (units,).
        parameters: numbers that the layer holds, trainable or not; counted where the layer is used first.
        multiply_accumulates: one multiplication and one addition together, for one picture.
        receptive_field: (rows, columns) of the network's input that one output cell sees, where the picture is large
            enough; None after maps have become a vector.
        settings: plain data with Keras's names: kernel_size, strides, padding, dilation_rate, groups, pool_size, …;
            a pooling has ``pooling`` ("max", "average" or "min"), an activation ``activation``.
        block: 0 for the input; a new one begins after every layer that makes maps smaller, and with the dense head.
        untrained: whether weights of this layer, or of one before it, no longer fitted and were drawn anew.
        ablated: units that are switched off.
        knobs: which of `cnn_core.network_graph.edits.FIELDS` may be turned.
        reason: of the kind "other": one of `REASONS`.
    """

    name: str
    layer: str
    class_name: str
    kind: str
    inputs: tuple[str, ...]
    shape: Shape
    parameters: int = 0
    multiply_accumulates: int = 0
    receptive_field: tuple[int, int] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    block: int = 0
    untrained: bool = False
    ablated: tuple[int, ...] = ()
    knobs: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def units(self) -> int:
        """Maps, or entries of a vector."""
        return self.shape[-1] if self.shape else 1

    @property
    def has_maps(self) -> bool:
        """Return True if its output is (rows, columns, channels) with more than one cell."""
        return len(self.shape) == 3 and self.shape[0] * self.shape[1] > 1

    def as_json(self) -> dict[str, Any]:
        """Return what the browser gets."""
        return {
            "name": self.name,
            "layer": self.layer,
            "className": self.class_name,
            "kind": self.kind,
            "inputs": list(self.inputs),
            "shape": list(self.shape),
            "parameters": self.parameters,
            "multiplyAccumulates": self.multiply_accumulates,
            "receptiveField": None if self.receptive_field is None else list(self.receptive_field),
            "settings": {name: _json(value) for name, value in self.settings.items()},
            "block": self.block,
            "untrained": self.untrained,
            "ablated": list(self.ablated),
            "knobs": list(self.knobs),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class NetworkGraph:
    """All nodes of a network.

    Attributes:
        title: the model's name.
        nodes: in computing order; the first is the input.
        classes: what its scores stand for, in English; () where nobody has said.
        output: the node whose output is the network's.

    Example:
        >>> picture = Node("input", "input", "InputLayer", "input", (), (4, 4, 3))
        >>> maps = Node("conv", "conv", "Conv2D", "convolution", ("input",), (2, 2, 8))
        >>> graph = NetworkGraph("tiny", (picture, maps), (), "conv")
        >>> graph.maps, graph.mode, graph.node("conv").units, graph.as_json()["nodes"][1]["inputs"]
        (11, 'all', 8, ['input'])
    """

    title: str
    nodes: tuple[Node, ...]
    classes: tuple[str, ...]
    output: str

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        """The nodes by their names."""
        return MappingProxyType({node.name: node for node in self.nodes})

    def node(self, name: str) -> Node:
        """Return the node of that name; a KeyError if there is none."""
        return self.by_name[name]

    @cached_property
    def maps(self) -> int:
        """Count the maps. Vectors are drawn as strips: a knob that shortens one changes no more than that."""
        return sum(node.units for node in self.nodes if max(node.shape[:-1], default=1) > 1)

    @property
    def mode(self) -> Literal["all", "graph"]:
        """Return "all" if every map can be shown at once, else "graph", the graph of layers."""
        return "all" if self.maps <= MOST_MAPS else "graph"

    def __getstate__(self) -> dict[str, Any]:
        """Without what is computed from the rest."""
        return {name: getattr(self, name) for name in ("title", "nodes", "classes", "output")}

    def as_json(self) -> dict[str, Any]:
        """Return what the browser gets."""
        return {
            "title": self.title,
            "mode": self.mode,
            "output": self.output,
            "classes": list(self.classes),
            "nodes": [node.as_json() for node in self.nodes],
        }


def _json(value: Any) -> Any:
    return [_json(one) for one in value] if isinstance(value, (tuple, list)) else value
