"""What is kept is measured on pictures that were not learnt from, class by class, and its file has no optimizer."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import decode
from cnn_core.datasets.split import Split
from cnn_core.model_store.source import ModelSource
from cnn_core.model_store.store import ModelStoreError
from cnn_core.storage import workspace
from cnn_core.training.measured import MeasuredNetwork, MeasuringError
from cnn_core.training.worker import measure

# keras.Model.save converts its variables by a way that numpy 2 has replaced.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
DATA, SIDE, SEED = "shapes:count=20", 16, 3


@pytest.fixture(scope="module")
def model() -> keras.Model:
    keras.utils.set_random_seed(1)
    dataset = datasets.prepare(decode(DATA), SIDE)
    inputs = keras.Input((SIDE, SIDE, 3))
    x = keras.layers.Flatten()(keras.layers.Rescaling(1 / 255)(inputs))
    model = keras.Model(inputs, keras.layers.Dense(len(dataset.classes), activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy")
    train = datasets.split(dataset, SEED).train
    model.fit(dataset.images[train].astype(np.float32), dataset.labels[train], epochs=10, verbose=0)
    return model


def checkpoint(model: keras.Model) -> ModelSource:
    run = workspace.new_id()
    folder = workspace.folder("runs") / run / "checkpoints"
    folder.mkdir(parents=True)
    model.save(folder / "epoch-0010.keras")
    return ModelSource("run", f"{run}:10")


def test_it_is_measured_on_the_test_pictures_class_by_class(model: keras.Model):
    measured = measure(checkpoint(model), DATA, SIDE, SEED)
    dataset = datasets.prepare(decode(DATA), SIDE)
    test = datasets.split(dataset, SEED).test
    said = model.predict(dataset.images[test].astype(np.float32), verbose=0).argmax(axis=1)
    for label in range(len(dataset.classes)):
        mine = dataset.labels[test] == label
        assert measured.pictures[label] == mine.sum()
        assert measured.right[label] == (said[mine] == label).sum()
    assert measured.part == "test"
    assert measured.parameters == model.count_params()
    assert 0 < sum(measured.right) < sum(measured.pictures)


def test_the_file_has_the_weights_and_nothing_of_the_optimizer(model: keras.Model, tmp_path: Path):
    source = checkpoint(model)
    measured = measure(source, DATA, SIDE, SEED)
    (tmp_path / "model.keras").write_bytes(measured.file)
    kept = keras.models.load_model(tmp_path / "model.keras")
    for mine, original in zip(kept.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, original)
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert b"optimizer" not in archive.read("model.weights.h5")


@pytest.mark.parametrize("part", ["validation", "train"])
def test_without_test_pictures_the_next_best_are_taken(part: str, model: keras.Model, monkeypatch: pytest.MonkeyPatch):
    none, some = np.zeros(0, np.int64), np.arange(12)
    parts = {"train": some, "validation": none, "test": none} | {part: some}
    monkeypatch.setattr(datasets, "split", lambda dataset, seed: Split(**parts, notices=()))
    measured = measure(checkpoint(model), DATA, SIDE, SEED)
    assert isinstance(measured, MeasuredNetwork)
    assert (measured.part, sum(measured.pictures)) == (part, 12)


def test_a_network_that_ran_away_is_refused(model: keras.Model):
    broken = keras.models.clone_model(model)
    broken.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    with pytest.raises(MeasuringError, match=r"Received: NaN .* Choose an earlier epoch") as caught:
        measure(checkpoint(broken), DATA, SIDE, SEED)
    assert pickle.loads(pickle.dumps(caught.value)).code == "not_finite"  # noqa: S301 - made in this line


def test_data_that_have_changed_are_refused(model: keras.Model):
    with pytest.raises(MeasuringError, match=r"learnt, 8\. Received: data with 10") as caught:
        measure(checkpoint(model), "digits", SIDE, SEED)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - made in this line


def test_a_run_that_is_not_there_is_refused():
    with pytest.raises(ModelStoreError, match="epoch 3"):
        measure(ModelSource("run", f"{'0' * 32}:3"), DATA, SIDE, SEED)
