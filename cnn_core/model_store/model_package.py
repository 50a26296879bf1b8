"""An exported network with what one has to know beside it, in one ZIP."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import BytesIO
from typing import Any, Final

from cnn_core.model_store.cards import Card

_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def package(files: Sequence[tuple[str, bytes]], texts: Mapping[str, str]) -> bytes:
    """A ZIP of files and texts.

    Args:
        files: (path, bytes) of each, as `cnn_core.model_store.export.export` gives them.
        texts: path → text, written as UTF-8.

    Example:
        >>> with zipfile.ZipFile(BytesIO(package([("a.onnx", b"x")], {"classes.txt": "cup"}))) as archive:
        ...     archive.namelist(), archive.read("classes.txt")
        (['a.onnx', 'classes.txt'], b'cup')
    """
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (*files, *((path, text.encode()) for path, text in texts.items())):
            archive.writestr(zipfile.ZipInfo(path, _WHEN), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def card_text(card: Card) -> str:
    """A card as JSON, as `cnn_core.model_store.cards.read_card` reads it."""
    entries: dict[str, Any] = asdict(card)
    for name in ("refusal", "further_accuracies", "trained_on"):
        if not getattr(card, name):
            del entries[name]
    if card.trained_on is not None:
        del entries["trained_on"]["held_out"]  # of shipped networks, and not of their cards
    return json.dumps(entries, ensure_ascii=False, indent=2)
