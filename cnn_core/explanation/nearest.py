"""The pictures that a network finds most alike: nearest neighbours among its features.

As in Krizhevsky, Sutskever & Hinton (2012), "ImageNet Classification with Deep Convolutional Neural Networks", section
6.1, but by angle: how strong the features are altogether does not matter.

Known criticism: in spaces of many dimensions some pictures are near to almost all others (Radovanović, Nanopoulos &
Ivanović 2010, "Hubs in Space", JMLR 11), and being near is not being the reason.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

MOST_PICTURES: Final = 2000
MOST_NUMBERS: Final = 20_000_000
"""Features of all pictures together, 40 MB."""


def spread(labels: NDArray[np.integer[Any]], features: int) -> tuple[int, ...]:
    """Pick positions of pictures spread evenly over a data set and its classes, as many as are compared.

    Args:
        labels: (pictures,), the class of each.
        features: numbers that a network makes of a picture.

    Returns:
        At most `MOST_PICTURES`, and so many that there are at most `MOST_NUMBERS`; rising.

    Example:
        >>> spread(np.array([0, 0, 1, 1]), 10), spread(np.array([0, 0, 1, 1]), MOST_NUMBERS // 2)
        ((0, 1, 2, 3), (0, 2))
    """
    most = max(1, min(MOST_PICTURES, MOST_NUMBERS // features))
    by_class = np.argsort(labels, kind="stable")
    chosen = by_class[np.linspace(0, len(labels), min(most, len(labels)), endpoint=False).astype(np.int64)]
    return tuple(int(one) for one in np.sort(chosen))


def nearest(
    features: NDArray[np.float32], bank: NDArray[np.floating[Any]], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the nearest of a bank of pictures by cosine distance, the nearest first.

    Args:
        features: float32 (features,), of the picture.
        bank: (pictures, features).
        count: how many at most.

    Returns:
        Places in the bank, and distances from 0 (the same direction) over 1 (nothing in common) to 2.

    Example:
        >>> places, distances = nearest(np.array([2, 0], np.float32), np.array([[0, 1], [1, 0], [1, 1]]), 2)
        >>> places.tolist(), distances.round(3).tolist()
        ([1, 2], [0.0, 0.2930000126361847])
    """
    known = np.asarray(bank, np.float32)
    lengths = np.linalg.norm(known, axis=1) * np.linalg.norm(features)
    distances = np.clip(1 - known @ features / np.maximum(lengths, 1e-12), 0, 2).astype(np.float32)
    places = np.argsort(distances, kind="stable")[:count]
    return places, distances[places]
