"""Which pictures of a data set may be called held out: those that a network has not learnt from, as far as is known."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np

from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.kinds import side_of
from cnn_core.datasets.source import OWN
from cnn_core.datasets.split import Positions, split
from cnn_core.datasets.stream import TEST
from cnn_core.model_store import store as model_store
from cnn_core.model_store.trained_on import TrainedOn

Standing = Literal["held_out", "chosen", "learnt", "mixed", "foreign", "unknown"]
"""What pictures are to a network: it has neither learnt from them nor been chosen by them; its epoch was chosen by
them; it has learnt from them; from some of them; they are of another data set; nobody here can tell."""

FILE: Final = "held_out.json"
"""Beside a shipped network whose data have no official test part: the names of the files that were held out."""


_SHIPPED: Final = {
    "tiny_vgg": "tiny_imagenet10",
    "cifar10_cnn": "cifar10",
    "mlp_cifar10": "cifar10",
    "mnist_cnn": "mnist",
    "flowers_cnn": "flower_photos",
}


def of_shipped(name: str) -> TrainedOn | None:
    """Return what a shipped network has learnt from; None: a data set that is not among ours.

    Example:
        >>> of_shipped("mnist_cnn").data, of_shipped("efficientnet_lite0")
        ('mnist', None)
    """
    if name not in _SHIPPED:
        return None
    file = model_store.path(name).with_name(FILE)
    return TrainedOn(_SHIPPED[name], held_out=_names(file) if file.is_file() else frozenset())


def parts(dataset: Dataset, trained: TrainedOn | None, split_seed: int) -> dict[str, Positions]:
    """Return the positions of the parts "test", "validation", "train" and "all", as the network's training split them.

    Args:
        dataset: that the network is judged on.
        trained: what it has learnt from, as far as that is known.
        split_seed: of the split of data that it has not been trained on.
    """
    if trained is not None and trained.held_out and dataset.source.kind == _kind(trained):
        held = np.isin(np.array(dataset.names), list(trained.held_out))
        test, rest = np.flatnonzero(held), np.flatnonzero(~held)
        return {"test": test, "validation": rest[:0], "train": rest, "all": np.arange(len(held))}
    seed = trained.split_seed if trained is not None and is_same(dataset, trained) else None
    found = split(dataset, split_seed if seed is None else seed)
    return {name: found.part(name) for name in ("test", "validation", "train", "all")}


def standing(dataset: Dataset, trained: TrainedOn | None, part: str) -> Standing:
    """Return what the pictures of a part of `parts` are to the network.

    Args:
        dataset: that the network is judged on.
        trained: what it has learnt from, as far as that is known.
        part: "test", "validation", "train" or "all".
    """
    if trained is None or not (trained.data or trained.digest):
        return "unknown"
    of_same_kind = trained.data != "" and dataset.source.kind == _kind(trained)
    if of_same_kind and trained.split_seed is None:  # a shipped network: all that was not held out it has learnt
        return {"test": "held_out", "all": "mixed"}.get(part, "learnt")  # type: ignore[return-value]
    if is_same(dataset, trained):
        return {"test": "held_out", "validation": "chosen", "train": "learnt"}.get(part, "mixed")  # type: ignore[return-value]
    official = dataset.source.kind != OWN and (np.asarray(dataset.parts) == TEST).any()
    if of_same_kind and part == "test" and official:
        return "held_out"  # it is never learnt from, however many of the others are
    return "unknown" if of_same_kind or not trained.data else "foreign"


def is_same(dataset: Dataset, trained: TrainedOn | None) -> bool:
    """Return True if these are the very pictures that the network was trained and measured on."""
    if trained is None:
        return False
    if trained.digest:
        return trained.digest == dataset.digest
    if not trained.data:
        return False
    source = data_source.decode(trained.data)
    return data_source.encode(dataset.source) == data_source.encode(source) and dataset.side == side_of(
        source, trained.side
    )


def _kind(trained: TrainedOn) -> str:
    return data_source.decode(trained.data).kind if trained.data else ""


@lru_cache(maxsize=8)
def _names(file: Path) -> frozenset[str]:
    return frozenset(json.loads(file.read_text(encoding="utf-8")))
