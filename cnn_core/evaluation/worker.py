"""Answers of a network to some pictures of a data set, as they are or corrupted. Runs in the engine's workers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.classification.prediction import classify
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.evaluation.corruptions import corrupt
from cnn_core.evaluation.question import EvaluationError, Question
from cnn_core.networks.input import network_input

Bytes = NDArray[np.uint8]


def answer(
    question: Question, positions: NDArray[np.int64], corruption: str = "", strength: float = 0.0
) -> NDArray[np.float32]:
    """Compute the logits of some pictures, in the order of the data set's classes.

    Args:
        question: which network, and which data set.
        positions: int64 (1 … `cnn_core.evaluation.question.MOST_AT_ONCE`,), of the pictures.
        corruption: what is done to them, a key of `cnn_core.evaluation.question.CORRUPTIONS`; "": nothing.
        strength: how much.

    Returns:
        float32 (pictures, classes).

    Raises:
        EvaluationError: the data have changed, or the network has no such outputs, or no finite ones.
        RefusedError: it does not classify.
        ModelStoreError, KeptModelError, ModelSourceError, ModelFileError: there is no such
            network, or it cannot be read.
    """
    images = np.asarray(_prepare(question).images[positions])
    if corruption:
        seeds = positions.tolist()
        images = np.stack([corrupt(one, corruption, strength, seed) for one, seed in zip(images, seeds, strict=True)])
    logits = classify(question.source, _fit(images, question)).logits
    if max(question.columns) >= logits.shape[1]:
        raise EvaluationError("outputs", {"wanted": max(question.columns) + 1, "outputs": logits.shape[1]})
    found = np.ascontiguousarray(logits[:, list(question.columns)])
    if not np.isfinite(found).all():
        raise EvaluationError("not_finite")
    return found


def example(question: Question, position: int, corruption: str, strengths: tuple[float, ...]) -> Bytes:
    """Corrupt one picture in several strengths, before it is fitted to the network.

    Args:
        question: which data set.
        position: of the picture.
        corruption: a key of `cnn_core.evaluation.question.CORRUPTIONS`.
        strengths: each in the corruption's own unit; 0: as it is.

    Returns:
        uint8 (strengths, side, side, channels).

    Raises:
        EvaluationError: the data have changed, or there is no such corruption.
    """
    image = np.asarray(_prepare(question).images[position])
    return np.stack([corrupt(image, corruption, strength, position) for strength in strengths])


def _prepare(question: Question) -> Dataset:
    found = datasets.prepared(data_source.decode(question.data), question.side)
    if found is None or found.digest != question.digest:
        raise EvaluationError("changed")
    return found


def _fit(images: Bytes, question: Question) -> NDArray[np.float32]:
    """Fit the pictures to the network, float32 (pictures, rows, columns, channels)."""
    wanted = question.input
    if images.shape[1:] == (wanted.rows, wanted.columns, wanted.channels):
        levels = images.astype(np.float32)
        return levels / np.float32(255) if wanted.scaling == "unit" else levels
    coloured = np.broadcast_to(images, (*images.shape[:3], 3))
    return np.stack([network_input(one, wanted) for one in coloured])
