"""The view in which a picture is moved, drawn in the browser: what two networks make of it at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict

import numpy as np

from ui.components.view import View

VIEW: Final = View("mlp_and_cnn", words="mlp_and_cnn.view", events=("choose",))


class Movement(TypedDict):
    """A way to move a picture: the amounts of its steps, and those at which accuracy is measured."""

    name: str
    label: str
    unit: str
    amounts: list[int]
    measured: list[int]


class Moved(TypedDict):
    """The movement of a picture, and by how much it is moved."""

    movement: str
    amount: int


class ComparedNetwork(TypedDict):
    """A network, and a sentence about it."""

    name: str
    title: str
    about: str


class MovementHeader(TypedDict):
    """The header of the view's payload.

    Attributes:
        movements: that can be chosen.
        chosen: the present one.
        networks: that are compared.
        labels: of the classes.
        answer: the class that is asked for; None while nobody knows.
        known: True if that is the right one.
        subject: what the picture is called.
        status: what is being worked on, or "".
        measuredOn: how many pictures accuracy is measured on, as written.
    """

    movements: list[Movement]
    chosen: Moved
    networks: list[ComparedNetwork]
    labels: list[str]
    answer: int | None
    known: bool
    subject: str
    status: str
    measuredOn: str


def movement_view(
    header: MovementHeader,
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_choose: Callable[[], None],
) -> Any:
    """Draw the view.

    Args:
        header: what is said around the numbers.
        arrays: for each movement "pictures.MOVEMENT", uint8 (amounts, rows, columns, channels); and for each network,
            as far as they are known, "scores.NETWORK.MOVEMENT", float32 (amounts, classes), and
            "measured.NETWORK.MOVEMENT", float32 (measured amounts, 3): share, and both ends of its interval.
        key: the component's key.
        on_choose: called when the picture was moved; ``st.session_state[key]["choose"]`` is then
            {"movement", "amount"}.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, choose=on_choose)
