"""Many visitors at once: ``python -m benchmarks.load --visitors 30 --change lab_view.bias=-1:1:0.05``.

Each visitor opens the page, then makes a change every ``--every`` seconds and waits for everything that follows. Prints
how long that took, in milliseconds, and how many errors there were. Nobody shares results unless ``--share`` is given.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from benchmarks.client import Visitor
from benchmarks.server import serve

LAB_CHANGES = ("lab_view.bias=-1:1:0.05", "lab_view.filters=1:8:1", "lab_view.activation=relu,gelu,tanh")


@dataclass
class Load:
    """The times that the visitors met.

    Attributes:
        seconds: one number a change.
        first: one number a visitor, the first view.
        errors: messages.
        bytes: of each change.
    """

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)

    def milliseconds(self, percent: int) -> float:
        """A percentile of the changes."""
        return float(np.percentile(self.seconds, percent)) * 1000

    def __str__(self) -> str:
        return (
            f"{len(self.first)} visitors, {len(self.seconds)} changes: p50 {self.milliseconds(50):.0f} ms, "
            f"p95 {self.milliseconds(95):.0f} ms, most {max(self.seconds) * 1000:.0f} ms, "
            f"{statistics.median(self.bytes) / 1000:.0f} kB a change, {len(self.errors)} errors"
        )


def changes(texts: list[str], seed: int) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A source of random changes.

    Args:
        texts: "key=first:last:step" for numbers, or "key=one,two,three". A control of a client-side view is
            "view.setting".
        seed: makes visitors differ.

    Returns:
        A function that, given the controls that are on the page, changes one of them.
    """
    choices: dict[str, list[Any]] = {}
    for text in texts:
        key, _, values = text.partition("=")
        if ":" in values:
            first, last, step = map(float, values.split(":"))
            choices[key] = [first + step * number for number in range(round((last - first) / step) + 1)]
        else:
            choices[key] = values.split(",")
    chance = random.Random(seed)  # noqa: S311 - a benchmark

    def change(widgets: Mapping[str, Any]) -> dict[str, Any]:
        key = chance.choice([key for key in choices if key.partition(".")[0] in widgets])
        view, _, setting = key.partition(".")
        value = chance.choice(choices[key])
        return {view: {"change": {"values": {setting: _plain(value)}}}} if setting else {key: value}

    return change


def _plain(value: Any) -> Any:
    """Whole numbers as such: a setting that counts takes no others."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class Plan:
    """The plan of every visitor: open this page of this server, and make one of these changes every so many seconds."""

    port: int
    page: str
    query: str
    texts: list[str]
    every: float


async def visit(plan: Plan, number: int, end: float, load: Load) -> None:
    """One visitor's stay, until ``end`` of the monotonic clock."""
    change = changes(plan.texts, number)
    async with Visitor(plan.port, plan.page, plan.query) as visitor:
        run = await visitor.rerun()
        load.first.append(run.seconds)
        load.errors += run.errors
        await asyncio.sleep(plan.every * (number % 97) / 97)
        while time.monotonic() < end:
            started = time.monotonic()
            run = await visitor.rerun(**change(visitor.widgets))
            load.seconds.append(run.seconds)
            load.bytes.append(run.bytes)
            load.errors += run.errors
            await asyncio.sleep(max(0.0, started + plan.every - time.monotonic()))


async def crowd(plan: Plan, visitors: int, seconds: float) -> Load:
    """All visitors together; they arrive over two seconds, after one who finds the engine cold."""
    load = Load()
    await visit(replace(plan, every=0.0), 0, time.monotonic() + 3.0, Load())
    end = time.monotonic() + seconds + 2.0
    stays = []
    for number in range(visitors):
        stays.append(asyncio.create_task(visit(plan, number, end, load)))
        await asyncio.sleep(2.0 / visitors)
    await asyncio.gather(*stays)
    return load


def main() -> None:
    """Run the load that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two changes of a visitor")
    parser.add_argument("--page", default="convolution_lab", help="address of a page of the app")
    parser.add_argument("--query", default="", help="parameters of the link")
    parser.add_argument("--change", action="append", help="key=first:last:step, or key=one,two; may be repeated")
    parser.add_argument("--script", default="app.py", help="another script than the app's")
    parser.add_argument("--how", choices=("uvicorn", "streamlit"), default="uvicorn")
    parser.add_argument("--share", action="store_true", help="let visitors share results, as they do in the app")
    parser.add_argument("--port", type=int, help="of a server that runs already on this machine")
    given = parser.parse_args()
    environment = {} if given.share else {"CONVLENS_RESULT_BYTES": "0"}
    texts = given.change or list(LAB_CHANGES)
    with nullcontext(given) if given.port else serve(given.script, given.how, environment) as server:
        plan = Plan(server.port, given.page, given.query, texts, given.every)
        load = asyncio.run(crowd(plan, given.visitors, given.seconds))
    print(load)
    for message in sorted(set(load.errors)):
        print("  ", load.errors.count(message), "×", message)


if __name__ == "__main__":
    main()
