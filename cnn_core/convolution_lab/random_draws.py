"""The random numbers that Keras's initializers scale, so that a view can follow before Keras has answered.

An initializer draws as many numbers as a weight has from one distribution and multiplies them by a factor that follows
from the weight's shape. Fewer numbers of a seed are always the first of more, so one draw of each distribution gives
the kernels of every size, number and layer; `ui/components/arithmetic/kernels.js` scales them, and a test holds
both to Keras. Orthogonal kernels are no such product, and are left out. Runs in the engine's workers.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Final

import numpy as np
from keras import random

from cnn_core.convolution_lab.edits import weight_shapes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.spec import Array
from cnn_core.settings import limits

DISTRIBUTIONS: Final = {
    "glorot_uniform": "uniform",
    "glorot_normal": "truncated_normal",
    "he_uniform": "uniform",
    "he_normal": "truncated_normal",
    "random_normal": "normal",
    "random_uniform": "uniform",
}
"""Initializer → what it draws from: "uniform" in [−1, 1), "normal" with deviation 1, or that cut off at 2."""


def _most(name: str) -> int:
    return int(limits(ConvolutionStack, name).maximum or 1)


MOST: Final = _most("kernel_rows") * _most("kernel_columns") * 3 * _most("filters")
"""How many numbers the largest kernel has, on a picture in colour."""


def draws(stack: ConvolutionStack, channels: int) -> dict[str, Array]:
    """Draw the numbers of which random kernels are made for any change of one control.

    Args:
        stack: the settings.
        channels: of the picture.

    Returns:
        "DISTRIBUTION:SEED" → float32 (numbers,): of the present seed `MOST` numbers from every distribution; of the
        next seed and the one before as many as the layer's weights need, for the present initializer. Nothing where
        the kernels are not random.

    Example:
        >>> found = draws(ConvolutionStack(kernel_source="random", seed=0, filters=2), channels=3)
        >>> {name: numbers.shape for name, numbers in found.items()}
        {'uniform:0': (11616,), 'truncated_normal:0': (11616,), 'normal:0': (11616,), 'uniform:1': (54,)}
    """
    if stack.kernel_source != "random":
        return {}
    found = {f"{name}:{stack.seed}": _draw(name, stack.seed) for name in dict.fromkeys(DISTRIBUTIONS.values())}
    needed = max(prod(shape) for shape in weight_shapes(stack, channels) if shape)
    own = DISTRIBUTIONS.get(stack.initializer)
    for seed in (stack.seed - 1, stack.seed + 1):
        if own and 0 <= seed <= _most("seed"):
            found[f"{own}:{seed}"] = _draw(own, seed)[:needed]
    return found


@lru_cache(maxsize=64)
def _draw(distribution: str, seed: int) -> Array:
    match distribution:
        case "uniform":
            numbers = random.uniform((MOST,), -1.0, 1.0, seed=seed)
        case "truncated_normal":
            numbers = random.truncated_normal((MOST,), seed=seed)
        case _:
            numbers = random.normal((MOST,), seed=seed)
    found = np.array(numbers, dtype=np.float32)
    found.flags.writeable = False
    return found
