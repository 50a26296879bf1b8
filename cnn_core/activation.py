"""Public address of what notebooks take from `cnn_core.arithmetic.activation`; `docs/public_names.md` lists it."""

from cnn_core.arithmetic.activation import ACTIVATIONS

__all__ = ["ACTIVATIONS"]
