"""Which runs a visitor knows of: those of this visit and those of the link; and the one that is open.

A run's id is its key: whoever has the link sees the run, on any machine that reaches this server, and nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from cnn_core.settings import text, whole
from cnn_core.training import run_folder
from cnn_core.training.run_folder import Run, UnknownRunError
from ui import settings

MOST_COMPARED: Final = 6
NEWEST: Final = -1

_MADE = "train.made"
_READ = "train.read"


@dataclass(frozen=True)
class RunAddress:
    """The runs that a link to the page names.

    Attributes:
        run: the id of the one that is open; "": none, a new one is prepared.
        runs: the ids of those that are compared, with commas between them.
        epoch: the epoch that is looked at; -1: the newest.
    """

    run: str = text("", maximum=32)
    runs: str = text("", maximum=33 * MOST_COMPARED)
    epoch: int = whole(NEWEST, minimum=NEWEST, maximum=100_000)


def opened() -> Run | None:
    """Return the run that is open; None: there is none, or the link's is unknown (`missing` tells which)."""
    return _find(settings.read(RunAddress).run)


def is_open() -> bool:
    """Return True if a run is open."""
    return opened() is not None


def missing() -> bool:
    """Return True if the link names a run that is not here."""
    wanted = settings.read(RunAddress).run
    return bool(wanted) and _find(wanted) is None


def open_run(run: str) -> None:
    """Show a run, or with "" the settings of a new one. For callbacks."""
    settings.apply({"run": run, "epoch": NEWEST})


def remember(run: str) -> None:
    """Count a run among those of this visit. For callbacks."""
    made: list[str] = st.session_state.setdefault(_MADE, [])
    if run and run not in made:
        made.append(run)


def known_runs() -> list[Run]:
    """List the runs of this visit, of the link, and the one that is open, the oldest first."""
    return _all(settings.read(RunAddress))


def visible_runs() -> list[Run]:
    """List runs as `known`, for pages whose link names none: whoever has a run's id may replace what it has kept."""
    return _all(settings.peek(RunAddress))


def _all(address: RunAddress) -> list[Run]:
    names = [*st.session_state.get(_MADE, []), *address.runs.split(","), address.run]
    found = [run for name in dict.fromkeys(names) if (run := _find(name))]
    return sorted(found, key=lambda run: run.settings.created)


def compared() -> list[Run]:
    """List the runs that the link compares, at most `MOST_COMPARED`."""
    names = dict.fromkeys(settings.read(RunAddress).runs.split(","))
    return [run for name in names if (run := _find(name))][:MOST_COMPARED]


def compare(names: list[str]) -> None:
    """Compare other runs. For callbacks."""
    settings.apply({"runs": ",".join(names[:MOST_COMPARED])})


def compare_too(*names: str) -> None:
    """Compare further runs as well; the first ones give way where there are too many. For callbacks."""
    before = [run.id for run in compared() if run.id not in names]
    compare([*before, *names][-MOST_COMPARED:])


def records(run: Run) -> list[dict[str, Any]]:
    """Read all that a run has recorded; what was read before is not read again."""
    read: dict[str, list[dict[str, Any]]] = st.session_state.setdefault(_READ, {})
    seen = read.pop(run.id, [])
    read[run.id] = seen  # the one that was read last stands last
    while len(read) > 2 * MOST_COMPARED:
        del read[next(iter(read))]
    seen += run.metrics(since=len(seen))
    return seen


def _find(name: str) -> Run | None:
    try:
        return run_folder.open_run(name) if name else None
    except UnknownRunError:
        return None
