"""Cost of a rerun that changes nothing: ``python -m benchmarks.unchanged``.

The lab with its maps against itself without. Both servers run at once and are asked in turn; the second has its engine
switched off, so that the page has no maps.
"""

from __future__ import annotations

import asyncio
import statistics

from benchmarks.client import Visitor
from benchmarks.server import serve

PAGE = "convolution_lab"
RERUNS = 60


async def measure(ports: list[int]) -> list[float]:
    """Median milliseconds of a rerun for each server."""
    times: list[list[float]] = [[] for _ in ports]
    async with Visitor(ports[0], PAGE) as first, Visitor(ports[1], PAGE) as second:
        for visitor in (first, second):
            for _ in range(10):
                await visitor.rerun()
        for _ in range(RERUNS):
            for visitor, found in zip((first, second), times, strict=True):
                found.append((await visitor.rerun()).seconds * 1000)
    return [statistics.median(found) for found in times]


def main() -> None:
    """Print the ratio."""
    with serve() as on, serve(environment={"CONVLENS_BENCHMARK_ENGINE": "off"}) as off:
        with_maps, without = asyncio.run(measure([on.port, off.port]))
    print(
        f"rerun without a change: {with_maps:.1f} ms, engine switched off {without:.1f} ms: × {with_maps / without:.2f}"
    )


if __name__ == "__main__":
    main()
