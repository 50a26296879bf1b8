"""Functions that the engine's workers run in these measurements."""

from __future__ import annotations

import time
from typing import Any

from engine.tasks import resolve


def negative(array: Any) -> Any:
    """As much out as in, and next to nothing to compute."""
    return -array


def seconds(function: str, *arguments: Any) -> float:
    """Measure how long a function of ours takes inside a worker."""
    found = resolve(function, ("benchmarks.", "cnn_core."))
    start = time.perf_counter()
    found(*arguments)
    return time.perf_counter() - start
