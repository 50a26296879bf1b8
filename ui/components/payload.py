"""Arrays for client-side views, as one ``bytes``: Streamlit hands those to JavaScript unchanged and without a copy.

Layout: 4 bytes ``CLP1`` · uint32 (little-endian) length of the JSON · JSON ``{"header": …, "arrays": [{"name",
"dtype", "shape", "offset"}, …]}`` in UTF-8 · zeros up to a multiple of 8 · the data section, in which every array
starts at a multiple of 8, so that typed arrays in the browser are views on the very bytes that came.
``shared/payload.js`` reads it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"CLP1"
ALIGNMENT = 8
DTYPES = ("float32", "uint8", "int32")


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Pack a JSON header and named arrays.

    Args:
        header: what JSON can hold; NaN and infinity cannot.
        arrays: float32, uint8 or int32 arrays of any shape, by name.

    Returns:
        The payload; ``unpack`` of ``shared/payload.js`` gives back ``{header, arrays: {name: {data, shape}}}``.

    Raises:
        TypeError: an array of another type, or a header that JSON cannot hold.
        ValueError: NaN or infinity in the header.

    Example:
        >>> payload = pack({"title": "one row"}, {"row": np.arange(3, dtype=np.float32)})
        >>> payload[:4], len(payload) % 8
        (b'CLP1', 0)
    """
    for name, array in arrays.items():
        _check(name, array)
    blocks = [_bytes_of(array) for array in arrays.values()]
    entries = [
        {"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "offset": offset}
        for (name, array), offset in zip(arrays.items(), _offsets(blocks), strict=True)
    ]
    text = json.dumps({"header": header, "arrays": entries}, ensure_ascii=False, allow_nan=False).encode()
    head = MAGIC + struct.pack("<I", len(text)) + text
    parts: list[bytes | memoryview] = []
    for block in (memoryview(head), *blocks):
        parts += [block, bytes(-len(block) % ALIGNMENT)]
    return b"".join(parts)  # the only copy that is made of the arrays


def _check(name: str, array: NDArray[Any]) -> None:
    if not isinstance(array, np.ndarray) or array.dtype.name not in DTYPES:
        received = array.dtype.name if isinstance(array, np.ndarray) else type(array).__name__
        raise TypeError(
            f"The arrays of a payload are numpy arrays of {', '.join(DTYPES)}. Received: {received} for {name!r}. "
            "Convert it first, for example with `.astype(np.float32)`."
        )


def _bytes_of(array: NDArray[Any]) -> memoryview:
    """Return the array's own memory, if it is little-endian and row-major, else that of a copy which is."""
    ordered = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return ordered.reshape(-1).view(np.uint8).data


def _offsets(blocks: list[memoryview]) -> Iterator[int]:
    offset = 0
    for block in blocks:
        yield offset
        offset += len(block) + -len(block) % ALIGNMENT
