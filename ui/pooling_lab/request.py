"""From the Activation and Pooling Lab's settings and the visitor's picture to what its two views draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.pictures.images import to_float
from cnn_core.pooling_lab.study import PoolingStudy, pooling_program
from ui.language import t
from ui.pictures.picker import Picture
from ui.requests.session import session
from ui.requests.waiting import wait_for
from ui.settings.controls import option_label

View = tuple[dict[str, Any], dict[str, NDArray[np.float32]]]

_LAST = "pooling_study.last"


@dataclass(frozen=True, eq=False)
class Answer:
    """What Keras said, and to what.

    Attributes:
        study: the settings.
        picture: digest of the visitor's picture.
        result: a `cnn_core.pooling_lab.result.StudyResult`.
    """

    study: PoolingStudy
    picture: str
    result: Any


def last_answer() -> Answer | None:
    """What the visitor saw last, for settings that cannot be."""
    answer: Answer | None = st.session_state.get(_LAST)
    return answer


def ask(study: PoolingStudy, picture: Picture) -> Answer:
    """The maps of a study without problems on the visitor's picture.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
    """
    last = last_answer()
    if last and (last.study, last.picture) == (study, picture.digest):
        return last
    grey = to_float(picture.square(study.study_size), color=False)
    future = engine.submit("cnn_core.pooling_lab.worker.run", study, grey, visitor=f"{session()}:pooling")
    answer = Answer(study, picture.digest, wait_for(future))
    st.session_state[_LAST] = answer
    return answer


def same_map(one: PoolingStudy, other: PoolingStudy) -> bool:
    """Whether two studies look at the same feature map, and choose the same activation."""
    names = ("study_size", "study_kernel", "gain", "bias", "activation")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def activation_view(answer: Answer) -> View:
    """Header and arrays of the view of the activations."""
    study, result = answer.study, answer.result
    header = {
        "activations": [{"name": name, "title": activation_title(name)} for name in ACTIVATION_NAMES],
        "chosen": study.activation,
        "saturated": result.saturated,
        "featureName": _feature_name(study),
        "grey": study.shows_picture,
    }
    return header, {"feature_map": result.feature_map[0], "activation_maps": result.activation_maps}


def pooling_view(answer: Answer) -> View:
    """Header and arrays of the view of the poolings."""
    study, result = answer.study, answer.result
    header = {
        "program": pooling_program(study),
        "mapName": t("pooling_lab.map_after", name=activation_title(study.activation)),
        "changes": result.changes,
        "costs": result.costs,
        "cause": _cause(study),
        "grey": study.shows_picture,
    }
    arrays = {name: getattr(result, name) for name in ("picture", "activation_map", "pooled_maps")}
    return header, arrays


def activation_title(name: str) -> str:
    """What an activation is called here; softmax has its channels explained in its card."""
    return t("pooling_lab.softmax") if name == "softmax" else option_label("activation", name)


def _feature_name(study: PoolingStudy) -> str:
    if study.shows_picture:
        return option_label("study_kernel", study.study_kernel)
    return t("pooling_lab.feature_map", kernel=option_label("study_kernel", study.study_kernel))


def _cause(study: PoolingStudy) -> str:
    """What changed the picture: "same" (nothing), "noise", "shift" or "both"."""
    shift = bool(study.shift_rows or study.shift_columns)
    if study.noise and shift:
        return "both"
    return "noise" if study.noise else "shift" if shift else "same"
