"""Workers that die, hang, grow and misbehave, each a real process."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import psutil
import pytest

from engine import EngineError
from engine.errors import MESSAGES
from engine.limits import Limits


def test_a_result_comes_back_in_read_only_arrays(desk):
    image = np.arange(6, dtype=np.float32).reshape(2, 3)
    result = desk.result("double", image)
    np.testing.assert_array_equal(result["doubled"], image * 2)
    np.testing.assert_array_equal(result["every_other"], (image * 2)[::2])
    assert not result["doubled"].flags.writeable
    assert not result["every_other"].flags.writeable
    assert image.flags.writeable


def test_nothing_starts_before_it_is_asked_for(open_desk):
    before = set(psutil.Process().children())
    desk = open_desk()
    assert not desk.backend.ready()
    assert not set(psutil.Process().children()) - before


def test_warm_up_returns_at_once_and_the_worker_gets_ready(desk, until):
    desk.backend.warm_up()
    until(desk.backend.ready)


@pytest.mark.parametrize("task", ["exit_now", "kill_self"])
def test_a_death_concerns_its_own_request_alone(desk, task):
    before = desk.result("process_id")
    dying, next_one = desk.submit(task), desk.submit("environment", "TF_CPP_MIN_LOG_LEVEL")
    with pytest.raises(EngineError) as caught:
        dying.result(30)
    assert caught.value.code == "died"
    assert next_one.result(30) == "3"
    assert not psutil.pid_exists(before)


def test_a_hanging_worker_is_replaced_when_its_time_is_over(desk):
    with pytest.raises(EngineError) as caught:
        desk.result("hang", seconds=0.3)
    assert caught.value.code == "timeout"
    assert desk.result("process_id")


@pytest.mark.slow
def test_a_growing_worker_is_replaced(open_desk):
    desk = open_desk(worker_bytes=400_000_000)
    with pytest.raises(EngineError) as caught:
        desk.result("grow")
    assert caught.value.code == "memory"
    assert desk.result("process_id")


def test_a_worker_that_grew_but_answered_is_replaced_without_an_error(open_desk, monkeypatch):
    monkeypatch.setattr("engine.local._TICK_SECONDS", 30.0)  # nobody looks before the answer is there
    desk = open_desk(worker_bytes=400_000_000)
    first = desk.result("keep", 450_000_000)
    assert desk.result("keep", 1) != first


def test_an_idle_worker_that_dies_is_replaced_before_anybody_asks(desk, until):
    old = desk.result("process_id")
    os.kill(old, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(old) and desk.backend.ready())
    assert desk.result("environment", "CUDA_VISIBLE_DEVICES") == "-1"


@pytest.mark.parametrize(
    "task", ["fail", "fail_elsewhere", "fail_in_numpy", "refuse_unpicklable", "unpicklable", "no_such"]
)
def test_a_bug_in_a_task_is_an_engine_error_and_the_worker_stays(desk, task, capfd):
    before = desk.result("environment", "KERAS_BACKEND"), desk.result("process_id")
    with pytest.raises(EngineError) as caught:
        desk.result(task)
    assert caught.value.code == "failed"
    assert str(caught.value) == MESSAGES["failed"]
    assert before[1] == desk.result("process_id")


def test_a_lack_of_memory_in_a_task_says_memory(desk):
    with pytest.raises(EngineError) as caught:
        desk.result("out_of_memory")
    assert caught.value.code == "memory"


def test_a_refusal_comes_through_as_itself(desk):
    with pytest.raises(ValueError, match=r"^`radius` is a number from 1 to 9\. Received: 12$"):
        desk.result("refuse")


def test_a_refusal_may_have_a_class_of_its_own(desk, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parent)
    with pytest.raises(ValueError, match=r"^This is not a picture\.$") as caught:
        desk.result("refuse_in_our_words")
    assert type(caught.value).__name__ == "RefusalError"


def test_a_reply_that_cannot_be_read_here_is_an_engine_error(desk, monkeypatch):
    monkeypatch.delitem(sys.modules, "engine_tasks", raising=False)
    with pytest.raises(EngineError) as caught:
        desk.result("refuse_in_our_words")  # its class is not importable in this process
    assert caught.value.code == "failed"


def test_a_worker_that_cannot_start_says_so_and_is_tried_again(open_desk):
    desk = open_desk(preload=("no_such_module",))
    for _ in range(2):
        with pytest.raises(EngineError) as caught:
            desk.result("process_id")
        assert caught.value.code == "unavailable"


def test_two_workers_work_at_the_same_time(open_desk, tmp_path):
    desk = open_desk(workers=2)
    first = desk.submit("wait_for_file", str(tmp_path / "file"))
    assert desk.result("note", str(tmp_path), "file") == "file"
    (tmp_path / "file").touch()
    assert first.result(30) == "done"


def test_requests_are_answered_in_order(desk, tmp_path):
    futures = [desk.submit("note", str(tmp_path), str(number)) for number in range(5)]
    assert [future.result(30) for future in futures] == list("01234")
    noted = sorted(tmp_path.iterdir(), key=lambda path: int(path.name.split("-")[1]))
    assert [path.name[0] for path in noted] == list("01234")


def test_shutdown_ends_the_workers_and_everybody_who_waits_is_told(open_desk, tmp_path):
    desk = open_desk()
    pid = desk.result("process_id")
    running, queued = desk.submit("hang"), desk.submit("note", str(tmp_path), "never")
    while not desk.broker._flights[next(iter(desk.broker._flights))].answer.running():
        pass
    desk.backend.shutdown()
    assert running.exception(30).code == "died"
    assert queued.cancelled()
    assert not psutil.pid_exists(pid)


PARENT = """
    import sys, time
    from engine.limits import Limits
    from engine.local import LocalBackend
    from engine.frames import pack, unpack
    backend = LocalBackend(Limits(workers=2), ("engine_tasks.",), ())
    print(unpack(backend.submit(pack(("engine_tasks.worker.process_id", ())), 30).result()[1:]), flush=True)
    hanging = [backend.submit(pack(("engine_tasks.worker.hang", ())), 1000) for _ in range(2)]
    while not all(future.running() for future in hanging): time.sleep(0.01)
    print("hanging", flush=True)
    time.sleep({nap})
"""


@pytest.mark.slow
@pytest.mark.parametrize(("nap", "end"), [(1000, signal.SIGKILL), (1000, signal.SIGTERM), (0, None)])
def test_no_worker_outlives_its_parent(until, nap, end):
    """However the parent ends, and though both workers are busy: killed, terminated, or at the end of its program."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path.cwd())])}
    program = [sys.executable, "-c", textwrap.dedent(PARENT.format(nap=nap))]
    with subprocess.Popen(program, stdout=subprocess.PIPE, env=environment, text=True) as parent:
        pid = int(parent.stdout.readline())
        assert parent.stdout.readline() == "hanging\n"
        workers = psutil.Process(parent.pid).children() if nap else []
        if end is not None:
            assert len(workers) == 2
            parent.send_signal(end)
    until(lambda: not psutil.pid_exists(pid) and not any(worker.is_running() for worker in workers))


def test_the_bounds_come_from_the_environment():
    from engine.limits import from_environment

    assert from_environment({"CONVLENS_WORKERS": "1", "CONVLENS_RESULT_BYTES": "0"}) == Limits(
        workers=1, result_bytes=0
    )
    assert from_environment({}).result_bytes == 64_000_000
    with pytest.raises(ValueError, match=r"CONVLENS_WORKERS is a whole number of at least 1\. Received: 'many'"):
        from_environment({"CONVLENS_WORKERS": "many"})


def test_the_main_module_of_the_parent_is_not_run_again(tmp_path):
    """Streamlit puts the page in the place of ``__main__``; ``multiprocessing`` would run it in every worker."""
    page = tmp_path / "page.py"
    page.write_text(
        textwrap.dedent("""
            print("page runs")
            from engine.limits import Limits
            from engine.local import LocalBackend
            from engine.frames import pack
            backend = LocalBackend(Limits(workers=1), ("engine_tasks.",), ())
            backend.submit(pack(("engine_tasks.worker.process_id", ())), 30).result()
            backend.shutdown()
        """)
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path.cwd())])}
    done = subprocess.run(
        [sys.executable, page], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "page runs\n"


@pytest.mark.slow
def test_keras_lives_in_the_worker(open_desk):
    """The real preload: a Keras layer runs there, and this process does not get TensorFlow by asking."""
    before = "keras" in sys.modules
    image = np.arange(16, dtype=np.float32).reshape(4, 4, 1)
    maps = open_desk(preload=("keras",)).result("keras_convolution", image)
    assert maps.shape == (3, 3, 1)
    np.testing.assert_allclose(maps[0, 0, 0], image[:2, :2].sum(), rtol=1e-6)
    assert ("keras" in sys.modules) == before


@pytest.mark.parametrize("workers", [1, 2])
def test_sixty_four_requests_of_one_do_not_stand_before_anothers(open_desk, tmp_path, workers):
    desk = open_desk(workers=workers)
    first_gate, gate = tmp_path / "first", tmp_path / "gate"
    first = desk.submit("wait_for_file", str(first_gate), turn="one:photos")
    many = [desk.submit("wait_for_file", str(gate), str(number), turn="one:photos") for number in range(64)]
    other = desk.submit("process_id", turn="two:lab")
    if workers == 1:
        first_gate.touch()
    assert other.result(30)
    assert not any(one.done() for one in many)
    first_gate.touch()
    gate.touch()
    assert first.result(30) == "done"
    assert [one.result(30) for one in many] == [str(number) for number in range(64)]


def test_what_nobody_waits_for_any_more_is_dropped_at_once(desk, tmp_path, until):
    gate = tmp_path / "gate"
    first = desk.submit("wait_for_file", str(gate))
    until(lambda: desk.backend.waiting() == 0)
    second = desk.submit("note", str(tmp_path), "second")
    assert desk.backend.waiting() == 1
    assert second.cancel()
    assert desk.backend.waiting() == 0
    gate.touch()
    assert first.result(30) == "done"
    assert not list(tmp_path.glob("second*"))
