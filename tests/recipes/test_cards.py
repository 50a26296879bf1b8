"""A card has every key that the app reads, and its numbers come from the network and the pictures."""

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from cnn_core.model_store.cards import read_card
from recipes import cards, cifar10_cnn, flowers_cnn, mlp_cifar10, mnist_cnn, tiny_vgg, wilson
from recipes.pictures import Pictures
from recipes.training import Report

# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

RECIPES = [tiny_vgg, cifar10_cnn, flowers_cnn, mnist_cnn, mlp_cifar10]
REPORT = Report(seconds=12.0, seconds_per_epoch=3.0, epochs=4)


def made_up(model: keras.Model) -> Pictures:
    """Ten pictures; the network's answers, but for three of them."""
    shape = (10, *model.input_shape[1:])
    images = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    answers = np.asarray(model(images / np.float32(255))).argmax(1)
    answers[:3] = (answers[:3] + 1) % 10
    return Pictures(images, answers.astype(np.int64))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.SUBJECT.name)
def test_what_a_recipe_writes_is_a_complete_card(recipe, tmp_path: Path):
    model = recipe.build(False)
    accuracy = cards.Accuracy(0.7, (0.4, 0.9), "made-up pictures", 10, "python -m recipes.NAME")
    folder = cards.write(recipe.SUBJECT, model, REPORT, (accuracy, accuracy), tmp_path)
    card = read_card(json.loads((folder / "card.json").read_text(encoding="utf-8")), recipe.SUBJECT.name)
    assert card.recipe == f"recipes/{recipe.SUBJECT.name}.py"
    assert card.parameters == model.count_params()
    assert len(card.classes) == len(card.labels("ko")) == model.output_shape[-1]
    assert (card.input.rows, card.input.columns, card.input.channels) == model.input_shape[1:]
    assert (card.seconds, card.seconds_per_epoch, card.epochs) == (12.0, 3.0, 4)
    assert len(card.further_accuracies) == 1


def test_an_accuracy_is_counted(capsys: pytest.CaptureFixture[str]):
    model = mlp_cifar10.build(False)
    (accuracy,) = cards.measure(mlp_cifar10.SUBJECT, model, (("made-up pictures", made_up(model)),))
    assert accuracy.value == 0.7
    assert accuracy.interval == pytest.approx(wilson.interval(7, 10), abs=1e-4)
    assert accuracy.pictures == 10
    assert "7 of 10" in capsys.readouterr().out


def test_the_networks_file_is_the_network_without_an_optimizer(tmp_path: Path):
    model = mlp_cifar10.build(False)
    accuracy = cards.Accuracy(0.7, (0.4, 0.9), "made-up pictures", 10, "python -m recipes.NAME")
    folder = cards.write(mlp_cifar10.SUBJECT, model, REPORT, (accuracy,), tmp_path)
    again = keras.saving.load_model(folder / "model.keras", safe_mode=True)
    assert not again.compiled
    pictures = np.random.default_rng(0).uniform(size=(2, 32, 32, 3)).astype(np.float32)
    np.testing.assert_allclose(again(pictures), model(pictures), atol=1e-6)
    assert sorted(file.name for file in folder.iterdir()) == ["card.json", "model.keras"]
