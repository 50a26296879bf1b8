"""A network as a list of steps, each a Keras layer or an activation, that can be run one by one or compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import keras

from cnn_core.network_graph.graph import Shape

SPLIT = ":activation"
"""What the name of an activation that was split off its layer ends with."""


@dataclass(frozen=True)
class Value:
    """Stands in a step's arguments for the output of a node."""

    node: str


@dataclass(frozen=True, eq=False)
class Step:
    """One call of a layer or of an operation.

    Attributes:
        names: the nodes that its outputs are, in the flattened order of what it returns.
        layer: the layer's name, with those of the models around it.
        operation: the Keras layer or operation, or of an activation that was split off, the function.
        arguments: what it is called with; `Value` stands for outputs of nodes.
        options: likewise, by name.
        part: "whole"; of a layer with an activation of its own "linear", and for that activation "activation".
        untrained: whether its weights were drawn anew.
    """

    names: tuple[str, ...]
    layer: str
    operation: Any
    arguments: Any
    options: Mapping[str, Any] = field(default_factory=dict)
    part: str = "whole"
    untrained: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The nodes whose outputs it takes."""
        leaves = keras.tree.flatten([self.arguments, dict(self.options)])
        return tuple(leaf.node for leaf in leaves if isinstance(leaf, Value))

    def call(self, values: Mapping[str, Any]) -> list[Any]:
        """Compute its outputs, flattened; runs on tensors and on numpy arrays with a batch axis alike.

        A layer that is computed in two parts is changed for the moment of the call: one thread at a time.
        """
        arguments, options = filled(self.arguments, values), filled(dict(self.options), values)
        if self.part != "linear":
            return list(keras.tree.flatten(self.operation(*arguments, **options)))
        activation, self.operation.activation = self.operation.activation, keras.activations.linear
        try:
            return [self.operation(*arguments, **options)]
        finally:
            self.operation.activation = activation

    def specs(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Node → a symbolic tensor like its output, told without a call that Keras would remember.

        Args:
            given: node → a symbolic tensor, for all nodes before.

        Raises:
            StepError: the layer does not take what it is given.
        """
        arguments, options = filled(self.arguments, given), filled(dict(self.options), given)
        if self.part == "activation":
            return {self.names[0]: arguments[0]}
        try:
            found = keras.tree.flatten(self.operation.compute_output_spec(*arguments, **options))
        except Exception as error:  # Keras raises anything at all
            raise StepError(self, given, str(error)) from error
        if any(size is not None and size < 1 for spec in found for size in spec.shape[1:]):
            raise StepError(self, given, f"Nothing is left: {[tuple(spec.shape[1:]) for spec in found]}")
        return dict(zip(self.names, found, strict=True))


class StepError(ValueError):
    """A step that Keras refuses: which, what it was given, and why."""

    def __init__(self, step: Step, specs: Mapping[str, Any], message: str):
        super().__init__(message)
        self.step = step
        self.given = [shapes_of(specs)[name] for name in step.inputs]


@dataclass(frozen=True, eq=False)
class Program:
    """A network that is ready to be run.

    Attributes:
        title: the model's name.
        input: the node of the picture.
        shape: of the picture, (rows, columns, channels).
        steps: in computing order.
        output: the node whose output is the network's.
        shapes: node → shape of its output, without the batch.
        lock: held by whoever runs it, because its layers are changed for moments of a call.
    """

    title: str
    input: str
    shape: Shape
    steps: tuple[Step, ...]
    output: str
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def with_shapes(self) -> Program:
        """Return the same with the shapes of all outputs.

        Raises:
            StepError: a layer does not take what it is given.
        """
        specs: dict[str, Any] = {self.input: keras.KerasTensor((None, *self.shape), dtype="float32")}
        for step in self.steps:
            specs |= step.specs(specs)
        return replace(self, shapes=shapes_of(specs))

    def run(self, picture: Any, after: Callable[[str, Any], Any] = lambda name, value: value) -> dict[str, Any]:
        """Compute every node's output for a batch of pictures.

        Args:
            picture: float32 (batch, rows, columns, channels).
            after: may put something else in the place of a node's output.
        """
        values = {self.input: after(self.input, picture)}
        for step in self.steps:
            for name, value in zip(step.names, step.call(values), strict=True):
                values[name] = after(name, value)
        return values


def filled(structure: Any, values: Mapping[str, Any]) -> Any:
    """Fill arguments with the outputs of nodes in the places that stand for them."""
    return keras.tree.map_structure(lambda leaf: values[leaf.node] if isinstance(leaf, Value) else leaf, structure)


def shapes_of(specs: Mapping[str, Any]) -> dict[str, Shape]:
    """Return the shapes of symbolic tensors without the batch."""
    return {name: tuple(int(size or 1) for size in spec.shape[1:]) for name, spec in specs.items()}


def chained(first: Program, second: Program) -> Program:
    """Chain two programs: the second gets the first's output."""
    taken = {second.input: first.output}

    def moved(structure: Any) -> Any:
        return keras.tree.map_structure(
            lambda leaf: Value(taken.get(leaf.node, leaf.node)) if isinstance(leaf, Value) else leaf, structure
        )

    steps = [replace(step, arguments=moved(step.arguments), options=moved(dict(step.options))) for step in second.steps]
    return replace(first, steps=(*first.steps, *steps), output=taken.get(second.output, second.output)).with_shapes()
