"""Transposed convolutions with a dilation are the same wherever they are computed, and stay plain Keras layers."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnn_core.model_store.loading import load_checked
from cnn_core.network_graph.editing import changed
from cnn_core.network_graph.reader import read
from cnn_core.networks import missing_kernels
from cnn_core.networks.build import build
from cnn_core.networks.environment import ONEDNN, keras_variables
from cnn_core.networks.missing_kernels import call_spread_out, fill_missing_kernels, refuses_dilated_transpose
from cnn_core.networks.spec import LayerSpec, NetworkSpec

# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ROOT = Path(__file__).parents[3]
ORACLES = (
    "tests/cnn_core/arithmetic/test_convolution.py", "tests/cnn_core/convolution_lab/test_network.py",
    "tests/cnn_core/explorer/test_unit_detail.py", "tests/cnn_core/networks/test_missing_kernels.py",
)  # fmt: skip
CHOSEN = "is_keras or runs_in_keras or add_up_to_the_map or gradients or refuse_what"
DILATED = {
    "same": layers.Conv2DTranspose(3, 3, dilation_rate=2, padding="same"),
    "unequal": layers.Conv2DTranspose(2, (2, 3), dilation_rate=(3, 1), activation="relu"),
    "without_bias": layers.Conv2DTranspose(2, 4, dilation_rate=(2, 3), padding="same", use_bias=False),
    "one_axis": layers.Conv1DTranspose(2, 3, dilation_rate=3, padding="same"),
    "three_axes": layers.Conv3DTranspose(2, 2, dilation_rate=2),
}


@pytest.fixture
def refusing(monkeypatch):
    """Kernels that refuse a dilation, on every processor."""
    monkeypatch.setattr(missing_kernels, "refuses_dilated_transpose", lambda dtype: True)


def built(name):
    layer = type(DILATED[name]).from_config({**DILATED[name].get_config(), "bias_initializer": "random_normal"})
    inputs = np.random.default_rng(0).standard_normal((2, *(6, 7, 5)[: layer.rank], 4)).astype(np.float32)
    layer.build(inputs.shape)
    return layer, tf.constant(inputs)


def with_slopes(call, layer, inputs):
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = call(inputs)
        total = tf.reduce_sum(outputs**2)
    return [outputs, *tape.gradient(total, [inputs, *(variable.value for variable in layer.trainable_variables)])]


@pytest.mark.parametrize("name", DILATED)
def test_spread_out_kernels_give_the_layers_outputs_and_gradients(name):
    """XLA compiles every dilation, whatever the processor's kernels: it is the oracle."""
    layer, inputs = built(name)
    compiled = tf.function(lambda given: with_slopes(layer, layer, given), jit_compile=True, autograph=False)
    found = with_slopes(lambda given: call_spread_out(layer, given), layer, inputs)
    for ours, expected in zip(found, compiled(inputs), strict=True):
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.usefixtures("refusing")
def test_a_filled_layer_is_plain_keras(tmp_path):
    spec = NetworkSpec(
        (8, 8, 1),
        (LayerSpec("Conv2DTranspose", "larger", {"filters": 2, "kernel_size": (3, 3), "dilation_rate": (2, 2)}),),
    )
    model = build(spec)
    layer = model.get_layer("larger")
    assert "call" in vars(layer)
    assert type(layer) is layers.Conv2DTranspose
    assert layer.get_config()["dilation_rate"] == (2, 2)
    model.save(tmp_path / "model.keras")
    plain = keras.models.load_model(tmp_path / "model.keras")
    assert "call" not in vars(plain.get_layer("larger"))
    picture = np.random.default_rng(0).random((1, 8, 8, 1)).astype(np.float32)
    checked, _ = load_checked(tmp_path / "model.keras")
    np.testing.assert_allclose(checked(picture), model(picture), atol=1e-6)
    expected = tf.function(plain, jit_compile=True, autograph=False)(picture)
    np.testing.assert_allclose(model(picture), expected, atol=1e-5)


@pytest.mark.usefixtures("refusing")
def test_layers_inside_of_models_and_wrappers_are_found():
    inner = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2DTranspose(1, 2, dilation_rate=2)])
    wrapped = layers.TimeDistributed(layers.Conv2DTranspose(1, 2, dilation_rate=2))
    fill_missing_kernels(keras.Sequential([keras.Input((3, 4, 4, 1)), layers.TimeDistributed(inner), wrapped]))
    assert "call" in vars(inner.layers[0])
    assert "call" in vars(wrapped.layer)


@pytest.mark.usefixtures("refusing")
def test_a_program_keeps_its_kernels_when_it_is_changed():
    model = keras.Sequential(
        [
            keras.Input((9, 9, 2)),
            layers.Conv2D(4, 3, name="before"),
            layers.Conv2DTranspose(3, 3, dilation_rate=2, name="dilated"),
        ]
    )
    program, problems = changed(read(model), [("before", "strides", 2)])
    assert not problems
    operations = [step.operation for step in program.steps]
    assert ["call" in vars(one) for one in operations] == [False, True]
    picture = np.random.default_rng(0).random((1, 9, 9, 2)).astype(np.float32)
    assert np.asarray(program.run(picture)["dilated"]).shape == (1, 8, 8, 3)


@pytest.mark.parametrize("policy", ["float32", "mixed_float16", "mixed_bfloat16", "float64"])
def test_every_processor_computes_them_in_every_precision(policy):
    layer = fill_missing_kernels(layers.Conv2DTranspose(2, 3, dilation_rate=2, padding="same", dtype=policy))
    outputs = layer(np.ones((1, 5, 5, 1)))
    assert tuple(outputs.shape) == (1, 5, 5, 2)
    assert np.isfinite(keras.ops.cast(outputs, "float32")).all()


def test_other_layers_are_left_alone():
    for layer in (layers.Conv2DTranspose(1, 3, strides=2), layers.Conv2D(1, 3, dilation_rate=2), layers.Dense(1)):
        assert "call" not in vars(fill_missing_kernels(layer))


def test_every_process_gets_the_same_kernels_unless_they_are_chosen():
    assert keras_variables({})[ONEDNN] == "1"
    assert keras_variables({ONEDNN: "0"})[ONEDNN] == "0"
    assert os.environ[ONEDNN] in ("0", "1")


@pytest.mark.slow
@pytest.mark.skipif("CONVLENS_OTHER_KERNELS" in os.environ, reason="this is the other process already")
def test_the_operations_are_those_of_keras_with_the_other_kernels_too():
    other = {ONEDNN: "0" if os.environ[ONEDNN] == "1" else "1", "CONVLENS_OTHER_KERNELS": "yes"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", CHOSEN]
    command += ["--hypothesis-profile=fast", *ORACLES]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | other, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_kernels_refuse_what_they_are_known_to_refuse():
    if os.environ[ONEDNN] == "0":
        assert refuses_dilated_transpose()
