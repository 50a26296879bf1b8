"""Measuring moved pictures: the right ones are counted, at every step, and written beside the card."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core.classification.prediction import classify
from cnn_core.mlp_and_cnn.changed_pictures import moved
from cnn_core.mlp_and_cnn.moved_accuracy import moved_accuracy
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, measured_amounts
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from recipes.pictures import Pictures
from tools import moved as tool

NAME = "mlp_cifar10"
IMAGES = np.random.default_rng(8).integers(0, 256, (12, 32, 32, 3)).astype(np.uint8)


def answers(images: np.ndarray) -> np.ndarray:
    wanted = model_store.card(NAME).input
    batch = np.stack([network_input(one, wanted) for one in images])
    return classify(ModelSource("shipped", NAME), batch).logits.argmax(axis=1)


def test_each_step_is_measured_and_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    labels = answers(IMAGES)

    def held_out(recipe: str, *, offline: bool) -> Any:
        return (("twelve pictures", Pictures(IMAGES, labels)),)

    shutil.copytree(model_store.folder() / NAME, tmp_path / NAME)
    monkeypatch.setattr(tool, "held_out", held_out)
    monkeypatch.setenv("CONVLENS_MODELS", str(tmp_path))
    moved_accuracy.cache_clear()
    try:
        assert tool.main([NAME]) == 0
        found = moved_accuracy(NAME)
    finally:
        moved_accuracy.cache_clear()
    assert (found.on, found.pictures, found.measured_by) == ("twelve pictures", 12, f"python -m tools.moved {NAME}")
    for movement in MOVEMENTS:
        steps = measured_amounts(movement, "cifar10")
        assert len(found.right[movement]) == len(steps)
        assert found.right[movement][steps.index(0)] == 12
        last = (answers(moved(IMAGES, **{movement: steps[-1]})) == labels).sum()
        assert found.right[movement][-1] == last
    assert f"{NAME}, columns:" in capsys.readouterr().out
