"""Old runs make room for new ones, and none that somebody may still look at does."""

import os
import time

import pytest

from cnn_core.storage import workspace
from cnn_core.storage.file_lock import try_lock
from cnn_core.tasks import folder as task_folder
from cnn_core.training.run_eviction import evict_old_runs
from tests.cnn_core.training.tiny_runs import made


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))
    monkeypatch.setenv("CONVLENS_RUNS_LIMIT", "25000")


def aged(days):
    """A run of about 10,000 bytes whose files changed so many days ago."""
    run = made()
    (run.folder / "checkpoints" / "ballast").write_bytes(bytes(10_000))
    when = time.time() - days * 86_400
    for path in run.folder.iterdir():
        os.utime(path, (when, when))
    return run


def here(*runs):
    return [run.folder.exists() for run in runs]


def test_the_longest_ended_go_first_until_the_rest_is_within_the_limit():
    runs = [aged(days) for days in (5, 9, 7)]
    evict_old_runs()
    assert here(*runs) == [True, False, True]
    assert not list(workspace.folder("temporary").iterdir())


def test_what_changed_within_a_day_stays_however_much_it_is():
    runs = [aged(0.5) for _ in range(5)]
    evict_old_runs()
    assert here(*runs) == [True] * 5


def test_a_run_that_is_under_way_stays():
    runs = [aged(days) for days in (9, 8, 7)]
    with try_lock(runs[0].folder / task_folder.LOCK):
        evict_old_runs()
    assert here(*runs) == [True, False, True]


def test_a_new_run_makes_the_room_itself():
    old = [aged(9) for _ in range(3)]
    new = made()
    assert here(new) == [True]
    assert sum(here(*old)) == 2
