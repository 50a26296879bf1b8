"""Arrays of a run that came from anybody: each is measured before it is made, and all are written anew.

`numpy.load` makes an array of whatever size a file's header says; here the header must fit to the bytes first.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import fields
from io import BytesIO
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.training.run_state import Progress

MOST_SNAPSHOT_BYTES: Final = 30_000_000
MOST_STATE_BYTES: Final = 200_000_000


class _Form(NamedTuple):
    """The allowed form of an array: numpy's letters of the kinds of its values, and its axes; None: up to eight."""

    kinds: str
    axes: int | None


_SNAPSHOT: Final = {
    "layer": _Form("U", 0),
    "picture": _Form("u", 3),
    "prediction": _Form("f", 1),
    "maps": _Form("f", 3),
    "filters": _Form("f", 4),
}
_STATE: Final = {one.name: _Form("fi", 0) for one in fields(Progress)}
_VARIABLE: Final = re.compile(r"value_[0-9]{1,5}")
_ANY: Final = _Form("fiub", None)
_MOST_AXES: Final = 8
_MOST_ITEM_BYTES: Final = 400  # of a text: a hundred letters
_MOST_HEADER: Final = 1000
_BROKEN: Final = (
    ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError, TypeError,
)  # fmt: skip


def snapshot(content: bytes) -> bytes:
    """Read a snapshot (`cnn_core.training.run_folder.Snapshot`) with the arrays that it has, and nothing else.

    Args:
        content: of an .npz file.

    Raises:
        ValueError: it is none, or its arrays are others.

    Example:
        >>> snapshot(b"PK")
        Traceback (most recent call last):
        ValueError: A run's arrays are those of an .npz file that ConvLens wrote. Received: something else.
    """
    arrays = _arrays(content, MOST_SNAPSHOT_BYTES, _SNAPSHOT.get)
    if not arrays.keys() >= {"layer", "picture", "prediction"} or any(array.size == 0 for array in arrays.values()):
        raise _refusal()
    return _write(arrays)


def state(content: bytes) -> bytes:
    """Read what it takes to go on with a run (`cnn_core.training.run_state`), and nothing else.

    Args:
        content: of an .npz file.

    Raises:
        ValueError: as `snapshot`.
    """
    arrays = _arrays(content, MOST_STATE_BYTES, lambda name: _ANY if _VARIABLE.fullmatch(name) else _STATE.get(name))
    if not arrays.keys() >= _STATE.keys() or not 0 <= float(arrays["epoch"]) <= 1e6:
        raise _refusal()
    return _write(arrays)


def _refusal() -> ValueError:
    return ValueError("A run's arrays are those of an .npz file that ConvLens wrote. Received: something else.")


def _write(arrays: dict[str, NDArray[Any]]) -> bytes:
    target = BytesIO()
    np.savez_compressed(target, **arrays)  # type: ignore[arg-type]
    return target.getvalue()


def _arrays(content: bytes, most: int, form_of: Callable[[str], _Form | None]) -> dict[str, NDArray[Any]]:
    """Read the arrays of an .npz file, if each has a form, and all together at most so many bytes."""
    arrays = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(one.file_size for one in members) > most or len({one.filename for one in members}) < len(members):
                raise _refusal()
            for one in members:
                name = one.filename.removesuffix(".npy")
                with archive.open(one) as file:
                    arrays[name] = _array(file.read(most), form_of(name))
    except _BROKEN as error:
        raise _refusal() from error
    return arrays


def _array(content: bytes, form: _Form | None) -> NDArray[Any]:
    """Read an array of this form whose header fits to its bytes."""
    file = BytesIO(content)
    if form is None or np.lib.format.read_magic(file) != (1, 0):
        raise _refusal()
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file, max_header_size=_MOST_HEADER)
    axes = len(shape) <= _MOST_AXES if form.axes is None else len(shape) == form.axes
    known = dtype.kind in form.kinds and 0 < dtype.itemsize <= (_MOST_ITEM_BYTES if dtype.kind == "U" else 8)
    if not axes or not known or dtype.itemsize * math.prod(shape) != len(content) - file.tell():
        raise _refusal()
    return np.frombuffer(content, dtype, offset=file.tell()).reshape(shape, order="F" if by_columns else "C")
