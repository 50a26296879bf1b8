"""The Wilson score interval of a share."""

from cnn_core.wilson import interval

__all__ = ["interval"]
