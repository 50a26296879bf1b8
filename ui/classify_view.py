"""What the view of the page Classify is sent, and what it sends back, checked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import streamlit as st

from cnn_core.classify_settings import MOST_ANSWERS, ClassifySettings
from cnn_core.network_input import FITS
from cnn_core.settings import SettingError, check_value
from ui import settings
from ui.classify import Answer, Judgement
from ui.controls import option_label
from ui.explorer_networks import Network, options
from ui.language import current, t

VIEW: Final = "classify_view"
CHOICES: Final = ("classifier", "framing", "top", "cut")


def header(
    chosen: ClassifySettings, network: Network | None, answer: Answer | None, notices: list[str]
) -> dict[str, Any]:
    """What is said around the numbers.

    Args:
        chosen: the visitor's settings.
        network: the one that is chosen; None: there is none of that name.
        answer: what is on screen; None: nothing yet.
        notices: sentences above it.
    """
    shown = answer.network if answer else network
    return {
        "controls": {
            "classifier": _choice(chosen.classifier, options(chosen.classifier)),
            "framing": _choice(chosen.framing, [(name, option_label("fit", name)) for name in FITS]),
            "top": chosen.top,
            "mostAnswers": MOST_ANSWERS,
            "cut": chosen.cut,
        },
        "labels": list(shown.labels) if shown else [],
        "squashed": answer.prediction.squashed if answer else "softmax",
        "judgement": _judgement(answer) if answer else None,
        "picture": {"name": answer.picture.label, "range": _range(answer)} if answer else None,
        "about": " ".join(filter(None, (shown.about, shown.accuracy))) if shown else "",
        "notices": notices,
        "stale": bool(answer and network and answer.network.source != network.source),
    }


def arrays(answer: Answer | None) -> dict[str, np.ndarray[Any, Any]]:
    """The numbers of an answer."""
    if answer is None:
        return {}
    logits = np.nan_to_num(answer.prediction.logits[0], posinf=1e30, neginf=-1e30)
    return {"picture": answer.pixels, "logits": logits}


def take_choice() -> None:
    """Something was chosen in the view: it becomes a setting, if it may be one."""
    match st.session_state[VIEW].get("choose"):
        case {"field": str(field), "value": value} if field in CHOICES:
            plain = int(value) if field == "top" and isinstance(value, float) and value.is_integer() else value
            plain = float(plain) if field == "cut" and isinstance(plain, int) and not isinstance(plain, bool) else plain
            try:
                check_value(ClassifySettings, field, plain)
            except SettingError:
                return
            settings.apply({field: plain})


def _judgement(answer: Answer) -> dict[str, Any] | None:
    judged: Judgement | None = answer.judgement
    card = answer.network.card
    if judged is None or card is None:
        return None
    rule = judged.rule
    return {
        "refused": judged.refused,
        "kind": rule.score,
        "score": judged.score,
        "threshold": rule.threshold,
        "refusedKnown": rule.refused_known,
        "refusedForeign": rule.refused_foreign,
        "known": rule.known,
        "foreign": rule.foreign,
        "on": card.said(rule.on, current()),
    }


def _range(answer: Answer) -> str:
    return t(f"classify.range_{answer.network.input.scaling}")


def _choice(value: str, offered: list[tuple[str, str]]) -> dict[str, Any]:
    return {"value": value, "options": [{"value": name, "label": label} for name, label in offered]}
