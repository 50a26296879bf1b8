"""The cache of loaded networks: a brought file is checked and loaded once on its way to the first look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from cnn_core.explorer.worker import look
from cnn_core.model_files import check
from cnn_core.model_files.check import ModelFileError, check_model_file
from cnn_core.model_store import loading
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.reader import ReaderError
from cnn_core.network_graph.worker import inspect
from tests.cnn_core.model_files.made_files import layer, model_file, sequential

# Keras's saving itself warns.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)


@pytest.fixture
def source(tmp_path: Path) -> ModelSource:
    layers = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(3)])
    model.save(tmp_path / "model.keras")
    return ModelSource("file", str(tmp_path / "model.keras"), tmp_path.name)


def test_a_file_that_was_inspected_is_neither_read_nor_loaded_again_for_the_first_look(
    source: ModelSource, monkeypatch: pytest.MonkeyPatch
):
    done: list[str] = []

    def counted(name: str, function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            done.append(name)
            return function(*arguments, **named)

        return call

    monkeypatch.setattr(loading, "read_checked", counted("check", check.read_checked))
    monkeypatch.setattr(keras.models, "load_model", counted("load", keras.models.load_model))
    assert inspect(source) == check_model_file(source.name)
    found = look(source, Edits(), np.zeros((8, 8, 3), np.float32))
    assert found.graph.nodes
    assert done == ["check", "load"]
    assert not found.problems
    look(source, Edits((("conv2d", "strides", 2),)), np.zeros((8, 8, 3), np.float32))
    assert done == ["check", "load"]


def test_a_file_whose_layers_cannot_be_followed_is_brought_all_the_same(
    source: ModelSource, monkeypatch: pytest.MonkeyPatch
):
    def refuse(_model: Any) -> Any:
        raise ReaderError("A rule. Received: something.")

    monkeypatch.setattr(loaded, "read", refuse)
    assert inspect(source) == check_model_file(source.name)
    with pytest.raises(ReaderError):
        look(source, Edits(), np.zeros((8, 8, 3), np.float32))


def test_what_cannot_be_computed_is_refused_when_the_file_arrives(tmp_path: Path):
    path = tmp_path / "model.keras"
    path.write_bytes(model_file(sequential(layer("Softmax", "surprise", axis="all"))))
    with pytest.raises(ModelFileError) as caught:
        inspect(ModelSource("file", str(path)))
    assert (caught.value.code, caught.value.values["layer"]) == ("loading", "surprise")
