"""The kernels of the lab's layer stack: named ones spread over the channels, or written by hand.

Nothing here imports Keras, so the web process may. Random kernels are Keras initializers with a seed; only a worker
can run these, so `kernels_of` refuses them and `cnn_core.convolution_lab.worker.weights` answers there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cnn_core.arithmetic.kernels import KERNELS, kernel
from cnn_core.convolution_lab.edits import fitting_edits, weight_shapes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.spec import Array


@dataclass(frozen=True, eq=False)
class Weights:
    """The numbers of the convolution layer, in the shapes that Keras gives them.

    Attributes:
        kernel: float32; Conv2D (kernel rows, kernel columns, channels / groups, filters), DepthwiseConv2D and
            SeparableConv2D (kernel rows, kernel columns, channels, depth multiplier), Conv2DTranspose (kernel rows,
            kernel columns, filters, channels).
        pointwise: float32 (1, 1, channels × depth multiplier, filters) for SeparableConv2D, else None.
        bias: float32 (maps,).
    """

    kernel: Array
    pointwise: Array | None
    bias: Array

    @property
    def arrays(self) -> tuple[Array, ...]:
        """In the order of `keras.Layer.get_weights`."""
        return (self.kernel, self.bias) if self.pointwise is None else (self.kernel, self.pointwise, self.bias)


def kernels_of(stack: ConvolutionStack, channels: int) -> Weights:
    """Return the weights of a stack with named or hand-written kernels, with the visitor's edits put in.

    A filter of Conv2D or Conv2DTranspose works on the mean of its channels: each channel gets the kernel divided by
    their number. DepthwiseConv2D gives each channel the kernel as it is, the same one for every channel, so that the
    maps show what one kernel makes of each; depth multiplier 2 and more adds the next kernels of the list.
    SeparableConv2D has these depthwise kernels too, and its filters mix their maps differently (`_mixes`). By hand,
    every kernel starts as the identity: the map is the picture, and each number typed shows its effect at once.

    Raises:
        ValueError: the kernels are random (see `cnn_core.convolution_lab.worker.weights`), or the settings have
        `problems`.

    Example:
        >>> weights = kernels_of(ConvolutionStack(kernels=("box",), filters=2), channels=3)
        >>> weights.kernel.shape, weights.bias.tolist(), round(float(weights.kernel[..., 0].sum()), 5)
        ((3, 3, 3, 2), [0.0, 0.0], 1.0)
    """
    if stack.kernel_source == "random":
        raise ValueError(
            "`kernels_of` knows kernels that are named or written by hand; random ones come from a Keras initializer. "
            "Received: kernel_source='random'. Call `cnn_core.convolution_lab.worker.weights` in a worker."
        )
    weights = _kernels_before_edits(stack, channels)
    for edit in fitting_edits(stack, channels)[0]:
        weights.arrays[int(edit.pointwise)][:, :, edit.first, edit.second] = edit.values
    return weights


def _kernels_before_edits(stack: ConvolutionStack, channels: int) -> Weights:
    shape, pointwise_shape = weight_shapes(stack, channels)
    grids = np.stack(named_kernels(stack), axis=-1)  # (kernel rows, kernel columns, kernels)
    if stack.layer in ("DepthwiseConv2D", "SeparableConv2D"):
        numbers = np.broadcast_to(grids[:, :, np.newaxis, :], shape)
    elif stack.layer == "Conv2DTranspose":
        numbers = np.broadcast_to(grids[..., np.newaxis] / channels, shape)
    else:
        numbers = np.broadcast_to(grids[:, :, np.newaxis, :] / shape[2], shape)
    pointwise = None if pointwise_shape is None else _mixing(channels, stack.depth_multiplier, stack.filters)
    return Weights(np.array(numbers, dtype=np.float32), pointwise, _bias(stack, channels))


def _bias(stack: ConvolutionStack, channels: int) -> Array:
    return np.full(stack.maps(channels), stack.bias, dtype=np.float32)


def named_kernels(stack: ConvolutionStack) -> list[Array]:
    """Return one kernel (kernel rows, kernel columns) for each that the visitor chooses, not yet spread over channels.

    Kernel i is the i-th name of the list, again from the front when it ends. A kernel with a direction (Gabor, motion
    blur) starts at the visitor's angle and turns each time that its name comes round again, so that its copies
    divide 180° evenly.
    """
    count = stack.kernels_wanted
    if stack.kernel_source == "by_hand":
        return [kernel("identity", *stack.kernel_size)] * count
    names = [stack.kernels[i % len(stack.kernels)] for i in range(count)]
    seen: dict[str, int] = {}
    result = []
    for name in names:
        angle = (stack.angle + 180.0 * seen.get(name, 0) / names.count(name)) % 180.0
        seen[name] = seen.get(name, 0) + 1
        given: dict[str, Any] = {"angle": angle, "wavelength": stack.wavelength}
        options = {key: value for key, value in given.items() if key in KERNELS[name].parameters}
        result.append(kernel(name, *stack.kernel_size, **options))
    return result


def _mixes(channels: int) -> list[Array]:
    """List ways to mix channels, the plainest first: the mean, each alone, differences; then all of it negative."""
    identity = np.eye(channels, dtype=np.float32)
    mixes = [np.full(channels, 1 / channels, dtype=np.float32)]
    if channels > 1:
        mixes += [*identity, *(identity - np.roll(identity, -1, axis=0))]
    return mixes + [-mix for mix in mixes]


def _mixing(channels: int, variants: int, filters: int) -> Array:
    """Filter i takes depthwise variant i (mod variants), with the next mix of channels each time round."""
    mixes = _mixes(channels)
    result = np.zeros((channels, variants, filters), dtype=np.float32)
    for i in range(filters):
        result[:, i % variants, i] = mixes[i // variants % len(mixes)]
    return result.reshape(1, 1, channels * variants, filters)
