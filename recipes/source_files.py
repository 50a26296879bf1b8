"""Where the data sets' files come from: a folder of the reader's, or the internet."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

FOLDER_VARIABLE = "CONVLENS_DATA"


class SourceFileError(RuntimeError):
    """A data set's file is neither in the folder nor to be had from the internet."""


@dataclass(frozen=True)
class SourceFile:
    """One file of a data set.

    Attributes:
        name: The file's name in the folder.
        url: Where it can be downloaded, or "" where nobody offers it in this form.
        sha256: Hexadecimal SHA-256 of the downloaded file, or "" where it is not known.
    """

    name: str
    url: str = ""
    sha256: str = ""


def folder() -> Path | None:
    """The folder that the environment variable ``CONVLENS_DATA`` names, or None without it."""
    named = os.environ.get(FOLDER_VARIABLE, "")
    return Path(named) if named else None


def local(source: SourceFile) -> Path | None:
    """The file in the folder, or None if it is not there."""
    here = folder()
    return here / source.name if here is not None and (here / source.name).is_file() else None


def find(source: SourceFile) -> Path:
    """The file from the folder or, where it is not there, downloaded into Keras's cache and checked.

    Raises:
        SourceFileError: If it is in neither place.
    """
    return local(source) or download(source)


def download(source: SourceFile) -> Path:
    """Downloads a file into Keras's cache (once) and checks its SHA-256.

    Raises:
        SourceFileError: If nobody offers it, it cannot be reached, or is not the file that was expected.
    """
    import keras

    if not source.url:
        raise SourceFileError(
            f"The file {source.name} is not offered for download in this form. Received: {FOLDER_VARIABLE}={folder()}. "
            f"Put the file into a folder and name the folder in {FOLDER_VARIABLE}."
        )
    try:
        cached = Path(keras.utils.get_file(source.name, source.url, cache_subdir="convlens"))
    except Exception as failure:
        raise SourceFileError(
            f"{source.url} must be reachable. Received: {failure}. "
            f"Put {source.name} into a folder and name the folder in {FOLDER_VARIABLE}."
        ) from failure
    check(cached, source.sha256)
    return cached


def check(path: Path, sha256: str) -> None:
    """Compares a file's SHA-256 with the expected one; deletes the file if they differ.

    Raises:
        SourceFileError: If they differ.
    """
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if sha256 and found != sha256:
        path.unlink()
        raise SourceFileError(
            f"{path.name} must have the SHA-256 {sha256}. Received: {found}. The file was deleted; run it again."
        )
