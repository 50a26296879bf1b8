"""Questions about many pictures at once, and their short answers, without Keras: plain data for the web process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.metrics.out_of_distribution import Refusal
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource

LISTED: Final = 5
"""Classes that a short answer names."""


@dataclass(frozen=True)
class Asked:
    """The network that is asked, and the framing.

    Attributes:
        source: the network.
        input: what it takes.
        framing: how pictures are fitted to it, one of `cnn_core.classification.framing.FRAMINGS`.
        refusal: when it says "none of these"; None if it cannot.
    """

    source: ModelSource
    input: CardInput
    framing: str
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Broken:
    """A file that is no picture that could be used.

    Attributes:
        place: of the file in the question.
        code: of `cnn_core.pictures.errors.ImageError`, which has a sentence for it.
        values: what is to be put into the sentence.
    """

    place: int
    code: str
    values: dict[str, Any]


@dataclass(frozen=True, eq=False)
class QuickAnswers:
    """Short answers, one a file.

    Attributes:
        classes: int32 (files, `LISTED`), the classes with the highest scores, best first; -1 where there are fewer.
        scores: float32 (files, `LISTED`), their scores as the network's last function makes them, softmax where it has
            none; 0 where there are fewer classes.
        judged: float32 (files,), the scores of "none of these"; NaN for a network that cannot refuse.
        broken: the files that could not be asked about; what stands at their places is no answer.
    """

    classes: NDArray[np.int32]
    scores: NDArray[np.float32]
    judged: NDArray[np.float32]
    broken: tuple[Broken, ...]
