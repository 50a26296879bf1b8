"""Tasks in the background: processes of their own, their turns, and how their end is known, however it comes."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.storage import workspace
from cnn_core.storage.file_lock import try_lock
from cnn_core.tasks import folder as task_folder
from engine import EngineError

ROOT = Path(__file__).parents[2]
PREPARE = "cnn_core.datasets.worker.prepare_data"
SMALL = {"data": "shapes:count=10", "side": 16}
LONG = {"data": "shapes:count=2500", "side": 64}
SECONDS = 60.0


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path / "home"))


@pytest.fixture
def folder():
    made = workspace.folder("temporary") / workspace.new_id()
    made.mkdir()
    yield made
    engine.stop_task(made)
    until(lambda: engine.task_state(made).state not in ("queued", "running"))


def until(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def ended(folder):
    until(lambda: engine.task_state(folder).state not in ("queued", "running"))
    return engine.task_state(folder)


def process_of(folder):
    """The process that holds the task."""
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in (process.info["cmdline"] or []):
            return process
    return None


def test_a_task_does_its_work_and_says_so(folder):
    assert engine.task_state(folder).state == "interrupted"
    engine.start(PREPARE, folder, SMALL)
    assert engine.task_state(folder).state == "running"
    assert ended(folder).state == "done"
    assert datasets.prepared(data_source.decode(SMALL["data"]), SMALL["side"]) is not None
    assert not list(workspace.folder("queue").glob("*.ticket"))


def test_what_cannot_be_done_is_said(folder):
    engine.start(PREPARE, folder, {"data": "wine", "side": 16})
    state = ended(folder)
    assert (state.state, state.code) == ("failed", "refused")
    assert "Received: 'wine'" in state.message


def test_an_error_of_ours_is_said_too(folder):
    engine.start(PREPARE, folder, {"data": "shapes:count=10"})
    state = ended(folder)
    assert (state.state, state.code, state.message) == ("failed", "failed", "KeyError: 'side'")


def test_a_stopped_task_ends_within_a_moment(folder):
    engine.start(PREPARE, folder, LONG)
    until(lambda: (folder / "progress.json").exists())
    engine.stop_task(folder)
    assert ended(folder).state == "stopped"
    assert datasets.prepared(data_source.decode(LONG["data"]), LONG["side"]) is None


def test_a_killed_task_is_known_as_interrupted_and_can_begin_anew(folder):
    engine.start(PREPARE, folder, LONG)
    until(lambda: (folder / "progress.json").exists())
    process_of(folder).send_signal(signal.SIGKILL)
    assert ended(folder).state == "interrupted"
    engine.start(PREPARE, folder, SMALL)
    assert ended(folder).state == "done"


def test_a_task_outlives_who_started_it(folder):
    program = (
        f"import engine, pathlib; engine.start({PREPARE!r}, pathlib.Path({str(folder)!r}), {SMALL!r}); "
        "import os; os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert ended(folder).state == "done"


def test_tasks_wait_for_their_turn_in_order(folder):
    second = folder / "second"
    second.mkdir()
    with ExitStack() as slots:
        for path in task_folder.slot_paths("data"):
            slots.enter_context(try_lock(path))
        engine.start(PREPARE, folder, SMALL)
        engine.start(PREPARE, second, SMALL | {"side": 17})
        assert engine.task_state(folder) == engine.TaskState("queued", 1)
        assert engine.task_state(second) == engine.TaskState("queued", 2)
        engine.stop_task(folder)
        assert ended(folder).state == "stopped"
        assert engine.task_state(second) == engine.TaskState("queued", 1)
    assert ended(second).state == "done"


def test_a_killed_task_that_waited_holds_nobody_up(folder):
    second = folder / "second"
    second.mkdir()
    with ExitStack() as slots:
        for path in task_folder.slot_paths("data"):
            slots.enter_context(try_lock(path))
        engine.start(PREPARE, folder, SMALL)
        until(lambda: task_folder.is_locked(folder / task_folder.LOCK))
        process_of(folder).kill()
        until(lambda: not task_folder.is_locked(folder / task_folder.LOCK))
        ticket = task_folder.ticket_of(task_folder.read(folder / task_folder.TASK))
        long_ago = time.time() - task_folder.START_SECONDS - 1
        os.utime(ticket, (long_ago, long_ago))
        assert engine.task_state(folder).state == "interrupted"
        engine.start(PREPARE, second, SMALL)
    assert ended(second).state == "done"


def test_the_queue_has_an_end(folder, monkeypatch):
    monkeypatch.setattr(task_folder, "MOST_WAITING", 1)
    with ExitStack() as slots:
        for path in task_folder.slot_paths("data"):
            slots.enter_context(try_lock(path))
        engine.start(PREPARE, folder, SMALL)
        with pytest.raises(EngineError) as refused:
            engine.start(PREPARE, folder.parent, SMALL)
        assert refused.value.code == "full"
        assert str(refused.value).startswith("Too many tasks are waiting")


def test_too_much_memory_ends_the_task(folder, monkeypatch):
    monkeypatch.setenv("CONVLENS_TASK_BYTES", "1000000")
    engine.start(PREPARE, folder, LONG)
    state = ended(folder)
    assert (state.state, state.code) == ("failed", "memory")


def test_a_second_process_leaves_a_task_alone(folder):
    with try_lock(folder / task_folder.LOCK):
        done = subprocess.run([sys.executable, "-m", "cnn_core.tasks.process", str(folder)], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert not (folder / task_folder.OUTCOME).exists()


def test_only_our_own_functions_run(folder):
    with pytest.raises(ValueError, match=r"modules `worker` below `cnn_core\.`"):
        engine.start("os.system", folder, {})
    task_folder.announce(folder, "os.system", {}, "data")
    subprocess.run([sys.executable, "-m", "cnn_core.tasks.process", str(folder)], cwd=ROOT, check=True)
    assert engine.task_state(folder).code == "failed"


def test_a_process_that_cannot_be_started_is_said(folder, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(EngineError) as refused:
        engine.start(PREPARE, folder, SMALL)
    assert refused.value.code == "unavailable"
    assert engine.task_state(folder) == engine.TaskState("failed", 0, "unavailable")


def test_a_task_may_use_all_cores_and_yields_to_others(folder, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    engine.start(PREPARE, folder, LONG)
    until(lambda: (folder / "progress.json").exists())
    process = process_of(folder)
    assert process.nice() >= 10
    assert "OMP_NUM_THREADS" not in process.environ()
    engine.stop_task(folder)
    ended(folder)


@pytest.mark.parametrize("text", ["0", "65", "two"])
def test_the_number_of_trainings_at_once_has_limits(monkeypatch, text):
    monkeypatch.setenv("CONVLENS_TRAININGS", text)
    with pytest.raises(ValueError, match="CONVLENS_TRAININGS is a whole number from 1 to 64"):
        task_folder.slots("training")


def test_the_number_of_trainings_at_once_can_be_set(monkeypatch):
    monkeypatch.setenv("CONVLENS_TRAININGS", "3")
    assert (task_folder.slots("training"), task_folder.slots("data")) == (3, 2)
    assert len(task_folder.slot_paths("training")) == 3
