"""The slopes of the activations, held to Keras's own gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.arithmetic.activation_slope import SLOPES, saturated_share, slope
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES

VALUES = np.concatenate([np.linspace(-12, 12, 481), [-0.75, 0.0, 1e-6, -1e-6]]).astype(np.float32)


def keras_slope(name: str) -> np.ndarray:
    x = tf.Variable(VALUES)
    with tf.GradientTape() as tape:
        both = tf.stack([x, -x], axis=-1)
        result = keras.activations.get(name)(both)[..., 0]
    return tape.gradient(result, x).numpy()


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_a_slope_is_the_gradient_that_keras_computes(name):
    np.testing.assert_allclose(slope(name, VALUES), keras_slope(name), atol=2e-5)


def test_every_activation_has_a_slope():
    assert tuple(SLOPES) == ACTIVATION_NAMES


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_far_out_nothing_overflows(name):
    assert np.isfinite(slope(name, [-1e6, 1e6])).all()


def test_cells_of_relu_that_give_nothing_are_dead():
    assert saturated_share("relu", [-1, 0, 0, 3]) == 0.75
    assert saturated_share("linear", [-1, 0, 0, 3]) == 0


def test_the_ends_of_sigmoid_and_tanh_are_saturated():
    assert saturated_share("sigmoid", [-5, 4, 5]) == pytest.approx(2 / 3)
    assert saturated_share("tanh", [-3, 2.9, 3.1]) == pytest.approx(2 / 3)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match=r"Received: 'swoosh'"):
        slope("swoosh", [1])
