"""Tasks in the background as files say them, without a process: queued, ended, stopped, refused, and what is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import MOST_WAITING, QueueFullError, TaskState


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CONVLENS_TRAININGS", raising=False)


def announced(lane: str = "data", *, elsewhere: bool = True) -> Path:
    """A task that another machine is to start: nobody holds its lock."""
    folder = workspace.folder("temporary") / workspace.new_id()
    folder.mkdir()
    task_folder.announce(folder, "cnn_core.datasets.worker.prepare", {"side": 8}, lane, elsewhere)
    return folder


def test_a_folder_of_which_nothing_is_known_is_of_a_task_that_is_gone(tmp_path: Path):
    assert task_folder.state(tmp_path) == TaskState("interrupted")


def test_a_task_waits_until_it_has_ended_and_then_says_how():
    folder = announced()
    assert task_folder.state(folder).state == "queued"
    task_folder.finish(folder, "failed", "disk_full", "no room")
    assert task_folder.state(folder) == TaskState("failed", 0, "disk_full", "no room")


def test_a_task_that_is_announced_again_has_not_ended():
    folder = announced()
    task_folder.finish(folder, "done")
    task_folder.announce(folder, "cnn_core.datasets.worker.prepare", {}, "data", True)
    assert task_folder.state(folder).state == "queued"


def test_each_lane_has_an_order_of_its_own():
    first, second, other = announced("training"), announced("training"), announced("data")
    assert [task_folder.state(folder).place for folder in (first, second, other)] == [0, 1, 0]
    task_folder.finish(first, "done")
    assert task_folder.state(second).place == 0


def test_a_task_that_nobody_has_begun_is_stopped_at_once():
    folder = announced()
    task_folder.stop(folder)
    assert task_folder.state(folder) == TaskState("stopped")
    assert not list(workspace.folder("queue").glob("*.ticket"))


def test_stopping_what_has_ended_changes_nothing():
    folder = announced()
    task_folder.finish(folder, "done")
    task_folder.stop(folder)
    assert task_folder.state(folder) == TaskState("done")
    assert not (folder / task_folder.STOP).exists()


def test_more_tasks_than_a_lane_holds_are_refused():
    for _ in range(MOST_WAITING):
        announced()
    with pytest.raises(QueueFullError):
        announced()
    announced("training")


@pytest.mark.parametrize(("text", "count"), [("", 1), ("3", 3), ("64", 64)])
def test_the_environment_says_how_many_trainings_go_on_at_once(monkeypatch: pytest.MonkeyPatch, text: str, count: int):
    monkeypatch.setenv("CONVLENS_TRAININGS", text)
    assert task_folder.slots("training") == len(task_folder.slot_paths("training")) == count
    assert task_folder.slots("data") == 2


@pytest.mark.parametrize("text", ["0", "65", "-1", "two", "1.5"])
def test_a_wrong_number_of_trainings_is_named(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("CONVLENS_TRAININGS", text)
    with pytest.raises(ValueError, match="Received: "):
        task_folder.slots("training")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"5", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_record_is_read_as_none(tmp_path: Path, content: bytes):
    path = tmp_path / "task.json"
    path.write_bytes(content)
    assert task_folder.read(path) is None


def test_a_record_is_read_as_it_was_put_and_nothing_lies_beside_it(tmp_path: Path):
    task_folder.put(tmp_path / "one.json", {"a": [1, "ä"]})
    assert task_folder.read(tmp_path / "one.json") == {"a": [1, "ä"]}
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]
