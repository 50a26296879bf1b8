"""The networks that come with ConvLens: where the file of each lies, and its card.

A network is a folder ``models/NAME/`` with ``model.keras`` and ``card.json``. Only data are read here: Keras stays in
the workers.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from cnn_core.model_card import Accuracy, Card, CardData, CardError, CardInput, read_card

__all__ = ["Accuracy", "Card", "CardData", "CardInput", "ModelStoreError", "card", "folder", "names", "path"]

_NETWORK: Final = "model.keras"
_CARD: Final = "card.json"


class ModelStoreError(ValueError):
    """A shipped network that is not there, or whose card is broken; the message says what to do."""


def folder() -> Path:
    """Where the networks lie: ``models/`` beside the packages, or the folder that ``CONVLENS_MODELS`` names."""
    return Path(os.environ.get("CONVLENS_MODELS") or Path(__file__).parent.parent / "models")


def names() -> tuple[str, ...]:
    """The shipped networks in alphabetical order: every folder that holds a network and a card."""
    cards = folder().glob(f"*/{_CARD}")
    return tuple(sorted(file.parent.name for file in cards if (file.parent / _NETWORK).is_file()))


def path(name: str) -> Path:
    """The network's file.

    Raises:
        ModelStoreError: there is no such network.

    Example:
        >>> path("../etc")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        cnn_core.model_store.ModelStoreError: A shipped network is one of ... Received: '../etc'. Choose one of these.
    """
    return _place(name) / _NETWORK


def card(name: str) -> Card:
    """The network's card; its file is read again only when it has changed.

    Raises:
        ModelStoreError: there is no such network, or its card is broken.
    """
    file = _place(name) / _CARD
    return _read(file, file.stat().st_mtime_ns)


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
