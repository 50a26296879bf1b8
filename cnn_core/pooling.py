"""Public address of what notebooks take from `cnn_core.arithmetic.pooling`; `docs/public_names.md` lists it."""

from cnn_core.arithmetic.pooling import average_pool2d, global_average_pool2d, global_max_pool2d, max_pool2d, min_pool2d

__all__ = ["average_pool2d", "global_average_pool2d", "global_max_pool2d", "max_pool2d", "min_pool2d"]
