"""The Wilson score interval of a share."""

from cnn_core.metrics.wilson import interval

__all__ = ["interval"]
