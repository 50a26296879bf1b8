"""Rules of the kinds of layers: the shape of the output, the parameters, and the operations for one picture.

Everything is computed by arithmetic; no layer is built. Shapes are without the batch: (rows, columns, channels), or
(units,). Multiply-accumulates count one multiplication and one addition together, without biases, as in Sze et al.
(2017), "Efficient Processing of Deep Neural Networks", https://arxiv.org/abs/1703.09039.

`cnn_core.networks.table` reads a specification by them, `cnn_core.model_files` a file that a visitor brings, and
`cnn_core.network_graph` a model that Keras has loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from cnn_core.arithmetic.windows import output_size, transposed_output_size

Shape = tuple[int, ...]
Pair = tuple[int, int]


@dataclass(frozen=True)
class LayerSize:
    """The shape of a layer's output, and the costs of computing it.

    Attributes:
        shape: without the batch.
        parameters: numbers that the layer holds, trained or not.
        multiply_accumulates: for one picture.
        other_operations: for one picture: comparisons and additions of a pooling, a normalization or a sum of maps,
            which are no multiply-accumulates.
        hidden: numbers that the layer holds in between, beside its output.
    """

    shape: Shape
    parameters: int = 0
    multiply_accumulates: int = 0
    other_operations: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Windows:
    """The windows of a layer that slides over rows and columns.

    Attributes:
        size: (rows, columns) of a window, before dilation.
        strides: (rows, columns).
        padding: "valid" or "same".
        dilation: (rows, columns).
    """

    size: Pair
    strides: Pair = (1, 1)
    padding: Any = "valid"
    dilation: Pair = (1, 1)

    def slide(self, shape: Shape) -> Pair:
        """Return (rows, columns) of the output.

        Raises:
            WindowError: the window is larger than the padded map.
        """
        rows, columns = (
            output_size(shape[axis], self.size[axis], self.strides[axis], self.padding, self.dilation[axis])
            for axis in (0, 1)
        )
        return rows, columns

    def slide_back(self, shape: Shape) -> Pair:
        """Return (rows, columns) of the output of a transposed convolution."""
        rows, columns = (
            transposed_output_size(shape[axis], self.size[axis], self.strides[axis], self.padding, self.dilation[axis])
            for axis in (0, 1)
        )
        return rows, columns


def convolution_weights(kernel: Pair, channels: int, filters: int, groups: int = 1) -> int:
    """Count the weights of a convolution, without biases; of a transposed one too.

    Example:
        >>> convolution_weights((3, 3), 3, 4)
        108
    """
    return prod(kernel) * channels // groups * filters


def separable_weights(kernel: Pair, maps: int, filters: int) -> int:
    """Count the weights of a depthwise convolution and the pointwise one after it, without biases.

    Args:
        kernel: (rows, columns).
        maps: that the depthwise convolution makes: channels times the depth multiplier.
        filters: of the pointwise one; 0: there is none.
    """
    return prod(kernel) * maps + maps * filters


def convolution(shape: Shape, windows: Windows, filters: int, *, groups: int = 1, bias: bool = True) -> LayerSize:
    """Return the size of Conv2D.

    Raises:
        WindowError: the kernel is larger than the padded maps.

    Example:
        >>> convolution((32, 32, 3), Windows((3, 3)), 4)
        LayerSize(shape=(30, 30, 4), parameters=112, multiply_accumulates=97200, other_operations=0, hidden=0)
    """
    cells = windows.slide(shape)
    weights = convolution_weights(windows.size, shape[2], filters, groups)
    return LayerSize((*cells, filters), weights + bias * filters, prod(cells) * weights)


def transposed(shape: Shape, windows: Windows, filters: int, *, bias: bool = True) -> LayerSize:
    """Return the size of Conv2DTranspose: every cell of its input meets the whole kernel."""
    weights = convolution_weights(windows.size, shape[2], filters)
    return LayerSize((*windows.slide_back(shape), filters), weights + bias * filters, shape[0] * shape[1] * weights)


def depthwise(shape: Shape, windows: Windows, multiplier: int = 1, *, bias: bool = True) -> LayerSize:
    """Return the size of DepthwiseConv2D.

    Raises:
        WindowError: the kernel is larger than the padded maps.
    """
    cells, maps = windows.slide(shape), shape[2] * multiplier
    weights = separable_weights(windows.size, maps, 0)
    return LayerSize((*cells, maps), weights + bias * maps, prod(cells) * weights)


def separable(shape: Shape, windows: Windows, filters: int, multiplier: int = 1, *, bias: bool = True) -> LayerSize:
    """Return the size of SeparableConv2D, with the depthwise maps in between.

    Raises:
        WindowError: the kernel is larger than the padded maps.
    """
    cells, maps = windows.slide(shape), shape[2] * multiplier
    weights = separable_weights(windows.size, maps, filters)
    return LayerSize((*cells, filters), weights + bias * filters, prod(cells) * weights, hidden=prod(cells) * maps)


def dense(shape: Shape, units: int, *, bias: bool = True) -> LayerSize:
    """Return the size of Dense, which works on the last axis.

    Example:
        >>> dense((6, 6, 64), 10).shape
        (6, 6, 10)
    """
    *before, inputs = shape
    weights = inputs * units
    return LayerSize((*before, units), weights + bias * units, prod(before) * weights)


def pooling(shape: Shape, windows: Windows) -> LayerSize:
    """Return the size of a pooling of windows.

    Raises:
        WindowError: the window is larger than the padded maps.
    """
    cells = windows.slide(shape)
    return LayerSize((*cells, shape[2]), other_operations=prod(cells) * prod(windows.size) * shape[2])


def global_pooling(shape: Shape, *, keepdims: bool = False) -> LayerSize:
    """Return the size of a pooling of whole maps."""
    return LayerSize((1, 1, shape[2]) if keepdims else (shape[2],), other_operations=prod(shape))


def batch_normalization(shape: Shape, *, scale: bool = True, center: bool = True) -> LayerSize:
    """Return the size of BatchNormalization along the last axis: means and variances, and what is learnt besides."""
    return LayerSize(shape, (2 + scale + center) * shape[-1], other_operations=prod(shape))


def zero_padding(shape: Shape, sides: tuple[Pair, Pair]) -> LayerSize:
    """Return the size of ZeroPadding2D.

    Args:
        shape: (rows, columns, channels).
        sides: ((above, below), (left, right)).
    """
    return LayerSize((shape[0] + sum(sides[0]), shape[1] + sum(sides[1]), shape[2]))


def flatten(shape: Shape) -> LayerSize:
    """Return the size of Flatten."""
    return LayerSize((prod(shape),))
