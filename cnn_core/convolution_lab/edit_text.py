"""Kernels that a visitor has written by hand, as a short text that fits into a link.

The text is base64url(zlib(records)). A record is five bytes (kind, first index, second index, rows, columns; kind 0 is
the kernel, 1 the pointwise kernel) and rows × columns little-endian float32. Whatever arrives in a link is untrusted:
lengths are limited before anything is unpacked, and only finite numbers within ±`LARGEST` come out.

Example:
    >>> import numpy as np
    >>> text = encode_edits([KernelEdit(0, 2, np.float32([[0, 1], [-1, 0.5]]))])
    >>> decode_edits(text)[0].values.tolist()
    [[0.0, 1.0], [-1.0, 0.5]]
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAXIMUM_TEXT = 6000
MAXIMUM_GRIDS = 32 * 12 + 32 * 3
MAXIMUM_SIDE = 11
LARGEST = 1e6
_HEADER = struct.Struct("<5B")
_MAXIMUM_BYTES = MAXIMUM_GRIDS * (_HEADER.size + 4 * MAXIMUM_SIDE**2)


class KernelEditsError(ValueError):
    """Kernel edits that cannot be read or written. The message states the rule and then what was received."""


@dataclass(frozen=True, eq=False)
class KernelEdit:
    """One grid of kernel numbers.

    Attributes:
        first: index on the kernel's third axis (the input channel; the filter for Conv2DTranspose).
        second: index on its fourth axis (the filter or the depthwise variant; the channel for Conv2DTranspose).
        values: float32, (rows, columns).
        pointwise: the edit belongs to the pointwise kernel of SeparableConv2D, and ``values`` is a single number.
    """

    first: int
    second: int
    values: NDArray[np.float32]
    pointwise: bool = False


def round_values(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Round to six significant digits, which is what float32 keeps of any number.

    Example:
        >>> import numpy as np
        >>> round_values(np.float32([1 / 3, 123456.7])).tolist()
        [0.33333298563957214, 123457.0]
    """
    rounded = [float(f"{number:.6g}") for number in np.asarray(values, dtype=np.float32).ravel()]
    return np.array(rounded, dtype=np.float32).reshape(np.shape(values))


def encode_edits(edits: Iterable[KernelEdit]) -> str:
    """Write the edits as URL-safe text; "" for no edits. A later edit of the same grid replaces an earlier one.

    Raises:
        KernelEditsError: a number is not finite or beyond ±1e6, a grid or index is too large, or the text is too long.
    """
    latest = {(edit.pointwise, edit.first, edit.second): edit for edit in edits}
    if not latest:
        return ""
    data = b"".join(_record(edit) for _, edit in sorted(latest.items()))
    text = base64.urlsafe_b64encode(zlib.compress(data, 9)).rstrip(b"=").decode("ascii")
    if len(text) > MAXIMUM_TEXT:
        raise KernelEditsError(
            f"A link carries at most {MAXIMUM_TEXT} characters of edited kernels. Received: {len(text)}. "
            "Edit fewer kernels, or take the layer away as a .keras file or a notebook."
        )
    return text


def _record(edit: KernelEdit) -> bytes:
    values = np.asarray(edit.values, dtype=np.float32)
    if values.ndim != 2 or not 1 <= min(values.shape) <= max(values.shape) <= MAXIMUM_SIDE:
        raise KernelEditsError(f"A kernel has 1 to {MAXIMUM_SIDE} rows and columns. Received: shape {values.shape}.")
    if not (0 <= edit.first <= 255 and 0 <= edit.second <= 255):
        raise KernelEditsError(f"Kernel indices run from 0 to 255. Received: ({edit.first}, {edit.second}).")
    _check_numbers(values)
    header = _HEADER.pack(int(edit.pointwise), edit.first, edit.second, *values.shape)
    return header + round_values(values).astype("<f4").tobytes()


def _check_numbers(values: NDArray[np.float32]) -> None:
    if not np.isfinite(values).all() or np.abs(values).max() > LARGEST:
        wrong = values[~(np.abs(values) <= LARGEST)].ravel()[0]
        raise KernelEditsError(f"Kernel numbers are finite and between ±{LARGEST:g}. Received: {wrong}.")


def decode_edits(text: str) -> list[KernelEdit]:
    """Read the edits that `encode_edits` wrote; [] for "".

    Raises:
        KernelEditsError: the text is not what `encode_edits` writes.
    """
    if not text:
        return []
    data = _unpack(text)
    edits, start = [], 0
    while start < len(data):
        edit, start = _read(data, start)
        edits.append(edit)
        if len(edits) > MAXIMUM_GRIDS:
            raise KernelEditsError(f"At most {MAXIMUM_GRIDS} kernels can be edited. Received: more.")
    return edits


def _unpack(text: str) -> bytes:
    if len(text) > MAXIMUM_TEXT:
        raise KernelEditsError(f"Kernel edits have at most {MAXIMUM_TEXT} characters. Received: {len(text)}.")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        expander = zlib.decompressobj()
        data = expander.decompress(packed, _MAXIMUM_BYTES + 1)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise KernelEditsError(f"Kernel edits are text made by `encode_edits`. Received: {text[:40]!r}.") from error
    if not expander.eof or len(data) > _MAXIMUM_BYTES:
        raise KernelEditsError(
            "Kernel edits end where they say. Received: a text cut off or expanding beyond its limit."
        )
    return data


def _read(data: bytes, start: int) -> tuple[KernelEdit, int]:
    if start + _HEADER.size > len(data):
        raise KernelEditsError("Kernel edits end after a whole kernel. Received: a text cut off.")
    kind, first, second, rows, columns = _HEADER.unpack_from(data, start)
    end = start + _HEADER.size + 4 * rows * columns
    if kind > 1 or not (1 <= rows <= MAXIMUM_SIDE and 1 <= columns <= MAXIMUM_SIDE) or end > len(data):
        raise KernelEditsError(f"A kernel has 1 to {MAXIMUM_SIDE} rows and columns. Received: {rows} × {columns}.")
    values = np.frombuffer(data, dtype="<f4", count=rows * columns, offset=start + _HEADER.size)
    _check_numbers(values)
    return KernelEdit(first, second, values.reshape(rows, columns).astype(np.float32), kind == 1), end
