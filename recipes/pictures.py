"""Labelled pictures in memory."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Pictures:
    """Pictures of one size with their labels.

    Attributes:
        images: uint8 ``(pictures, rows, columns, channels)``.
        labels: int64 ``(pictures,)``, positions in the data set's tuple of classes.
        names: File names where the data set has files, else empty.

    Example:
        >>> import numpy as np
        >>> two = Pictures(np.zeros((2, 4, 4, 3), np.uint8), np.array([0, 1]))
        >>> two.take(np.array([1])).labels.tolist()
        [1]
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    names: tuple[str, ...] = ()

    def take(self, positions: NDArray[Any]) -> "Pictures":
        """Only the pictures at these positions, int64 ``(chosen,)``, in this order."""
        names = tuple(self.names[position] for position in positions) if self.names else ()
        return Pictures(self.images[positions], self.labels[positions], names)
