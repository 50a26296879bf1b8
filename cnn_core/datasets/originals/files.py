"""The files of the data sets that others made: in a folder of one's own, fetched before, or on the internet.

The folder that ``CONVLENS_DATA`` names is looked in first: for ``NAME.npz`` in Keras's convention, ``NAME.zip`` with a
folder for each class, and for the files as their publishers offer them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cnn_core.storage import workspace
from cnn_core.storage.download import Download, DownloadError, RemoteFile
from cnn_core.storage.file_lock import locked

VARIABLE: Final = "CONVLENS_DATA"

_OFTEN: Final = 0.3  # seconds between two words about a download's progress
_KERAS: Final = "https://storage.googleapis.com/tensorflow/tf-keras-datasets"
_TORONTO: Final = "https://www.cs.toronto.edu/~kriz"


@dataclass(frozen=True)
class OriginalFile:
    """A file as its publisher offers it.

    Attributes:
        remote: where it is, its size, and its MD5 where that is published.
        sha256: hexadecimal; "" where the MD5 is known.
    """

    remote: RemoteFile
    sha256: str = ""


def _fashion(name: str, size: int, md5: str) -> OriginalFile:
    return OriginalFile(RemoteFile(f"{_KERAS}/{name}.gz", f"fashion-mnist-{name}.gz", size, md5))


# The hashes: MNIST from keras.datasets; Fashion-MNIST from its README; CIFAR from its page; flowers from
# tensorflow_datasets; Tiny ImageNet as many loaders state it.
ORIGINALS: Final[dict[str, tuple[OriginalFile, ...]]] = {
    "mnist": (
        OriginalFile(
            RemoteFile(f"{_KERAS}/mnist.npz", "mnist-keras.npz", 11_490_434),
            "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
        ),
    ),
    "fashion_mnist": (
        _fashion("train-images-idx3-ubyte", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        _fashion("train-labels-idx1-ubyte", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
        _fashion("t10k-images-idx3-ubyte", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
        _fashion("t10k-labels-idx1-ubyte", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    ),
    "cifar10": (
        OriginalFile(
            RemoteFile(
                f"{_TORONTO}/cifar-10-python.tar.gz",
                "cifar-10-python.tar.gz",
                170_498_071,
                "c58f30108f718f92721af3b95e74349a",
            )
        ),
    ),
    "cifar100": (
        OriginalFile(
            RemoteFile(
                f"{_TORONTO}/cifar-100-python.tar.gz",
                "cifar-100-python.tar.gz",
                169_001_437,
                "eb9058c3a382ffc7106e4002c42a8d85",
            )
        ),
    ),
    "flower_photos": (
        OriginalFile(
            RemoteFile(
                "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
                "flower_photos.tgz",
                228_813_984,
            ),
            "4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c",
        ),
    ),
    "tiny_imagenet10": (
        OriginalFile(
            RemoteFile(
                "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
                "tiny-imagenet-200.zip",
                248_100_043,
                "90528d7ca1a48142e341f4ef8d21d0de",
            )
        ),
    ),
}
"""Kind → the files that hold it, in the order in which they are read."""


def own_file(kind: str) -> Path | None:
    """Find the reader's own file of a data set, ``NAME.npz`` or ``NAME.zip`` in ``CONVLENS_DATA``, or None."""
    named = os.environ.get(VARIABLE)
    paths = [Path(named) / f"{kind}{ending}" for ending in (".npz", ".zip")] if named else []
    return next((path for path in paths if path.is_file()), None)


def here(kind: str) -> bool:
    """Return True if all files of a data set are on this machine."""
    return own_file(kind) is not None or all(_local(original) for original in ORIGINALS[kind])


def fetched(kind: str, progress: Callable[[int, int], None]) -> tuple[Path, ...]:
    """Return the files of a data set as their publishers offer them, downloaded if need be.

    A download that was cut off goes on where it ended. What was downloaded is kept only if its hash is right.

    Args:
        kind: a key of `ORIGINALS`.
        progress: called with how many bytes are here, and how many there are.

    Raises:
        DownloadError: a file cannot be fetched.
    """
    originals = ORIGINALS[kind]
    total, before, paths = sum(original.remote.size for original in originals), 0, []
    for original in originals:

        def here_now(received: int, start: int = before) -> None:
            progress(start + received, total)

        paths.append(_local(original) or _download(original, here_now))
        before += original.remote.size
    return tuple(paths)


def _local(original: OriginalFile) -> Path | None:
    """Find the file in the reader's folder, or fetched before."""
    named = os.environ.get(VARIABLE)
    folders = [Path(named)] if named else []
    paths = (folder / original.remote.name for folder in (*folders, workspace.folder("downloads")))
    return next((path for path in paths if path.is_file()), None)


def _download(original: OriginalFile, progress: Callable[[int], None]) -> Path:
    folder = workspace.folder("downloads")
    path = folder / original.remote.name
    with locked(folder / f"{original.remote.name}.lock"):
        if path.is_file():  # somebody else was at it
            return path
        unchecked = folder / f"unchecked-{original.remote.name}"
        remote = RemoteFile(original.remote.url, unchecked.name, original.remote.size, original.remote.md5)
        download = Download(remote, folder)
        while (state := download.wait(_OFTEN)).state == "running":
            progress(state.received)
        if state.error is not None:
            raise state.error
        if original.sha256 and _sha256(unchecked) != original.sha256:
            unchecked.unlink()
            raise DownloadError("damaged")
        unchecked.replace(path)
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
