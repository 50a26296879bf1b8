"""The pictures that a data set consists of: drawn, brought along, from the reader's own folder, or fetched."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnn_core.datasets import class_names
from cnn_core.datasets.collections.pictures import collected_pictures
from cnn_core.datasets.kinds import kind
from cnn_core.datasets.originals import arrays as array_pictures
from cnn_core.datasets.originals import files as dataset_files
from cnn_core.datasets.originals.archives import tar_pictures, tiny_imagenet_pictures, zip_pictures
from cnn_core.datasets.shapes import drawing as shapes
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.stream import LabelledPicture, PictureStream
from cnn_core.datasets.writer import Progress


def stream_of(source: DataSource, side: int, progress: Progress) -> PictureStream:
    """Stream the pictures of a data set as they come.

    Args:
        source: which one.
        side: pixels of a side, for what is drawn here.
        progress: called with "download", how many bytes are here, and how many there are.

    Raises:
        DatasetError: there are no such pictures, or the files are others.
        DownloadError: they cannot be fetched.
    """
    if source.kind == "shapes":
        return shape_pictures(source, side)
    if source.kind == "digits":
        return digit_pictures()
    if source.kind == "own":
        return collected_pictures(source)
    path = dataset_files.own_file(source.kind)
    count = int(dict(source.options).get("count", 0))
    if path is not None and path.suffix == ".npz":
        return array_pictures.npz_pictures(path, kind(source.kind), count)
    if path is not None:
        return zip_pictures(path, kind(source.kind))
    return _original(source.kind, count, progress)


def _original(name: str, count: int, progress: Progress) -> PictureStream:
    """Stream the pictures of the files that the publisher offers."""
    paths = dataset_files.fetched(name, lambda here, total: progress("download", here, total))
    if name == "mnist":
        return array_pictures.npz_pictures(paths[0], kind(name), count)
    if name == "fashion_mnist":
        return array_pictures.idx_pictures(paths, kind(name), count)
    if name == "flower_photos":
        return tar_pictures(paths[0], kind(name))
    if name == "tiny_imagenet10":
        return tiny_imagenet_pictures(paths[0], kind(name))
    return array_pictures.cifar_pictures(paths[0], kind(name), count)


def shape_pictures(source: DataSource, side: int) -> PictureStream:
    """Drawn shapes: as many of each class as the option "count" says, drawn at this size."""
    chosen = dict(source.options)
    count, seed = int(chosen.pop("count")), int(chosen.pop("seed"))

    def items() -> Iterator[LabelledPicture]:
        for label in range(len(class_names.SHAPES)):
            for index in range(count):
                pixels = shapes.picture(label, index, side=side, seed=seed, **chosen)
                yield LabelledPicture(pixels, label)

    return PictureStream(class_names.SHAPES, count * len(class_names.SHAPES), items)


def digit_pictures() -> PictureStream:
    """Stream the 1,797 handwritten digits of 8×8 pixels of scikit-learn; their 17 levels become 0 … 255."""

    def items() -> Iterator[LabelledPicture]:
        from sklearn.datasets import load_digits

        digits = load_digits()
        levels = np.round(digits.images * (255 / 16)).astype(np.uint8)[..., np.newaxis]  # (pictures, 8, 8, 1)
        for pixels, label in zip(levels, digits.target, strict=True):
            yield LabelledPicture(pixels, int(label))

    return PictureStream(class_names.DIGITS, 1797, items)
