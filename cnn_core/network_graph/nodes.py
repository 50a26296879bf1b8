"""A program of Keras layers → the nodes of its graph, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import keras

from cnn_core.network_graph.graph import NetworkGraph, Node
from cnn_core.network_graph.layer_kinds import activation_name, kind_of, knobs_of, settings_of
from cnn_core.network_graph.node_costs import blocks, multiply_accumulates
from cnn_core.network_graph.program import Program, Step
from cnn_core.network_graph.receptive_fields import field_sizes


def graph_of(program: Program, classes: tuple[str, ...] = ()) -> NetworkGraph:
    """Return the graph of a program, nothing in it switched off.

    Args:
        program: with its shapes.
        classes: what the entries of its output stand for.
    """
    nodes = [Node(program.input, program.input, "InputLayer", "input", (), program.shape)]
    counted: set[int] = set()
    untrained: set[str] = set()
    for step in program.steps:
        stale = step.untrained or not untrained.isdisjoint(step.inputs)
        untrained |= set(step.names) if stale else set()
        first = id(step.operation) not in counted and step.part != "activation"
        counted.add(id(step.operation))
        for index, name in enumerate(step.names):
            parameters = _parameters(step) if first and index == 0 else 0
            nodes.append(replace(_node(program, step, name), parameters=parameters, untrained=stale))
    return NetworkGraph(program.title, _with_costs(nodes), classes, program.output)


def _node(program: Program, step: Step, name: str) -> Node:
    shape = program.shapes[name]
    operation = step.operation
    if step.part == "activation":
        activation = activation_name(operation)
        kind: str = "softmax" if activation == "softmax" and len(shape) == 1 else "activation"
        reason, class_name, settings = None, "Activation", {"activation": activation}
    else:
        (kind, reason), class_name = kind_of(operation, len(shape) + 1), type(operation).__name__
        if kind in ("add", "multiply") and len(step.inputs) < 2:  # with a number, not with maps
            kind, reason = "other", "operation"
        settings = settings_of(operation, kind)
    if kind == "dense" and len(shape) not in (1, 3):
        kind, reason = "other", "axis"
    knobs = knobs_of(kind, has_activation=step.part == "linear")
    return Node(name, step.layer, class_name, kind, step.inputs, shape, settings=settings, knobs=knobs, reason=reason)


def _parameters(step: Step) -> int:
    return int(step.operation.count_params()) if isinstance(step.operation, keras.layers.Layer) else 0


def _with_costs(nodes: list[Node]) -> tuple[Node, ...]:
    """Add costs, receptive fields and blocks."""
    shapes = {node.name: node.shape for node in nodes}
    fields, places = field_sizes(nodes), blocks(nodes)
    return tuple(
        replace(
            node,
            multiply_accumulates=multiply_accumulates(node, [shapes[name] for name in node.inputs]),
            receptive_field=fields[node.name],
            block=places[node.name],
        )
        for node in nodes
    )


def weights_of(step: Step) -> Mapping[str, Any]:
    """Return a step's Keras variables by their names; none for an activation that was split off."""
    if step.part == "activation" or not isinstance(step.operation, keras.layers.Layer):
        return {}
    return {variable.name: variable for variable in step.operation.weights}
