"""The Network Explorer's view, drawn in the browser: overview, unit, window, and the knobs of the network itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final

import numpy as np

from ui.components.view import View
from ui.language import words

_STATES: Final = ("scale", "detail", "selected", "walk")
VIEW: Final = View(
    "explorer",
    words="explorer",
    events=(*_STATES, "choose", "open", "unit", "edit", "patches", "card"),
)

Arrays = dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, eq=False)
class NetworkSide:
    """One network with one picture.

    Attributes:
        graph: `cnn_core.network_graph.graph.NetworkGraph.as_json`.
        title: what stands above it where there are two.
        labels: the classes in the visitor's language, in the order of the scores.
        scaling: "unit" or "bytes": how the picture's bytes become numbers.
        written_out: nodes whose outputs the browser computes itself, bit for bit.
        opened: what is said of a large network's opened layer, or None.
        thumbnails: of a large network: node → the unit that its thumbnail shows.
        unit: what is said of the one unit of a large network that is looked at, or None.
        patterns: what is said of the patches that excite a unit most, or None.
        arrays: "picture", uint8 (rows, columns, 3); "out:NODE", "w:NODE/kernel" …, float32.
    """

    graph: dict[str, Any]
    title: str
    labels: Sequence[str]
    scaling: str
    written_out: Sequence[str] = ()
    opened: dict[str, Any] | None = None
    thumbnails: dict[str, int] = field(default_factory=dict)
    unit: dict[str, Any] | None = None
    patterns: dict[str, Any] | None = None
    arrays: Arrays = field(default_factory=dict)

    def head(self) -> dict[str, Any]:
        """Return what the payload's header says of this side."""
        return {
            "graph": self.graph,
            "title": self.title,
            "labels": list(self.labels),
            "inputScaling": self.scaling,
            "writtenOut": list(self.written_out),
            "opened": self.opened,
            "thumbnails": self.thumbnails,
            "unit": self.unit,
            "patterns": self.patterns,
        }


@dataclass(frozen=True)
class NetworkState:
    """The state that the view shows around the networks.

    Attributes:
        scale: which maps share a colour scale at first: "unit", "layer", "block" or "global".
        detail: whether shapes, parameters and legends are shown at first.
        selected: the unit that is looked at at first, as the view writes it into a link, or "".
        walk: the step of the walk-through at first, or None.
        turn: another number than before asks a view that is on screen to take over the four above.
        compare: what stands side by side: "none", "edits", "picture" or "network".
        editable: whether the knobs of the network can be turned.
        edits: what was changed in the network, in words.
        controls: the options of the bar above the networks, and what is chosen.
        notices: sentences above the networks.
        stale: whether the networks on screen belong to settings before the present ones, and are dimmed.
    """

    scale: str
    detail: bool
    selected: str
    walk: int | None
    turn: int
    compare: str
    editable: bool
    edits: Sequence[dict[str, Any]]
    controls: dict[str, Any]
    notices: Sequence[dict[str, Any]]
    stale: bool


def network_payload(sides: Sequence[NetworkSide], state: NetworkState, *, key: str) -> bytes:
    """Pack what the view is sent.

    Args:
        sides: none while the first answer is waited for, one, or two to compare.
        state: what stands around them.
        key: the component's key.
    """
    formula = {f"formula.{name}": text for name, text in words("lab.formula").items()}
    header: dict[str, Any] = {
        "key": key,
        "words": formula | words(VIEW.words),
        "sides": [side.head() for side in sides],
        **{entry.name: getattr(state, entry.name) for entry in fields(state)},
    }
    arrays = {f"{index}:{name}": array for index, side in enumerate(sides) for name, array in side.arrays.items()}
    return VIEW.payload(header, arrays)


@dataclass(frozen=True)
class NetworkListeners:
    """The callbacks for what happens in the view; the session's state under the view's key then has the message.

    Attributes:
        view: what a link keeps of the view changed: ``scale``, ``detail``, ``selected`` or ``walk``.
        choose: the bar: ``choose`` is {"field": …, "value": …}.
        open: a layer of a large network was opened or its page turned: ``open`` is {"side", "node", "page"}.
        unit: the numbers of one unit of a large network are wanted: ``unit`` is {"side", "node", "unit"}.
        edit: a knob of the network was turned: ``edit`` is {"layer", "field", "value"}, {"ablate": node, "unit", "on"}
            or {"reset": layer or "all"}.
        patches: pixels to patterns: ``patches`` is {"side", "node", "unit"}, or {"close": true}.
    """

    view: Callable[[], None]
    choose: Callable[[], None]
    open: Callable[[], None]
    unit: Callable[[], None]
    edit: Callable[[], None]
    patches: Callable[[], None]


def network_view(payload: bytes, listeners: NetworkListeners, *, key: str) -> Any:
    """Draw the view.

    Args:
        payload: of `network_payload`, with the same key.
        listeners: who is told what happens in it.
        key: the component's key.

    Returns:
        The component's state: ``scale``, ``detail``, ``selected``, ``walk``, and ``card``, which is true in the run
        after everything about the network was asked for.
    """
    return VIEW.draw(
        payload,
        key=key,
        **dict.fromkeys(_STATES, listeners.view),
        choose=listeners.choose,
        open=listeners.open,
        unit=listeners.unit,
        edit=listeners.edit,
        patches=listeners.patches,
    )
