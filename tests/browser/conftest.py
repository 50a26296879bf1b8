"""The app in a real Chromium: one server for all browser tests, one fresh browser context for each test."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.accessibility import violations
from tests.stillness import until_still

ROOT = Path(__file__).parents[2]
# As `make run` starts it, and as whoever develops a page does.
UVICORN = ("uvicorn", "convlens:app", "--host", "127.0.0.1", "--ws-per-message-deflate", "false", "--port")
STREAMLIT = ("streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port")

WIDTHS = (390, 1280, 1920)
FITS = (
    "() => ![document.documentElement, ...document.querySelectorAll('.stMain')]"
    ".some(element => element.scrollWidth > element.clientWidth + 1)"
)
# All that a page may leave behind in a browser, but not what it has fetched.
STORED = "cookies,file_systems,indexeddb,local_storage,service_workers,cache_storage"

# An expander that is being opened would move a button away between the pointer's going down and up.
AT_ONCE = """{
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    const timing = typeof options === "object" ? options : {};
    return animate.call(this, frames, { ...timing, duration: 0 });
  };
}"""

# A busy machine needs longer than Playwright's five seconds for a first answer of the workers.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app as ``make run`` starts it, without a slash at its end."""
    with running(UVICORN, tmp_path_factory.mktemp("app") / "server.log") as address:
        yield address


@pytest.fixture
def app_of_streamlit_run(tmp_path: Path) -> Iterator[str]:
    """The address of the app as ``streamlit run app.py`` starts it."""
    with running(STREAMLIT, tmp_path / "server.log") as address:
        yield address


@contextmanager
def running(command: Sequence[str], log: Path) -> Iterator[str]:
    """A server, stopped at the end; ``command`` is a module's name and its arguments up to the port."""
    port = _free_port()
    with (
        log.open("wb") as output,
        subprocess.Popen([sys.executable, "-m", *command, str(port)], cwd=ROOT, stdout=output, stderr=output) as server,
    ):
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start. Its log:\n{log.read_text()}")


@dataclass
class Browsers:
    """Browsers of visitors, emptied after each test; what they have fetched and compiled is there for the next.

    Attributes:
        browser: the one of all tests.
        free: contexts that nobody uses, by their options.
    """

    browser: Browser
    free: dict[str, list[BrowserContext]] = field(default_factory=dict)

    def lend(self, options: dict[str, Any]) -> BrowserContext:
        """Give a browser without cookies, storage and pages."""
        idle = self.free.setdefault(repr(options), [])
        if idle:
            return idle.pop()
        made = self.browser.new_context(**options)
        made.add_init_script(AT_ONCE)
        return made

    def take_back(self, context: BrowserContext, options: dict[str, Any], origin: str) -> None:
        """Empty a browser."""
        session = context.new_cdp_session(context.pages[0] if context.pages else context.new_page())
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self.free[repr(options)].append(context)


@dataclass
class Visitor:
    """Opens pages of the app as one visitor after another, and remembers what their browsers complained about."""

    browsers: Browsers
    address: str
    contexts: list[tuple[BrowserContext, dict[str, Any]]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        height: int = 900,
        **context: Any,
    ) -> Page:
        """A new browser at ``path``, when the page's title is there and its script has finished.

        Args:
            path: with a slash at its start and perhaps a query.
            language: the browser's own language, "en" or "ko".
            theme: the system's appearance, "light" or "dark".
            width: of the window, in pixels.
            height: of the window, in pixels.
            **context: further options of Playwright's ``new_context``; by default motion is reduced.
        """
        locale = {"en": "en-GB", "ko": "ko-KR"}[language]
        viewport = {"width": width, "height": height}
        options = {"locale": locale, "color_scheme": theme, "viewport": viewport, "reduced_motion": "reduce"} | context
        made = self.browsers.lend(options)
        self.contexts.append((made, options))
        page = made.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        page.goto(self.address + path)
        settled(page)
        return page

    def leave(self) -> None:
        """Close all that was opened."""
        for context, options in self.contexts:
            self.browsers.take_back(context, options, self.address)
        self.contexts.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        # Below a page's address Streamlit's client first looks for the server there, and then at the root.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            self.complaints.append(f"{message.text} {message.location['url']}")


def settled(page: Page) -> None:
    """Wait until the page has its title, no run of its script is under way, and all its parts are drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=90_000)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=90_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=90_000)


def at_rest(page: Page) -> None:
    """Wait until nothing is drawn anew and every transition has ended: paler colours are no colours to judge."""
    settled(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    until_still(page)


def downloaded(page: Page, button: Locator) -> Download:
    """Click a button when nothing moves any more and its file's address is the newest; give the file that comes."""
    expect(button).to_be_visible(timeout=90_000)
    at_rest(page)
    with page.expect_download(timeout=90_000) as waiting:
        button.click()
    return waiting.value


@pytest.fixture(scope="session")
def browsers(browser: Browser) -> Browsers:
    """The browsers of all visitors."""
    return Browsers(browser)


@pytest.fixture
def visit(browsers: Browsers, app: str) -> Iterator[Visitor]:
    """``visit(path, language=…, theme=…, width=…)`` opens the app; a JavaScript error fails the test at its end."""
    visitor = Visitor(browsers, app)
    yield visitor
    visitor.leave()
    assert not visitor.complaints


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """``axe(page)`` gives what axe-core finds wrong with the page, one line for each element; [] is right."""
    return accessibility_violations


def accessibility_violations(page: Page) -> list[str]:
    """What axe-core finds when the page is at rest."""
    at_rest(page)
    # On narrow screens Streamlit draws its own list of pages as a list whose items are not its children.
    return violations(page, exclude=["[data-testid=stSidebarNavItems]"])


def has_horizontal_scroll(page: Page) -> bool:
    """Whether something is wider than the window, and stays so when the page has come to rest."""
    try:
        page.wait_for_function(FITS, timeout=5_000)
    except PlaywrightTimeoutError:
        return True
    return False


def at_every_width(page: Page) -> Iterator[int]:
    """The widths of a phone, a laptop and a large screen; the page has each when it is given."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        yield width
