"""Public address of what notebooks take from `cnn_core.arithmetic.kernels`; `docs/public_names.md` lists it."""

from cnn_core.arithmetic.kernels import KERNELS

__all__ = ["KERNELS"]
