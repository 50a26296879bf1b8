"""Requests about a single unit beside the networks: its parts in a large network, and the patches that excite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.explorer.result import Patches, UnitDetail
from cnn_core.networks.input import network_input
from cnn_core.pictures.samples import SAMPLES
from engine import EngineError
from ui.explorer.notices import Notice, engine_notice, plain_notice, refused_notice
from ui.explorer.request import Answer, Question, Seen
from ui.explorer.settings import ExplorerSettings, split_selected
from ui.language import t
from ui.pictures.visitor import sample
from ui.requests import timeouts
from ui.requests.last_answer import Latest
from ui.requests.session import session
from ui.requests.waiting import wait_for

Named = tuple[tuple[str, NDArray[np.uint8]], ...]


@dataclass(frozen=True, eq=False)
class Beside:
    """The answer about one unit.

    Attributes:
        side: on which side of the screen it is.
        detail: what it is made of; in a large network only.
        patches: the patches that excite it most.
        pictures: the patches' pictures as the network sees them, uint8 (pictures, rows, columns, 3), in their order.
        notices: why there is something missing.
    """

    side: int
    detail: UnitDetail | None = None
    patches: Patches | None = None
    pictures: NDArray[np.uint8] | None = None
    notices: tuple[Notice, ...] = ()


_LAST: Final = Latest[Beside]("explorer_units.last")


def beside(settings: ExplorerSettings, answer: Answer) -> Beside | None:
    """Request what the settings want of the selected unit, unless the last answer is just that; None: nothing.

    Args:
        settings: the visitor's.
        answer: the networks on screen.
    """
    place = split_selected(settings.selected)
    if place is None:
        return None
    side, node, unit = place
    seen = answer[min(side, len(answer) - 1)]
    known = seen.look.graph.by_name.get(node)
    if known is None or unit >= known.units:
        return Beside(side, notices=(plain_notice(t("network_explorer.unknown_place")),))
    wants = (seen.look.graph.mode == "graph", settings.patterns and known.has_maps)
    if not any(wants):
        return None
    key = (seen.question.key, place, wants)
    return _LAST.get_or_make(key, lambda: _request(seen, min(side, len(answer) - 1), node, unit, wants))


def _request(seen: Seen, side: int, node: str, unit: int, wants: tuple[bool, bool]) -> Beside:
    try:
        detail = _detail(seen, node, unit) if wants[0] else None
        pictures = _pictures(seen.question) if wants[1] else ()
        patches = _patches(seen.question, node, unit, pictures) if pictures else None
    except EngineError as error:
        return Beside(side, notices=(engine_notice(error, brought=seen.question.network.pool == engine.BROUGHT),))
    except ValueError as error:
        return Beside(side, notices=(refused_notice(error, seen.question.edits),))
    chosen = [dict(pictures)[one.picture] for one in patches.patches] if patches else []
    return Beside(side, detail, patches, np.stack(chosen) if chosen else None)


def _detail(seen: Seen, node: str, unit: int) -> UnitDetail:
    question, image = seen.question, network_input(seen.pixels, seen.question.network.input)
    detail: UnitDetail = _answer("cnn_core.explorer.worker.unit", question, image, node, unit)
    return detail


def _patches(question: Question, node: str, unit: int, pictures: Named) -> Patches:
    scaling = question.network.input.scaling
    patches: Patches = _answer("cnn_core.explorer.worker.best_patches", question, node, unit, pictures, scaling)
    return patches


def _answer(function: str, question: Question, *arguments: Any) -> Any:
    network = question.network
    visitor = f"{session()}:{function}"
    future = engine.submit(
        function,
        network.source,
        question.edits,
        *arguments,
        visitor=visitor,
        timeout=timeouts.NETWORK,
        pool=network.pool,
    )
    return wait_for(future, pool=network.pool)


def _pictures(question: Question) -> Named:
    """Return the visitor's picture and the samples, as the network sees them, by their names."""
    others = [sample(name) for name in SAMPLES if sample(name).digest != question.picture.digest]
    return tuple((one.name, question.pixels_of(one)) for one in (question.picture, *others))
