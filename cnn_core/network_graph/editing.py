"""Changes of a network on a copy: its layers with other settings, and weights that no longer fit drawn anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any, Final

import keras
from keras import layers

from cnn_core.network_graph.edits import NUMBERS, Value
from cnn_core.network_graph.layer_kinds import kind_of, pooling_name
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.program import Program, Step, StepError, filled, shapes_of
from cnn_core.network_graph.receptive_fields import pair
from cnn_core.networks.layers import MinPooling2D
from cnn_core.networks.missing_kernels import fill_missing_kernels
from cnn_core.settings import Problem

SEED: Final = 0
"""With which weights that no longer fit are drawn."""

MOST_NUMBERS: Final = 150_000_000
"""In all outputs of a changed network for one picture, and in the weights of one layer: 600 MB."""

Change = tuple[str, str, Value]
_POOLINGS: Final = {
    "pooling": {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D, "min": MinPooling2D},
    "global_pooling": {"max": layers.GlobalMaxPooling2D, "average": layers.GlobalAveragePooling2D},
}
_BY_CHANNELS: Final = (
    layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D, layers.Conv2DTranspose, layers.Dense,
    layers.BatchNormalization,
)  # fmt: skip
"""Layers whose weights fit every input with the same number of channels."""


class ChangeError(ValueError):
    """A change that a network cannot have; ``code`` and ``values`` as in `cnn_core.settings.Problem`."""

    def __init__(self, code: str, values: Mapping[str, Any]):
        super().__init__(code)
        self.code, self.values = code, dict(values)


def changed(program: Program, changes: Sequence[Change]) -> tuple[Program, tuple[Problem, ...]]:
    """Change a program; changes that cannot be are left out and come back as problems with a remedy.

    Args:
        program: with its shapes; it stays as it is.
        changes: in the order in which they were made.

    Example:
        >>> from cnn_core.network_graph.reader import read
        >>> given = read(keras.Sequential([keras.Input((8, 8, 1)), layers.MaxPooling2D(2, name="pool")]))
        >>> changed(given, [("pool", "pool_size", 4)])[0].shapes["pool"]
        (3, 3, 1)
        >>> [(problem.code, problem.remedy) for problem in changed(given, [("pool", "pool_size", 9)])[1]]
        [('pool_larger_than_map', {'pool_size': 8})]
    """
    if not changes:
        return program, ()
    try:
        return applied(program, changes), ()
    except ChangeError:
        pass
    problems: list[Problem] = []
    kept: list[Change] = []
    for change in changes:
        try:
            applied(program, [*kept, change])
            kept.append(change)
        except ChangeError as error:
            layer, field, _ = change
            remedy = _remedy(program, kept, change, error)
            problems.append(Problem(f"{layer}/{field}", error.code, error.values, remedy))
    return (applied(program, kept) if kept else program), tuple(problems)


def _remedy(program: Program, kept: Sequence[Change], change: Change, error: ChangeError) -> dict[str, Any]:
    """Find the nearest value that works, tried from the largest down; {} if none does."""
    layer, field, value = change
    if field not in NUMBERS:
        return {}
    largest = max(pair(value)) - 1
    if field == "pool_size" and error.code == "pool_larger_than_map":
        largest = min(largest, error.values["rows"], error.values["columns"])
    for smaller in range(largest, 0, -1):
        try:
            applied(program, [*kept, (layer, field, smaller)])
        except ChangeError:
            continue
        return {field: smaller}
    return {}


def applied(program: Program, changes: Iterable[Change]) -> Program:
    """Apply changes to a program.

    Raises:
        ChangeError: one of them cannot be.
    """
    wanted: dict[str, dict[str, Value]] = {}
    for layer, field, value in changes:
        wanted.setdefault(layer, {})[field] = value
    _check_fields(program, wanted)
    made: dict[int, Any] = {}  # a layer that is used several times stays one layer
    steps = [_turn(step, wanted.get(step.layer, {}), made) for step in program.steps]
    try:
        return _fit(program, steps)
    except StepError as error:
        raise _refusal(error) from error


def _check_fields(program: Program, wanted: Mapping[str, Mapping[str, Value]]) -> None:
    knobs: dict[str, set[str]] = {}
    for node in graph_of(program).nodes:
        knobs.setdefault(node.layer, set()).update(node.knobs)
    for layer, fields in wanted.items():
        if layer not in knobs:
            raise ChangeError("no_such_layer", {"layer": layer})
        if missing := next((field for field in fields if field not in knobs[layer]), None):
            raise ChangeError("no_such_knob", {"layer": layer, "knob": missing})


def _turn(step: Step, fields: Mapping[str, Value], made: dict[int, Any]) -> Step:
    """Return the step with another layer in the place of the one whose settings are changed."""
    own = {field: value for field, value in fields.items() if field != "activation"}
    if step.part == "activation":
        return replace(step, operation=_activation(fields["activation"])) if "activation" in fields else step
    if "activation" in fields and step.part == "whole":  # a layer that is an activation
        return replace(step, operation=layers.Activation(_activation(fields["activation"]), name=step.operation.name))
    if not own:
        return step
    if id(step.operation) not in made:
        made[id(step.operation)] = _layer(step, own)
    return replace(step, operation=made[id(step.operation)])


def _activation(name: Any) -> Any:
    return keras.activations.get(name)


def _layer(step: Step, fields: Mapping[str, Value]) -> Any:
    """Make a layer like that of a step, with other settings and no weights yet."""
    layer = step.operation
    settings = {"strides" if field == "pool_strides" else field: value for field, value in fields.items()}
    kind, _ = kind_of(layer, 4)
    pooling = settings.pop("pooling", pooling_name(layer))
    config = {**layer.get_config(), **settings}
    if pooling and pooling not in _POOLINGS[kind]:
        raise ChangeError("no_global_minimum", {"layer": step.layer})
    class_ = _POOLINGS[kind][str(pooling)] if pooling else type(layer)
    _check_windows(kind, config, step)
    try:
        return fill_missing_kernels(class_.from_config(config))
    except Exception as error:  # Keras raises anything at all
        raise ChangeError("keras_refuses", {"layer": step.layer, "reason": _short(error)}) from error


def _check_windows(kind: str, config: Mapping[str, Any], step: Step) -> None:
    """Refuse what TensorFlow does not compute, as the Convolution Lab does (`cnn_core.convolution_lab.problems`)."""
    (down, across), rates = pair(config.get("strides", 1)), pair(config.get("dilation_rate", 1))
    name = type(step.operation).__name__
    if kind in ("depthwise", "separable") and down != across:
        raise ChangeError("unequal_strides", {"layer": name, "rows": down, "columns": across})
    if kind in ("convolution", "transposed", "depthwise", "separable") and max(down, across) > 1 and max(rates) > 1:
        values = {"stride_rows": down, "stride_columns": across, "dilation_rate": max(rates)}
        raise ChangeError("strides_with_dilation", {"layer": name} | values)


def _fit(program: Program, steps: Sequence[Step]) -> Program:
    """Fit the program of these steps, every layer with weights that fit its inputs."""
    specs: dict[str, Any] = {program.input: keras.KerasTensor((None, *program.shape))}
    remade: dict[int, tuple[Any, bool]] = {}
    fitted: list[Step] = []
    for step, before in zip(steps, program.steps, strict=True):
        if step.operation is not before.operation or _must_fit_anew(step, specs, program):
            key = id(step.operation)
            if key not in remade:
                remade[key] = _with_weights(step, before.operation, specs)
            step = replace(step, operation=remade[key][0], untrained=step.untrained or remade[key][1])
        fitted.append(step)
        specs |= step.specs(specs)
        _check_size(step, specs)
    return replace(program, steps=tuple(fitted), shapes=shapes_of(specs))


def _check_size(step: Step, specs: Mapping[str, Any]) -> None:
    """Refuse outputs that a worker cannot hold all at once."""
    numbers = sum(prod(shape) for shape in shapes_of(specs).values())
    if numbers > MOST_NUMBERS:
        raise ChangeError("network_too_large", {"layer": step.layer, "limit": MOST_NUMBERS})


def _check_weights(step: Step, specs: Mapping[str, Any]) -> None:
    """Refuse a dense layer that wants more weights after larger maps than there is room for."""
    if isinstance(step.operation, layers.Dense):
        weights = step.operation.units * specs[step.inputs[0]].shape[-1]
        if weights > MOST_NUMBERS:
            raise ChangeError("network_too_large", {"layer": step.layer, "limit": MOST_NUMBERS})


def _must_fit_anew(step: Step, specs: Mapping[str, Any], program: Program) -> bool:
    """Return True if a layer was built for other inputs than it gets now, so that its weights may not fit."""
    if not isinstance(step.operation, layers.Layer):
        return False
    shapes = {name: tuple(specs[name].shape[1:]) for name in step.inputs}
    if isinstance(step.operation, _BY_CHANNELS):
        return any(shape[-1:] != program.shapes[name][-1:] for name, shape in shapes.items())
    moved = any(shape != program.shapes[name] for name, shape in shapes.items())
    return moved and (bool(step.operation.weights) or len(shapes) > 1)


def _with_weights(step: Step, old: Any, specs: Mapping[str, Any]) -> tuple[Any, bool]:
    """Build a layer for its inputs, with the old one's weights; and say if they had to be drawn anew."""
    if not isinstance(step.operation, layers.Layer) or step.part == "activation":
        return step.operation, False
    layer = step.operation
    if layer is old:
        layer = fill_missing_kernels(type(old).from_config(old.get_config()))
    _check_weights(step, specs)
    arguments = [one for one in filled(step.arguments, specs) if _is_symbolic(one)]
    try:
        keras.utils.set_random_seed(SEED)
        layer.build(*(keras.tree.map_structure(lambda spec: spec.shape, one) for one in arguments))
    except Exception as error:  # as above
        raise StepError(step, specs, str(error)) from error
    if type(layer) is not type(old) and not layer.weights:
        return layer, False
    if [tuple(one.shape) for one in layer.weights] != [tuple(one.shape) for one in old.weights]:
        return layer, True
    for variable, value in zip(layer.weights, old.weights, strict=True):
        variable.assign(value)
    return layer, False


def _is_symbolic(argument: Any) -> bool:
    return any(isinstance(leaf, keras.KerasTensor) for leaf in keras.tree.flatten(argument))


def _refusal(error: StepError) -> ChangeError:
    """Explain in the catalogue's words why Keras does not take a step."""
    step, given = error.step, error.given
    kind, _ = kind_of(step.operation, 4)
    if kind == "pooling":
        rows, columns = given[0][:2]
        return ChangeError(
            "pool_larger_than_map", {"pool_size": max(step.operation.pool_size), "rows": rows, "columns": columns}
        )
    if len(given) > 1:
        sizes = ", ".join(" × ".join(map(str, shape)) for shape in given)
        return ChangeError("branches_differ", {"layer": step.layer, "sizes": sizes})
    if kind in ("convolution", "depthwise", "separable"):
        rows, columns = given[0][:2]
        return ChangeError("map_too_small", {"layer": step.layer, "rows": rows, "columns": columns})
    return ChangeError("keras_refuses", {"layer": step.layer, "reason": _short(error)})


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
