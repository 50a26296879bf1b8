"""What a worker that opens strangers' files cannot do, each tried in a real process."""

import socket
from pathlib import Path

import pytest

import engine
from engine import EngineError
from engine.limits import Limits, border

GIGABYTE = 1_000_000_000


@pytest.fixture
def fenced(open_desk):
    return open_desk(worker_bytes=GIGABYTE, fenced=True)


def code_of(desk, task, *arguments):
    with pytest.raises(EngineError) as caught:
        desk.result(task, *arguments)
    return caught.value.code


def test_what_is_asked_for_in_one_go_is_refused_and_the_worker_goes_on(fenced):
    before = fenced.result("process_id")
    assert code_of(fenced, "take_at_once", 3 * GIGABYTE) == "memory"
    assert fenced.result("process_id") == before
    assert fenced.result("take_at_once", GIGABYTE // 2) == GIGABYTE // 2


def test_there_is_no_network(fenced):
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert code_of(fenced, "connect", server.getsockname()[1]) == "failed"
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert code_of(fenced, "look_up", "localhost") == "failed"


@pytest.mark.parametrize("task", ["run_program", "run_in_shell"])
def test_no_program_is_started(fenced, open_desk, tmp_path, task):
    path = tmp_path / "made"
    assert code_of(fenced, task, str(path)) == "failed"
    assert not path.exists()
    assert open_desk().result(task, str(path)) == 0
    assert path.exists()


def test_what_it_writes_goes_with_it_also_when_it_is_killed(fenced, tmp_path):
    report = tmp_path / "report"
    with pytest.raises(EngineError):
        fenced.result("leave_a_file_and_hang", str(report), seconds=3)
    fenced.result("process_id")
    assert not Path(report.read_text()).parent.exists()
    left = Path(fenced.result("leave_a_file"))
    assert left.read_bytes() == b"left"
    fenced.backend.shutdown()
    assert not left.parent.exists()


def test_the_border_is_fenced_and_keeps_nothing():
    bounds = border(Limits(workers=2))
    assert (bounds.fenced, bounds.worker_bytes, bounds.result_bytes, bounds.workers) == (True, GIGABYTE, 0, 2)


def test_the_border_opens_pictures_without_keras():
    found = engine.submit("cnn_core.pictures.worker.centre_square", b"P6 2 1 255 " + bytes(6), 4, pool=engine.BORDER)
    assert found.result(60).shape == (4, 4, 3)
    with pytest.raises(ValueError, match="Received: 0 bytes"):
        engine.submit("cnn_core.pictures.worker.picture_within", b"", 4, pool=engine.BORDER).result(60)
    engine.shutdown()
