"""None of these: the shipped networks' files of features, and what they refuse among photographs that are here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from cnn_core.classification import known_pictures
from cnn_core.errors import RefusedError
from cnn_core.metrics.out_of_distribution import nearness
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import read_card
from cnn_core.model_store.store import ModelStoreError
from cnn_core.networks.input import network_picture
from cnn_core.pictures.samples import SAMPLES

pytestmark = pytest.mark.slow

REFUSING = [name for name in model_store.names() if model_store.card(name).refusal]


def test_all_networks_of_few_classes_can_refuse() -> None:
    assert set(REFUSING) == {"tiny_vgg", "cifar10_cnn", "mlp_cifar10", "mnist_cnn", "flowers_cnn"}


@pytest.mark.parametrize("name", REFUSING)
def test_the_card_says_how_often_it_is_wrong(name: str) -> None:
    refusal = model_store.card(name).refusal
    assert refusal is not None
    assert refusal.refused_known < 0.12
    assert refusal.refused_foreign > (0.5 if "cifar10" in name else 0.9)
    assert refusal.area > 0.85
    assert model_store.card(name).in_language(refusal.on, "ko") != refusal.on
    assert refusal.measured_by == f"python -m tools.refusal {name}"


@pytest.mark.parametrize("name", REFUSING)
def test_photographs_of_other_things_are_refused(name: str) -> None:
    refusal = model_store.card(name).refusal
    assert refusal is not None
    wanted = model_store.card(name).input
    photographs = [SAMPLES[one].square(wanted.rows) for one in ("astronaut", "coins", "brick", "text")]
    pictures = np.stack([network_picture(one, wanted) for one in photographs])
    refused = known_pictures.nearness_of(name, pictures) < refusal.threshold
    assert refused.sum() >= (2 if "cifar10" in name else 4)


def test_a_cup_of_coffee_is_no_flower() -> None:
    refusal = model_store.card("flowers_cnn").refusal
    assert refusal is not None
    cup = network_picture(data.coffee(), model_store.card("flowers_cnn").input)
    assert known_pictures.nearness_of("flowers_cnn", cup[np.newaxis])[0] < refusal.threshold


def test_the_file_keeps_features_to_half_precision(tmp_path: Path) -> None:
    features = np.random.default_rng(0).random((9, 1280)).astype(np.float32)
    known_pictures.write(tmp_path / known_pictures.FILE, features)
    kept = known_pictures.bank(tmp_path / known_pictures.FILE)
    np.testing.assert_allclose(kept, features, atol=1e-3)
    np.testing.assert_allclose(nearness(features, kept, 1), 0, atol=0.01)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04"])
def test_a_network_without_the_file_says_so(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "tiny" / known_pictures.FILE
    file.parent.mkdir()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RefusedError, match="Received: tiny without"):
        known_pictures.bank(file)


def test_an_unknown_network_is_refused() -> None:
    with pytest.raises(ModelStoreError):
        known_pictures.nearness_of("nobody", np.zeros((1, 8, 8, 3), np.uint8))


@pytest.mark.parametrize(
    "change", [{"score": "tea leaves"}, {"area": 2}, {"threshold": "low"}, {"known": -1}, {"on": ""}]
)
def test_a_card_with_a_broken_refusal_is_refused(change: dict) -> None:
    import json

    raw = json.loads(model_store.path("tiny_vgg").with_name("card.json").read_text())
    raw["refusal"] |= change
    with pytest.raises(ValueError, match=next(iter(change))):
        read_card(raw, "tiny_vgg")
