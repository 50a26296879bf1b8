"""Which network is asked about which data set, as plain data: the web process says it, a worker does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
        """How many pictures a worker is asked about at once: what takes it about a second, and little memory."""
        return max(_FEWEST, min(MOST_AT_ONCE, _PIXELS // (self.input.rows * self.input.columns)))
