"""Requests for the maps of the Activation and Pooling Lab, and the payloads of its two views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypedDict

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.pictures.images import to_float
from cnn_core.pooling_lab.result import Change, StudyResult
from cnn_core.pooling_lab.study import PoolingProgram, PoolingStudy, pooling_program, problems
from engine import EngineError
from ui.language import t
from ui.pictures.picker import Picture
from ui.requests.last_answer import LastAnswer, Request
from ui.requests.moment import Moment, request_answer
from ui.requests.session import session
from ui.settings.controls import option_label

Maps = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Answer:
    """The maps that Keras gave, and their settings.

    Attributes:
        study: the settings.
        picture: digest of the visitor's picture.
        result: the maps and measures.
    """

    study: PoolingStudy
    picture: str
    result: StudyResult


StudyMoment = Moment[PoolingStudy, Answer, str]
"""The Activation and Pooling Lab at one moment."""

_LAST: Final = LastAnswer[Answer]("pooling_study.last")


def moment(study: PoolingStudy, picture: Picture) -> StudyMoment:
    """Request the maps of the settings, waiting for Keras; while the settings are impossible, the last maps stay.

    Args:
        study: the visitor's settings.
        picture: the visitor's.
    """
    present = StudyMoment(study, problems=tuple(problems(study)))
    if present.problems:
        found = replace(present, answer=_LAST.get())
    else:
        found = request_answer(present, _LAST, (study, picture.digest), partial(_send, study, picture), wait=True)
    said = (t(f"engine_error.{found.error.code}"),) if isinstance(found.error, EngineError) else ()
    return replace(found, stale=found.answer is not None and found.answer.study != study, notices=said)


def _send(study: PoolingStudy, picture: Picture) -> Request[Answer]:
    grey = to_float(picture.square(study.study_size), color=False)
    future = engine.submit("cnn_core.pooling_lab.worker.run", study, grey, visitor=f"{session()}:pooling")
    return Request([(future, "shared")], lambda results: Answer(study, picture.digest, *results))


def same_map(one: PoolingStudy, other: PoolingStudy) -> bool:
    """Return True if two studies look at the same feature map, and choose the same activation."""
    names = ("study_size", "study_kernel", "gain", "bias", "activation")
    return all(getattr(one, name) == getattr(other, name) for name in names)


class ActivationHeader(TypedDict):
    """The header of the activations; ``ui/components/pooling_lab/payload.d.ts`` says the same to the view.

    Attributes:
        activations: "name" and "title" of each, in the order of the maps.
        chosen: the name of the chosen one.
        saturated: for each activation the share of cells on a flat part.
        featureName: what the feature map is called.
        grey: True if the feature map is the picture itself, and is drawn in grey.
    """

    activations: list[dict[str, str]]
    chosen: str
    saturated: dict[str, float]
    featureName: str
    grey: bool


class PoolingHeader(TypedDict):
    """The header of the poolings.

    Attributes:
        program: as the browser's arithmetic takes it.
        mapName: what the map before pooling is called.
        changes: for "picture", "map", "max", "average" and "min" how much they changed.
        costs: of "before" and "after" pooling.
        cause: what changed the picture: "same" (nothing), "noise", "shift" or "both".
        grey: as above.
    """

    program: PoolingProgram
    mapName: str
    changes: dict[str, Change]
    costs: dict[str, dict[str, int]]
    cause: str
    grey: bool


def activation_view(answer: Answer) -> tuple[ActivationHeader, Maps]:
    """Return header and arrays of the view of the activations."""
    study, result = answer.study, answer.result
    header: ActivationHeader = {
        "activations": [{"name": name, "title": activation_title(name)} for name in ACTIVATION_NAMES],
        "chosen": study.activation,
        "saturated": result.saturated,
        "featureName": _feature_name(study),
        "grey": study.shows_picture,
    }
    return header, {"feature_map": result.feature_map[0], "activation_maps": result.activation_maps}


def pooling_view(answer: Answer) -> tuple[PoolingHeader, Maps]:
    """Return header and arrays of the view of the poolings."""
    study, result = answer.study, answer.result
    header: PoolingHeader = {
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
    """Name an activation; softmax has its channels explained in its card."""
    return t("pooling_lab.softmax") if name == "softmax" else option_label("activation", name)


def _feature_name(study: PoolingStudy) -> str:
    if study.shows_picture:
        return option_label("study_kernel", study.study_kernel)
    return t("pooling_lab.feature_map", kernel=option_label("study_kernel", study.study_kernel))


def _cause(study: PoolingStudy) -> str:
    """Return what changed the picture: "same" (nothing), "noise", "shift" or "both"."""
    shift = bool(study.shift_rows or study.shift_columns)
    if study.noise and shift:
        return "both"
    return "noise" if study.noise else "shift" if shift else "same"
