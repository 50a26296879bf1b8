"""Do the methods explain the network? Random weights must change the map (Adebayo et al. 2018), and what a network is
built to look at must be found.
"""  # noqa: D205

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from scipy.stats import spearmanr
from skimage import data

from cnn_core.explanation import deletion
from cnn_core.explanation.differentiable import Differentiable
from cnn_core.explanation.methods import (
    grad_cam,
    grad_cam_plus_plus,
    guided_backpropagation,
    integrated_gradients,
    occlusion,
    saliency,
    score_cam,
    smooth_grad,
    superpixels,
)
from cnn_core.model_store import store as model_store
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.reader import read
from cnn_core.networks.input import network_input

pytestmark = pytest.mark.slow

METHODS: dict[str, Callable[[Differentiable, Any, int], Any]] = {
    "grad_cam": lambda network, image, best: grad_cam.heat(network, image, best, network.last_layer()),
    "grad_cam_plus_plus": lambda network, image, best: grad_cam_plus_plus.heat(
        network, image, best, network.last_layer()
    ),
    "score_cam": lambda network, image, best: score_cam.heat(network, image, best, network.last_layer()),
    "occlusion": occlusion.heat,
    "superpixels": superpixels.heat,
    "integrated_gradients": integrated_gradients.heat,
    "saliency": saliency.heat,
    "smooth_grad": smooth_grad.heat,
    "guided_backpropagation": guided_backpropagation.heat,
}


def differentiable(model: keras.Model) -> Differentiable:
    program = read(model)
    return Differentiable(program, graph_of(program))


def trained() -> keras.Model:
    return keras.saving.load_model(model_store.path("tiny_vgg"), compile=False)


def randomized(model: keras.Model) -> keras.Model:
    """With each kernel's numbers shuffled: the same numbers, and nothing that was learnt."""
    chance = np.random.default_rng(0)
    for layer in model.layers:
        layer.set_weights([chance.permutation(weight.ravel()).reshape(weight.shape) for weight in layer.get_weights()])
    return model


def likeness(method: str) -> float:
    """The rank correlation of the maps of the trained and of the randomised network, over four photographs."""
    right, wrong = differentiable(trained()), differentiable(randomized(trained()))
    found = []
    for photo in (data.cat(), data.coffee(), data.rocket(), data.astronaut()):
        image = network_input(photo, model_store.card("tiny_vgg").input)
        best = int(right.scores(image[None])[0].argmax())
        maps = [METHODS[method](network, image, best).ravel() for network in (right, wrong)]
        found.append(0.0 if min(np.ptp(one) for one in maps) == 0 else float(spearmanr(*maps).statistic))
    return float(np.mean(found))


@pytest.mark.parametrize("method", METHODS)
def test_random_weights_destroy_the_map(method: str) -> None:
    # What is left is the picture's own texture, and that pixels at the edge are in fewer windows.
    assert likeness(method) < 0.55


def lamp() -> keras.Model:
    """A network that is built to tell red from blue, wherever it is."""
    inputs = keras.Input((24, 24, 3))
    maps = keras.layers.Conv2D(2, 1, use_bias=False, name="colours")(inputs)
    maps = keras.layers.ReLU(name="relu")(maps)
    scores = keras.layers.Softmax(name="scores")(
        keras.layers.Rescaling(40.0)(keras.layers.GlobalAveragePooling2D(name="average")(maps))
    )
    model = keras.Model(inputs, scores)
    kernel = np.array([[1.0, -1.0], [-0.5, -0.5], [-1.0, 1.0]], np.float32).reshape(1, 1, 3, 2)
    model.get_layer("colours").set_weights([kernel])
    return model


def lamps() -> Any:
    """Red at the top left, blue at the bottom right, on grey."""
    image = np.full((24, 24, 3), 0.2, np.float32)
    image[3:9, 3:9] = (1.0, 0.1, 0.0)
    image[15:21, 15:21] = (0.0, 0.1, 1.0)
    return image


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("class_index", "corner"), [(0, slice(3, 9)), (1, slice(15, 21))])
def test_what_the_network_looks_at_is_found(method: str, class_index: int, corner: slice) -> None:
    heat = METHODS[method](differentiable(lamp()), lamps(), class_index)
    inside = heat[corner, corner].mean()
    other = heat[18 if corner.start == 3 else 6, 18 if corner.start == 3 else 6]
    assert inside > 2 * np.abs(heat).mean()
    assert inside > 2 * max(float(other), 0)


def test_what_speaks_against_a_class_is_below_zero() -> None:
    for method in ("occlusion", "superpixels"):
        heat = METHODS[method](differentiable(lamp_of_differences()), lamps(), 0)
        assert heat[6, 6] > 0 > heat[18, 18]


def lamp_of_differences() -> keras.Model:
    """As `lamp`, and blue takes from the score of red what it gives to that of blue."""
    first = lamp()
    dense = keras.layers.Dense(2, use_bias=False, name="difference")
    model = keras.Model(first.input, dense(first.get_layer("average").output))
    dense.set_weights([np.array([[40.0, -40.0], [-40.0, 40.0]], np.float32)])
    return model


def test_a_right_map_beats_a_wrong_one_in_both_curves() -> None:
    network, image = differentiable(lamp_of_differences()), lamps()
    image[15:21, 15:21] = 0.2
    right = occlusion.heat(network, image, 0)
    assert deletion.deletion(network, image, 0, right).area < deletion.deletion(network, image, 0, -right).area
    assert deletion.insertion(network, image, 0, right).area > deletion.insertion(network, image, 0, -right).area


def test_the_curves_begin_and_end_at_the_pictures_that_they_say() -> None:
    network, image = differentiable(lamp()), lamps()
    heat = saliency.heat(network, image, 0)
    whole = network.probabilities(image[None])[0, 0]
    blank = network.probabilities(np.broadcast_to(image.mean(axis=(0, 1)), image.shape)[None].astype(np.float32))[0, 0]
    removed, put_in = deletion.deletion(network, image, 0, heat), deletion.insertion(network, image, 0, heat)
    assert removed.probabilities[[0, -1]] == pytest.approx([whole, blank], abs=1e-6)
    assert put_in.probabilities[-1] == pytest.approx(whole, abs=1e-6)
    assert removed.shares[[0, -1]].tolist() == [0, 1]
    assert 0 <= removed.area <= 1
