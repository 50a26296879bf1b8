"""Pictures that are made for a layer's unit, and dreams of a layer: works that visitors share, kept within a bound."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Final

import numpy as np

import engine
from cnn_core.explanation.visualization.result import Climb, Dream
from ui.classify.request import Answer
from ui.networks.networks import Network
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.steps import Work, Works

STEPS: Final = 128
STEPS_AT_ONCE: Final = 16
DREAM_STEPS_AT_ONCE: Final = 8
MOST_KEPT: Final = 60
"""Pictures of units, and as many dreams, for all visitors together: 150 kB each at 224 × 224."""


_climbs: Works[Climb] = Works(MOST_KEPT)
_dreams: Works[Dream] = Works(MOST_KEPT)
_NOTHING: Final = np.zeros(0, np.float32)


def climb(network: Network, node: str, unit: int, *, begin: bool) -> Work[Climb] | None:
    """Return the work that makes a picture for a unit.

    Args:
        network: which one.
        node: the layer, or the scores.
        unit: which of its maps or entries.
        begin: whether it is wanted now; else None, if nobody has wanted it before.
    """
    key = (network.source, node, unit)
    turn = f"{session()}:climb"

    def ask(state: Climb | None) -> Future[Climb]:
        return engine.submit(
            "cnn_core.explanation.worker.climb",
            network.source, node, unit, network.input.scaling, state, STEPS_AT_ONCE,
            turn=turn, timeout=timeouts.NETWORK, pool=network.pool,
        )  # fmt: skip

    def done(state: Climb) -> bool:
        return state.steps >= STEPS

    return _climbs.get(key, lambda: Work(ask, done, _without_numbers)) if begin else _climbs.find(key)


def _without_numbers(before: Climb | None, state: Climb) -> Climb:
    """Drop at the end what it takes to go on: it is ten times as large as the picture."""
    return replace(state, numbers=_NOTHING, mean=_NOTHING, square=_NOTHING) if state.steps >= STEPS else state


def dream(answer: Answer, node: str, steps: int, *, begin: bool) -> Work[Dream] | None:
    """Return the work that amplifies what a layer sees in the picture of an answer.

    Args:
        answer: whose picture is amplified.
        node: the layer, or the scores.
        steps: how many.
        begin: whether it is wanted now; else None, if nobody has wanted it before.
    """
    network = answer.network
    photo = answer.pixels[..., : network.input.channels]
    turn = f"{session()}:dream"

    def ask(state: Dream | None) -> Future[Dream]:
        taken = state.steps if state else 0
        more = min(DREAM_STEPS_AT_ONCE, steps - taken)
        return engine.submit(
            "cnn_core.explanation.worker.dream",
            network.source, node, state.picture if state else photo, network.input.scaling, more, taken,
            turn=turn, timeout=timeouts.NETWORK, pool=network.pool,
        )  # fmt: skip

    def done(state: Dream) -> bool:
        return state.steps >= steps

    key = (answer.key, node, steps)
    return _dreams.get(key, lambda: Work(ask, done)) if begin else _dreams.find(key)
