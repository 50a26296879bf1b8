"""Every pooling written out in numpy, held to the Keras layer of that name within 1e-5."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic import pooling, windows
from cnn_core.arithmetic.windows import WindowError
from tests.examples import examples

ORACLE = examples(40)
POOLS = [pooling.max_pool2d, pooling.average_pool2d, pooling.min_pool2d]


@st.composite
def cases(draw):
    """An image, a pool size, strides or None, and a padding."""
    pool_size = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    strides = draw(st.one_of(st.none(), st.tuples(st.integers(1, 6), st.integers(1, 6))))
    padding = draw(st.sampled_from(["valid", "same"]))
    least = (1, 1) if padding == "same" else pool_size
    rows, columns = (draw(st.integers(size, size + 8)) for size in least)
    random = np.random.default_rng(draw(st.integers(0, 1000)))
    image = random.uniform(-1, 1, (rows, columns, draw(st.integers(1, 4)))).astype(np.float32)
    return image, pool_size, strides, padding


def assert_same(found, expected, case):
    image, pool_size, strides, padding = case
    steps = strides or pool_size
    sizes = (windows.output_size(image.shape[i], pool_size[i], steps[i], padding) for i in (0, 1))
    assert found.dtype == np.float32
    assert found.shape == (*sizes, image.shape[2])
    np.testing.assert_allclose(found, np.asarray(expected)[0], rtol=0, atol=1e-5)


@ORACLE
@given(cases())
def test_max_pool2d_is_keras(case):
    image, *rest = case
    assert_same(pooling.max_pool2d(image, *rest), keras.layers.MaxPooling2D(*rest)(image[np.newaxis]), case)


@ORACLE
@given(cases())
def test_average_pool2d_is_keras_and_counts_cells_inside_only(case):
    image, *rest = case
    assert_same(pooling.average_pool2d(image, *rest), keras.layers.AveragePooling2D(*rest)(image[np.newaxis]), case)


@ORACLE
@given(cases())
def test_min_pool2d_is_the_negative_of_keras_max_of_the_negative(case):
    image, *rest = case
    assert_same(pooling.min_pool2d(image, *rest), -keras.layers.MaxPooling2D(*rest)(-image[np.newaxis]), case)


@ORACLE
@given(cases())
def test_global_pools_are_keras(case):
    image = case[0]
    expected_max = keras.layers.GlobalMaxPooling2D(keepdims=True)(image[np.newaxis])
    expected_mean = keras.layers.GlobalAveragePooling2D(keepdims=True)(image[np.newaxis])
    for found, expected in (
        (pooling.global_max_pool2d(image), expected_max),
        (pooling.global_average_pool2d(image), expected_mean),
    ):
        assert found.dtype == np.float32
        assert found.shape == (1, 1, image.shape[2])
        np.testing.assert_allclose(found, np.asarray(expected)[0], rtol=0, atol=1e-5)


@pytest.mark.parametrize("pool", POOLS)
def test_an_even_image_stays_even_to_its_rim(pool):
    np.testing.assert_array_equal(pool(np.full((5, 4, 2), -3.0), 3, 1, "same"), np.full((5, 4, 2), -3.0))


@pytest.mark.parametrize("pool", POOLS)
@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ((np.zeros((3, 3)), 2), "(rows, columns, channels)"),
        ((np.zeros((3, 3, 1)), 4), "must not span more cells"),
        ((np.zeros((3, 3, 1)), 0), "whole number from 1"),
        ((np.zeros((3, 3, 1)), 2, 0), "whole number from 1"),
        ((np.zeros((3, 3, 1)), 2, 1, "full"), '"valid" or "same"'),
        ((np.zeros((3, 3, 1)), 2, 1, ((1, 1), (1, 1))), '"valid" or "same"'),
    ],
)
def test_a_pooling_that_cannot_be_says_the_rule_and_what_was_received(pool, arguments, rule):
    with pytest.raises(WindowError) as caught:
        pool(*arguments)
    assert rule in str(caught.value)
    assert "Received: " in str(caught.value)


@pytest.mark.parametrize("pool", [pooling.global_max_pool2d, pooling.global_average_pool2d])
def test_global_pools_refuse_what_is_no_image(pool):
    with pytest.raises(WindowError, match="Received: shape"):
        pool(np.zeros((0, 3, 1)))
