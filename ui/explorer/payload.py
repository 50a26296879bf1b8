"""Payload of the explorer's view: the networks of an answer, and everything that stands around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.explorer.result import Opened, Patches, UnitDetail
from cnn_core.network_graph.edits import Edits
from ui.components.explorer import NetworkSide, NetworkState, network_payload
from ui.explorer.controls import controls
from ui.explorer.moment import ExplorerMoment
from ui.explorer.request import Seen
from ui.explorer.settings import ExplorerSettings
from ui.explorer.units import Beside
from ui.language import current, t
from ui.networks.names import OWN
from ui.pictures.visitor import own_picture
from ui.requests.last_answer import Latest

_SENT: Final = Latest[bytes]("explorer_view.sent")
_TOLD = "explorer_view.told"
_LOOKS = ("map_scale", "detail", "selected", "walk")


def payload(moment: ExplorerMoment, *, key: str) -> bytes:
    """Make the view's payload; cached until something in it changes.

    How the view is looked at (scale, details, selected unit, step of the walk) is the view's own business once it is on
    screen: a change there makes no new payload.

    Args:
        moment: what to show.
        key: the component's key.
    """
    state = _state(moment)
    shown = (moment.settings.changes, moment.answer, moment.beside, moment.compare)
    wanted = (key, current(), shown, state.notices, state.controls, state.stale, state.turn)
    return _SENT.get_or_make(wanted, lambda: network_payload(_sides(moment), state, key=key))


def note_view(settings: ExplorerSettings) -> None:
    """Note how the view says that it is looked at, for the message that it has sent: it need not be told itself."""
    st.session_state[_TOLD] = (_turn(), _looks(settings))


def _turn(settings: ExplorerSettings | None = None) -> int:
    """Return a number that grows when the view is to look in another way than it said last, as after Back."""
    turn, looks = st.session_state.get(_TOLD, (0, None))
    if settings is not None and looks != _looks(settings):
        turn += 1
        st.session_state[_TOLD] = (turn, _looks(settings))
    return int(turn)


def _looks(settings: ExplorerSettings) -> tuple[Any, ...]:
    return tuple(getattr(settings, name) for name in _LOOKS)


def _state(moment: ExplorerMoment) -> NetworkState:
    settings = moment.settings
    return NetworkState(
        scale=settings.map_scale,
        detail=settings.detail,
        selected=settings.selected,
        walk=settings.walk or None,
        turn=_turn(settings),
        compare=moment.compare,
        editable=moment.compare in ("none", "edits"),
        edits=edits_json(moment.edits),
        controls=controls(settings, moment.network),
        notices=moment.notices,
        stale=moment.stale,
    )


def edits_json(edits: Edits) -> list[dict[str, Any]]:
    """Write the changes of a network as the view has them; see ``explorer/controls.js``."""
    changes = [{"layer": layer, "field": field, "value": value} for layer, field, value in edits.changes]
    return [*changes, *({"ablate": node, "unit": unit} for node, unit in edits.ablations)]


def _sides(moment: ExplorerMoment) -> list[NetworkSide]:
    seen = moment.answer or ()
    named = zip(seen, _titles(moment), strict=True)
    unit = moment.beside
    return [
        _side(one, title, unit if unit and unit.side == index else None) for index, (one, title) in enumerate(named)
    ]


def _titles(moment: ExplorerMoment) -> list[str]:
    """Write the title above each side: what is different in them."""
    questions = [one.question for one in moment.answer or ()]
    if len(questions) == 2 and questions[0].picture is not questions[1].picture:
        return [question.picture.label for question in questions]
    if len(questions) == 2 and questions[0].network.source == questions[1].network.source:
        return [t("network_explorer.side_trained"), t("network_explorer.side_changed")]
    return [question.network.title for question in questions]


def _side(seen: Seen, title: str, unit: Beside | None) -> NetworkSide:
    look = seen.look
    network = seen.question.network
    opened = look.opened
    arrays: dict[str, NDArray[Any]] = {"picture": seen.pixels}
    arrays |= {f"out:{node}": array for node, array in look.outputs.items()}
    arrays |= {f"w:{name}": array for name, array in look.weights.items()}
    arrays |= {f"thumb:{node}": array for node, (_, array) in look.thumbnails.items()}
    if opened is not None:
        arrays["opened"] = opened.maps
    if unit:
        arrays |= unit_arrays(unit)
    return NetworkSide(
        graph=look.graph.as_json(),
        title=title,
        labels=network.labels,
        scaling=network.input.scaling,
        written_out=look.written_out,
        opened=None if opened is None else opened_json(opened),
        thumbnails={node: strongest for node, (strongest, _) in look.thumbnails.items()},
        unit=unit_json(unit.detail) if unit and unit.detail else None,
        patterns=patterns_json(unit.patches) if unit and unit.patches else None,
        arrays=arrays,
    )


def opened_json(opened: Opened) -> dict[str, Any]:
    """Describe an opened layer; its maps are an array of the payload."""
    return {
        "node": opened.node,
        "order": opened.order.tolist(),
        "strengths": _finite(opened.strengths),
        "page": opened.page,
        "pages": opened.pages,
    }


def unit_arrays(unit: Beside) -> dict[str, NDArray[Any]]:
    """Return the arrays of one unit, beside what is said of it."""
    arrays: dict[str, NDArray[Any]] = {} if unit.pictures is None else {"patterns:pictures": unit.pictures}
    if unit.detail is None:
        return arrays
    return arrays | {
        f"unit:{name}": array
        for name in ("inputs", "kernels", "parts", "rest", "output")
        if (array := getattr(unit.detail, name)) is not None
    }


def unit_json(detail: UnitDetail) -> dict[str, Any]:
    """Describe one unit of a large network."""
    return {
        "node": detail.node,
        "unit": detail.unit,
        "channels": detail.channels.tolist(),
        "count": detail.count,
        "bias": None if detail.bias is None else _finite([detail.bias])[0],
        "parameters": dict(zip(detail.parameters, _finite(detail.parameters.values()), strict=True)),
    }


def patterns_json(patches: Patches) -> dict[str, Any]:
    """Describe the patches that excite a unit; their pictures come in the same order."""
    told = patches.as_json()
    named = [
        one | {"picture": index, "name": picture_label(one["picture"]), "value": _finite([one["value"]])[0]}
        for index, one in enumerate(told["patches"])
    ]
    return told | {"patches": named}


def picture_label(name: str) -> str:
    """Name a picture: a sample by its name, else the visitor's own."""
    own = own_picture()
    return own.label if name == OWN and own else t(f"sample.{name}")


def _finite(values: Iterable[float]) -> list[float]:
    """Replace numbers that JSON cannot hold: what an uploaded network gives may be none."""
    return [float(value) for value in np.nan_to_num(np.array(list(values), np.float64), posinf=0.0, neginf=0.0)]
