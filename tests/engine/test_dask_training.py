"""A training on a real Dask cluster: a scheduler and a worker on loopback, which share the workspace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import engine
from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_folder
from engine import EngineError
from engine.dask import DaskBackend
from tests.cnn_core.training.tiny_runs import PICTURE, settings, until

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

WAIT = 60.0


@pytest.fixture
def cluster(
    clean_engine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler that the engine uses, and one worker."""
    file = tmp_path / "scheduler.json"
    monkeypatch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path))
    commands = (
        ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show", "--scheduler-file", file],
        ["worker", "--scheduler-file", file, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"],
    )
    with (tmp_path / "log.txt").open("wb") as log:
        processes = [
            subprocess.Popen([sys.executable, "-m", "dask", *command], stderr=log, start_new_session=True)
            for command in commands
        ]
    monkeypatch.setenv("CONVLENS_SCHEDULER", _address(file))
    yield processes
    engine.shutdown()
    for process in reversed(processes):
        process.terminate()
    for process in reversed(processes):
        process.wait(30)


def _address(file: Path) -> str:
    from distributed import Client

    end = time.monotonic() + WAIT
    while not file.exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(1, timeout=WAIT)
        return str(client.scheduler_info()["address"])


def test_a_run_is_trained_on_the_cluster_and_outlives_the_server(cluster):
    run = run_folder.start(settings(epochs=2), PICTURE, engine.start)
    until(lambda: task_folder.is_locked(run.folder / task_folder.LOCK))
    assert run.status().state == "running"
    holder = next(one for one in psutil.process_iter(["cmdline"]) if str(run.folder) in (one.info["cmdline"] or []))
    assert cluster[1].pid in {parent.pid for parent in holder.parents()}
    # The worker's only place was given back: others are answered while the run goes on.
    assert engine.submit("cnn_core.pictures.worker.load_example", "grey").result(WAIT)
    engine.shutdown()  # the server ends
    until(lambda: run.status().state != "running")
    assert run.status().state == "done"
    assert run.result is not None


def test_a_run_waits_until_the_cluster_has_a_worker_and_can_be_stopped_meanwhile(cluster):
    os.killpg(cluster[1].pid, signal.SIGKILL)
    cluster[1].wait(30)
    run = run_folder.start(settings(), PICTURE, engine.start)
    assert run.status().state == "queued"
    run.command("stop")
    assert run.status().state == "stopped"


def test_a_scheduler_that_is_not_there_is_said_and_leaves_no_run(clean_engine, monkeypatch):
    monkeypatch.setattr("engine._backend", lambda: DaskBackend("tcp://127.0.0.1:9", connect_seconds=0.5))
    before = set(workspace.folder("runs").iterdir())
    with pytest.raises(EngineError) as refused:
        run_folder.start(settings(), PICTURE, engine.start)
    assert refused.value.code == "unavailable"
    assert set(workspace.folder("runs").iterdir()) == before
