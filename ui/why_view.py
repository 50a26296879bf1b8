"""What the view that says why is sent, and what it sends back, checked."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.explanation.result import METHODS, SIGNED, Curve
from cnn_core.prediction_result import sigmoid, softmax
from cnn_core.settings import SettingError, check_value
from cnn_core.why_settings import WhySettings
from ui import settings
from ui.classify import Answer, last_answer
from ui.components.why_view import WhyListeners
from ui.language import t
from ui.why import Brushed, Reasons

VIEW: Final = "why_view"
LISTED: Final = 20
"""Classes that can be chosen: those with the highest scores, and the one that is chosen."""

_WISHES = "why_view.wishes"


@dataclass(frozen=True, eq=False)
class Wishes:
    """What the last message of the view asked for.

    Attributes:
        judge: the method whose curves are wanted, or "".
        brush: the turn and the pixels of a changed picture, or None.
    """

    judge: str = ""
    brush: tuple[int, NDArray[np.uint8]] | None = None


def wishes() -> Wishes:
    """What is wanted, once."""
    found: Wishes = st.session_state.pop(_WISHES, Wishes())
    return found


def listeners() -> WhyListeners:
    """The functions that take what the view sends, for its component."""
    return WhyListeners(take_choice, take_judge, take_brush)


def take_choice() -> None:
    """Methods, class or layer were chosen: they become settings, if they may."""
    match st.session_state[VIEW].get("choose"):
        case {"field": "methods", "value": [*names]} if names and all(name in METHODS for name in names):
            settings.apply({"methods": tuple(dict.fromkeys(names))})
        case {"field": "why_class", "value": int() | float() as place}:
            _apply("why_class", int(place) if float(place).is_integer() else place)
        case {"field": "why_layer", "value": str(layer)}:
            _apply("why_layer", layer)


def take_judge() -> None:
    """The curves of a method are wanted."""
    name = st.session_state[VIEW].get("judge")
    if name in METHODS:
        st.session_state[_WISHES] = Wishes(judge=name)


def take_brush() -> None:
    """The picture was changed by hand; a message that is no picture of the right size is passed over."""
    answer = last_answer()
    message = st.session_state[VIEW].get("brush")
    match message:
        case {"turn": int(turn), "pixels": str(text)} if answer is not None:
            pixels = picture_of(text, answer.pixels.shape)
            if pixels is not None:
                st.session_state[_WISHES] = Wishes(brush=(turn, pixels))


def picture_of(text: str, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    """The bytes of a picture from base64; None if they are not as many as the shape has.

    Example:
        >>> picture_of("AAEC", (1, 1, 3)).tolist(), picture_of("AAEC", (2, 1, 3)), picture_of("?", (1, 1, 3))
        ([[[0, 1, 2]]], None, None)
    """
    size = int(np.prod(shape))
    if len(text) > 4 * (size // 3 + 2):
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return np.frombuffer(content, np.uint8).reshape(shape) if len(content) == size else None


def header(known: Reasons, chosen: WhySettings, change: Brushed | None) -> dict[str, Any]:
    """What is said around the maps."""
    answer = known.answer
    return {
        "key": "/".join(map(str, (answer.network.name, answer.picture.digest, answer.framing))),
        "methods": [{"value": name, "label": t(f"why.{name}.name")} for name in METHODS],
        "controls": {
            "methods": list(chosen.methods),
            "wanted": {"value": str(known.class_index), "options": _classes(known)},
            "layer": _layers(known, chosen),
        },
        "labels": list(answer.network.labels),
        "maps": {
            method: {
                "node": found.explanation.node if found.explanation else None,
                "signed": method in SIGNED,
                "problem": found.problem,
            }
            for method, found in known.found.items()
        },
        "curves": {
            method: {"deletion": _curve(deletion), "insertion": _curve(insertion)}
            for method, (deletion, insertion) in known.curves.items()
        },
        "brush": {"turn": change.turn} if change else None,
    }


def arrays(known: Reasons, change: Brushed | None) -> dict[str, np.ndarray[Any, Any]]:
    """The picture, the shares of the classes, and the maps that are ready."""
    answer = known.answer
    found = {
        f"heat:{method}": np.nan_to_num(one.explanation.heat)
        for method, one in known.found.items()
        if one.explanation is not None
    }
    changed = {"brush:shares": shares(answer, change.prediction.logits)} if change else {}
    return {"picture": answer.pixels, "shares": shares(answer, answer.prediction.logits), **found, **changed}


def shares(answer: Answer, logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the network says of the first picture, float32 (classes,) in [0, 1]: by sigmoid if it ends so, or softmax."""
    finite = np.nan_to_num(logits[0], posinf=1e30, neginf=-1e30)
    return sigmoid(finite) if answer.prediction.squashed == "sigmoid" else softmax(finite)


def _curve(curve: Curve) -> dict[str, Any]:
    return {"shares": curve.shares.tolist(), "probabilities": curve.probabilities.tolist(), "area": curve.area}


def _classes(known: Reasons) -> list[dict[str, str]]:
    logits = known.answer.prediction.logits[0]
    highest = np.argsort(-logits, kind="stable")[:LISTED].tolist()
    places = highest if known.class_index in highest else [known.class_index, *highest]
    labels = known.answer.network.labels
    return [{"value": str(place), "label": labels[place] if place < len(labels) else str(place)} for place in places]


def _layers(known: Reasons, chosen: WhySettings) -> dict[str, Any]:
    last = t("why.last_layer", layer=known.layers[-1]) if known.layers else t("why.no_layer")
    offered = [{"value": "", "label": last}, *({"value": name, "label": name} for name in known.layers[:-1])]
    value = chosen.why_layer if chosen.why_layer in known.layers[:-1] else ""
    return {"value": value, "options": offered, "disabled": not known.layers}


def _apply(name: str, value: Any) -> None:
    try:
        check_value(WhySettings, name, value)
    except SettingError:
        return
    settings.apply({name: value})
