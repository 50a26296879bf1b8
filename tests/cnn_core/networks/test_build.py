"""A network as plain data: built, described and written as code, all three held to Keras."""

import pickle

import keras
import numpy as np
import pytest

from cnn_core.arithmetic.windows import input_window
from cnn_core.networks.build import LayerSpec, NetworkSpec, Override, build, describe, to_keras_code, weights_archive
from cnn_core.networks.keras_code import MAXIMUM_NUMBERS

INITIALIZER = {"class_name": "GlorotUniform", "config": {"seed": 3}}


def layer(class_name, **config):
    return LayerSpec(class_name, class_name.lower(), config)


def small_network():
    kernel = layer("Conv2D", filters=4, kernel_size=(3, 3), kernel_initializer=INITIALIZER, dilation_rate=(2, 2))
    return NetworkSpec(
        (24, 21, 3),
        (
            layer("ZeroPadding2D", padding=((1, 2), (0, 3))),
            kernel,
            layer("BatchNormalization"),
            layer("Activation", activation="gelu"),
            layer("MaxPooling2D", pool_size=(2, 3), strides=(2, 1), padding="same"),
            layer("DepthwiseConv2D", kernel_size=(3, 2), depth_multiplier=2, strides=(2, 2)),
            layer("SeparableConv2D", filters=5, kernel_size=(2, 2), padding="same", use_bias=False),
            layer("Conv2DTranspose", filters=2, kernel_size=(2, 3), strides=(3, 2)),
            layer("MinPooling2D", pool_size=(2, 2)),
            layer("AveragePooling2D", pool_size=2),
            layer("Dropout", rate=0.5),
            layer("Flatten"),
            layer("Dense", units=7),
            layer("Softmax"),
        ),
    )


def test_the_table_is_what_keras_says():
    spec = small_network()
    model = build(spec)
    rows = describe(spec)
    assert [row.name for row in rows] == [layer.name for layer in spec.layers]
    for row in rows:
        found = model.get_layer(row.name)
        assert row.output_shape == tuple(found.output.shape[1:]), row
        assert row.parameters == found.count_params(), row
        assert row.class_name == type(found).__name__


@pytest.mark.parametrize(
    ("made", "shape", "count"),
    [
        (layer("Conv2D", filters=4, kernel_size=(3, 2), groups=2), (8, 8, 6), 7 * 6 * 4 * 3 * 3 * 2),
        (layer("DepthwiseConv2D", kernel_size=(3, 3), depth_multiplier=2), (8, 8, 3), 36 * 6 * 9),
        (layer("SeparableConv2D", filters=5, kernel_size=(3, 3)), (8, 8, 3), 36 * 3 * 9 + 36 * 3 * 5),
        (layer("Conv2DTranspose", filters=2, kernel_size=(3, 3), strides=(2, 2)), (8, 8, 3), 64 * 9 * 3 * 2),
        (layer("Dense", units=10), (7,), 70),
    ],
)
def test_multiply_accumulates(made, shape, count):
    assert describe(NetworkSpec(shape, (made,)))[0].multiply_accumulates == count


def test_the_receptive_field_is_what_reaches_one_output():
    """Change one input cell at a time: the cells that change one output span the receptive field."""
    layers = (
        LayerSpec("Conv2D", "a", {"filters": 1, "kernel_size": (3, 2), "kernel_initializer": "ones"}),
        LayerSpec("AveragePooling2D", "b", {"pool_size": (2, 2), "strides": (2, 1)}),
        LayerSpec("Conv2D", "c", {"filters": 1, "kernel_size": (2, 3), "kernel_initializer": "ones"}),
    )
    spec = NetworkSpec((12, 12, 1), layers)
    model = build(spec)
    pixels = np.eye(144, dtype=np.float32).reshape(144, 12, 12, 1)
    answers = np.asarray(model(pixels))[:, 0, 0, 0].reshape(12, 12)
    rows, columns = np.nonzero(answers)
    assert describe(spec)[-1].receptive_field == (np.ptp(rows) + 1, np.ptp(columns) + 1) == (6, 5)


def test_the_receptive_field_after_a_transposed_convolution():
    spec = NetworkSpec((8, 8, 1), (layer("Conv2DTranspose", filters=1, kernel_size=(5, 2), strides=(2, 2)),))
    assert describe(spec)[0].receptive_field == (3, 1)


def test_one_window_is_the_receptive_field_of_one_layer():
    spec = NetworkSpec((20, 20, 1), (layer("Conv2D", filters=1, kernel_size=(3, 5), dilation_rate=(3, 1)),))
    rows = input_window(0, 20, 3, dilation_rate=3)
    assert describe(spec)[0].receptive_field == (rows[-1] - rows[0] + 1, 5)


def test_global_pooling_sees_the_whole_picture():
    convolution = layer("Conv2D", filters=1, kernel_size=(3, 3))
    pooled = (convolution, layer("GlobalMaxPooling2D", keepdims=True))
    assert describe(NetworkSpec((9, 7, 1), pooled))[1].receptive_field == (9, 7)
    flat = (convolution, layer("GlobalAveragePooling2D"))
    assert describe(NetworkSpec((9, 7, 1), flat))[1].receptive_field is None


def test_an_unknown_class_is_refused():
    spec = NetworkSpec((8, 8, 1), (layer("Conv9D"),))
    with pytest.raises(ValueError, match="Received: 'Conv9D'"):
        describe(spec)
    with pytest.raises(ValueError, match="Received: 'Conv9D'"):
        build(spec)


def test_a_specification_travels_and_its_structure_leaves_numbers_out():
    spec = small_network()
    again = pickle.loads(pickle.dumps(spec))  # noqa: S301
    assert again.structure == spec.structure
    assert hash(again.structure) == hash(spec.structure)
    first, second = (
        NetworkSpec(
            (8, 8, 1), (LayerSpec("Conv2D", "c", {"filters": 1, "kernel_size": (1, 1)}, (np.full((1, 1, 1, 1), n),)),)
        )
        for n in (1.0, 2.0)
    )
    assert first.structure == second.structure
    assert first.structure != NetworkSpec((9, 8, 1), first.layers).structure


@pytest.fixture(autouse=True)
def _own_registry():
    """Code that is run registers its own MinPooling2D; afterwards ours is back."""
    registered = dict(keras.saving.get_custom_objects())
    yield
    keras.saving.get_custom_objects().clear()
    keras.saving.get_custom_objects().update(registered)


def run_code(code):
    names = {}
    exec(compile(code, "network", "exec"), names)  # noqa: S102
    return names["model"]


def test_the_code_makes_the_same_network():
    spec = small_network()
    model = run_code(to_keras_code(spec))
    assert [type(layer).__name__ for layer in model.layers] == [layer.class_name for layer in spec.layers]
    assert model.output_shape == build(spec).output_shape
    np.testing.assert_array_equal(model.layers[1].get_weights()[0], build(spec).layers[2].get_weights()[0])


def test_the_code_makes_the_same_numbers_of_any_weights(tmp_path, monkeypatch):
    random = np.random.default_rng(5)
    shapes = {"conv2d": (3, 2, 3, 4), "dense": (160, 2)}
    layers = (
        LayerSpec("Conv2D", "conv2d", {"filters": 4, "kernel_size": (3, 2)}, (
            random.normal(size=shapes["conv2d"]).astype(np.float32), np.float32([1, -0.1, 1e-9, 3e7]))),
        LayerSpec("MaxPooling2D", "pooling", {}),
        LayerSpec("Flatten", "flat"),
        LayerSpec("Dense", "dense", {"units": 2}, (
            random.normal(size=shapes["dense"]).astype(np.float32), np.float32([0.25, 0.25]))),
    )  # fmt: skip
    spec = NetworkSpec((12, 17, 3), layers)
    assert weights_archive(spec) is None
    monkeypatch.chdir(tmp_path)
    for expected, found in zip(build(spec).get_weights(), run_code(to_keras_code(spec)).get_weights(), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_large_weights_go_into_a_file_beside_the_code(tmp_path, monkeypatch):
    weight = np.random.default_rng(6).normal(size=(MAXIMUM_NUMBERS + 1, 1)).astype(np.float32)
    spec = NetworkSpec(
        (MAXIMUM_NUMBERS + 1,), (LayerSpec("Dense", "d", {"units": 1}, (weight, np.zeros(1, "float32"))),)
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weights.npz").write_bytes(weights_archive(spec))
    code = to_keras_code(spec)
    assert len(code) < 400
    np.testing.assert_array_equal(run_code(code).get_weights()[0], weight)


def test_overrides_are_put_over_what_the_initializer_drew():
    values = np.float32([[1, 2], [3, 4.5]])
    config = {"filters": 2, "kernel_size": (2, 2), "kernel_initializer": INITIALIZER}
    plain = NetworkSpec((8, 8, 3), (LayerSpec("Conv2D", "c", config),))
    spec = NetworkSpec((8, 8, 3), (LayerSpec("Conv2D", "c", config, None, (Override(0, 2, 1, values),)),))
    expected = build(plain).get_weights()[0]
    expected[:, :, 2, 1] = values
    np.testing.assert_array_equal(build(spec).get_weights()[0], expected)
    np.testing.assert_array_equal(run_code(to_keras_code(spec)).get_weights()[0], expected)


def test_building_leaves_the_specification_alone():
    weights = (np.zeros((1, 1, 1, 1), np.float32), np.zeros(1, np.float32))
    override = Override(0, 0, 0, np.ones((1, 1), np.float32))
    spec = NetworkSpec(
        (8, 8, 1), (LayerSpec("Conv2D", "c", {"filters": 1, "kernel_size": (1, 1)}, weights, (override,)),)
    )
    assert build(spec).get_weights()[0].item() == run_code(to_keras_code(spec)).get_weights()[0].item() == 1
    assert weights[0].item() == 0


def test_a_known_kernel_is_written_once_under_its_name():
    sobel = np.float32([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    kernel = np.repeat(np.repeat(sobel[:, :, None, None] / 3, 3, axis=2), 8, axis=3).astype(np.float32)
    config = {"filters": 8, "kernel_size": (3, 3)}
    code = to_keras_code(NetworkSpec((8, 8, 3), (LayerSpec("Conv2D", "c", config, (kernel, np.zeros(8, "float32"))),)))
    assert code.count("np.array(") == 1
    assert 'sobel_x = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype="float32") / 3' in code
    np.testing.assert_array_equal(run_code(code).get_weights()[0], kernel)
