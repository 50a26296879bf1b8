"""The Activation and Pooling Lab as settings: one kernel → nine activations → three poolings, and a changed picture.

Nothing here imports Keras, so the web process may. `cnn_core.pooling_lab.worker` runs a study.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.kernels import KERNELS, kernel
from cnn_core.arithmetic.windows import output_size, padding_amounts, unused
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES, KERNEL_NAMES, Pair
from cnn_core.networks.spec import Array, LayerSpec, NetworkSpec
from cnn_core.networks.table import describe
from cnn_core.pooling_lab.result import Change
from cnn_core.settings import Problem, check, choice, real, whole

STUDY_KERNELS = tuple(name for name in KERNEL_NAMES if not KERNELS[name].parameters)
STUDY_POOLINGS = ("max", "average", "min")
NOISE_SEED = 20
BYTES_PER_CELL = 4


@dataclass(frozen=True)
class PoolingStudy:
    """The settings of the Activation and Pooling Lab; every field is a control and a parameter of the link.

    Fields that the Convolution Lab has too have its names, so that they follow the visitor from page to page.

    Raises:
        SettingError: a field lies outside its limits.

    Example:
        >>> study = PoolingStudy(study_size=32, pool_size=3, pool_stride=2)
        >>> study.map_size, study.pooled_size
        ((30, 30), (14, 14))
    """

    study_size: int = whole(64, minimum=8, maximum=128, step=4)
    study_kernel: str = choice("sobel_x", STUDY_KERNELS)
    gain: float = real(1.0, minimum=0.25, maximum=8.0, step=0.25)
    bias: float = real(0.0, minimum=-1.0, maximum=1.0, step=0.05)
    activation: str = choice("relu", ACTIVATION_NAMES)
    pool_size: int = whole(2, minimum=1, maximum=8)
    pool_stride: int = whole(2, minimum=1, maximum=8)
    pool_padding: str = choice("valid", ("valid", "same"))
    noise: float = real(0.0, minimum=0.0, maximum=0.5, step=0.01)
    shift_rows: int = whole(0, minimum=-6, maximum=6)
    shift_columns: int = whole(1, minimum=-6, maximum=6)

    def __post_init__(self) -> None:
        check(self)

    @property
    def kernel_size(self) -> Pair:
        """3 × 3; the identity needs only 1 × 1, so that its map is the whole picture."""
        return (1, 1) if self.study_kernel == "identity" else (3, 3)

    @property
    def kernel(self) -> Array:
        """The named kernel times the gain, float32 (kernel rows, kernel columns)."""
        return np.float32(self.gain) * kernel(self.study_kernel, *self.kernel_size)

    @property
    def shows_picture(self) -> bool:
        """Return True if the feature map is the grey picture itself, unchanged."""
        return (self.study_kernel, self.gain, self.bias) == ("identity", 1.0, 0.0)

    @property
    def map_size(self) -> Pair:
        """(rows, columns) of the feature map and of its activation maps: no padding, so that no rim is made up."""
        size = output_size(self.study_size, self.kernel_size[0], 1, "valid")
        return (size, size)

    @property
    def pooled_size(self) -> Pair:
        """(rows, columns) of the pooled maps.

        Raises:
            WindowError: the window is larger than the map; `problems` says so before.
        """
        size = output_size(self.map_size[0], self.pool_size, self.pool_stride, self.pool_padding)
        return (size, size)


def problems(study: PoolingStudy) -> list[Problem]:
    """List why this study cannot be computed; [] when it can.

    Example:
        >>> [(problem.code, problem.remedy) for problem in problems(PoolingStudy(study_size=8, pool_size=7))]
        [('pool_larger_than_map', {'pool_size': 6})]
    """
    rows, columns = study.map_size
    if study.pool_padding == "same" or study.pool_size <= rows:
        return []
    values = {"pool_size": study.pool_size, "rows": rows, "columns": columns}
    return [Problem("pool_size", "pool_larger_than_map", values, {"pool_size": rows})]


def shifted(picture: Array, rows: int, columns: int) -> Array:
    """Move the picture down and to the right; the free rim repeats the picture's last row and column.

    Args:
        picture: float32 (rows, columns, channels).
        rows: cells downwards; negative: upwards.
        columns: cells to the right; negative: to the left.

    Example:
        >>> shifted(np.array([[[1.0], [2.0], [3.0]]]), 0, 1)[0, :, 0].tolist()
        [1.0, 1.0, 2.0]
    """
    down = np.clip(np.arange(picture.shape[0]) - rows, 0, picture.shape[0] - 1)
    across = np.clip(np.arange(picture.shape[1]) - columns, 0, picture.shape[1] - 1)
    return picture[down][:, across]


def noisy(picture: Array, deviation: float) -> Array:
    """Add normal noise to each value of the picture, always the same draw, cut off to [0, 1].

    Args:
        picture: float32 in [0, 1].
        deviation: standard deviation of the noise, in the picture's unit.

    Example:
        >>> noisy(np.full((2, 2, 1), 0.5, np.float32), 0.0)[:, :, 0].tolist()
        [[0.5, 0.5], [0.5, 0.5]]
    """
    draw = np.random.default_rng(NOISE_SEED).standard_normal(picture.shape, dtype=np.float32)
    return np.clip(picture + np.float32(deviation) * draw, 0, 1)


def changed(picture: Array, study: PoolingStudy) -> Array:
    """Shift the picture, then add noise, as the study says."""
    moved = shifted(picture, study.shift_rows, study.shift_columns)
    return noisy(moved, study.noise) if study.noise else moved


def change(before: NDArray[Any], after: NDArray[Any]) -> Change:
    """Measure how much an array changed, for the size that its numbers have.

    Example:
        >>> change(np.array([2.0, -2.0]), np.array([2.0, -1.0]))
        {'difference': 0.5, 'value': 2.0, 'share': 0.25}
    """
    difference = float(np.abs(after - before, dtype=np.float64).mean())
    value = float(np.abs(before, dtype=np.float64).mean())
    share = difference / value if value else (None if difference else 0.0)
    return {"difference": difference, "value": value, "share": share}


def costs(rows: int, columns: int) -> dict[str, int]:
    """Compute the costs of one map of this size for the layers that follow.

    Returns:
        ``cells``; ``bytes`` in memory, as float32; ``multiply_accumulates`` of a following 3 × 3 convolution with
        padding "same", for one filter.

    Example:
        >>> costs(4, 4)
        {'cells': 16, 'bytes': 64, 'multiply_accumulates': 144}
    """
    following = LayerSpec("Conv2D", "following", {"filters": 1, "kernel_size": (3, 3), "padding": "same"})
    row = describe(NetworkSpec((rows, columns, 1), (following,)))[-1]
    cells = rows * columns
    return {"cells": cells, "bytes": cells * BYTES_PER_CELL, "multiply_accumulates": row.multiply_accumulates}


class PoolingProgram(TypedDict):
    """The pooling window for the browser's arithmetic, without its kind.

    Attributes:
        size: rows and columns.
        strides: down and across.
        padding: zeros before and after each axis.
        unused: indices of rows (and so of columns) of the map that no window reaches.
    """

    size: tuple[int, int]
    strides: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    unused: list[int]


def pooling_program(study: PoolingStudy) -> PoolingProgram:
    """Describe the pooling window of a study.

    Example:
        >>> pooling_program(PoolingStudy(study_size=9, pool_size=3, pool_stride=2))["padding"]
        ((0, 0), (0, 0))
    """
    window = (study.map_size[0], study.pool_size, study.pool_stride, study.pool_padding)
    padding = padding_amounts(*window)
    return {
        "size": (study.pool_size, study.pool_size),
        "strides": (study.pool_stride, study.pool_stride),
        "padding": (padding, padding),
        "unused": unused(*window).tolist(),
    }
