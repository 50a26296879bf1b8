"""The web process's garbage: what was imported is put aside, and what visitors leave does not gather."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

# As much as the app's imports; then cycles that live for a while, as what a rerun makes lives until the next one.
# Prints how many of them were there at most.
CODE = """
import gc
from collections import deque

class Cycle:
    alive = 0
    def __init__(self):
        self.me = self
        Cycle.alive += 1
    def __del__(self):
        Cycle.alive -= 1

lasting = [[number] for number in range(1_200_000)]
{settle}
most, needed = 0, deque(maxlen=10_000)
for _ in range(400_000):
    needed.append(Cycle())
    most = max(most, Cycle.alive)
print(most, gc.get_freeze_count() > 1_200_000)
"""


def run(settle: str) -> list[str]:
    command = [sys.executable, "-c", CODE.format(settle=settle)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_what_is_put_aside_does_not_delay_the_collection_of_what_comes_after():
    most, frozen = run("from ui.serving.process import settle; settle()")
    assert frozen == "True"
    assert int(most) < 150_000  # a quarter of what was put aside, and what is needed, would be 310,000
