"""Nearness of pictures to those that a network knows, in the feature space of EfficientNet-Lite0.

A shipped network that refuses by it has a file ``known.npz`` beside it: the features of some pictures of its classes,
which it has not learnt from.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cnn_core.classification.prediction import MOST_PICTURES, classify
from cnn_core.errors import RefusedError
from cnn_core.metrics.out_of_distribution import nearness
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input

SPACE: Final = "efficientnet_lite0"
FILE: Final = "known.npz"

Array = NDArray[np.float32]


def features(pictures: NDArray[np.uint8]) -> Array:
    """Compute the features of pictures, float32 (pictures, 1280).

    Args:
        pictures: uint8 (pictures, rows, columns, 3), of any one size; the central square is looked at.
    """
    wanted = model_store.card(SPACE).input
    found = []
    for start in range(0, len(pictures), MOST_PICTURES):
        batch = np.stack([network_input(one, wanted) for one in pictures[start : start + MOST_PICTURES]])
        found.append(classify(ModelSource("shipped", SPACE), batch).features)
    return np.concatenate(found)


def nearness_of(name: str, pictures: NDArray[np.uint8]) -> Array:
    """Measure how near pictures are to those that a shipped network knows, float32 (pictures,).

    The measure is `cnn_core.metrics.out_of_distribution.nearness`.

    Args:
        name: the network.
        pictures: uint8 (pictures, rows, columns, 3), as the network sees them: see
            `cnn_core.networks.input.network_picture`. The known ones have the same size, and a sharper picture would be
            far from all of them for its sharpness.

    Raises:
        RefusedError: the network has no such file.
    """
    return nearness(features(pictures), bank(model_store.path(name).with_name(FILE)))


def write(file: Path, known: Array) -> None:
    """Write features as a network's file, float16."""
    np.savez_compressed(file, features=known.astype(np.float16))


@lru_cache(maxsize=8)
def bank(file: Path) -> Array:
    """Load the features of a network's file, float32 (pictures, 1280).

    Raises:
        RefusedError: there is none.
    """
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return np.asarray(arrays["features"], np.float32)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise RefusedError(
            f"A network that refuses by nearness has {FILE} beside it. Received: {file.parent.name} without. "
            "Make it with `python -m tools.refusal`."
        ) from error
