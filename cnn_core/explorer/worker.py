"""The Network Explorer's questions to a network. Runs in the engine's workers.

Everything that a question needs is in its arguments: which network, what is changed in it, which picture. What comes
back is plain data (`cnn_core.network_graph.graph`, `cnn_core.explorer.result`). Measured on two busy cores, everything
included (``python -m benchmarks.explorer_core``): Tiny VGG's 13 outputs take 0.6 ms a picture, 1.3 × the compiled pass
alone; EfficientNet-Lite0's scores, thumbnails and an opened layer 45 to 80 ms; a turned knob of Tiny VGG 35 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.explorer.result import (
    LARGEST_WEIGHT,
    LONGEST_VECTOR,
    Look,
    Opened,
    Patches,
    UnitDetail,
)
from cnn_core.explorer.unit_detail import detail
from cnn_core.explorer.unit_strengths import opened as opened_layer
from cnn_core.explorer.unit_strengths import patch, thumbnails
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.loaded import Network
from cnn_core.networks.spec import Array
from cnn_core.settings import Problem

MOST_TERMS: Final = 64
MOST_PICTURES: Final = 32


@dataclass(frozen=True, eq=False)
class _Seen:
    """A network's answer to a picture: the graph with what is switched off, and every node's output."""

    network: Network
    graph: NetworkGraph
    outputs: dict[str, Array]
    problems: tuple[Problem, ...]


def describe(source: ModelSource, edits: Edits) -> NetworkGraph:
    """Describe the network with the changes that are possible in it.

    Raises:
        EditsError, RefusedError, ModelStoreError, ModelFileError: as
        `cnn_core.network_graph.loaded.network`.
    """
    return explorer_store.network(source, edits).graph(edits)


def look(
    source: ModelSource, edits: Edits, image: NDArray[np.float32], opened: str | None = None, page: int = 0
) -> Look:
    """Run the network on a picture.

    Args:
        source: which network.
        edits: what is changed in it; changes that cannot be are left out and come back as problems.
        image: float32 (rows, columns, channels), as the network takes it; see `cnn_core.networks.input`.
        opened: a node whose maps are wanted, sorted by strength; unknown ones are passed over.
        page: of these maps, counted from 0.

    Raises:
        RefusedError: the picture has another shape than the network takes.
        EditsError, RefusedError, ModelStoreError, ModelFileError: as `describe`.
    """
    seen = _run(source, edits, image)
    graph, outputs = seen.graph, seen.outputs
    output = graph.node(graph.output)
    squashed = output.kind in ("softmax", "activation") and len(output.shape) == 1
    return Look(
        graph=graph,
        scores=outputs[graph.output] if len(output.shape) == 1 else np.zeros(0, np.float32),
        logits=outputs[output.inputs[0]] if squashed else None,
        opened=_open(seen, opened, page),
        problems=seen.problems,
        **(_everything(seen) if graph.mode == "all" else _overview(seen)),
    )


def _everything(seen: _Seen) -> dict[str, Any]:
    written = seen.network.runner.written_out(seen.graph, seen.outputs)
    left_out = {seen.graph.nodes[0].name, *written}
    weights = seen.network.runner.weights()
    return {
        "outputs": {name: output for name, output in seen.outputs.items() if name not in left_out},
        "weights": {name: array for name, array in weights.items() if array.nbytes <= LARGEST_WEIGHT},
        "written_out": written,
    }


def _overview(seen: _Seen) -> dict[str, Any]:
    vectors = {name: output for name, output in seen.outputs.items() if output.ndim == 1}
    return {
        "outputs": {name: output for name, output in vectors.items() if len(output) <= LONGEST_VECTOR},
        "weights": {},
        "thumbnails": thumbnails(seen.graph, seen.outputs),
    }


def _open(seen: _Seen, name: str | None, page: int) -> Opened | None:
    return opened_layer(name, seen.outputs[name], page) if name in seen.graph.by_name and name is not None else None


def unit(
    source: ModelSource, edits: Edits, image: NDArray[np.float32], node: str, unit: int, top: int = 12
) -> UnitDetail:
    """Describe one unit with its strongest inputs, their kernels and what each adds.

    Args:
        source: which network.
        edits: what is changed in it.
        image: as in `look`.
        node: the node's name.
        unit: which of its maps or entries.
        top: how many inputs to tell apart, from 1 to `MOST_TERMS`.

    Raises:
        RefusedError: there is no such unit, or as `look`.
    """
    seen = _run(source, edits, image)
    _check_unit(seen.graph, node, unit)
    weights = seen.network.runner.weights()
    return detail(seen.graph, node, unit, seen.outputs, weights, min(max(top, 1), MOST_TERMS))


def best_patches(
    source: ModelSource,
    edits: Edits,
    node: str,
    unit: int,
    pictures: Sequence[tuple[str, NDArray[np.uint8]]],
    scaling: str = "unit",
    top: int = 9,
) -> Patches:
    """Find the places of several pictures that excite a unit most, the most exciting first.

    Args:
        source: which network.
        edits: what is changed in it.
        node: the node's name.
        unit: which of its maps or entries.
        pictures: at most `MOST_PICTURES`, each with its name: uint8 (rows, columns, 3), as `network_picture` of
            `cnn_core.networks.input` fits them.
        scaling: "unit" or "bytes", as in `cnn_core.model_store.cards.CardInput`.
        top: how many patches to give back at most, one a picture.

    Raises:
        RefusedError: there is no such unit, there are too many pictures, or as `look`.
    """
    if len(pictures) > MOST_PICTURES:
        raise RefusedError(f"At most {MOST_PICTURES} pictures. Received: {len(pictures)}. Leave some out.")
    patches = []
    for picture in pictures:
        levels = picture[1][..., : explorer_store.network(source, edits).runner.program.shape[2]]
        scaled = levels.astype(np.float32) / np.float32(255 if scaling == "unit" else 1)
        seen = _run(source, edits, scaled)
        _check_unit(seen.graph, node, unit)
        patches.append(patch(seen.graph, node, unit, seen.outputs[node], picture))
    patches.sort(key=lambda one: -one.value)
    field = explorer_store.network(source, edits).runner.graph.node(node).receptive_field if patches else None
    return Patches(node, unit, tuple(patches[:top]), field)


def _run(source: ModelSource, edits: Edits, image: NDArray[np.float32]) -> _Seen:
    network = explorer_store.network(source, edits)
    shape = network.runner.program.shape
    if image.shape != shape:
        raise RefusedError(
            f"The picture is as the network takes it, {shape}. Received: {image.shape}. "
            "Fit it with cnn_core.networks.input."
        )
    ablated, unknown = network.ablations(edits)
    try:
        values = network.runner.run(np.asarray(image, np.float32), ablated)
    except Exception as error:  # TensorFlow may refuse what Keras has taken, with errors of many kinds
        if not edits.changes:
            raise
        layer, field, _ = edits.changes[-1]
        refused = Problem(f"{layer}/{field}", "keras_refuses", {"layer": layer, "reason": type(error).__name__}, {})
        seen = _run(source, replace(edits, changes=edits.changes[:-1]), image)
        return replace(seen, problems=(*seen.problems, refused))
    outputs = {name: np.asarray(value)[0] for name, value in values.items()}
    return _Seen(network, network.graph(edits), outputs, (*network.problems, *unknown))


def _check_unit(graph: NetworkGraph, node: str, unit: int) -> None:
    if node not in graph.by_name:
        raise RefusedError(f"A node is one of the network's. Received: {node[:60]!r}. Choose one that is shown.")
    if not 0 <= unit < graph.node(node).units:
        units = graph.node(node).units
        raise RefusedError(f"`{node}` has the units 0 to {units - 1}. Received: {unit}. Choose one of these.")
