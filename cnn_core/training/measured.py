"""The result of measuring a network that is to be kept: its file, and its accuracy on pictures not trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from cnn_core.errors import CodedError

PARTS: Final = ("test", "validation", "train")
"""The parts of a split in which a network can be measured, the best measure first."""


class MeasuringError(CodedError, ValueError):
    """A network that cannot be measured.

    Attributes:
        code: "not_finite" or "other_data"; the catalogues have its sentence under ``keeping.<code>``.
        values: of "other_data", the "outputs" of the network and the "classes" of the data, which have changed.
    """

    sentences: ClassVar = {
        "not_finite": "A network's weights are finite numbers. Received: NaN or infinity, because the training ran "
        "away. Choose an earlier epoch, or train again with a lower learning rate.",
        "other_data": "A network is measured on the classes that it has learnt, {outputs}. Received: data with "
        "{classes}. Train again, or bring the old pictures back.",
    }


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
