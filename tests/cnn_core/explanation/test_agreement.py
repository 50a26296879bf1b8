"""The methods against the same methods written out with plain Keras: no program, no nodes, one picture at a time."""

from __future__ import annotations

from functools import cache
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from skimage import data

from cnn_core.explanation import explain
from cnn_core.explanation.differentiable import Differentiable
from cnn_core.explanation.methods import integrated_gradients, score_cam, smooth_grad
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input

pytestmark = pytest.mark.slow

# The network, its layer, the layer before the scores that Keras computes in one with its softmax.
CASES = [("tiny_vgg", "max_pool_2"), ("cifar10_cnn", None), ("efficientnet_lite0", "head_relu6")]


@cache
def model(name: str) -> keras.Model:
    return keras.saving.load_model(model_store.path(name), compile=False)


@cache
def network(name: str) -> Differentiable:
    return explain.differentiable(ModelSource("shipped", name))


@cache
def picture(name: str) -> Any:
    return network_input(data.cat(), model_store.card(name).input)


def layer_of(name: str, layer: str | None) -> str:
    found = [one.name for one in model(name).layers if len(one.output.shape) == 4]
    return layer or found[-1]


def node_of(name: str, layer: str) -> str:
    """The node of a Keras layer's output: an activation of its own is a node behind it."""
    fused = f"{layer}:activation"
    return fused if fused in network(name).layers else layer


def forward(name: str, pictures: Any, layer: str) -> tuple[Any, Any]:
    """The layer's maps and the logits, by calling the layers one after the other or by Keras's own functional model."""
    whole = model(name)
    last = whole.layers[-1]
    if isinstance(last, keras.layers.Dense):
        before = keras.Model(whole.input, [whole.get_layer(layer).output, last.input])
        maps, features = before(pictures, training=False)
        return maps, features @ last.kernel + last.bias
    maps, logits = keras.Model(whole.input, [whole.get_layer(layer).output, last.input])(pictures, training=False)
    return maps, logits


def maps_and_slopes(name: str, layer: str) -> tuple[Any, Any, int]:
    pictures = tf.constant(picture(name)[None])
    with tf.GradientTape() as tape:
        maps, logits = forward(name, tf.Variable(pictures), layer)
        best = int(tf.argmax(logits[0]))
        score = logits[0, best]
    return maps[0].numpy(), tape.gradient(score, maps)[0].numpy(), best


def slopes_of(name: str, pictures: Any, class_index: int) -> Any:
    layer = layer_of(name, None)
    found = []
    for one in pictures:
        watched = tf.Variable(one[None])
        with tf.GradientTape() as tape:
            score = forward(name, watched, layer)[1][0, class_index]
        found.append(tape.gradient(score, watched)[0].numpy())
    return np.stack(found)


def enlarged(heat: Any, name: str) -> Any:
    rows, columns, _ = picture(name).shape
    return tf.image.resize(heat[..., None], (rows, columns)).numpy()[..., 0]


def expect_close(found: Any, expected: Any) -> None:
    scale = np.abs(expected).max()
    assert scale > 0
    np.testing.assert_allclose(found / scale, expected / scale, atol=1e-4)


@pytest.mark.parametrize(("name", "layer"), CASES)
def test_grad_cam(name: str, layer: str | None) -> None:
    layer = layer_of(name, layer)
    maps, slopes, best = maps_and_slopes(name, layer)
    weights = [slopes[:, :, unit].mean() for unit in range(maps.shape[2])]
    expected = np.maximum(sum(weight * maps[:, :, unit] for unit, weight in enumerate(weights)), 0)
    found = explain.explain(ModelSource("shipped", name), picture(name), "grad_cam", best, node_of(name, layer))
    expect_close(found.heat, enlarged(expected, name))
    assert found.node == node_of(name, layer)


@pytest.mark.parametrize(("name", "layer"), CASES)
def test_grad_cam_plus_plus_with_the_exponential_of_the_score(name: str, layer: str | None) -> None:
    layer = layer_of(name, layer)
    maps, slopes, best = maps_and_slopes(name, layer)
    logits = forward(name, tf.constant(picture(name)[None]), layer)[1].numpy()[0]
    power = np.exp(np.float64(logits[best]))
    expected = np.zeros(maps.shape[:2])
    for unit in range(maps.shape[2]):
        one, slope = maps[:, :, unit].astype(np.float64), slopes[:, :, unit].astype(np.float64)
        second, third = power * slope**2, power * slope**3
        divisor = 2 * second + one.sum() * third
        share = np.where(divisor == 0, 0, second / np.where(divisor == 0, 1, divisor))
        expected += (share * np.maximum(power * slope, 0)).sum() * one
    found = explain.explain(
        ModelSource("shipped", name), picture(name), "grad_cam_plus_plus", best, node_of(name, layer)
    )
    expect_close(found.heat * power, enlarged(np.maximum(expected, 0).astype(np.float32), name))


@pytest.mark.parametrize(("name", "layer"), CASES)
def test_score_cam(name: str, layer: str | None) -> None:
    layer = layer_of(name, layer)
    maps, _, best = maps_and_slopes(name, layer)
    tried = sorted(range(maps.shape[2]), key=lambda unit: -maps[:, :, unit].std())[:6]
    scores = []
    for unit in tried:
        mask = enlarged(maps[:, :, unit], name)
        mask = (mask - mask.min()) / (mask.max() - mask.min()) if mask.max() > mask.min() else np.ones_like(mask)
        masked = (picture(name) * mask[..., None])[None].astype(np.float32)
        scores.append(forward(name, masked, layer)[1].numpy()[0, best])
    weights = tf.nn.softmax(np.array(scores, np.float64)).numpy()
    expected = np.maximum(sum(w * maps[:, :, unit] for w, unit in zip(weights, tried, strict=True)), 0)
    expect_close(score_cam.heat(network(name), picture(name), best, node_of(name, layer), most_maps=6), expected)


@pytest.mark.parametrize("name", ["tiny_vgg", "cifar10_cnn"])
def test_smooth_grad(name: str) -> None:
    image, best = picture(name), maps_and_slopes(name, layer_of(name, None))[2]
    chance = np.random.default_rng(smooth_grad.SEED)
    noise = chance.normal(0, 0.15 * (image.max() - image.min()), (6, *image.shape)).astype(np.float32)
    expected = np.abs(slopes_of(name, image + noise, best).mean(axis=0)).max(axis=-1)
    expect_close(smooth_grad.heat(network(name), image, best, copies=6), expected)


@pytest.mark.parametrize("name", ["tiny_vgg", "cifar10_cnn"])
def test_integrated_gradients(name: str) -> None:
    image, best = picture(name), maps_and_slopes(name, layer_of(name, None))[2]
    way = np.stack([image * np.float32((step + 0.5) / 8) for step in range(8)])
    expected = (image * slopes_of(name, way, best).mean(axis=0)).sum(axis=-1)
    expect_close(integrated_gradients.heat(network(name), image, best, steps=8), expected)


@pytest.mark.parametrize("name", ["tiny_vgg", "cifar10_cnn", "efficientnet_lite0"])
def test_saliency_is_the_gradient(name: str) -> None:
    best = maps_and_slopes(name, layer_of(name, None))[2]
    found = explain.explain(ModelSource("shipped", name), picture(name), "saliency", best)
    expected = np.abs(slopes_of(name, picture(name)[None], best)[0]).max(axis=-1)
    # A map within a rounding of 0 lets its gradient pass or not: compiled, TensorFlow's plain kernels round otherwise.
    differences = np.abs(found.heat - expected) / expected.max()
    assert differences.max() < 1e-2
    assert (differences > 1e-4).mean() < 0.03


@pytest.mark.parametrize("name", ["tiny_vgg", "efficientnet_lite0"])
def test_all_of_integrated_gradients_is_what_the_score_has_gained(name: str) -> None:
    image = picture(name)
    before, after = network(name).scores(np.stack([np.zeros_like(image), image]))
    best = int(after.argmax())
    total = integrated_gradients.heat(network(name), image, best).sum()
    assert total == pytest.approx(after[best] - before[best], rel=0.05)
