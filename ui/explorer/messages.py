"""Messages of the explorer's view, checked and made into settings; what cannot be is left out with a sentence."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from cnn_core.network_graph.edits import Edits, EditsError, check, decode, encode
from cnn_core.pictures.samples import SAMPLES
from cnn_core.settings import SettingError, check_value
from ui import settings
from ui.components.explorer import NetworkListeners
from ui.explorer import payload as explorer_view
from ui.explorer.settings import ExplorerSettings
from ui.language import t
from ui.networks.names import OWN, SHIPPED
from ui.pictures.visitor import picture
from ui.requests import notices

VIEW: Final = "network_view"
CHOICES: Final = ("network", "fit", "compare", "partner_picture", "partner_network")
_FIELDS: Final = {"scale": "map_scale", "detail": "detail", "selected": "selected", "walk": "walk"}
# What belongs to one network, and means nothing in another.
_FRESH: Final = {"changes": "", "selected": "", "opened": "", "patterns": False}

_NOTICES: Final = "explorer_messages"


def listeners() -> NetworkListeners:
    """Return the callbacks that take what the view sends, for its component."""
    return NetworkListeners(take_view, take_choice, take_open, take_unit, take_edit, take_patches)


def refusals() -> tuple[str, ...]:
    """Say why the last message was left out, once."""
    return notices.take(_NOTICES)


def take_view() -> None:
    """Scale, details, the selected unit or the walk changed in the view: the link follows."""
    state = st.session_state[VIEW]
    values = {field: state.get(name) for name, field in _FIELDS.items()}
    _look({field: value for field, value in values.items() if value is not None and _may_be(field, value)})


def take_choice() -> None:
    """Something was chosen in the bar."""
    match st.session_state[VIEW].get("choose"):
        case {"field": str(field), "value": value} if field in CHOICES and _may_be(field, value):
            settings.apply({**_beside_choice(field, value), field: value})
        case _:
            notices.say(_NOTICES, t("network_explorer.choice_refused"))


def _beside_choice(field: str, value: str) -> dict[str, Any]:
    """Return what else a choice changes: the last network's settings go, and nothing is compared with itself."""
    present = settings.read(ExplorerSettings)
    if field == "network" and value != present.network:
        return dict(_FRESH)
    if field == "compare" and value == "picture" and present.partner_picture == picture().name:
        return {"partner_picture": next(name for name in SAMPLES if name != present.partner_picture)}
    if field == "compare" and value == "network" and present.partner_network == present.network:
        return {"partner_network": next((name for name in SHIPPED if name != present.network), OWN)}
    return {}


def take_open() -> None:
    """Take an opened or closed layer of a large network, or another page of it."""
    match st.session_state[VIEW].get("open"):
        case {"node": None | ""}:
            settings.apply({"opened": ""})
        case {"node": str(node), "page": int(page)} if _may_be("opened", f"{node}@{page}"):
            settings.apply({"opened": f"{node}@{page}" if page else node})


def take_unit() -> None:
    """Take the wish for the numbers of one unit of a large network."""
    if place := _place(st.session_state[VIEW].get("unit")):
        _look({"selected": place})


def take_patches() -> None:
    """Take the wish for the patches that excite a unit most, or its end."""
    message = st.session_state[VIEW].get("patches")
    place = _place(message)
    _look({"selected": place, "patterns": True} if place else {"patterns": False})


def take_edit() -> None:
    """Take a turned knob of the network: the change becomes a setting."""
    present = settings.read(ExplorerSettings)
    try:
        changes = encode(edited(decode(present.changes), st.session_state[VIEW].get("edit")))
        check_value(ExplorerSettings, "changes", changes)
    except (EditsError, SettingError):
        notices.say(_NOTICES, t("network_explorer.edit_refused"))
        return
    settings.apply({"changes": changes})


def _look(values: dict[str, Any]) -> None:
    """Take over how the view is looked at, as it says itself."""
    settings.apply(values)
    explorer_view.note_view(settings.read(ExplorerSettings))


def _place(message: Any) -> str | None:
    match message:
        case {"side": int(side), "node": str(node), "unit": int(unit)} if _may_be("selected", f"{side}/{node}/{unit}"):
            return f"{side}/{node}/{unit}"
    return None


def _may_be(field: str, value: Any) -> bool:
    try:
        check_value(ExplorerSettings, field, value)
    except SettingError:
        return False
    return True


def edited(edits: Edits, message: Any) -> Edits:
    """Put what the view sent into the changes of a network.

    Args:
        edits: the changes so far.
        message: {"layer", "field", "value"}, where None takes a change back; {"layer", "values": {field: value}};
            {"ablate": node, "unit", "on"}; or {"reset": "all"} or "last".

    Raises:
        EditsError: it is none of the view's messages, or no network can have the change.
    """
    found = _edit(edits, message)
    check(found)
    return found


def _edit(edits: Edits, message: Any) -> Edits:
    match message:
        case {"reset": "all"}:
            return Edits()
        case {"reset": "last"}:
            return Edits(edits.changes[:-1], edits.ablations if edits.changes else edits.ablations[:-1])
        case {"layer": str(layer), "field": str(field), "value": value}:
            return _with(edits, layer, {field: value})
        case {"layer": str(layer), "values": dict(values)}:
            return _with(edits, layer, values)
        case {"ablate": str(node), "unit": int(unit), "on": bool(on)}:
            rest = tuple(ablation for ablation in edits.ablations if ablation != (node, unit))
            return Edits(edits.changes, (*rest, (node, unit)) if on else rest)
    raise EditsError(
        f"An edit is a knob's new value, a unit switched off or on, or a reset. Received: {str(message)[:40]}. "
        "Turn a knob."
    )


def _with(edits: Edits, layer: str, values: dict[str, Any]) -> Edits:
    others = tuple(change for change in edits.changes if change[0] != layer or change[1] not in values)
    new = tuple((layer, field, value) for field, value in values.items() if value is not None)
    return Edits((*others, *new), edits.ablations)
