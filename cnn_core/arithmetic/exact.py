"""Activations and poolings whose results are exact: they choose among numbers and never round.

ReLU and the identity copy a number or put 0 in its place, and max and min pooling choose one of their numbers: any
correct implementation gives the same bits, so the browser's arithmetic can stand for Keras's maps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cnn_core.arithmetic.pooling import max_pool2d, min_pool2d

EXACT_ACTIVATIONS: Final = ("linear", "relu")
EXACT_POOLINGS: Final[dict[str, Callable[..., Any]]] = {"max": max_pool2d, "min": min_pool2d}
