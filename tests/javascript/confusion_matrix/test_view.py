"""The confusion matrix in the browser: its keys, the words and colours of its cells, and what it sends."""

from __future__ import annotations

import numpy as np
import pytest

from figures.colours import colours_of
from ui.components.confusion_matrix import confusion_payload
from ui.language import words

COUNTS = np.array([[8, 2, 0], [0, 0, 0], [1, 0, 19]])
NAMES = ["cat", "dog <b>", "고래"]
MOUNT = """
async ({ bytes }) => {
  const { default: view } = await import("/confusion_matrix/view.js");
  const data = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  let host = document.querySelector("#confusion");
  if (!host) {
    host = Object.assign(document.createElement("div"), { id: "confusion" });
    document.body.append(host);
    window.sent = [];
  }
  view({ data, parentElement: host, setTriggerValue: (name, value) => window.sent.push([name, value]) });
}
"""


@pytest.fixture
def mounted(modules):
    import base64

    def mount(shares: bool = False, opened: tuple[int, int] | None = None, counts: np.ndarray = COUNTS) -> None:
        payload = confusion_payload(counts, NAMES, shares=shares, opened=opened)
        modules.page.evaluate(MOUNT, {"bytes": base64.b64encode(payload).decode()})

    mount()
    yield mount
    modules.page.evaluate("document.querySelector('#confusion').remove()")


@pytest.mark.parametrize(
    ("event", "cell", "target"),
    [
        ({"key": "ArrowRight"}, [1, 1], [1, 2]),
        ({"key": "ArrowLeft"}, [1, 0], [1, 0]),
        ({"key": "ArrowDown"}, [2, 1], [2, 1]),
        ({"key": "ArrowUp"}, [2, 1], [1, 1]),
        ({"key": "Home"}, [1, 2], [1, 0]),
        ({"key": "End"}, [1, 0], [1, 2]),
        ({"key": "Home", "ctrlKey": True}, [2, 2], [0, 0]),
        ({"key": "End", "ctrlKey": True}, [0, 0], [2, 2]),
        ({"key": "x"}, [0, 0], None),
    ],
)
def test_keys_lead_from_cell_to_cell(modules, event, cell, target):
    assert modules.call("confusion_matrix/matrix.js", "nextCell", event, cell, 3) == target


def cells(modules) -> list[dict]:
    return modules.page.evaluate(
        """() => [...document.querySelectorAll("#confusion [role=gridcell]")].map((cell) => ({
          text: cell.textContent, spoken: cell.getAttribute("aria-label"),
          ground: getComputedStyle(cell).backgroundColor,
          stop: cell.tabIndex, selected: cell.getAttribute("aria-selected") }))"""
    )


def test_the_cells_show_pictures_or_shares(modules, mounted):
    assert [cell["text"] for cell in cells(modules)] == ["8", "2", "0", "0", "0", "0", "1", "0", "19"]
    mounted(shares=True)
    assert [cell["text"] for cell in cells(modules)] == ["80", "20", "0", "–", "–", "–", "5.0", "0", "95"]


def test_a_cell_says_what_it_counts(modules, mounted):
    spoken = [cell["spoken"] for cell in cells(modules)]
    known = words("confusion")
    assert spoken[1] == known["cell_wrong"].format(shown="cat", answered="dog <b>", count=2, total=10, share="20.0")
    assert spoken[8] == known["cell_right"].format(shown="고래", answered="", count=19, total=20, share="95.0")


@pytest.mark.parametrize("shares", [False, True])
def test_the_colours_are_those_of_probabilities(modules, mounted, shares):
    mounted(shares=shares)
    values = COUNTS / np.maximum(COUNTS.sum(axis=1, keepdims=True), 1) if shares else COUNTS.astype(float)
    limit = 1.0 if shares else 19.0
    for cell, value, count in zip(cells(modules), values.ravel(), COUNTS.ravel(), strict=True):
        rgb = colours_of(np.array(value), limit, "probability")
        assert cell["ground"] == (f"rgb({rgb[0]}, {rgb[1]}, {rgb[2]})" if count else "rgba(0, 0, 0, 0)")


def test_names_are_text(modules, mounted):
    assert modules.page.locator("#confusion b").count() == 0
    assert modules.page.locator("#confusion thead th").nth(1).inner_text() == "dog <b>"


def test_a_cell_is_opened_by_pointer_and_by_keyboard(modules, mounted):
    page = modules.page
    page.locator("#confusion [role=gridcell]").nth(5).click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    assert page.evaluate("window.sent") == [
        ["open", {"row": 1, "column": 2}], ["open", {"row": 2, "column": 2}], ["open", {"row": 2, "column": 1}],
    ]  # fmt: skip


def test_it_is_one_tab_stop_and_keeps_the_focus_when_it_is_drawn_anew(modules, mounted):
    page = modules.page
    page.locator("#confusion [role=gridcell]").nth(4).focus()
    page.keyboard.press("ArrowRight")
    mounted(opened=(1, 2), counts=COUNTS + 1)
    found = cells(modules)
    assert [place for place, cell in enumerate(found) if cell["stop"] == 0] == [5]
    assert [place for place, cell in enumerate(found) if cell["selected"] == "true"] == [5]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == found[5]["spoken"]


def test_the_legend_ends_at_what_is_drawn(modules, mounted):
    legend = modules.page.locator("#confusion .cl-legend")
    assert "19" in legend.inner_text()
    mounted(shares=True)
    assert "100\u00a0%" in legend.inner_text()
