"""A bounded cache of loaded, edited and compiled networks in a worker process."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import keras
from keras import layers

from cnn_core.model_files.check import ModelFileInfo
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store import pretrained, pretrained_networks
from cnn_core.model_store import store as model_store
from cnn_core.model_store.loading import load, load_and_run
from cnn_core.model_store.source import KINDS, ModelSource, ModelSourceError
from cnn_core.network_graph.editing import changed
from cnn_core.network_graph.edits import Edits, check
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.program import Program, chained
from cnn_core.network_graph.reader import ReaderError, read
from cnn_core.network_graph.runner import NetworkRunner
from cnn_core.settings import Problem
from cnn_core.storage.recent import Recent

MOST_NETWORKS: Final = 6
MOST_PROGRAMS: Final = 4
MOST_PARAMETERS: Final = 180_000_000
"""Of all cached networks, 720 MB; the one used last is kept however large it is."""
COMPILE_EDITED_AT: Final = 2


@dataclass(frozen=True, eq=False)
class Network:
    """A network with changes, ready to be run.

    Attributes:
        runner: runs it.
        problems: changes that cannot be and are left out.
    """

    runner: NetworkRunner
    problems: tuple[Problem, ...]

    def ablations(self, edits: Edits) -> tuple[tuple[tuple[str, int], ...], tuple[Problem, ...]]:
        """Return the units that can be switched off, and problems for those that the network does not have."""
        known = self.runner.graph.by_name
        good = tuple(one for one in edits.ablations if one[0] in known and one[1] < known[one[0]].units)
        bad = [one for one in edits.ablations if one not in good]
        return good, tuple(
            Problem(f"{node}/ablated", "no_such_unit", {"layer": node, "unit": unit + 1}, {}) for node, unit in bad
        )

    def graph(self, edits: Edits) -> NetworkGraph:
        """Return its graph, with what is switched off."""
        graph = self.runner.graph
        good, _ = self.ablations(edits)
        off: dict[str, list[int]] = {}
        for name, unit in sorted(good):
            off.setdefault(name, []).append(unit)
        nodes = (replace(node, ablated=tuple(off[node.name])) if node.name in off else node for node in graph.nodes)
        return replace(graph, nodes=tuple(nodes)) if off else graph


def _parameters(program: Program) -> int:
    seen = {id(step.operation): step.operation for step in program.steps}
    return sum(one.count_params() for one in seen.values() if isinstance(one, layers.Layer))


_programs: Recent[Program] = Recent(MOST_PROGRAMS, maximum=MOST_PARAMETERS, size=_parameters)
_networks: Recent[Network] = Recent(
    MOST_NETWORKS, maximum=MOST_PARAMETERS, size=lambda network: _parameters(network.runner.program)
)


def network(source: ModelSource, edits: Edits) -> Network:
    """Return a network with the changes that are possible in it; cached.

    Raises:
        EditsError: the changes are none that any network can have.
        ModelSourceError, RefusedError, ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    check(edits)
    return _networks.get((source, edits.structure), lambda: _edit(source, edits))


def inspect(source: ModelSource) -> ModelFileInfo:
    """Check a visitor's .keras file, load and run it, and cache it, so that the first look at it finds it loaded.

    Args:
        source: of the kind "file".

    Returns:
        What the file says of its network.

    Raises:
        ModelFileError: the file cannot be used, or Keras does not load or run it.
    """
    model, info = load_and_run(source.name)
    with suppress(ReaderError):  # it can be used elsewhere; whoever looks at its layers is told why that cannot be
        _programs.put(source, read(model))
    return info


def _edit(source: ModelSource, edits: Edits) -> Network:
    program = _programs.get(source, lambda: read_anew(source))
    edited, problems = changed(program, edits.changes)
    compile_at = 1 if edits == Edits() else COMPILE_EDITED_AT
    return Network(NetworkRunner(edited, _classes(source), compile_at=compile_at), problems)


def _classes(source: ModelSource) -> tuple[str, ...]:
    match source.kind:
        case "shipped":
            return model_store.card(source.name).classes
        case "kept":
            return kept_models.card(source.name).classes
    return ()


def read_anew(source: ModelSource) -> Program:
    """Read a network once more: whoever changes its weights changes nobody else's.

    Raises:
        ModelSourceError, RefusedError, ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    if source.kind not in KINDS:
        raise ModelSourceError(f"A network is {', '.join(KINDS)}. Received: {source.kind!r}. Choose one of these.")
    return _application(source) if source.kind == "application" else read(load(source))


def _application(source: ModelSource) -> Program:
    """Build a network of keras.applications with its preprocessing as layers, so that it takes bytes."""
    if source.name not in pretrained.APPLICATIONS:
        known = ", ".join(pretrained.NAMES)
        raise ModelSourceError(f"An application is one of {known}. Received: {source.name!r}. Choose one of these.")
    wanted = pretrained.weights_path(source.name) if source.digest != "random" else None
    application = pretrained.APPLICATIONS[source.name]
    program = read(pretrained_networks.build(source.name, wanted))
    before = read(_preprocessing(application.preprocessing, program.shape))
    return replace(chained(before, program), title=application.title)


def _preprocessing(name: str, shape: tuple[int, ...]) -> Any:
    """Make `cnn_core.model_store.pretrained.preprocess` as layers."""
    picture = layers.Input(shape, name="picture")
    if name == "tf":
        return keras.Model(picture, layers.Rescaling(1 / 127.5, -1.0, name="rescaling")(picture))
    reversed_ = picture[..., ::-1]  # to blue, green, red
    mean = [103.939, 116.779, 123.68]
    return keras.Model(picture, layers.Normalization(mean=mean, variance=[1.0] * 3, name="centering")(reversed_))
