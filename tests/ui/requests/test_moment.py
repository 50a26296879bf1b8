"""The state of a page with one answer: the last answer for the same question, and why there is no newer one."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
import streamlit as st

import engine
from engine import EngineError
from ui.requests.last_answer import LastAnswer, Latest, Request
from ui.requests.moment import Moment, request_answer

Doubled = Moment[int, int, str]


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session outside of a page."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


@pytest.fixture
def last() -> LastAnswer[int]:
    return LastAnswer[int]("doubled")


def request(value: int | None = None, error: Exception | None = None) -> Request[int]:
    future: Future[int] = Future()
    if error is not None:
        future.set_exception(error)
    elif value is not None:
        future.set_result(value)
    return Request([(future, "shared")], sum)


def moment(last: LastAnswer[int], settings: int, sent: Request[int], **options: Any) -> Doubled:
    return request_answer(Doubled(settings), last, settings, lambda: sent, **options)


def test_the_same_question_is_requested_once(last: LastAnswer[int]):
    assert moment(last, 3, request(6)).answer == 6
    again = request_answer(Doubled(3), last, 3, lambda: pytest.fail("requested before"))
    assert (again.answer, again.stale, again.starting) == (6, False, False)
    assert (last.find(3), last.find(4), last.get()) == (6, None, 6)


@pytest.mark.parametrize("wait", [True, False])
def test_when_the_engine_fails_the_last_answer_stays_with_the_reason(last: LastAnswer[int], wait: bool):
    moment(last, 3, request(6))
    error = EngineError("memory")
    found = moment(last, 4, request(error=error), wait=wait)
    assert (found.answer, found.stale, found.error, found.starting) == (6, True, error, False)
    assert last.find(3) == 6


def test_an_engine_that_takes_no_request_is_a_reason_too(last: LastAnswer[int]):
    def refuse() -> Request[int]:
        raise EngineError("full")

    found = request_answer(Doubled(3), last, 3, refuse)
    assert (found.answer, getattr(found.error, "code", "")) == (None, "full")


def test_only_the_errors_that_the_page_can_say_are_kept(last: LastAnswer[int]):
    with pytest.raises(ValueError, match="no"):
        moment(last, 3, request(error=ValueError("no")))
    found = moment(last, 3, request(error=ValueError("no")), refusals=(EngineError, ValueError))
    assert str(found.error) == "no"


def test_while_keras_is_being_loaded_the_page_goes_on_and_waits_at_its_end(
    last: LastAnswer[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "ready", lambda _pool: False)
    monkeypatch.setattr("ui.requests.last_answer.QUIET_SECONDS", 0.0)
    runs: list[str] = []
    monkeypatch.setattr(st, "rerun", lambda: runs.append("again"))
    sent = iter([request(), request(8)])
    found = request_answer(Doubled(4), last, 4, lambda: next(sent))
    assert (found.answer, found.stale, found.starting, found.error) == (None, True, True, None)
    found.run_again_when_started()
    assert (runs, last.find(4)) == (["again"], 8)


def test_a_page_whose_answer_is_there_does_not_run_again(last: LastAnswer[int], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(st, "rerun", lambda: pytest.fail("runs again"))
    moment(last, 3, request(6)).run_again_when_started()


def test_moments_with_the_same_on_screen_are_equal(last: LastAnswer[int]):
    one, other = (moment(last, 3, request(error=EngineError("memory"))) for _ in range(2))
    assert one == other


def test_a_value_is_made_anew_for_another_key_only():
    kept = Latest[str]("payload")
    made = [kept.get_or_make(key, lambda place=place: f"made {place}") for place, key in enumerate("aab")]
    assert made == ["made 0", "made 0", "made 2"]
