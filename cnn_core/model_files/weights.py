"""The model.weights.h5 of a model file: plain arrays of numbers that lie in the file itself, and nothing else.

HDF5 can point into other files, share and repeat objects, pack arrays, and describe arrays that are nowhere stored.
Keras writes none of that, so all of it is refused. Run it in a process of its own: the HDF5 library reads the file.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from cnn_core.model_files.error import ModelFileError

MAX_OBJECTS: Final = 40_000
MAX_DEPTH: Final = 40
_NUMBERS: Final = "fiub"


def count_numbers(data: bytes) -> int:
    """Count the numbers of a weights file.

    Args:
        data: the bytes of model.weights.h5.

    Raises:
        ModelFileError: it is no such file, or holds something else than plain arrays.
    """
    import h5py  # only a worker needs it

    try:
        with h5py.File(BytesIO(data), "r") as file:
            return _Census(len(data)).group(file, 0)
    except ModelFileError:
        raise
    except Exception as error:  # the library raises anything at all on a damaged file
        raise ModelFileError("weights", {"received": type(error).__name__}) from error


class _Census:
    """Walks through the groups of one file."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bytes = 0
        self._seen: set[int] = set()

    def group(self, group: Any, depth: int) -> int:
        """Count the numbers below a group."""
        import h5py

        if depth > MAX_DEPTH:
            raise _wrong(group)
        numbers = 0
        for name in group:
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise ModelFileError("weights", {"received": f"{name}, a link"})
            one = group[name]
            self._meet(one, h5py.h5o.get_info(one.id).addr)
            if isinstance(one, h5py.Group):
                numbers += self.group(one, depth + 1)
            elif isinstance(one, h5py.Dataset):
                numbers += self._array(one)
            else:
                raise _wrong(one)
        return numbers

    def _meet(self, one: Any, address: int) -> None:
        """Meet every object once: no loops, no array that counts twice."""
        if address in self._seen or len(self._seen) >= MAX_OBJECTS:
            raise _wrong(one)
        self._seen.add(address)

    def _array(self, array: Any) -> int:
        import h5py

        layout = array.id.get_create_plist()
        stored = layout.get_layout() in (h5py.h5d.CONTIGUOUS, h5py.h5d.COMPACT)
        if not stored or layout.get_external_count() or layout.get_nfilters() or array.shape is None:
            raise _wrong(array)
        if array.dtype.kind not in _NUMBERS or array.dtype.fields or array.dtype.subdtype:
            raise _wrong(array)
        self._bytes += array.nbytes
        if array.id.get_storage_size() != array.nbytes or self._bytes > self._size:
            raise _wrong(array)
        return int(array.size)


def _wrong(one: Any) -> ModelFileError:
    return ModelFileError("weights", {"received": str(one.name)})
