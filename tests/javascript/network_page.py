"""The network view, or another one, on a page of its own, fed with payloads by hand."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Browser, Page

from tests.accessibility import violations
from tests.javascript.contexts import new_page

# As Streamlit mounts a component: a shadow root, the theme's variables on its host, and functions that take messages.
MOUNT = """
async ({ payload, dark, view }) => {
  const { default: mount } = await import(`/${view}/view.js`);
  const host = document.createElement("div");
  const colours = dark ? ["#12161c", "#e8e6e0", "#7fb0ee", "#1b2129"] : ["#fbfaf7", "#0d1118", "#1d4f91", "#f0eee8"];
  ["background-color", "text-color", "primary-color", "secondary-background-color"].forEach((name, index) =>
    host.style.setProperty(`--st-${name}`, colours[index]));
  document.body.style.background = colours[0];
  document.body.style.colorScheme = dark ? "dark" : "light";
  document.body.append(host);
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/${view}/view.css` });
  shadow.append(sheet);
  await new Promise((done) => { sheet.onload = done; });
  const root = document.createElement("div");
  shadow.append(root);
  const sent = [];
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const send = (text) => mount({
    parentElement: root,
    data: bytes(text),
    setStateValue: (name, value) => sent.push(["state", name, value]),
    setTriggerValue: (name, value) => sent.push(["trigger", name, value]),
  });
  Object.assign(globalThis, { shadow, sent, send, cleanUp: send(payload) });
}
"""


class NetworkPage:
    """The view in a browser.

    Attributes:
        page: its shadow root is open, so that selectors reach inside.
        errors: what the scripts complained about.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        payload: bytes,
        *,
        dark: bool = False,
        view: str = "explorer",
        **context: Any,
    ) -> None:
        self.page: Page = new_page(browser, **context)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/blank")
        self.page.evaluate(MOUNT, {"payload": base64.b64encode(payload).decode(), "dark": dark, "view": view})

    def send(self, payload: bytes) -> None:
        """Another payload to the same view, as after a rerun."""
        self.page.evaluate("(text) => { send(text); }", base64.b64encode(payload).decode())

    def sent(self) -> list[list[Any]]:
        """The messages of the view so far: ["state" or "trigger", name, value]."""
        messages: list[list[Any]] = self.page.evaluate("sent")
        return messages

    def unit(self, node: str, unit: int, side: int = 0) -> Any:
        """The button of a unit."""
        return self.page.locator(f".side >> nth={side}").locator(f"[data-node='{node}'][data-unit='{unit}']")

    def focused(self) -> list[Any]:
        """Node and unit of what has the focus."""
        found: list[Any] = self.page.evaluate(
            "(() => { const { node, unit } = shadow.activeElement?.dataset ?? {}; return [node, Number(unit)]; })()"
        )
        return found

    def violations(self) -> list[str]:
        """What axe-core finds."""
        return violations(self.page)
