"""Measurements of trained networks that the engine runs."""

from __future__ import annotations

from cnn_core.training.measuring import measure

__all__ = ["measure"]
