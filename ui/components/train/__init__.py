"""A run's inside, drawn in the browser: filters, maps and prediction at every epoch, to be stepped through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict

import numpy as np

from ui.components.view import View

VIEW: Final = View("train", words="train.view", events=("epoch",))

Arrays = dict[str, np.ndarray[Any, Any]]


class Figures(TypedDict):
    """The accuracies of an epoch, shares; None where nothing was measured."""

    accuracy: float | None
    val_accuracy: float | None


class TrainHeader(TypedDict):
    """The header of the view's payload: the facts of `Inside`, and the epoch shown at first, None for the newest."""

    run: str
    layer: str
    labels: list[str]
    epochs: list[int]
    total: int
    figures: list[Figures | None]
    epoch: int | None


@dataclass(frozen=True, eq=False)
class Inside:
    """The snapshots that were kept of a run, epoch by epoch.

    Attributes:
        run: the run's id; with another one, the view starts anew.
        layer: the name of the first layer that has maps.
        labels: the classes in the visitor's language, in the order of the scores.
        epochs: which ones were kept, ascending; 0 is before the training.
        total: how many the run is meant to have.
        figures: for each of ``epochs``; None where nothing was measured.
        arrays: "picture", uint8 (rows, columns, 1 or 3); "filters", float32 (epochs, rows, columns, channels, filters);
            "maps", uint8 (epochs, rows, columns, maps), where 127 is zero and 0 and 254 are −limit and limit;
            "map_limits", float32 (epochs, maps); "prediction", float32 (epochs, classes). Filters, maps and prediction
            may be missing.
    """

    run: str
    layer: str
    labels: Sequence[str]
    epochs: Sequence[int]
    total: int
    figures: Sequence[Figures | None]
    arrays: Arrays = field(default_factory=dict)


def training_payload(inside: Inside, *, epoch: int | None) -> bytes:
    """Pack what the view is sent.

    Args:
        inside: what was kept.
        epoch: the one that is shown at first; None: the newest.
    """
    header: TrainHeader = {
        "run": inside.run,
        "layer": inside.layer,
        "labels": list(inside.labels),
        "epochs": list(inside.epochs),
        "total": inside.total,
        "figures": list(inside.figures),
        "epoch": epoch,
    }
    return VIEW.payload(header, inside.arrays)


def training_view(payload: bytes, on_epoch: Callable[[], None], *, key: str) -> Any:
    """Draw the view.

    Args:
        payload: of `training_payload`.
        on_epoch: called a moment after the visitor came to rest at an epoch; the session's state under ``key`` then has
            ``epoch``, the number or, for the newest one, None.
        key: the component's key.

    Returns:
        The component's state.
    """
    return VIEW.draw(payload, key=key, epoch=on_epoch)
