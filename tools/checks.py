"""Checks of the Makefile, run in lanes beside each other, and counted together in one line at the end."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Count(NamedTuple):
    """The count of tests that passed and failed; a check without tests counts as one."""

    passed: int = 0
    failed: int = 0


def main(lanes: Sequence[str]) -> int:
    """Run lanes of checks and print the sum of their counts.

    Args:
        lanes: for each lane the targets of the Makefile that it runs one after the other, as in "lint,types". The first
            lane writes while it runs; the others write when a check of theirs has ended.

    Returns:
        The exit code: 0 if nothing has failed.
    """
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(lanes)) as pool:
        running = [pool.submit(run_lane, lane.split(","), Path(folder), place == 0) for place, lane in enumerate(lanes)]
        counts = [count for lane in running for count in lane.result()]
    passed, failed = (sum(numbers) for numbers in zip(*counts, strict=True))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def run_lane(targets: Sequence[str], folder: Path, aloud: bool) -> list[Count]:
    """Run targets one after the other, whether or not one fails, and count what has passed in each."""
    return [run_check(target, folder / f"{target}.xml", aloud) for target in targets]


def run_check(target: str, report: Path, aloud: bool) -> Count:
    """Run one target; if it runs pytest, pytest leaves its counts in ``report``."""
    options = f"{os.environ.get('PYTEST_ADDOPTS', '')} --junit-xml={shlex.quote(str(report))}"
    done = subprocess.run(
        [os.environ.get("MAKE", "make"), "--no-print-directory", target],
        cwd=ROOT,
        env=os.environ | {"PYTEST_ADDOPTS": options},
        stdout=None if aloud else subprocess.PIPE,
        stderr=None if aloud else subprocess.STDOUT,
        text=True,
        check=False,
    )
    if not aloud:
        print(f"{done.stdout}{target}: {'failed' if done.returncode else 'passed'}", flush=True)
    return counted(report, done.returncode)


def counted(report: Path, code: int) -> Count:
    """Count the tests of a report.

    Args:
        report: JUnit's XML, as pytest writes it; it need not be there.
        code: the exit code. Whatever fails outside of a test is counted as one failure, so that it is not passed over.

    Returns:
        The tests that passed (skipped ones and expected failures have not) and those that failed or had an error.
    """
    suites = list(ET.parse(report).iter("testsuite")) if report.exists() else []  # noqa: S314 - our own file
    if not suites:
        return Count(failed=1) if code else Count(passed=1)
    tests, failures, errors, skipped = (
        sum(int(suite.get(name, 0)) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Count(max(tests - failed - skipped, 0), failed or int(code != 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
