"""The question that an evaluation asks, as plain data: which network, which data set, which corruptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from cnn_core.errors import CodedError
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource

MOST_AT_ONCE: Final = 256
"""Pictures of one request to a worker."""
_FEWEST: Final = 32
_PIXELS: Final = 1_000_000  # of the pictures of one request, as the network takes them

CORRUPTIONS: Final[dict[str, tuple[float, ...]]] = {
    "noise": (0.05, 0.1, 0.15, 0.2, 0.3),
    "blur": (0.02, 0.03, 0.05, 0.08, 0.12),
    "shift": (0.05, 0.1, 0.15, 0.2, 0.3),
    "rotation": (10.0, 20.0, 30.0, 45.0, 60.0),
    "occlusion": (0.05, 0.1, 0.2, 0.3, 0.5),
}
"""Corruption → its strengths: the standard deviation of the noise as a fraction of the range; that of the Gaussian blur
and the length of the shift as fractions of the picture's side; the angle of the rotation in degrees; the covered
fraction of the area."""


class EvaluationError(CodedError, ValueError):
    """An evaluation that cannot be done; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``evaluate.error.<code>``.
        values: what is to be put into that sentence.
    """

    sentences: ClassVar = {
        "changed": "A network is judged on the pictures that were chosen. Received: a data set that is no longer "
        "here, or has changed. Prepare it again on the page Data.",
        "outputs": "A network has a score for each class that is compared, output {wanted} among them. Received: one "
        "with {outputs} outputs. Choose another network, or other data.",
        "not_finite": "A network's scores are finite numbers. Received: NaN or infinity, because its training ran "
        "away. Choose an earlier epoch, or another network.",
        "strength": "A picture is harmed by {names}, from 0 to its highest strength. Received: {received}. Choose one "
        "of these.",
    }


@dataclass(frozen=True)
class Question:
    """A network, and a data set.

    Attributes:
        source: where the network comes from.
        input: what it takes.
        columns: for each class of the data set, the place of its score among the network's outputs.
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: of its pictures, in pixels.
        digest: of the pictures that are meant; a visitor's own may have changed under the same text.
    """

    source: ModelSource
    input: CardInput
    columns: tuple[int, ...]
    data: str
    side: int
    digest: str

    @property
    def at_once(self) -> int:
        """Count the pictures of one request to a worker: what takes it about a second, and little memory."""
        return max(_FEWEST, min(MOST_AT_ONCE, _PIXELS // (self.input.rows * self.input.columns)))
