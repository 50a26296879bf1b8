"""A run's process: what it leaves behind, that it goes on exactly where it was, and every way in which it can end."""

from __future__ import annotations

import signal
import threading
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import psutil
import pytest
import tensorflow as tf

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts import DraftLayer
from cnn_core.metrics import wilson
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource
from cnn_core.storage import workspace
from cnn_core.storage.workspace import DiskFullError
from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import TaskFailedError, TaskStoppedError
from cnn_core.training import run_features, run_files, run_folder, run_networks, run_process
from cnn_core.training.training_settings import rate_at
from tests.cnn_core.training.tiny_runs import (
    DATA,
    PICTURE,
    SIDE,
    curve,
    here,
    made,
    network,
    settings,
    trained,
    until,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # Keras saving weights
    pytest.mark.slow,
]

EVERYTHING = "flip_horizontal,noise=0.05,mixup=0.2"


@pytest.fixture(scope="module")
def run():
    return trained(settings(epochs=3))


def ended(run):
    until(lambda: run.status().state not in ("queued", "running"))
    return run.status()


def events(run):
    return [one["event"] for one in run.metrics() if one["kind"] == "event"]


def right_of(run, epoch):
    """How many test pictures the network that was kept after an epoch gets right, and how many there are."""
    dataset = datasets.prepare(data_source.decode(DATA), SIDE)
    test = datasets.split(dataset, 0).test
    scores = load(ModelSource("run", f"{run.id}:{epoch}"))(dataset.images[test].astype(np.float32), training=False)
    return int((np.argmax(scores, axis=1) == np.asarray(dataset.labels)[test]).sum()), len(test)


def commanding(name, value=None):
    """A launch in this process, with a command that lies there when the first batch is over."""

    def launch(function, folder, arguments, lane):
        task_folder.put(folder / run_files.COMMANDS / f"1-{name}.json", {"name": name, "value": value})
        here(function, folder, arguments, lane)

    return launch


def test_a_run_leaves_its_curves_its_looks_and_its_networks(run):
    assert (run.snapshots(), run.kept_epochs()[-1]) == ((0, 1, 2, 3), 3)
    epochs = [one for one in run.metrics() if one["kind"] == "epoch"]
    batches = [one for one in run.metrics() if one["kind"] == "batch"]
    assert [one["epoch"] for one in epochs] == [1, 2, 3]
    assert batches[-1]["batch"] == batches[-1]["batches"]
    for record in epochs:
        assert {"loss", "accuracy", "val_loss", "val_accuracy", "rate"} < record.keys()
        assert record["seconds"] > 0
        assert record["pictures_per_second"] > 0
        own = [one["loss"] for one in batches if one["epoch"] == record["epoch"]]
        assert np.mean(own) == pytest.approx(record["loss"], rel=0.05)
        assert [layer["name"] for layer in record["layers"]] == ["conv2d_1", "batch_normalization_1", "logits"]
        convolution, normalization, logits = record["layers"]
        assert 0 <= convolution["dead"] <= 1
        assert normalization["dead"] is logits["dead"] is None
        assert all(layer["gradient"] > 0 and layer["activation"] >= 0 for layer in record["layers"])


def test_a_snapshot_is_what_the_kept_network_makes_of_the_picture(run):
    model = load(ModelSource("run", f"{run.id}:3"))
    snapshot = run.snapshot(3)
    assert (snapshot.layer, snapshot.picture.shape) == ("conv2d_1", (SIDE, SIDE, 3))
    batch = snapshot.picture[np.newaxis].astype(np.float32)
    np.testing.assert_allclose(snapshot.prediction, model(batch, training=False)[0], atol=1e-5)
    layer = model.get_layer("conv2d_1")
    maps = keras.Model(model.input, layer.output)(batch, training=False)[0]
    np.testing.assert_allclose(snapshot.maps, maps, atol=1e-5)
    np.testing.assert_array_equal(snapshot.filters, np.asarray(layer.kernel))
    assert not np.array_equal(run.snapshot(0).filters, snapshot.filters)


def test_the_result_is_the_kept_networks_on_the_test_pictures(run):
    right, pictures = right_of(run, 3)
    low, high = wilson.interval(right, pictures)
    expected = {"accuracy": right / pictures, "low": low, "high": high, "right": right, "pictures": pictures}
    assert run.result == expected | {"epoch": 3, "part": "test"}


def test_the_learning_rate_follows_its_schedule(run):
    batches = [one for one in run.metrics() if one["kind"] == "batch"]
    count = batches[0]["batches"]
    training = run.settings.training
    expected = [rate_at(training, (one["epoch"] - 1) * count + one["batch"] - 1, 3 * count) for one in batches]
    np.testing.assert_allclose([one["rate"] for one in batches], expected)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(run):
    again = trained(settings(epochs=3))
    np.testing.assert_allclose(curve(again), curve(run), rtol=1e-4, atol=1e-5)
    other = trained(settings(epochs=3, train_seed=1))
    assert not np.allclose(curve(other, "loss"), curve(run, "loss"), rtol=1e-3)


def test_a_killed_run_goes_on_as_if_nothing_had_happened():
    wanted = settings(EVERYTHING, epochs=15, weight_decay=0.001, label_smoothing=0.1)
    run = run_folder.start(wanted, PICTURE, engine.start)
    until(lambda: sum(one["kind"] == "epoch" for one in run.metrics()) >= 2)
    killed = [one for one in psutil.process_iter(["cmdline"]) if str(run.folder) in (one.info["cmdline"] or [])]
    killed[0].send_signal(signal.SIGKILL)
    assert ended(run).state == "interrupted"
    assert run.result is None
    run_folder.go_on(run, 0, here)
    whole = trained(wanted)
    np.testing.assert_allclose(curve(run), curve(whole), rtol=2e-3, atol=1e-4)
    assert run.result == whole.result
    assert run.kept_epochs()[-1] == 15


def test_more_epochs_are_a_leg_of_their_own():
    run = trained(settings(epochs=2))
    run_folder.go_on(run, 2, here)
    assert run.result["epoch"] == 4
    rates = curve(run, "rate")[:, 0]
    np.testing.assert_allclose(rates[2:], rates[:2])
    assert run.snapshots() == (0, 1, 2, 3, 4)


def test_pause_rate_and_stop_while_it_runs():
    run = made(settings(epochs=400))
    raised = []

    def session():
        try:
            here(run_folder.TASK, run.folder, {}, "training")
        except TaskStoppedError as error:
            raised.append(error)

    thread = threading.Thread(target=session)
    thread.start()
    until(lambda: run.metrics())
    run.command("pause")
    until(lambda: run.status().paused)
    seen = len(run.metrics())
    run.command("rate", 0.002)
    until(lambda: "rate" in events(run))
    assert len(run.metrics()) == seen + 1
    assert run.status().paused
    run.command("go_on")
    until(lambda: run.metrics(seen + 3))
    batch = next(one for one in run.metrics(seen) if one["kind"] == "batch")
    assert batch["rate"] == pytest.approx(0.002, rel=0.01)
    assert not run.status().paused
    run.command("stop")
    thread.join(60)
    assert (len(raised), events(run)) == (1, ["paused", "rate", "go_on", "stopped"])
    finished = [one["epoch"] for one in run.metrics() if one["kind"] == "epoch"]
    assert run.kept_epochs()[-1] == finished[-1]  # what it has learnt is there at once


def test_a_long_pause_becomes_a_stop_so_that_others_come(monkeypatch):
    monkeypatch.setattr(run_files, "LONGEST_PAUSE", 0.0)
    run = made(settings(epochs=40))
    with pytest.raises(TaskStoppedError):
        commanding("pause")(run_folder.TASK, run.folder, {}, "training")
    assert events(run) == ["paused", "stopped"]


def test_a_loss_that_is_no_number_fails_and_the_last_good_network_stays():
    run = trained(settings(epochs=2, optimizer="sgd", learning_rate=0.01))
    good = {epoch: load(ModelSource("run", f"{run.id}:{epoch}")).get_weights() for epoch in run.kept_epochs()}
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 3, _poisoned)
    assert (failed.value.code, failed.value.values["message"]) == ("nan", "3")
    last = run.metrics()[-1]
    assert (last["kind"], np.isfinite(last["loss"])) == ("batch", False)
    assert run.result is None
    assert run.kept_epochs() == tuple(good)
    for epoch, weights in good.items():
        again = load(ModelSource("run", f"{run.id}:{epoch}")).get_weights()
        assert all(np.array_equal(one, other) for one, other in zip(again, weights, strict=True))


def _poisoned(function, folder, arguments, lane):
    """A launch whose learning rate is no number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cnn_core.training.run_recorder.rate_at", lambda *_: float("nan"))
        here(function, folder, arguments, lane)


def test_a_full_disk_fails_and_what_was_kept_stays(monkeypatch):
    run = trained(settings(epochs=1))
    kept = run_files.network_path(run.folder, 1).read_bytes()
    state = (run.folder / run_files.STATE).read_bytes()
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    with pytest.raises(DiskFullError, match="must leave"):
        run_folder.go_on(run, 2, here)
    assert run_files.network_path(run.folder, 1).read_bytes() == kept
    assert (run.folder / run_files.STATE).read_bytes() == state
    assert run.kept_epochs() == (1,)
    assert not list(run.folder.rglob(".*"))
    monkeypatch.undo()
    run_folder.go_on(run, 0, here)
    assert run.result["epoch"] == 3


def test_steps_that_are_far_too_long_end_in_no_number():
    plain = (*[DraftLayer("Conv2D", {"filters": 8, "activation": "linear"})] * 3, DraftLayer("Flatten"))
    run = made(replace(settings(epochs=10, optimizer="momentum", learning_rate=10.0), network=network(plain)))
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 0, commanding("rate", 100.0))
    assert failed.value.code == "nan"


def test_too_little_memory_fails(monkeypatch):
    def greedy(*_, **__):
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    monkeypatch.setattr(keras.Model, "fit", greedy)
    with pytest.raises(TaskFailedError) as failed:
        trained()
    assert failed.value.code == "memory"


def test_a_process_that_takes_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setenv("CONVLENS_TASK_BYTES", "300000000")  # less than TensorFlow alone
    run = run_folder.start(settings(), PICTURE, engine.start)
    status = ended(run)
    assert (status.state, status.code) == ("failed", "memory")


def test_other_pictures_than_before_are_refused():
    run = trained(settings(epochs=1))
    task_folder.put(run.folder / run_process.DATA, {"digest": "another"})
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 1, here)
    assert failed.value.code == "other_data"


def test_pictures_that_cannot_be_had_are_said():
    run = made(replace(settings(), data=f"own:{workspace.new_id()}"))
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 0, here)
    assert failed.value.code == "data"
    assert failed.value.values["message"]


def test_a_network_for_other_pictures_is_refused():
    run = made(replace(settings(), data="digits", side=SIDE, network=network()))
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 0, here)
    assert failed.value.code == "network"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive"])
def test_a_broken_state_is_said(content):
    run = made()
    (run.folder / run_files.STATE).write_bytes(content)
    with pytest.raises(TaskFailedError) as failed:
        run_folder.go_on(run, 0, here)
    assert failed.value.code == "broken"


def test_it_stops_early_where_validation_no_longer_gets_better():
    run = trained(settings(epochs=60, early_stopping=2, learning_rate=1e-6, schedule="constant"))
    losses = curve(run, "val_loss")[:, 0]
    assert len(losses) < 60
    assert events(run) == ["early_stop"]
    assert (losses[-2:] >= losses[:-2].min()).all()
    assert run.result["epoch"] == losses.argmin() + 1 < len(losses)


STEEP = {"epochs": 6, "learning_rate": 0.3, "schedule": "constant", "optimizer": "sgd"}
"""Steps so long that the last epoch is not the best."""


def test_with_early_stopping_the_best_network_is_kept_and_measured():
    run = trained(settings(**STEEP, early_stopping=50))
    best = int(curve(run, "val_loss")[:, 0].argmin()) + 1
    assert best < 6
    assert {best, 6} <= set(run.kept_epochs())
    assert (run.result["epoch"], run.result["right"]) == (best, right_of(run, best)[0])
    assert run.result["right"] != right_of(run, 6)[0]


def test_without_the_state_of_the_best_epoch_the_last_network_is_measured():
    run = trained(settings(epochs=2, early_stopping=50, learning_rate=0.3, optimizer="sgd"))
    (run.folder / run_files.BEST).unlink()
    for epoch in run.kept_epochs():
        run_files.network_path(run.folder, epoch).unlink()
    run_folder.go_on(run, 0, here)  # nothing is left to train
    assert run.kept_epochs() == (2,)
    assert (run.result["epoch"], run.result["right"]) == (2, right_of(run, 2)[0])


def test_the_best_network_is_there_even_if_there_was_no_time_to_keep_it(monkeypatch):
    monkeypatch.setattr(run_process, "KEEPING", 1e-9)
    run = trained(settings(**STEEP))
    best = int(curve(run, "val_accuracy")[:, 0].argmax()) + 1
    assert best < 6
    assert run.kept_epochs() == (best, 6)
    for epoch in (best, 6):
        batch = run.snapshot(epoch).picture[np.newaxis].astype(np.float32)
        scores = load(ModelSource("run", f"{run.id}:{epoch}"))(batch, training=False)
        np.testing.assert_allclose(scores[0], run.snapshot(epoch).prediction, atol=1e-5)
    assert (run.result["epoch"], run.result["right"]) == (6, right_of(run, 6)[0])


@pytest.mark.parametrize(
    "training",
    [
        {"cache": False, "prefetch": False, "shuffle": False, "class_weights": True},
        {"loss": "focal", "optimizer": "rmsprop", "schedule": "step"},
        {"loss": "mean_squared_error", "label_smoothing": 0.1, "schedule": "warmup_cosine", "dropout": 0.3},
    ],
    ids=["input", "focal", "error"],
)
def test_every_setting_trains(training):
    run = trained(settings("zca" if "loss" not in training else "", epochs=2, **training))
    assert np.isfinite(curve(run)).all()
    assert 0 <= run.result["accuracy"] <= 1


def test_whitening_stays_in_the_network():
    run = trained(settings("zca", epochs=1))
    model = load(ModelSource("run", f"{run.id}:1"))
    assert [layer.name for layer in model.layers][1:4] == ["zca_flat", "zca", "zca_picture"]
    scores = model(run.snapshot(1).picture[np.newaxis].astype(np.float32), training=False)
    np.testing.assert_allclose(scores[0], run.snapshot(1).prediction, atol=1e-5)


def test_frozen_layers_see_each_picture_once_and_are_kept_with_the_head():
    wanted = replace(settings(epochs=2), data="shapes:count=10", network=network((DraftLayer("EfficientNetLite0"),)))
    run = trained(wanted)
    dataset = datasets.prepare(data_source.decode(wanted.data), SIDE)
    kept = list(dataset.folder.glob("features-*.npy"))
    assert [np.load(path, mmap_mode="r").shape for path in kept] == [(80, 1280)]
    model = load(ModelSource("run", f"{run.id}:2"))
    scores = model(run.snapshot(2).picture[np.newaxis].astype(np.float32), training=False)
    np.testing.assert_allclose(scores[0], run.snapshot(2).prediction, atol=1e-4)
    assert run.snapshot(2).maps is None
    assert run.result["accuracy"] > 0.3  # by chance 0.125
    lazy = SimpleNamespace(layers=[keras.layers.GlobalAveragePooling2D()])  # can compute nothing
    again = run_features.features(dataset, lazy, shared=True, progress=lambda *_: None)
    np.testing.assert_array_equal(again, np.load(kept[0]))


def test_networks_are_thinned_out_but_for_the_best_and_the_last(tmp_path, monkeypatch):
    (tmp_path / run_files.CHECKPOINTS).mkdir()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    run_networks.keep(tmp_path, model, 1, 1)
    size = run_files.network_path(tmp_path, 1).stat().st_size
    monkeypatch.setattr(run_networks, "BUDGET", 4 * size + 100)
    for epoch in range(2, 20):
        run_networks.keep(tmp_path, model, epoch, best=5 if epoch > 4 else 1)
    kept = run_files.network_epochs(tmp_path)
    assert len(kept) == 4
    assert {5, 19} < set(kept)
    assert not list(tmp_path.rglob(".*"))
