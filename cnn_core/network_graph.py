"""A network as the explorer shows it: nodes in computing order, as plain data.

`cnn_core.graph_reader` reads it off a Keras model; nothing here needs Keras, so that a worker can send it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

Shape = tuple[int, ...]

KINDS: Final = (
    "input", "convolution", "depthwise", "separable", "transposed", "dense", "activation", "softmax", "pooling",
    "global_pooling", "batch_normalization", "add", "multiply", "concatenate", "flatten", "reshape", "zero_padding",
    "cropping", "upsampling", "rescaling", "normalization", "other",
)  # fmt: skip
MOST_MAPS: Final = 150
"""Up to so many maps and units a network is drawn whole; above it a layer at a time."""


@dataclass(frozen=True)
class Node:
    """One step of the computation: a layer, or the activation that was fused into it.

    Attributes:
        name: unique in the graph; "outer/inner" in a nested model, "conv2d:activation" for a fused activation,
            "conv2d#2" where a layer is used a second time.
        layer: the Keras layer's name, with the names of the models around it.
        class_name: its class, as Keras spells it.
        kind: one of ``KINDS``.
        inputs: names of the nodes that it takes.
        shape: of its output without the batch: (rows, columns, channels) or (units,).
        parameters: numbers that it holds, trained or not.
        multiply_accumulates: for one picture, without biases.
        receptive_field: (rows, columns) of the picture that one output cell can see; None once maps are a vector.
        settings: the layer's own, with Keras's names, as plain data.
        block: 0 for the input; one more after every downsampling, and for the vector at the end.
        untrained: whether its numbers, or those of a node before it, are no longer the trained ones.
        ablated: units that are switched off.
        knobs: settings that can be changed on a copy; see `cnn_core.explorer_edits`.
        reason: why a node of the kind "other" is not written out: a code with a sentence, or "".
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
    reason: str = ""

    @property
    def units(self) -> int:
        """Maps, or entries of a vector."""
        return self.shape[-1] if self.shape else 1

    def as_json(self) -> dict[str, Any]:
        """What the browser is told of it."""
        return {
            "name": self.name,
            "layer": self.layer,
            "className": self.class_name,
            "kind": self.kind,
            "inputs": list(self.inputs),
            "shape": list(self.shape),
            "parameters": self.parameters,
            "multiplyAccumulates": self.multiply_accumulates,
            "receptiveField": self.receptive_field and list(self.receptive_field),
            "settings": dict(self.settings),
            "block": self.block,
            "untrained": self.untrained,
            "ablated": list(self.ablated),
            "knobs": list(self.knobs),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class NetworkGraph:
    """A network's nodes.

    Attributes:
        title: the model's name.
        nodes: in computing order; the first is the input.
        classes: of the scores, or ().
        output: name of the node whose output is the network's.

    Example:
        >>> graph = NetworkGraph("tiny", (Node("input", "input", "InputLayer", "input", (), (8, 8, 1)),
        ...                               Node("conv", "conv", "Conv2D", "convolution", ("input",), (6, 6, 4))))
        >>> graph.maps, graph.mode, graph.node("conv").units
        (5, 'all', 4)
    """

    title: str
    nodes: tuple[Node, ...]
    classes: tuple[str, ...] = ()
    output: str = ""

    def node(self, name: str) -> Node:
        """The node of this name.

        Raises:
            KeyError: there is none.
        """
        return self._by_name[name]

    @property
    def _by_name(self) -> Mapping[str, Node]:
        return MappingProxyType({node.name: node for node in self.nodes})

    @property
    def maps(self) -> int:
        """Maps and units that are drawn one by one; a longer vector is drawn as a strip, and does not count."""
        return sum(node.units for node in self.nodes if len(node.shape) == 3 or node.units <= MOST_MAPS)

    @property
    def mode(self) -> str:
        """ "all" if every map can be drawn at once, else "graph"."""
        return "all" if self.maps <= MOST_MAPS else "graph"

    def as_json(self) -> dict[str, Any]:
        """What the browser is told of it."""
        return {
            "title": self.title,
            "mode": self.mode,
            "output": self.output,
            "classes": list(self.classes),
            "nodes": [node.as_json() for node in self.nodes],
        }
