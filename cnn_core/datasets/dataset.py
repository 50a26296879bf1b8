"""A data set that is ready for training: arrays on the disk that are read where they are needed, and what they mean."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets.source import DataSource, decode

IMAGES: Final = "images.npy"
LABELS: Final = "labels.npy"
PARTS: Final = "parts.npy"
SIZES: Final = "sizes.npy"
NEAR_DUPLICATES: Final = "twins.npy"
NAMES: Final = "names.json"
ABOUT: Final = "dataset.json"

_SELDOM: Final = 60.0  # seconds between two notes that a data set is in use


@dataclass(frozen=True)
class Dataset:
    """Pictures of one size with their labels; the arrays lie on the disk and are mapped into memory, read-only.

    Attributes:
        folder: where they lie.
        source: which data set it is.
        side: pixels of a side.
        names_of_classes: (English, Korean) of each class.
        left_out: (file, reason) of the files that are no pictures; the first `cnn_core.datasets.writer.MOST_LEFT_OUT`.
        left_out_count: how many there are.
        digest: of pictures, labels and classes: the same digest, the same data.
    """

    folder: Path
    source: DataSource
    side: int
    names_of_classes: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    left_out_count: int
    digest: str

    @cached_property
    def images(self) -> NDArray[np.uint8]:
        """The pictures: uint8 (pictures, side, side, channels), in [0, 255]."""
        return self._map_file(IMAGES)

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The class of each picture: int64 (pictures,)."""
        return self._map_file(LABELS)

    @cached_property
    def parts(self) -> NDArray[np.uint8]:
        """0 for a picture to learn from, 1 for one of the official test part: uint8 (pictures,)."""
        return self._map_file(PARTS)

    @cached_property
    def sizes(self) -> NDArray[np.int32]:
        """Rows and columns of each picture before it was made square: int32 (pictures, 2)."""
        return self._map_file(SIZES)

    @cached_property
    def near_duplicates(self) -> NDArray[np.int64]:
        """For each picture the first one that looks the same, itself if there is none before it: int64 (pictures,)."""
        return self._map_file(NEAR_DUPLICATES)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The file name of each picture; () where they have none."""
        return tuple(json.loads((self.folder / NAMES).read_text(encoding="utf-8")))

    @property
    def channels(self) -> int:
        """3 (red, green, blue) or 1 (grey)."""
        return int(self.images.shape[3])

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, in English or as the visitor wrote them."""
        return tuple(english for english, _ in self.names_of_classes)

    def labels_in(self, language: str) -> tuple[str, ...]:
        """Return the names of the classes in "en" or "ko"."""
        return tuple(names[language == "ko"] for names in self.names_of_classes)

    def _map_file(self, name: str) -> NDArray[Any]:
        path = self.folder / name
        # The small ones are quicker to read than to map.
        array: NDArray[Any] = np.load(path, mmap_mode="r" if name == IMAGES else None, allow_pickle=False)
        return array


def open_dataset(folder: Path) -> Dataset | None:
    """Open the data set in a folder, None if there is none, and mark it as used, so that it is not evicted."""
    about = folder / ABOUT
    try:
        facts = json.loads(about.read_text(encoding="utf-8"))
        if time.time() - about.stat().st_mtime > _SELDOM:
            os.utime(about)
    except OSError:
        return None
    return Dataset(
        folder=folder,
        source=decode(facts["source"]),
        side=facts["side"],
        names_of_classes=tuple((english, korean) for english, korean in facts["classes"]),
        left_out=tuple((name, reason) for name, reason in facts["left_out"]),
        left_out_count=facts["left_out_count"],
        digest=facts["digest"],
    )
