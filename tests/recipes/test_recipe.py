"""The course that the recipes share."""

import sys
from pathlib import Path

import numpy as np
import pytest

from recipes import mlp_cifar10, recipe, training
from recipes.pictures import Pictures


def some(count: int) -> Pictures:
    labels = np.arange(count, dtype=np.int64) % 10
    return Pictures(np.zeros((count, 32, 32, 3), np.uint8), labels, tuple(map(str, range(count))))


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saving with NumPy 2
@pytest.mark.parametrize("tune", [False, True])
def test_a_recipe_writes_its_network_unless_it_only_tunes(
    tune: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ["--models", str(tmp_path), "--epochs", "1", *(["--tune"] if tune else [])]
    monkeypatch.setattr(sys, "argv", ["recipe", *options])
    plan = training.Plan(epochs=1, batch_size=10, learning_rate=1e-3, weight_decay=0.0)
    recipe.follow(
        "About.", mlp_cifar10.SUBJECT, mlp_cifar10.build, plan, lambda batch: batch,
        lambda watched: (some(20), some(10) if watched else None), lambda: (("Some pictures", some(10)),),
    )  # fmt: skip
    written = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert written == (set() if tune else {"model.keras", "card.json"})
