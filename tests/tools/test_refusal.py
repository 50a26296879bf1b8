"""How the threshold of "none of these" is chosen: on which pictures, and what is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core.classification import known_pictures
from cnn_core.model_store import store as model_store
from recipes.pictures import Pictures
from tools import refusal

pytestmark = pytest.mark.slow

SIZES = {"tiny_vgg": (64, 3), "cifar10_cnn": (32, 3), "mnist_cnn": (28, 1), "flowers_cnn": (180, 3)}


@pytest.fixture
def held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each network's held-out pictures: one colour a network, a label for each in turn."""

    def pictures(recipe: str, *, offline: bool) -> Any:
        name = Path(recipe).stem
        side, channels = SIZES["cifar10_cnn" if name == "mlp_cifar10" else name]
        classes = len(model_store.card(name).classes)
        chance = np.random.default_rng(len(name))
        base = 60 + 40 * list(SIZES).index("cifar10_cnn" if name == "mlp_cifar10" else name)
        images = np.clip(base + chance.normal(0, 20, (60, side, side, channels)), 0, 255).astype(np.uint8)
        return (("held out", Pictures(images, np.arange(60) % classes)),)

    monkeypatch.setattr(refusal, "held_out", pictures)


@pytest.mark.usefixtures("held_out")
def test_foreign_pictures_have_no_class_that_the_network_knows() -> None:
    batches = refusal.foreign_to("cifar10_cnn")
    assert [batch.shape[1] for batch in batches] == [64, 28, 180, 224]
    assert all(batch.shape[-1] == 3 for batch in batches)
    labels = model_store.card("tiny_vgg").classes
    shared = sum(labels[place % len(labels)] in refusal.SAME for place in range(60))
    assert len(batches[0]) == 60 - shared
    assert len(batches[-1]) == len(refusal.PHOTOGRAPHS) - 1  # the cat is one of its classes


@pytest.mark.usefixtures("held_out")
def test_what_is_found_is_written_into_the_card(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*SIZES, "mlp_cifar10", known_pictures.SPACE):
        shutil.copytree(model_store.folder() / name, tmp_path / name)
    monkeypatch.setenv("CONVLENS_MODELS", str(tmp_path))
    monkeypatch.setattr(refusal, "KNOWN", 10)
    assert refusal.main(["mnist_cnn"]) == 0
    card = json.loads((tmp_path / "mnist_cnn" / "card.json").read_text())
    found = model_store.card("mnist_cnn").refusal
    assert found is not None
    assert card["refusal"]["threshold"] == found.threshold
    assert found.known == 25
    assert refusal.ON in card["korean"]
    said = capsys.readouterr().out
    for score in ("energy", "largest_logit", "nearness"):
        assert f"mnist_cnn, {score}: refuses" in said
    best = max(float(line.split("area ")[1]) for line in said.splitlines())
    assert found.area == pytest.approx(best, abs=0.001)
