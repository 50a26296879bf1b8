"""Writes a stream of pictures to the disk as a data set: one picture after the other, in memory that does not grow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from cnn_core.datasets import dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.near_duplicates import NearDuplicateFinder
from cnn_core.datasets.npy_rows import NpyReader, NpyWriter
from cnn_core.datasets.source import DataSource, encode
from cnn_core.datasets.stream import LabelledPicture, LeftOut, PictureStream, squared
from cnn_core.storage.workspace import make_room

MOST_LEFT_OUT: Final = 1000
"""Files that are listed by name; more are only counted."""

MOST_BYTES: Final = 4_000_000_000
"""Of the pictures of one prepared data set."""

_LOOK: Final = 500  # pictures between two looks at the disk and two words about the progress

Progress = Callable[[str, int, int], None]


def write_dataset(stream: PictureStream, folder: Path, source: DataSource, side: int, progress: Progress) -> None:
    """Write pictures, labels and what is known about them.

    Args:
        stream: the pictures as they come.
        folder: an empty one.
        source: what is written down as the data set's source.
        side: pixels to which each picture's centre square is brought.
        progress: called with the phase ("read" or "compare"), how far it is, and how far it goes.

    Raises:
        DatasetError: no picture can be read, or there are too many.
        DiskFullError: there is no room left.
    """
    writing = _Writing(folder, side)
    done = 0
    try:
        for done, item in enumerate(stream.items(), start=1):
            writing.add(item)
            if done % _LOOK == 0:
                make_room(writing.images.bytes_of_one * _LOOK)
                progress("read", done, max(done, stream.total))
    finally:
        writing.images.close()
    progress("read", done, done)
    if not writing.labels:
        raise DatasetError("no_pictures", {"left_out": writing.left_out_count})
    with NpyReader(folder / dataset.IMAGES) as images:
        near_duplicates = writing.near_duplicates.leaders(images, lambda far, all_: progress("compare", far, all_))
    np.save(folder / dataset.NEAR_DUPLICATES, near_duplicates)
    writing.finish(stream.names, source)


class _Writing:
    """The arrays that are written while the pictures come: the pixels at once, the rest at the end."""

    def __init__(self, folder: Path, side: int) -> None:
        self.folder, self.side = folder, side
        self.images = NpyWriter(folder / dataset.IMAGES)
        self.near_duplicates = NearDuplicateFinder()
        self.labels: list[int] = []
        self.parts: list[int] = []
        self.sizes: list[tuple[int, int]] = []
        self.names: list[str] = []
        self.left_out: list[tuple[str, str]] = []
        self.left_out_count = 0
        self._digest = hashlib.sha256()

    def add(self, item: LabelledPicture | LeftOut) -> None:
        if isinstance(item, LeftOut):
            self.left_out_count += 1
            if len(self.left_out) < MOST_LEFT_OUT:
                self.left_out.append((item.name, item.reason))
            return
        pixels = squared(item.pixels, self.side)
        self.images.append(pixels)
        if self.images.bytes > MOST_BYTES:
            raise DatasetError("too_large", {"limit": MOST_BYTES // 1_000_000_000, "received": "> 4"})
        self.near_duplicates.add(pixels)
        self._digest.update(pixels.tobytes())
        self.labels.append(item.label)
        self.parts.append(item.part)
        self.sizes.append((item.pixels.shape[0], item.pixels.shape[1]))
        self.names.append(item.name)

    def finish(self, classes: tuple[tuple[str, str], ...], source: DataSource) -> None:
        found, labels = np.unique(np.array(self.labels, np.int64), return_inverse=True)
        classes = tuple(classes[label] for label in found)  # a class without a picture is none
        labels, parts = labels.astype(np.int64), np.array(self.parts, np.uint8)
        np.save(self.folder / dataset.LABELS, labels)
        np.save(self.folder / dataset.PARTS, parts)
        np.save(self.folder / dataset.SIZES, np.array(self.sizes, np.int32))
        for rest in (labels.tobytes(), parts.tobytes(), json.dumps(classes).encode()):
            self._digest.update(rest)
        names = self.names if any(self.names) else []
        (self.folder / dataset.NAMES).write_text(json.dumps(names), encoding="utf-8")
        about = {
            "source": encode(source),
            "side": self.side,
            "classes": classes,
            "left_out": self.left_out,
            "left_out_count": self.left_out_count,
            "digest": self._digest.hexdigest(),
        }
        (self.folder / dataset.ABOUT).write_text(json.dumps(about), encoding="utf-8")
