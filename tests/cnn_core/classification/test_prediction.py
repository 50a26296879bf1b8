"""Classification in batches against Keras's own prediction."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage import data

from cnn_core.arithmetic.activation import sigmoid, softmax
from cnn_core.classification.prediction import BATCH, MOST_PICTURES, Classifier, classify
from cnn_core.errors import RefusedError
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.reader import read
from cnn_core.networks.input import network_input

LAYERS = keras.layers
NUMBERS = arrays(np.float32, (3, 5), elements=st.floats(-1000, 1000, width=32))


def classifier(model: keras.Model) -> Classifier:
    program = read(model)
    return Classifier(program, graph_of(program))


def model(*head: Any) -> keras.Model:
    return keras.Sequential([keras.Input((8, 8, 3)), LAYERS.Conv2D(4, 3), LAYERS.GlobalAveragePooling2D(), *head])


def pictures(count: int) -> Any:
    return np.random.default_rng(0).random((count, 8, 8, 3)).astype(np.float32)


@given(NUMBERS)
def test_softmax_and_sigmoid_are_kerass(logits: np.ndarray) -> None:
    np.testing.assert_allclose(softmax(logits), keras.ops.softmax(logits), atol=1e-6)
    np.testing.assert_allclose(sigmoid(logits), keras.ops.sigmoid(logits), atol=1e-6)


@pytest.mark.parametrize(
    ("head", "squashed"),
    [
        ([LAYERS.Dense(3, activation="softmax")], "softmax"),
        ([LAYERS.Dense(3), LAYERS.Softmax()], "softmax"),
        ([LAYERS.Dense(3), LAYERS.Activation("softmax")], "softmax"),
        ([LAYERS.Dense(2, activation="sigmoid")], "sigmoid"),
        ([LAYERS.Dense(3)], "none"),
    ],
    ids=["fused", "softmax layer", "activation layer", "sigmoid", "logits"],
)
def test_scores_logits_and_features_belong_together(head: list[Any], squashed: str) -> None:
    whole = model(*head)
    found = classifier(whole).predict(pictures(5))
    assert found.squashed == squashed
    np.testing.assert_allclose(found.scores, whole(pictures(5)), atol=1e-6)
    again = {"softmax": softmax, "sigmoid": sigmoid, "none": lambda logits: logits}[squashed](found.logits)
    np.testing.assert_allclose(found.scores, again, atol=1e-6)
    kernel, bias = next(layer for layer in whole.layers if isinstance(layer, LAYERS.Dense)).get_weights()
    np.testing.assert_allclose(found.features @ kernel + bias, found.logits, atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, BATCH - 1, BATCH, BATCH + 1, 2 * BATCH])
def test_a_batch_of_any_size_gives_what_each_picture_gives(count: int) -> None:
    one_by_one = classifier(model(LAYERS.Dense(3, activation="softmax")))
    together = one_by_one.predict(pictures(count))
    alone = np.concatenate([one_by_one.predict(one[None]).scores for one in pictures(count)])
    assert together.scores.shape == (count, 3)
    np.testing.assert_allclose(together.scores, alone, atol=1e-6)


@pytest.mark.parametrize("name", ["tiny_vgg", "efficientnet_lite0"])
def test_shipped_networks_give_what_keras_gives(name: str) -> None:
    card = model_store.card(name)
    batch = np.stack([network_input(photo, card.input) for photo in (data.cat(), data.coffee())])
    expected = keras.saving.load_model(model_store.path(name), compile=False)(batch, training=False)
    found = classify(ModelSource("shipped", name), batch)
    np.testing.assert_allclose(found.scores, expected, atol=1e-5)


@pytest.mark.parametrize("shape", [(0, 28, 28, 1), (1, 28, 28, 3), (28, 28, 1), (MOST_PICTURES + 1, 28, 28, 1)])
def test_pictures_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(RefusedError, match="Received"):
        classify(ModelSource("shipped", "mnist_cnn"), np.zeros(shape, np.float32))


def test_a_network_that_does_not_classify_is_refused() -> None:
    with pytest.raises(RefusedError, match="one score a class"):
        classifier(keras.Sequential([keras.Input((8, 8, 3)), LAYERS.Conv2D(4, 3)]))
