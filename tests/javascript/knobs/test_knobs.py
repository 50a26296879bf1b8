"""The knobs of the client-side views: by pointer and by key, what they tell, and what they say of a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.accessibility import violations
from tests.stillness import until_still

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

MOUNT = """
async ({ file, name, options, dark }) => {
  const module = await import(`/knobs/${file}.js`);
  const host = document.createElement("div");
  const colours = dark ? ["#12161c", "#e8e6e0", "#7fb0ee", "#1b2129"] : ["#fbfaf7", "#0d1118", "#1d4f91", "#f0eee8"];
  ["background-color", "text-color", "primary-color", "secondary-background-color"].forEach((part, index) =>
    host.style.setProperty(`--st-${part}`, colours[index]));
  document.body.style.background = colours[0];
  document.body.append(host);
  const shadow = host.attachShadow({ mode: "open" });
  const sheets = ["/shared/theme.css", "/knobs/knobs.css"].map((href) =>
    Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  shadow.append(...sheets);
  await Promise.all(sheets.map((sheet) => new Promise((done) => { sheet.onload = done; })));
  const root = document.createElement("div");
  root.className = "cl-view";
  root.style.width = "260px";
  shadow.append(root);
  const told = { input: [], change: [], fixed: 0 };
  const knob = module[name]({
    format: (value) => `${value} px`,
    refusal: (typed, { min, max }) => `A number from ${min} to ${max}. Received: ${typed}.`,
    words: { add: "Add a kernel", remove: "Take {name} away", last: "One kernel stays" },
    ...options,
    onInput: (value) => told.input.push(value),
    onChange: (value) => told.change.push(value),
  });
  root.append(knob.root);
  globalThis.knob = knob;
  globalThis.told = told;
  knob.update({ value: options.value });
}
"""
OPTIONS = [{"value": name, "label": name.title()} for name in ("valid", "same", "custom")]
KNOBS: dict[str, dict[str, Any]] = {
    "slider": {"min": 1, "max": 32, "value": 4},
    "select": {"options": OPTIONS, "value": "same"},
    "segments": {"options": OPTIONS, "value": "same"},
    "switch": {"value": False},
    "number": {"min": 0, "max": 11, "value": 1},
    "several": {"options": OPTIONS, "value": ["same"]},
}
FILES = {name: "number" if name in ("number", "slider") else "choice" for name in KNOBS}
MAKERS = {name: f"create{name.title()}" for name in KNOBS}
ROLES = {"slider": "slider", "select": "combobox", "segments": "radiogroup", "switch": "switch"}
ROLES |= {"number": "spinbutton", "several": "group"}


class Shown:
    """One knob on a page of its own."""

    def __init__(self, page: Page, kind: str) -> None:
        self.page, self.kind = page, kind

    @property
    def control(self) -> Locator:
        return self.page.get_by_role(ROLES[self.kind], name="Padding", exact=True)

    def told(self, event: str = "change") -> list[Any]:
        found: list[Any] = self.page.evaluate(f"told.{event}")
        return found

    def update(self, **state: Any) -> None:
        self.page.evaluate("(state) => knob.update(state)", state)

    def note(self) -> str:
        return self.page.get_by_role("status").inner_text()


@pytest.fixture
def show(browser: Browser, components_address: str) -> Iterator[Callable[..., Shown]]:
    """``show("slider", min=…, dark=…)`` shows a knob that is called "Padding"; a test fails on an error of the page."""
    pages: list[Page] = []
    errors: list[str] = []

    def open_knob(kind: str, *, dark: bool = False, width: int = 390, **options: Any) -> Shown:
        page = browser.new_page(viewport={"width": width, "height": 600}, locale="en-GB")
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{components_address}/blank")
        given = {"label": "Padding", "help": "What stands around the picture."} | KNOBS[kind] | options
        page.evaluate(MOUNT, {"file": FILES[kind], "name": MAKERS[kind], "options": given, "dark": dark})
        return Shown(page, kind)

    yield open_knob
    for page in pages:
        page.close()
    assert errors == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("kind", KNOBS)
def test_every_knob_has_a_name_a_description_and_enough_contrast(show, axe_of, kind: str, dark: bool):
    shown = show(kind, dark=dark)
    described = shown.control.get_attribute("aria-describedby")
    assert shown.page.locator(f"#{described}").text_content() == "What stands around the picture."
    assert axe_of(shown.page) == []
    shown.update(problem={"text": "This cannot be.", "fix": {"label": "Use 1"}}, disabled=kind == "number")
    assert axe_of(shown.page) == []


@pytest.fixture
def axe_of() -> Callable[[Page], list[str]]:
    def found(page: Page) -> list[str]:
        until_still(page)
        return violations(page)

    return found


@pytest.mark.parametrize("kind", KNOBS)
def test_what_is_touched_is_large_enough(show, kind: str):
    sizes = show(kind).page.evaluate(
        """() => [...knob.root.querySelectorAll("input, select, button")].map((node) => {
          const target = node.type === "radio" ? node.nextElementSibling : node.closest("label") ?? node;
          return [target.offsetWidth, target.offsetHeight];
        })"""
    )
    assert sizes
    assert min(min(size) for size in sizes) >= 24


@pytest.mark.parametrize("kind", KNOBS)
def test_a_problem_is_said_with_a_way_out_and_taken_back(show, kind: str):
    shown = show(kind)
    shown.page.evaluate(
        """() => {
          const fix = { label: "Use 1", onClick: () => { told.fixed += 1; } };
          knob.update({ problem: { text: "This <b>cannot</b> be.", fix } });
        }"""
    )
    assert "This <b>cannot</b> be." in shown.note()
    assert shown.page.get_by_role("status").get_attribute("id") in (
        shown.control.get_attribute("aria-describedby") or ""
    )
    if kind not in ("segments", "several"):
        assert shown.control.get_attribute("aria-invalid") == "true"
    shown.page.get_by_role("button", name="Use 1").press("Enter")
    assert shown.told("fixed") == 1
    shown.update(problem=None)
    assert shown.note() == ""
    assert shown.control.get_attribute("aria-invalid") is None


def test_the_button_of_a_problem_does_what_was_said_last(show):
    shown = show("slider")
    for number in (1, 2):
        shown.page.evaluate(
            """(number) => {
              const fix = { label: "Fix", onClick: () => { told.fixed = number; } };
              knob.update({ problem: { text: "no", fix } });
            }""",
            number,
        )
    shown.page.get_by_role("button", name="Fix").click()
    assert shown.told("fixed") == 2


@pytest.mark.parametrize("kind", KNOBS)
def test_help_is_shown_to_pointer_key_and_touch_and_put_away_by_escape(show, kind: str):
    page = show(kind).page
    mark = page.get_by_role("button", name="Padding: What stands around the picture.")
    tip = page.get_by_role("tooltip")
    mark.hover()
    tip.wait_for(state="visible")
    page.mouse.move(380, 590)
    tip.wait_for(state="hidden")
    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    tip.wait_for(state="visible")
    page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    mark.click()
    tip.wait_for(state="visible")
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


@pytest.mark.parametrize("kind", KNOBS)
def test_a_knob_can_be_hidden_renamed_switched_off_and_taken_away(show, kind: str):
    shown = show(kind)
    shown.update(hidden=True)
    assert not shown.page.evaluate("knob.root.checkVisibility()")
    shown.update(hidden=False, label="Zeros", disabled=True)
    assert shown.page.get_by_role(ROLES[kind], name="Zeros").is_visible()
    inputs = shown.page.evaluate("[...knob.root.querySelectorAll('input, select')].every((input) => input.disabled)")
    assert inputs
    shown.page.evaluate("knob.destroy()")
    assert not shown.page.evaluate("knob.root.isConnected")


def test_a_slider_tells_every_step_and_once_that_it_was_let_go(show):
    shown = show("slider")
    box = shown.control.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    shown.page.mouse.move(box["x"] + 8 + (box["width"] - 16) * 3 / 31, middle)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + box["width"], middle, steps=6)
    assert shown.told() == []
    assert len(shown.told("input")) >= 5
    shown.update(value=7)  # an answer to an earlier change: the visitor's hand counts
    assert shown.control.input_value() == "32"
    shown.page.mouse.up()
    assert shown.told() == [32]
    assert shown.control.get_attribute("aria-valuetext") == "32 px"
    shown.update(value=7)
    assert shown.control.input_value() == "7"
    assert shown.page.locator(".knob-value").inner_text() == "7 px"


def test_a_slider_that_is_brought_back_is_let_go_too(show):
    shown = show("slider")
    box = shown.control.bounding_box()
    assert box
    start, middle = box["x"] + 8 + (box["width"] - 16) * 3 / 31, box["y"] + box["height"] / 2
    shown.page.mouse.move(start, middle)
    shown.page.mouse.down()
    shown.page.mouse.move(start + 60, middle, steps=3)
    shown.page.mouse.move(start, middle, steps=3)
    shown.page.mouse.up()
    assert shown.told() == [4]
    shown.update(value=9)
    assert shown.control.input_value() == "9"


def test_a_slider_by_keys(show):
    shown = show("slider")
    for key in ("ArrowRight", "End", "Home", "PageUp"):
        shown.control.press(key)
    assert shown.told()[:3] == [5, 32, 1]
    assert shown.told("input") == shown.told()


def test_a_slider_with_a_single_place_is_switched_off_and_limits_move(show):
    shown = show("slider")
    shown.update(min=1, max=1, value=1)
    assert shown.control.is_disabled()
    shown.update(min=1, max=3, value=3)
    assert shown.control.is_enabled()
    assert shown.control.get_attribute("max") == "3"


def test_a_select_tells_what_was_chosen(show):
    shown = show("select")
    assert shown.control.input_value() == "same"
    shown.control.select_option("custom")
    shown.control.press("ArrowUp")
    assert shown.told()[0] == "custom"
    shown.update(options=OPTIONS[:2], value="valid")
    assert shown.control.locator("option").all_inner_texts() == ["Valid", "Same"]
    assert shown.control.input_value() == "valid"


def test_segments_by_pointer_and_by_keys(show):
    shown = show("segments")
    radio = shown.page.get_by_role("radio", name="Same")
    assert radio.is_checked()
    shown.page.get_by_text("Custom").click()
    shown.page.get_by_role("radio", name="Custom").press("ArrowLeft")
    assert shown.told() == ["custom", "same"]
    assert radio.is_checked()
    shown.update(options=OPTIONS[:2])
    assert shown.page.get_by_role("radio").count() == 2
    assert radio.is_checked()


def test_a_switch_by_pointer_and_by_keys(show):
    shown = show("switch")
    shown.page.get_by_text("Padding", exact=True).first.click()
    shown.control.press(" ")
    assert shown.told() == [True, False]
    shown.update(value=True)
    assert shown.control.is_checked()


@pytest.mark.parametrize(
    ("typed", "value"), [("7", 7), ("99", 11), ("-4", 0), ("2.6", 3), (" 5 ", 5), ("4,2", 4), ("1e1", 10)]
)
def test_a_typed_number_is_the_nearest_that_can_be(show, typed: str, value: int):
    shown = show("number")
    shown.control.fill(typed)
    shown.control.press("Enter")
    assert shown.told() == [value]
    assert shown.control.input_value() == str(value)
    assert shown.note() == ""


@pytest.mark.parametrize("typed", ["NaN", "many", "", "1e999", "0x10", "<b>1</b>"])
def test_what_is_no_number_is_refused_with_a_sentence(show, typed: str):
    shown = show("number")
    shown.control.fill(typed)
    shown.control.press("Enter")
    assert shown.told() == []
    assert shown.control.input_value() == "1"
    assert shown.note() == f"A number from 0 to 11. Received: {typed}."
    assert shown.control.get_attribute("aria-invalid") == "true"
    shown.control.fill("3")
    shown.control.press("Enter")
    assert shown.note() == ""
    assert shown.told() == [3]


def test_a_number_by_arrows_and_buttons(show):
    shown = show("number")
    for key in ("ArrowUp", "PageUp", "ArrowDown"):
        shown.control.press(key)
    shown.page.locator(".knob-step").first.click()
    shown.page.locator(".knob-step").last.click()
    assert shown.told() == [2, 11, 10, 9, 10]
    assert shown.control.get_attribute("aria-valuenow") == "10"
    shown.control.fill("5")
    shown.control.press("Escape")
    assert shown.control.input_value() == "10"


def test_what_is_being_typed_is_left_alone(show):
    shown = show("number")
    shown.control.fill("8")
    shown.update(value=2)
    assert shown.control.input_value() == "8"
    shown.control.press("Enter")
    assert shown.told() == [8]


@pytest.mark.parametrize(
    ("value", "step", "expected"), [(0.32, 0.05, 0.3), (0.33, 0.05, 0.35), (-2, 0.05, -1), (0.1 + 0.2, 0.1, 0.3)]
)
def test_the_nearest_step(modules, value: float, step: float, expected: float):
    assert modules.call("knobs/number.js", "nearest", value, -1, 1, step) == expected


def test_an_arrow_key_opens_the_list_and_adds_nothing(show):
    shown = show("several")
    add = shown.page.get_by_role("combobox", name="Add a kernel")
    add.press("ArrowDown")
    assert shown.told() == []
    shown.page.keyboard.type("Cus")
    assert shown.told() == []
    shown.page.keyboard.press("Enter")
    assert shown.told() == [["same", "custom"]]


def test_several_are_chosen_in_order_and_the_last_one_stays(show):
    shown = show("several")
    add = shown.page.get_by_role("combobox", name="Add a kernel")
    add.select_option("valid")
    add.select_option("custom")
    assert add.is_hidden()
    shown.page.get_by_role("button", name="Take Same away").press("Enter")
    assert shown.page.get_by_role("button", name="Take Valid away").evaluate(
        "node => node === node.getRootNode().activeElement"
    )
    shown.page.get_by_role("button", name="Take Valid away").click()
    assert shown.told() == [["same", "valid"], ["same", "valid", "custom"], ["valid", "custom"], ["custom"]]
    last = shown.page.get_by_role("button", name="One kernel stays")
    last.press("Enter")
    assert shown.told()[-1] == ["custom"]
    assert last.get_attribute("aria-disabled") == "true"
    shown.update(value=["valid", "same"])
    assert shown.page.get_by_role("listitem").all_inner_texts() == ["Valid\n×", "Same\n×"]
