"""Folding is exact: the shipped form computes what the trained form computes."""

import keras
import numpy as np
import pytest

from recipes import cifar10_cnn, flowers_cnn, folding, mnist_cnn, tiny_vgg


def make_statistics(model: keras.Model, seed: int = 3) -> None:
    """Gives every batch normalisation statistics and factors as if it had learnt; kernels are Keras's own."""
    random = np.random.default_rng(seed)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            gamma, beta, mean, variance = layer.get_weights()
            layer.set_weights(
                [
                    random.uniform(0, 2, gamma.shape),
                    random.normal(0, 0.5, beta.shape),
                    random.normal(0, 0.3, mean.shape),
                    random.uniform(0.05, 2, variance.shape),
                ]
            )


@pytest.mark.parametrize("recipe", [cifar10_cnn, mnist_cnn, flowers_cnn])
def test_batch_normalization_folds_exactly(recipe):
    trained, shipped = recipe.build(True), recipe.build(False)
    make_statistics(trained)
    folding.fold(trained, shipped)
    pictures = np.random.default_rng(1).uniform(size=(3, *shipped.input_shape[1:])).astype(np.float32)
    expected = keras.ops.softmax(trained(pictures, training=False))
    np.testing.assert_allclose(shipped(pictures, training=False), expected, atol=2e-5)


def test_a_normalized_input_folds_exactly_into_a_convolution_without_padding():
    trained = tiny_vgg.build(True, mean=np.array([0.4, 0.5, 0.6]), variance=np.array([0.1, 0.05, 0.2]))
    shipped = tiny_vgg.build(False)
    make_statistics(trained)
    folding.fold(trained, shipped)
    pictures = np.random.default_rng(1).uniform(size=(3, 64, 64, 3)).astype(np.float32)
    expected = keras.ops.softmax(trained(pictures, training=False))
    np.testing.assert_allclose(shipped(pictures, training=False), expected, atol=2e-5)


def test_a_negative_factor_does_not_fold_through_a_pooling():
    trained = cifar10_cnn.build(True)
    behind_pooling = trained.get_layer("conv_1_normalized")
    behind_pooling.set_weights([-weight for weight in behind_pooling.get_weights()])
    with pytest.raises(ValueError, match=r"Received: -1.0 in conv_1_normalized"):
        folding.fold(trained, cifar10_cnn.build(False))


def test_a_negative_factor_folds_where_nothing_stands_between():
    trained, shipped = cifar10_cnn.build(True), cifar10_cnn.build(False)
    make_statistics(trained)
    normalization = trained.get_layer("conv_3_normalized")
    gamma, *others = normalization.get_weights()
    normalization.set_weights([-gamma, *others])
    folding.fold(trained, shipped)
    pictures = np.random.default_rng(1).uniform(size=(3, 32, 32, 3)).astype(np.float32)
    expected = keras.ops.softmax(trained(pictures, training=False))
    np.testing.assert_allclose(shipped(pictures, training=False), expected, atol=2e-5)


def test_a_shift_of_the_input_does_not_fold_into_a_padded_convolution():
    def build(normalized: bool) -> keras.Model:
        tensor = pictures = keras.Input((8, 8, 1))
        if normalized:
            tensor = keras.layers.Normalization(mean=[0.5], variance=[1.0])(tensor)
        return keras.Model(pictures, keras.layers.Conv2D(2, 3, padding="same", name="conv")(tensor))

    with pytest.raises(ValueError, match="Received: padding='same'"):
        folding.fold(build(True), build(False))
