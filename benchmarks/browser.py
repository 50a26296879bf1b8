"""The lab's controls and pointer in Chromium: ``python -m benchmarks.browser [--line slow]``. Medians and ratios.

The empty page and the lab stand in the same server and are measured in turn, so that the machine's mood hits both.
"""

from __future__ import annotations

import statistics
from typing import Literal, NamedTuple

from playwright.sync_api import Locator, Page

from benchmarks.chromium import Chromium, chromium, line_of_command
from benchmarks.empty_page import ADDRESS
from benchmarks.server import serve

CHANGES = 25
ROUNDS = 2
TEXT = "document.querySelector('[data-testid=stMarkdown] p')"
BIG = "size=224&filters=8"

# Notes how long it takes from a key until the first frame with the new text on an empty page has been painted.
WATCH_TEXT = """() => {
  const text = document.querySelector("[data-testid=stMarkdown]").parentElement;
  window.started = 0;
  window.times = { text: [] };
  window.addEventListener("keydown", () => { window.started = performance.now(); }, true);
  new MutationObserver(() => {
    if (!window.started) return;
    const from = window.started;
    window.started = 0;
    requestAnimationFrame(() => setTimeout(() => window.times.text.push(performance.now() - from)));
  }).observe(text, { subtree: true, childList: true, characterData: true });
}"""

# The same for the lab's maps. Those of the browser's own arithmetic are painted in a frame, so that the first task
# after it comes after the paint; those of Keras come in a task, and the frame is still to follow.
WATCH_MAPS = """() => {
  const host = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".lab"));
  const maps = host.shadowRoot.querySelector(".pipeline");
  const note = (kind, from) => window.times[kind].push(performance.now() - from);
  let [started, turn, first] = [0, 0, false];
  window.times = { maps: [], keras: [] };
  window.addEventListener("keydown", () => {
    [started, turn, first] = [performance.now(), Number(maps.dataset.turn), true];
  }, true);
  new MutationObserver(() => {
    if (!started) return;
    const [from, keras] = [started, Number(maps.dataset.turn) > turn];
    if (!keras && first) scheduler.postTask(() => note("maps", from), { priority: "user-blocking" });
    if (keras) {
      requestAnimationFrame(() => setTimeout(() => { note("keras", from); if (first) note("maps", from); }));
      started = 0;
    }
    first = first && keras;
  }).observe(maps, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-turn"] });
}"""

# How long a frame works, from its start until it is laid out and painted.
FRAME = """
  const frame = () => new Promise((done) => {
    requestAnimationFrame((start) => setTimeout(() => done(performance.now() - start)));
  });
"""

# Moves a pointer over a map, a move a frame. A time is what the page works for a move: its handler, and the frame that
# follows with layout and paint; the wait for that frame to begin is the screen's, not ours.
HOVER = (
    """async () => {"""
    + FRAME
    + """  const root = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".lab")).shadowRoot;
  const tile = root.querySelector('[data-stage="activation"]');
  const box = tile.getBoundingClientRect();
  const times = [];
  for (let step = 0; step < 120; step += 1) {
    const [x, y] = [box.left + 5 + (step * 7) % (box.width - 10), box.top + 5 + (step * 3) % (box.height - 10)];
    await new Promise(requestAnimationFrame);
    const from = performance.now();
    const where = { bubbles: true, composed: true, pointerType: "mouse", clientX: x, clientY: y };
    tile.dispatchEvent(new PointerEvent("pointermove", where));
    const handled = performance.now() - from;
    times.push(handled + await frame());
  }
  return times;
}"""
)

# Drags a number of the kernel, a step a frame; a time is as above.
DRAG = (
    """async () => {"""
    + FRAME
    + """  const root = [...document.querySelectorAll("*")].find((e) => e.shadowRoot?.querySelector(".lab")).shadowRoot;
  const cell = root.querySelector('.panel.kernel_editor [role="grid"] [tabindex="0"]');
  const box = cell.getBoundingClientRect();
  const pointer = { bubbles: true, composed: true, pointerId: 1, isPrimary: true, buttons: 1, pointerType: "mouse" };
  const at = (type, y) => cell.dispatchEvent(new PointerEvent(type, { ...pointer, clientX: box.left + 5, clientY: y }));
  cell.setPointerCapture = () => {};
  at("pointerdown", box.top + 5);
  const times = [];
  for (let step = 1; step < 80; step += 1) {
    await new Promise(requestAnimationFrame);
    const from = performance.now();
    at("pointermove", box.top + 5 - step);
    const handled = performance.now() - from;
    times.push(handled + await frame());
  }
  const live = root.querySelector(".lab").dataset.state;
  at("pointerup", box.top - 80);
  return { times, live };
}"""
)


def opened(browser: Chromium, address: str, ready: str) -> Page:
    """A page that is open and shows ``ready``."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector(ready, timeout=60_000)
    page.wait_for_timeout(1500)
    return page


TO_AND_FRO = ("ArrowRight", "ArrowLeft")
UP_AND_DOWN = ("ArrowUp", "ArrowDown")
ONWARDS = ("ArrowRight", "ArrowRight")


def changes(
    page: Page, control: Locator, watch: str, last: str, keys: tuple[str, str] = TO_AND_FRO
) -> dict[str, list[float]]:
    """Milliseconds from a key on a control to the repaints that follow, by their kind.

    Args:
        page: an open page.
        control: a slider or a list on it.
        watch: the script that notes the times.
        last: the kind that comes last.
        keys: pressed in turn.
    """
    page.evaluate(watch)
    control.focus()
    for number in range(CHANGES):
        page.keyboard.press(keys[number % 2])
        page.wait_for_function(f"window.times.{last}.length > {number}", timeout=20_000)
        page.wait_for_timeout(250)
    found: dict[str, list[float]] = page.evaluate("window.times")
    return {kind: times[3:] for kind, times in found.items()}


class Control(NamedTuple):
    """A control of the lab, and how it is changed.

    Attributes:
        name: in what is printed.
        part: where it stands; "" where it is always in sight.
        role: of the control.
        label: of the control.
        query: what the page's link has besides.
        keys: that change it, pressed in turn.
    """

    name: str
    part: str
    role: Literal["slider", "combobox", "spinbutton"]
    label: str
    query: str = ""
    keys: tuple[str, str] = TO_AND_FRO


CONTROLS = (
    Control("bias", "Layer", "slider", "Bias"),
    Control("kernel size", "Window", "slider", "Kernel size"),
    Control("layer type", "Layer", "combobox", "Layer", "&layer=DepthwiseConv2D&depth_multiplier=3"),
    Control("working size", "", "slider", "Working size", "", ONWARDS),
    Control("seed of random kernels", "Kernels", "spinbutton", "Seed", "&kernel_source=random", UP_AND_DOWN),
    Control("angle of Gabor kernels", "Kernels", "slider", "Angle", "&kernels=gabor"),
)


def of_lab(browser: Chromium, address: str, control: Control) -> dict[str, list[float]]:
    """`changes` of the lab with large maps, opened for it."""
    page = opened(browser, f"{address}/convolution_lab?{BIG}{control.query}", ".pipeline .tile")
    if control.part:
        page.get_by_role("radio", name=control.part, exact=True).press(" ")
    try:
        knob = page.get_by_role(control.role, name=control.label)
        return changes(page, knob, WATCH_MAPS, "keras", control.keys)
    finally:
        page.close()


def of_empty_page(browser: Chromium, address: str) -> dict[str, list[float]]:
    """`changes` of the slider on the empty page."""
    page = opened(browser, f"{address}/{ADDRESS}", "[data-testid=stMarkdown] p")
    try:
        return changes(page, page.get_by_role("slider", name="Bias"), WATCH_TEXT, "text")
    finally:
        page.close()


def measure_changes(browser: Chromium, address: str) -> None:
    """Controls of the lab against the slider of an empty page of the same server, in turn."""
    text: list[float] = []
    times: dict[Control, dict[str, list[float]]] = {control: {"maps": [], "keras": []} for control in CONTROLS}
    for _ in range(ROUNDS):
        text += of_empty_page(browser, address)["text"]
        for control in CONTROLS:
            for kind, found in of_lab(browser, address, control).items():
                times[control][kind] += found
    usual = statistics.median(text)
    print(f"a slider on an empty page → its text: {usual:.0f} ms")
    for control, measured in times.items():
        browser_time, keras_time = statistics.median(measured["maps"]), statistics.median(measured["keras"])
        print(f"{control.name} → maps repainted, by the browser: {browser_time:.0f} ms: × {browser_time / usual:.2f}")
        print(f"{control.name} → Keras's own maps on screen: {keras_time:.0f} ms: × {keras_time / usual:.2f}")


def measure_pointer(browser: Chromium, address: str) -> None:
    """Measure what a pointer touches: a cell of a map, a number of a kernel."""
    page = opened(browser, f"{address}/convolution_lab?{BIG}", ".pipeline .tile")
    print(f"pointer over a cell → formula repainted: {times_of(page.evaluate(HOVER))}")
    page.get_by_role("tab", name="Edit kernels").click()
    page.wait_for_timeout(500)
    dragged = page.evaluate(DRAG)
    assert dragged["live"] == "live", "the drag was not taken for one"
    print(f"dragging a kernel's number, a frame: {times_of(dragged['times'])}")
    page.close()


def times_of(times: list[float]) -> str:
    """Median and the time that 95 of 100 stay below, in words."""
    return f"median {statistics.median(times):.1f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms"


def main() -> None:
    """Print all measurements of this file."""
    with chromium(line_of_command(__doc__)) as browser, serve() as server:
        address = f"http://127.0.0.1:{server.port}"
        print(f"The lab at 224 × 224, in colour, 8 filters; line: {browser.line}")
        opened(browser, address, "h1").close()  # before a first visit, Streamlit knows nothing of the empty page
        measure_changes(browser, address)
        measure_pointer(browser, address)


if __name__ == "__main__":
    main()
