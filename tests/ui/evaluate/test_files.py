"""What can be taken away of an evaluation; and that a picture goes elsewhere only when a grid can have sent it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import streamlit as st

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import DataSource
from cnn_core.evaluation.question import CORRUPTIONS
from cnn_core.metrics.classification import Judged
from cnn_core.metrics.comparison import compared
from cnn_core.metrics.confusion_matrix import shown_matrix
from ui.evaluate import files as evaluate_files
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate.choice import Subject
from ui.evaluate.comparison import Duel
from ui.evaluate.confusion_matrix import group_names
from ui.evaluate.networks import candidate
from ui.evaluate.robustness import lines, sample
from ui.language import catalogue

WORDS = catalogue("en")


@pytest.fixture(scope="module")
def subject() -> Subject:
    judge = candidate("mnist_cnn")
    assert judge is not None
    digits = datasets.prepare(DataSource("digits"))
    return Subject(judge, digits, tuple(range(10)), "test", np.arange(0, 600, 7), 600, "foreign")


@pytest.fixture
def session() -> Iterator[Any]:
    yield st.session_state
    for key in list(st.session_state):
        del st.session_state[key]


def judged(subject: Subject, seed: int) -> Judged:
    logits = np.random.default_rng(seed).normal(0, 2, (len(subject.positions), 10)).astype(np.float32)
    logits[np.arange(len(logits)), subject.labels] += 2
    return Judged(subject.positions, subject.labels, logits)


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("png", b"\x89PNG")])
def test_every_table_and_every_figure_is_a_file(subject: Subject, session: Any, kind: str, start: bytes):
    first, second = judged(subject, 0), judged(subject, 1)
    places = sample(subject)
    counts = [len(places) - step for step in range(25)]
    harms = lines(subject, first, places, counts)
    duel = Duel(subject, second, compared(first, second))
    found = evaluate_files.files_of(subject, first, harms, duel, kind)
    wanted = {"matrix", "classes", "mistakes", "calibration", "robustness", "duel"}
    assert {file.word for file in found} == wanted | ({"predictions"} if kind == "csv" else set())
    assert len({file.name for file in found}) == len(found)
    for file in found:
        assert file.make().startswith(start), file.word
        assert WORDS[f"evaluate.take.{file.word}"]


def test_what_was_not_measured_is_not_offered(subject: Subject):
    perfect = Judged(subject.positions, subject.labels, np.eye(10, dtype=np.float32)[subject.labels])
    words = [file.word for file in evaluate_files.files_of(subject, perfect, [], None, "png")]
    assert words == ["matrix", "classes", "calibration"]


def test_the_curves_begin_at_the_accuracy_on_whole_pictures(subject: Subject):
    whole = judged(subject, 0)
    places = sample(subject)
    counts = [3] * 25
    found = lines(subject, whole, places, counts)
    assert [line.name for line in found] == [WORDS[f"options.harm.{harm}"] for harm in CORRUPTIONS]
    for line in found:
        assert line.accuracy == (whole.right[places].mean(), *[3 / len(places)] * 5)
        assert all(low <= value <= high for low, value, high in zip(line.low, line.accuracy, line.high, strict=True))
        assert line.strengths[0] == WORDS["evaluate.robustness.none"]


def test_chunks_of_a_harm_are_added_up(subject: Subject):
    whole = judged(subject, 0)
    places = sample(subject)
    found = lines(subject, whole, places, [1, 2] * 25)
    assert {line.accuracy[1:] for line in found} == {(3 / len(places),) * 5}


@pytest.mark.parametrize(
    ("sent", "page"),
    [
        ({"action": "explore", "picture": "7"}, "network_explorer"),
        ({"action": "why", "picture": "7"}, "classify"),
        ({"action": "explore", "picture": "99999"}, None),
        ({"action": "explore", "picture": "-1"}, None),
        ({"action": "explore", "picture": 7}, None),
        ({"action": "rm", "picture": "7"}, None),
        ("explore", None),
        (None, None),
    ],
)
def test_only_what_a_grid_can_send_opens_another_page(subject: Subject, session: Any, sent: Any, page: str | None):
    session["grid"] = {"act": sent}
    evaluate_pictures._act(subject, "grid")
    assert session.get("evaluate.go") == page


def test_the_others_of_many_classes_stand_together(subject: Subject):
    shown = shown_matrix(np.eye(10, dtype=np.int64), most=5, mixed_up=3)
    assert group_names(subject, shown) == ["0", "1", "2", WORDS["evaluate.others"].format(count=7)]
