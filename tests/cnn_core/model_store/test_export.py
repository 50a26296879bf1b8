"""Every export is loaded again, by the program that comes with it, and gives the scores that Keras gives."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers
from PIL import Image

from cnn_core.model_store import export as model_exports
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.export_formats import FORMATS, ExportError, file_name, program
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource, ModelSourceError

# keras.Model.save converts its variables by a way that numpy 2 has replaced.
pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
    pytest.mark.slow,
]
CLASSES = ("원", "square", "tri'angle")
INPUT = CardInput(24, 20, 3, "bytes")


def residual() -> keras.Model:
    """What the builder's networks are made of: all kinds of layers, bytes in, softmax out."""
    inputs = keras.Input((INPUT.rows, INPUT.columns, INPUT.channels))
    x = layers.Rescaling(1 / 255)(inputs)
    x = layers.Conv2D(8, 3, padding="same", use_bias=False)(x)
    x = start = layers.Activation("relu")(layers.BatchNormalization()(x))
    x = layers.SeparableConv2D(8, 3, padding="same", activation="gelu")(x)
    x = layers.Add()([start, layers.DepthwiseConv2D(3, padding="same")(x)])
    x = layers.Concatenate()([layers.MaxPooling2D(2)(x), layers.AveragePooling2D(2)(x)])
    x = layers.Dropout(0.5)(layers.Conv2D(6, 3, strides=2, dilation_rate=1, activation="swish")(x))
    x = layers.Activation("celu")(x)
    x = layers.Dense(12, activation="tanh")(layers.Flatten()(x))
    return keras.Model(inputs, layers.Activation("softmax")(layers.Dense(len(CLASSES), name="logits")(x)))


def resizing() -> keras.Model:
    """As a network that learns upon another one's features: the picture is enlarged inside."""
    inputs = keras.Input((INPUT.rows, INPUT.columns, INPUT.channels))
    x = layers.Rescaling(1 / 127, offset=-1)(layers.Resizing(48, 48)(inputs))
    x = layers.GlobalAveragePooling2D()(layers.Conv2D(6, 3, strides=2, activation="relu6")(x))
    return keras.Model(inputs, layers.Dense(len(CLASSES), activation="softmax")(x))


def augmented() -> keras.Model:
    """As TensorFlow's tutorial on flowers builds it: layers that change pictures by chance stay in the network."""
    inputs = keras.Input((INPUT.rows, INPUT.columns, INPUT.channels))
    chance = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.3), layers.RandomZoom(0.3)])
    x = layers.Flatten()(layers.Rescaling(1 / 255)(chance(inputs)))
    return keras.Model(inputs, layers.Dense(len(CLASSES), activation="softmax")(x))


@pytest.fixture(params=[residual, resizing, augmented])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> ModelSource:
    made: Callable[[], keras.Model] = request.param
    keras.utils.set_random_seed(5)
    made().save(tmp_path / "trained.keras")
    return ModelSource("file", str(tmp_path / "trained.keras"))


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A photograph's noise, of other proportions than the network takes."""
    pixels = np.random.default_rng(1).integers(0, 256, (60, 90, 3), np.uint8)
    Image.fromarray(pixels).resize((190, 150)).save(tmp_path / "picture.png")
    return tmp_path / "picture.png"


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
@pytest.mark.parametrize("format_", FORMATS)
def test_the_program_that_comes_with_it_gives_the_scores_of_keras(
    format_: str, source: ModelSource, picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "taken away"
    for path, content in model_exports.export(source, format_, "network"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    assert (folder / file_name(format_, "network")).exists()
    (folder / "classify.py").write_text(program(format_, "network", CLASSES, INPUT), encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["classify.py", str(picture)])
    ran = runpy.run_path("classify.py")
    wanted = load(source)(ran["batch"], training=False).numpy()[0]
    np.testing.assert_allclose(ran["scores"], wanted, atol=1e-4)
    assert ran["classes"] == list(CLASSES)
    assert np.ptp(wanted) > 1e-3  # else any scores would do


def test_a_program_tells_the_five_best_classes(picture: Path, tmp_path: Path):
    folder = tmp_path
    for path, content in model_exports.export(ModelSource("shipped", "mnist_cnn"), "onnx", "digits"):
        (folder / path).write_bytes(content)
    digits = [str(digit) for digit in range(10)]
    (folder / "classify.py").write_text(program("onnx", "digits", digits, CardInput(28, 28, 1, "unit")), "utf-8")
    ran = subprocess.run(
        [sys.executable, "classify.py", str(picture)], cwd=folder, capture_output=True, text=True, check=True
    )
    scores = [float(line.split()[0]) for line in ran.stdout.splitlines()]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1.0005


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_printed(format_: str, capfd: pytest.CaptureFixture[str]):
    model_exports.export(ModelSource("shipped", "mnist_cnn"), format_, "digits")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("format_", ["litert", "onnx"])
def test_what_a_format_does_not_know_is_refused(format_: str, monkeypatch: pytest.MonkeyPatch):
    inputs = keras.Input((2, 2, 1))
    model = keras.Model(inputs, keras.ops.erfinv(layers.Flatten()(inputs)))
    monkeypatch.setattr(model_exports, "load", lambda source: model)
    with pytest.raises(ExportError, match=rf"Received: .*{format_}.*Take it away as a \.keras file"):
        model_exports.export(ModelSource("shipped", "mnist_cnn"), format_, "network")


def test_another_format_is_refused():
    with pytest.raises(ModelSourceError, match=r"A format is one of keras, .*Received: 'pickle'"):
        model_exports.export(ModelSource("shipped", "mnist_cnn"), "pickle", "digits")
