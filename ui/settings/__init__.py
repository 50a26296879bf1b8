"""Settings objects ↔ widgets ↔ the address: each field of a frozen dataclass is a control and a link parameter.

A page draws ``control(Class, "field")`` for the fields that it shows and then calls ``read(Class)``. What a visitor
set stays for the visit even while its control is hidden or another page is open. The address holds the fields that
differ from their defaults, hidden ones too, by their names in code: Streamlit's own ``bind="query-params"`` would
write the translated labels of options into it, and a Korean link would then mean nothing in an English browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn_core.settings import SettingError, check_value, limits
from cnn_core.settings import kind as kind_of
from ui.settings import address, controls

S = TypeVar("S")

_STORE = "settings.values"
_ARRIVAL = "settings.arrival"
_PAGE = "settings.page"
_IGNORED = "settings.ignored"


def begin() -> None:
    """Note how this run came about; ``app.py`` calls it once a run, before anything reads a setting.

    After the browser's back or forward button the address decides every field; after a link to another page it
    decides the fields that it names; in all other runs the controls decide.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    moved = st.session_state.get(_PAGE) != context.page_script_hash
    st.session_state[_PAGE] = context.page_script_hash
    st.session_state[_ARRIVAL] = _Arrival(context.is_history_navigation, moved)


def begun() -> bool:
    """Return True if ``app.py`` has run for this visitor; always true outside of Streamlit."""
    return get_script_run_ctx() is None or _PAGE in st.session_state


class _Arrival:
    """The arrival of the visitor at this run: how, and which fields have been taken from the address."""

    def __init__(self, history: bool = False, moved: bool = False) -> None:
        self.history, self.moved, self.seen = history, moved, set[str]()


def read(settings: type[S]) -> S:
    """Return the settings object as the visitor has it now; draw the controls first. The address follows.

    Args:
        settings: a frozen dataclass made of the fields of ``cnn_core.settings``.
    """
    found = peek(settings)
    address.write(settings, {name: getattr(found, name) for name in _names(settings)})
    return found


def peek(settings: type[S]) -> S:
    """Return the settings object of another page, of which this page's address says nothing."""
    return settings(**{name: _value(settings, name) for name in _names(settings)})


def control(
    settings: type,
    name: str,
    *,
    kind: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    options: Sequence[str] | None = None,
    **widget: Any,
) -> Any:
    """Draw the widget for one field and return its value.

    The label is ``settings.<name>``, the help ``settings.<name>_help`` if the catalogue has it, an option's label
    ``options.<name>.<option>`` if the catalogue has it.

    Args:
        settings: the settings class.
        name: the field; also the widget's key and the parameter of the link.
        kind: "slider" or "number" for numbers, "segmented" or "select" for a choice, "chips" or "list" for several;
            by default a slider, segments up to four options and else a select box, a list.
        minimum: a narrower lower limit at present. A value below it is raised to it.
        maximum: a narrower upper limit at present. A value above it is lowered to it.
        options: the options that are possible at present, a part of the field's own.
        **widget: whatever else the widget takes (``disabled``, ``on_change``, ``label_visibility``, ``help``, …).
    """
    range_ = controls.narrowed(settings, name, minimum, maximum, options)
    value = range_.nearest(_value(settings, name))
    _show(name, value)
    _values()[name] = _plain(controls.draw(settings, name, kind, range_, widget), value)
    return _values()[name]


def apply(changes: dict[str, Any]) -> None:
    """Set fields from a callback (``on_click=apply, args=({"padding": "same"},)``): presets, nearest legal values.

    Fields without a control, which a view edits by itself, are set the same way; ``read`` takes them into the link.
    """
    for name, value in changes.items():
        _values()[name] = value
        if name in st.session_state:
            _show(name, value)


def reset(settings: type) -> None:
    """Set every field to its default, from a callback."""
    apply({name: limits(settings, name).default for name in _names(settings)})


def notices(settings: type) -> list[str]:
    """List wrong parameters of the link, until the visitor changes a setting; the defaults stand for them."""
    values = {name: _value(settings, name) for name in _names(settings)}
    names, before = st.session_state.get(_IGNORED, ([], values))
    if before is None:  # the first run of the link: remember what it made, to see the first change
        before = values
        st.session_state[_IGNORED] = (names, before)
    return [name for name in names if name in values] if before == values else []


def link(settings: Any) -> str:
    """Write the query string of a settings object: the fields that differ from their defaults.

    Example:
        >>> from cnn_core.convolution_lab.stack import ConvolutionStack
        >>> link(ConvolutionStack(filters=8, kernels=("sobel_x", "box")))
        'filters=8&kernels=sobel_x,box'
    """
    return address.query(type(settings), {name: getattr(settings, name) for name in _names(type(settings))})


def _names(settings: type) -> list[str]:
    return [field.name for field in fields(settings)]


def _values() -> dict[str, Any]:
    """Return all fields of all pages as the visitor left them, drawn at present or not."""
    store: dict[str, Any] = st.session_state.setdefault(_STORE, {})
    return store


def _show(name: str, value: Any) -> None:
    """Put a value into the widget with the key ``name``, before that is drawn or from a callback."""
    shown = list(value) if isinstance(value, tuple) else value
    if name not in st.session_state or st.session_state[name] != shown:
        st.session_state[name] = shown


def _plain(value: Any, last: Any) -> Any:
    """Convert a widget's value to the dataclass's; a list that was emptied stays as it was last."""
    if isinstance(value, list):
        return tuple(value) or last
    return last if value is None else value


def _value(settings: type, name: str) -> Any:
    """Return the field's value: from the address on arrival, from its widget, else as it was last."""
    _arrive(settings, name)
    store = _values()
    if name in st.session_state:
        store[name] = _plain(st.session_state[name], store[name])
    try:
        check_value(settings, name, store[name])
    except SettingError:  # another page's field of this name allows more
        return limits(settings, name).default
    return float(store[name]) if kind_of(settings, name) == "real" else store[name]


def _arrive(settings: type, name: str) -> None:
    """Take over what the address says of a field, at most once a run, and only when the visitor came by it."""
    store = _values()
    arrival = st.session_state.setdefault(_ARRIVAL, _Arrival())
    if name in arrival.seen:
        return
    arrival.seen.add(name)
    raw = st.query_params.get(name)
    if raw is not None and (name not in store or arrival.history or arrival.moved):
        store[name] = _parse(settings, name, raw)
    elif name not in store or arrival.history:
        store[name] = limits(settings, name).default
    else:
        return
    if name in st.session_state:
        _show(name, store[name])


def _parse(settings: type, name: str, raw: str) -> Any:
    try:
        return address.parse(settings, name, raw)
    except ValueError:
        names, _ = st.session_state.get(_IGNORED, ([], None))
        st.session_state[_IGNORED] = ([*names, name], None)
        return limits(settings, name).default
