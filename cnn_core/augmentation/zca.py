"""ZCA whitening: pictures whose values vary alike and independently of one another, and still look like pictures.

Fitted on the training pictures as Keras's old ImageDataGenerator does it (``zca_whitening=True``), but by the
covariance instead of the pictures themselves, so that their number costs nothing. The result is an affine function of
a picture's numbers, and so one Dense layer of a network: see `cnn_core.augmentation.layers`.

The source: A. J. Bell and T. J. Sejnowski, "The 'independent components' of natural scenes are edge filters", Vision
Research 37 (1997), where ZCA has its name; A. Krizhevsky, "Learning multiple layers of features from tiny images"
(2009), appendix A, who did it to CIFAR-10. Batch normalisation does much of the same inside a network, and cheaper.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import RefusedError

LARGEST: Final = 32 * 32 * 3
"""Numbers of a picture: the matrix has this number squared, 9.4 million, and its directions take seconds to find."""
PICTURES: Final = 5000
SCALE: Final = 64
"""Levels that one standard deviation has afterwards; the mean is 128, so that the result can be looked at."""


class Whitening(NamedTuple):
    """Bytes to whitened bytes: ``pictures.reshape(pictures, n) @ matrix + bias``.

    Attributes:
        matrix: float32 (n, n), symmetric; n = rows · columns · channels.
        bias: float32 (n,).
    """

    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]


def can_whiten(rows: int, columns: int, channels: int) -> bool:
    """Return True if pictures of this size are small enough.

    Example:
        >>> can_whiten(32, 32, 3), can_whiten(48, 48, 3)
        (True, False)
    """
    return rows * columns * channels <= LARGEST


class Spread(NamedTuple):
    """The spread of the numbers of pictures, in [0, 1]: what takes long, and no epsilon changes.

    Attributes:
        mean: float32 (n,); n = rows · columns · channels.
        variances: float32 (n,), rising; along each of the directions.
        directions: float32 (n, n), one in each column; orthonormal.
    """

    mean: NDArray[np.float32]
    variances: NDArray[np.float32]
    directions: NDArray[np.float32]


def measure(images: NDArray[Any]) -> Spread:
    """Mean and principal directions of training pictures; of more than `PICTURES`, of as many, evenly spread.

    Args:
        images: (pictures, rows, columns, channels) in [0, 255], two at least.

    Raises:
        RefusedError: fewer than two pictures, or too large ones.
    """
    if images.ndim != 4 or len(images) < 2 or not can_whiten(*images.shape[1:]):
        raise RefusedError(
            f"Whitening takes two or more pictures of at most {LARGEST} numbers each, as 32 x 32 x 3 has. "
            f"Received: shape {images.shape}. Choose a smaller picture size, or switch whitening off."
        )
    chosen = spread_evenly(len(images))
    flat = np.asarray(images[chosen], np.float32).reshape(len(chosen), -1) / np.float32(255)  # (pictures, n)
    mean = flat.mean(axis=0)
    flat -= mean
    variances, directions = np.linalg.eigh(flat.T @ flat / np.float32(len(flat)))
    return Spread(mean, np.maximum(variances, 0), directions)


def spread_evenly(pictures: int) -> NDArray[np.int64]:
    """Pick the positions of the pictures that are measured.

    Example:
        >>> spread_evenly(3).tolist(), len(spread_evenly(60_000))
        ([0, 1, 2], 5000)
    """
    return np.linspace(0, pictures - 1, min(pictures, PICTURES)).astype(np.int64)


def whitening(spread: Spread, epsilon: float = 0.01) -> Whitening:
    """Compute the whitening of what was measured.

    Args:
        spread: as `measure` gives it.
        epsilon: added to the standard deviations, of values in [0, 1], before dividing by them. Directions that
            vary less than this are not amplified to the others' size, and with them noise is not.
    """
    strengths = 1 / (np.sqrt(spread.variances) + epsilon)
    matrix = (spread.directions * strengths) @ spread.directions.T  # (n, n)
    bias = 128 - spread.mean @ matrix * SCALE
    return Whitening((matrix * SCALE / 255).astype(np.float32), bias.astype(np.float32))


def fit(images: NDArray[Any], epsilon: float = 0.01) -> Whitening:
    """Measure training pictures and make their whitening.

    Args:
        images: (pictures, rows, columns, channels) in [0, 255], two at least; see `measure`.
        epsilon: see `whitening`.

    Raises:
        RefusedError: fewer than two pictures, or too large ones.

    Example:
        >>> images = np.random.default_rng(0).integers(0, 256, (500, 2, 2, 1))
        >>> white = (apply(fit(images), images) - 128) / SCALE
        >>> bool(np.allclose(np.cov(white.reshape(500, 4).T), np.eye(4), atol=0.1))
        True
    """
    return whitening(measure(images), epsilon)


def apply(whitening: Whitening, images: NDArray[Any]) -> NDArray[np.float32]:
    """Whiten pictures: 128 is the mean, `SCALE` levels are one standard deviation.

    Args:
        whitening: fitted on pictures of this size.
        images: (pictures, rows, columns, channels) in [0, 255].

    Returns:
        float32 of the same shape; a few values lie outside of [0, 255].
    """
    flat = np.asarray(images, np.float32).reshape(len(images), -1)
    white: NDArray[np.float32] = (flat @ whitening.matrix + whitening.bias).reshape(images.shape)
    return white
