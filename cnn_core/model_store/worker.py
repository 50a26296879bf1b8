"""Loading and export of trained networks that the engine runs."""

from __future__ import annotations

from cnn_core.model_store.export import export
from cnn_core.model_store.loading import rewritten

__all__ = ["export", "rewritten"]
