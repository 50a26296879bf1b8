"""What was measured of the shipped networks fits their cards, and says what the page says of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from cnn_core.metrics.wilson import interval
from cnn_core.mlp_and_cnn.moved_accuracy import MovedAccuracy, moved_accuracy, write
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, measured_amounts
from cnn_core.model_store import store as model_store

MLP, CNN = "mlp_cifar10", "cifar10_cnn"


@pytest.mark.parametrize("name", [MLP, CNN])
@pytest.mark.parametrize("movement", MOVEMENTS)
def test_unmoved_it_is_the_accuracy_of_the_card(name: str, movement: str):
    found, card = moved_accuracy(name), model_store.card(name)
    assert (found.on, found.pictures) == (card.accuracy.on, card.accuracy.pictures)
    steps = measured_amounts(movement, "cifar10")
    assert len(found.right[movement]) == len(steps)
    assert found.right[movement][steps.index(0)] == round(card.accuracy.value * found.pictures)


def share(name: str, movement: str, amount: int) -> float:
    found = moved_accuracy(name)
    return found.right[movement][measured_amounts(movement, "cifar10").index(amount)] / found.pictures


@pytest.mark.parametrize("movement", ["columns", "rows"])
def test_the_cnn_is_ahead_at_every_shift_and_falls_far_out(movement: str):
    for amount in measured_amounts(movement, "cifar10"):
        assert share(CNN, movement, amount) > share(MLP, movement, amount) + 0.2
    for amount in (-2, -1, 1, 2):
        assert share(CNN, movement, amount) > share(CNN, movement, 0) - 0.03
    for amount in (-8, 8):
        assert share(CNN, movement, amount) < share(CNN, movement, 0) - 0.15


@pytest.mark.parametrize("degrees", [-45, 45])
def test_turned_it_is_hardly_better_than_the_mlp(degrees: int):
    assert abs(share(CNN, "degrees", degrees) - share(MLP, "degrees", degrees)) < 0.05
    place = measured_amounts("degrees", "cifar10").index(degrees)
    ends = [interval(moved_accuracy(name).right["degrees"][place], 1000) for name in (MLP, CNN)]
    assert ends[1][0] < ends[0][1]


def test_what_is_written_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    shutil.copytree(model_store.folder() / MLP, tmp_path / MLP)
    monkeypatch.setenv("CONVLENS_MODELS", str(tmp_path))
    counts = {movement: tuple(np.arange(3).tolist()) for movement in MOVEMENTS}
    found = MovedAccuracy("some pictures", 3, counts, "a command")
    write(MLP, found)
    assert moved_accuracy(MLP) == found
    monkeypatch.undo()
    moved_accuracy.cache_clear()
    assert moved_accuracy(MLP).pictures == 1000
