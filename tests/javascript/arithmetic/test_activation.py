"""The browser's activation functions against Keras's."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.convolution_lab.stack import ACTIVATION_NAMES

pytestmark = pytest.mark.browser

MODULE = "arithmetic/activation.js"


def keras_activation(name: str, values: np.ndarray) -> np.ndarray:
    import keras

    return np.asarray(keras.activations.get(name)(values))


@pytest.fixture(scope="module")
def maps() -> np.ndarray:
    values = np.random.default_rng(5).normal(0, 3, (17, 13, 5))
    values[0, :8, 0] = [0, -0.0, 1e-6, -1e-6, 40, -40, 1e4, -1e4]
    return values.astype(np.float32)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_maps_are_those_of_keras(modules, maps, name):
    result = modules.call(MODULE, "apply", name, maps)
    assert result.shape == maps.shape
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, keras_activation(name, maps), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", ACTIVATION_NAMES)
def test_one_value_is_that_of_its_map(modules, maps, name):
    calls = [[name, maps[0, column], index] for column in range(13) for index in range(5)]
    expected = keras_activation(name, maps)[0].ravel()
    np.testing.assert_allclose(modules.call_each(MODULE, "scalar", calls), expected, rtol=1e-5, atol=1e-5)


def test_all_names_of_the_core_are_there(modules):
    names = modules.page.evaluate(f"async () => (await import('/{MODULE}')).ACTIVATION_NAMES")
    assert set(names) == set(ACTIVATION_NAMES)


def test_only_softmax_mixes_channels(modules):
    mixing = modules.call_each(MODULE, "mixesChannels", [[name] for name in ACTIVATION_NAMES])
    assert [name for name, mixes in zip(ACTIVATION_NAMES, mixing, strict=True) if mixes] == ["softmax"]


@pytest.mark.parametrize("name", ["swish", "toString"])
def test_an_unknown_name_is_refused_in_words(modules, name):
    from playwright.sync_api import Error

    with pytest.raises(Error, match=rf"An activation is one of linear, .* Received: {name}\."):
        modules.call(MODULE, "apply", name, np.zeros((1, 1, 1), np.float32))
