"""The networks that can be judged: of the visitor's runs, kept ones, shipped ones; and what each has learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.source import OWN, DataSource, DataSourceError
from cnn_core.evaluation import held_out
from cnn_core.evaluation.class_matching import columns_of
from cnn_core.model_store.source import split_run
from cnn_core.model_store.store import kept_names
from cnn_core.model_store.trained_on import TrainedOn
from cnn_core.tasks import folder as task_folder
from cnn_core.training.run_folder import Run, open_run
from ui.evaluate.settings import USUAL
from ui.networks import networks as explorer_networks
from ui.networks.names import KEPT, RUN, SHIPPED
from ui.networks.networks import Network
from ui.runs import known as train_runs
from ui.runs import networks as run_networks

MOST_RUNS: Final = 12
"""Runs whose networks are offered, the newest."""
_SEEN: Final = "data.json"
"""In a run's folder: which pictures it saw."""
FALLBACK: Final = ("mnist_cnn", "digits")
"""A network and pictures that are always here."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A network that can be judged.

    Attributes:
        network: the network.
        classes: what it calls its outputs, in English or as a visitor wrote them; () where nobody knows.
        outputs: how many there are, where that is known; else 0.
        trained: what it has learnt from, as far as that is known.
    """

    network: Network
    classes: tuple[str, ...]
    outputs: int
    trained: TrainedOn | None

    @property
    def own_data(self) -> DataSource | None:
        """The data set that it has learnt from, if that can be named."""
        try:
            return data_source.decode(self.trained.data) if self.trained and self.trained.data else None
        except DataSourceError:
            return None

    def side_for(self, source: DataSource) -> int:
        """Return the size in which pictures of a data set are shown to it, in pixels; 0: as they come."""
        if self.trained is not None and source == self.own_data:
            return self.trained.side
        if datasets.kind(source.kind).side is not None:
            return 0
        return max(8, min(256, self.network.input.rows))

    def columns(self, source: DataSource, classes: tuple[str, ...]) -> tuple[int, ...] | None:
        """Find the outputs that stand for the classes of a data set; None: it does not know them all.

        Args:
            source: the data set.
            classes: what it calls its classes.
        """
        if source == self.own_data and len(classes) == self.outputs:
            return tuple(range(self.outputs))
        return columns_of(self.classes, classes)


def candidate(name: str) -> Candidate | None:
    """Find a network by its name in links; None: there is none."""
    network = explorer_networks.network(name)
    if network is None:
        return None
    if name.startswith(RUN):
        return _of_run(network, open_run(split_run(name.removeprefix(RUN))[0]))
    if network.card is None:
        return None
    trained = network.card.trained_on if name.startswith(KEPT) else held_out.of_shipped(name)
    return Candidate(network, network.card.classes, len(network.card.classes), trained)


def names() -> list[str]:
    """List the offered networks: of the visitor's runs, the newest first, kept ones, shipped ones."""
    runs = [run_networks.link_name(run, epoch) for run in _newest() if (epoch := run_networks.usual(run)) is not None]
    return [*runs, *(KEPT + name for name in kept_names()), *SHIPPED]


def usual() -> str:
    """Return the network of a first visit: trained here, or one whose pictures are on this machine."""
    offered = names()
    if offered[0].startswith(RUN):
        return offered[0]
    for wanted in ("here", "prepare"):
        for name in offered:
            found = candidate(name)
            source = found.own_data if found else None
            if found and source and state_of(source, found.side_for(source)) == wanted:
                return name
    return FALLBACK[0]


def resolved(name: str) -> str:
    """Return the name of the network that a setting means."""
    return usual() if name == USUAL else name


def state_of(source: DataSource, side: int) -> str:
    """Return if pictures are "here", can be prepared ("prepare"), have to be downloaded ("download"), or are "gone"."""
    if source.kind == OWN and not picture_collections.exists(source.name):
        return "gone"
    return datasets.availability(source, side)


def class_names(source: DataSource, side: int) -> tuple[str, ...]:
    """Return the class names of a data set, prepared or not; () where nobody knows."""
    found = datasets.prepared(source, side)
    if found is not None:
        return found.classes
    if source.kind != OWN:
        return datasets.kind(source.kind).classes
    return tuple(picture_collections.contents(source.name)) if picture_collections.exists(source.name) else ()


def _of_run(network: Network, run: Run) -> Candidate:
    """Return the pictures that a run noted: those of a collection may be others by now."""
    settings = run.settings
    seen = task_folder.read(run.folder / _SEEN) or {}
    trained = TrainedOn(settings.data, settings.side, settings.split_seed, str(seen.get("digest", "")))
    outputs = settings.draft.classes
    noted = seen.get("classes")
    names_ = tuple(map(str, noted)) if isinstance(noted, list) else ()
    return Candidate(network, names_ if len(names_) == outputs else (), outputs, trained)


def _newest() -> list[Run]:
    return train_runs.visible_runs()[::-1][:MOST_RUNS]
