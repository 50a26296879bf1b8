"""Maps of a stack that need not travel to the browser, as its arithmetic gives them bit for bit.

The comparison is made on the very maps that are sent; where a single bit differs, Keras's own maps travel.
"""

from __future__ import annotations

import numpy as np

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.exact import EXACT_ACTIVATIONS, EXACT_POOLINGS
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.spec import Array


def same_activation(stack: ConvolutionStack, feature_maps: Array, activation_maps: Array) -> bool:
    """Return True if the activation maps are bit for bit what the written-out activation makes of the feature maps.

    Args:
        stack: the settings; only its activation counts.
        feature_maps: float32 (rows, columns, maps).
        activation_maps: the same shape, as Keras computed them.

    Example:
        >>> maps = np.float32([[[-1.0, 2.5]]])
        >>> same_activation(ConvolutionStack(activation="relu"), maps, np.float32([[[0, 2.5]]]))
        True
        >>> same_activation(ConvolutionStack(activation="gelu"), maps, maps)
        False
    """
    if stack.activation not in EXACT_ACTIVATIONS:
        return False
    return bool(np.array_equal(ACTIVATIONS[stack.activation].function(feature_maps), activation_maps))


def same_pooling(stack: ConvolutionStack, activation_maps: Array, pooled_maps: Array) -> bool:
    """Return True if the pooled maps are bit for bit what the written-out pooling makes of the activation maps.

    Args:
        stack: the settings; only its pooling counts.
        activation_maps: float32 (rows, columns, maps).
        pooled_maps: float32 (pooled rows, pooled columns, maps), as Keras computed them.

    Example:
        >>> maps = np.arange(4, dtype=np.float32).reshape(2, 2, 1)
        >>> same_pooling(ConvolutionStack(pooling="max"), maps, np.float32([[[3]]]))
        True
    """
    pool = EXACT_POOLINGS.get(stack.pooling)
    if pool is None:
        return False
    written = pool(activation_maps, stack.pool_window, stack.pool_strides, stack.pool_padding)
    return bool(np.array_equal(written, pooled_maps))
