"""The data sets that need no file: drawn shapes, and scikit-learn's digits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cnn_core.datasets import class_names
from cnn_core.datasets.shapes import drawing as shapes
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.stream import LabelledPicture, PictureStream


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
    """The 1,797 handwritten digits of 8×8 pixels that come with scikit-learn; their 17 levels become 0 … 255."""

    def items() -> Iterator[LabelledPicture]:
        from sklearn.datasets import load_digits

        digits = load_digits()
        levels = np.round(digits.images * (255 / 16)).astype(np.uint8)[..., np.newaxis]  # (pictures, 8, 8, 1)
        for pixels, label in zip(levels, digits.target, strict=True):
            yield LabelledPicture(pixels, int(label))

    return PictureStream(class_names.DIGITS, 1797, items)
