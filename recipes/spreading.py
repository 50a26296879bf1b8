"""A dense layer that has learnt on averages, as a dense layer on all cells: the same function, with many more weights.

Averaging is linear, so that dense ∘ average is one dense layer: a cell's weight is the sum, over the windows that it is
in, of the window's weight divided by the cells of the window. A network that learns on the averages cannot learn where
single cells of its training pictures light up.
"""

import keras
import numpy as np
from numpy.typing import NDArray


def spread(kernel: NDArray[np.float32], rows: int, columns: int, pool_size: int, strides: int) -> NDArray[np.float32]:
    """The kernel of the dense layer on all cells.

    Args:
        kernel: float32 ``(windows · channels, units)``, behind `AveragePooling2D` ("valid") and `Flatten`.
        rows: of the maps before the averages.
        columns: of the maps before the averages.
        pool_size: cells of a window's side.
        strides: cells from one window to the next.

    Returns:
        float32 ``(rows · columns · channels, units)``, behind `Flatten` alone.

    Example:
        >>> spread(np.array([[1.0], [2.0]], np.float32), 2, 4, 2, 2)[:, 0].tolist()
        [0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5]
    """
    cells = rows * columns
    single = np.eye(cells, dtype=np.float32).reshape(cells, rows, columns, 1)
    averages = np.asarray(keras.layers.AveragePooling2D(pool_size, strides)(single)).reshape(cells, -1)
    windows = kernel.reshape(averages.shape[1], -1, kernel.shape[1])
    wide: NDArray[np.float32] = np.einsum("pw,wcu->pcu", averages, windows).astype(np.float32)
    return wide.reshape(-1, kernel.shape[1])
