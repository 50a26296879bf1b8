import time
from pathlib import Path

import pytest

from engine.broker import Broker
from engine.limits import Limits
from engine.local import LocalBackend

ALLOWED = ("engine_tasks.", "cnn_core.")
SECONDS = 30.0  # generous: what these tests wait for takes milliseconds


class Desk:
    """A broker over workers without TensorFlow, with the tasks of ``engine_tasks``."""

    def __init__(self, workers=1, worker_bytes=2_000_000_000, result_bytes=1_000_000, preload=(), fenced=False):
        limits = Limits(workers, worker_bytes, result_bytes, start_seconds=60.0, fenced=fenced)
        environment = {"PYTHONPATH": str(Path(__file__).parent)}
        self.backend = LocalBackend(limits, ALLOWED, preload, environment)
        self.broker = Broker(self.backend, result_bytes, ALLOWED)

    def submit(self, task, *arguments, visitor=None, seconds=SECONDS, turn=""):
        return self.broker.submit(f"engine_tasks.worker.{task}", arguments, visitor, seconds, turn)

    def result(self, task, *arguments, seconds=SECONDS):
        return self.submit(task, *arguments, seconds=seconds).result(SECONDS)


@pytest.fixture
def open_desk():
    """Opens desks and closes their workers after the test."""
    desks = []

    def make(**settings):
        desks.append(Desk(**settings))
        return desks[-1]

    yield make
    for desk in desks:
        desk.backend.shutdown()


@pytest.fixture
def desk(open_desk):
    return open_desk()


@pytest.fixture
def until():
    """Waits for a condition, at most `SECONDS`."""

    def wait(condition):
        end = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.01)

    return wait
