"""Limits of the engine: processes, memory, and bytes of cached results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Limits:
    """The bounds of the engine on this machine.

    Attributes:
        workers: how many worker processes. More than two add memory, about 650 MB each, and no speed that one shows.
        worker_bytes: resident memory at which a worker is replaced.
        result_bytes: how many bytes of finished results are kept for other visitors.
        start_seconds: how long a worker may take to load Keras.
        niceness: how readily a worker leaves the processor to others, from 0 to 19.
        fenced: whether the workers run behind `engine.fence`.
    """

    workers: int = 2
    worker_bytes: int = 2_500_000_000
    result_bytes: int = 64_000_000
    start_seconds: float = 180.0
    niceness: int = 0
    fenced: bool = False


def from_environment(environment: Mapping[str, str] = os.environ) -> Limits:
    """Read the limits from the environment.

    Args:
        environment: ``CONVLENS_WORKERS`` (default: 2, on a machine with one core 1), ``CONVLENS_WORKER_BYTES`` and
            ``CONVLENS_RESULT_BYTES`` are looked at.

    Raises:
        ValueError: one of them is not a whole number in its range.

    Example:
        >>> from_environment({"CONVLENS_WORKERS": "1"}).workers
        1
    """
    usual = Limits(workers=min(2, os.cpu_count() or 1))
    return Limits(
        workers=_whole(environment, "CONVLENS_WORKERS", usual.workers, minimum=1),
        worker_bytes=_whole(environment, "CONVLENS_WORKER_BYTES", usual.worker_bytes, minimum=1),
        result_bytes=_whole(environment, "CONVLENS_RESULT_BYTES", usual.result_bytes, minimum=0),
    )


def brought_along(shared: Limits) -> Limits:
    """Return the limits for model files that visitors upload: one worker that yields to those of ``shared``.

    Example:
        >>> brought_along(Limits(workers=2)).workers
        1
    """
    return replace(shared, workers=1, result_bytes=shared.result_bytes // 4, niceness=10)


def border(shared: Limits) -> Limits:
    """Return the limits for whoever opens strangers' files: as many workers, light ones, that yield to the others.

    Nothing of theirs is kept for other visitors.

    Example:
        >>> border(Limits(workers=2)).worker_bytes
        1000000000
    """
    return replace(shared, worker_bytes=1_000_000_000, result_bytes=0, start_seconds=60.0, niceness=10, fenced=True)


def _whole(environment: Mapping[str, str], name: str, default: int, *, minimum: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or int(text) < minimum:
        raise ValueError(f"{name} is a whole number of at least {minimum}. Received: {text!r}")
    return int(text)
