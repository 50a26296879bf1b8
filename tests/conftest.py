"""One headless Chromium for all tests, and a way to call the functions of our JavaScript modules from Python."""

from __future__ import annotations

import asyncio
import base64
import functools
import json
import math
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

import engine
from engine import tasks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# No example is drawn by chance and none is timed: what fails once fails always, and everywhere.
settings.register_profile("full", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("fast", settings.get_profile("full"), max_examples=20)  # pytest --hypothesis-profile=fast
settings.load_profile("full")

# Keras computes in the tests as it does in the engine's workers: on one thread, as others run beside it.
os.environ.update(tasks.ENVIRONMENT)

# With --doctest-modules, pytest would import and so run the pages that are here for tests alone.
collect_ignore = [str(path) for path in Path(__file__).parent.rglob("*.py") if not path.name.startswith("test_")]

COMPONENTS = Path(__file__).parent.parent / "ui" / "components"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
BROWSER_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--no-first-run",
)
BLANK_PAGE = b"<!doctype html><html lang='en'><meta charset='utf-8'><title>ConvLens</title><body></body></html>"

# All travels as one text of JSON, which Playwright takes as it is. Typed arrays are base64: {"array": …, "dtype": …,
# "shape": … or null}; numbers that JSON has not are words: {"not_in_json": "NaN"}.
CALL = """
async ({ path, name, calls }) => {
  const types = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, int32: Int32Array };
  const names = { Float32Array: "float32", Float64Array: "float64", Uint8Array: "uint8", Uint8ClampedArray: "uint8",
    Int32Array: "int32", Uint32Array: "uint32" };
  const decode = (value) => {
    if (Array.isArray(value)) return value.map(decode);
    if (value === null || typeof value !== "object") return value;
    if (Object.hasOwn(value, "not_in_json")) return Number(value.not_in_json);
    if (!Object.hasOwn(value, "array")) {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decode(part)]));
    }
    const bytes = Uint8Array.from(atob(value.array), (letter) => letter.charCodeAt(0));
    const data = new types[value.dtype](bytes.buffer);
    return value.shape ? { data, shape: value.shape } : data;
  };
  const encode = (value) => {
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      let text = "";
      for (let start = 0; start < bytes.length; start += 8192) {
        text += String.fromCharCode(...bytes.subarray(start, start + 8192));
      }
      return { array: btoa(text), dtype: names[value.constructor.name], shape: null };
    }
    if (Array.isArray(value)) return value.map(encode);
    if (Object.is(value, -0)) return { not_in_json: "-0" };
    if (typeof value === "number" && !Number.isFinite(value)) return { not_in_json: String(value) };
    if (value === undefined || value === null || typeof value !== "object") return value ?? null;
    const tensor = ArrayBuffer.isView(value.data) && Array.isArray(value.shape);
    if (tensor) return { ...encode(value.data), shape: value.shape };
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, encode(part)]));
  };
  const module = await import(path);
  return JSON.stringify(JSON.parse(calls).map((call) => encode(module[name](...decode(call)))));
}
"""


class Modules:
    """The ES modules below ``ui/components``, in a blank page of the browser.

    Attributes:
        page: the page; its relative imports start at ``ui/components``: ``await import("/shared/colours.js")``.
        address: where ``ui/components`` is served, without a slash at the end.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def call(self, path: str, name: str, *arguments: Any) -> Any:
        """Call an exported function, as in ``modules.call("arithmetic/convolution.js", "featureMaps", …)``.

        Numbers, strings, lists, dicts and None go as they are; a 1-D numpy array and bytes become a typed array, an
        array of more axes a Tensor ``{data, shape}``. Results come back the other way. What JavaScript throws is
        raised as ``playwright.sync_api.Error``.
        """
        return self.call_each(path, name, [arguments])[0]

    def call_each(self, path: str, name: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
        """Call an exported function once for each list of arguments, in one round trip."""
        encoded = json.dumps([[_encode(argument) for argument in arguments] for arguments in calls], allow_nan=False)
        results = self.page.evaluate(CALL, {"path": f"/{path}", "name": name, "calls": encoded})
        return [_decode(result) for result in json.loads(results)]


_WORDS = {math.inf: "Infinity", -math.inf: "-Infinity", 0.0: "-0"}


def _encode(value: Any) -> Any:
    if isinstance(value, bytes):
        value = np.frombuffer(value, np.uint8)
    if isinstance(value, np.ndarray):
        text = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": text, "dtype": value.dtype.name, "shape": list(value.shape) if value.ndim > 1 else None}
    if isinstance(value, (float, np.floating)) and (
        not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0)
    ):
        return {"not_in_json": _WORDS.get(float(value), "NaN")}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, dict):
        return {key: _encode(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encode(part) for part in value]
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"array", "dtype", "shape"}:
        array = np.frombuffer(base64.b64decode(value["array"]), value["dtype"])
        return array if value["shape"] is None else array.reshape([int(size) for size in value["shape"]])
    if isinstance(value, dict) and value.keys() == {"not_in_json"}:
        return float(value["not_in_json"])
    if isinstance(value, dict):
        return {key: _decode(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_decode(part) for part in value]
    return value


class ComponentsHandler(SimpleHTTPRequestHandler):
    """Serves ``ui/components``, and a blank page at ``/blank``."""

    extensions_map = {  # noqa: RUF012
        "": "application/octet-stream",
        ".js": "text/javascript",
        ".css": "text/css",
        ".html": "text/html",
        ".json": "application/json",
        ".svg": "image/svg+xml",
    }

    def do_GET(self) -> None:
        if self.path != "/blank":
            with suppress(ConnectionError):  # the page has gone on to another test
                super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(BLANK_PAGE)))
        self.end_headers()
        self.wfile.write(BLANK_PAGE)

    def log_message(self, *_: Any) -> None:
        pass


def chromium() -> str:
    """The browser's executable: ``CONVLENS_CHROMIUM``, or else what is installed."""
    candidates = (os.environ.get("CONVLENS_CHROMIUM"), *map(shutil.which, BROWSERS))
    found = next(filter(None, candidates), None)
    if found is None:
        pytest.fail(
            f"Browser tests need Chromium or Chrome. Found none of {', '.join(BROWSERS)}. Install one, or say where it "
            "is with CONVLENS_CHROMIUM=/path/to/chromium; `make test-fast` runs the other tests.",
            pytrace=False,
        )
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses the browser, so that ``-m "not browser"`` leaves out all of them."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder where the tests, the engine and the servers that they start keep things; it goes with the tests."""
    home = tmp_path_factory.mktemp("workspace")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONVLENS_HOME", str(home))
        environment.setenv("CONVLENS_WORKERS", "1")
        yield home


@pytest.fixture(scope="session", autouse=True)
def _one_engine(session_home: Path) -> Iterator[None]:
    """One engine for all tests, in the session's folder: its workers load Keras once, with the first request."""
    prepare_engine(session_home)
    yield
    engine.shutdown()


def prepare_engine(home: Path) -> None:
    """Choose the environment that the engine's workers will start in, whatever a test changes in its own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CONVLENS_HOME", str(home))
        environment.delenv("CONVLENS_SCHEDULER", raising=False)
        for pool in engine.POOLS:
            engine.ready(pool)


@pytest.fixture
def clean_engine(session_home: Path) -> Iterator[None]:
    """No workers before the test, and none of its own after it."""
    engine.shutdown()
    yield
    engine.shutdown()
    prepare_engine(session_home)


@pytest.fixture(scope="module")
def empty_home(session_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The session's folder with nothing of other modules in it; the engine's workers see the same."""
    _set_aside(session_home, tmp_path_factory.mktemp("before"))
    yield session_home
    _set_aside(session_home, tmp_path_factory.mktemp("after"))


def _set_aside(folder: Path, place: Path) -> None:
    # Moved in one step each, for a task in the background may still be writing there.
    for path in folder.iterdir():
        path.rename(place / path.name)


@pytest.fixture(scope="session", autouse=True)
def _manifests_read_once() -> Iterator[None]:
    """Streamlit reads for every page of a test what all installed packages say of themselves: it is always the same."""
    scan = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as streamlit:
        streamlit.setattr(manifest_scanner, "scan_component_manifests", lambda: list(scan()))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, driven by Playwright's synchronous API."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_OPTIONS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def components_address() -> Iterator[str]:
    """Where ``ui/components`` is served: ``http://127.0.0.1:PORT``."""
    handler = functools.partial(ComponentsHandler, directory=str(COMPONENTS))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def modules(browser: Browser, components_address: str) -> Iterator[Modules]:
    """The JavaScript modules in a blank page; the page is shared, so a test leaves it as it was."""
    page = browser.new_page()
    page.goto(f"{components_address}/blank")
    yield Modules(page, components_address)
    page.close()


@pytest.fixture(autouse=True)
def _playwright_loop_set_aside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Between its calls Playwright leaves its event loop marked as running, and tests without a browser that start a
    loop of their own would be refused.
    """  # noqa: D205
    loop = None if "browser" in request.fixturenames else asyncio._get_running_loop()
    if loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
