"""Why: from an answer to maps of heat, one after the other, and to the scores of a picture that was changed by hand."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.explanation.result import OF_MAPS, Curve, Explanation
from cnn_core.network_input import network_input
from cnn_core.prediction_result import Prediction
from cnn_core.why_settings import THE_ANSWER, WhySettings
from engine import EngineError
from ui.classify import SECONDS, Answer
from ui.explorer import session
from ui.language import t
from ui.waiting import wait_for

MOST_KEPT: Final = 40
"""Maps that are kept for a visitor, 200 kB each for a picture of 224 × 224."""

_KEPT = "why.kept"
_BRUSH = "why.brush"
_JUDGED = "why.judged"


@dataclass(frozen=True, eq=False)
class Found:
    """What came of one method.

    Attributes:
        explanation: None if it could not be made.
        problem: why not, in a sentence, or "".
    """

    explanation: Explanation | None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Reasons:
    """What is known of the reasons for an answer at one moment.

    Attributes:
        answer: what is explained.
        class_index: the class.
        layers: the network's layers with maps.
        found: method → what came of it, for those that are ready.
        pending: methods that are not.
        curves: method → the deletion and the insertion curve.
    """

    answer: Answer
    class_index: int
    layers: tuple[str, ...]
    found: dict[str, Found]
    pending: tuple[str, ...]
    curves: dict[str, tuple[Curve, Curve]] = field(default_factory=dict)


def reasons(answer: Answer, chosen: WhySettings) -> Reasons:
    """What is known already; asks for nothing but the names of the layers.

    Raises:
        EngineError, ValueError: the network's layers cannot be named.
    """
    classes = answer.prediction.logits.shape[1]
    best = int(answer.prediction.logits[0].argmax())
    wanted = chosen.why_class if THE_ANSWER < chosen.why_class < classes else best
    layers = _kept(("layers", answer.network.source), lambda: _ask_layers(answer))
    kept = _store()
    keys = {method: _key(answer, method, wanted, chosen.why_layer, layers) for method in chosen.methods}
    found = {method: kept[key] for method, key in keys.items() if key in kept}
    judged: dict[Any, tuple[Curve, Curve]] = st.session_state.get(_JUDGED, {})
    curves = {method: judged[key] for method, key in keys.items() if key in judged}
    pending = tuple(method for method in chosen.methods if method not in found)
    return Reasons(answer, wanted, layers, found, pending, curves)


def explain_next(known: Reasons, chosen: WhySettings) -> None:
    """Ask for all maps that are missing, wait for the first of them, and keep it.

    What cannot be explained is kept as a sentence.
    """
    image = network_input(known.answer.pixels, known.answer.network.input)
    asked = [(method, _ask(known, method, chosen.why_layer, image)) for method in known.pending]
    method, future = asked[0]
    key = _key(known.answer, method, known.class_index, chosen.why_layer, known.layers)
    try:
        found = Found(wait_for(future, pool=known.answer.network.pool))
    except EngineError as error:
        found = Found(None, t(f"engine_error.{error.code}"))
    except ValueError:
        found = Found(None, t("why.no_maps" if method in OF_MAPS else "why.cannot"))
    _remember(key, found)


def judge(known: Reasons, method: str, chosen: WhySettings) -> None:
    """Ask for the curves of a method's map, and keep them."""
    found = known.found.get(method)
    if found is None or found.explanation is None:
        return
    network = known.answer.network
    image = network_input(known.answer.pixels, network.input)
    future = engine.submit(
        "cnn_core.explanation.explain.judge", network.source, image, known.class_index, found.explanation.heat,
        visitor=f"{session()}:judge", timeout=SECONDS, pool=network.pool,
    )  # fmt: skip
    key = _key(known.answer, method, known.class_index, chosen.why_layer, known.layers)
    judged = st.session_state.setdefault(_JUDGED, {})
    judged[key] = wait_for(future, pool=network.pool)
    while len(judged) > MOST_KEPT:
        del judged[next(iter(judged))]


@dataclass(frozen=True, eq=False)
class Brushed:
    """A picture that was changed by hand, and what the network makes of it.

    Attributes:
        turn: the number of the change, as the view counts them.
        key: of the answer whose picture was changed.
        prediction: of the changed picture.
    """

    turn: int
    key: tuple[Any, ...]
    prediction: Prediction


def brushed(answer: Answer) -> Brushed | None:
    """The last change of this answer's picture."""
    last: Brushed | None = st.session_state.get(_BRUSH)
    return last if last and last.key == answer.key else None


def brush(answer: Answer, turn: int, pixels: NDArray[np.uint8]) -> None:
    """Ask for the scores of a changed picture, uint8 (rows, columns, 3) as the network sees it, and keep them.

    Raises:
        EngineError, ValueError: there is no answer.
    """
    batch = network_input(pixels, answer.network.input)[np.newaxis]
    future = engine.submit(
        "cnn_core.prediction.classify", answer.network.source, batch,
        visitor=f"{session()}:brush", timeout=SECONDS, pool=answer.network.pool,
    )  # fmt: skip
    st.session_state[_BRUSH] = Brushed(turn, answer.key, wait_for(future, pool=answer.network.pool))


def _ask(known: Reasons, method: str, layer: str, image: NDArray[np.float32]) -> Future[Explanation]:
    network = known.answer.network
    node = layer if layer in known.layers and method in OF_MAPS else None
    return engine.submit(
        "cnn_core.explanation.explain.explain", network.source, image, method, known.class_index, node,
        visitor=f"{session()}:why {method}", timeout=SECONDS, pool=network.pool,
    )  # fmt: skip


def _ask_layers(answer: Answer) -> tuple[str, ...]:
    network = answer.network
    future = engine.submit("cnn_core.explanation.explain.layers", network.source, timeout=SECONDS, pool=network.pool)
    return tuple(wait_for(future, pool=network.pool))


def _key(answer: Answer, method: str, class_index: int, layer: str, layers: tuple[str, ...]) -> tuple[Any, ...]:
    node = layer if layer in layers and method in OF_MAPS else ""
    return (answer.key, method, class_index, node)


def _store() -> OrderedDict[Any, Any]:
    store: OrderedDict[Any, Any] = st.session_state.setdefault(_KEPT, OrderedDict())
    return store


def _kept(key: Any, make: Any) -> Any:
    store = _store()
    if key not in store:
        _remember(key, make())
    return store[key]


def _remember(key: Any, value: Any) -> None:
    store = _store()
    store[key] = value
    store.move_to_end(key)
    while len(store) > MOST_KEPT:
        store.popitem(last=False)
