"""The unit view of a side on a page of its own, with a host that answers its events as the network view does."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.accessibility import violations
from tests.javascript.contexts import new_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOUNT = """
async (text) => {
  const { header, arrays, selection, dark, scale } = JSON.parse(text);
  const types = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };
  const decode = ({ array, dtype, shape }) => {
    const bytes = Uint8Array.from(atob(array), (letter) => letter.charCodeAt(0));
    return { data: new types[dtype](bytes.buffer), shape };
  };
  const { sideOf } = await import("/explorer/side.js");
  const { fitted } = await import("/explorer/sides.js");
  const { create } = await import("/explorer/unit/unit_view.js");
  const host = document.createElement("div");
  const colours = dark ? ["#12161c", "#e8e6e0", "#7fb0ee", "#1b2129"] : ["#fbfaf7", "#0d1118", "#1d4f91", "#f0eee8"];
  ["background-color", "text-color", "primary-color", "secondary-background-color"].forEach((name, index) =>
    host.style.setProperty(`--st-${name}`, colours[index]));
  document.documentElement.lang = header.language;
  document.body.style.background = colours[0];
  document.body.style.colorScheme = dark ? "dark" : "light";
  document.body.append(host);
  const shadow = host.attachShadow({ mode: "open" });
  const sheets = ["/shared/theme.css", "/explorer/unit/unit_view.css"].map((href) =>
    Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  shadow.append(...sheets);
  await Promise.all(sheets.map((sheet) => new Promise((done) => { sheet.onload = done; })));
  const root = document.createElement("div");
  shadow.append(root);
  const unpacked = Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, decode(array)]));
  const options = { scale, words: header.words, language: header.language };
  const state = { side: sideOf(header, unpacked, 0), selection, selected: [], closed: 0, wanted: [], shadow, options };
  state.show = () => state.view.update(state.side, state.selection, state.options);
  state.go = (change) => { state.selection = { ...state.selection, ...change }; state.show(); };
  state.repack = (next, more) => {
    const own = Object.fromEntries(Object.entries(more).map(([name, array]) => [name, decode(array)]));
    state.side = sideOf(next, { ...unpacked, ...own }, 0);
    state.show();
  };
  state.view = create(root, {
    onSelect: (next) => { state.selected.push(next); state.selection = fitted(next, [state.side]); state.show(); },
    onClose: () => { state.closed += 1; },
    onDetail: (unit) => state.wanted.push(unit),
  });
  globalThis.state = state;
  state.show();
}
"""


def encode(arrays: dict[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    """Arrays as the page decodes them."""
    return {
        name: {
            "array": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode(),
            "dtype": array.dtype.name,
            "shape": list(array.shape),
        }
        for name, array in arrays.items()
    }


class UnitPage:
    """The view; its shadow root is open, so that selectors reach inside."""

    def __init__(self, browser: Browser, address: str, side: dict[str, Any], **options: Any) -> None:
        selection = {"side": 0, "pinned": False, "window": False, "row": None, "column": None} | options.pop(
            "selection"
        )
        dark, scale, width = options.pop("dark", False), options.pop("scale", "unit"), options.pop("width", 1280)
        self.errors: list[str] = []
        self.page = new_page(browser, viewport={"width": width, "height": 900}, **options)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/blank")
        given = {"header": side["header"], "arrays": encode(side["arrays"]), "selection": selection}
        self.page.evaluate(MOUNT, json.dumps(given | {"dark": dark, "scale": scale}))

    def go(self, **change: Any) -> None:
        """Show another selection, as the network view does."""
        self.page.evaluate("(change) => state.go(change)", change)

    def selection(self) -> dict[str, Any]:
        """What is selected now."""
        selection: dict[str, Any] = self.page.evaluate("state.selection")
        return selection

    def texts(self, selector: str) -> list[str]:
        """The text of every element that a selector finds inside the view."""
        found: list[str] = self.page.evaluate(
            "(selector) => [...state.shadow.querySelectorAll(selector)].map((node) => node.textContent)", selector
        )
        return found

    def accessibility_violations(self) -> list[str]:
        """What axe-core finds."""
        return violations(self.page)

    def close(self) -> None:
        self.page.close()
        assert self.errors == []
