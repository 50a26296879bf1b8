"""Every activation function written out in numpy, held to `keras.activations` within 1e-5."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.activation import ACTIVATIONS, softmax
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from tests.examples import examples

ORACLE = examples(25)
# Keras warns of a softmax over a single channel, and our tests take a warning for an error: two or more.
SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(2, 5))


def test_every_activation_of_the_lab_is_there():
    assert tuple(ACTIVATIONS) == ACTIVATION_NAMES
    for name, activation in ACTIVATIONS.items():
        assert activation.name == name
        assert activation.formula
        assert activation.source


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
@ORACLE
@given(shape=SHAPES, spread=st.sampled_from([0.1, 1.0, 10.0]), seed=st.integers(0, 1000))
def test_activation_is_keras(name, shape, spread, seed):
    values = np.random.default_rng(seed).normal(0, spread, shape).astype(np.float32)
    before = values.copy()
    found = ACTIVATIONS[name](values)
    expected = np.asarray(keras.activations.get(name)(keras.ops.convert_to_tensor(values)))
    assert found.dtype == np.float32
    assert found.shape == values.shape
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-5)
    np.testing.assert_array_equal(values, before)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activation_neither_overflows_nor_warns_at_the_ends(name):
    found = ACTIVATIONS[name]([[-1e30, -1e4, -100, -0.0, 0.0, 100, 1e4, 1e30]])
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_activation_gives_an_array_of_its_own(name):
    values = np.ones((2, 3), dtype=np.float32)
    assert not np.shares_memory(ACTIVATIONS[name](values), values)


def test_softmax_shares_add_up_over_the_channels():
    values = np.random.default_rng(0).normal(0, 5, (4, 3, 6))
    np.testing.assert_allclose(softmax(values).sum(axis=-1), 1, atol=1e-6)


def test_softmax_of_a_single_channel_is_one():
    assert softmax([[-3.0], [5.0]]).tolist() == [[1.0], [1.0]]


def test_softmax_refuses_a_single_number():
    with pytest.raises(ValueError, match="Received: a single number"):
        softmax(3)
