"""Reads the weights out of a PyTorch file of the older kind (a row of pickles, then bytes) with numpy alone.

A pickle can run any code. So nothing is built here but ordered dicts and numpy arrays: every other name is refused.
The layout is that of ``torch.serialization._legacy_save``: magic number, protocol, system, names → tensors, keys of the
storages, and for each storage the number of its elements (int64) and the elements.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from io import BytesIO
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MAGIC: Final = 0x1950A86A20F9469CFC6C
_KINDS: Final = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Tensor:
    """Where a tensor's elements are: the key of its storage, the first element, its shape and its steps in elements."""

    def __init__(self, storage: tuple[Any, ...], offset: int, shape: tuple[int, ...], steps: tuple[int, ...], *_: Any):
        self.key, self.offset, self.shape, self.steps = storage[2], offset, shape, steps


class _Reader(pickle.Unpickler):
    def __init__(self, file: BytesIO) -> None:
        super().__init__(file)
        self.kinds: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _KINDS:
            return _KINDS[name]
        known = {("collections", "OrderedDict"): OrderedDict, ("torch._utils", "_rebuild_tensor_v2"): _Tensor}
        if (module, name) not in known:
            raise pickle.UnpicklingError(
                f"Weights are tensors in a dict. Received: {module}.{name}. Do not use this file."
            )
        return known[module, name]

    def persistent_load(self, storage: tuple[Any, ...]) -> Any:
        self.kinds[storage[2]] = storage[1]
        return storage


def read_torch_weights(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """The tensors of a PyTorch file.

    Args:
        data: the bytes of the file.

    Returns:
        name → array, in PyTorch's order of axes: kernels are (filters, channels, rows, columns).

    Raises:
        pickle.UnpicklingError: the file is something else, or holds something else than tensors.
    """
    file = BytesIO(data)
    if _Reader(file).load() != MAGIC:
        raise pickle.UnpicklingError("A PyTorch file starts with its magic number. Received: another. Check the file.")
    _Reader(file).load()  # the protocol
    _Reader(file).load()  # the system that wrote it
    reader = _Reader(file)
    tensors: dict[str, _Tensor] = reader.load()
    storages = {key: _elements(file, reader.kinds[key]) for key in _Reader(file).load()}
    return {name: _array(tensor, storages[tensor.key]) for name, tensor in tensors.items()}


def _elements(file: BytesIO, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    return np.frombuffer(file.read(count * kind.itemsize), kind, count)


def _array(tensor: _Tensor, elements: npt.NDArray[Any]) -> npt.NDArray[Any]:
    steps = tuple(step * elements.itemsize for step in tensor.steps)
    return np.lib.stride_tricks.as_strided(elements[tensor.offset :], tensor.shape, steps).copy()
