"""What a worker answers about pictures of a data set: Keras's own scores, whatever the sizes, and refusals in words."""

from __future__ import annotations

import pickle
from dataclasses import replace

import keras
import numpy as np
import pytest

from cnn_core.arithmetic.activation import softmax
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import DataSource, encode
from cnn_core.evaluation.corruptions import corrupt
from cnn_core.evaluation.question import CORRUPTIONS, EvaluationError, Question
from cnn_core.evaluation.worker import answer, example
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saving weights

SHAPES = DataSource("shapes", options=(("count", 10),))
POSITIONS = np.array([3, 70, 11])


@pytest.fixture(scope="module")
def shapes() -> Dataset:
    return datasets.prepare(SHAPES, 16)


def network(folder, rows: int, columns: int, channels: int, outputs: int, scale: float = 1.0) -> ModelSource:
    keras.utils.set_random_seed(0)
    pictures = keras.Input((rows, columns, channels))
    flat = keras.layers.Flatten()(keras.layers.Rescaling(scale / 255)(pictures))
    model = keras.Model(pictures, keras.layers.Dense(outputs, activation="softmax")(flat))
    file = folder / "model.keras"
    model.save(file)
    return ModelSource("file", str(file), "digest")


def question(source: ModelSource, input_: CardInput, dataset: Dataset, columns: tuple[int, ...]) -> Question:
    return Question(source, input_, columns, encode(dataset.source), dataset.side, dataset.digest)


def test_the_logits_are_those_of_keras_in_the_order_of_the_classes(shapes: Dataset, tmp_path):
    source = network(tmp_path, 16, 16, 3, 12)
    columns = (9, 8, 7, 6, 5, 4, 3, 2)
    logits = answer(question(source, CardInput(16, 16, 3, "bytes"), shapes, columns), POSITIONS)
    model = keras.saving.load_model(source.name)
    expected = np.asarray(model(shapes.images[POSITIONS].astype(np.float32)))[:, list(columns)]
    np.testing.assert_allclose(softmax(logits), expected / expected.sum(axis=1, keepdims=True), atol=1e-5)


@pytest.mark.parametrize(("rows", "columns", "channels"), [(16, 16, 1), (24, 20, 3), (8, 8, 1)])
def test_pictures_are_fitted_to_the_network_as_everywhere(shapes: Dataset, tmp_path, rows, columns, channels):
    source = network(tmp_path, rows, columns, channels, 8)
    wanted = CardInput(rows, columns, channels, "bytes")
    logits = answer(question(source, wanted, shapes, tuple(range(8))), POSITIONS)
    fitted = np.stack([network_input(np.asarray(shapes.images[position]), wanted) for position in POSITIONS])
    model = keras.saving.load_model(source.name)
    np.testing.assert_allclose(softmax(logits), np.asarray(model(fitted)), atol=1e-5)


def test_grey_pictures_are_shown_to_a_network_for_colours(tmp_path):
    digits = datasets.prepare(DataSource("digits"))
    source = network(tmp_path, 12, 12, 3, 10)
    logits = answer(question(source, CardInput(12, 12, 3, "bytes"), digits, tuple(range(10))), POSITIONS)
    assert logits.shape == (3, 10)


def test_a_network_that_takes_fractions_gets_them(shapes: Dataset, tmp_path):
    source = network(tmp_path, 16, 16, 3, 8, scale=255.0)
    logits = answer(question(source, CardInput(16, 16, 3, "unit"), shapes, tuple(range(8))), POSITIONS)
    model = keras.saving.load_model(source.name)
    expected = np.asarray(model(shapes.images[POSITIONS].astype(np.float32) / 255))
    np.testing.assert_allclose(softmax(logits), expected, atol=1e-5)


def test_mnist_cnn_reads_scikit_learns_digits():
    digits = datasets.prepare(DataSource("digits"))
    card = model_store.card("mnist_cnn")
    asked = question(ModelSource("shipped", "mnist_cnn"), card.input, digits, tuple(range(10)))
    positions = np.arange(100)
    found = answer(asked, positions).argmax(axis=1)
    assert (found == digits.labels[:100]).mean() > 0.3  # other pens, other sizes: far from all, and far from chance


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_picture_is_corrupted_alike_whichever_others_come_with_it(shapes: Dataset, tmp_path, corruption: str):
    asked = question(network(tmp_path, 16, 16, 3, 8), CardInput(16, 16, 3, "bytes"), shapes, tuple(range(8)))
    strength = CORRUPTIONS[corruption][2]
    together = answer(asked, POSITIONS, corruption, strength)
    alone = answer(asked, POSITIONS[1:2], corruption, strength)
    np.testing.assert_allclose(together[1:2], alone, atol=1e-5)
    assert not np.allclose(together, answer(asked, POSITIONS))
    shown = example(asked, 70, corruption, (0.0, strength))
    np.testing.assert_array_equal(shown[0], shapes.images[70])
    np.testing.assert_array_equal(shown[1], corrupt(np.asarray(shapes.images[70]), corruption, strength, 70))


def test_refusals_say_what_to_do_and_survive_the_journey(shapes: Dataset, tmp_path):
    source = network(tmp_path, 16, 16, 3, 5)
    asked = question(source, CardInput(16, 16, 3, "bytes"), shapes, tuple(range(8)))
    with pytest.raises(EvaluationError, match="one with 5 outputs") as refused:
        answer(asked, POSITIONS)
    assert pickle.loads(pickle.dumps(refused.value)).values == {"wanted": 8, "outputs": 5}  # noqa: S301 - our own
    with pytest.raises(EvaluationError) as refused:
        answer(replace(asked, digest="0" * 64), POSITIONS)
    assert refused.value.code == "changed"
    with pytest.raises(EvaluationError) as refused:
        answer(replace(asked, side=48), POSITIONS)
    assert refused.value.code == "changed"


def test_scores_that_are_no_numbers_are_refused(shapes: Dataset, tmp_path):
    source = network(tmp_path, 16, 16, 3, 8)
    model = keras.saving.load_model(source.name)
    model.layers[-1].bias.assign([float("nan")] * 8)
    file = tmp_path / "broken.keras"
    model.save(file)
    asked = question(ModelSource("file", str(file), "other"), CardInput(16, 16, 3, "bytes"), shapes, tuple(range(8)))
    with pytest.raises(EvaluationError) as refused:
        answer(asked, POSITIONS)
    assert refused.value.code == "not_finite"


def test_large_pictures_come_fewer_at_a_time():
    small, large = (
        Question(ModelSource("shipped", "one"), CardInput(side, side, 3, "unit"), (0,), "shapes", 32, "")
        for side in (32, 224)
    )
    assert small.at_once == 256
    assert large.at_once == 32
