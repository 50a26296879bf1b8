"""Memory that visitors leave in the web process: ``python -m benchmarks.memory``.

First the shared results are filled to their bound. Then some visitors make 50 changes each and stay; the growth of the
process, divided by their number, is what one adds. Then one visitor makes 500 changes. The process breathes by a few
megabytes with the maps under way, so its growth is the difference between the medians of both halves.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from contextlib import AsyncExitStack

from benchmarks.client import Visitor
from benchmarks.load import LAB_CHANGES, changes
from benchmarks.server import Server, serve

MEGABYTE = 1e6
RESULT_BYTES = 8_000_000
STEP = 25


async def _change(visitor: Visitor, texts: list[str], seed: int, times: int) -> None:
    change = changes(texts, seed)
    for _ in range(times):
        run = await visitor.rerun(**change(visitor.widgets))
        assert not run.errors, run.errors


async def measure(
    server: Server, page: str, texts: list[str], visitors: int, each: int, many: int
) -> tuple[float, float]:
    """Megabytes that a visitor adds, and megabytes by which many changes of one let the process grow."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(Visitor(server.port, page))
        await first.rerun()
        await _change(first, texts, 0, 150)
        before = server.resident_bytes()
        for number in range(visitors):
            visitor = await stack.enter_async_context(Visitor(server.port, page))
            await visitor.rerun()
            await _change(visitor, texts, number, each)
        added = (server.resident_bytes() - before) / visitors
        sizes = []
        for number in range(many // STEP):
            await _change(first, texts, number, STEP)
            sizes.append(server.resident_bytes())
        half = len(sizes) // 2
        return added / MEGABYTE, (statistics.median(sizes[half:]) - statistics.median(sizes[:half])) / MEGABYTE


def main() -> None:
    """Print both numbers for the page that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", default="convolution_lab", help="address of a page of the app")
    parser.add_argument("--change", action="append", help="as in benchmarks.load")
    parser.add_argument("--script", default="app.py", help="another script than the app's")
    parser.add_argument("--visitors", type=int, default=10)
    parser.add_argument("--each", type=int, default=50, help="changes of each visitor")
    parser.add_argument("--many", type=int, default=500, help="changes of the one visitor")
    given = parser.parse_args()
    texts = given.change or list(LAB_CHANGES)
    with serve(given.script, environment={"CONVLENS_RESULT_BYTES": str(RESULT_BYTES)}) as server:
        added, grown = asyncio.run(measure(server, given.page, texts, given.visitors, given.each, given.many))
        print(f"memory: a visitor adds {added:.2f} MB after {given.each} changes")
        print(f"memory: over {given.many} changes of one visitor the process grows by {grown:.2f} MB")
        print(f"memory: the web process holds {server.resident_bytes() / MEGABYTE:.0f} MB")


if __name__ == "__main__":
    main()
