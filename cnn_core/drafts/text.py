"""A network draft as a short text for a link, and back. What comes back is checked: anybody can write a link."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any, Final

from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import DraftError, DraftLayer, defaults_of
from cnn_core.settings import LONGEST_LINK_TEXT

_VERSION: Final = 1
_LARGEST: Final = 40_000
_REFUSAL: Final = "A network in a link is a text that ConvLens has written. Received: {}. Choose a network on the page."


def encode(draft: NetworkDraft) -> str:
    """Write a draft as text of letters, digits, "-" and "_".

    Raises:
        DraftError: it is too long for a link.

    Example:
        >>> draft = NetworkDraft(28, 28, 1, 10, (DraftLayer("Flatten"), DraftLayer("Dense", {"units": 30})))
        >>> decode(encode(draft)) == draft
        True
    """
    layers = [[layer.kind, _change(layer)] if _change(layer) else [layer.kind] for layer in draft.layers]
    sizes = [draft.rows, draft.columns, draft.channels, draft.classes]
    written = json.dumps([_VERSION, sizes, layers], separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(zlib.compress(written, 9)).decode().rstrip("=")
    if len(text) > LONGEST_LINK_TEXT:
        raise DraftError(
            f"A network's text has at most {LONGEST_LINK_TEXT} characters. Received: {len(text)}. Remove some layers."
        )
    return text


def decode(text: str) -> NetworkDraft:
    """Read the draft that `encode` has written.

    Raises:
        DraftError: it is no such text, or describes what cannot be.

    Example:
        >>> decode("nonsense")
        Traceback (most recent call last):
        cnn_core.drafts.layers.DraftError: A network in a link is a text that ConvLens has written. \
Received: 'nonsense'. Choose a network on the page.
    """
    match _read(text):
        case [1, [rows, columns, channels, classes], [*layers]]:
            return NetworkDraft(rows, columns, channels, classes, tuple(_layer(layer) for layer in layers))
        case _:
            raise DraftError(_REFUSAL.format("another form"))


def _change(layer: DraftLayer) -> dict[str, Any]:
    defaults = defaults_of(layer.kind)
    return {name: value for name, value in layer.settings.items() if value != defaults[name]}


def _read(text: str) -> Any:
    try:
        packed = base64.b64decode(text[:LONGEST_LINK_TEXT] + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return json.loads(zlib.decompressobj().decompress(packed, _LARGEST))
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise DraftError(_REFUSAL.format(repr(text[:40]))) from error


def _layer(written: Any) -> DraftLayer:
    match written:
        case [str(kind)]:
            return DraftLayer(kind)
        case [str(kind), dict(settings)]:
            return DraftLayer(kind, settings)
        case _:
            raise DraftError(_REFUSAL.format("a layer of another form"))
