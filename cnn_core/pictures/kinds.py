"""The kind of a picture file, by its first bytes."""

from __future__ import annotations

import re
import struct
from typing import Final

from cnn_core.pictures.errors import ImageError

READABLE: Final = ("JPEG", "PNG", "WebP", "BMP", "GIF", "TIFF", "PPM")

_SIGNATURES: Final = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), "TIFF"),
    (re.compile(rb"BM"), "BMP"),
    (re.compile(rb"P[1-6]\s"), "PPM"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"....ftyp(hei[cfmsx]|hev[cmsx]|mi[af]1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<(svg|[?!].{0,4000}<svg)", re.DOTALL | re.IGNORECASE), "SVG"),
)


def kind_of(data: bytes) -> str:
    """Find the kind of picture that the content says it is, one of ``READABLE``.

    Raises:
        ImageError: it is a kind that is not read, or no picture.

    Example:
        >>> kind_of(b"GIF89a...")
        'GIF'
    """
    start = data[:4096]
    kind = next((name for signature, name in _SIGNATURES if signature.match(start)), None)
    if kind is None and _is_svg_in_utf_16(start):
        kind = "SVG"
    if kind in READABLE:
        return kind
    if kind == "SVG":
        raise ImageError("svg")
    if kind:
        raise ImageError("heic", {"kind": kind})
    raise ImageError("not_a_picture")


def _is_svg_in_utf_16(start: bytes) -> bool:
    return start[:2] in (b"\xff\xfe", b"\xfe\xff") and b"<svg" in start.replace(b"\0", b"").lower()


# Where the width and the height stand; Pillow takes a file with a zero there for a broken one.
_SIZES: Final = {"PNG": struct.Struct(">16xII"), "GIF": struct.Struct("<6xHH"), "BMP": struct.Struct("<18xii")}


def check_not_empty(data: bytes, kind: str) -> None:
    """Raise an ImageError if the header says that the picture has no rows or no columns."""
    form = _SIZES.get(kind)
    if form is None or len(data) < form.size:
        return
    width, height = form.unpack_from(data)
    if width == 0 or height == 0:
        raise ImageError("zero_size", {"received": f"{width:,} × {height:,}"})
