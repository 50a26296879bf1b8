"""CIFAR-10: 32×32 colour pictures of ten classes."""

import numpy as np

from recipes.pictures import Pictures
from recipes.source_files import SourceFile, local

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

ARCHIVE = SourceFile("cifar10.npz")
"""The pictures as one file of arrays x_train, y_train, x_test, y_test; without it Keras downloads the original."""


def load() -> tuple[Pictures, Pictures]:
    """Both parts: 50,000 pictures to learn from, and the test pictures.

    Returns:
        uint8 ``(50000, 32, 32, 3)`` and ``(10000, 32, 32, 3)`` with their labels; from a file, as many as it holds.
    """
    path = local(ARCHIVE)
    if path is None:
        import keras

        parts = keras.datasets.cifar10.load_data()
    else:
        with np.load(path, allow_pickle=False) as arrays:
            parts = tuple((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))
    (images, labels), (test_images, test_labels) = parts
    return _pictures(images, labels), _pictures(test_images, test_labels)


def _pictures(images: np.ndarray, labels: np.ndarray) -> Pictures:
    return Pictures(images.astype(np.uint8), labels.reshape(-1).astype(np.int64))
