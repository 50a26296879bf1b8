"""The same calls on a real Dask cluster: a scheduler and two workers, processes on loopback."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine import EngineError
from engine.broker import Broker
from engine.dask import DaskBackend

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

ALLOWED = ("engine_tasks.",)
WAIT = 60.0


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a scheduler with two workers."""
    folder = tmp_path_factory.mktemp("dask")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path.cwd())])}
    environment |= {"DASK_DISTRIBUTED__WORKER__PRELOAD": "[]", "DASK_TEMPORARY_DIRECTORY": str(folder)}
    file = folder / "scheduler.json"
    commands = [
        [
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--no-show",
            "--scheduler-file",
            str(file),
        ],
        *[["worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]] * 2,
    ]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command], env=environment, cwd=folder, stderr=subprocess.DEVNULL
        )
        for command in commands
    ]
    yield _address(file, processes)
    for process in reversed(processes):
        process.terminate()
    for process in reversed(processes):
        process.wait(30)


def _address(file, processes):
    from distributed import Client

    end = time.monotonic() + WAIT
    while not file.exists():
        assert time.monotonic() < end
        assert all(process.poll() is None for process in processes)
        time.sleep(0.05)
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=WAIT)
        return client.scheduler_info()["address"]


@pytest.fixture
def submit(scheduler):
    backend = DaskBackend(scheduler, ALLOWED, preload=())
    broker = Broker(backend, 1_000_000, ALLOWED)

    def submit_(task, *arguments, visitor=None, seconds=WAIT):
        return broker.submit(f"engine_tasks.worker.{task}", arguments, visitor, seconds)

    submit_.backend = backend
    yield submit_
    backend.shutdown()


def test_the_same_results_as_on_this_machine(submit):
    image = np.arange(6, dtype=np.float32).reshape(2, 3)
    result = submit("double", image).result(WAIT)
    np.testing.assert_array_equal(result["doubled"], image * 2)
    assert not result["doubled"].flags.writeable
    assert submit.backend.ready()


def test_both_workers_are_used_and_neither_is_this_process(submit, tmp_path):
    blocked = submit("wait_for_file", str(tmp_path / "file"))
    assert submit("process_id").result(WAIT) != os.getpid()
    (tmp_path / "file").touch()
    assert blocked.result(WAIT) == "done"


def test_errors_are_the_same(submit):
    with pytest.raises(ValueError, match="is a number from 1 to 9"):
        submit("refuse").result(WAIT)
    with pytest.raises(EngineError) as caught:
        submit("fail").result(WAIT)
    assert caught.value.code == "failed"


def test_equal_requests_are_computed_once(submit, tmp_path):
    futures = [submit("note", str(tmp_path), "once") for _ in range(5)]
    assert {future.result(WAIT) for future in futures} == {"once"}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_replaced_request_is_dropped(submit, tmp_path):
    gate = str(tmp_path / "gate")
    blockers = [submit("wait_for_file", gate, str(number)) for number in range(2)]
    dropped = submit("note", str(tmp_path), "dropped", visitor="a:lab")
    kept = submit("note", str(tmp_path), "kept", visitor="a:lab")
    assert dropped.cancelled()
    (tmp_path / "gate").touch()
    assert [future.result(WAIT) for future in blockers] == ["0", "1"]
    assert kept.result(WAIT) == "kept"
    assert not list(tmp_path.glob("dropped*"))


def test_a_hanging_task_is_a_timeout_and_its_process_is_replaced(submit):
    with pytest.raises(EngineError) as caught:
        submit("hang", seconds=0.5).result(WAIT)
    assert caught.value.code == "timeout"
    assert submit("double", np.ones(2)).result(WAIT)


def test_a_task_that_kills_its_workers_is_a_death(submit):
    with pytest.raises(EngineError) as caught:
        submit("exit_now").result(WAIT)
    assert caught.value.code == "died"
    assert submit("double", np.full(2, 3)).result(WAIT)["doubled"][0] == 6


def test_a_scheduler_that_is_not_there_says_so():
    backend = DaskBackend("tcp://127.0.0.1:9", ALLOWED, preload=(), connect_seconds=0.5)
    with pytest.raises(EngineError) as caught:
        Broker(backend, 0, ALLOWED).submit("engine_tasks.worker.process_id", (), None, 1.0).result(WAIT)
    assert caught.value.code == "unavailable"
    backend.shutdown()
