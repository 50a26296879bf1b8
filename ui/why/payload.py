"""Payload of the view that explains answers, and the messages that it sends, checked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from cnn_core.explanation.result import METHODS, SIGNED, Curve
from cnn_core.settings import SettingError, check_value
from ui import settings
from ui.components.why import CurveOfMethod, LayerChoice, MethodMap, MethodOption, WhyHeader, WhyListeners
from ui.language import t
from ui.why.brush import shares
from ui.why.reasons import Reasons
from ui.why.settings import WhySettings

VIEW: Final = "why_view"
FIELDS: Final = ("why_class", "why_layer", "why_sense", "why_curves")

_WANTED = "why_view.wanted"


def listeners() -> WhyListeners:
    """Return the callbacks that take what the view sends, for its component."""
    return WhyListeners(take_choice, take_more)


def take_choice() -> None:
    """Something was chosen in the view: it becomes a setting, if it may be one."""
    match st.session_state.get(VIEW, {}).get("choose"):
        case {"field": "methods", "value": [*names]} if names and all(name in METHODS for name in names):
            settings.apply({"methods": tuple(dict.fromkeys(names))})
        case {"field": str(field), "value": value} if field in FIELDS:
            try:
                check_value(WhySettings, field, value)
            except SettingError:
                return
            settings.apply({field: value})


def take_more() -> None:
    """Take that the visitor looks at the maps: what is missing may be computed."""
    key = st.session_state.get(VIEW, {}).get("more")
    if isinstance(key, str):
        st.session_state[_WANTED] = key


def wanted(known: Reasons) -> bool:
    """Return True if the visitor looks at these maps, and some are missing; later it has to be said anew."""
    looked_at = st.session_state.get(_WANTED) == known.key
    if looked_at and known.pending:
        return True
    st.session_state.pop(_WANTED, None)
    return False


def header(known: Reasons, chosen: WhySettings) -> WhyHeader:
    """Write what is said around the maps."""
    return {
        "key": known.key,
        "methods": [{"value": name, "label": t(f"why.{name}.name")} for name in METHODS],
        "controls": {
            "methods": list(chosen.methods),
            "wanted": known.class_index,
            "layer": _layers(known),
            "sense": chosen.why_sense,
            "curves": chosen.why_curves,
        },
        "labels": list(known.answer.network.labels),
        "pending": ["/".join(part) for part in known.pending],
        "maps": {method: _map(known, method) for method in chosen.methods},
    }


def arrays(known: Reasons, chosen: WhySettings) -> dict[str, np.ndarray[Any, Any]]:
    """Return the picture, the shares of the classes, and the maps that are ready."""
    answer = known.answer
    made: dict[str, np.ndarray[Any, Any]] = {
        "picture": answer.pixels, "shares": shares(answer, answer.prediction.logits)
    }  # fmt: skip
    for method in chosen.methods:
        if found := known.map(method):
            made[f"heat:{method}"] = np.nan_to_num(found.heat)
        if sense := known.sense(method):
            made[f"sense:{method}"] = sense.heat
    return made


def _map(known: Reasons, method: str) -> MethodMap:
    found, sense, curves = known.map(method), known.sense(method), known.curves(method)
    return {
        "node": found.node if found else None,
        "signed": method in SIGNED,
        "problem": known.problem("map", method),
        "likeness": sense.likeness if sense else None,
        "senseProblem": known.problem("sense", method),
        "curves": {"deletion": _curve(curves[0]), "insertion": _curve(curves[1])} if curves else None,
    }


def _curve(curve: Curve) -> CurveOfMethod:
    return {
        "shares": curve.shares.tolist(),
        "probabilities": np.nan_to_num(curve.probabilities).tolist(),
        "area": float(np.nan_to_num(curve.area)),
    }


def _layers(known: Reasons) -> LayerChoice:
    last = t("why.last_layer", layer=known.layers[-1]) if known.layers else t("why.no_layer")
    offered: list[MethodOption] = [{"value": "", "label": last}]
    offered += [{"value": name, "label": name} for name in known.layers[:-1]]
    return {"value": known.layer, "options": offered, "disabled": not known.layers}
