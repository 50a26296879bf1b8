"""Data sets whose files hold arrays: .npz in Keras's convention, the IDX files of MNIST's family, CIFAR's pickles."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.kinds import Kind
from cnn_core.datasets.stream import TEST, TRAIN, LabelledPicture, PictureStream

Arrays = Mapping[str, NDArray[Any]]

KEYS: Final = ("x_train", "y_train", "x_test", "y_test")
_MOST_BYTES: Final = 500_000_000  # of a member of CIFAR's archive
_BROKEN: Final = (OSError, ValueError, KeyError, EOFError, zlib.error, zipfile.BadZipFile, pickle.UnpicklingError)


def npz_pictures(path: Path, kind: Kind, count: int) -> PictureStream:
    """Stream the pictures of a .npz file in Keras's convention: x_train, y_train, x_test, y_test.

    Args:
        path: of the file.
        kind: the data set that it holds.
        count: pictures of each class in each part; 0: all.

    Raises:
        DatasetError: it is no such file.
    """
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            arrays = {key: file[key] for key in KEYS}
    except _BROKEN as error:
        raise _wrong(path, error) from error
    return _stream(arrays, kind, count, path)


def idx_pictures(paths: tuple[Path, ...], kind: Kind, count: int) -> PictureStream:
    """Stream the pictures of four IDX files, packed with gzip, in the order of `KEYS`.

    The format: a magic number whose last byte is the number of axes, the axes' sizes, and the bytes; all numbers have
    four bytes, the highest first. http://yann.lecun.com/exdb/mnist/

    Raises:
        DatasetError: they are no such files.
    """
    arrays = {}
    for key, path in zip(KEYS, paths, strict=True):
        try:
            with gzip.open(path) as file:
                data = file.read()
            axes = data[3]
            shape = [int(size) for size in np.frombuffer(data, ">u4", axes, offset=4)]
            arrays[key] = np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(shape)
        except (*_BROKEN, IndexError) as error:
            raise _wrong(path, error) from error
    return _stream(arrays, kind, count, paths[0])


def cifar_pictures(path: Path, kind: Kind, count: int) -> PictureStream:
    """Stream the pictures of CIFAR-10 or CIFAR-100, out of the archive for Python.

    Its batches are pickles; they are read by a reader that knows arrays, lists, numbers and texts, and nothing else.

    Raises:
        DatasetError: it is no such file.
    """
    images: dict[str, list[NDArray[Any]]] = {"train": [], "test": []}
    labels: dict[str, list[NDArray[Any]]] = {"train": [], "test": []}
    try:
        for name, batch in _batches(path):
            part = "test" if name.startswith("test") else "train"
            pixels = np.asarray(batch[b"data"], np.uint8)
            images[part].append(pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
            labels[part].append(np.asarray(batch.get(b"fine_labels", batch.get(b"labels")), np.int64))
        arrays = {
            f"{letter}_{part}": np.concatenate(found[part])
            for part in ("train", "test")
            for letter, found in (("x", images), ("y", labels))
        }
    except (*_BROKEN, tarfile.TarError, AttributeError, TypeError) as error:
        raise _wrong(path, error) from error
    return _stream(arrays, kind, count, path)


def _batches(path: Path) -> Iterator[tuple[str, Any]]:
    """(name, content) of each batch, in the order of their names."""
    with tarfile.open(path, "r:gz") as archive:
        members = sorted(archive, key=lambda member: member.name)
        for member in members:
            name = member.name.rpartition("/")[2]
            if name.startswith(("data_batch_", "test_batch")) or name in ("train", "test"):
                file = archive.extractfile(member) if member.isreg() and member.size <= _MOST_BYTES else None
                if file is not None:
                    yield name, _OnlyArrays(io.BytesIO(file.read()), encoding="bytes").load()


class _OnlyArrays(pickle.Unpickler):
    """Reads pickles of arrays; a pickle that names anything else is refused, so that none can run a program."""

    _KNOWN: Final = {("numpy", "ndarray"): np.ndarray, ("numpy", "dtype"): np.dtype}

    def find_class(self, module: str, name: str) -> Any:
        if name == "_reconstruct" and module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            return _empty_array
        if (module, name) in self._KNOWN:
            return self._KNOWN[module, name]
        raise pickle.UnpicklingError(f"a pickle that names {module}.{name}")


def _empty_array(*_: Any) -> NDArray[Any]:
    """Make what ``numpy._core.multiarray._reconstruct`` gives before the array's state is set."""
    return np.empty((0,), np.uint8)


def _stream(arrays: Arrays, kind: Kind, count: int, path: Path) -> PictureStream:
    parts = []
    for part, name in ((TRAIN, "train"), (TEST, "test")):
        images, labels = arrays[f"x_{name}"], arrays[f"y_{name}"].reshape(-1)
        _check(images, labels, kind, path)
        images = images[..., np.newaxis] if images.ndim == 3 else images
        parts.append((part, images, labels, _first_of_each(labels, count)))

    def items() -> Iterator[LabelledPicture]:
        for part, images, labels, chosen in parts:
            for position in chosen:
                yield LabelledPicture(images[position], int(labels[position]), part=part)

    return PictureStream(kind.names, sum(len(chosen) for *_, chosen in parts), items)


def _check(images: NDArray[Any], labels: NDArray[Any], kind: Kind, path: Path) -> None:
    shape = images.shape[3:] or (1,)
    right = images.ndim in (3, 4) and images.dtype == np.uint8 and shape == (kind.channels,) and min(images.shape) > 0
    if not right or len(labels) != len(images) or labels.dtype.kind not in "iu":
        raise _wrong(path, f"pictures {images.dtype} {images.shape}, labels {labels.dtype} {labels.shape}")
    if labels.min() < 0 or labels.max() >= len(kind.names):
        raise _wrong(path, f"labels from {labels.min()} to {labels.max()}")


def _first_of_each(labels: NDArray[Any], count: int) -> NDArray[np.int64]:
    """Return the first ``count`` positions of each class, sorted; all of them for 0."""
    if not count:
        return np.arange(len(labels))
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]))


def _wrong(path: Path, received: object) -> DatasetError:
    return DatasetError("wrong_file", {"file": path.name, "received": str(received)[:200]})
