"""layer_outputs on Sequential, functional and nested models, against the layers called one by one."""

import gc
import weakref

import keras
import numpy as np
import pytest

from cnn_core.network_graph import layer_outputs as activations
from cnn_core.network_graph.layer_outputs import layer_outputs

BATCH = np.random.default_rng(0).uniform(size=(2, 8, 8, 3)).astype(np.float32)


def sequential(name="small"):
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            keras.layers.Conv2D(4, 3, activation="relu", name="convolution"),
            keras.layers.Dropout(0.9, name="dropout"),
            keras.layers.MaxPooling2D(2, name="pooling"),
        ],
        name=name,
    )


def test_sequential():
    model = sequential()
    found = layer_outputs(model, BATCH)
    value = BATCH
    for layer in model.layers:
        value = layer(value)
        np.testing.assert_allclose(found[layer.name], np.asarray(value), atol=1e-5)
    assert list(found) == ["convolution", "dropout", "pooling"]


def test_sequential_without_an_input_is_built_by_the_batch():
    model = keras.Sequential([keras.layers.Conv2D(2, 3, name="only")])
    assert layer_outputs(model, BATCH)["only"].shape == (2, 6, 6, 2)


def test_functional_with_branches_shared_layers_and_operations():
    inputs = keras.Input((8, 8, 3))
    shared = keras.layers.Conv2D(3, 3, padding="same", name="shared")
    once = shared(inputs)
    twice = shared(once)
    joined = keras.layers.Add(name="sum")([once, twice * 2.0])
    model = keras.Model(inputs, [keras.layers.GlobalMaxPooling2D(name="top")(joined), once])
    found = layer_outputs(model, BATCH)
    assert {"shared", "shared#2", "sum", "top"} == set(found)
    np.testing.assert_allclose(found["top"], np.asarray(model(BATCH)[0]), atol=1e-5)
    np.testing.assert_allclose(found["sum"], found["shared"] + 2 * found["shared#2"], atol=1e-5)


def test_nested_models_are_opened():
    inner_input = keras.Input((3, 3, 4))
    flat = keras.layers.Flatten(name="flat")(inner_input)
    head = keras.Model(inner_input, keras.layers.Dense(5, name="dense")(flat), name="head")
    inputs = keras.Input((8, 8, 3))
    model = keras.Model(inputs, keras.layers.Softmax(name="scores")(head(sequential("body")(inputs))))
    found = layer_outputs(model, BATCH)
    assert list(found) == [
        "body/convolution", "body/dropout", "body/pooling", "body", "head/flat", "head/dense", "head", "scores",
    ]  # fmt: skip
    np.testing.assert_array_equal(found["head"], found["head/dense"])
    np.testing.assert_allclose(found["scores"], np.asarray(model(BATCH)), atol=1e-5)


def test_nested_in_a_sequential_twice():
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.Sequential([sequential("inner")], name="outer")])
    found = layer_outputs(model, BATCH)
    assert list(found)[-2:] == ["outer/inner", "outer"]
    np.testing.assert_allclose(found["outer"], np.asarray(model(BATCH)), atol=1e-5)


def test_several_inputs_and_outputs():
    first, second = keras.Input((4,), name="first"), keras.Input((4,), name="second")
    outputs, state = keras.layers.GRU(3, return_state=True, name="memory")(
        keras.layers.Reshape((2, 4), name="steps")(keras.layers.Concatenate(name="both")([first, second]))
    )
    model = keras.Model({"first": first, "second": second}, [outputs, state])
    found = layer_outputs(model, {"first": np.zeros((1, 4), "float32"), "second": np.ones((1, 4), "float32")})
    assert list(found) == ["both", "steps", "memory[0]", "memory[1]"]
    assert found["both"].tolist() == [[0, 0, 0, 0, 1, 1, 1, 1]]


def test_new_weights_are_seen_and_the_function_is_kept():
    model = sequential()
    before = layer_outputs(model, BATCH)["convolution"]
    kept = len(activations._functions)
    model.layers[0].set_weights([weight * 2 for weight in model.layers[0].get_weights()])
    np.testing.assert_allclose(layer_outputs(model, BATCH)["convolution"], before * 2, atol=1e-5)
    assert len(activations._functions) == kept


def test_the_store_is_bounded_and_lets_models_go():
    model = keras.Sequential([keras.Input((None, None, 1)), keras.layers.ReLU()])
    for size in range(1, activations.MAXIMUM_FUNCTIONS + 4):
        layer_outputs(model, np.zeros((1, size, 1, 1), "float32"))
    assert len(activations._functions) == activations.MAXIMUM_FUNCTIONS
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_subclassed_model_is_refused():
    class Own(keras.Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(TypeError, match="Received: Own"):
        layer_outputs(Own(), BATCH)
