"""Payload of the view of "MLP and CNN", and the messages that it sends, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.metrics.wilson import interval
from cnn_core.mlp_and_cnn.moved_accuracy import moved_accuracy
from cnn_core.mlp_and_cnn.placed_digits import TO_LEARN, TO_MEASURE
from cnn_core.mlp_and_cnn.settings import (
    CLASSES,
    MOVEMENTS,
    NETWORKS,
    MlpAndCnnSettings,
    amounts,
    measured_amounts,
    parameters_of,
)
from ui import settings
from ui.components.mlp_and_cnn import Movement, MovementHeader
from ui.language import number, t
from ui.mlp_and_cnn import request as mlp_and_cnn
from ui.mlp_and_cnn.request import Known, Step

VIEW: Final = "movement_view"
Scores = Mapping[str, Mapping[str, NDArray[np.float32]]]


def header(chosen: MlpAndCnnSettings, scores: Scores, subject: str, doing: Step | None) -> MovementHeader:
    """Write what is said around the numbers.

    Args:
        chosen: the visitor's settings.
        scores: of the networks that have learnt.
        subject: what the picture is called.
        doing: what the engine is asked next; None: nothing.
    """
    labels = list(mlp_and_cnn.shipped("cnn").labels) if chosen.pair == "cifar10" else [*map(str, range(CLASSES))]
    known = chosen.pair == "digits" and not chosen.own_digit
    return {
        "movements": [_movement(chosen.pair, name) for name in MOVEMENTS],
        "chosen": {"movement": chosen.movement, "amount": _nearest(chosen)},
        "networks": [{"name": name, "title": name.upper(), "about": _about(chosen.pair, name)} for name in NETWORKS],
        "labels": labels,
        "answer": chosen.digit if known else _first_answer(scores),
        "known": known,
        "subject": subject,
        "status": status(chosen, doing),
        "measuredOn": number(_pictures(chosen.pair), 0),
    }


def arrays(
    pictures: Mapping[str, NDArray[np.uint8]], scores: Scores, chosen: MlpAndCnnSettings, known: Known
) -> dict[str, NDArray[Any]]:
    """Return the moved pictures and all that is known of them."""
    packed: dict[str, NDArray[Any]] = {f"pictures.{name}": part for name, part in pictures.items()}
    for name, of_movements in scores.items():
        packed |= {f"scores.{name}.{movement}": part for movement, part in of_movements.items()}
    for name in NETWORKS:
        for movement in MOVEMENTS:
            if (measured := _accuracies(chosen, known, name, movement)) is not None:
                packed[f"measured.{name}.{movement}"] = measured
    return packed


def _accuracies(chosen: MlpAndCnnSettings, known: Known, name: str, movement: str) -> NDArray[np.float32] | None:
    """Return the share of pictures that a network knows at each step, with its interval; None: not yet known."""
    if chosen.pair == "cifar10":
        found = moved_accuracy(mlp_and_cnn.SHIPPED[name])
        return _with_intervals(found.right[movement], found.pictures)
    right = known.get(Step(name, chosen.learnt_at, movement=movement))
    return None if right is None else _with_intervals(right, TO_MEASURE)


def status(chosen: MlpAndCnnSettings, doing: Step | None) -> str:
    """Write what the visitor waits for at present, in a sentence; "" if what is on screen is complete."""
    if doing is None or (chosen.pair == "cifar10" and not doing.movement):
        return ""
    if doing.movement:
        return t("mlp_and_cnn.measuring", network=doing.network.upper(), pictures=number(TO_MEASURE, 0))
    key = "mlp_and_cnn.learning_shuffled" if doing.shuffled else "mlp_and_cnn.learning"
    return t(key, network=doing.network.upper(), pictures=number(TO_LEARN, 0))


def take_choice() -> None:
    """Take a moved picture of the view: movement and amount become settings, if they may be."""
    pair = settings.read(MlpAndCnnSettings).pair
    match st.session_state[VIEW].get("choose"):
        case {"movement": str(movement), "amount": int() | float() as amount} if movement in MOVEMENTS:
            if amount in amounts(pair, movement):
                settings.apply({"movement": movement, "moved_by": float(amount)})


def _pictures(pair: str) -> int:
    return TO_MEASURE if pair == "digits" else moved_accuracy(mlp_and_cnn.SHIPPED["cnn"]).pictures


def _movement(pair: str, name: str) -> Movement:
    return {
        "name": name,
        "label": t(f"mlp_and_cnn.movement.{name}"),
        "unit": t(f"mlp_and_cnn.unit.{name}"),
        "amounts": list(amounts(pair, name)),
        "measured": list(measured_amounts(name, pair)),
    }


def _about(pair: str, name: str) -> str:
    if pair == "cifar10":
        card = mlp_and_cnn.shipped(name).card
        value = number(100 * card.accuracy.value, 0) if card else ""
        pictures = number(card.accuracy.pictures, 0) if card else ""
        return t("mlp_and_cnn.about_shipped", value=value, pictures=pictures)
    units = NETWORKS["mlp"].layers[-1].settings["units"]
    return t(f"mlp_and_cnn.about_{name}", parameters=number(parameters_of(NETWORKS[name]), 0), units=units)


def _nearest(chosen: MlpAndCnnSettings) -> int:
    """Return the step of the movement that is nearest to the setting, which another pair may have left."""
    return min(amounts(chosen.pair, chosen.movement), key=lambda amount: abs(amount - chosen.moved_by))


def _first_answer(scores: Scores) -> int | None:
    """Return the CNN's answer where the picture lies: nobody knows what is right for a visitor's picture."""
    if "cnn" not in scores:
        return None
    of_all = next(iter(scores["cnn"].values()))
    return int(of_all[len(of_all) // 2].argmax())


def _with_intervals(right: Iterable[int], pictures: int) -> NDArray[np.float32]:
    rows = [(count / pictures, *interval(int(count), pictures)) for count in right]
    return np.array(rows, np.float32)
