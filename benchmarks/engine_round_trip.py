"""Overhead of the engine on a computation: ``python -m benchmarks.engine_round_trip``.

The time from `submit` to the result, minus the time of the same computation inside the worker. Arguments differ every
time, so that nothing is shared; digest, both journeys and the bookkeeping are included.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.broker import Broker
from engine.limits import Limits
from engine.local import LocalBackend

ALLOWED = ("benchmarks.", "cnn_core.")
ROUNDS = 60
ROOT = str(Path(__file__).resolve().parents[1])


def open_broker(preload: tuple[str, ...] = ()) -> Broker:
    """A broker over one worker, that shares nothing, so that every request is computed."""
    backend = LocalBackend(Limits(workers=1), ALLOWED, preload, {"PYTHONPATH": ROOT})
    backend.warm_up()
    return Broker(backend, result_bytes=0, allowed=ALLOWED)


def added_milliseconds(broker: Broker, function: str, arguments: Callable[[], tuple[Any, ...]]) -> tuple[float, float]:
    """Median and 95th percentile of what the engine adds, in milliseconds."""
    added = []
    for _ in range(ROUNDS):
        given = arguments()
        start = time.perf_counter()
        broker.submit(function, given, None, 60.0).result()
        whole = time.perf_counter() - start
        inside = broker.submit("benchmarks.worker.seconds", (function, *given), None, 60.0).result()
        added.append((whole - inside) * 1000)
    return statistics.median(added), statistics.quantiles(added, n=20)[18]


def _numbers(length: int) -> tuple[Any, ...]:
    return (np.random.default_rng().random(length, dtype=np.float32),)


def _lab() -> tuple[Any, ...]:
    from cnn_core.convolution_lab.stack import ConvolutionStack

    image = np.random.default_rng().random((224, 224, 3), dtype=np.float32)
    return ConvolutionStack(size=224, filters=8), image


def main() -> None:
    """Print a line a size."""
    broker = open_broker()
    for megabytes in (0.1, 1.0, 4.0):
        # half of it goes out, half comes back
        length = int(megabytes * 1e6 / 4 / 2)
        median, high = added_milliseconds(broker, "benchmarks.worker.negative", partial(_numbers, length))
        print(f"engine, {megabytes:3.1f} MB of arrays: adds {median:5.2f} ms (p95 {high:5.2f})")
    broker.backend.shutdown()
    broker = open_broker(preload=("cnn_core.convolution_lab.worker",))
    for _ in range(3):
        added_milliseconds(broker, "cnn_core.convolution_lab.worker.run", _lab)
    median, high = added_milliseconds(broker, "cnn_core.convolution_lab.worker.run", _lab)
    inside = broker.submit(
        "benchmarks.worker.seconds", ("cnn_core.convolution_lab.worker.run", *_lab()), None, 60.0
    ).result()
    print(f"engine, lab at 224×224×3, 8 filters: adds {median:5.2f} ms (p95 {high:5.2f}) to {inside * 1000:5.2f} ms")
    broker.backend.shutdown()


if __name__ == "__main__":
    main()
