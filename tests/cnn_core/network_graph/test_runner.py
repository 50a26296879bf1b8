"""Running: compiled or not the same; switched-off units against zeros put in by hand."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.network_graph.reader import read
from cnn_core.network_graph.runner import NetworkRunner
from tests.cnn_core.explorer_models import MODELS, picture, randomized


@pytest.mark.parametrize("name", ["skipping", "branches"])
def test_compiled_and_uncompiled_runs_agree(name):
    runner = NetworkRunner(read(randomized(MODELS[name]())), compile_at=2)
    image = picture(runner.program.shape)
    first, second = runner.run(image), runner.run(image)
    for node, output in first.items():
        np.testing.assert_allclose(output, second[node], atol=2e-5, err_msg=node)


def zeroed(units):
    """A layer that puts 0 in the place of some units."""

    def put(maps):
        mask = np.ones(maps.shape[-1], np.float32)
        mask[list(units)] = 0
        return maps * mask

    return put


@pytest.mark.parametrize("compile_at", [1, 5])
def test_units_that_are_switched_off_give_zeros(compile_at):
    model = randomized(MODELS["sequential"]())
    runner = NetworkRunner(read(model), compile_at=compile_at)
    image = 255 * picture((12, 12, 3))
    off = (("first", 1), ("first", 3), ("pool", 0), ("flatten", 7))
    found = runner.run(image, off)
    first, pool, second, flatten, scores = (
        model.get_layer(n) for n in ("first", "pool", "second", "flatten", "scores")
    )
    x = model.get_layer("rescaling")(image[np.newaxis])
    x = zeroed((1, 3))(keras.ops.convert_to_numpy(keras.ops.conv(x, first.kernel) + first.bias))
    x = zeroed((0,))(np.asarray(pool(keras.ops.relu(x))))
    x = zeroed((7,))(np.asarray(flatten(second(x))))
    np.testing.assert_allclose(found["scores:activation"], scores(x), atol=1e-5)
    assert np.all(np.asarray(found["first"])[..., [1, 3]] == 0)


def test_another_unit_of_the_same_node_needs_no_new_trace():
    runner = NetworkRunner(read(randomized(MODELS["sequential"]())))
    image = picture((12, 12, 3))
    one, other = runner.run(image, [("first", 0)]), runner.run(image, [("first", 2), ("first", 3)])
    assert runner._compute.experimental_get_tracing_count() == 1
    assert np.all(np.asarray(one["first"])[..., 0] == 0)
    assert not np.all(np.asarray(other["first"])[..., 0] == 0)


def test_a_switched_off_unit_of_the_picture_is_a_missing_colour():
    runner = NetworkRunner(read(MODELS["skipping"]()))
    found = runner.run(picture((11, 13, 3)), [("input", 2)])
    assert np.all(np.asarray(found["input"])[..., 2] == 0)


def test_weights_have_the_names_of_their_nodes():
    runner = NetworkRunner(read(MODELS["shared"]()))
    assert {"shared/kernel", "shared#2/kernel", "narrow/bias"} <= runner.weights().keys()
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.SeparableConv2D(2, 3, name="separable")])
    assert list(NetworkRunner(read(model)).weights()) == [
        "separable/depthwise_kernel", "separable/pointwise_kernel", "separable/bias",
    ]  # fmt: skip
