"""The Network Explorer in Chromium: ``python -m benchmarks.explorer [--line slow]``. Medians of one run.

Times end when the canvas has been painted for the last time: a hook on the canvas notes every paint of maps. What the
core computes is measured apart, by ``python -m benchmarks.explorer_core``.
"""

from __future__ import annotations

import statistics
from typing import Any

import psutil
from playwright.sync_api import CDPSession, Page

from benchmarks.browser import FRAME, times_of
from benchmarks.chromium import Chromium, chromium, line_of_command
from benchmarks.server import Server, serve

NETWORK = "network_explorer?network=tiny_vgg"
PICTURES = ("coffee", "astronaut", "camera", "coins", "rocket", "cat")
CHANGES = 18
MANY = 200
QUIET = 400
"""Milliseconds without a paint after which a change is over."""
MEGABYTE = 1e6

# Notes when a canvas of the network was last painted: after the frame in which it was drawn.
HOOK = """
window.painted = { maps: 0, any: 0 };
window.quiet = QUIET;
const drawn = new Set();
const note = (canvas) => {
  if (drawn.size === 0) {
    requestAnimationFrame(() => setTimeout(() => {
      const maps = [...drawn].some((one) => one.matches(".maps"));
      drawn.clear();
      window.painted.any = performance.now();
      if (maps) window.painted.maps = window.painted.any;
    }));
  }
  drawn.add(canvas);
};
for (const name of ["putImageData", "drawImage"]) {
  const draw = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...values) {
    if (this.canvas.isConnected && this.canvas.getRootNode().querySelector(".network")) note(this.canvas);
    return draw.apply(this, values);
  };
}
window.find = (selector) => {
  const roots = [document, ...[...document.querySelectorAll("*")].flatMap((host) => host.shadowRoot ?? [])];
  return roots.map((root) => root.querySelector(selector)).find(Boolean);
};
""".replace("QUIET", str(QUIET))

IDLE = """() => window.painted.maps > 0 && window.find(".network")?.getAttribute("aria-busy") === "false"
  && performance.now() - window.painted.any > window.quiet"""

# The unit view is complete when nothing slides, and no animation that ends is still running.
OPEN_UNIT = """async ([node, unit]) => {
  const root = window.find(".network").getRootNode();
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const moving = () => root.querySelector(".stage.sliding") || root.getAnimations().some((animation) =>
    animation.playState === "running" && Number.isFinite(animation.effect.getComputedTiming().endTime));
  const start = performance.now();
  root.querySelector(`.stage [data-node="${node}"][data-unit="${unit}"]`).click();
  do await frame(); while (moving() || !root.querySelector(".unit-panel canvas"));
  return performance.now() - start;
}"""

# Moves a pointer over the maps, a move a frame. A time is what the page works for it: handler, layout and paint.
HOVER = (
    "async (selector) => {"
    + FRAME
    + """
  const stage = window.find(selector);
  const box = stage.getBoundingClientRect();
  const times = [];
  for (let step = 0; step < 150; step += 1) {
    const [x, y] = [box.left + (step * 37) % box.width, box.top + (step * 23) % box.height];
    await new Promise(requestAnimationFrame);
    const from = performance.now();
    const target = stage.getRootNode().elementFromPoint(x, y) ?? stage;
    const where = { bubbles: true, composed: true, pointerType: "mouse", clientX: x, clientY: y };
    target.dispatchEvent(new PointerEvent("pointermove", where));
    const handled = performance.now() - from;
    times.push(handled + await frame());
  }
  return times;
}"""
)


def opened(browser: Chromium, address: str) -> Page:
    """The explorer, open, with its hook, at rest."""
    page = browser.new_page()
    page.add_init_script(HOOK)
    page.goto(f"{address}/{NETWORK}")
    page.wait_for_function(IDLE, timeout=120_000)
    return page


def repainted(page: Page, act: str, argument: Any) -> float:
    """Milliseconds from an act until the maps have been painted for the last time."""
    start: float = page.evaluate(
        f"(argument) => {{ const start = performance.now(); ({act})(argument); return start; }}", argument
    )
    page.wait_for_function(f"window.painted.maps > {start} && ({IDLE})()", timeout=30_000)
    painted: float = page.evaluate("window.painted.maps")
    return painted - start


def pick(page: Page, number: int) -> float:
    """Choose another picture in the gallery, which stands open."""
    act = """(name) => window.find(`.gallery-tile[data-name="${name}"]`).click()"""
    return repainted(page, act, PICTURES[number % len(PICTURES)])


def counted(session: CDPSession) -> list[int]:
    """A list that grows by the length of every message that comes through the websocket from now on."""
    received: list[int] = []
    session.on("Network.webSocketFrameReceived", lambda event: received.append(_length(event["response"])))
    session.send("Network.enable")
    return received


def _length(response: dict[str, Any]) -> int:
    binary = response["opcode"] == 2
    return len(response["payloadData"]) * 3 // 4 if binary else len(response["payloadData"])


def measure_pictures(page: Page) -> None:
    """Another picture: the time until all maps are repainted, and what was sent for it."""
    page.get_by_role("button", name="Change picture").click()
    page.wait_for_function("window.find('.gallery-tile')")
    received = counted(page.context.new_cdp_session(page))
    times, sizes = [], []
    for number in range(CHANGES):
        received.clear()
        times.append(pick(page, number))
        sizes.append(sum(received))
    print(f"another picture → all maps repainted: {times_of(times[3:])}")
    print(f"bytes sent for it: {statistics.median(sizes[3:]) / 1000:.0f} kB")


def measure_unit(page: Page) -> None:
    """A click on a unit, from the overview, until the unit view is complete."""
    times = []
    for number in range(CHANGES):
        times.append(page.evaluate(OPEN_UNIT, ["conv_2_1", number % 10]))
        page.evaluate(
            "window.find('.network').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))"
        )
        page.wait_for_function(f"window.find('.unit-panel').hidden && ({IDLE})()")
    print(f"click on a unit → unit view complete, animation included: {times_of(times[3:])}")


def measure_knob(page: Page) -> None:
    """A knob of the network: the activation of a layer, until both networks are repainted."""
    page.evaluate(OPEN_UNIT, ["relu_2_1", 0])
    page.wait_for_function(IDLE)
    print(f"hover over the unit view → painted: {times_of(page.evaluate(HOVER, '.unit-panel'))}")
    act = """(value) => {
      const list = window.find(".knobs-panel select");
      list.value = value;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }"""
    times = [repainted(page, act, ("tanh", "sigmoid", "gelu")[number % 3]) for number in range(CHANGES)]
    print(f"a knob of the network turned → maps repainted: {times_of(times[3:])}")


def megabytes(server: Server, session: CDPSession) -> tuple[float, float]:
    """Memory of the web process with its workers, and of the page's JavaScript after its rubbish was collected."""
    processes: list[psutil.Process] = [server.process, *server.process.children(recursive=True)]
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    return sum(process.memory_info().rss for process in processes) / MEGABYTE, used / MEGABYTE


def measure_memory(page: Page, server: Server) -> None:
    """Many changes of picture: the medians of the last quarter against those of the second."""
    session = page.context.new_cdp_session(page)
    sizes = []
    for number in range(MANY):
        pick(page, number)
        if number % 5 == 4:
            sizes.append(megabytes(server, session))
    quarter = len(sizes) // 4
    for which, name in enumerate(("server and workers", "page")):
        middle, end = ([size[which] for size in part] for part in (sizes[quarter : 2 * quarter], sizes[-quarter:]))
        growth = statistics.median(end) - statistics.median(middle)
        print(
            f"memory over {MANY} changes of picture, {name}: {statistics.median(end):.0f} MB, grown by {growth:.1f} MB"
        )


def main() -> None:
    """Print all measurements of this file."""
    with chromium(line_of_command(__doc__)) as browser, serve() as server:
        address = f"http://127.0.0.1:{server.port}"
        page = opened(browser, address)
        print(f"line: {browser.line}")
        print(f"hover over a map → painted: {times_of(page.evaluate(HOVER, '.network .stage'))}")
        measure_unit(page)
        measure_pictures(page)
        measure_memory(page, server)
        page.close()
        page = opened(browser, address)
        measure_knob(page)


if __name__ == "__main__":
    main()
