"""The networks of keras.applications: what is noted about them is Keras's own, and their weights are fetched once."""

import hashlib
import importlib
import inspect
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras.src.legacy.saving import legacy_h5_format

from cnn_core.model_store import pretrained, pretrained_networks
from cnn_core.model_store.pretrained import APPLICATIONS, NAMES
from tests.cnn_core.file_server import serving

pytestmark = pytest.mark.slow

MODULES = {"vgg16": "vgg16", "vgg19": "vgg19", "mobilenet_v2": "mobilenet_v2", "resnet50": "resnet"}
# Keras 3.15 writes a variable to HDF5 by a protocol that NumPy 2 warns of.
KERAS_WARNS = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
DATA = bytes(range(256)) * 4000


def source(name: str) -> str:
    return inspect.getsource(importlib.import_module(f"keras.src.applications.{MODULES[name]}"))


@pytest.fixture
def fetching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A server with small "weights" of resnet50, and a cache folder of its own."""
    small = replace(APPLICATIONS["resnet50"], size=len(DATA), md5=hashlib.md5(DATA).hexdigest())  # noqa: S324
    monkeypatch.setitem(APPLICATIONS, "resnet50", small)
    monkeypatch.setenv("CONVLENS_CACHE", str(tmp_path / "cache"))
    with serving(DATA) as server:
        monkeypatch.setenv("CONVLENS_WEIGHTS", f"{server.address}/weights/")
        yield server


def test_the_four_networks_are_listed():
    assert NAMES == ("vgg16", "vgg19", "mobilenet_v2", "resnet50")
    assert [application.title for application in APPLICATIONS.values()] == ["VGG16", "VGG19", "MobileNetV2", "ResNet50"]


@pytest.mark.parametrize("name", NAMES)
def test_hash_and_preprocessing_are_those_in_keras_source(name: str):
    application, text = APPLICATIONS[name], source(name)
    assert application.md5 in text
    assert f'mode="{application.preprocessing}"' in text
    if not application.md5:
        assert "file_hash" not in text


@pytest.mark.parametrize("name", NAMES)
def test_keras_would_fetch_the_same_file(name: str, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def get_file(fname, origin=None, file_hash="", **_):
        asked.append((fname, origin, file_hash))
        raise InterruptedError

    monkeypatch.setattr(importlib.import_module("keras.src.utils.file_utils"), "get_file", get_file)
    application = APPLICATIONS[name]
    with pytest.raises(InterruptedError):
        getattr(keras.applications, application.title)()
    file = Path(application.file).name
    assert asked == [(file, f"{pretrained.ADDRESS}/{application.file}", application.md5)]


@pytest.mark.parametrize(("name", "module"), [("caffe", "vgg16"), ("tf", "mobilenet_v2"), ("torch", "densenet")])
def test_preprocessing_is_keras(name: str, module: str):
    pixels = np.random.default_rng(0).integers(0, 256, (5, 4, 3)).astype(np.float32)
    kept = pixels.copy()
    expected = getattr(keras.applications, module).preprocess_input(pixels[np.newaxis].copy())[0]
    found = pretrained.preprocess(pixels, name)
    assert found.dtype == np.float32
    assert np.array_equal(pixels, kept)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_another_preprocessing_is_refused():
    with pytest.raises(ValueError, match="Received: 'jax'"):
        pretrained.preprocess(np.zeros(3, np.float32), "jax")


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50"])
def test_an_architecture_is_built_at_once_with_the_same_random_weights_every_time(name: str):
    first, second = pretrained_networks.build(name), pretrained_networks.build(name)
    assert first.count_params() == APPLICATIONS[name].parameters
    assert first.input_shape == (None, 224, 224, 3)
    assert first.output_shape == (None, 1000)
    for one, other in zip(first.weights, second.weights, strict=True):
        assert np.array_equal(one.numpy(), other.numpy())


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50"])
def test_random_weights_are_as_wide_as_keras_draws_them(name: str):
    ours = pretrained_networks.build(name)
    keras.utils.set_random_seed(1)
    keras_own = getattr(keras.applications, APPLICATIONS[name].title)(weights=None)
    for one, other in zip(ours.weights, keras_own.weights, strict=True):
        one, other = one.numpy(), other.numpy()
        assert one.shape == other.shape
        if one.size > 5000:
            chance = other.std() * (2 / one.size) ** 0.5  # standard deviation of the difference of two means
            assert abs(one.mean() - other.mean()) <= 6 * chance
            np.testing.assert_allclose(one.std(), other.std(), rtol=0.05)


@KERAS_WARNS
def test_fetched_weights_are_put_in_where_keras_puts_them(tmp_path: Path):
    """From a file of the kind that Keras offers: HDF5 as Keras 2 wrote it."""
    trained = pretrained_networks.build("mobilenet_v2")
    random = np.random.default_rng(1)
    for variable in trained.weights:
        variable.assign(random.random(variable.shape, np.float32).tolist())
    file = tmp_path / "mobilenet.h5"
    with h5py.File(file, "w") as group:
        legacy_h5_format.save_weights_to_hdf5_group(group, trained)
    loaded, by_keras = (
        pretrained_networks.build("mobilenet_v2", file),
        keras.applications.MobileNetV2(weights=str(file)),
    )
    for one, other, wanted in zip(loaded.weights, by_keras.weights, trained.weights, strict=True):
        assert np.array_equal(one.numpy(), wanted.numpy())
        assert np.array_equal(one.numpy(), other.numpy())


@KERAS_WARNS
def test_weights_of_another_network_are_refused(tmp_path: Path):
    file = tmp_path / "other.h5"
    with h5py.File(file, "w") as group:
        other = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        legacy_h5_format.save_weights_to_hdf5_group(group, other)
    with pytest.raises(ValueError, match=r"Received: 2 arrays of other shapes\. Delete the file"):
        pretrained_networks.build("mobilenet_v2", file)


def test_large_weights_are_put_in_by_pieces(monkeypatch: pytest.MonkeyPatch):
    whole = pretrained_networks.build("mobilenet_v2")
    monkeypatch.setattr(pretrained_networks, "_PIECE", 1000)
    pieces = list(pretrained_networks._pieces(whole.layers[-1].kernel))
    assert [pieces[0], pieces[-1], len(pieces)] == [slice(0, 1), slice(1279, 1280), 1280]
    in_pieces = pretrained_networks.build("mobilenet_v2")
    for one, other in zip(whole.weights, in_pieces.weights, strict=True):
        assert np.array_equal(one.numpy(), other.numpy())


def test_weights_are_fetched_once_for_all_who_ask(fetching):
    assert pretrained.weights_path("resnet50") is None
    assert pretrained.weights_progress("resnet50") is None
    fetching.pause = 0.0005
    first = pretrained.fetch_weights("resnet50")
    assert pretrained.fetch_weights("resnet50") is first
    assert pretrained.weights_progress("resnet50").state == "running"
    assert first.wait(20).state == "done"
    assert pretrained.weights_progress("resnet50").share == 1
    assert pretrained.weights_path("resnet50").read_bytes() == DATA
    assert [path for path, _ in fetching.asked] == [f"/weights/{APPLICATIONS['resnet50'].file}"]


def test_a_failed_download_can_be_tried_again(fetching):
    fetching.status = 503
    assert pretrained.fetch_weights("resnet50").wait(20).error.code == "refused"
    assert pretrained.weights_path("resnet50") is None
    fetching.status = 200
    assert pretrained.fetch_weights("resnet50").wait(20).state == "done"


def test_a_file_of_another_size_is_not_taken_for_weights(fetching):
    path = pretrained.cache_folder() / Path(APPLICATIONS["resnet50"].file).name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"short")
    assert pretrained.weights_path("resnet50") is None


def test_the_cache_is_the_users_unless_it_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CONVLENS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setattr(sys, "platform", "linux")
    assert pretrained.cache_folder() == Path("/somewhere/convlens")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert pretrained.cache_folder() == Path.home() / ".cache" / "convlens"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert pretrained.cache_folder() == Path.home() / "Library" / "Caches" / "convlens"


def test_the_list_and_the_download_do_not_load_keras():
    program = "import sys; import cnn_core.model_store.pretrained; print({'keras', 'tensorflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"
