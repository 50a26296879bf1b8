"""Long questions in the background: shared, dropped when nobody looks, bounded, and honest about what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

import engine
from ui.evaluate import request as evaluate_work
from ui.evaluate.request import DroppedError, Work, forget, work

SECONDS = 20


@pytest.fixture(autouse=True)
def _nothing_asked() -> Iterator[None]:
    evaluate_work._works.clear()
    yield
    evaluate_work._works.clear()


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


def test_the_steps_are_done_in_order_and_once_for_all_who_ask(asked: list[tuple[Any, ...]]):
    steps = [("double", 1), ("double", 2), ("double", 3)]
    first, second = work("key", lambda: steps), work("key", lambda: pytest.fail("asked before"))
    assert first is second
    assert first.wait(SECONDS)
    assert np.concatenate(first.found).tolist() == [2, 4, 6]
    assert asked == steps
    assert first.total == 3


def test_only_what_is_wanted_of_an_answer_is_kept(asked: list[tuple[Any, ...]]):
    found = work("key", lambda: [("double", 5), ("double", 6)], lambda place, answer: (place, int(answer[0])))
    assert found.wait(SECONDS)
    assert found.found == [(0, 10), (1, 12)]


def test_a_question_that_nobody_looks_at_is_dropped_and_begins_anew(
    asked: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(evaluate_work, "IDLE_SECONDS", -1.0)
    found = work("key", lambda: [("double", 1)])
    assert found.wait(SECONDS)
    assert isinstance(found.error, DroppedError)
    assert asked == []
    monkeypatch.setattr(evaluate_work, "IDLE_SECONDS", 60.0)
    again = work("key", lambda: [("double", 1)])
    assert again is not found
    assert again.wait(SECONDS)
    assert again.error is None


def test_what_went_wrong_stays_until_somebody_tries_again(monkeypatch: pytest.MonkeyPatch):
    def fails(*_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(engine.EngineError("memory"))
        return future

    monkeypatch.setattr(engine, "submit", fails)
    found = work("key", lambda: [("double", 1), ("double", 2)])
    assert found.wait(SECONDS)
    assert isinstance(found.error, engine.EngineError)
    assert found.found == []
    assert work("key", lambda: [("double", 1)]) is found
    forget("key")
    assert work("key", lambda: [("double", 1)]) is not found


def test_no_more_are_under_way_than_a_bound(monkeypatch: pytest.MonkeyPatch):
    gate = threading.Event()

    def waits(*_: Any, **__: Any) -> Future[Any]:
        assert gate.wait(SECONDS)
        future: Future[Any] = Future()
        future.set_result(0)
        return future

    monkeypatch.setattr(engine, "submit", waits)
    waiting = [work(place, lambda: [("double", 1)]) for place in range(evaluate_work.MOST_UNDER_WAY)]
    with pytest.raises(engine.EngineError) as refused:
        work("one more", lambda: [("double", 1)])
    assert refused.value.code == "full"
    forget(0)  # it is under way, and goes on
    assert work(0, lambda: pytest.fail("asked before")) is waiting[0]
    gate.set()
    assert all(one.wait(SECONDS) for one in waiting)
    assert work("one more", lambda: [("double", 1)]).wait(SECONDS)


def test_the_answers_that_were_looked_at_longest_ago_make_room(
    asked: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(evaluate_work, "MOST_BYTES", 100)
    for place in range(4):
        assert work(place, lambda: [("double", *range(5))]).wait(SECONDS)  # 40 bytes each
    work(1, lambda: [("double", 1)])
    assert sum(one.nbytes for one in evaluate_work._works.values()) <= 100
    assert 3 in evaluate_work._works
    assert 0 not in evaluate_work._works


def test_a_work_knows_its_bytes():
    found = Work([], lambda place, answer: answer)
    found.found = [np.zeros(10, np.float32), np.zeros(5, np.float64)]
    assert found.nbytes == 80
