"""MinPooling2D: a Keras layer like any other, also after it was saved and loaded."""

import keras
import numpy as np
import pytest

from cnn_core.arithmetic.pooling import min_pool2d
from cnn_core.networks.layers import MinPooling2D


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "strides"), [((2, 2), None), ((3, 2), (1, 2)), ((1, 4), (3, 3)), (2, 1)])
def test_is_the_smallest_of_each_window(pool_size, strides, padding):
    image = np.random.default_rng(1).normal(size=(9, 10, 3)).astype(np.float32)
    layer = MinPooling2D(pool_size, strides, padding)
    found = np.asarray(layer(image[np.newaxis]))[0]
    np.testing.assert_allclose(found, min_pool2d(image, pool_size, strides, padding), rtol=0, atol=0)
    assert layer.compute_output_shape((None, 9, 10, 3)) == (None, *found.shape)


def test_padding_never_wins():
    layer = MinPooling2D(3, 1, "same")
    assert np.asarray(layer(np.ones((1, 4, 4, 1), np.float32))).min() == 1


def test_channels_first_is_the_same_with_axes_moved():
    image = np.random.default_rng(2).normal(size=(1, 6, 6, 2)).astype(np.float32)
    last = np.asarray(MinPooling2D(2)(image))
    inputs = keras.ops.convert_to_tensor(np.moveaxis(image, -1, 1))
    first = np.asarray(MinPooling2D(2, data_format="channels_first")(inputs))
    np.testing.assert_array_equal(np.moveaxis(first, 1, -1), last)


def test_comes_back_from_its_configuration():
    layer = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(MinPooling2D((2, 3), 1, "same")))
    assert isinstance(layer, MinPooling2D)
    assert (layer.pool_size, layer.strides, layer.padding) == ((2, 3), (1, 1), "same")
    assert keras.saving.get_registered_name(MinPooling2D) == "convlens>MinPooling2D"


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="Received"):
        MinPooling2D(pool_size=(1, 2, 3))
