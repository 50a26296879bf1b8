"""Classifications that the engine runs."""

from __future__ import annotations

from cnn_core.classification.known_pictures import nearness_of
from cnn_core.classification.many_pictures import answers
from cnn_core.classification.prediction import classify

__all__ = ["answers", "classify", "nearness_of"]
