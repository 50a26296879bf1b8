"""Many picture files at once → short answers. Runs in the engine's workers, which decode the files too.

So the web process only passes bytes on, whatever it is sent, and what comes back is small: the best classes alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.activation import sigmoid, softmax
from cnn_core.classification import known_pictures
from cnn_core.classification.framing import framed
from cnn_core.classification.many_pictures_result import LISTED, Asked, Broken, QuickAnswers
from cnn_core.classification.prediction import MOST_PICTURES, classify
from cnn_core.classification.result import Prediction
from cnn_core.errors import RefusedError
from cnn_core.metrics.out_of_distribution import energy, largest_logit
from cnn_core.networks.input import network_input
from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import load_image

Bytes = NDArray[np.uint8]


def answers(asked: Asked, files: Sequence[bytes]) -> QuickAnswers:
    """Classify picture files.

    Args:
        asked: who is asked, and how.
        files: the content of 1 to `MOST_PICTURES` files; what is no picture is listed in the answer.

    Raises:
        RefusedError: there are none or too many, or the network does not classify.
        ModelStoreError, ModelFileError: as `cnn_core.classification.prediction.classify`.
    """
    if not 0 < len(files) <= MOST_PICTURES:
        raise RefusedError(
            f"A question is about 1 to {MOST_PICTURES} files. Received: {len(files)}. Ask about fewer at a time."
        )
    seen, places, broken = _pictures_of(asked, files)
    classes = np.full((len(files), LISTED), -1, np.int32)
    scores = np.zeros((len(files), LISTED), np.float32)
    judged = np.full(len(files), np.nan, np.float32)
    if places:
        prediction = classify(asked.source, np.stack([network_input(one, asked.input) for one in seen]))
        best, values = highest(prediction)
        classes[places, : best.shape[1]], scores[places, : best.shape[1]] = best, values
        judged[places] = _judge(asked, prediction, seen)
    return QuickAnswers(classes, scores, judged, tuple(broken))


def highest(prediction: Prediction) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the classes with the highest scores and these scores, each (pictures, up to `LISTED`), best first.

    Example:
        >>> logits = np.array([[0.0, 2.0, 1.0]], np.float32)
        >>> classes, scores = highest(Prediction(logits, softmax(logits), "softmax", logits))
        >>> classes.tolist(), scores.round(2).tolist()
        ([[1, 2, 0]], [[0.6700000166893005, 0.23999999463558197, 0.09000000357627869]])
    """
    logits = np.nan_to_num(prediction.logits, nan=-np.inf)
    best = np.argsort(-logits, axis=1, kind="stable")[:, :LISTED]
    made = sigmoid(logits) if prediction.squashed == "sigmoid" else softmax(np.nan_to_num(logits, neginf=-1e30))
    return best.astype(np.int32), np.take_along_axis(made, best, axis=1)


def _pictures_of(asked: Asked, files: Sequence[bytes]) -> tuple[list[Bytes], list[int], list[Broken]]:
    """Fit the pictures to the network; return them, their places among the files, and what is no picture."""
    seen, places, broken = [], [], []
    for place, file in enumerate(files):
        try:
            seen.append(framed(load_image(file), asked.input, asked.framing))
            places.append(place)
        except ImageError as error:
            broken.append(Broken(place, error.code, error.values))
    return seen, places, broken


def _judge(asked: Asked, prediction: Prediction, seen: Sequence[Bytes]) -> NDArray[np.float32] | float:
    if asked.refusal is None:
        return float("nan")
    if asked.refusal.score == "nearness":
        return known_pictures.nearness_of(asked.source.name, np.stack(seen))
    return (energy if asked.refusal.score == "energy" else largest_logit)(prediction.logits)
