"""From opening a page until it is painted, on this machine and on a slow line: ``python -m benchmarks.first_view``.

Home, lab and explorer against an empty page of the same server, and that against an empty app in a server of its own;
with ``--without-each``, also without each middleware of ``convlens.py``, and the lab's working size besides, which
`PictureSizes` answers. One server at a time; the workers have loaded Keras.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from typing import Final

from benchmarks.browser import CONTROLS, TEXT, of_lab
from benchmarks.chromium import LINES, Chromium, chromium
from benchmarks.empty_page import ADDRESS
from benchmarks.explorer import HOOK, IDLE, NETWORK
from benchmarks.server import EMPTY, HOST, serve
from ui.serving import MIDDLEWARE

IMAGES: Final = "[...document.querySelectorAll('[data-testid=stImage] img')]"
HOME: Final = f"{IMAGES}.length > 4 && {IMAGES}.every((image) => image.complete && image.naturalWidth > 0)"
# What is painted last is the whole page when nothing more is painted for a while.
LAB: Final = """window.find?.(".pipeline .tile") && window.painted.any > 0
  && performance.now() - window.painted.any > window.quiet"""
PAGES: Final = {"empty page": ADDRESS, "home": "", "lab": "convolution_lab", "explorer": NETWORK}


def painted(browser: Chromium, address: str, page: str) -> float:
    """Return the milliseconds from opening one of `PAGES` until its last text, picture or map has been painted."""
    if page in ("empty page", "home"):
        return browser.first_paint(f"{address}/{PAGES[page]}", HOME if page == "home" else TEXT)
    tab = browser.new_page()
    tab.add_init_script(HOOK.replace(".network", ".network, .pipeline"))
    tab.goto(f"{address}/{PAGES[page]}", wait_until="commit")
    tab.wait_for_function(LAB if page == "lab" else IDLE, timeout=180_000)
    elapsed: float = tab.evaluate("window.painted.any")
    tab.close()
    return elapsed


def medians(browser: Chromium, address: str, runs: int) -> Iterator[tuple[str, float]]:
    """Measure every page ``runs`` times, in turn, after each was opened once for Keras and the server's caches."""
    rounds = [{page: painted(browser, address, page) for page in PAGES} for _ in range(runs + 1)][1:]
    for page in PAGES:
        yield page, statistics.median(times[page] for times in rounds)


def measure(line: str, without: str, runs: int) -> dict[str, float]:
    """Start a server without one middleware, "" for none, and return the medians of its pages in milliseconds.

    `PictureSizes` has nothing to do with opening a page: without it, only the lab's working size is measured.
    """
    with chromium(line) as browser, serve(environment={"CONVLENS_BENCHMARK_WITHOUT": without}) as server:
        address = f"http://{HOST}:{server.port}"
        times = dict(medians(browser, address, runs)) if without != "PictureSizes" else {}
        if without in ("", "PictureSizes"):
            size = next(control for control in CONTROLS if control.name == "working size")
            times["working size"] = statistics.median(of_lab(browser, address, size)["maps"])
        return times


def measure_empty(line: str, runs: int) -> float:
    """Return the median of the empty app's first paint in milliseconds."""
    with chromium(line) as browser, serve(EMPTY) as server:
        address = f"http://{HOST}:{server.port}"
        return statistics.median([browser.first_paint(address, TEXT) for _ in range(runs + 1)][1:])


def main() -> None:
    """Print all measurements of this file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--line", choices=LINES, action="append", help="of both, only this one")
    parser.add_argument("--without-each", action="store_true")
    given = parser.parse_args()
    left_out = [str(one.cls.__name__) for one in MIDDLEWARE] if given.without_each else []  # type: ignore[attr-defined]  # typed as any callable
    for line in given.line or LINES:
        empty, usual = measure_empty(line, given.runs), measure(line, "", given.runs)
        beside = usual["empty page"]
        print(f"line {line}: an empty app in a server of its own: {empty:.0f} ms", flush=True)
        for page, time in usual.items():
            print(f"  {page}: {time:.0f} ms: × {time / beside:.2f} of the empty page, × {time / empty:.2f} of the app")
        for name in left_out:
            for page, time in measure(line, name, given.runs).items():
                print(f"  {page} without {name}: {time:.0f} ms: × {time / usual[page]:.2f}", flush=True)


if __name__ == "__main__":
    main()
