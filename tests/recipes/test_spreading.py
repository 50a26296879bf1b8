"""A dense layer on averages and the one on all cells compute the same."""

import keras
import numpy as np
import pytest

from recipes.spreading import spread


@pytest.mark.parametrize(("rows", "columns", "pool_size", "strides"), [(22, 22, 8, 7), (6, 9, 3, 3), (7, 7, 4, 2)])
def test_the_dense_layer_on_all_cells_computes_what_the_one_on_averages_does(
    rows: int, columns: int, pool_size: int, strides: int
) -> None:
    chance = np.random.default_rng(0)
    maps = chance.normal(size=(3, rows, columns, 5)).astype(np.float32)
    averages = keras.layers.AveragePooling2D(pool_size, strides)(maps)
    flat = np.asarray(averages).reshape(3, -1)
    kernel = chance.normal(size=(flat.shape[1], 4)).astype(np.float32)
    wide = spread(kernel, rows, columns, pool_size, strides)
    np.testing.assert_allclose(maps.reshape(3, -1) @ wide, flat @ kernel, rtol=1e-4, atol=1e-4)
