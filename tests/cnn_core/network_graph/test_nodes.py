"""Nodes against Keras's own counts and against the table of the Convolution Lab."""

import keras
import pytest
from keras import layers

from cnn_core.network_graph.graph import KINDS, MOST_MAPS
from cnn_core.network_graph.nodes import graph_of, weights_of
from cnn_core.network_graph.reader import read
from cnn_core.networks import table as network_table
from cnn_core.networks.spec import LayerSpec, NetworkSpec
from tests.cnn_core.explorer_models import MODELS, shared


@pytest.mark.parametrize("name", MODELS)
def test_parameters_are_keras_own(name):
    model = MODELS[name]()
    graph = graph_of(read(model))
    assert sum(node.parameters for node in graph.nodes) == model.count_params()
    assert {node.kind for node in graph.nodes} <= set(KINDS) - {"identity"}
    assert len({node.name for node in graph.nodes}) == len(graph.nodes)
    assert graph.nodes[0].kind == "input"
    for index, node in enumerate(graph.nodes):  # in computing order
        assert set(node.inputs) <= {one.name for one in graph.nodes[:index]}


def test_costs_and_fields_are_those_of_the_labs_table():
    specs = [
        ("Conv2D", "conv", {"filters": 4, "kernel_size": (3, 3), "strides": (2, 2)}),
        ("Conv2D", "grouped", {"filters": 4, "kernel_size": (3, 5), "padding": "same", "groups": 2}),
        ("DepthwiseConv2D", "depthwise", {"kernel_size": (3, 3), "depth_multiplier": 2}),
        ("SeparableConv2D", "separable", {"filters": 5, "kernel_size": (3, 3), "padding": "same"}),
        ("MaxPooling2D", "pooling", {"pool_size": (2, 2)}),
        ("Conv2DTranspose", "transposed", {"filters": 3, "kernel_size": (3, 3), "strides": (2, 2)}),
        ("Flatten", "flatten", {}),
        ("Dense", "dense", {"units": 7}),
    ]
    spec = NetworkSpec((32, 30, 3), tuple(LayerSpec(class_, name, config) for class_, name, config in specs))
    model = keras.Sequential([keras.Input((32, 30, 3))])
    for class_, name, config in specs:
        model.add(getattr(layers, class_)(name=name, **config))
    graph = graph_of(read(model))
    for row in network_table.describe(spec):
        node = graph.node(row.name)
        assert (node.shape, node.parameters, node.multiply_accumulates, node.receptive_field) == (
            row.output_shape, row.parameters, row.multiply_accumulates, row.receptive_field,
        )  # fmt: skip


def test_a_layer_counts_its_parameters_once():
    graph = graph_of(read(shared()))
    uses = [node for node in graph.nodes if node.layer == "shared" and node.kind == "convolution"]
    assert [node.parameters for node in uses] == [3 * 3 * 9 + 3, 0, 0]


def test_blocks_end_with_a_pooling_and_the_head_is_one():
    blocks = {node.name: node.block for node in graph_of(read(MODELS["sequential"]())).nodes}
    assert blocks == {
        "input": 0, "rescaling": 0, "first": 1, "first:activation": 1, "pool": 1, "second": 2, "second:activation": 2,
        "flatten": 3, "scores": 3, "scores:activation": 3,
    }  # fmt: skip


def test_a_convolution_with_strides_begins_a_block_on_every_path():
    inputs = keras.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, padding="same", name="stem")(inputs)
    short = layers.Conv2D(4, 1, strides=2, name="short")(x)
    long = layers.Conv2D(4, 3, strides=2, padding="same", name="long")(x)
    graph = graph_of(read(keras.Model(inputs, layers.Add(name="sum")([short, long]))))
    assert [graph.node(name).block for name in ("stem", "short", "long", "sum")] == [1, 2, 2, 2]


def test_large_networks_are_shown_as_a_graph():
    small, large = shared(), keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(MOST_MAPS, 1)])
    assert graph_of(read(small)).mode == "all"
    assert graph_of(read(large)).mode == "graph"


def test_knobs_stand_where_something_can_be_turned():
    knobs = {node.name: node.knobs for node in graph_of(read(MODELS["sequential"]())).nodes}
    assert knobs["first"] == ("strides", "padding", "dilation_rate", "activation")
    assert knobs["first:activation"] == ("activation",)
    assert knobs["pool"] == ("pooling", "pool_size", "pool_strides", "padding")
    assert knobs["scores"] == ("activation",)
    assert knobs["flatten"] == knobs["rescaling"] == ()


def test_an_addition_of_a_number_is_no_addition_of_maps():
    inputs = keras.Input((4, 4, 1))
    graph = graph_of(read(keras.Model(inputs, inputs + 1.0)))
    assert (graph.nodes[1].kind, graph.nodes[1].reason) == ("other", "operation")


def test_weights_have_keras_names():
    steps = {step.names[0]: step for step in read(MODELS["skipping"]()).steps}
    assert list(weights_of(steps["stem_bn"])) == ["gamma", "beta", "moving_mean", "moving_variance"]
    assert list(weights_of(steps["plain:activation"])) == []
    assert list(weights_of(steps["logits"])) == ["kernel", "bias"]
