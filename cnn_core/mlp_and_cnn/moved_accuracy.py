"""Accuracy of shipped networks on moved pictures: measured beforehand, kept beside the card.

``python -m tools.moved`` measures it; visitors have the data set seldom, and its pictures may not be passed on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cnn_core.model_store import store as model_store

FILE: Final = "moved.json"


@dataclass(frozen=True)
class MovedAccuracy:
    """The accuracy that was measured on moved pictures.

    Attributes:
        on: which pictures.
        pictures: how many.
        right: movement → how many were right at each of `cnn_core.mlp_and_cnn.settings.measured_amounts`.
        measured_by: the command that measures it again.
    """

    on: str
    pictures: int
    right: Mapping[str, tuple[int, ...]]
    measured_by: str


@lru_cache(maxsize=8)
def moved_accuracy(name: str) -> MovedAccuracy:
    """Read the accuracy of a shipped network on moved pictures.

    Raises:
        FileNotFoundError: nothing was.

    Example:
        >>> moved_accuracy("cifar10_cnn").pictures
        1000
    """
    facts = json.loads(_path(name).read_text(encoding="utf-8"))
    right = {movement: tuple(counts) for movement, counts in facts.pop("right").items()}
    return MovedAccuracy(right=right, **facts)


def write(name: str, found: MovedAccuracy) -> None:
    """Keep what was measured of a shipped network."""
    _path(name).write_text(json.dumps(asdict(found), indent=2) + "\n", encoding="utf-8")
    moved_accuracy.cache_clear()


def _path(name: str) -> Path:
    return model_store.path(name).with_name(FILE)
