"""Who waits for what: sharing, dropping, bounds. The backend is played by the test, except where a worker matters."""

import threading
from concurrent.futures import CancelledError, Future

import numpy as np
import pytest

from engine import EngineError
from engine.broker import Broker
from engine.frames import pack, unpack


class Backend:
    """Answers when the test says so."""

    def __init__(self):
        self.asked = []
        self.askers = []

    def submit(self, request, seconds, asker):
        answer = Future()
        self.asked.append((unpack(request), answer))
        self.askers.append(asker)
        return answer

    def start(self, number):
        assert self.asked[number][1].set_running_or_notify_cancel()

    def finish(self, number, value="result", outcome="done"):
        answer = self.asked[number][1]
        if not answer.running():
            answer.set_running_or_notify_cancel()
        answer.set_result([outcome.encode(), *map(bytes, pack(value))])


@pytest.fixture
def backend():
    return Backend()


@pytest.fixture
def ask(backend):
    broker = Broker(backend, 1000)

    def ask_(*arguments, visitor=None):
        return broker.submit("cnn_core.worker.f", arguments, visitor, 1.0)

    ask_.broker = broker
    return ask_


def test_a_request_takes_the_turn_of_whoever_asks(backend, ask):
    ask(1)
    ask(2, visitor="one:lab")
    ask.broker.submit("cnn_core.worker.f", (3,), None, 1.0, "two:photos")
    assert backend.askers == ["", "one:lab", "two:photos"]


def test_equal_requests_under_way_are_computed_once(backend, ask):
    image = np.ones((4, 4), np.float32)
    first, second, other = ask(image), ask(image.copy()), ask(image * 2)
    assert first is not second
    assert len(backend.asked) == 2
    backend.finish(0, "shared")
    backend.finish(1, "own")
    assert (first.result(0), second.result(0), other.result(0)) == ("shared", "shared", "own")


def test_a_finished_result_is_shared(backend, ask):
    ask(1)
    backend.finish(0, [np.zeros(3)])
    one, two = ask(1).result(0), ask(1).result(0)
    assert len(backend.asked) == 1
    assert one is not two, "what is around the arrays belongs to one visitor"
    assert np.shares_memory(one[0], two[0])
    assert not one[0].flags.writeable


@pytest.mark.parametrize(("outcome", "kind"), [("failed", EngineError), ("refused", ValueError)])
def test_an_error_reaches_everybody_and_is_not_kept(backend, ask, outcome, kind):
    first, second = ask(1), ask(1)
    backend.finish(0, ValueError("no"), outcome)
    for future in (first, second):
        assert isinstance(future.exception(0), kind)
    ask(1)
    assert len(backend.asked) == 2


def test_an_engine_error_of_the_backend_is_copied_for_each(backend, ask):
    first, second = ask(1), ask(1)
    backend.start(0)
    backend.asked[0][1].set_exception(EngineError("died"))
    assert first.exception(0).code == second.exception(0).code == "died"
    assert first.exception(0) is not second.exception(0)


def test_results_are_kept_within_their_bound_the_oldest_go_first(backend, ask):
    for number in range(3):
        ask(number)
        backend.finish(number, bytes(400))
    assert ask.broker._finished.total <= 1000
    ask(2), ask(1)
    assert len(backend.asked) == 3
    ask(0)
    assert len(backend.asked) == 4


def test_a_result_larger_than_the_bound_is_delivered_but_not_kept(backend, ask):
    future = ask(1)
    backend.finish(0, bytes(5000))
    assert len(future.result(0)) == 5000
    assert ask.broker._finished.total == 0


def test_a_visitors_newer_request_drops_the_one_that_has_not_started(backend, ask):
    old, new = ask(1, visitor="a:lab"), ask(2, visitor="a:lab")
    assert old.cancelled()
    assert backend.asked[0][1].cancelled()
    backend.finish(1)
    assert new.result(0) == "result"


def test_a_request_that_has_started_is_left_to_finish_and_kept(backend, ask):
    old = ask(1, visitor="a:lab")
    backend.start(0)
    ask(2, visitor="a:lab")
    assert not old.cancelled()
    backend.finish(0, "kept")
    assert ask(1).result(0) == old.result(0) == "kept"


def test_what_somebody_else_waits_for_is_not_dropped(backend, ask):
    mine, theirs = ask(1, visitor="a:lab"), ask(1, visitor="b:lab")
    ask(2, visitor="a:lab")
    assert mine.cancelled()
    assert not backend.asked[0][1].cancelled()
    backend.finish(0)
    assert theirs.result(0) == "result"


def test_views_of_one_visitor_do_not_drop_each_other(ask):
    first = ask(1, visitor="a:lab")
    ask(2, visitor="a:home")
    assert not first.cancelled()


def test_asking_for_the_same_again_drops_nothing(backend, ask):
    first, again = ask(1, visitor="a:lab"), ask(1, visitor="a:lab")
    assert not first.cancelled()
    ask(2, visitor="a:lab")
    assert first.cancelled()
    assert again.cancelled()
    assert backend.asked[0][1].cancelled()


def test_a_request_dropped_and_wanted_again_is_computed_anew(backend, ask):
    ask(1, visitor="a:lab")
    ask(2, visitor="a:lab")
    wanted = ask(1, visitor="a:lab")
    assert len(backend.asked) == 3
    backend.finish(2, "anew")
    assert wanted.result(0) == "anew"


def test_a_caller_can_stop_waiting_whatever_has_started(backend, ask):
    mine, theirs = ask(1), ask(1)
    backend.start(0)
    assert mine.cancel()
    backend.finish(0)
    assert theirs.result(0) == "result"
    with pytest.raises(CancelledError):
        mine.result(0)


def test_nothing_is_remembered_of_visitors_who_have_their_answer(backend, ask):
    for number in range(20):
        ask(number % 3, visitor=f"visitor {number}:lab")
    for number in range(3):
        backend.finish(number)
    ask(99, visitor="last").cancel()
    assert not ask.broker._wishes
    assert not ask.broker._flights


def test_a_backend_that_lets_go_cancels_those_who_wait(backend, ask):
    future = ask(1)
    backend.asked[0][1].cancel()
    assert future.cancelled()


@pytest.mark.parametrize(
    "name",
    [
        "os.system",
        "cnn_core",
        "cnn_core.",
        "worker.f",
        "cnn_core.worker",
        "cnn_core._worker.f",
        "cnn_core.worker._f",
        "cnn_core.worker.f.__call__",
        "cnn_corex.worker.f",
        "cnn_core.pictures.images.load_image",
    ],
)
def test_other_names_are_refused(ask, name):
    with pytest.raises(ValueError, match=r"public functions of modules `worker` below `cnn_core.`\. Received: "):
        ask.broker.submit(name, (), None, 1.0)


def test_many_threads_ask_and_change_their_minds(open_desk):
    """Forty visitors on real workers, each with thirty changes: everybody gets the answer to the last one."""
    desk = open_desk(workers=2)
    last = {}

    def visit(visitor):
        for change in range(30):
            last[visitor] = desk.submit("double", np.full(50, change % 7), visitor=f"{visitor}:lab")

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(future.result(30)["doubled"][0] == 2 * (29 % 7) for future in last.values())
    assert not desk.broker._wishes
    assert not desk.broker._flights
