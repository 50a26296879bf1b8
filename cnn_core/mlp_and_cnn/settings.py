"""Two networks that learn the same digits, one of dense layers, one of convolutions; and how a picture is moved.

Plain data; `cnn_core.mlp_and_cnn.worker` makes the networks learn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.drafts import NetworkDraft, table
from cnn_core.drafts.layers import DraftLayer
from cnn_core.mlp_and_cnn.placed_digits import ROOM, SIDE
from cnn_core.settings import choice, flag, real, whole

PAIRS: Final = ("digits", "cifar10")
PLACES: Final = ("middle", "anywhere")
MOVEMENTS: Final = ("columns", "rows", "degrees")
"""As `cnn_core.mlp_and_cnn.changed_pictures.moved` calls them: to the right, downwards, clockwise."""
CLASSES: Final = 10
EPOCHS: Final = 10
"""How often each digit is learnt."""
SHUFFLE_SEED: Final = 1
"""Of the other order of pixels: always the same one."""
MOST_TURNS: Final = 40
"""Every class has more than so many digits to measure with."""

_FARTHEST: Final = {"digits": ROOM // 2, "cifar10": 8}
_TURN: Final = 90
_TURN_STEP, _MEASURED_TURN_STEP = 5, 15


@dataclass(frozen=True)
class MlpAndCnnSettings:
    """The settings of the comparison and of the movement. Field names are parameters of the link.

    Attributes:
        pair: "digits": both networks learn here; "cifar10": two that come with ConvLens.
        learnt_at: where the digits lay while both learnt.
        movement: how the picture is moved.
        moved_by: by how many pixels or degrees.
        digit: which digit is moved.
        digit_turn: which of the digits of that class.
        own_digit: whether the visitor's picture is moved in place of it.
    """

    pair: str = choice("digits", PAIRS)
    learnt_at: str = choice("middle", PLACES)
    movement: str = choice("columns", MOVEMENTS)
    moved_by: float = real(0, minimum=-_TURN, maximum=_TURN, step=1)
    digit: int = whole(3, minimum=0, maximum=CLASSES - 1)
    digit_turn: int = whole(0, minimum=0, maximum=MOST_TURNS)
    own_digit: bool = flag(False)


def amounts(pair: str, movement: str) -> tuple[int, ...]:
    """List by how much a picture can be moved: pixels or degrees, from one side to the other, 0 in the middle.

    Example:
        >>> amounts("digits", "columns")
        (-4, -3, -2, -1, 0, 1, 2, 3, 4)
    """
    farthest, step = (_TURN, _TURN_STEP) if movement == "degrees" else (_FARTHEST[pair], 1)
    return tuple(range(-farthest, farthest + 1, step))


def measured_amounts(movement: str, pair: str = "digits") -> tuple[int, ...]:
    """List by how much the pictures are moved on which accuracy is measured."""
    if movement != "degrees":
        return amounts(pair, movement)
    return tuple(range(-_TURN, _TURN + 1, _MEASURED_TURN_STEP))


def _cnn() -> NetworkDraft:
    def convolution(filters: int) -> DraftLayer:
        return DraftLayer("Conv2D", {"filters": filters, "padding": "same"})

    layers = (convolution(12), convolution(16), convolution(32), DraftLayer("GlobalMaxPooling2D"))
    return NetworkDraft(SIDE, SIDE, 1, CLASSES, layers)


def _mlp(parameters: int) -> NetworkDraft:
    """Draft one hidden layer of as many units as bring it nearest to a number of parameters."""

    def of(units: int) -> NetworkDraft:
        layers = (DraftLayer("Flatten"), DraftLayer("Dense", {"units": units}))
        return NetworkDraft(SIDE, SIDE, 1, CLASSES, layers)

    return min(map(of, range(1, 200)), key=lambda draft: abs(parameters_of(draft) - parameters))


def parameters_of(draft: NetworkDraft) -> int:
    """Count the numbers that a network learns."""
    return sum(row.parameters for row in table(draft))


NETWORKS: Final[Mapping[str, NetworkDraft]] = MappingProxyType({"mlp": _mlp(parameters_of(_cnn())), "cnn": _cnn()})
"""The two that learn digits. The last layer of the CNN keeps the largest value of each map, wherever it is."""


@dataclass(frozen=True, eq=False)
class Learnt:
    """The weights and the accuracy that one of the networks has learnt.

    Attributes:
        weights: its numbers, float32, in Keras's order.
        right: how many of the digits to measure with it knows.
        pictures: how many there are.
    """

    weights: tuple[NDArray[np.float32], ...]
    right: int
    pictures: int
