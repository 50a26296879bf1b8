"""The networks that ConvLens can show: the shipped ones, and those that visitors trained here.

A shipped network is a folder ``models/NAME/`` with ``model.keras`` and ``card.json``. Only data are read here: Keras
stays in the workers.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from cnn_core.model_store import kept as kept_models
from cnn_core.model_store.cards import Accuracy, Card, CardData, CardError, CardInput, read_card
from cnn_core.model_store.source import ModelSource, split_run
from cnn_core.storage import workspace

__all__ = [
    "Accuracy", "Card", "CardData", "CardInput", "ModelStoreError", "card", "checkpoint", "file_of", "folder",
    "kept_names", "names", "path",
]  # fmt: skip

_NETWORK: Final = "model.keras"
_CARD: Final = "card.json"


class ModelStoreError(ValueError):
    """A network that is not there, or whose card is broken; the message says what to do."""


def folder() -> Path:
    """Return the folder of the networks: ``models/`` beside the packages, or what ``CONVLENS_MODELS`` names."""
    return Path(os.environ.get("CONVLENS_MODELS") or Path(__file__).parents[2] / "models")


def names() -> tuple[str, ...]:
    """List the shipped networks in alphabetical order: every folder that holds a network and a card."""
    cards = folder().glob(f"*/{_CARD}")
    return tuple(sorted(file.parent.name for file in cards if (file.parent / _NETWORK).is_file()))


def kept_names() -> tuple[str, ...]:
    """List the networks that visitors keep under a name, last saved first; see `cnn_core.model_store.kept`."""
    return kept_models.names()


def path(name: str) -> Path:
    """Return the file of a shipped network.

    Raises:
        ModelStoreError: there is no such network.

    Example:
        >>> path("../etc")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        cnn_core.model_store.store.ModelStoreError: A shipped network is one of ... Received: '../etc'. ...
    """
    return _place(name) / _NETWORK


def card(name: str) -> Card:
    """Read the card of a shipped network; its file is read again only when it has changed.

    Raises:
        ModelStoreError: there is no such network, or its card is broken.
    """
    file = _place(name) / _CARD
    return _read(file, file.stat().st_mtime_ns)


def checkpoint(run: str, epoch: int) -> Path:
    """Return the network as a run left it after an epoch, counted from 1.

    Raises:
        ModelStoreError: the run has none of this epoch.
    """
    file = workspace.folder("runs") / run / "checkpoints" / f"epoch-{epoch:04d}.keras"
    if not workspace.is_id(run) or not file.is_file():
        raise ModelStoreError(f"A run keeps its networks of some epochs. Received: epoch {epoch}. Choose another one.")
    return file


def file_of(source: ModelSource) -> Path:
    """Return the file of a network; there is none of an application.

    Raises:
        ModelStoreError, KeptModelError, ModelSourceError: there is no such network.
    """
    match source.kind:
        case "shipped":
            return path(source.name)
        case "kept":
            return kept_models.path(source.name)
        case "run":
            return checkpoint(*split_run(source.name))
        case "file":
            return Path(source.name)
    raise ModelStoreError(f"A network in a file is shipped, kept, run or file. Received: {source.kind!r}")


def _place(name: str) -> Path:
    shipped = names()
    if name not in shipped:  # this also keeps paths like ".." out
        listed = ", ".join(shipped) or f"none ({folder()} is empty)"
        raise ModelStoreError(f"A shipped network is one of {listed}. Received: {name!r}. Choose one of these.")
    return folder() / name


@lru_cache(maxsize=32)
def _read(file: Path, _changed: int) -> Card:
    try:
        return read_card(json.loads(file.read_text(encoding="utf-8")), file.parent.name)
    except (OSError, ValueError) as error:
        reason = str(error) if isinstance(error, CardError) else f"A card is JSON in UTF-8. Received: {error}"
        raise ModelStoreError(f"{reason}. Mend {file}, or make it again with its recipe.") from error
