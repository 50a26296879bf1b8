"""Size of a model, told from its config before Keras sees it: shapes, parameters, maps, multiplications.

Every call of a layer is followed with the shape of what it gets. The walk ends at the first limit that is passed, so
that a small file which describes a giant costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

import numpy as np

from cnn_core.arithmetic.layer_rules import LayerSize, Shape
from cnn_core.model_files.config import MAX_LAYERS, MODELS, OPERATIONS
from cnn_core.model_files.error import ModelFileError
from cnn_core.model_files.layer_settings import Settings
from cnn_core.model_files.layer_sizes import RULES
from cnn_core.model_files.objects import Object

MAX_PARAMETERS: Final = 200_000_000
MAX_ACTIVATIONS: Final = 250_000_000
"""Numbers in all outputs for one picture: 1 GB as float32."""
MAX_MULTIPLY_ACCUMULATES: Final = 100_000_000_000
MAX_SIDE: Final = 1024
MAX_CALLS: Final = 4 * MAX_LAYERS
"""Calls of layers, counted anew for every call of the model that they are nested in."""


@dataclass
class ModelSize:
    """The outputs and the costs of a model for one picture.

    Attributes:
        input: (rows, columns, channels).
        output: the shape of its result.
        parameters: trained and untrained numbers.
        activations: numbers in the outputs of all layers.
        multiply_accumulates: about; comparisons and additions of poolings and normalizations count too.
        layers: how many layers there are, nested ones included.
        classes: the classes of its layers.
    """

    input: Shape
    output: Shape = ()
    parameters: int = 0
    activations: int = 0
    multiply_accumulates: int = 0
    layers: int = 0
    classes: set[str] = field(default_factory=set)


def measure(model: Object) -> ModelSize:
    """Follow a picture through a model.

    Args:
        model: what `cnn_core.model_files.config.cleaned` returns.

    Raises:
        ModelFileError: its input is no picture, a layer does not fit what it gets, or it is too large.
    """
    size = ModelSize(_picture(_input_layer(model)))
    size.activations = prod(size.input)
    size.output = _Walk(size).model(model, size.input, (model["config"]["name"],))
    return size


def _input_layer(model: Object) -> Object:
    config = model["config"]
    if model["class_name"] == "Sequential":
        first: Object = config["layers"][0]
        if first["class_name"] in MODELS:
            return _input_layer(first)
    else:
        name = config["input_layers"][0]
        first = next((one for one in config["layers"] if one["name"] == name), config["layers"][0])
    if first["class_name"] != "InputLayer":
        raise ModelFileError("input_open", {"received": first["config"]["name"]})
    return first


def _picture(layer: Object) -> Shape:
    """Return the size of a picture that the network takes."""
    shape = layer["config"]["batch_shape"][1:]
    written = " × ".join("?" if one is None else str(one) for one in shape)
    if len(shape) != 3 or shape[2] not in (1, 3):
        raise ModelFileError("input_shape", {"received": written})
    if None in shape:
        raise ModelFileError("input_open", {"received": written})
    if any(isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= MAX_SIDE for one in shape):
        raise ModelFileError("input_size", {"received": written, "limit": MAX_SIDE})
    return tuple(shape)


class _Walk:
    """Follows shapes through a model and adds up what it costs."""

    def __init__(self, size: ModelSize) -> None:
        self._size = size
        self._calls = 0
        self._counted: set[tuple[str, ...]] = set()

    def model(self, model: Object, shape: Shape, path: tuple[str, ...]) -> Shape:
        """Compute the shape after a model; ``path`` names the models that it is nested in, and itself."""
        if model["class_name"] != "Sequential":
            return self._functional(model["config"], shape, path)
        for layer in model["config"]["layers"]:
            shape = self._call(layer, [shape], path)
        return shape

    def _functional(self, config: Object, shape: Shape, path: tuple[str, ...]) -> Shape:
        """Compute each call as soon as its inputs are there, in rounds, as Keras does."""
        entry = config["input_layers"][0]
        done: dict[str, list[Shape]] = {layer["name"]: [] for layer in config["layers"]}
        waiting = {layer["name"]: layer for layer in config["layers"]}
        if entry not in done:
            raise ModelFileError("graph", {"layer": entry})
        while waiting:
            before = sum(map(len, done.values()))
            for name, layer in list(waiting.items()):
                nodes = layer["inbound_nodes"] or ([{"args": [], "kwargs": {}}] if name == entry else [])
                while len(done[name]) < len(nodes):
                    shapes = [shape] if name == entry else _shapes_given_to(nodes[len(done[name])], layer, done)
                    if shapes is None:
                        break
                    done[name].append(self._call(layer, shapes, path))
                else:
                    del waiting[name]
            if waiting and sum(map(len, done.values())) == before:
                raise ModelFileError("graph", {"layer": next(iter(waiting))})
        last, index, _ = config["output_layers"]
        if not done.get(last):
            raise ModelFileError("graph", {"layer": last})
        result: Shape = done[last][min(index, len(done[last]) - 1)]
        return result

    def _call(self, layer: Object, shapes: Sequence[Shape], path: tuple[str, ...]) -> Shape:
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise ModelFileError("too_many_layers", {"limit": MAX_LAYERS})
        inside = (*path, layer["config"]["name"])
        if layer["class_name"] in MODELS:
            if len(shapes) != 1:
                raise ModelFileError("shape", {"layer": inside[-1], "received": layer["class_name"]})
            return self.model(layer, shapes[0], inside)
        size = _size_of(layer, shapes)
        self._count(layer, size, inside)
        return size.shape

    def _count(self, layer: Object, size: LayerSize, path: tuple[str, ...]) -> None:
        """Add a call's cost; its parameters only when the layer is met for the first time."""
        total = self._size
        if path not in self._counted:
            self._counted.add(path)
            total.layers += 1
            total.classes.add(layer["class_name"])
            total.parameters += size.parameters
        total.activations += prod(size.shape) + size.hidden
        total.multiply_accumulates += size.multiply_accumulates + size.other_operations
        for code, value, limit, unit in (
            ("parameters", total.parameters, MAX_PARAMETERS, 1_000_000),
            ("activations", total.activations, MAX_ACTIVATIONS, 250_000),
            ("computation", total.multiply_accumulates, MAX_MULTIPLY_ACCUMULATES, 1_000_000_000),
        ):
            if value > limit:
                raise ModelFileError(code, {"layer": path[-1], "limit": limit // unit})


def _size_of(layer: Object, shapes: Sequence[Shape]) -> LayerSize:
    kind, name = layer["class_name"], layer["config"]["name"]
    try:
        if kind == "InputLayer":
            (shape,) = shapes
            return LayerSize(shape)
        if layer["module"] == OPERATIONS.get(kind):
            return LayerSize(tuple(np.broadcast_shapes(*shapes)))
        return RULES[kind](Settings(name, layer["config"]), shapes)
    except ModelFileError:
        raise
    except ValueError as error:
        raise ModelFileError("shape", {"layer": name, "received": kind}) from error


def _shapes_given_to(node: Object, layer: Object, done: dict[str, list[Shape]]) -> list[Shape] | None:
    """Return the shapes that a call gets, or None as long as one of them is missing."""
    shapes: list[Shape] = []
    for argument in node["args"]:
        for one in argument if isinstance(argument, list) else [argument]:
            if not isinstance(one, dict) or one["class_name"] != "__keras_tensor__":
                continue
            found = _find(one["config"]["keras_history"], layer, done)
            if found is None:
                return None
            shapes.append(found)
    if not shapes:
        raise ModelFileError("graph", {"layer": layer["name"]})
    return shapes + [shape for argument in node["args"] for shape in _constants(argument, layer, shapes)]


def _find(place: Sequence[Any], layer: Object, done: dict[str, list[Shape]]) -> Shape | None:
    name, index, _ = place
    if name not in done:
        raise ModelFileError("graph", {"layer": layer["name"]})
    results = done[name]
    return results[min(index, len(results) - 1)] if results else None


def _constants(argument: Any, layer: Object, shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Return the shapes of the arrays of numbers that an operation is given beside its tensors."""
    if isinstance(argument, list) and any(isinstance(one, dict) for one in argument):
        return
    value = argument["config"].get("value") if isinstance(argument, dict) else argument
    if layer["class_name"] in OPERATIONS and isinstance(value, list):
        try:
            shape = np.shape(value)
        except ValueError as error:
            raise ModelFileError("shape", {"layer": layer["name"], "received": layer["class_name"]}) from error
        yield shape[1:] if len(shape) > len(shapes[0]) and shape[0] == 1 else shape
