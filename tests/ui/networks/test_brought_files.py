"""Model files on the server: private, bounded in bytes and age, gone with the visit."""

import gc
import stat
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from ui.networks.brought_files import ModelFolder


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(clock: Clock) -> ModelFolder:
    return ModelFolder(max_bytes=100, max_seconds=60, now=clock)


def test_a_file_lies_in_a_folder_for_this_user_alone(folder: ModelFolder):
    held = folder.keep(b"model")
    assert held.path.read_bytes() == b"model"
    assert stat.S_IMODE(held.path.parent.stat().st_mode) == 0o700
    assert held.path.name == f"{held.digest}.keras"


def test_equal_files_are_stored_once_and_go_with_the_last_hold(folder: ModelFolder):
    first, second = folder.keep(b"model"), folder.keep(b"model")
    path = first.path
    assert path == second.path
    del first
    gc.collect()
    assert path.exists()
    assert folder.find(second)
    del second
    gc.collect()
    assert not path.exists()


def test_the_file_not_used_for_the_longest_time_makes_room(folder: ModelFolder, clock: Clock):
    held = []
    for number in range(3):
        clock.seconds = number
        held.append(folder.keep(bytes([number]) * 40))
    assert [folder.find(one) for one in held] == [False, True, True]
    assert [one.path.exists() for one in held] == [False, True, True]
    clock.seconds = 10
    assert folder.find(held[1])
    held.append(folder.keep(b"new" * 20))
    assert [folder.find(one) for one in held] == [False, True, False, True]


def test_a_file_that_nobody_uses_grows_old(folder: ModelFolder, clock: Clock):
    old, used = folder.keep(b"old"), folder.keep(b"used")
    clock.seconds = 50
    assert folder.find(used)
    clock.seconds = 70
    assert folder.find(used)
    assert not folder.find(old)
    assert not old.path.exists()


def test_a_hold_on_a_removed_file_ends_quietly(folder: ModelFolder, clock: Clock):
    old = folder.keep(b"old")
    clock.seconds = 100
    new = folder.keep(b"new")
    del old
    gc.collect()
    assert folder.find(new)


def test_a_file_that_comes_again_after_it_was_removed_is_stored_again(folder: ModelFolder, clock: Clock):
    held = folder.keep(b"model")
    clock.seconds = 100
    again = folder.keep(b"model")
    assert again.path.read_bytes() == b"model"
    del held
    gc.collect()
    assert folder.find(again)


def test_the_folder_goes_with_its_owner():
    folder = ModelFolder()
    path = folder.keep(b"model").path.parent
    gone = weakref.ref(folder)
    del folder
    gc.collect()
    assert gone() is None
    assert not path.exists()


def test_the_folder_goes_at_the_end_of_the_process():
    program = "from ui.networks.brought_files import folder; held = folder().keep(b'x'); print(held.path.parent)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not Path(run.stdout.strip()).exists()
    assert "convlens-models-" in run.stdout
