"""Requests for the reasons of an answer: maps of heat, those of shuffled weights, and curves, one after the other."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.explanation.result import OF_MAPS, Curve, Explanation, SanityCheck
from cnn_core.networks.input import network_input
from cnn_core.storage.recent import Recent
from engine import EngineError
from ui.classify.request import Answer
from ui.language import t
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for
from ui.why.settings import THE_ANSWER, WhySettings

MOST_KEPT: Final = 60
"""Maps and curves that are kept for a visitor, 200 kB for a map of 224 × 224."""

Part = tuple[str, str]
"""What is to be computed: "map", "sense" or "curves", and of which method."""

_CACHE: Final = "why.cache"


@dataclass(frozen=True, eq=False)
class Found:
    """The result of one explanation request.

    Attributes:
        value: None if it could not be made.
        problem: why not, in a sentence, or "".
    """

    value: Explanation | SanityCheck | tuple[Curve, Curve] | None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Reasons:
    """The explanations of an answer that are ready at one moment.

    Attributes:
        answer: what is explained.
        class_index: the class.
        units: the network's layers with maps, each with how many it has, and at the end its scores.
        layer: the one whose maps explain; "": the last.
        found: what came of the parts that are ready.
        pending: the parts that are not.
    """

    answer: Answer
    class_index: int
    units: tuple[tuple[str, int], ...]
    layer: str
    found: dict[Part, Found]
    pending: tuple[Part, ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """Return the names of the layers with maps."""
        return tuple(name for name, _ in self.units[:-1])

    @property
    def key(self) -> str:
        """Return what is equal for reasons of the same answer."""
        return key_of(self.answer)

    def map(self, method: str) -> Explanation | None:
        """Return the map of a method, if it is there."""
        return cast("Explanation | None", self.found.get(("map", method), Found(None)).value)

    def sense(self, method: str) -> SanityCheck | None:
        """Return what shuffled weights leave of it, if that is there."""
        return cast("SanityCheck | None", self.found.get(("sense", method), Found(None)).value)

    def curves(self, method: str) -> tuple[Curve, Curve] | None:
        """Return its deletion and insertion curves, if they are there."""
        return cast("tuple[Curve, Curve] | None", self.found.get(("curves", method), Found(None)).value)

    def problem(self, kind: str, method: str) -> str:
        """Say why a part could not be made, or return ""."""
        return self.found.get((kind, method), Found(None)).problem


def key_of(answer: Answer) -> str:
    """Return by what a view knows an answer: another one for another picture, network or framing."""
    return "/".join((answer.network.name, answer.picture.digest, answer.framing))


def reasons(answer: Answer, chosen: WhySettings) -> Reasons:
    """Return what is cached; request nothing but the names of the layers.

    Raises:
        EngineError, ValueError: the network's layers cannot be named.
    """
    classes = answer.prediction.logits.shape[1]
    best = int(answer.prediction.logits[0].argmax())
    wanted = chosen.why_class if THE_ANSWER < chosen.why_class < classes else best
    cache = _cache()
    units = cache.get(("units", answer.network.source), lambda: _ask_units(answer))
    layer = chosen.why_layer if chosen.why_layer in [name for name, _ in units[:-2]] else ""
    found: dict[Part, Found] = {}
    pending: list[Part] = []
    for kind in _kinds(chosen):
        for method in chosen.methods:
            if kind != "map" and found.get(("map", method), Found(None)).value is None:
                continue  # a map that is not there yet, or that cannot be made, has no more to it
            part = (kind, method)
            ready = cache.find(_key(answer, part, wanted, layer))
            if ready is None:
                pending.append(part)
            else:
                found[part] = ready
    return Reasons(answer, wanted, units, layer, found, tuple(pending))


def compute_next(known: Reasons) -> None:
    """Request the first part that is missing, wait for it, and cache it; one at a time, so that a brush comes between.

    What cannot be made is kept as a sentence.
    """
    kind, method = known.pending[0]
    try:
        found = Found(wait_for(_ask(known, kind, method), pool=known.answer.network.pool))
    except EngineError as error:
        found = Found(None, t(f"engine_error.{error.code}"))
    except ValueError:
        found = Found(None, t(_reason(known, kind, method)))
    _cache().put(_key(known.answer, (kind, method), known.class_index, known.layer), found)


def _reason(known: Reasons, kind: str, method: str) -> str:
    if kind == "sense":
        return "why.too_large_to_shuffle"
    return "why.no_maps" if method in OF_MAPS and not known.layers else "why.cannot"


def _kinds(chosen: WhySettings) -> tuple[str, ...]:
    return ("map", *(["sense"] if chosen.why_sense else []), *(["curves"] if chosen.why_curves else []))


def _ask(known: Reasons, kind: str, method: str) -> Future[Any]:
    network, class_index = known.answer.network, known.class_index
    image = network_input(known.answer.pixels, network.input)
    node = known.layer or None if method in OF_MAPS else None
    found = known.map(method)
    arguments: tuple[Any, ...]
    if kind == "map" or found is None:
        function, arguments = "cnn_core.explanation.worker.explain", (method, class_index, node)
    elif kind == "sense":
        function, arguments = "cnn_core.explanation.worker.run_sanity_check", (method, class_index, node, _heat(found))
    else:
        function, arguments = "cnn_core.explanation.worker.judge", (class_index, _heat(found))
    return engine.submit(
        function, network.source, image, *arguments,
        visitor=f"{session()}:why", timeout=timeouts.NETWORK, pool=network.pool,
    )  # fmt: skip


def _heat(found: Explanation) -> NDArray[np.float32]:
    return np.nan_to_num(found.heat)


def _ask_units(answer: Answer) -> tuple[tuple[str, int], ...]:
    network = answer.network
    future = engine.submit(
        "cnn_core.explanation.worker.units", network.source,
        turn=f"{session()}:units", timeout=timeouts.NETWORK, pool=network.pool,
    )  # fmt: skip
    return tuple(wait_for(future, pool=network.pool))


def _key(answer: Answer, part: Part, class_index: int, layer: str) -> tuple[Any, ...]:
    return (answer.key, part, class_index, layer if part[1] in OF_MAPS else "")


def _cache() -> Recent[Any]:
    cache: Recent[Any] = st.session_state.setdefault(_CACHE, Recent(MOST_KEPT))
    return cache
