"""Public address of what notebooks take from `cnn_core.networks.layers`; `docs/public_names.md` lists it."""

from cnn_core.networks.layers import MinPooling2D

__all__ = ["MinPooling2D"]
