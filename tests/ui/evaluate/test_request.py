"""Long questions in the background: shared, resting when nobody looks, bounded, and honest about what went wrong."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

import engine
from ui.evaluate import request as evaluate_work
from ui.evaluate.request import Answers, forget, work
from ui.requests.steps import Work

SECONDS = 20


@pytest.fixture(autouse=True)
def _nothing_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate_work, "_works", evaluate_work._works_of(100))


def kept(found: Work[Answers]) -> list[Any]:
    answers = found.glance().state
    assert answers
    return answers.kept


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The engine doubles what it is asked; every request is noted."""
    noted: list[tuple[Any, ...]] = []

    def submit(function: str, *arguments: Any, **options: Any) -> Future[Any]:
        noted.append((function, *arguments))
        future: Future[Any] = Future()
        future.set_result(np.array(arguments) * 2)
        return future

    monkeypatch.setattr(engine, "submit", submit)
    return noted


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[Future[Any]]:
    """The requests that the engine has; none is answered by itself."""
    futures: list[Future[Any]] = []

    def submit(*_: Any, **__: Any) -> Future[Any]:
        futures.append(Future())
        return futures[-1]

    monkeypatch.setattr(engine, "submit", submit)
    return futures


def test_the_steps_are_done_in_order_and_once_for_all_who_ask(asked: list[tuple[Any, ...]]):
    steps = [("double", 1), ("double", 2), ("double", 3)]
    first, second = work("key", lambda: steps), work("key", lambda: pytest.fail("asked before"))
    assert first is second
    assert first.wait(SECONDS)
    assert np.concatenate(kept(first)).tolist() == [2, 4, 6]
    assert asked == steps


@pytest.mark.usefixtures("asked")
def test_only_what_is_wanted_of_an_answer_is_kept():
    found = work("key", lambda: [("double", 5), ("double", 6)], lambda place, answer: (place, int(answer[0])))
    assert found.wait(SECONDS)
    assert kept(found) == [(0, 10), (1, 12)]


def test_a_question_that_nobody_looks_at_rests_and_goes_on_when_somebody_does(
    waiting: list[Future[Any]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(evaluate_work, "UNSEEN_SECONDS", -1.0)
    found = work("key", lambda: [("double", 1)])
    assert not found.wait(0)
    assert waiting == []
    assert not found.under_way
    forget("key")  # it is not finished, and stays
    found._unseen_seconds = 60.0
    assert work("key", lambda: pytest.fail("asked before")) is found
    waiting[0].set_result(7)
    assert found.wait(SECONDS)
    assert (kept(found), found.glance().error) == ([7], None)


def test_what_went_wrong_stays_until_somebody_tries_again(waiting: list[Future[Any]]):
    found = work("key", lambda: [("double", 1), ("double", 2)])
    waiting[0].set_exception(engine.EngineError("memory"))
    assert found.wait(SECONDS)
    assert isinstance(found.glance().error, engine.EngineError)
    assert kept(found) == []
    assert work("key", lambda: [("double", 1)]) is found
    assert len(waiting) == 1
    forget("key")
    assert work("key", lambda: [("double", 1)]) is not found


def test_an_engine_that_takes_no_request_is_an_error_of_the_question(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any, **__: Any) -> Future[Any]:
        raise engine.EngineError("unavailable")

    monkeypatch.setattr(engine, "submit", refuse)
    found = work("key", lambda: [("double", 1)])
    assert found.wait(SECONDS)
    assert isinstance(found.glance().error, engine.EngineError)


def test_no_more_are_under_way_than_a_bound(waiting: list[Future[Any]]):
    works = [work(place, lambda: [("double", 1)]) for place in range(evaluate_work.MOST_UNDER_WAY)]
    with pytest.raises(engine.EngineError) as refused:
        work("one more", lambda: [("double", 1)])
    assert refused.value.code == "full"
    forget(0)  # it is under way, and goes on
    assert work(0, lambda: pytest.fail("asked before")) is works[0]
    for future in waiting:
        future.set_result(0)
    assert all(one.wait(SECONDS) for one in works)
    last = work("one more", lambda: [("double", 1)])
    waiting[-1].set_result(0)
    assert last.wait(SECONDS)


@pytest.mark.usefixtures("asked")
def test_the_answers_that_were_looked_at_longest_ago_make_room():
    for place in range(4):
        assert work(place, lambda: [("double", *range(5))]).wait(SECONDS)  # 40 bytes each
        work(place, lambda: pytest.fail("asked before"))
    works = evaluate_work._works
    assert sum(len(kept(one)) for one in works.values()) == 2
    assert works.find(3)
    assert works.find(0) is None


def test_answers_know_their_bytes():
    assert Answers(2, 2, [np.zeros(10, np.float32), np.zeros(5, np.float64)]).nbytes == 80
