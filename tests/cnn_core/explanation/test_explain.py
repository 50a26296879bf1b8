"""Any network that classifies: Sequential, functional, nested; softmax, sigmoid or logits; with maps or without."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from cnn_core.errors import RefusedError
from cnn_core.explanation import explain
from cnn_core.explanation.differentiable import BATCH, Differentiable
from cnn_core.explanation.result import METHODS, OF_MAPS
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.reader import read

LAYERS = keras.layers


def differentiable(model: keras.Model) -> Differentiable:
    program = read(model)
    return Differentiable(program, graph_of(program))


def body() -> list[Any]:
    return [LAYERS.Conv2D(4, 3, activation="relu", name="conv"), LAYERS.MaxPooling2D(name="pool")]


def sequential(head: list[Any]) -> keras.Model:
    return keras.Sequential([keras.Input((10, 10, 3)), *body(), LAYERS.Flatten(), *head])


def nested() -> keras.Model:
    inner = keras.Sequential([keras.Input((10, 10, 3)), *body()], name="inner")
    inputs = keras.Input((10, 10, 3))
    tensor = LAYERS.Flatten()(inner(inputs))
    return keras.Model(inputs, LAYERS.Dense(3, activation="softmax", name="scores")(tensor))


HEADS = {
    "fused softmax": lambda: sequential([LAYERS.Dense(3, activation="softmax", name="scores")]),
    "softmax layer": lambda: sequential([LAYERS.Dense(3, name="logits"), LAYERS.Softmax()]),
    "activation layer": lambda: sequential([LAYERS.Dense(3, name="logits"), LAYERS.Activation("softmax")]),
    "logits": lambda: sequential([LAYERS.Dense(3, name="scores")]),
    "sigmoid": lambda: sequential([LAYERS.Dense(1, activation="sigmoid", name="score")]),
    "nested": nested,
}


@pytest.mark.parametrize("kind", HEADS)
def test_the_numbers_before_the_last_squashing_are_explained(kind: str) -> None:
    model = HEADS[kind]()
    network = differentiable(model)
    pictures = np.random.default_rng(0).random((3, 10, 10, 3)).astype(np.float32)
    logits, found = network.scores(pictures), model(pictures).numpy()
    if kind == "logits":
        squashed = logits
    elif kind == "sigmoid":
        squashed = 1 / (1 + np.exp(-logits))
    else:
        squashed = network.probabilities(pictures)
    np.testing.assert_allclose(squashed, found, atol=1e-5)


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("layer", ["conv", "pool"])
def test_any_layer_with_maps_can_explain(kind: str, layer: str) -> None:
    network = differentiable(HEADS[kind]())
    image = np.random.default_rng(0).random((10, 10, 3)).astype(np.float32)
    node = next(name for name in network.layers if name.split("/")[-1] == layer)
    maps, gradients, score = network.maps_and_gradients(image, node, 0)
    assert maps.shape == gradients.shape
    assert score == pytest.approx(float(network.scores(image[None])[0, 0]), abs=1e-5)
    # A step along the derivatives changes the score as they say.
    slope = network.gradients(image[None], 0)[0]
    step = 1e-3 * slope / max(float(np.abs(slope).max()), 1e-9)
    gain = float(network.scores((image + step)[None])[0, 0]) - score
    assert gain == pytest.approx(float((slope * step).sum()), rel=0.1, abs=1e-5)


@pytest.mark.parametrize("count", [1, 2, BATCH, BATCH + 1])
def test_pictures_may_be_of_any_number(count: int) -> None:
    network = differentiable(HEADS["fused softmax"]())
    pictures = np.random.default_rng(0).random((count, 10, 10, 3)).astype(np.float32)
    alone = np.concatenate([network.scores(one[None]) for one in pictures])
    np.testing.assert_allclose(network.scores(pictures), alone, atol=1e-5)
    assert network.gradients(pictures, 1).shape == pictures.shape


def test_a_network_without_maps_says_what_works() -> None:
    network = differentiable(keras.Sequential([keras.Input((6, 6, 1)), LAYERS.Flatten(), LAYERS.Dense(2)]))
    assert network.layers == ()
    with pytest.raises(RefusedError, match="Choose occlusion"):
        network.last_layer()


def test_a_network_that_does_not_classify_is_refused() -> None:
    with pytest.raises(RefusedError, match="Received: an output of shape"):
        differentiable(keras.Sequential([keras.Input((6, 6, 1)), LAYERS.Conv2D(2, 3)]))


TINY = ModelSource("shipped", "mnist_cnn")


def digit() -> Any:
    image = np.zeros((28, 28, 1), np.float32)
    image[4:24, 13:16] = 1.0
    return image


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gives_a_map_of_the_pictures_size(method: str) -> None:
    found = explain.explain(TINY, digit(), method, 1)
    assert found.heat.shape == (28, 28)
    assert found.heat.dtype == np.float32
    assert np.isfinite(found.heat).all()
    assert (found.node is not None) == (method in OF_MAPS)
    assert np.ptp(found.heat) > 0


def test_the_mlp_has_no_layers_to_explain_by_and_the_others_say_so() -> None:
    mlp = ModelSource("shipped", "mlp_cifar10")
    assert [classes for _, classes in explain.units(mlp)] == [10]
    with pytest.raises(RefusedError, match="without maps"):
        explain.explain(mlp, np.zeros((32, 32, 3), np.float32), "grad_cam", 0)
    assert explain.explain(mlp, np.ones((32, 32, 3), np.float32), "occlusion", 0).heat.shape == (32, 32)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": np.zeros((27, 28, 1), np.float32)}, "as the network takes it"),
        ({"method": "tea_leaves"}, "A method is one of"),
        ({"class_index": 10}, "from 0 to 9"),
        ({"class_index": -1}, "from 0 to 9"),
        ({"node": "nowhere"}, "A layer with maps is one of"),
    ],
)
def test_what_cannot_be_asked_is_said(changes: dict[str, Any], message: str) -> None:
    asked: dict[str, Any] = {"image": digit(), "method": "grad_cam", "class_index": 0} | changes
    with pytest.raises(RefusedError, match=message):
        explain.explain(TINY, **asked)


def test_heat_of_another_size_is_not_judged() -> None:
    with pytest.raises(RefusedError, match="rows and columns of its picture"):
        explain.judge(TINY, digit(), 1, np.zeros((10, 10), np.float32))


def test_a_map_is_judged_by_two_curves() -> None:
    heat = explain.explain(TINY, digit(), "occlusion", 1).heat
    removed, put_in = explain.judge(TINY, digit(), 1, heat)
    assert removed.probabilities.shape == put_in.probabilities.shape == removed.shares.shape
