"""``make evaluate``: a card's accuracy comes out again, a wrong one is found, and what was not measured is named."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from cnn_core.model_store import store as model_store
from cnn_core.model_store.store import Accuracy
from recipes import source_files
from recipes.pictures import Pictures
from tools import evaluate
from tools.evaluate import Measured

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def card(value: float = 0.8, pictures: int = 1000) -> Accuracy:
    return Accuracy(value, (max(0, value - 0.05), min(1, value + 0.05)), "held-out pictures", pictures, "make evaluate")


@pytest.mark.parametrize(
    ("right", "pictures", "agrees"),
    [
        (800, 1000, True), (801, 1000, True), (799, 1000, True), (802, 1000, False), (790, 1000, False),
        (160, 200, True), (150, 200, True), (130, 200, False), (190, 200, False),
    ],
)  # fmt: skip
def test_all_pictures_must_give_the_cards_value_and_a_sample_one_that_fits(right: int, pictures: int, agrees: bool):
    measured = Measured("net", "held-out pictures", right, pictures, card())
    assert measured.agrees is agrees
    assert ("DOES NOT AGREE" in str(measured)) is not agrees
    assert ("a sample of" in str(measured)) is (pictures == 200)


class Recipe:
    """Pictures whose brightest channel is their label, for a network that answers with the brightest channel."""

    def __init__(self, wrong: int = 0) -> None:
        random = np.random.default_rng(1)
        images = random.integers(0, 256, (500, 1, 1, 3), np.uint8)
        labels = images.reshape(-1, 3).argmax(1)
        labels[:wrong] = images[:wrong].reshape(-1, 3).argmin(1)
        self.pictures = Pictures(images, labels)

    def held_out(self):
        return (("held-out pictures", self.pictures),)


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch):
    """Ships one network "net" with a card of 80 % on 500 pictures; gives a function that sets its recipe."""
    model = keras.Sequential([keras.Input((1, 1, 3)), keras.layers.Flatten()])
    whole = model_store.card("efficientnet_lite0")
    fields = {name: getattr(whole, name) for name in whole.__dataclass_fields__} | {
        "name": "net", "accuracy": card(0.8, 500), "further_accuracies": (),
    }  # fmt: skip
    monkeypatch.setattr(model_store, "names", lambda: ("net",))
    monkeypatch.setattr(model_store, "card", lambda _: type(whole)(**fields))
    monkeypatch.setattr(evaluate, "load", lambda _: model)
    return lambda recipe: monkeypatch.setattr(evaluate, "script", lambda _: recipe)


def test_an_accuracy_that_comes_out_again_is_said_and_gives_0(shipped, monkeypatch, capsys):
    shipped(Recipe(wrong=100))
    assert evaluate.main([]) == 0
    assert "net: 400 of 500 right = 80.0% on held-out pictures; the card says 80.0%: agrees" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["net"], ["--sample", "200"]])
def test_a_card_that_boasts_is_found(shipped, arguments: list[str], capsys):
    shipped(Recipe(wrong=250))
    assert evaluate.main(arguments) == 1
    assert "NOT AS THE CARD SAYS: net." in capsys.readouterr().out


def test_a_card_that_does_not_belong_to_its_recipe_is_found(shipped, capsys):
    recipe = Recipe()
    recipe.held_out = lambda: (("other pictures", recipe.pictures),)
    shipped(recipe)
    assert evaluate.main([]) == 1
    assert "Received: 'held-out pictures'.\nNOT AS THE CARD SAYS: net." in capsys.readouterr().out


def test_a_part_that_the_card_does_not_quote_is_measured_all_the_same(shipped, capsys):
    recipe = Recipe(wrong=100)
    recipe.held_out = lambda: (("held-out pictures", recipe.pictures), ("more pictures", Recipe().pictures))
    shipped(recipe)
    assert evaluate.main([]) == 0
    assert "500 of 500 right = 100.0% on more pictures, which the card does not quote" in capsys.readouterr().out


def test_offline_and_without_data_nothing_is_downloaded_and_it_says_so(shipped, monkeypatch, capsys):
    monkeypatch.delenv(source_files.FOLDER_VARIABLE, raising=False)
    recipe = Recipe()
    recipe.held_out = lambda: pytest.fail("asked for pictures")
    shipped(recipe)
    assert evaluate.main(["--offline"]) == 0
    assert "NOT MEASURED for want of data: net." in capsys.readouterr().out


def test_data_that_cannot_be_had_fail_the_whole_measurement(shipped, capsys):
    recipe = Recipe()

    def held_out():
        raise source_files.SourceFileError("mnist.npz must be reachable.")

    recipe.held_out = held_out
    shipped(recipe)
    assert evaluate.main([]) == 1
    assert "its pictures are not here (mnist.npz must be reachable.)" in capsys.readouterr().out


def test_a_sample_is_the_same_every_time():
    pictures = Recipe().pictures
    first, second = evaluate.sampled(pictures, 50), evaluate.sampled(pictures, 50)
    assert len(first.labels) == 50
    assert np.array_equal(first.images, second.images)
    assert evaluate.sampled(pictures, None) is evaluate.sampled(pictures, 500) is pictures


def test_the_shipped_networks_do_what_their_cards_say_on_a_sample():
    """With the data sets at hand every network is measured; without, the command names those that were not."""
    run = subprocess.run(
        [sys.executable, "-m", "tools.evaluate", "--sample", "200", "--offline"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr[-2000:]
    for name in model_store.names():
        assert f"{name}: " in run.stdout
    if not os.environ.get(source_files.FOLDER_VARIABLE):
        assert f"NOT MEASURED for want of data: {', '.join(model_store.names())}." in run.stdout
        assert "efficientnet_lite0: names every photograph" in run.stdout
    else:
        assert "NOT MEASURED" not in run.stdout
        assert run.stdout.count(": agrees") >= len(model_store.names())
