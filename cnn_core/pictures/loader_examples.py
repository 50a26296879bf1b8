"""Picture files in which ways to load them differ: a photo with an EXIF orientation, transparency, grey, a palette."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from PIL import Image

from cnn_core.pictures.samples import SAMPLES

_ORIENTATION: Final = 0x0112
_TURN_RIGHT: Final = 6  # EXIF 2.32, tag 274: the first row of what is stored is the right side of the picture


def photo() -> bytes:
    """Make a JPEG as a phone that was held upright writes it: stored on its side, with an EXIF tag that says so."""
    pixels = np.rot90(SAMPLES["coffee"]())
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURN_RIGHT
    return _file(Image.fromarray(pixels), "JPEG", quality=90, exif=exif)


def transparent() -> bytes:
    """Make a PNG with an alpha channel: a round cut-out whose edge fades."""
    pixels = SAMPLES["astronaut"]()
    rows, columns = (np.linspace(-1, 1, size) for size in pixels.shape[:2])
    distance = np.hypot(rows[:, np.newaxis], columns)
    alpha = np.clip((1 - distance) * 10, 0, 1) * 255
    return _file(Image.fromarray(np.dstack([pixels, alpha.astype(np.uint8)])), "PNG")


def grey() -> bytes:
    """Make a PNG with one channel."""
    return _file(Image.fromarray(SAMPLES["camera"]()).convert("L"), "PNG")


def palette() -> bytes:
    """Make a PNG with a palette of 16 colours, as screenshots and drawings are often saved."""
    return _file(Image.fromarray(SAMPLES["coffee"]()).quantize(16), "PNG")


EXAMPLES: Final = MappingProxyType[str, Callable[[], bytes]](
    {"photo": photo, "transparent": transparent, "grey": grey, "palette": palette}
)
"""Name → what makes the file."""


def _file(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
