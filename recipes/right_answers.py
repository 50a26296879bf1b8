"""Count of the held-out pictures that a network gets right."""

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from recipes.pictures import Pictures

CELLS = 600_000
"""Numbers that a batch of pictures may have: a network's maps take many times their memory."""


def scores(model: keras.Model, images: NDArray[np.uint8], scaling: str) -> NDArray[np.float32]:
    """The scores of a few pictures.

    Args:
        model: The network.
        images: uint8 ``(pictures, rows, columns, channels)``.
        scaling: "unit" if it takes brightness in [0, 1], "bytes" if it takes [0, 255].

    Returns:
        float32 ``(pictures, classes)``.
    """
    return np.asarray(model.predict_on_batch(images / np.float32(255 if scaling == "unit" else 1)), np.float32)


def right_answers(
    model: keras.Model, pictures: Pictures, *, scaling: str, compared: Sequence[int] | None = None
) -> int:
    """Counts the pictures whose label has the highest score.

    Args:
        model: The network, with a score for each class.
        pictures: The pictures, in the size that it takes.
        scaling: "unit" if it takes brightness in [0, 1], "bytes" if it takes [0, 255].
        compared: The classes whose scores are compared; None for all.

    Returns:
        The number of right answers.
    """
    batch = max(4, CELLS // pictures.images[0].size)
    classes = np.arange(model.output_shape[-1]) if compared is None else np.array(compared)
    right = 0
    for start in range(0, len(pictures.labels), batch):
        found = scores(model, pictures.images[start : start + batch], scaling)[:, classes]
        right += int(np.sum(classes[found.argmax(1)] == pictures.labels[start : start + batch]))
    return right
