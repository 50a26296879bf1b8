"""Preparation and views of data sets that the engine runs; Keras-free."""

from __future__ import annotations

from cnn_core.datasets.tasks import prepare_data, prepare_now
from cnn_core.datasets.views import grid, overview

__all__ = ["grid", "overview", "prepare_data", "prepare_now"]
