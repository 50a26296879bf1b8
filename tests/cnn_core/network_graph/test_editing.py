"""Changed networks against Keras models that are built with these settings and given the same weights."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers

from cnn_core.network_graph.editing import SEED, changed
from cnn_core.network_graph.edits import NAMES
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.reader import read
from cnn_core.networks.layers import MinPooling2D
from tests.cnn_core.explorer_models import MODELS, picture, randomized
from tests.examples import examples

CONV = {"filters": 4, "kernel_size": 3, "activation": "relu"}


def build(conv=None, activation=None, pool=None, pooling=layers.MaxPooling2D):
    """A small network with these settings, and the same weights wherever they fit."""
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential(
        [
            keras.Input((14, 14, 2)),
            layers.Conv2D(**{**CONV, **(conv or {})}, name="conv"),
            layers.Conv2D(3, 3, padding="same", name="linear"),
            layers.Activation(activation or "relu", name="bent"),
            pooling(**{"pool_size": 2, **(pool or {})}, name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(3, name="scores"),
        ]
    )
    random = np.random.default_rng(1)
    for layer in model.layers:
        if layer.name in ("conv", "linear") or (layer.name == "scores" and layer.kernel.shape[0] == 108):
            for weight in layer.weights:
                weight.assign(random.normal(0, 0.5, weight.shape))
    return model


TURNS = {
    "strides": ([("conv", "strides", 2)], {"conv": {"strides": 2}}, True),
    "pair": ([("conv", "strides", (1, 2))], {"conv": {"strides": (1, 2)}}, True),
    "padding": ([("conv", "padding", "same")], {"conv": {"padding": "same"}}, True),
    "dilation": ([("conv", "dilation_rate", 2)], {"conv": {"dilation_rate": 2}}, True),
    "fused": ([("conv", "activation", "tanh")], {"conv": {"activation": "tanh"}}, False),
    "linear": ([("conv", "activation", "linear")], {"conv": {"activation": "linear"}}, False),
    "layer": ([("bent", "activation", "gelu")], {"activation": "gelu"}, False),
    "average": ([("pool", "pooling", "average")], {"pooling": layers.AveragePooling2D}, False),
    "minimum": ([("pool", "pooling", "min")], {"pooling": MinPooling2D}, False),
    "pool_size": ([("pool", "pool_size", 3)], {"pool": {"pool_size": 3, "strides": 2}}, True),
    "pool_strides": ([("pool", "pool_strides", 1)], {"pool": {"strides": 1}}, True),
    "several": (
        [("pool", "pooling", "average"), ("pool", "padding", "same"), ("conv", "padding", "same"),
         ("pool", "pool_size", 4)],
        {"conv": {"padding": "same"}, "pool": {"pool_size": 4, "strides": 2, "padding": "same"},
         "pooling": layers.AveragePooling2D},
        True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_a_changed_network_is_the_one_that_keras_builds(name):
    changes, built, untrained = TURNS[name]
    original = build()
    program, problems = changed(read(original), changes)
    assert problems == ()
    image = picture((1, 14, 14, 2))
    values, expected = program.run(image), build(**built)
    for layer in ("conv", "linear", "bent", "pool", "flat"):
        inner = keras.Model(expected.inputs[0], expected.get_layer(layer).output)
        node = "conv:activation" if layer == "conv" else layer
        np.testing.assert_allclose(values[node], inner(image), atol=1e-5, err_msg=layer)
    stale = [node.name for node in graph_of(program).nodes if node.untrained]
    assert stale == (["scores"] if untrained else [])
    if not untrained:
        np.testing.assert_allclose(values["scores"], expected(image), atol=1e-5)


def test_weights_that_no_longer_fit_are_drawn_by_a_fixed_seed():
    original = build()
    one, other = (changed(read(original), [("conv", "strides", 2)])[0] for _ in range(2))
    dense = [program.steps[-1].operation for program in (one, other)]
    np.testing.assert_array_equal(dense[0].kernel, dense[1].kernel)
    assert dense[0].kernel.shape == (27, 3)
    assert dense[0] is not original.get_layer("scores")


def test_the_original_stays_as_it_was():
    original = build()
    image = picture((1, 14, 14, 2))
    before = np.asarray(original(image))
    program = read(original)
    changed(program, [("conv", "strides", 2), ("conv", "activation", "tanh"), ("pool", "pooling", "average")])
    np.testing.assert_array_equal(before, original(image))
    np.testing.assert_allclose(before, program.run(image)["scores"], atol=1e-6)


def test_a_shared_layer_is_changed_everywhere_it_is_used():
    model = randomized(MODELS["shared"]())
    program, problems = changed(read(model), [("shared", "dilation_rate", 2)])
    assert problems == ()
    uses = {id(step.operation) for step in program.steps if step.layer == "shared" and step.part == "linear"}
    assert len(uses) == 1
    conv = layers.Conv2D(3, 3, padding="same", dilation_rate=2, activation="relu")
    image = picture((1, 9, 9, 3))
    conv.build(image.shape)
    conv.set_weights(model.get_layer("shared").get_weights())
    x = conv(model.get_layer("narrow")(layers.Concatenate()([conv(image), conv(image)])))
    np.testing.assert_allclose(program.run(image)["maximum"], layers.GlobalMaxPooling2D()(x), atol=1e-5)


def test_a_layer_of_a_nested_model_is_changed_by_its_path():
    program, problems = changed(read(MODELS["nested"]()), [("stem/pool", "pooling", "max")])
    assert problems == ()
    assert graph_of(program).node("stem/pool").settings["pooling"] == "max"
    whole, problems = changed(read(MODELS["nested"]()), [("stem/block/conv", "activation", "tanh")])
    assert graph_of(whole).node("stem/block/conv:activation").settings["activation"] == "tanh"


@pytest.mark.parametrize(
    ("model", "change", "code", "remedy"),
    [
        ("sequential", ("pool", "pool_size", 20), "pool_larger_than_map", {"pool_size": 10}),
        ("sequential", ("first", "dilation_rate", 8), "map_too_small", {"dilation_rate": 5}),
        ("sequential", ("flatten", "strides", 2), "no_such_knob", {}),
        ("sequential", ("nowhere", "strides", 2), "no_such_layer", {}),
        ("skipping", ("plain", "strides", 2), "branches_differ", {"strides": 1}),
        ("skipping", ("depthwise", "strides", (1, 2)), "unequal_strides", {"strides": 1}),
        ("skipping", ("stem", "dilation_rate", 3), "strides_with_dilation", {"dilation_rate": 1}),
        ("skipping", ("average", "pooling", "min"), "no_global_minimum", {}),
        ("branches", ("one", "strides", 3), "branches_differ", {"strides": 1}),
    ],
)
def test_what_cannot_be_comes_back_with_the_nearest_that_can(model, change, code, remedy):
    program = read(MODELS[model]())
    found, problems = changed(program, [change])
    assert found is program
    assert [(problem.field, problem.code) for problem in problems] == [("/".join(change[:2]), code)]
    assert problems[0].remedy == remedy
    if remedy:
        field, value = next(iter(remedy.items()))
        assert changed(program, [(change[0], field, value)])[1] == ()


def test_the_changes_that_can_be_are_kept():
    program, problems = changed(
        read(MODELS["sequential"]()),
        [("first", "padding", "same"), ("pool", "pool_size", 60), ("pool", "pooling", "min")],
    )
    assert [problem.field for problem in problems] == ["pool/pool_size"]
    graph = graph_of(program)
    assert graph.node("first").settings["padding"] == "same"
    assert graph.node("pool").settings["pooling"] == "min"


def test_a_network_that_would_not_fit_into_memory_is_not_built():
    model = keras.Sequential(
        [
            keras.Input((400, 400, 3)),
            layers.Conv2D(64, 1, strides=4, name="conv"),
            *(layers.Conv2D(64, 1, name=f"conv{index}") for index in range(20)),
            layers.GlobalAveragePooling2D(),
        ]
    )
    problems = changed(read(model), [("conv", "strides", 1)])[1]
    assert [(problem.code, problem.remedy) for problem in problems] == [("network_too_large", {})]


knobs = {
    "strides": st.integers(1, 3), "dilation_rate": st.integers(1, 3), "pool_size": st.integers(1, 5),
    "pool_strides": st.integers(1, 3), **{field: st.sampled_from(options) for field, options in NAMES.items()},
}  # fmt: skip


@given(st.data())
@examples(8)
def test_any_knobs_of_any_small_network_answer(data):
    sizes = data.draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    model = keras.Sequential([keras.Input((9, 10, 2))])
    for index, size in enumerate(sizes):
        model.add(layers.Conv2D(size, 2, padding="same", activation="relu", name=f"conv{index}"))
        model.add(layers.MaxPooling2D(2, 1, name=f"pool{index}"))
    model.add(layers.Flatten())
    model.add(layers.Dense(2))
    program = read(model)
    turnable = [(node.layer, knob) for node in graph_of(program).nodes for knob in node.knobs]
    chosen = data.draw(st.lists(st.sampled_from(turnable), max_size=3, unique=True))
    changes = [(layer, knob, data.draw(knobs[knob])) for layer, knob in chosen]
    found, problems = changed(program, changes)
    values = found.run(picture((1, 9, 10, 2)))
    assert {name: tuple(np.shape(value))[1:] for name, value in values.items()} == found.shapes
    assert all(problem.field in {f"{layer}/{knob}" for layer, knob, _ in changes} for problem in problems)
