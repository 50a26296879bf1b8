"""What a unit is made of adds up to what Keras says it is."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.explorer.unit_detail import LINEAR, detail
from cnn_core.network_graph.reader import read
from cnn_core.network_graph.runner import NetworkRunner
from tests.cnn_core.explorer_models import MODELS, picture, randomized

CONVOLUTIONS = {
    "valid": layers.Conv2D(4, 3), "same": layers.Conv2D(4, 4, strides=2, padding="same"),
    "dilated": layers.Conv2D(4, 3, dilation_rate=2, padding="same"), "pair": layers.Conv2D(4, (3, 2), strides=(1, 3)),
    "grouped": layers.Conv2D(4, 3, groups=2, use_bias=False),
    "depthwise": layers.DepthwiseConv2D(3, depth_multiplier=2),
    "depthwise_same": layers.DepthwiseConv2D(3, strides=2, padding="same"),
    "separable": layers.SeparableConv2D(3, 3, depth_multiplier=2, padding="same"),
    "transposed": layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
    "transposed_valid": layers.Conv2DTranspose(3, 3, strides=2),
    "transposed_wide": layers.Conv2DTranspose(3, 2, strides=3),
    "transposed_dilated": layers.Conv2DTranspose(3, 3, dilation_rate=2, padding="same"),
    "dense": layers.Dense(3),
}  # fmt: skip


def asked(model, name, unit, top=3):
    """Everything about a unit, and the runner."""
    runner = NetworkRunner(read(model))
    values = runner.run(picture(runner.program.shape))
    outputs = {node: np.asarray(value)[0] for node, value in values.items()}
    return detail(runner.graph, name, unit, outputs, runner.weights(), top), outputs


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_parts_rest_and_bias_add_up_to_the_map(name):
    layer = CONVOLUTIONS[name]
    model = randomized(keras.Sequential([keras.Input((9, 10, 4)), type(layer).from_config(layer.get_config())]))
    for unit in range(model.output_shape[-1]):
        found, outputs = asked(model, model.layers[-1].name, unit)
        bias = found.bias or 0
        np.testing.assert_allclose(found.parts.sum(axis=2) + found.rest + bias, found.output, atol=1e-5)
        np.testing.assert_array_equal(found.output, outputs[model.layers[-1].name][..., unit])
        assert list(found.strengths) == sorted(found.strengths, reverse=True)
        assert found.inputs.shape[2] == found.kernels.shape[2] == len(found.channels) <= 3
        assert (found.bias is None) == (name == "grouped")


@pytest.mark.parametrize("name", MODELS)
def test_every_node_of_every_network_has_a_detail(name):
    runner = NetworkRunner(read(randomized(MODELS[name]())))
    values = runner.run(picture(runner.program.shape))
    outputs = {node: np.asarray(value)[0] for node, value in values.items()}
    for node in runner.graph.nodes[1:]:
        found = detail(runner.graph, node.name, node.units - 1, outputs, runner.weights(), 100)
        np.testing.assert_array_equal(
            found.output, outputs[node.name].reshape(-1, node.units)[:, -1].reshape(found.output.shape)
        )
        if node.kind in LINEAR or node.kind == "add":
            total = found.parts.sum(axis=2) + found.rest + (found.bias or 0)
            np.testing.assert_allclose(total, found.output, atol=2e-5, err_msg=node.name)


def test_a_dense_unit_has_its_strongest_terms():
    model = randomized(MODELS["sequential"]())
    found, outputs = asked(model, "scores", 1, top=5)
    kernel = np.asarray(model.get_layer("scores").kernel)[:, 1]
    terms = np.abs(outputs["flatten"] * kernel)
    assert list(found.channels) == list(np.argsort(-terms, kind="stable")[:5])
    np.testing.assert_allclose(found.kernels[0, 0], kernel[found.channels])
    assert found.count == 125


def test_a_softmax_has_the_terms_of_its_fraction():
    found, outputs = asked(randomized(MODELS["skipping"]()), "shares", 2, top=4)
    np.testing.assert_allclose(found.strengths, np.sort(outputs["shares"])[::-1], atol=1e-6)
    numbers = found.parameters
    assert np.exp(numbers["logit"] - numbers["largest"]) / numbers["sum"] == pytest.approx(
        outputs["shares"][2], abs=1e-6
    )


def test_a_normalization_has_its_numbers():
    model = randomized(MODELS["skipping"]())
    found, outputs = asked(model, "stem_bn", 3)
    numbers = found.parameters
    epsilon = model.get_layer("stem_bn").epsilon
    scaled = (found.inputs[..., 0] - numbers["moving_mean"]) / np.sqrt(numbers["moving_variance"] + epsilon)
    np.testing.assert_allclose(numbers["gamma"] * scaled + numbers["beta"], found.output, atol=1e-5)
    np.testing.assert_array_equal(found.inputs[..., 0], outputs["stem"][..., 3])


def test_a_unit_of_a_concatenation_comes_from_one_input():
    found, outputs = asked(randomized(MODELS["branches"]()), "together", 9)
    assert list(found.channels) == [2]
    assert found.parameters == {"channel": 1.0}
    np.testing.assert_array_equal(found.inputs[..., 0], outputs["grouped"][..., 1])


def test_a_gate_counts_on_every_cell():
    found, _ = asked(randomized(MODELS["branches"]()), "gated", 4)
    np.testing.assert_allclose(np.prod(found.inputs, axis=2), found.output, atol=1e-6)
    assert found.parts is None
