"""Which network is judged, on which pictures, and against which other one: the controls, and what comes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import KINDS, OWN, DataSource, DataSourceError
from cnn_core.evaluation import held_out
from cnn_core.evaluation.question import Question
from cnn_core.model_store.trained_on import TrainedOn
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.training.run_folder import open_run
from ui import settings, workbench
from ui.evaluate.networks import FALLBACK, Candidate, candidate, class_names, names, resolved, state_of
from ui.evaluate.settings import NONE, EvaluationSettings
from ui.language import current, number, t
from ui.networks.names import RUN
from ui.runs import networks as run_networks

MOST_PICTURES: Final = 10_000
"""A network is judged on so many pictures at most, spread evenly over the part."""

_NETWORK: Final = "evaluate_network"
_EPOCH: Final = "evaluate_epoch"
_DATA: Final = "evaluate_data"
_PART: Final = "evaluate_part"
_RIVAL: Final = "evaluate_rival"


@dataclass(frozen=True, eq=False)
class Subject:
    """A network, and the pictures that it is judged on.

    Attributes:
        candidate: the network.
        dataset: the data set.
        columns: which of the network's outputs stand for its classes.
        part: which part of it.
        positions: int64 (pictures,), of the pictures in the data set.
        available: how many pictures the part has.
        standing: what they are to the network; see `cnn_core.evaluation.held_out.Standing`.
    """

    candidate: Candidate
    dataset: Dataset
    columns: tuple[int, ...]
    part: str
    positions: NDArray[np.int64]
    available: int
    standing: str

    @property
    def question(self) -> Question:
        """Return the workers' question."""
        network, dataset = self.candidate.network, self.dataset
        text = data_source.encode(dataset.source)
        return Question(network.source, network.input, self.columns, text, dataset.side, dataset.digest)

    @property
    def names(self) -> tuple[str, ...]:
        """The classes in the visitor's language."""
        return self.dataset.labels_in(current())

    @property
    def labels(self) -> NDArray[np.int64]:
        """Return the true classes of the pictures: int64 (pictures,)."""
        return np.asarray(self.dataset.labels)[self.positions]

    def facing(self, rival: Candidate) -> Subject | None:
        """Another network on the same pictures; None: it does not know their classes."""
        columns = rival.columns(self.dataset.source, self.dataset.classes)
        if columns is None:
            return None
        standing = held_out.standing(self.dataset, rival.trained, self.part)
        if rival.trained != self.candidate.trained and standing in ("held_out", "chosen"):
            theirs = _parts(self.dataset, rival.trained, 0)[self.part]
            standing = standing if np.isin(self.positions, theirs).all() else "unknown"
        return Subject(rival, self.dataset, columns, self.part, self.positions, self.available, standing)


def draw_network() -> Candidate | None:
    """Draw the choice of the network; None: there is none of the link's name."""
    present = resolved(settings.read(EvaluationSettings).judged)
    options = offered_networks(present)
    st.session_state[_NETWORK] = present
    st.selectbox(
        t("evaluate.network"), options, format_func=_title, key=_NETWORK, width=300,
        on_change=lambda: settings.apply({"judged": st.session_state[_NETWORK], "judged_data": "", "cell": ""}),
    )  # fmt: skip
    found = candidate(present)
    if found is None:
        st.warning(t("evaluate.gone"), icon=":material/link_off:")
    elif present.startswith(RUN):
        _draw_epoch(present)
    return found


def offered_networks(present: str) -> list[str]:
    """List the networks to choose from; of each run the one that stands for it, or the epoch that is chosen now."""
    run = present.rpartition(":")[0] if present.startswith(RUN) else None
    offered = [present if name.rpartition(":")[0] == run else name for name in names()]
    return offered if present in offered else [present, *offered]


def _draw_epoch(present: str) -> None:
    """Draw the choice among the epochs of a run whose networks were kept."""
    run, _, epoch = present.rpartition(":")
    epochs = run_networks.epochs(open_run(run.removeprefix(RUN)))
    if len(epochs) < 2:
        return
    st.session_state[_EPOCH] = int(epoch)
    st.selectbox(
        t("keeping.epoch"), epochs[::-1], format_func=lambda one: t("keeping.after_epoch", epoch=one), key=_EPOCH,
        width=180, on_change=_choose_epoch, args=(present,),
    )  # fmt: skip


def _choose_epoch(present: str) -> None:
    run, _, epoch = present.rpartition(":")
    if str(st.session_state[_EPOCH]) != epoch:  # Streamlit also calls for a control of a run that was interrupted
        settings.apply({"judged": f"{run}:{st.session_state[_EPOCH]}", "cell": ""})


def draw_data(judge: Candidate) -> DataSource:
    """Draw the choice of the pictures."""
    present = chosen_data(judge)
    own = judge.own_data
    options = [data_source.encode(one) for one in offered_data(judge, present)]
    st.session_state[_DATA] = data_source.encode(present)
    st.selectbox(
        t("evaluate.data"), options, format_func=lambda text: _data_label(judge, data_source.decode(text), own),
        key=_DATA, width=300, on_change=_choose_data, args=(data_source.encode(usual_data(judge)),),
    )  # fmt: skip
    return present


def draw_part(judge: Candidate, dataset: Dataset, columns: tuple[int, ...]) -> Subject:
    """Draw the choice of the part, of those that have a picture, and say what these pictures are to the network."""
    seed = settings.read(WorkbenchSettings).split_seed
    parts = {name: found for name, found in _parts(dataset, judge.trained, seed).items() if len(found)}
    wanted = settings.read(EvaluationSettings).judged_part
    present = wanted if wanted in parts else next(iter(parts))
    labels = {
        name: t("evaluate.part_of", name=t(f"evaluate.part_{name}"), pictures=number(len(found), 0))
        for name, found in parts.items()
    }
    st.session_state[_PART] = present
    st.segmented_control(
        t("evaluate.part"), list(parts), required=True, key=_PART, format_func=labels.__getitem__,
        on_change=lambda: settings.apply({"judged_part": st.session_state[_PART], "cell": ""}),
    )  # fmt: skip
    found = parts[present]
    standing = held_out.standing(dataset, judge.trained, present)
    return Subject(judge, dataset, columns, present, spread(found), len(found), standing)


def draw_rival(subject: Subject) -> Subject | None:
    """Draw the choice of the network that it is compared with, of those that know the classes; None: no other."""
    present = settings.read(EvaluationSettings).rival
    options = [NONE, *rivals(subject)]
    options += [] if present in options else [present]
    st.session_state[_RIVAL] = present
    st.selectbox(
        t("evaluate.rival"), options, format_func=lambda name: t("evaluate.no_rival") if name == NONE else _title(name),
        key=_RIVAL, width=340, on_change=lambda: settings.apply({"rival": st.session_state[_RIVAL]}),
    )  # fmt: skip
    if present == NONE:
        return None
    found = candidate(present)
    facing = subject.facing(found) if found else None
    if facing is None:
        st.info(t("evaluate.rival_misfit" if found else "evaluate.gone"), icon=":material/info:")
    return facing


def rivals(subject: Subject) -> list[str]:
    """List the other networks that know the classes of a data set."""
    mine = subject.candidate.network.name
    others = ((name, candidate(name)) for name in names() if name != mine)
    source, classes = subject.dataset.source, subject.dataset.classes
    return [name for name, other in others if other and other.columns(source, classes)]


def chosen_data(judge: Candidate) -> DataSource:
    """Return the data set that the link names; the usual one, if its text means none."""
    text = settings.read(EvaluationSettings).judged_data
    try:
        return data_source.decode(text) if text else usual_data(judge)
    except DataSourceError:
        return usual_data(judge)


def usual_data(judge: Candidate) -> DataSource:
    """Return the data a network is judged on by default: its own, else what fits and is here."""
    own = judge.own_data
    if own is not None and state_of(own, judge.side_for(own)) in ("here", "prepare"):
        return own
    fitting = [one for one in _networks_that_know() if _fits(judge, one)]
    here = [one for one in fitting if state_of(one, judge.side_for(one)) != "download"]
    return next(iter([*here, *([own] if own else []), *fitting, DataSource(FALLBACK[1])]))


def offered_data(judge: Candidate, present: DataSource, *, only_fitting: bool = False) -> list[DataSource]:
    """List the data sets to choose from: the network's own, what is being worked on, what fits.

    Args:
        judge: the network.
        present: what is chosen; it is among them in any case.
        only_fitting: whether only those whose classes the network knows.
    """
    own = [judge.own_data] if judge.own_data else []
    fitting = [one for one in [*own, *_networks_that_know()] if _fits(judge, one)]
    found = [*fitting, present] if only_fitting else [*own, _at_work(), *fitting, present]
    return [one for one in dict.fromkeys(found) if one == present or state_of(one, judge.side_for(one)) != "gone"]


def rivals_of_data(dataset: Dataset) -> list[tuple[str, str]]:
    """Name and title of the networks that know the classes of a data set."""
    found = ((name, candidate(name)) for name in names())
    return [(name, one.network.title) for name, one in found if one and one.columns(dataset.source, dataset.classes)]


@lru_cache(maxsize=16)
def _parts(dataset: Dataset, trained: TrainedOn | None, split_seed: int) -> dict[str, NDArray[np.int64]]:
    """Cache `cnn_core.evaluation.held_out.parts`, which takes a tenth of a second for 50,000 pictures."""
    return held_out.parts(dataset, trained, split_seed)


def spread(positions: NDArray[np.int64], most: int = MOST_PICTURES) -> NDArray[np.int64]:
    """Pick at most so many positions, evenly.

    Example:
        >>> spread(np.arange(10), 4).tolist()
        [0, 3, 6, 9]
    """
    if len(positions) <= most:
        return positions
    return positions[np.linspace(0, len(positions) - 1, most).round().astype(np.int64)]


def data_title(source: DataSource) -> str:
    """Name a data set, with what was set of it."""
    text = data_source.encode(source)
    name = t(f"data.kind.{source.kind}")
    return name if source.kind == OWN or text == source.kind else f"{name} ({text.partition(':')[2]})"


def _networks_that_know() -> list[DataSource]:
    return [DataSource(kind) for kind in KINDS if kind != OWN] + ([_at_work()] if _at_work().kind == OWN else [])


def _at_work() -> DataSource:
    return workbench.source()


def _fits(judge: Candidate, source: DataSource) -> bool:
    return judge.columns(source, class_names(source, judge.side_for(source))) is not None


def _title(name: str) -> str:
    found = candidate(name)
    if found is None:
        return t("network_explorer.gone")
    return t("evaluate.of_run", title=found.network.title) if name.startswith(RUN) else found.network.title


def _data_label(judge: Candidate, source: DataSource, own: DataSource | None) -> str:
    name = data_title(source)
    if source == own:
        name = t("evaluate.own_data", name=name)
    elif not _fits(judge, source):
        name = t("evaluate.other_classes", name=name)
    return t("evaluate.not_here", name=name) if state_of(source, judge.side_for(source)) == "download" else name


def _choose_data(usual: str) -> None:
    chosen = st.session_state[_DATA]
    settings.apply({"judged_data": "" if chosen == usual else chosen, "cell": ""})
