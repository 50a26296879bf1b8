"""Any Sequential or functional Keras model → a program of steps, nested models opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import keras

from cnn_core.errors import RefusedError
from cnn_core.network_graph.layer_kinds import fused_activation, kind_of
from cnn_core.network_graph.layer_outputs import call_layers
from cnn_core.network_graph.program import SPLIT, Program, Step, Value
from cnn_core.networks.missing_kernels import fill_missing_kernels

INPUT: Final = "input"
"""The node of the picture; Keras numbers an input without a name anew in every process."""


class ReaderError(RefusedError):
    """A model whose layers cannot be followed. The message says which it is and what to do."""


def read(model: keras.Model) -> Program:
    """Read a model's program: the same layers with the same weights, in computing order, with all output shapes.

    Layers of nested models are named "outer/inner", a layer that is used again "name#2", its outputs, if there are
    several, "name[0]", "name[1]". A layer with an activation of its own is two steps. Layers that do nothing when a
    network is used, such as Dropout, are left out.

    Raises:
        ReaderError: the model has a `call` of its own, or not one picture as input.

    Example:
        >>> layers = [keras.Input((4, 4, 1)), keras.layers.Conv2D(2, 3, activation="relu", name="conv"),
        ...           keras.layers.Dropout(0.5), keras.layers.Flatten(name="flat")]
        >>> program = read(keras.Sequential(layers))
        >>> program.shapes
        {'input': (4, 4, 1), 'conv': (2, 2, 2), 'conv:activation': (2, 2, 2), 'flat': (8,)}
    """
    given = _inputs(fill_missing_kernels(model))
    if len(keras.tree.flatten(given)) != 1:
        raise ReaderError(
            f"A network takes one picture. Received: {model.name} with {len(keras.tree.flatten(given))} inputs. "
            "Choose a model with a single input."
        )
    shape = tuple(keras.tree.flatten(given)[0].shape[1:])
    if None in shape:
        raise ReaderError(f"A network says the size of its picture. Received: {model.name} with {shape}. Fix its size.")
    reading = _Reading()
    result = reading.follow(model, "", None)
    output = reading.names[id(keras.tree.flatten(result)[0])]
    first = reading.first
    return Program(model.name, first, shape, tuple(reading.steps), output).with_shapes()


class _Reading:
    """Follows symbolic tensors through a model and writes down every call."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.names: dict[int, str] = {}
        """The node that a symbolic tensor, told by its identity, is the output of."""
        self._kept: list[Any] = []  # an identity may come again after its tensor is gone
        self._taken: dict[str, int] = {}

    @property
    def first(self) -> str:
        """The node of the picture."""
        return next(iter(self.names.values()))

    def follow(self, model: keras.Model, path: str, given: Any) -> Any:
        """Call a model's layers on inputs of its own; returns its symbolic result.

        Args:
            model: which one.
            path: what stands before the names of its layers.
            given: the tensors that the model around it gives, or None for the outermost.
        """
        inputs = keras.tree.map_structure(
            lambda tensor: keras.Input(batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor.name), _inputs(model)
        )
        for index, tensor in enumerate(keras.tree.flatten(inputs)):
            outer = None if given is None else keras.tree.flatten(given)[index]
            name = self._new(INPUT) if outer is None else self.names[id(outer)]
            self._name(tensor, name)
        return call_layers(
            model, inputs, lambda layer, *arguments, **options: self._call(path, layer, arguments, options)
        )

    def _call(self, path: str, layer: Any, arguments: Any, options: dict[str, Any]) -> Any:
        result = layer(*arguments, **options)
        outputs = keras.tree.flatten(result)
        if isinstance(layer, keras.Model):
            inner = keras.tree.flatten(self.follow(layer, f"{path}{layer.name}/", [arguments, options]))
            names = [self.names[id(tensor)] for tensor in inner]
        elif kind_of(layer, len(outputs[0].shape))[0] == "identity":
            names = [self.names[id(keras.tree.flatten(arguments)[0])]]
        else:
            names = self._write(f"{path}{layer.name}", layer, arguments, options, len(outputs))
        for tensor, name in zip(outputs, names, strict=True):
            self._name(tensor, name)
        return result

    def _write(self, layer: str, operation: Any, arguments: Any, options: dict[str, Any], outputs: int) -> list[str]:
        """Write one step, or two for a layer with an activation of its own; return the names of the outputs."""
        name = self._new(layer)
        names = [name] if outputs == 1 else [f"{name}[{index}]" for index in range(outputs)]
        step = Step(tuple(names), layer, operation, self._place(arguments), self._place(options))
        activation = fused_activation(operation)
        if activation is None:
            self.steps.append(step)
            return names
        last = self._new(f"{name}{SPLIT}")
        self.steps += [
            replace(step, part="linear"),
            Step((last,), layer, activation, (Value(name),), part="activation"),
        ]
        return [last]

    def _place(self, structure: Any) -> Any:
        """Put nodes in the places of symbolic tensors in arguments."""
        return keras.tree.map_structure(
            lambda leaf: Value(self.names[id(leaf)]) if isinstance(leaf, keras.KerasTensor) else leaf, structure
        )

    def _name(self, tensor: Any, name: str) -> None:
        self._kept.append(tensor)
        self.names[id(tensor)] = name

    def _new(self, name: str) -> str:
        self._taken[name] = count = self._taken.get(name, 0) + 1
        return name if count == 1 else f"{name}#{count}"


def _inputs(model: keras.Model) -> Any:
    if isinstance(model, keras.Sequential):
        return model.inputs[0]
    if not hasattr(model, "operations"):  # the graph that every functional model has
        raise ReaderError(
            "A network is a Sequential or functional model. "
            f"Received: {model.name}, a {type(model).__name__} with a `call` of its own. Build it from layers instead."
        )
    return model.input
