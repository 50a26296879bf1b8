"""Payload of the page Classify's view, and the messages that it sends, checked."""

from __future__ import annotations

from typing import Any, Final, TypedDict

import numpy as np
import streamlit as st

from cnn_core.classification.framing import FRAMINGS, framings
from cnn_core.datasets.collections.names import LONGEST
from cnn_core.datasets.error import DatasetError
from cnn_core.pictures.images import fit_within
from cnn_core.settings import SettingError, check_value
from cnn_core.storage.workspace import DiskFullError
from ui import settings
from ui.classify import marks as classify_marks
from ui.classify.request import Answer, Judgement, last_answer
from ui.classify.settings import MOST_ANSWERS, ClassifySettings
from ui.data.collection import refusal
from ui.language import current, t
from ui.networks.networks import Network, options
from ui.requests import notices
from ui.settings.controls import option_label

VIEW: Final = "classify_view"
CHOICES: Final = ("classifier", "framing", "top", "cut")
ORIGINAL: Final = 160
"""Pixels of the longer side of the picture as it was, beside what the network sees of it."""
LONGEST_SENT: Final = 1000
"""Characters of a class's name that are looked at; `cnn_core.datasets.collections.names.LONGEST` of them are kept."""
_NOTICES: Final = "classify.mark"


class ClassifyHeader(TypedDict):
    """The header of the view's payload; ``Header`` of ``ui/components/classify/view.js`` is the same.

    Attributes:
        controls: what is chosen, and what could be.
        labels: of the classes, in the order of the logits.
        squashed: "softmax" or "sigmoid".
        judgement: if the picture is one of the classes at all; None for a network that cannot say so.
        picture: what was done to the picture before the network saw it.
        mark: what the visitor said of the answer.
        about: sentences about the network.
        notices: sentences above the answer.
        stale: True if the answer is another network's than the chosen one's.
    """

    controls: dict[str, Any]
    labels: list[str]
    squashed: str
    judgement: dict[str, Any] | None
    picture: dict[str, Any] | None
    mark: dict[str, Any] | None
    about: str
    notices: list[str]
    stale: bool


def header(
    chosen: ClassifySettings, network: Network | None, answer: Answer | None, notices: list[str]
) -> ClassifyHeader:
    """Return what is said around the numbers.

    Args:
        chosen: the visitor's settings.
        network: the one that is chosen; None: there is none of that name.
        answer: what is on screen; None: nothing yet.
        notices: sentences above it.
    """
    shown = answer.network if answer else network
    offered = framings(shown.input) if shown else FRAMINGS
    framing = chosen.framing if chosen.framing in offered else offered[0]
    return {
        "controls": {
            "classifier": _choice(chosen.classifier, options(chosen.classifier)),
            "framing": _choice(framing, [(name, option_label("framing", name)) for name in offered]),
            "top": chosen.top,
            "mostAnswers": MOST_ANSWERS,
            "cut": chosen.cut,
        },
        "labels": list(shown.labels) if shown else [],
        "squashed": answer.prediction.squashed if answer else "softmax",
        "judgement": _judgement(answer) if answer else None,
        "picture": _picture(answer) if answer else None,
        "mark": _mark(answer) if answer else None,
        "about": " ".join(filter(None, (shown.about, shown.accuracy))) if shown else "",
        "notices": notices,
        "stale": bool(answer and network and answer.network.source != network.source),
    }


def arrays(answer: Answer | None) -> dict[str, np.ndarray[Any, Any]]:
    """Return the numbers of an answer."""
    if answer is None:
        return {}
    logits = np.nan_to_num(answer.prediction.logits[0], posinf=1e30, neginf=-1e30)
    return {"picture": answer.pixels, "original": fit_within(answer.picture.array, ORIGINAL), "logits": logits}


def take_choice() -> None:
    """Something was chosen in the view: it becomes a setting, if it may be one."""
    match st.session_state.get(VIEW, {}).get("choose"):
        case {"field": str(field), "value": value} if field in CHOICES:
            plain = int(value) if field == "top" and isinstance(value, float) and value.is_integer() else value
            plain = float(plain) if field == "cut" and isinstance(plain, int) and not isinstance(plain, bool) else plain
            try:
                check_value(ClassifySettings, field, plain)
            except SettingError:
                return
            settings.apply({field: plain})


def take_mark() -> None:
    """Take a mark: the answer was right or wrong, or a mark was taken back."""
    answer = last_answer()
    sent = st.session_state.get(VIEW, {}).get("mark")
    if answer is None or not isinstance(sent, dict) or sent.get("digest") != answer.picture.digest:
        return  # about a picture that is no longer on screen
    match sent:
        case {"said": "nothing"}:
            classify_marks.take_back(answer.picture.digest)
        case {"said": "right" | "wrong" as said, "name": str(name)} if len(name) <= LONGEST_SENT:
            try:
                classify_marks.mark(answer.picture, name, right=said == "right")
            except (DatasetError, DiskFullError) as error:
                notices.say(_NOTICES, refusal(error))


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
        "on": card.in_language(rule.on, current()),
    }


def _picture(answer: Answer) -> dict[str, Any]:
    """Describe what was done to the picture before the network saw it."""
    prepared = answer.prepared
    row, column, rows, columns = prepared.kept
    return {
        "name": answer.picture.label,
        "digest": answer.picture.digest,
        "original": prepared.original,
        "kept": {"row": row, "column": column, "rows": rows, "columns": columns},
        "framing": answer.framing if answer.framing in framings(answer.network.input) else "crop",
        "range": t(f"classify.range_{answer.network.input.scaling}"),
        "channels": answer.network.input.channels,
        "numbers": {"lowest": prepared.lowest, "mean": prepared.mean, "highest": prepared.highest},
    }


def _mark(answer: Answer) -> dict[str, Any]:
    """Describe the visitor's mark on the answer, and what of it is saved."""
    said = classify_marks.marks().found.get(answer.picture.digest)
    pictures, classes = classify_marks.counts()
    return {
        "said": {"right": said.right, "name": said.name} if said else None,
        "pictures": pictures,
        "classes": classes,
        "problem": notices.take_last(_NOTICES),
        "longest": LONGEST,
    }


def _choice(value: str, offered: list[tuple[str, str]]) -> dict[str, Any]:
    return {"value": value, "options": [{"value": name, "label": label} for name, label in offered]}
