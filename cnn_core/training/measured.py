"""What a worker says of a network that is to be kept: its file, and how it does on pictures that it has not learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

PARTS: Final = ("test", "validation", "train")
"""The parts of a split in which a network can be measured, the best measure first."""


class NotFiniteError(ValueError):
    """A network with weights that are no numbers any more; the catalogues have its sentence in ``keeping``."""

    def __init__(self) -> None:
        super().__init__(
            "A network's weights are finite numbers. Received: NaN or infinity, because the training ran away. "
            "Choose an earlier epoch, or train again with a lower learning rate."
        )

    def __reduce__(self) -> tuple[type[NotFiniteError], tuple[()]]:
        return type(self), ()


class OtherDataError(ValueError):
    """Data with another number of classes than the network tells apart: they have changed since its training.

    Attributes:
        values: "outputs" of the network and "classes" of the data; the catalogues have the sentence in ``keeping``.
    """

    def __init__(self, outputs: int, classes: int) -> None:
        self.values = {"outputs": outputs, "classes": classes}
        super().__init__(
            f"A network is measured on the classes that it has learnt, {outputs}. Received: data with {classes}. Train "
            "again, or bring the old pictures back."
        )

    def __reduce__(self) -> tuple[type[OtherDataError], tuple[int, int]]:
        return type(self), (self.values["outputs"], self.values["classes"])


@dataclass(frozen=True)
class MeasuredNetwork:
    """A network, ready to be kept.

    Attributes:
        file: the bytes of its .keras file, without the state of its optimizer.
        parameters: how many numbers it has learnt.
        part: where it was measured: "test"; where there is no such picture "validation", else "train".
        right: for each class, how many pictures of it the network gets right.
        pictures: for each class, how many there are.
    """

    file: bytes
    parameters: int
    part: Literal["test", "validation", "train"]
    right: tuple[int, ...]
    pictures: tuple[int, ...]
