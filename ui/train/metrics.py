"""From a run's records, as its file holds them, to what is shown: where it stands, its curves, its last epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from figures.curves import Line, Part

Record = dict[str, Any]


class Standing(NamedTuple):
    """Where a run stands.

    Attributes:
        epoch: the one that runs, from 1; 0 before the first.
        epochs: how many there are to be.
        share: of the whole run that is done, in [0, 1].
        figures: the newest "loss" and "accuracy" on training pictures and "val_loss" and "val_accuracy"; those that
            were measured.
        rate: the learning rate, or None.
        pictures_per_second: in training, or None.
        seconds_left: as far as that can be told, else None.
    """

    epoch: int
    epochs: int
    share: float
    figures: dict[str, float]
    rate: float | None
    pictures_per_second: float | None
    seconds_left: float | None


def straightened(records: Sequence[Record]) -> list[Record]:
    """Remove what was done twice from the records: a killed run goes on from its last checkpoint.

    Args:
        records: of batches and epochs, in the order of the file; events are left out.

    Example:
        >>> batches = [{"kind": "batch", "epoch": 1, "batch": batch, "batches": 4} for batch in (1, 2, 3, 2)]
        >>> [record["batch"] for record in straightened(batches)]
        [1, 2]
    """
    kept: list[Record] = []
    for record in records:
        if record["kind"] == "event":
            continue
        while kept and place(kept[-1]) >= place(record):
            kept.pop()
        kept.append(record)
    return kept


def place(record: Record) -> tuple[float, bool]:
    """Place a record: batch 5 of 10 in the third epoch at 2.5, the third epoch's end after its last batch.

    Example:
        >>> place({"kind": "batch", "epoch": 3, "batch": 5, "batches": 10})
        (2.5, False)
    """
    if record["kind"] == "epoch":
        return float(record["epoch"]), True
    return record["epoch"] - 1 + record["batch"] / record["batches"], False


def epochs_of(records: Sequence[Record]) -> list[Record]:
    """List the records of finished epochs, in order."""
    return [record for record in straightened(records) if record["kind"] == "epoch"]


def standing(records: Sequence[Record], epochs: int) -> Standing:
    """Return the progress of a run.

    Args:
        records: all of the run's.
        epochs: how many it is to have.
    """
    straight = straightened(records)
    if not straight:
        return Standing(0, epochs, 0.0, {}, None, None, None)
    last = straight[-1]
    finished = [record for record in straight if record["kind"] == "epoch"]
    figures = dict(_figures(finished[-1])) if finished else {}
    figures |= _figures(last)
    done = place(last)[0]
    epoch = last["epoch"]
    speed = finished[-1].get("pictures_per_second") if finished else None
    left = _seconds_left(finished, done, epochs)
    return Standing(epoch, epochs, min(1.0, done / epochs), figures, last.get("rate"), speed, left)


def _figures(record: Record) -> dict[str, float]:
    names = ("loss", "accuracy", "val_loss", "val_accuracy")
    return {name: record[name] for name in names if record.get(name) is not None}


def _seconds_left(finished: Sequence[Record], done: float, epochs: int) -> float | None:
    """Estimate the seconds left: the first epoch, which compiles, counts only while it is alone."""
    seconds = [record["seconds"] for record in finished[1:] or finished]
    return max(0.0, epochs - done) * sum(seconds) / len(seconds) if seconds else None


def lines(records: Sequence[Record], quantity: str, names: dict[str, str], run: int | None = None) -> list[Line]:
    """Return the curves of one quantity.

    Args:
        records: all of a run's.
        quantity: "loss" or "accuracy".
        names: what the legend says of "batch", "train" and "validation"; a part without a name is not drawn.
        run: its place in a comparison, or None.
    """
    straight = straightened(records)
    parts: tuple[tuple[Part, str, str], ...] = (
        ("batch", "batch", quantity),
        ("train", "epoch", quantity),
        ("validation", "epoch", f"val_{quantity}"),
    )
    found = []
    for part, kind, name in parts:
        measured = [one for one in straight if one["kind"] == kind and one.get(name) is not None]
        epochs, values = [place(one)[0] for one in measured], [float(one[name]) for one in measured]
        if part in names:
            found.append(Line(names[part], epochs, values, part, run))
    return found


def best(records: Sequence[Record]) -> Record | None:
    """Return the finished epoch with the highest validation accuracy, the first of several, or None."""
    measured = [one for one in epochs_of(records) if math.isfinite(one.get("val_accuracy") or math.nan)]
    return max(measured, key=lambda record: float(record["val_accuracy"])) if measured else None
