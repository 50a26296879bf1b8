"""What is looked at once an epoch, against what it must be by hand."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts import DraftLayer
from cnn_core.training import layer_statistics, run_files, run_networks
from cnn_core.training.layer_statistics import LayerStatistics, Snapshots
from tests.cnn_core.training.tiny_runs import DATA, SIDE, network, settings

CLASSES = 8


@pytest.fixture(scope="module")
def dataset():
    return datasets.prepare(data_source.decode(DATA), SIDE)


def built(dataset, *layers):
    wanted = replace(settings(), network=network(layers))
    return run_networks.build(wanted, dataset, datasets.split(dataset, 0).train)


def batch(dataset, count=6):
    answers = np.eye(CLASSES, dtype=np.float32)[np.asarray(dataset.labels)[:count]]
    return np.asarray(dataset.images[:count], np.float32), answers


def test_the_gradient_is_that_of_the_loss(dataset):
    networks = built(dataset, DraftLayer("GlobalAveragePooling2D"))
    pictures, answers = batch(dataset)
    (found,) = LayerStatistics(networks, pictures, answers).layers()
    features = (pictures / 255).mean(axis=(1, 2))  # (pictures, 3)
    error = (networks.whole(pictures, training=False).numpy() - answers) / len(pictures)
    kernel, bias = features.T @ error, error.sum(axis=0)
    expected = np.sqrt((kernel**2).sum() + (bias**2).sum())
    assert found["name"] == "logits"
    assert found["gradient"] == pytest.approx(expected, rel=1e-4)
    logits = keras.Model(networks.whole.input, networks.whole.get_layer("logits").output)(pictures)
    assert found["activation"] == pytest.approx(np.abs(logits).mean(), rel=1e-4)
    assert found["dead"] is None


def test_a_dead_unit_is_one_that_answers_zero_to_every_picture(dataset):
    networks = built(dataset, DraftLayer("Conv2D", {"filters": 4}), DraftLayer("GlobalAveragePooling2D"))
    layer = networks.whole.get_layer("conv2d_1")
    kernel, bias = np.ones((3, 3, 3, 4), np.float32), np.float32([0, -1e6, -1e6, 0])
    layer.set_weights([kernel, bias])
    convolution, _ = LayerStatistics(networks, *batch(dataset)).layers()
    assert (convolution["name"], convolution["dead"]) == ("conv2d_1", 0.5)


def test_it_follows_the_weights_as_they_change(dataset):
    networks = built(dataset, DraftLayer("Conv2D", {"filters": 4}), DraftLayer("GlobalAveragePooling2D"))
    statistics = LayerStatistics(networks, *batch(dataset))
    before = statistics.layers()
    layer = networks.whole.get_layer("conv2d_1")
    layer.set_weights([weight * 3 for weight in layer.get_weights()])
    after = statistics.layers()
    assert after[0]["activation"] == pytest.approx(3 * before[0]["activation"], rel=1e-3)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("Conv2D", (3, 3, 3, 32)), ("DepthwiseConv2D", (3, 3, 1, 3)), ("SeparableConv2D", None)],
)
def test_filters_are_those_of_the_maps(dataset, tmp_path, kind, shape):
    (tmp_path / run_files.SNAPSHOTS).mkdir()
    given = {} if kind == "DepthwiseConv2D" else {"filters": 40}
    networks = built(dataset, DraftLayer(kind, given), DraftLayer("GlobalAveragePooling2D"))
    Snapshots(networks, dataset.images[0]).keep(tmp_path, 7)
    with np.load(run_files.snapshot_path(tmp_path, 7)) as found:
        assert (found["filters"].shape if "filters" in found.files else None) == shape
        assert found["maps"].shape == (10, 10, 3 if kind == "DepthwiseConv2D" else layer_statistics.MOST_MAPS)


def test_large_maps_are_kept_small():
    maps = np.arange(200 * 120 * 40, dtype=np.float32).reshape(200, 120, 40)
    small = layer_statistics._small(maps)
    assert small.shape == (50, 30, 32)
    np.testing.assert_array_equal(small, maps[::4, ::4, :32])


def test_snapshots_are_thinned_out_but_for_the_first_and_the_last(dataset, tmp_path, monkeypatch):
    (tmp_path / run_files.SNAPSHOTS).mkdir()
    monkeypatch.setattr(layer_statistics, "MOST_SNAPSHOTS", 5)
    snapshots = Snapshots(built(dataset, DraftLayer("GlobalAveragePooling2D")), dataset.images[0])
    for epoch in range(12):
        snapshots.keep(tmp_path, epoch)
    kept = run_files.snapshot_epochs(tmp_path)
    assert len(kept) <= 5
    assert (kept[0], kept[-1]) == (0, 11)
    assert not list(tmp_path.rglob(".*"))
