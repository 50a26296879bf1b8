"""The three loaders side by side, which the engine runs; Keras-free."""

from __future__ import annotations

from cnn_core.pictures.loaders_side_by_side import load_each, load_example

__all__ = ["load_each", "load_example"]
