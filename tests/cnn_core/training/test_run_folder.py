"""A run's folder: made once, read by anybody, and no worse for broken files and hostile names."""

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies

from cnn_core.drafts import DraftLayer
from cnn_core.settings import SettingError
from cnn_core.storage import workspace
from cnn_core.storage.file_lock import try_lock
from cnn_core.storage.workspace import DiskFullError
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files, run_folder
from cnn_core.training.run_folder import RunSettings, UnknownRunError
from cnn_core.training.run_settings import from_json, to_json
from tests.cnn_core.training.tiny_runs import PICTURE, here, made, network, settings


def launched(calls):
    """A launch that notes what it is asked, and starts nothing."""
    return lambda *arguments: calls.append(arguments)


def recorded(run, *records):
    for record in records:
        run_files.append(run.folder / run_files.METRICS, record)


def epoch_record(epoch):
    return {"kind": "epoch", "epoch": epoch, "seconds": 1.0, "loss": 1.0}


def test_a_run_is_found_again_by_its_id_as_it_was_made():
    calls = []
    run = run_folder.start(settings(epochs=7), PICTURE, launched(calls))
    again = run_folder.open_run(run.id)
    assert again == run
    assert again.settings.created == pytest.approx(time.time(), abs=100)
    assert (again.epochs, again.segments, again.result, again.snapshots(), again.kept_epochs()) == (
        7,
        ((0, 7),),
        None,
        (),
        (),
    )
    assert calls == [(run_folder.TASK, run.folder, {}, "training")]
    picture = np.load(run.folder / run_files.PICTURE)
    assert (picture.shape, picture.dtype) == ((12, 12, 3), np.uint8)
    assert run.status().state == "interrupted"  # nobody has started it


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc/passwd", "0" * 31, "0" * 32, "0" * 33, "A" * 32, "x\x00", "한글"]
)
def test_a_name_that_is_no_run_of_ours_is_unknown(name):
    with pytest.raises(UnknownRunError, match=r"Received: .* Open the whole link"):
        run_folder.open_run(name)


@given(strategies.text(max_size=40))
def test_no_text_is_followed_out_of_the_folder(name):
    with pytest.raises(UnknownRunError):
        run_folder.open_run(name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"training": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"training": {"epochs": "many"}}',
        b'{"training": {}, "side": -1}',
        b'{"training": {}, "title": 3}',
        b'{"training": {}, "created": null}',
    ],
)
def test_broken_settings_make_a_run_unknown(content):
    run = made()
    (run.folder / run_files.SETTINGS).write_bytes(content)
    with pytest.raises(UnknownRunError):
        run_folder.open_run(run.id)


def test_settings_of_an_older_and_a_newer_version_are_read():
    found = to_json(settings(epochs=4))
    del found["parent"], found["training"]["prefetch"]
    found |= {"invented": 1}
    found["training"] |= {"invented": 2, "batch_size": 8.0}
    read = from_json(json.loads(json.dumps(found)))
    assert (read.parent, read.training.prefetch, read.training.epochs) == ("", True, 4)
    assert read.training.batch_size == 8
    assert isinstance(read.training.batch_size, int)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"data": "wine"}, "A data set is one of"),
        ({"network": "nonsense"}, "Received"),
        ({"augmentation": "zoom=9"}, "`zoom` is a number"),
        ({"side": 16}, "The network takes pictures of the size that the data have, 16 × 16"),
        ({"network": network((DraftLayer("Flatten"), DraftLayer("Conv2D")))}, "Every layer of a network can work"),
        ({"parent": "../x"}, "A parent is a run's id"),
        ({"title": "x" * 201}, "`title` is a text"),
    ],
)
def test_what_cannot_be_trained_is_refused_and_leaves_nothing(change, rule):
    before = set(workspace.folder("runs").iterdir())
    with pytest.raises(SettingError, match=rule):
        run_folder.start(replace(settings(), **change), PICTURE, launched([]))
    assert set(workspace.folder("runs").iterdir()) == before


def test_a_run_that_cannot_be_started_leaves_nothing():
    def launch(*_):
        raise RuntimeError("full")

    before = set(workspace.folder("runs").iterdir())
    with pytest.raises(RuntimeError, match="full"):
        run_folder.start(settings(), PICTURE, launch)
    assert set(workspace.folder("runs").iterdir()) == before


def test_a_full_disk_is_said_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    before = set(workspace.folder("runs").iterdir())
    with pytest.raises(DiskFullError, match="Remove runs"):
        made()
    assert set(workspace.folder("runs").iterdir()) == before


def test_records_are_read_from_where_one_was_and_a_cut_line_is_left_alone():
    run = made()
    path = run.folder / run_files.METRICS
    assert run.metrics() == []
    recorded(run, {"kind": "event", "event": "paused", "epoch": 1}, epoch_record(1))
    with path.open("ab") as file:
        file.write(b'{"kind": "epo')
    assert [one["kind"] for one in run.metrics()] == ["event", "epoch"]
    assert [one["kind"] for one in run.metrics(1)] == ["epoch"]
    run_files.mend(path)
    recorded(run, epoch_record(2))
    assert [(one["kind"], one.get("event")) for one in run.metrics(2)] == [("event", "unreadable"), ("epoch", None)]
    run_files.mend(path)
    assert len(run.metrics()) == 4


@pytest.mark.parametrize(
    "line", [b"[]", b"3", b'{"kind": "epoch"}', b'{"kind": "batch", "epoch": "x"}', b"\xff", b"{}"]
)
def test_a_line_that_is_no_record_is_an_event_that_nobody_takes_for_one(line):
    run = made()
    (run.folder / run_files.METRICS).write_bytes(line + b"\n")
    assert run.metrics() == [{"kind": "event", "event": "unreadable"}]


def test_broken_files_are_no_results_snapshots_or_networks():
    run = made()
    (run.folder / run_files.RESULT).write_text('{"accuracy": "high"}')
    (run.folder / run_files.STATUS).write_text("{")
    (run.folder / run_files.PLAN).write_text('{"legs": [[0')
    for path in (run_files.snapshot_path(run.folder, 1), run_files.network_path(run.folder, 1)):
        path.write_bytes(b"PK\x03\x04 cut short")
    assert (run.result, run.snapshots(), run.kept_epochs(), run.epochs) == (None, (), (), 2)
    with try_lock(run.folder / task_folder.LOCK):
        status = run.status()
    assert (status.state, status.paused, status.phase) == ("running", False, "start")
    for epoch in (1, 2, -1):
        with pytest.raises(UnknownRunError, match="A run has snapshots of some epochs"):
            run.snapshot(epoch)


@pytest.mark.parametrize("segments", ["x", [[0]], [3], [["a", "b"]], [[0, 10**9]], [[5, 2]], [], {"a": 1}])
def test_a_plan_that_is_none_is_the_settings(segments):
    run = made()
    (run.folder / run_files.PLAN).write_text(json.dumps({"legs": segments}))
    assert run.segments == ((0, 2),)


def test_commands_reach_a_run_that_is_under_way_and_no_other():
    run = made()
    run.command("pause")
    assert not list((run.folder / run_files.COMMANDS).iterdir())
    with try_lock(run.folder / task_folder.LOCK):
        for _ in range(300):
            run.command("pause")
    assert len(list((run.folder / run_files.COMMANDS).iterdir())) == 200


@pytest.mark.parametrize(("name", "value"), [("kill", None), ("rate", None), ("rate", -1), ("rate", float("nan")),
                                             ("rate", 1e9), ("rate", "x"), ("../x", None), ("rate", True)])  # fmt: skip
def test_other_commands_are_refused(name, value):
    with pytest.raises(ValueError, match="Received"):
        made().command(name, value)


def test_going_on_adds_a_leg_after_what_is_done_and_drops_old_commands():
    calls = []
    run = made(settings(epochs=5))
    recorded(run, epoch_record(1), epoch_record(2), epoch_record(3))
    (run.folder / run_files.COMMANDS / "1-pause.json").write_text("{}")
    run_folder.go_on(run, 0, launched(calls))
    assert run.segments == ((0, 5),)
    assert not list((run.folder / run_files.COMMANDS).iterdir())
    run_folder.go_on(run, 4, launched(calls))
    assert run.segments == ((0, 3), (3, 7))
    recorded(run, *map(epoch_record, range(4, 8)))
    run_folder.go_on(run, 1, launched(calls))
    assert (run.segments, run.epochs) == (((0, 3), (3, 7), (7, 8)), 8)
    assert len(calls) == 3


def test_going_on_with_a_run_that_is_under_way_is_nothing():
    calls = []
    run = made()
    with try_lock(run.folder / task_folder.LOCK):
        run_folder.go_on(run, 3, launched(calls))
    assert (calls, run.epochs) == ([], 2)


@pytest.mark.parametrize("more", [-1, 2001, 10**9])
def test_nobody_trains_for_ever(more):
    with pytest.raises(SettingError, match="at most 2000 epochs"):
        run_folder.go_on(made(), more, here)


def test_the_web_side_of_a_run_needs_no_keras():

    program = (
        "import sys; import cnn_core.training.run_folder; print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_defaults_of_the_settings_are_within_their_limits():
    assert from_json(to_json(RunSettings())) == RunSettings()
    assert os.path.basename(str(made().folder)) in os.listdir(workspace.folder("runs"))
