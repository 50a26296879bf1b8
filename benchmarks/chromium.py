"""A headless Chromium for measurements, on this machine's own line or on a slow one, and the first paint of a page."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

SLOW: Final = {"offline": False, "latency": 100, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""100 ms and 10 Mbit/s each way, as Chromium's `Network.emulateNetworkConditions` takes it (bytes a second)."""
LINES: Final[dict[str, dict[str, Any] | None]] = {"local": None, "slow": SLOW}

# Notes when a page has first painted what a condition looks for. Playwright's own waiting looks twice a second only.
FIRST_PAINT = """
  window.firstPaint = 0;
  const look = () => {
    if (%s) setTimeout(() => { window.firstPaint = performance.now(); });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
"""


@dataclass(frozen=True)
class Chromium:
    """A browser whose pages all have the same line.

    Attributes:
        browser: Playwright's.
        line: a key of `LINES`.
    """

    browser: Browser
    line: str

    def new_page(self) -> Page:
        """Open an empty page of 1280 × 900 with a cache of its own."""
        page = self.browser.new_page(viewport={"width": 1280, "height": 900})
        conditions = LINES[self.line]
        if conditions:
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", conditions)
        return page

    def first_paint(self, address: str, condition: str) -> float:
        """Return the milliseconds from opening an address, with an empty cache, until ``condition`` is painted.

        Args:
            address: of a page.
            condition: a JavaScript expression.
        """
        page = self.new_page()
        page.add_init_script(FIRST_PAINT % condition)
        page.goto(address, wait_until="commit")
        page.wait_for_function("window.firstPaint > 0", timeout=60_000)
        elapsed: float = page.evaluate("window.firstPaint")
        page.close()
        return elapsed


@contextmanager
def chromium(line: str = "local") -> Iterator[Chromium]:
    """Start a headless browser for the time of a ``with``."""
    path = os.environ.get("CONVLENS_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield Chromium(browser, line)
        browser.close()


def line_of_command(description: str | None) -> str:
    """Return the line that the command names with ``--line``, "local" without it."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--line", choices=LINES, default="local", help="slow: 100 ms and 10 Mbit/s")
    line: str = parser.parse_args().line
    return line
