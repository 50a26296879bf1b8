"""An MLP and a CNN that learn the same digits: asks the engine, one step after the other, and keeps what is known.

What depends on settings alone is shared between visitors by the engine; a whole class waits for one computation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.mlp_and_cnn import placed_digits
from cnn_core.mlp_and_cnn.changed_pictures import moved
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, NETWORKS, Learnt, MlpAndCnnSettings, amounts
from cnn_core.networks.input import network_input, network_picture
from ui.networks.networks import Network, network
from ui.pictures.visitor import Picture
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

SHIPPED: Final = {"mlp": "mlp_cifar10", "cnn": "cifar10_cnn"}
Bytes = NDArray[np.uint8]

_DIGITS = "mlp_and_cnn.digits"
_KNOWN = "mlp_and_cnn.known"


@dataclass(frozen=True)
class Step:
    """Something that the engine is to do.

    Attributes:
        network: "mlp" or "cnn".
        places: where the digits lie while it learns.
        shuffled: whether their pixels stand in another order.
        movement: the movement on which it is then measured; "": it learns.
    """

    network: str
    places: str
    shuffled: bool = False
    movement: str = ""


Known = Mapping[Step, Any]
"""Step → what came of it: a `Learnt`, or how many digits were right."""


def known_answers() -> Known:
    """Return what this visitor's page knows so far."""
    found: dict[Step, Any] = st.session_state.setdefault(_KNOWN, {})
    return found


def learnt(network_: str, places: str, *, shuffled: bool = False) -> Learnt | None:
    """Return what a network has learnt, if it has."""
    found: Learnt | None = known_answers().get(Step(network_, places, shuffled))
    return found


def steps(chosen: MlpAndCnnSettings) -> list[Step]:
    """List all that the page needs, in the order in which it is shown."""
    places = chosen.learnt_at
    learning = [Step(name, places) for name in NETWORKS]
    shuffled = [Step(name, places, shuffled=True) for name in NETWORKS]
    if chosen.pair != "digits":
        return learning + shuffled
    order = [chosen.movement, *(movement for movement in MOVEMENTS if movement != chosen.movement)]
    first, *rest = ([Step(name, places, movement=movement) for name in NETWORKS] for movement in order)
    return [*learning, *first, *shuffled, *(step for some in rest for step in some)]


def next_step(chosen: MlpAndCnnSettings) -> Step | None:
    """Return the first step that is not known yet; None: everything is."""
    return next((step for step in steps(chosen) if step not in known_answers()), None)


def take(step: Step) -> None:
    """Take a step and wait for it; what came of it is then known.

    Raises:
        EngineError: the engine could not do it; its code has a sentence in the catalogue.
    """
    if step.movement:
        taught = known_answers()[Step(step.network, step.places)]
        call = partial(
            engine.submit, "cnn_core.mlp_and_cnn.worker.measure", step.network, taught.weights, step.movement
        )
    else:
        call = partial(engine.submit, "cnn_core.mlp_and_cnn.worker.learn", step.network, step.places, step.shuffled)
    found = wait_for(call(visitor=f"{session()}:mlp_and_cnn", timeout=timeouts.LEARNING))
    st.session_state[_KNOWN] = {**known_answers(), step: found}


def digits() -> tuple[Bytes, NDArray[np.int64]]:
    """Return the digits to measure with, in the middle: uint8 (500, 16, 16, 1), and their classes.

    Raises:
        EngineError: the engine could not read them.
    """
    if _DIGITS not in st.session_state:
        *_, small, answers = wait_for(
            engine.submit(
                "cnn_core.mlp_and_cnn.worker.digits", visitor=f"{session()}:digits", timeout=timeouts.LEARNING
            )
        )
        st.session_state[_DIGITS] = placed_digits.in_the_middle(small), answers
    found: tuple[Bytes, NDArray[np.int64]] = st.session_state[_DIGITS]
    return found


def digit_of(class_: int, turn: int) -> int:
    """Return the place, among `digits`, of a digit of a class."""
    _, answers = digits()
    return int(np.flatnonzero(answers == class_)[turn])


def subject(chosen: MlpAndCnnSettings, picture: Picture) -> Bytes:
    """Return the picture that is moved: uint8 (rows, columns, channels), as both networks take it."""
    if chosen.pair == "digits":
        if chosen.own_digit:
            return placed_digits.own_digit(picture.array)
        one: Bytes = digits()[0][digit_of(chosen.digit, chosen.digit_turn)]
        return one
    wanted = shipped("cnn").input
    image = picture.square(wanted.rows) if picture.in_link else picture.array
    return network_picture(image, wanted)


def shipped(name: str) -> Network:
    """Return the shipped network of CIFAR-10 in the place of "mlp" or "cnn"."""
    found = network(SHIPPED[name])
    if found is None:
        raise ValueError(f"ConvLens comes with {SHIPPED[name]}. Received: no such network. Install it again.")
    return found


def all_moved(pair: str, picture: Bytes) -> dict[str, Bytes]:
    """Return the picture at every step of every movement: uint8 (amounts, rows, columns, channels)."""
    one = picture[np.newaxis]
    return {
        movement: np.concatenate([moved(one, **{movement: amount}) for amount in amounts(pair, movement)])
        for movement in MOVEMENTS
    }


def scores(chosen: MlpAndCnnSettings, pictures: Mapping[str, Bytes]) -> dict[str, dict[str, NDArray[np.float32]]]:
    """Return the scores of each network that has learnt: network → movement → float32 (amounts, classes).

    Raises:
        EngineError: the engine could not tell.
    """
    together = np.concatenate(list(pictures.values()))
    ends = np.cumsum([len(part) for part in pictures.values()])[:-1]
    found = {}
    for name in NETWORKS:
        if (of_all := _scores_of(chosen, name, together)) is not None:
            found[name] = dict(zip(pictures, np.split(of_all, ends), strict=True))
    return found


def _scores_of(chosen: MlpAndCnnSettings, name: str, pictures: Bytes) -> NDArray[np.float32] | None:
    visitor = f"{session()}:mlp_and_cnn_{name}"
    if chosen.pair == "digits":
        taught = learnt(name, chosen.learnt_at)
        if taught is None:
            return None
        asked = engine.submit(
            "cnn_core.mlp_and_cnn.worker.scores",
            name,
            taught.weights,
            pictures,
            visitor=visitor,
            timeout=timeouts.LEARNING,
        )
        told: NDArray[np.float32] = wait_for(asked)
        return told
    used = shipped(name)
    batch = np.stack([network_input(one, used.input) for one in pictures])
    predicted = wait_for(
        engine.submit(
            "cnn_core.classification.worker.classify", used.source, batch, visitor=visitor, timeout=timeouts.LEARNING
        )
    )
    of_classes: NDArray[np.float32] = predicted.scores
    return of_classes
