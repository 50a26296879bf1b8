"""Explanations that the engine runs."""

from __future__ import annotations

from cnn_core.explanation.data_features import data_features
from cnn_core.explanation.explain import explain, judge, units
from cnn_core.explanation.sanity_check import run_sanity_check
from cnn_core.explanation.visualization.deep_dream import dream
from cnn_core.explanation.visualization.feature_visualization import climb

__all__ = ["climb", "data_features", "dream", "explain", "judge", "run_sanity_check", "units"]
