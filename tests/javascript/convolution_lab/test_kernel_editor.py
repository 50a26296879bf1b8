"""The kernel editor in a page, by real pointer and keyboard: what is told, what is refused, where the focus is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

LOCALES = Path(__file__).parents[3] / "locales"
SOBEL = np.float32([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])

MOUNT = """
async (lab) => {
  const { create } = await import("/convolution_lab/kernel_editor/kernel_editor.js");
  document.body.replaceChildren();
  document.body.style.margin = "16px";
  const host = document.body.appendChild(document.createElement("div"));
  const shadow = host.attachShadow({ mode: "open" });
  const style = shadow.appendChild(document.createElement("link"));
  style.rel = "stylesheet";
  style.href = "/convolution_lab/kernel_editor/kernel_editor.css";
  await new Promise((resolve) => { style.onload = resolve; });
  const root = shadow.appendChild(document.createElement("div"));
  const typed = (tensor) => tensor && { ...tensor, data: Float32Array.from(tensor.data) };
  window.toLab = (plain) => ({
    ...plain, kernel: typed(plain.kernel), pointwise: typed(plain.pointwise), bias: Float32Array.from(plain.bias),
  });
  window.lab = window.toLab(lab);
  window.received = [];
  const list = (values) => values && Array.from(values);
  const plain = (edit) => ({ ...edit, kernel: list(edit.kernel), pointwise: list(edit.pointwise) });
  window.answer = () => {};
  window.editor = create(root, {
    onLive: (edit) => received.push(["live", plain(edit)]),
    onCommit: (edit) => { received.push(["commit", plain(edit)]); window.answer(edit); },
    onReset: (map) => received.push(["reset", map]),
  });
  editor.update(window.lab, { map: 0 });
}
"""


def plain(tensor: np.ndarray) -> dict[str, Any]:
    return {"data": tensor.ravel().tolist(), "shape": list(tensor.shape)}


def lab_of(kernel, *, layer="Conv2D", pointwise=None, channels=3, language="en", maps=4) -> dict[str, Any]:
    words = tomllib.loads((LOCALES / f"{language}.toml").read_text("utf-8"))["lab"]["kernel_editor"]
    return {
        "program": {"layer": layer, "groups": 3},
        "image": {"shape": [8, 8, channels]},
        "feature": {"shape": [8, 8, maps]},
        "kernel": plain(kernel),
        "pointwise": None if pointwise is None else plain(pointwise),
        "bias": [0.25] * maps,
        "words": {f"kernel_editor.{key}": word for key, word in words.items()},
        "language": language,
        "channelNames": ["Red", "Green", "Blue"] if channels == 3 else ["Grey"],
        "mapNames": ["Sobel x"] * maps,
    }


def equal_channels(channels: int = 3, maps: int = 4) -> np.ndarray:
    return np.repeat(np.repeat(SOBEL[:, :, None, None], channels, axis=2), maps, axis=3)


class Editor:
    """The editor on a page, as a visitor and as the page around it see it."""

    def __init__(self, page) -> None:
        self.page = page

    def mount(self, kernel, **options) -> Editor:
        self.page.evaluate(MOUNT, lab_of(kernel, **options))
        return self

    def cell(self, label: str):
        return self.page.get_by_role("spinbutton", name=label, exact=True)

    def button(self, name: str):
        return self.page.get_by_role("button", name=name)

    def received(self, kind: str) -> list[Any]:
        return [payload for name, payload in self.page.evaluate("received") if name == kind]

    def focused(self) -> str:
        return self.page.evaluate(
            "document.body.firstElementChild.shadowRoot.activeElement?.getAttribute('aria-label') ?? ''"
        )

    def message(self) -> str:
        return self.page.get_by_role("status").inner_text()

    def next_frames(self) -> None:
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.fixture(scope="module")
def page(browser, components_address):
    page = browser.new_page(viewport={"width": 700, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{components_address}/blank")
    yield page
    page.close()
    assert not problems


@pytest.fixture
def editor(page):
    page.set_viewport_size({"width": 700, "height": 900})
    return Editor(page)


def stacked(edit) -> np.ndarray:
    return np.float32(edit["kernel"]).reshape(edit["shape"])


@pytest.mark.parametrize(("typed", "value"), [("0.5", 0.5), ("-1,25", -1.25), ("1/4", 0.25)])
def test_a_typed_number_goes_to_every_equal_channel(editor, typed, value):
    editor.mount(equal_channels())
    editor.cell("Green, row 1, column 2").click()
    editor.page.keyboard.type(typed)
    editor.page.keyboard.press("Enter")
    (edit,) = editor.received("commit")
    expected = np.repeat(SOBEL[:, :, None], 3, axis=2)
    expected[0, 1] = value
    np.testing.assert_allclose(stacked(edit), expected)
    assert (edit["map"], edit["channel"], edit["pointwise"], edit["shared"]) == (0, None, None, False)
    assert editor.focused() == "Green, row 1, column 2"


def test_one_channel_alone_when_they_are_not_edited_together(editor):
    editor.mount(equal_channels())
    editor.page.get_by_role("switch").uncheck()
    editor.cell("Blue, row 3, column 3").click()
    editor.page.keyboard.type("7")
    editor.page.keyboard.press("Tab")
    (edit,) = editor.received("commit")
    assert edit["channel"] == 2
    assert stacked(edit)[2, 2].tolist() == [1, 1, 7]


@pytest.mark.parametrize("typed", ["abc", "NaN", "", "1001"])
def test_what_is_no_number_is_refused_and_the_old_one_stays(editor, typed):
    editor.mount(equal_channels())
    cell = editor.cell("Red, row 2, column 1")
    cell.click()
    if typed:
        editor.page.keyboard.type(typed)
    else:
        editor.page.keyboard.press("Delete")
    editor.page.keyboard.press("Enter")
    assert cell.input_value() == "−2"
    assert cell.get_attribute("aria-valuenow") == "-2"
    assert "between −1000 and 1000" in editor.message()
    assert f"Received: {typed}" in editor.message() or f"Received: “{typed}”" in editor.message()
    assert editor.received("commit") == editor.received("live") == []
    editor.page.keyboard.type("3")
    editor.page.keyboard.press("Enter")
    assert editor.message() == ""
    assert len(editor.received("commit")) == 1


def test_escape_gives_the_number_back(editor):
    editor.mount(equal_channels())
    cell = editor.cell("Red, row 1, column 1")
    cell.click()
    editor.page.keyboard.type("55")
    editor.page.keyboard.press("Escape")
    assert cell.input_value() == "−1"
    editor.page.keyboard.press("Shift+ArrowUp")
    assert cell.input_value() == "−0.9"
    editor.page.keyboard.press("Escape")
    assert cell.input_value() == "−1"
    editor.page.wait_for_timeout(500)
    assert editor.received("commit") == []
    assert stacked(editor.received("live")[-1])[0, 0].tolist() == [-1, -1, -1]


def test_escape_with_nothing_to_take_back_is_the_pages(editor):
    editor.mount(equal_channels())
    editor.page.evaluate("window.keys = []; document.addEventListener('keydown', (event) => keys.push(event.key))")
    editor.cell("Red, row 1, column 1").click()
    for key in ("PageUp", "ArrowRight", "Escape", "Escape"):
        editor.page.keyboard.press(key)
    assert editor.page.evaluate("keys") == ["Escape"]


def test_arrow_keys_move_and_every_grid_is_one_tab_stop(editor):
    editor.mount(equal_channels())
    editor.cell("Red, row 1, column 1").click()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        editor.page.keyboard.press(key)
    assert editor.focused() == "Red, row 3, column 1"
    editor.page.keyboard.press("Tab")
    assert editor.focused() == "Green, row 1, column 1"
    editor.page.keyboard.press("Shift+Tab")
    assert editor.focused() == "Red, row 3, column 1"
    assert editor.received("live") == []


def test_steps_by_key_are_live_and_end_as_one_edit(editor):
    editor.mount(equal_channels())
    editor.cell("Red, row 2, column 2").click()
    for key in ("Shift+ArrowUp", "Shift+ArrowUp", "PageUp", "Shift+ArrowDown"):
        editor.page.keyboard.press(key)
        editor.next_frames()
    assert len(editor.received("live")) == 4
    editor.page.wait_for_function("received.some(([kind]) => kind === 'commit')")
    (edit,) = editor.received("commit")
    np.testing.assert_allclose(stacked(edit)[1, 1], 1.1, rtol=1e-6)


def test_enter_opens_the_number_with_all_its_digits(editor):
    kernel = equal_channels()
    kernel[0, 0] = 1 / 3
    editor.mount(kernel)
    cell = editor.cell("Red, row 1, column 1")
    cell.click()
    editor.page.keyboard.press("Enter")
    assert cell.input_value() == "0.333333"
    editor.page.keyboard.press("Enter")
    assert editor.page.evaluate("received") == []  # untouched, it keeps the digits that are not shown


def drag(editor, label, pixels, steps=6):
    box = editor.cell(label).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    editor.page.mouse.move(x, y)
    editor.page.mouse.down()
    for step in range(1, steps + 1):
        editor.page.mouse.move(x, y - pixels * step / steps)
        editor.next_frames()


def test_dragging_up_raises_the_number_live_and_commits_once(editor):
    editor.mount(equal_channels())
    drag(editor, "Red, row 2, column 2", 60)
    assert editor.received("commit") == []
    assert 1 < len(editor.received("live")) <= 6
    editor.page.mouse.up()
    (edit,) = editor.received("commit")
    np.testing.assert_allclose(stacked(edit)[1, 1], 1.2, rtol=1e-6)
    assert editor.focused() == "Red, row 2, column 2"


def test_many_moves_in_a_frame_are_told_once(editor):
    editor.mount(equal_channels())
    editor.page.evaluate(
        """() => {
          const cell = document.body.firstElementChild.shadowRoot.querySelector("input[role=spinbutton]");
          cell.setPointerCapture = () => {};
          const send = (type, y) => cell.dispatchEvent(new PointerEvent(type, {
            bubbles: true, cancelable: true, pointerId: 1, isPrimary: true, clientY: y, pointerType: "mouse",
          }));
          send("pointerdown", 100);
          for (let y = 99; y > 50; y -= 1) send("pointermove", y);
          window.before = received.length;
          send("pointerup", 50);
        }"""
    )
    assert editor.page.evaluate("before") == 0
    assert [len(editor.received(kind)) for kind in ("live", "commit")] == [1, 1]


def test_dragging_is_finer_with_shift_and_escape_takes_it_back(editor):
    editor.mount(equal_channels())
    editor.page.keyboard.down("Shift")
    drag(editor, "Red, row 2, column 2", 50)
    editor.page.keyboard.up("Shift")
    cell = editor.cell("Red, row 2, column 2")
    assert cell.get_attribute("aria-valuenow") == "0.1"
    editor.page.keyboard.press("Escape")
    editor.page.mouse.up()
    assert cell.get_attribute("aria-valuenow") == "0"
    assert editor.received("commit") == []
    assert stacked(editor.received("live")[-1])[1, 1].tolist() == [0, 0, 0]


def test_a_finger_drags_a_number_and_a_tap_selects_it(browser, components_address):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{components_address}/blank")
    editor = Editor(page).mount(equal_channels())
    box = editor.cell("Green, row 2, column 2").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    assert editor.focused() == "Green, row 2, column 2"
    session = context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + 10 * step}]})
        editor.next_frames()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    (edit,) = editor.received("commit")
    np.testing.assert_allclose(stacked(edit)[1, 1], -1, atol=0.05)
    assert page.evaluate("scrollY") == 0
    context.close()


def test_the_number_stays_within_the_limits_when_dragged(editor):
    kernel = equal_channels()
    kernel[1, 1] = 999.9
    editor.mount(kernel)
    drag(editor, "Red, row 2, column 2", 120)
    editor.page.mouse.up()
    assert stacked(editor.received("commit")[0])[1, 1].tolist() == [1000, 1000, 1000]


@pytest.mark.parametrize(
    ("button", "oracle"),
    [
        ("Normalise to Σ|w| = 1", lambda kernel: kernel / 8),
        ("Flip left–right", np.fliplr),
        ("Flip up–down", np.flipud),
        ("Rotate 90°", lambda kernel: np.rot90(kernel, -1)),
        ("Change signs", np.negative),
        ("All zeros", np.zeros_like),
    ],
)
def test_buttons_change_every_kernel_of_the_map(editor, button, oracle):
    editor.mount(equal_channels())
    editor.button(button).click()
    (edit,) = editor.received("commit")
    np.testing.assert_allclose(stacked(edit), np.repeat(oracle(SOBEL)[:, :, None], 3, axis=2))


def test_buttons_work_on_the_chosen_channel_and_copy_it(editor):
    editor.mount(equal_channels())
    editor.page.get_by_role("switch").uncheck()
    editor.page.get_by_text("Green", exact=True).last.click()
    editor.button("Change signs").click()
    edit = editor.received("commit")[-1]
    assert edit["channel"] == 1
    np.testing.assert_array_equal(stacked(edit)[:, :, 1], -SOBEL)
    np.testing.assert_array_equal(stacked(edit)[:, :, 0], SOBEL)
    editor.button("Copy to all channels").click()
    np.testing.assert_array_equal(stacked(editor.received("commit")[-1]), np.repeat(-SOBEL[:, :, None], 3, axis=2))


def test_a_button_that_cannot_work_says_why(editor):
    editor.mount(np.zeros((3, 5, 1, 2), np.float32), channels=1, maps=2)
    for name, reason in {"Rotate 90°": "square kernel", "Normalise": "kernel of zeros"}.items():
        editor.button(name).click(force=True)
        assert reason in editor.message()
    assert editor.received("commit") == []


def test_reset_asks_the_page(editor):
    editor.mount(equal_channels())
    editor.button("Reset this map").click()
    editor.button("Reset all maps").click()
    assert editor.received("reset") == [0, "all"]


def test_separable_layers_have_depthwise_kernels_and_a_pointwise_row(editor):
    pointwise = np.arange(6 * 5, dtype=np.float32).reshape(1, 1, 6, 5)
    kernel = np.random.default_rng(2).normal(size=(3, 3, 3, 2)).astype(np.float32)
    editor.mount(kernel, layer="SeparableConv2D", pointwise=pointwise, maps=5)
    assert editor.page.get_by_role("grid").count() == 7
    editor.cell("Pointwise weight of Green 2").click()
    editor.page.keyboard.type("0.5")
    editor.page.keyboard.press("Enter")
    (edit,) = editor.received("commit")
    assert edit["pointwise"] == [0, 5, 10, 0.5, 20, 25]
    assert edit["channel"] is None
    assert edit["shared"] is True


def test_an_answer_from_outside_waits_for_the_end_of_an_edit(editor):
    editor.mount(equal_channels())
    drag(editor, "Red, row 2, column 2", 60)
    editor.page.evaluate("editor.update({ ...lab, kernel: { ...lab.kernel } }, { map: 0 })")
    assert editor.cell("Red, row 2, column 2").input_value() == "1.2"
    editor.page.mouse.up()
    # Until the page answers, its old state comes again with every selection.
    editor.page.evaluate("editor.update({ ...lab, kernel: lab.kernel }, { map: 0 })")
    assert stacked(editor.received("commit")[0])[1, 1].tolist() == pytest.approx([1.2] * 3)
    answer = lab_of(equal_channels() * 2)
    editor.page.evaluate("(plain) => editor.update(toLab(plain), { map: 0 })", answer)
    assert editor.cell("Red, row 2, column 1").input_value() == "−4"


def test_the_draft_stays_until_the_page_answers(editor):
    editor.mount(equal_channels())
    editor.button("All zeros").click()
    editor.page.evaluate("editor.update(lab, { map: 0 })")
    assert editor.cell("Red, row 2, column 1").input_value() == "0"


def test_leaving_a_map_hands_in_what_is_being_typed_once(editor):
    editor.mount(equal_channels())
    # As the lab does: the end of an edit is answered at once with an update for the selection of that moment.
    editor.page.evaluate(
        """async () => {
          const { withEdit } = await import("/arithmetic/kernels.js");
          window.answer = (edit) => {
            window.lab = { ...lab, ...withEdit(lab.program, lab.kernel, lab.pointwise, edit) };
            editor.update(lab, { map: 1 });
          };
        }"""
    )
    editor.cell("Red, row 1, column 1").click()
    editor.page.keyboard.type("8")
    editor.page.evaluate("editor.update(lab, { map: 1 })")
    (edit,) = editor.received("commit")
    assert (edit["map"], stacked(edit)[0, 0].tolist()) == (0, [8, 8, 8])
    assert editor.page.get_by_role("heading").inner_text().startswith("Kernels of map 2")
    assert editor.cell("Red, row 1, column 1").input_value() == "−1"
    editor.page.evaluate("editor.update(lab, { map: 0 })")
    assert editor.cell("Red, row 1, column 1").input_value() == "8"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("rows", "columns", "width"), [(3, 3, 390), (5, 5, 390), (11, 11, 390), (11, 11, 1280)])
def test_nothing_overflows_and_cells_stay_large_enough(editor, language, rows, columns, width):
    editor.page.set_viewport_size({"width": width, "height": 900})
    kernel = np.random.default_rng(1).normal(size=(rows, columns, 3, 4)).astype(np.float32)
    editor.mount(kernel, language=language)
    editor.next_frames()
    assert editor.page.evaluate("document.documentElement.scrollWidth") <= width
    box = editor.page.get_by_role("spinbutton").first.bounding_box()
    assert box["width"] >= 26
    clipped = "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length"
    assert editor.page.get_by_role("spinbutton").evaluate_all(clipped) == 0


@pytest.mark.parametrize("column", [1, 6, 11])
def test_a_number_being_typed_is_seen_whole(editor, column):
    editor.page.set_viewport_size({"width": 390, "height": 900})
    editor.mount(np.zeros((11, 11, 1, 1), np.float32), channels=1, maps=1)
    cell = editor.cell(f"Grey, row 1, column {column}")
    cell.click()
    editor.page.keyboard.type("-0.12345")
    inside = """(cell) => {
      const [own, box] = [cell.getBoundingClientRect(), cell.closest(".kernel-scroll").getBoundingClientRect()];
      return own.left >= box.left && own.right <= box.right && cell.scrollWidth <= cell.clientWidth;
    }"""
    assert cell.evaluate(inside)


def test_cells_follow_the_width_of_the_page(editor):
    editor.mount(np.random.default_rng(1).normal(size=(7, 7, 3, 4)).astype(np.float32))
    cell = editor.page.get_by_role("spinbutton").first
    wide = cell.bounding_box()["width"]
    editor.page.set_viewport_size({"width": 320, "height": 900})
    editor.next_frames()
    assert cell.bounding_box()["width"] < wide


def test_a_destroyed_editor_is_silent(editor):
    editor.mount(equal_channels())
    editor.cell("Red, row 2, column 2").click()
    editor.page.keyboard.press("PageUp")
    editor.page.evaluate("received.length = 0; editor.destroy()")
    editor.page.wait_for_timeout(500)
    assert editor.page.evaluate("received") == []
    assert editor.page.get_by_role("spinbutton").count() == 0
