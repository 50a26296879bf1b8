"""ZCA whitening: pictures whose values vary alike and independently of one another, and still look like pictures.

Fitted on the training pictures as Keras's old ImageDataGenerator does it (``zca_whitening=True``), but by the
covariance instead of the pictures themselves, so that their number costs nothing. The result is an affine function of
a picture's numbers, and so one Dense layer of a network: see `cnn_core.zca_layers`.

The source: A. J. Bell and T. J. Sejnowski, "The 'independent components' of natural scenes are edge filters", Vision
Research 37 (1997), where ZCA has its name; A. Krizhevsky, "Learning multiple layers of features from tiny images"
(2009), appendix A, who did it to CIFAR-10. Batch normalisation does much of the same inside a network, and cheaper.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

LARGEST: Final = 32 * 32 * 3
"""Numbers of a picture: the matrix has this number squared, 9.4 million, and its directions take seconds to find."""
PICTURES: Final = 5000
SCALE: Final = 64
"""Levels that one standard deviation has afterwards; the mean is 128, so that the result can be looked at."""


class WhiteningError(ValueError):
    """Pictures that cannot be whitened. The message states the rule and then what was received."""


class Whitening(NamedTuple):
    """Bytes to whitened bytes: ``pictures.reshape(pictures, n) @ matrix + bias``.

    Attributes:
        matrix: float32 (n, n), symmetric; n = rows · columns · channels.
        bias: float32 (n,).
    """

    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]


def can_whiten(rows: int, columns: int, channels: int) -> bool:
    """Whether pictures of this size are small enough.

    Example:
        >>> can_whiten(32, 32, 3), can_whiten(48, 48, 3)
        (True, False)
    """
    return rows * columns * channels <= LARGEST


def fit(images: NDArray[Any], epsilon: float = 0.01) -> Whitening:
    """Fit the whitening on training pictures; of more than `PICTURES` of them, on as many, evenly spread.

    Args:
        images: (pictures, rows, columns, channels) in [0, 255], two at least.
        epsilon: added to the standard deviations, of values in [0, 1], before dividing by them. Directions that
            vary less than this are not amplified to the others' size, and with them noise is not.

    Raises:
        WhiteningError: fewer than two pictures, or too large ones.

    Example:
        >>> images = np.random.default_rng(0).integers(0, 256, (500, 2, 2, 1))
        >>> white = (apply(fit(images), images) - 128) / SCALE
        >>> bool(np.allclose(np.cov(white.reshape(500, 4).T), np.eye(4), atol=0.1))
        True
    """
    if images.ndim != 4 or len(images) < 2 or not can_whiten(*images.shape[1:]):
        raise WhiteningError(
            f"Whitening takes two or more pictures of at most {LARGEST} numbers each, as 32 x 32 x 3 has. "
            f"Received: shape {images.shape}. Choose a smaller picture size, or switch whitening off."
        )
    chosen = np.linspace(0, len(images) - 1, min(len(images), PICTURES)).astype(int)
    flat = np.asarray(images[chosen], np.float32).reshape(len(chosen), -1) / np.float32(255)  # (pictures, n)
    mean = flat.mean(axis=0)
    flat -= mean
    variances, directions = np.linalg.eigh(flat.T @ flat / np.float32(len(flat)))
    strengths = 1 / (np.sqrt(np.maximum(variances, 0)) + epsilon)
    matrix = (directions * strengths) @ directions.T  # (n, n)
    return Whitening((matrix * SCALE / 255).astype(np.float32), (128 - mean @ matrix * SCALE).astype(np.float32))


def apply(whitening: Whitening, images: NDArray[Any]) -> NDArray[np.float32]:
    """Whitened pictures: 128 is the mean, `SCALE` levels are one standard deviation.

    Args:
        whitening: fitted on pictures of this size.
        images: (pictures, rows, columns, channels) in [0, 255].

    Returns:
        float32 of the same shape; a few values lie outside of [0, 255].
    """
    flat = np.asarray(images, np.float32).reshape(len(images), -1)
    white: NDArray[np.float32] = (flat @ whitening.matrix + whitening.bias).reshape(images.shape)
    return white
