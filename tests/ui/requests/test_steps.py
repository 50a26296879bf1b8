"""Work in steps: it goes on while somebody looks, rests when it is told to, and is kept within a bound."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from ui.requests.steps import UNSEEN_SECONDS, Work, Works


class Engine:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, Future[int]]] = []

    def ask(self, state: int | None) -> Future[int]:
        self.asked.append((state, Future()))
        return self.asked[-1][1]

    def answer(self) -> None:
        state, future = self.asked[-1]
        future.set_result((state or 0) + 1)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def until(last: int, engine: Engine, clock: Clock | None = None) -> Work[int]:
    return Work(engine.ask, lambda state: state >= last, clock=clock or Clock())


def test_one_step_follows_the_other_without_being_looked_at_in_between():
    engine = Engine()
    work = until(3, engine)
    assert engine.asked == []
    assert work.look().running
    engine.answer()
    engine.answer()
    assert work.glance().state == 2
    engine.answer()
    assert (work.glance().state, work.glance().done, work.glance().running) == (3, True, False)
    work.look()
    assert [state for state, _ in engine.asked] == [None, 1, 2]


def test_what_nobody_looks_at_rests_after_a_while_and_goes_on_when_somebody_does():
    engine, clock = Engine(), Clock()
    work = until(9, engine, clock)
    work.look()
    clock.now = UNSEEN_SECONDS + 1
    engine.answer()
    assert len(engine.asked) == 1
    work.look()
    assert [state for state, _ in engine.asked] == [None, 1]


def test_stopped_work_keeps_what_there_is_and_goes_on_from_there():
    engine = Engine()
    work = until(9, engine)
    work.look()
    engine.answer()
    work.stop()
    assert engine.asked[-1][1].cancelled()
    assert (work.look().state, work.look().running) == (1, False)
    assert len(engine.asked) == 2
    work.go_on()
    assert work.look().running
    assert [state for state, _ in engine.asked] == [None, 1, 1]


def test_an_answer_that_comes_after_the_stop_is_passed_over():
    engine = Engine()
    work = until(9, engine)
    work.look()
    engine.asked[-1][1].set_running_or_notify_cancel()  # a worker has taken it: it cannot be cancelled any more
    work.stop()
    engine.answer()
    assert work.glance().state is None


def test_a_step_that_fails_is_said_and_can_be_tried_again():
    engine = Engine()
    work = until(2, engine)
    work.look()
    engine.answer()
    engine.asked[-1][1].set_exception(ValueError("no"))
    standing = work.look()
    assert (standing.state, standing.running, str(standing.error)) == (1, False, "no")
    assert len(engine.asked) == 2
    work.go_on()
    work.look()
    engine.answer()
    assert work.glance().done


def test_answers_that_are_there_at_once_need_no_second_look():
    def ask(state: int | None) -> Future[int]:
        future: Future[int] = Future()
        future.set_result(1)
        return future

    summed: Work[int] = Work(ask, lambda state: state == 40, lambda state, found: (state or 0) + found)
    assert summed.look().done


def test_thousands_of_answers_that_are_there_at_once_are_taken_one_after_the_other():
    def ask(state: int | None) -> Future[int]:
        future: Future[int] = Future()
        future.set_result((state or 0) + 1)
        return future

    assert Work(ask, lambda state: state == 5000).look().done


def test_an_answer_that_cannot_be_added_is_an_error():
    def ask(state: str | None) -> Future[str]:
        future: Future[str] = Future()
        future.set_result("none")
        return future

    def add(state: str | None, found: str) -> str:
        raise ValueError(found)

    work: Work[str] = Work(ask, lambda state: False, add)
    assert str(work.look().error) == "none"
    assert work.finished


def test_waiting_ends_with_the_last_answer():
    engine = Engine()
    work = until(1, engine)
    work.look()
    assert (work.under_way, work.wait(0)) == (True, False)
    engine.answer()
    assert (work.under_way, work.wait(20)) == (False, True)


@pytest.mark.parametrize("most", [1, 3])
def test_what_was_wanted_longest_ago_is_stopped_and_let_go(most: int):
    engines = [Engine() for _ in range(5)]
    works: Works[int] = Works(most)
    made = [works.get(place, lambda engine=engine: until(3, engine)) for place, engine in enumerate(engines)]
    for work in made:
        work.look()
    kept = [works.find(place) for place in range(5)]
    assert kept == [None] * (5 - most) + made[5 - most :]
    assert works.get(4, lambda: until(3, Engine())) is made[4]
    assert not made[0].glance().running
    assert made[4].glance().running
