"""A project goes to another machine and is there what it was here; one from anybody does no harm."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.model_files.check import ModelFileError
from cnn_core.model_store import loading as model_loading
from cnn_core.projects import archive as project_archive
from cnn_core.projects.archive import MANIFEST, MOST_RUNS
from cnn_core.projects.error import ProjectError
from cnn_core.projects.opening import OpenedProject, open_project
from cnn_core.projects.saving import Project, collections_of, networks_of, placeholder, save, size_of
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.storage import workspace
from cnn_core.training import run_files, run_folder, run_state
from cnn_core.training.run_folder import Run
from cnn_core.training.training_settings import TrainingSettings
from tests.cnn_core.made_runs import emptied_workspace, made_run
from tests.cnn_core.picture_files import encoded

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
ROOT = Path(__file__).parents[3]
BENCH = WorkbenchSettings(data="shapes:count=10", side=32, split_seed=3)
TRAINING = TrainingSettings(epochs=7, learning_rate=0.02)
RESULT = {"accuracy": 0.8, "low": 0.7, "high": 0.9, "right": 8, "pictures": 10, "loss": 0.5, "epoch": 3}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))
    return tmp_path


def reopened(content: bytes) -> OpenedProject:
    return open_project(BytesIO(content), lambda path: model_loading.rewritten(str(path)))


def own_pictures() -> str:
    """A collection whose classes are not in alphabetical order."""
    collection = picture_collections.new_collection()
    for place, name in enumerate(("zebra", "개미", "cat")):
        files = [(f"{number}.png", encoded(10 * place + number)) for number in range(6)]
        picture_collections.add_pictures(collection, name, files)
    return collection


def weights(run: Run, epoch: int) -> list[np.ndarray[Any, Any]]:
    found: list[np.ndarray[Any, Any]] = keras.models.load_model(
        run_files.network_path(run.folder, epoch), compile=False
    ).get_weights()
    return found


def test_runs_are_on_the_other_machine_what_they_were_here():
    first = made_run("Shapes · 80 pictures", result=RESULT)
    second = made_run("Again", epochs=(1, 2), best=1, parent=first.id)
    before = {run.id: [weights(run, epoch) for epoch in (1, 2)] for run in (first, second)}
    records, snapshot = first.metrics(), first.snapshot(2)
    state = np.load(first.folder / run_files.STATE)
    content = save(Project(BENCH, TRAINING, (first, second), every_network=True))
    emptied_workspace()
    there = reopened(content)
    assert (there.bench, there.training) == (BENCH, TRAINING)
    one, two = map(run_folder.open_run, there.runs)
    assert one.id not in (first.id, second.id)
    assert one.settings == first.settings
    assert two.settings.parent == one.id
    assert [record for record in records if record["kind"] != "event"] == one.metrics()
    assert one.result == RESULT
    assert two.result is None
    assert one.status().state == two.status().state == "done"
    assert (one.kept_epochs(), two.kept_epochs()) == ((1, 2, 3), (1, 2))
    assert (one.epochs, one.snapshots()) == (3, (0, 1, 2, 3))
    np.testing.assert_array_equal(one.snapshot(2).maps, snapshot.maps)
    assert one.snapshot(2).layer == snapshot.layer
    for old, new in ((first, one), (second, two)):
        for epoch in (1, 2):
            for mine, theirs in zip(weights(new, epoch), before[old.id][epoch - 1], strict=True):
                np.testing.assert_array_equal(mine, theirs)
    again = np.load(one.folder / run_files.STATE)
    assert set(again.files) == set(state.files)
    assert np.load(one.folder / run_files.PICTURE).shape == (32, 32, 3)


def test_a_run_that_came_can_be_gone_on_with():
    """Its state is put back into the network that its settings build."""
    from cnn_core.drafts import decode
    from cnn_core.drafts.model import build

    run = made_run()
    wanted = weights(run, 3)
    content = save(Project(BENCH, TRAINING, (run,)))
    emptied_workspace()
    there = run_folder.open_run(reopened(content).runs[0])
    model = build(decode(there.settings.network), seed=99)
    assert run_state.restore(there.folder, model.variables) == run_state.Progress(epoch=3, best=2)
    for mine, theirs in zip(model.get_weights(), wanted, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize(("best", "wanted"), [(1, (1, 3)), (3, (3,)), (99, (1, 3))])
def test_the_best_and_the_last_network_go_unless_all_are_wanted(best: int, wanted: tuple[int, ...]):
    run = made_run(best=best)
    assert networks_of(run, every=False) == wanted
    assert networks_of(run, every=True) == (1, 2, 3)
    assert networks_of(made_run(epochs=()), every=False) == ()


def test_pictures_of_ones_own_go_with_their_classes_in_order_and_the_same_split():
    collection = own_pictures()
    bench = WorkbenchSettings(data=f"own:{collection}", side=32)
    before = datasets.prepare(data_source.decode(bench.data), 32)
    digest, split = before.digest, datasets.split(before, 5)
    run = made_run("Mine", data=bench.data, classes=3, epochs=(1,))
    content = save(Project(bench, TRAINING, (run,)))
    assert collection.encode() not in content  # whoever knows it could change the pictures
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert not any(collection.encode() in archive.read(name) for name in archive.namelist())
    emptied_workspace()
    there = reopened(content)
    source = data_source.decode(there.bench.data)
    assert source.name not in (collection, placeholder(1))
    assert run_folder.open_run(there.runs[0]).settings.data == there.bench.data
    after = datasets.prepare(source, 32)
    assert after.classes == ("zebra", "개미", "cat")
    assert after.digest == digest
    np.testing.assert_array_equal(datasets.split(after, 5).test, split.test)


def test_pictures_by_reference_are_found_here_and_missed_elsewhere():
    collection = own_pictures()
    project = Project(WorkbenchSettings(data=f"own:{collection}", side=32), TRAINING, pictures=False)
    content = save(project)
    assert reopened(content).bench.data == f"own:{collection}"
    emptied_workspace()
    there = reopened(content)
    assert there.bench.data == f"own:{collection}"
    assert datasets.prepared(data_source.decode(there.bench.data), 32) is None
    assert collections_of(Project(there.bench, TRAINING)) == ()


def test_the_size_is_known_beforehand():
    run = made_run()
    empty, whole = (size_of(Project(BENCH, TRAINING, runs)) for runs in ((), (run,)))
    assert empty == 0
    content = save(Project(BENCH, TRAINING, (run,)))
    assert 0.5 * whole < len(content) < 1.5 * whole + 20_000
    assert size_of(Project(BENCH, TRAINING, (run,), every_network=True)) > whole
    own = Project(WorkbenchSettings(data=f"own:{own_pictures()}"), TRAINING)
    assert size_of(own) > 0


def test_a_full_disk_and_a_large_project_leave_nothing(home: Path, monkeypatch: pytest.MonkeyPatch):
    project = Project(BENCH, TRAINING, (made_run(epochs=(1,)),))
    content = save(project)
    with monkeypatch.context() as full:
        full.setattr(workspace, "ROOM", 10**18)
        with pytest.raises(workspace.DiskFullError):
            save(project)
        with pytest.raises(workspace.DiskFullError):
            reopened(content)
    monkeypatch.setattr(project_archive, "MOST_BYTES", 100)
    with pytest.raises(ProjectError, match="Save it without the pictures"):
        save(project)
    assert len(list((home / "runs").iterdir())) == 1
    assert not list((home / "temporary").iterdir())


# Dies, as by kill -9, at the n-th time that a file or a folder is about to be put in its place.
KILLED = """
import os, pathlib, signal, sys
from cnn_core.model_files.check import check_model_file
from cnn_core.projects.opening import open_project
left = int(sys.argv[1])
def deadly(real):
    def step(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)
    return step
for name in ("replace", "rename"):
    setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name)))
open_project(pathlib.Path(sys.argv[2]), lambda path: (path.read_bytes(), check_model_file(path)))
print("lived")
"""


def test_a_kill_at_any_moment_leaves_whole_runs_or_none(tmp_path: Path):
    file = tmp_path / "project.zip"
    file.write_bytes(save(Project(BENCH, TRAINING, (made_run(epochs=(1,), result=RESULT),))))
    emptied_workspace()
    for moment in range(1, 40):
        program = [sys.executable, "-c", KILLED, str(moment), str(file)]
        ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
        runs = [run_folder.open_run(place.name) for place in workspace.folder("runs").iterdir()]
        assert all(run.kept_epochs() == (1,) and run.status().state == "done" for run in runs)
        if "lived" in ran.stdout:
            break
        assert ran.returncode == -9, ran.stderr
    else:
        pytest.fail("it was killed every time")
    assert len(runs) >= 1
    assert moment > 3


# What somebody who knows the format can put in the place of a project's members.


@pytest.fixture
def members() -> dict[str, bytes]:
    """A whole project's."""
    collection = own_pictures()
    bench = WorkbenchSettings(data=f"own:{collection}", side=32)
    run = made_run("Mine", data=bench.data, classes=3, epochs=(1,), result=RESULT)
    with zipfile.ZipFile(BytesIO(save(Project(bench, TRAINING, (run,))))) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    emptied_workspace()
    return found


def forged(members: dict[str, bytes], **manifest: Any) -> bytes:
    about = json.loads(members[MANIFEST]) | manifest
    rest = {name: content for name, content in members.items() if name != MANIFEST}
    about["files"] = {
        name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in rest.items()
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps(about))
        for name, content in rest.items():
            archive.writestr(name, content)
    return target.getvalue()


def changed(text: bytes, **entries: Any) -> bytes:
    return json.dumps(json.loads(text) | entries).encode()


def nothing_is_left(home: Path) -> bool:
    places = (home / name for name in ("runs", "collections", "temporary"))
    return not any(place.exists() and list(place.iterdir()) for place in places)


def test_what_was_not_changed_opens(members: dict[str, bytes]):
    assert len(reopened(forged(members)).runs) == 1


SETTINGS, METRICS, MODEL = "runs/1/settings.json", "runs/1/metrics.jsonl", "runs/1/checkpoints/epoch-0001.keras"
SNAPSHOT, STATE = "runs/1/snapshots/epoch-0001.npz", "runs/1/checkpoints/state.npz"
EPOCH = {"kind": "epoch", "epoch": 1, "seconds": 1.0}


def line(**entries: Any) -> bytes:
    return json.dumps(EPOCH | entries).encode() + b"\n"


def npz(**arrays: Any) -> bytes:
    target = BytesIO()
    np.savez(target, **arrays)
    return target.getvalue()


GOOD = {"layer": "conv", "picture": np.zeros((4, 4, 3), np.uint8), "prediction": np.zeros(3, np.float32)}


def lying() -> bytes:
    """A snapshot with an array that would have 40 GB."""
    target = BytesIO(npz(**GOOD))
    with zipfile.ZipFile(target, "a") as archive, archive.open("maps.npy", "w") as file:
        header = {"descr": "<f4", "fortran_order": False, "shape": (100_000, 100_000, 1)}
        np.lib.format.write_array_header_1_0(file, header)
    return target.getvalue()


CHANGES: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "settings that are none": lambda found: {SETTINGS: b"[]"},
    "a network of another size": lambda found: {SETTINGS: changed(found[SETTINGS], side=48)},
    "another data set": lambda found: {SETTINGS: changed(found[SETTINGS], data="wine")},
    "a parent of this machine": lambda found: {SETTINGS: changed(found[SETTINGS], parent="0" * 32)},
    "no number of a parent": lambda found: {SETTINGS: changed(found[SETTINGS], followed="1")},
    "training without end": lambda found: {SETTINGS: changed(found[SETTINGS], training={"epochs": 10**9})},
    "created by nobody": lambda found: {SETTINGS: changed(found[SETTINGS], created=-1)},
    "deep settings": lambda found: {SETTINGS: b"[" * 100_000},
    "a record that is none": lambda found: {METRICS: b"3\n"},
    "a record of another kind": lambda found: {METRICS: line(kind="page")},
    "an epoch that is text": lambda found: {METRICS: line(epoch="<b>1</b>")},
    "an accuracy that is text": lambda found: {METRICS: line(accuracy="![](http://site)")},
    "a layer with markup": lambda found: {METRICS: line(layers=[{"name": "![](http://site)"}])},
    "a number beyond all": lambda found: {METRICS: line().replace(b"1.0}", b"1" + b"0" * 4000 + b"}")},
    "a result above all": lambda found: {"runs/1/result.json": b'{"accuracy": 2, "low": 0, "high": 3}'},
    "a snapshot that is none": lambda found: {SNAPSHOT: b"PK\x03\x04"},
    "a snapshot with objects": lambda found: {SNAPSHOT: npz(**GOOD, maps=np.array([[[{}]]]))},
    "a snapshot with more": lambda found: {SNAPSHOT: npz(**GOOD, code=np.zeros(3))},
    "a snapshot that lies about its size": lambda found: {SNAPSHOT: lying()},
    "a state of objects": lambda found: {STATE: npz(value_0=np.array([{}]))},
    "a state without its place": lambda found: {STATE: npz(value_0=np.zeros(3))},
    "a network of another shape": lambda found: {MODEL: another_network()},
    "code for a network": lambda found: {MODEL: b"import os"},
    "pictures that are none": lambda found: {"data/1/pictures.zip": b"PK"},
}  # fmt: skip


def another_network() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(3)]).save(
            path := Path(folder) / "other.keras"
        )
        return path.read_bytes()


@pytest.mark.parametrize("change", CHANGES)
def test_a_project_with_a_forged_member_leaves_nothing(change: str, members: dict[str, bytes], home: Path):
    assert nothing_is_left(home)
    with pytest.raises((ProjectError, ModelFileError, ValueError), match="Received: ") as caught:
        reopened(forged(members | CHANGES[change](members)))
    assert type(caught.value).__name__ in ("ProjectError", "ModelFileError", "DatasetError")
    assert nothing_is_left(home)


@pytest.mark.parametrize(
    "manifest",
    [{"runs": 2}, {"runs": 0}, {"runs": "1"}, {"runs": MOST_RUNS + 1}, {"runs": None}, {"bench": None}, {"bench": {}},
     {"training": []}, {"training": {"epochs": "7"}}, {"collections": 3}, {"collections": []},
     {"collections": [["a", "b", 3]]}, {"collections": [["a", "a", "b"]]}, {"collections": [["a"]]},
     {"collections": [["a", "b", "c"], ["d"]]}],
)  # fmt: skip
def test_a_project_with_a_forged_manifest_leaves_nothing(
    manifest: dict[str, Any], members: dict[str, bytes], home: Path
):
    with pytest.raises(ValueError, match="Received: "):
        reopened(forged(members, **manifest))
    assert nothing_is_left(home)


def test_a_title_can_do_nothing(members: dict[str, bytes]):
    title = "![x](http://site) <b>꽃 · 3 × 4</b> :red[no]\n# A"
    settings = changed(members[SETTINGS], title=title)
    run = run_folder.open_run(reopened(forged(members | {SETTINGS: settings})).runs[0])
    assert not set(run.settings.title) & set("![]<>#\n*_`$")
    assert "꽃 · 3 × 4" in run.settings.title


def test_a_run_whose_training_ran_away_goes_along():
    run = made_run(epochs=(1,))
    run_files.append(run.folder / run_files.METRICS, EPOCH | {"epoch": 2, "loss": float("nan"), "val_accuracy": None})
    there = run_folder.open_run(reopened(save(Project(BENCH, TRAINING, (run,)))).runs[0])
    last = there.metrics()[-1]
    assert np.isnan(last["loss"])
    assert "val_accuracy" not in last
    assert networks_of(there, every=False) == (1,)


def test_progress_is_told():
    content = save(Project(BENCH, TRAINING, (made_run(epochs=(1, 2)),), every_network=True))
    told: list[tuple[int, int]] = []
    open_project(
        BytesIO(content),
        lambda path: model_loading.rewritten(str(path)),
        lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 2), (1, 2), (2, 2)]
