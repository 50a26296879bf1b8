"""No picture that a network has learnt from is ever called held out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.kinds import KINDS
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.split import split
from cnn_core.datasets.stream import LabelledPicture, PictureStream
from cnn_core.evaluation import held_out
from cnn_core.evaluation.class_matching import columns_of
from cnn_core.evaluation.held_out import of_shipped, parts, standing
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import CardError, read_card
from cnn_core.model_store.trained_on import TrainedOn

SMALL = DataSource("shapes", options=(("count", 20),))
STANDINGS = {"test": "held_out", "validation": "chosen", "train": "learnt", "all": "mixed"}


@pytest.fixture(scope="module")
def shapes() -> Dataset:
    return datasets.prepare(SMALL, 16)


def made(kind: str, monkeypatch: pytest.MonkeyPatch, test: bool = True) -> Dataset:
    """A data set of a kind, of 60 pictures with file names, half of them perhaps an official test part."""
    random = np.random.default_rng(0)

    def items():
        for place in range(60):
            pixels = random.integers(0, 256, (16, 16, KINDS[kind].channels)).astype(np.uint8)
            yield LabelledPicture(pixels, place % len(KINDS[kind].names), f"{place}.jpg", int(test and place % 2))

    stream = PictureStream(KINDS[kind].names, 60, items)
    monkeypatch.setattr("cnn_core.datasets.streams.stream_of", lambda *_: stream)
    monkeypatch.setattr("cnn_core.datasets.preparing._key", lambda *_: f"held-out-{kind}-{test}")
    return datasets.prepare(DataSource(kind), 16 if KINDS[kind].side is None else 0)


@pytest.mark.parametrize("part", STANDINGS)
def test_the_split_of_the_training_decides(shapes: Dataset, part: str):
    trained = TrainedOn("shapes:count=20", 16, split_seed=7)
    positions = parts(shapes, trained, split_seed=3)[part]
    np.testing.assert_array_equal(positions, split(shapes, 7).part(part))
    assert standing(shapes, trained, part) == STANDINGS[part]


def test_the_digest_tells_the_pictures_even_without_their_name(shapes: Dataset):
    trained = TrainedOn("", 16, split_seed=7, digest=shapes.digest)
    np.testing.assert_array_equal(parts(shapes, trained, 3)["test"], split(shapes, 7).test)
    assert standing(shapes, trained, "test") == "held_out"
    assert standing(shapes, replace(trained, digest="0" * 64), "test") == "unknown"


@pytest.mark.parametrize("part", STANDINGS)
def test_pictures_that_only_look_like_it_are_not_called_held_out(shapes: Dataset, part: str):
    assert standing(shapes, TrainedOn("shapes:count=30", 16, 7), part) == "unknown"
    assert standing(shapes, TrainedOn("shapes:count=20", 24, 7), part) == "unknown"
    assert standing(shapes, TrainedOn("shapes:count=20", 16, 7, digest="0" * 64), part) == "unknown"
    assert standing(shapes, None, part) == "unknown"
    assert standing(shapes, TrainedOn("cifar10", 32, 7), part) == "foreign"


def test_an_official_test_part_is_held_out_of_every_training(monkeypatch: pytest.MonkeyPatch):
    dataset = made("cifar10", monkeypatch)
    for trained in (of_shipped("cifar10_cnn"), TrainedOn("cifar10:count=100", 0, 5)):
        found = parts(dataset, trained, 0)
        np.testing.assert_array_equal(found["test"], np.flatnonzero(dataset.parts))
        assert standing(dataset, trained, "test") == "held_out"
    assert standing(dataset, of_shipped("cifar10_cnn"), "validation") == "learnt"
    assert standing(dataset, of_shipped("cifar10_cnn"), "all") == "mixed"
    assert standing(dataset, TrainedOn("cifar10:count=100", 0, 5), "validation") == "unknown"


def test_the_flowers_network_is_judged_on_the_photos_that_its_recipe_held_out(monkeypatch: pytest.MonkeyPatch):
    dataset = made("flower_photos", monkeypatch, test=False)
    trained = of_shipped("flowers_cnn")
    assert trained is not None
    trained = replace(trained, held_out=frozenset({"3.jpg", "41.jpg", "elsewhere.jpg"}))
    found = parts(dataset, trained, 0)
    assert {dataset.names[position] for position in found["test"]} == {"3.jpg", "41.jpg"}
    assert len(found["train"]) == 58
    assert len(found["validation"]) == 0
    assert [standing(dataset, trained, part) for part in ("test", "train", "all")] == ["held_out", "learnt", "mixed"]


def test_as_many_photos_are_held_out_as_the_card_was_measured_on():
    file = model_store.path("flowers_cnn").with_name(held_out.FILE)
    names = json.loads(file.read_text())
    assert len(names) == len(set(names)) == model_store.card("flowers_cnn").accuracy.pictures
    assert {Path(name).suffix for name in names} == {".jpg"}


@pytest.mark.parametrize("name", [name for name in model_store.names() if held_out.of_shipped(name)])
def test_the_classes_of_a_shipped_network_are_those_of_its_data(name: str):
    trained = of_shipped(name)
    assert trained is not None
    card = model_store.card(name)
    assert columns_of(card.classes, KINDS[trained.data].classes) == tuple(range(len(card.classes)))


def test_imagenets_network_knows_the_ten_classes_of_tiny_imagenet():
    columns = columns_of(model_store.card("efficientnet_lite0").classes, KINDS["tiny_imagenet10"].classes)
    assert columns == (945, 967, 105, 301, 625, 950, 963, 387, 779, 817)


def test_classes_that_a_network_does_not_know_do_not_fit():
    assert columns_of(model_store.card("cifar10_cnn").classes, KINDS["shapes"].classes) is None
    assert columns_of((), KINDS["shapes"].classes) is None
    assert columns_of(("a", "b"), ()) is None
    assert columns_of(("a", "a", "b"), ("b", "a")) == (2, 0)
    assert columns_of(("a", "b"), ("a", "A")) is None


def test_an_official_part_of_somebodys_own_pictures_is_no_promise(monkeypatch: pytest.MonkeyPatch):
    dataset = made("cifar10", monkeypatch)
    theirs = replace(dataset, source=DataSource("own", "0" * 32))
    trained = TrainedOn(f"own:{'0' * 32}", 32, 0, digest="1" * 64)
    assert standing(theirs, trained, "test") == "unknown"


def test_a_card_says_which_pictures_in_a_form_that_programs_read():
    raw = json.loads((model_store.path("tiny_vgg").with_name("card.json")).read_text())
    assert read_card(raw, "tiny_vgg").trained_on is None
    pictures = {"data": "shapes:count=20", "side": 16, "split_seed": 7, "digest": "0" * 64}
    assert read_card(raw | {"trained_on": pictures}, "tiny_vgg").trained_on == TrainedOn(
        "shapes:count=20", 16, 7, "0" * 64
    )
    for wrong in ({"side": -1}, {"data": 5}, {"split_seed": "x"}, {"digest": None}):
        with pytest.raises(CardError, match=r"trained_on\."):
            read_card(raw | {"trained_on": pictures | wrong}, "tiny_vgg")
