"""Inspection of brought networks that the engine runs."""

from __future__ import annotations

from cnn_core.network_graph.loaded import inspect

__all__ = ["inspect"]
