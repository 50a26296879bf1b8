"""What is kept stays whole: a full disk, a failure, two at once."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from cnn_core.storage import workspace

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def fill_disk(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 10**12 - free, free))


def test_sections_lie_in_the_workspace(home: Path) -> None:
    assert workspace.folder("runs") == home / "runs"
    assert (home / "runs").is_dir()


def test_without_the_variable_the_workspace_is_in_the_home_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CONVLENS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert workspace.folder("data") == tmp_path / ".convlens" / "data"


def test_ids_differ_and_paths_are_no_ids() -> None:
    assert len({workspace.new_id() for _ in range(100)}) == 100
    for text in ("", "..", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n"):
        assert not workspace.is_id(text)


def test_a_full_disk_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace.folder("models") / "card.json"
    workspace.write(path, b"old")
    fill_disk(monkeypatch, workspace.ROOM + 2)
    with pytest.raises(workspace.DiskFullError, match="Received: 0 MB to write, 200 MB free"):
        workspace.write(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    path = workspace.folder("models") / "card.json"
    workspace.write(path, b"old")
    monkeypatch.setattr("os.fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        workspace.write(path, b"new")
    assert [file.name for file in path.parent.iterdir()] == ["card.json"]
    assert path.read_bytes() == b"old"


def test_a_new_folder_appears_whole() -> None:
    place = workspace.folder("data") / "cats"
    with workspace.new_folder(place) as beside:
        (beside / "labels.npy").write_bytes(b"1")
        assert not place.exists()
    assert [file.name for file in place.iterdir()] == ["labels.npy"]


def test_a_failure_leaves_no_folder() -> None:
    place = workspace.folder("data") / "cats"
    with pytest.raises(RuntimeError), workspace.new_folder(place):
        raise RuntimeError
    assert not place.exists()
    assert not list(workspace.folder("temporary").iterdir())


def make_first(place: Path) -> None:
    with workspace.new_folder(place) as first:
        (first / "labels.npy").write_bytes(b"1")


def test_of_two_who_make_a_folder_the_first_wins() -> None:
    place = workspace.folder("data") / "cats"
    with pytest.raises(FileExistsError, match="Received: cats"), workspace.new_folder(place):
        make_first(place)
    assert (place / "labels.npy").read_bytes() == b"1"


def test_a_full_disk_refuses_a_new_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, workspace.ROOM + 100)
    with pytest.raises(workspace.DiskFullError), workspace.new_folder(workspace.folder("data") / "cats", 101):
        pytest.fail("nothing is written")
