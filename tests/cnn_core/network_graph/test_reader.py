"""Programs against Keras itself: every node's output, for every shape of model."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.errors import RefusedError
from cnn_core.network_graph.layer_outputs import layer_outputs
from cnn_core.network_graph.reader import read
from tests.cnn_core.explorer_models import MODELS, nested, picture, randomized, shared


@pytest.mark.parametrize("name", MODELS)
def test_a_program_computes_what_the_model_computes(name):
    model = randomized(MODELS[name]())
    program = read(model)
    image = picture(program.shape)[np.newaxis]
    values = program.run(image)
    np.testing.assert_allclose(values[program.output], model(image, training=False), atol=1e-6)
    assert {node: tuple(np.shape(value))[1:] for node, value in values.items()} == program.shapes


@pytest.mark.parametrize("name", MODELS)
def test_every_layer_gives_what_keras_gives(name):
    model = randomized(MODELS[name]())
    program = read(model)
    image = picture(program.shape)[np.newaxis]
    values = program.run(image)
    expected = layer_outputs(model, image)  # of each layer after its own activation, and of each inner model
    models = {name for name in expected if any(other.startswith(f"{name}/") for other in expected)}
    for layer in expected.keys() - models:
        if not layer.startswith(("dropout", "random_flip")):
            node = f"{layer}:activation" if f"{layer}:activation" in values else layer
            np.testing.assert_allclose(values[node], expected[layer], atol=1e-6, err_msg=layer)


def test_a_linear_part_is_what_stands_before_the_activation():
    model = randomized(MODELS["sequential"]())
    image = 255 * picture((12, 12, 3))[np.newaxis]
    values = read(model).run(image)
    np.testing.assert_allclose(values["second:activation"], keras.activations.gelu(values["second"]), atol=1e-6)
    assert np.min(values["first"]) < 0 <= np.min(values["first:activation"])
    np.testing.assert_allclose(
        model(image, training=False), values["scores:activation"], atol=1e-6
    )  # and the model is as it was


def test_layers_that_do_nothing_are_left_out_and_their_neighbours_joined():
    steps = {step.names[0]: step for step in read(MODELS["sequential"]()).steps}
    assert not any(name.startswith(("dropout", "random")) for name in steps)
    assert steps["rescaling"].inputs == ("input",)
    assert steps["second"].inputs == ("pool",)


def test_nested_models_are_opened_under_the_names_of_what_is_around_them():
    program = read(nested())
    assert [step.names[0] for step in program.steps] == [
        "stem/block/conv", "stem/block/conv:activation", "stem/pool", "block/conv", "block/conv:activation", "flat",
        "scores",
    ]  # fmt: skip


def test_a_layer_that_is_used_again_has_nodes_of_its_own():
    program = read(shared())
    uses = [step for step in program.steps if step.layer == "shared" and step.part == "linear"]
    assert [step.names for step in uses] == [("shared",), ("shared#2",), ("shared#3",)]
    assert len({id(step.operation) for step in uses}) == 1


def test_several_outputs_of_a_layer_are_several_nodes():
    inputs = keras.Input((4, 3))
    outputs, state = layers.GRU(2, return_state=True, name="recurrent")(inputs)
    program = read(keras.Model(inputs, layers.Add(name="sum")([outputs, state])))
    assert program.steps[0].names == ("recurrent[0]", "recurrent[1]")
    assert program.steps[1].inputs == ("recurrent[0]", "recurrent[1]")


class Own(keras.Model):
    """A model that computes by code of its own."""

    def call(self, inputs):
        return inputs


def test_what_cannot_be_followed_is_refused():
    with pytest.raises(RefusedError, match="Own with a `call` of its own"):
        read(Own(name="mine"))
    one, other = keras.Input((2,)), keras.Input((2,))
    with pytest.raises(RefusedError, match="2 inputs"):
        read(keras.Model([one, other], one + other))
    with pytest.raises(RefusedError, match="the size of its picture"):
        read(keras.Sequential([keras.Input((None, None, 3)), layers.Conv2D(1, 1)]))


def test_reading_again_gives_the_same():
    model = nested()
    assert [step.names for step in read(model).steps] == [step.names for step in read(model).steps]
