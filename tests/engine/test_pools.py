"""The pool for files that visitors bring: what happens in it does not concern the shared one."""

from pathlib import Path

import psutil
import pytest

import engine
from engine import EngineError
from engine.broker import Broker
from engine.limits import Limits, brought_along
from engine.local import LocalBackend

ALLOWED = ("engine_tasks.",)


@pytest.fixture
def pools(clean_engine, monkeypatch):
    """The engine's own door, with small workers that know the tasks of these tests."""

    def backend(bounds):
        return LocalBackend(bounds, ALLOWED, (), {"PYTHONPATH": str(Path(__file__).parent)})

    small = Limits(workers=1, worker_bytes=400_000_000, result_bytes=1000)
    monkeypatch.setattr(engine, "limits", lambda: small)
    monkeypatch.setattr(engine, "LocalBackend", backend)
    monkeypatch.setattr(engine, "Broker", lambda one, size: Broker(one, size, ALLOWED))
    monkeypatch.delenv("CONVLENS_SCHEDULER", raising=False)
    return engine


def ask(pools, task, *arguments, pool="shared", seconds=30.0):
    return pools.submit(f"engine_tasks.worker.{task}", *arguments, pool=pool, timeout=seconds)


@pytest.mark.parametrize(
    ("task", "seconds", "code"), [("hang", 0.5, "timeout"), ("grow", 30.0, "memory"), ("kill_self", 30.0, "died")]
)
def test_what_a_brought_file_does_concerns_nobody_else(pools, task, seconds, code):
    before = ask(pools, "process_id").result(30)
    misbehaving = ask(pools, task, pool="brought", seconds=seconds)
    assert ask(pools, "environment", "KERAS_BACKEND").result(30) == "tensorflow"
    with pytest.raises(EngineError) as caught:
        misbehaving.result(60)
    assert caught.value.code == code
    assert ask(pools, "process_id").result(30) == before
    assert ask(pools, "process_id", pool="brought").result(30) != before


def test_while_one_hangs_the_others_are_answered(pools):
    hanging = ask(pools, "hang", pool="brought", seconds=5.0)
    while not pools._brokers["brought"].backend.ready() or not hanging:
        pass
    for number in range(20):
        assert ask(pools, "note", "/nowhere", str(number)).exception(30).code == "failed"
    assert not hanging.done()


def test_its_process_yields_to_the_others(pools):
    niceness = psutil.Process().nice()
    assert psutil.Process(ask(pools, "process_id").result(30)).nice() == niceness
    assert psutil.Process(ask(pools, "process_id", pool="brought").result(30)).nice() == min(19, max(niceness, 10))


def test_it_stays_on_this_machine_when_there_is_a_cluster(pools, monkeypatch):
    monkeypatch.setenv("CONVLENS_SCHEDULER", "tcp://127.0.0.1:1")
    assert ask(pools, "environment", "KERAS_BACKEND", pool="brought").result(30) == "tensorflow"


def test_a_pool_starts_when_it_is_asked_and_ends_with_the_engine(pools):
    pid = ask(pools, "process_id").result(30)
    assert list(pools._brokers) == ["shared"]
    other = ask(pools, "process_id", pool="brought").result(30)
    assert pools.ready("brought")
    pools.shutdown()
    assert not psutil.pid_exists(pid)
    assert not psutil.pid_exists(other)


def test_there_is_no_other_pool():
    with pytest.raises(ValueError, match=r"A pool is one of shared, brought, border\. Received: 'mine'"):
        engine.submit("cnn_core.arithmetic.windows.output_size", 3, 3, pool="mine")


def test_its_bounds_follow_the_shared_ones():
    bounds = brought_along(Limits(workers=2, worker_bytes=7, result_bytes=8))
    assert bounds == Limits(workers=1, worker_bytes=7, result_bytes=2, niceness=10)
