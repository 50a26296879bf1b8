"""Public address of what notebooks take from `cnn_core.arithmetic.convolution`; `docs/public_names.md` lists it."""

from cnn_core.arithmetic.convolution import conv2d, conv2d_transpose, depthwise_conv2d, separable_conv2d

__all__ = ["conv2d", "conv2d_transpose", "depthwise_conv2d", "separable_conv2d"]
