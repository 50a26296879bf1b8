"""Receptive fields against Keras: pixels outside a field change nothing, pixels at its rim do."""

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.reader import read
from cnn_core.network_graph.receptive_fields import visible_box
from cnn_core.network_graph.runner import NetworkRunner
from tests.cnn_core.explorer_models import picture


def chain(*made, size=(20, 17, 2)):
    """A model of these layers with positive weights, in which nothing cancels out."""
    model = keras.Sequential([keras.Input(size), *made])
    random = np.random.default_rng(0)
    for weight in model.weights:
        weight.assign(random.uniform(0.1, 1, weight.shape))
    return model


CHAINS = {
    "valid": lambda: chain(layers.Conv2D(3, 3), layers.MaxPooling2D(2), layers.Conv2D(2, (3, 2))),
    "same": lambda: chain(layers.Conv2D(3, 4, strides=2, padding="same"), layers.Conv2D(2, 3, padding="same")),
    "dilated": lambda: chain(layers.Conv2D(3, 3, dilation_rate=2, padding="same"), layers.AveragePooling2D(2)),
    "pooled": lambda: chain(layers.DepthwiseConv2D(3, padding="same"), layers.AveragePooling2D(3, 2, "same")),
    "padded": lambda: chain(layers.ZeroPadding2D(((2, 0), (1, 3))), layers.Conv2D(2, 3), layers.Cropping2D(1)),
    "transposed": lambda: chain(layers.Conv2DTranspose(2, 3, strides=2, padding="same"), layers.Conv2D(2, 2)),
    "transposed_wide": lambda: chain(layers.Conv2DTranspose(2, 2, strides=3), layers.Conv2D(2, 3)),
    "enlarged": lambda: chain(layers.AveragePooling2D(2), layers.UpSampling2D(2), layers.Conv2D(2, 3)),
    "separable": lambda: chain(layers.SeparableConv2D(3, 3, strides=2, padding="same"), layers.Dense(2)),
}


def influences(model, rows_and_columns):
    """Which pixels change one cell of the result: bool (rows, columns)."""
    image = picture(model.input_shape[1:])
    row, column = rows_and_columns
    count = image.shape[0] * image.shape[1]
    batch = np.repeat(image[np.newaxis], count, axis=0)
    for cell in range(count):
        batch[cell, cell // image.shape[1], cell % image.shape[1]] += 50  # never a maximum before
    before, after = np.asarray(model(image[np.newaxis])), np.asarray(model(batch))
    return (np.abs(after - before)[:, row, column] > 1e-3).any(axis=-1).reshape(image.shape[:2])


@pytest.mark.parametrize("name", CHAINS)
def test_the_field_is_the_box_around_the_pixels_that_count(name):
    model = CHAINS[name]()
    program = read(model)
    graph = graph_of(program)
    rows, columns = program.shapes[program.output][:2]
    for row, column in ((0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)):
        counts = influences(model, (row, column))
        down, across = np.nonzero(counts)
        box = (down.min(), across.min(), down.max() + 1, across.max() + 1)
        assert visible_box(graph, program.output, row, column) == box


@pytest.mark.parametrize("name", ["valid", "same", "dilated", "pooled"])
def test_the_size_is_that_of_a_field_that_is_not_cut_off(name):
    program = read(CHAINS[name]())
    graph = graph_of(program)
    rows, columns = program.shapes[program.output][:2]
    top, left, bottom, right = visible_box(graph, program.output, rows // 2, columns // 2)
    assert graph.node(program.output).receptive_field == (bottom - top, right - left)


def test_where_paths_meet_the_widest_counts():
    inputs = keras.Input((16, 16, 1))
    narrow = layers.Conv2D(2, 1, name="narrow")(inputs)
    wide = layers.Conv2D(2, 5, padding="same", name="wide")(inputs)
    graph = graph_of(read(keras.Model(inputs, layers.Add(name="sum")([narrow, wide]))))
    assert [graph.node(name).receptive_field for name in ("narrow", "wide", "sum")] == [(1, 1), (5, 5), (5, 5)]
    assert visible_box(graph, "sum", 8, 0) == (6, 0, 11, 3)


def test_a_gate_over_all_maps_sees_everything():
    inputs = keras.Input((9, 9, 2))
    gate = layers.GlobalAveragePooling2D(keepdims=True, name="gate")(inputs)
    graph = graph_of(read(keras.Model(inputs, layers.Multiply(name="gated")([inputs, gate]))))
    assert graph.node("gated").receptive_field == (9, 9)
    assert visible_box(graph, "gated", 4, 4) == (0, 0, 9, 9)


def test_an_entry_of_a_flattened_vector_is_one_pixel_and_a_dense_unit_sees_all():
    model = chain(layers.Flatten(name="flat"), layers.Dense(2, name="dense"), size=(4, 5, 2))
    graph = graph_of(read(model))
    assert graph.node("flat").receptive_field is None
    assert visible_box(graph, "flat", unit=2 * (5 * 2 + 3) + 1) == (2, 3, 3, 4)
    assert visible_box(graph, "dense") == (0, 0, 4, 5)


def test_a_cell_that_sees_padding_alone_has_an_empty_field():
    program = read(chain(layers.ZeroPadding2D(3), layers.Conv2D(1, 2), size=(5, 5, 1)))
    assert visible_box(graph_of(program), program.output, 0, 0) == (0, 0, 0, 0)


def test_a_field_is_the_same_in_a_network_that_is_run():
    model = CHAINS["valid"]()
    runner = NetworkRunner(read(model))
    output = runner.graph.output
    top, left, bottom, right = visible_box(runner.graph, output, 2, 3)
    image = picture((20, 17, 2))
    outside = np.full_like(image, 9)
    outside[top:bottom, left:right] = image[top:bottom, left:right]
    before, after = (np.asarray(runner.run(one)[output])[0, 2, 3] for one in (image, outside))
    np.testing.assert_array_equal(before, after)
