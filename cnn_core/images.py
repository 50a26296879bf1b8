"""Public address of what notebooks take from `cnn_core.pictures.images`; `docs/public_names.md` lists it."""

from cnn_core.pictures.images import ImageError, load_image

__all__ = ["ImageError", "load_image"]
