"""Which command should start the app? ``python -m benchmarks.servers`` measures both, side by side.

Rapid reruns: one visitor changes a slider of the empty app again as soon as the page has come. Steady load: many
visitors, a change each two seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics

from benchmarks.client import Visitor
from benchmarks.load import Plan, crowd
from benchmarks.server import EMPTY, serve

HOW = ("streamlit", "uvicorn")


async def _rapid(port: int, times: int = 100) -> list[float]:
    async with Visitor(port) as visitor:
        await visitor.rerun()
        return [(await visitor.rerun(value=number % 100)).seconds for number in range(times)]


def main() -> None:
    """Print the medians of both, and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=12.0)
    given = parser.parse_args()
    rapid, steady = {}, {}
    for how in HOW:
        with serve(EMPTY, how) as server:
            rapid[how] = statistics.median(asyncio.run(_rapid(server.port))) * 1000
            load = asyncio.run(crowd(Plan(server.port, "", "", ["value=0:100:1"], 2.0), given.visitors, given.seconds))
            steady[how] = load.milliseconds(50), load.milliseconds(95)
            assert not load.errors, load.errors
    for how in HOW:
        p50, p95 = steady[how]
        print(f"{how:9s}: rapid reruns {rapid[how]:5.1f} ms; steady p50 {p50:5.1f} ms, p95 {p95:5.1f} ms")
    ratios = rapid["streamlit"] / rapid["uvicorn"], steady["streamlit"][1] / steady["uvicorn"][1]
    print(f"streamlit run ÷ uvicorn: rapid reruns {ratios[0]:.1f} ×, steady p95 {ratios[1]:.1f} ×")


if __name__ == "__main__":
    main()
