"""One widget for each kind of setting: how a field looks on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st

from cnn_core.settings import kind, limits
from ui.language import has, t


class Range(NamedTuple):
    """The possible values of a field at present: a range of numbers, or some of its options."""

    minimum: Any
    maximum: Any
    options: tuple[str, ...]

    def nearest(self, value: Any) -> Any:
        """Return the value itself if it is possible at present, else the nearest one.

        Example:
            >>> Range(1, 5, ()).nearest(9), Range(None, None, ("valid", "same")).nearest("custom")
            (5, 'valid')
        """
        if isinstance(value, tuple):
            return tuple(option for option in value if option in self.options) or self.options[:1]
        if isinstance(value, str):
            return value if not self.options or value in self.options else self.options[0]
        return value if isinstance(value, bool) else type(value)(min(max(value, self.minimum), self.maximum))


def narrowed(settings: type, name: str, minimum: Any, maximum: Any, options: Any) -> Range:
    """Return the field's own limits, with those that are given in their place."""
    own = limits(settings, name)
    return Range(
        own.minimum if minimum is None else minimum,
        own.maximum if maximum is None else maximum,
        tuple(options or own.options),
    )


def draw(settings: type, name: str, wanted: str | None, range_: Range, widget: dict[str, Any]) -> Any:
    """Draw the widget of one field; its value is already in the session under ``name``. Returns its value."""
    words = {"label": t(f"settings.{name}"), "key": name, "help": _help(name)}
    drawn = wanted or _usual(kind(settings, name), len(range_.options))
    if drawn in ("slider", "number"):
        return _draw_number(drawn, range_, limits(settings, name).step, words | widget)
    if drawn in ("toggle", "text"):
        plain: dict[str, Callable[..., Any]] = {"toggle": st.toggle, "text": st.text_input}
        return plain[drawn](**words | widget)
    return _draw_options(drawn, name, range_, words | widget)


def _draw_number(drawn: str, range_: Range, step: Any, widget: dict[str, Any]) -> Any:
    if range_.minimum >= range_.maximum:  # Streamlit has no slider with a single place.
        drawn, widget = "number", widget | {"disabled": True}
    function = st.slider if drawn == "slider" else st.number_input
    return function(min_value=range_.minimum, max_value=range_.maximum, step=step, **widget)


def _draw_options(drawn: str, name: str, range_: Range, widget: dict[str, Any]) -> Any:
    functions: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "segmented": (st.segmented_control, {"required": True}),
        "select": (st.selectbox, {"filter_mode": None}),
        "chips": (st.pills, {"selection_mode": "multi"}),
        "list": (st.multiselect, {}),
    }
    function, usual = functions[drawn]
    labels = {option: option_label(name, option) for option in range_.options}
    return function(options=list(labels), format_func=labels.__getitem__, **usual | widget)


def option_label(name: str, option: str) -> str:
    """Name an option of a field: ``options.<name>.<option>``, or the option itself."""
    return t(f"options.{name}.{option}") if has(f"options.{name}.{option}") else option


def _help(name: str) -> str | None:
    return t(f"settings.{name}_help") if has(f"settings.{name}_help") else None


def _usual(kind_: str, options: int) -> str:
    usual = {"whole": "slider", "real": "slider", "flag": "toggle", "several": "list", "text": "text"}
    return usual.get(kind_) or ("segmented" if options <= 4 else "select")
