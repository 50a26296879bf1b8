"""MNIST: 28×28 grey pictures of handwritten digits."""

import numpy as np

from recipes.pictures import Pictures
from recipes.source_files import SourceFile, find

CLASSES = tuple("0123456789")

ARCHIVE = SourceFile(
    "mnist.npz",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)
"""Keras's own file of arrays x_train, y_train, x_test, y_test."""


def load() -> tuple[Pictures, Pictures]:
    """Both parts: 60,000 pictures to learn from, and 10,000 test pictures.

    Returns:
        uint8 ``(60000, 28, 28, 1)`` and ``(10000, 28, 28, 1)`` with their labels.

    Raises:
        SourceFileError: If the file is neither in the folder nor to be had from the internet.
    """
    with np.load(find(ARCHIVE), allow_pickle=False) as arrays:
        train, test = (
            Pictures(arrays[f"x_{part}"][..., None].astype(np.uint8), arrays[f"y_{part}"].astype(np.int64))
            for part in ("train", "test")
        )
    return train, test
