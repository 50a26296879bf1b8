"""Pictures made worse, a little or a lot: what a photograph suffers, in steps. Runs in the engine's workers.

The same picture is corrupted in the same way every time, whichever pictures come with it, and a stronger corruption
goes the same way further. Hendrycks and Dietterich (2019), "Benchmarking Neural Network Robustness to Common
Corruptions and Perturbations", https://arxiv.org/abs/1903.12261, measure in this way, with more corruptions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from skimage import filters, transform

from cnn_core.evaluation.question import CORRUPTIONS, EvaluationError

Bytes = NDArray[np.uint8]

COVER: Final = 128
"""The grey of what is covered."""


def corrupt(image: Bytes, corruption: str, strength: float, seed: int) -> Bytes:
    """Corrupt a picture.

    Args:
        image: uint8 (rows, columns, channels).
        corruption: a key of `cnn_core.evaluation.question.CORRUPTIONS`.
        strength: in the corruption's own unit, from 0 (which changes nothing) to its highest there.
        seed: of the noise, the direction or the place.

    Returns:
        uint8, the picture's shape.

    Raises:
        EvaluationError: there is no such corruption, or none of this strength.

    Example:
        >>> black = np.zeros((10, 10, 1), np.uint8)
        >>> int((corrupt(black, "occlusion", 0.3, seed=1) == COVER).sum())
        30
    """
    if corruption not in CORRUPTIONS or not 0 <= strength <= CORRUPTIONS[corruption][-1]:
        raise EvaluationError(
            "strength", {"names": ", ".join(CORRUPTIONS), "received": f"{corruption[:40]} {strength}"}
        )
    return image if strength == 0 else _CORRUPTIONS[corruption](image, strength, np.random.default_rng(seed))


def _noise(image: Bytes, strength: float, random: np.random.Generator) -> Bytes:
    return _bytes(image + 255 * strength * random.standard_normal(image.shape))


def _blur(image: Bytes, strength: float, random: np.random.Generator) -> Bytes:
    deviation = strength * min(image.shape[:2])
    blur: Any = filters.gaussian
    return _bytes(blur(image.astype(np.float64), deviation, mode="nearest", channel_axis=2))


def _shift(image: Bytes, strength: float, random: np.random.Generator) -> Bytes:
    """Move the picture; the pixels at the edge are repeated."""
    angle = random.uniform(0, 2 * np.pi)
    sizes = np.array(image.shape[:2])
    down, right = np.rint(strength * sizes * (np.sin(angle), np.cos(angle))).astype(int)
    rows = np.clip(np.arange(sizes[0]) - down, 0, sizes[0] - 1)
    columns = np.clip(np.arange(sizes[1]) - right, 0, sizes[1] - 1)
    return np.asarray(image[rows[:, np.newaxis], columns])


def _rotation(image: Bytes, strength: float, random: np.random.Generator) -> Bytes:
    """Turn the picture about its middle, to one side or the other; the pixels at the edge are repeated."""
    angle = strength * random.choice((-1.0, 1.0))
    rotate: Any = transform.rotate
    return _bytes(rotate(image.astype(np.float64), angle, order=1, mode="edge"))


def _occlusion(image: Bytes, strength: float, random: np.random.Generator) -> Bytes:
    """Cover some of the picture with a grey rectangle of its proportions."""
    tall, wide = image.shape[:2]
    rows = min(tall, max(1, round(tall * np.sqrt(strength))))
    columns = min(wide, max(1, round(strength * tall * wide / rows)))
    top, left = np.floor(random.random(2) * (tall - rows + 1, wide - columns + 1)).astype(int)
    covered = image.copy()
    covered[top : top + rows, left : left + columns] = COVER
    return covered


def _bytes(levels: NDArray[np.float64]) -> Bytes:
    return np.rint(np.clip(levels, 0, 255)).astype(np.uint8)


_CORRUPTIONS: Final[dict[str, Callable[[Bytes, float, np.random.Generator], Bytes]]] = {
    "noise": _noise,
    "blur": _blur,
    "shift": _shift,
    "rotation": _rotation,
    "occlusion": _occlusion,
}
