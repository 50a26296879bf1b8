"""Public address of what notebooks take from `cnn_core.arithmetic.windows`; `docs/public_names.md` lists it."""

from cnn_core.arithmetic.windows import input_window, output_size, receptive_field

__all__ = ["input_window", "output_size", "receptive_field"]
