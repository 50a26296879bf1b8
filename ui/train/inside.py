"""From a run's snapshots to what the view of its inside is sent: all epochs at once, few enough and small enough."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.training.run_folder import Run, UnknownRunError
from ui.components.train import Figures, Inside
from ui.train.metrics import Record, epochs_of

MOST_EPOCHS_SHOWN: Final = 60
MEANWHILE: Final = 20
"""Epochs while a run goes on: they are sent again whenever one is added."""
MOST_MAPS: Final = 32
LONGEST_SIDE: Final = 56
"""Cells of a map's side that are sent; of larger maps every second, third … cell."""

Arrays = dict[str, NDArray[Any]]


def inside(run: Run, records: Sequence[Record], labels: Sequence[str], most: int = MOST_EPOCHS_SHOWN) -> Inside | None:
    """Collect what is shown of a run's inside; None while there is nothing.

    Args:
        run: the run.
        records: all of its.
        labels: the classes in the visitor's language.
        most: epochs.
    """
    epochs = tuple(epoch for epoch in chosen(run.snapshots(), most) if _readable(run, epoch))
    if not epochs:
        return None
    layer, arrays = _stack(run, epochs)
    measured = {record["epoch"]: record for record in epochs_of(records)}
    figures = [_figures(measured.get(epoch)) for epoch in epochs]
    return Inside(run.id, layer, labels, epochs, max(run.epochs, epochs[-1]), figures, arrays)


def chosen(epochs: Sequence[int], most: int = MOST_EPOCHS_SHOWN) -> tuple[int, ...]:
    """Pick at most as many epochs, evenly spread, always with the first and the last one.

    Example:
        >>> chosen(range(101), most=5)
        (0, 25, 50, 75, 100)
    """
    if len(epochs) <= most:
        return tuple(epochs)
    return tuple(epochs[round(place)] for place in np.linspace(0, len(epochs) - 1, most))


def as_bytes(maps: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Convert maps to bytes, each on a scale of its own: 127 is zero, 0 and 254 are −limit and limit.

    Args:
        maps: float32 (rows, columns, maps).

    Returns:
        uint8 (rows, columns, maps), and the limits, float32 (maps,). What is not finite becomes zero.

    Example:
        >>> cells, limits = as_bytes(np.float32([[[2.0, 0.0], [-1.0, 0.0]]]))
        >>> cells[..., 0].tolist(), limits.tolist()
        ([[254, 64]], [2.0, 0.0])
    """
    finite = np.where(np.isfinite(maps), maps, np.float32(0))
    limits = np.abs(finite).max(axis=(0, 1))
    shares = np.divide(finite, limits, out=np.zeros_like(finite), where=limits > 0)
    return (127 + np.floor(127 * shares + 0.5)).astype(np.uint8), limits.astype(np.float32)


def _figures(record: Record | None) -> Figures | None:
    if record is None:
        return None
    return {"accuracy": record.get("accuracy"), "val_accuracy": record.get("val_accuracy")}


def _readable(run: Run, epoch: int) -> bool:
    """Return True if a snapshot can be shown; one that a full disk or an older version has left may not be."""
    try:
        _small(run, epoch)
    except UnknownRunError:
        return False
    return True


@lru_cache(maxsize=8)
def _stack(run: Run, epochs: tuple[int, ...]) -> tuple[str, Arrays]:
    """Stack the arrays of all epochs, one upon the other, with the layer's name."""
    snapshots = [_small(run, epoch) for epoch in epochs]
    names = [name for name in snapshots[-1][1] if all(name in arrays for _, arrays in snapshots)]
    arrays = {name: np.stack([one[name] for _, one in snapshots]) for name in names if name != "picture"}
    return snapshots[-1][0], arrays | {"picture": snapshots[-1][1]["picture"]}


@lru_cache(maxsize=256)
def _small(run: Run, epoch: int) -> tuple[str, Arrays]:
    """Reduce one snapshot to what is sent."""
    snapshot = run.snapshot(epoch)
    arrays: Arrays = {"picture": snapshot.picture, "prediction": snapshot.prediction.astype(np.float32)}
    if snapshot.maps is not None:
        step = -(-max(snapshot.maps.shape[:2]) // LONGEST_SIDE)
        arrays["maps"], arrays["map_limits"] = as_bytes(snapshot.maps[::step, ::step, :MOST_MAPS].astype(np.float32))
    if snapshot.filters is not None and snapshot.filters.ndim == 4:
        arrays["filters"] = snapshot.filters[..., :MOST_MAPS].astype(np.float32)
    return snapshot.layer, arrays
