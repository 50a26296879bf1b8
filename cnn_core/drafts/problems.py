"""The problems of a draft: layers that do not fit and networks too large to be trained here, with the nearest remedy.

A network of any size can be looked at and counted. Trained it needs about four times its parameters (the gradient and
two averages of Adam beside each) and all outputs of a batch in memory, and about three times its multiplications.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Final

from cnn_core.drafts.draft import MAXIMUM_LAYERS, NetworkDraft, with_layers
from cnn_core.drafts.layers import BACKBONE, DraftLayer
from cnn_core.drafts.rules import DraftProblem, problems_of_layers
from cnn_core.drafts.table import DraftRow, table

MAXIMUM_PARAMETERS: Final = 20_000_000
"""That are trained: 320 MB with Adam."""
MAXIMUM_BYTES: Final = 48_000_000
"""Of all outputs for one picture: 1.5 GB for a batch of 32."""
MAXIMUM_MULTIPLY_ACCUMULATES: Final = 2_000_000_000
"""For one picture."""


@dataclass(frozen=True)
class _Limit:
    code: str
    most: int
    cost: Callable[[DraftRow], int]


_LIMITS: Final = (
    _Limit("too_many_parameters", MAXIMUM_PARAMETERS, lambda row: row.parameters),
    _Limit("too_much_memory", MAXIMUM_BYTES, lambda row: row.bytes),
    _Limit("too_many_multiplications", MAXIMUM_MULTIPLY_ACCUMULATES, lambda row: row.multiply_accumulates),
)
_WIDTHS: Final[Mapping[str, str]] = MappingProxyType(
    {"Conv2D": "filters", "SeparableConv2D": "filters", "ResidualBlock": "filters", "Dense": "units"}
)
_PASSED: Final = ("Activation", "Dropout", "BatchNormalization", "Flatten")
"""What may stand between maps that become a vector and the layer that this makes large."""


def problems(draft: NetworkDraft) -> list[DraftProblem]:
    """List why this network cannot be built or trained; [] when it can.

    Put the first problem's remedy in place and ask again: after a while nothing is left, and `nearest` is that network.

    Example:
        >>> from cnn_core.drafts.layers import DraftLayer
        >>> [problem.code for problem in problems(NetworkDraft(8, 8, 1, 10, (DraftLayer("Dense"),)))]
        ['needs_vector']
    """
    return problems_of_layers(draft) or problems_of_size(draft)


def nearest(draft: NetworkDraft) -> NetworkDraft:
    """Return the nearest network without problems: the remedies put in place, one after the other.

    Example:
        >>> from cnn_core.drafts.layers import DraftLayer
        >>> [layer.kind for layer in nearest(NetworkDraft(8, 8, 1, 10, (DraftLayer("Dense"),))).layers]
        ['Flatten', 'Dense']
    """
    while found := problems(draft):
        draft = found[0].remedy
    return draft


def problems_of_size(draft: NetworkDraft) -> list[DraftProblem]:
    """List the first limit that a network passes, said at its largest layer; [] for one that can be trained.

    Args:
        draft: a network all of whose layers can work.

    Example:
        >>> layers = (DraftLayer("Flatten"), DraftLayer("Dense", {"units": 4096}))
        >>> [(one.index, one.code, one.fix) for one in problems_of_size(NetworkDraft(96, 96, 3, 10, layers))]
        [(1, 'too_many_parameters', 'replace')]
    """
    rows = [row for row in table(draft) if row.kind != BACKBONE]  # it is not trained, and computed once
    for limit in _LIMITS:
        received = sum(limit.cost(row) for row in rows)
        if received > limit.most:
            return [_problem(draft, rows, limit, received)]
    return []


def _problem(draft: NetworkDraft, rows: list[DraftRow], limit: _Limit, received: int) -> DraftProblem:
    """Describe the problem, with the first remedy that there is."""
    last = len(draft.layers)
    places = {last if row.index is None else row.index: row for row in rows if row.name not in ("rescaling", "softmax")}
    index = max(places, key=lambda place: limit.cost(places[place]))
    values = {"limit": limit.most, "received": received, "share": limit.cost(places[index]) / received}
    spare = limit.most - (received - limit.cost(places[index]))
    remedy = _average(draft, index, rows) or _narrower(draft, index, limit.cost(places[index]), spare)
    remedy = remedy or (_bridge(draft, rows) if index == last else _without(draft, index))
    return DraftProblem(index, limit.code, values, *remedy)


_Remedy = tuple[NetworkDraft, str, Mapping[str, object]]


def _average(draft: NetworkDraft, index: int, rows: list[DraftRow]) -> _Remedy | None:
    """Average each map, instead of flattening all of them in front of a layer that sees every value."""
    if index < len(draft.layers) and draft.layers[index].kind != "Dense":
        return None
    place = index - 1
    while place >= 0 and draft.layers[place].kind in _PASSED:
        before = next((row.output_shape for row in reversed(rows) if _comes_before(row, place)), ())
        if draft.layers[place].kind == "Flatten" and len(before) == 3 and prod(before[:2]) > 1:
            kind = "GlobalAveragePooling2D"
            layers = (*draft.layers[:place], DraftLayer(kind), *draft.layers[place + 1 :])
            return with_layers(draft, layers), "replace", {"kind": kind, "place": place}
        place -= 1
    return None


def _comes_before(row: DraftRow, place: int) -> bool:
    return row.name == "rescaling" or (row.index is not None and row.index < place)


def _narrower(draft: NetworkDraft, index: int, cost: int, spare: int) -> _Remedy | None:
    """Fewer filters or units, as many as leave the cost within what is spare, or half."""
    if index == len(draft.layers) or draft.layers[index].kind not in _WIDTHS:
        return None
    layer = draft.layers[index]
    setting = _WIDTHS[layer.kind]
    width = layer.settings[setting]
    if width == 1:
        return None
    fewer = max(width * spare // cost, 1) if spare > 0 else width // 2
    layers = (*draft.layers[:index], layer.with_settings(**{setting: fewer}), *draft.layers[index + 1 :])
    return with_layers(draft, layers), "set", {"setting": setting, "value": fewer}


def _bridge(draft: NetworkDraft, rows: list[DraftRow]) -> _Remedy:
    """Insert a narrow Dense layer before one unit a class."""
    inputs = rows[-3].output_shape[0]
    units = max(min(MAXIMUM_PARAMETERS // 2 // (inputs + draft.classes), 128), 1)
    layers = (*draft.layers[: MAXIMUM_LAYERS - 1], DraftLayer("Dense", {"units": units}))
    return with_layers(draft, layers), "insert", {"kind": "Dense"}


def _without(draft: NetworkDraft, index: int) -> _Remedy:
    kind = draft.layers[index].kind
    return with_layers(draft, (*draft.layers[:index], *draft.layers[index + 1 :])), "remove", {"kind": kind}
