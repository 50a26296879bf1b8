"""Client-side views: each folder with a view declares it once, registers it, and listens only to its events."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ui.components.view import View

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(path.parent.name for path in (ROOT / "ui/components").glob("*/view.js"))


class Component:
    """Stands for Streamlit's component and notes what it is called with."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def __call__(self, **given: Any) -> str:
        self.given = given
        return "state"


def with_component(view: View) -> Component:
    component = Component()
    view.__dict__["component"] = component  # as if it had been registered already
    return component


def test_every_folder_declares_its_view():
    views = [importlib.import_module(f"ui.components.{name}").VIEW for name in FOLDERS]
    assert [view.name for view in views] == FOLDERS


def test_every_view_is_registered():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    registered = [entry["name"] for entry in project["tool"]["streamlit"]["component"]["components"]]
    assert sorted(registered) == FOLDERS


def test_every_event_has_a_listener():
    view, listener = View("brush", events=("brush", "take")), lambda: None
    component = with_component(view)
    assert view.draw({"a": 1}, key="k", brush=listener) == "state"
    assert component.given["on_brush_change"] is listener
    assert component.given["on_take_change"]() is None
    assert (component.given["key"], component.given["data"]) == ("k", {"a": 1})


def test_an_event_that_the_view_does_not_have_is_refused():
    with pytest.raises(ValueError, match=r"Received: \['take'\]"):
        View("brush", events=("brush",)).draw({}, key="k", take=lambda: None)
