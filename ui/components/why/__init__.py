"""The view that says why, drawn in the browser: maps of heat over the picture, side by side, and their curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict

import numpy as np

from ui.components.view import View

VIEW: Final = View("why", words="why", events=("choose", "more"))


class CurveOfMethod(TypedDict):
    """The probability of the class while parts of the picture are taken away or added, as a method ranks them.

    Attributes:
        shares: of the picture, in [0, 1].
        probabilities: one for each.
        area: under the curve.
    """

    shares: list[float]
    probabilities: list[float]
    area: float


class MethodCurves(TypedDict):
    """Both curves of a method."""

    deletion: CurveOfMethod
    insertion: CurveOfMethod


class MethodMap(TypedDict):
    """The facts about a method's map.

    Attributes:
        node: the layer that was explained; None as long as there is no map, or where a method explains none.
        signed: whether numbers below 0 speak against the class.
        problem: why there is no map, or "".
        likeness: of the map that shuffled weights give, in [-1, 1]; None as long as there is none.
        senseProblem: why there is none, or "".
        curves: None as long as there are none.
    """

    node: str | None
    signed: bool
    problem: str
    likeness: float | None
    senseProblem: str
    curves: MethodCurves | None


class MethodOption(TypedDict):
    """A method or a layer, and its name."""

    value: str
    label: str


class LayerChoice(TypedDict):
    """The choice of a layer: "" is the last one."""

    value: str
    options: list[MethodOption]
    disabled: bool


class WhyControls(TypedDict):
    """The choices of the visitor: methods, the class that is explained, its layer, and which tests are wanted."""

    methods: list[str]
    wanted: int
    layer: LayerChoice
    sense: bool
    curves: bool


class WhyHeader(TypedDict):
    """The header of the view's payload.

    Attributes:
        key: of what is explained.
        methods: that could be chosen.
        controls: what is chosen.
        labels: of the classes.
        pending: parts that are missing, such as "map/grad_cam".
        maps: by method, of the chosen ones.
    """

    key: str
    methods: list[MethodOption]
    controls: WhyControls
    labels: list[str]
    pending: list[str]
    maps: dict[str, MethodMap]


@dataclass(frozen=True)
class WhyListeners:
    """The callbacks for what happens in the view; the session's state under the view's key then has the message.

    Attributes:
        choose: ``choose`` is {"field", "value"}.
        more: the visitor looks at the maps, and some are missing: ``more`` is the key of what is explained.
    """

    choose: Callable[[], None]
    more: Callable[[], None]


def why_view(
    header: WhyHeader, arrays: Mapping[str, np.ndarray[Any, Any]], listeners: WhyListeners, *, key: str
) -> Any:
    """Draw the view.

    Args:
        header: what is said around the maps.
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and as far as they are ready
            "heat:METHOD" and "sense:METHOD" float32 (rows, columns).
        listeners: who is told what happens in it.
        key: the component's key.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, choose=listeners.choose, more=listeners.more)
