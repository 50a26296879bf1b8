"""The unit view on a page: sums add up as shown; pointer, keys and play move the cell; all is readable everywhere."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.javascript import unit_sides
from tests.javascript.unit_page import UnitPage, encode

pytestmark = pytest.mark.browser

KINDS = {
    "strided": 1, "normalized": 2, "bent": 0, "depthwise": 4, "grouped": 1, "sum": 3, "averaged": 1, "larger": 2,
    "separable": 1, "both": 5, "gate": 5, "gated": 5, "padded": 1, "cropped": 1, "doubled": 1, "rescaled": 0, "many": 3,
    "large": 2, "flat": 100, "hidden": 3, "hidden:activation": 2, "logits": 2, "shares": 1, "input": 1,
}  # fmt: skip
ARRIVAL = 700
"""Milliseconds after which nothing slides any more."""
Open = Callable[..., UnitPage]


@pytest.fixture(scope="module")
def tiny() -> dict[str, Any]:
    return unit_sides.tiny()


@pytest.fixture(scope="module")
def kinds() -> dict[str, Any]:
    return unit_sides.every_kind()


@pytest.fixture
def open_unit(browser: Any, components_address: str) -> Iterator[Open]:
    """Opens the view: ``open_unit(side, node, unit, …)``; a test fails on an error of the page."""
    opened: list[UnitPage] = []

    def open_view(side: dict[str, Any], node: str, unit: int, **options: Any) -> UnitPage:
        selection = {"node": node, "unit": unit} | options.pop("selection", {})
        opened.append(UnitPage(browser, components_address, side, selection=selection, **options))
        return opened[-1]

    yield open_view
    for view in opened:
        view.close()


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def shown_sum(view: UnitPage) -> tuple[list[Decimal], Decimal]:
    """The terms of the line that adds up, with their signs, and its result."""
    signs, numbers = view.texts(".unit-equation .operator"), view.texts(".unit-equation .term-number")
    terms = [-number(text) if sign == "−" else number(text) for sign, text in zip(signs, numbers, strict=True)]
    return terms[:-1], terms[-1]


@pytest.mark.parametrize("node", ["strided", "depthwise", "separable", "larger", "sum", "many", "hidden", "logits"])
def test_sums_add_up_as_shown(open_unit: Open, kinds: dict[str, Any], node: str):
    view = open_unit(kinds, node, KINDS[node])
    output = kinds["outputs"][node]
    for row, column in ((0, 0), (3, 4), (2, 1)) if output.ndim == 3 else ((0, 0), (6, 8)):
        view.go(row=row, column=column)
        terms, total = shown_sum(view)
        assert sum(terms) == total
        unit = float(Decimal(1).scaleb(int(total.as_tuple().exponent)))
        keras = output[row, column, KINDS[node]] if output.ndim == 3 else output[KINDS[node]]
        assert abs(float(total) - float(keras)) <= unit


def test_terms_that_do_not_add_up_are_not_made_to(open_unit: Open, tiny: dict[str, Any]):
    """A filter that is switched off gives zeros: the sum stays what it is, and a sentence says why."""
    side = copy.deepcopy({"header": tiny["header"]}) | {"arrays": dict(tiny["arrays"])}
    output = tiny["outputs"]["conv_1_1"].copy()
    output[..., 3] = 0
    side["arrays"]["0:out:conv_1_1"] = output
    next(node for node in side["header"]["sides"][0]["graph"]["nodes"] if node["name"] == "conv_1_1")["ablated"] = [3]
    view = open_unit(side, "conv_1_1", 3)
    terms, total = shown_sum(view)
    assert sum(terms) == total != 0
    assert "switched off" in view.texts(".unit-notes")[0]
    assert view.texts(".unit-output .caption") == ["0.00"]


# Every form that the middle of the view takes, and sums with few, with many and without inputs.
FORMS = {"strided", "normalized", "bent", "both", "gate", "averaged", "flat", "hidden", "logits", "shares", "rescaled"}


@pytest.mark.parametrize("node", KINDS)
def test_every_kind_is_shown_with_its_words(open_unit: Open, kinds: dict[str, Any], node: str):
    view = open_unit(kinds, node, KINDS[node], reduced_motion="reduce")
    text = " ".join(view.texts(".unit-view"))
    assert not re.search(r"undefined|NaN|\{\w+\}|\[object", text)
    assert view.texts(".unit-notes p")
    assert node not in FORMS or view.accessibility_violations() == []


def test_the_window_slides_in_step_over_all_maps(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_2", 3, selection={"row": 10, "column": 20})
    lefts = view.page.evaluate(
        "['input', 'part', 'output'].map((stage) => [...new Set([...state.shadow.querySelectorAll("
        "`.unit-${stage} .outline`)].map((box) => box.style.left))])"
    )
    assert lefts == [[f"{100 * 20 / 62:.4f}%"], [f"{100 * 20 / 60:.4f}%"], [f"{100 * 20 / 60:.4f}%"]]


def test_pointing_moves_the_cell_until_a_click_pins_it(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 2, reduced_motion="reduce")
    box = view.page.locator(".unit-output .frame").bounding_box()
    assert box is not None
    cell = box["width"] / 62
    view.page.mouse.move(box["x"] + 7.5 * cell, box["y"] + 5.5 * cell)
    view.page.wait_for_function("state.selection.row === 5 && state.selection.column === 7")
    view.page.mouse.down()
    view.page.mouse.up()
    view.page.wait_for_function("state.selection.pinned")
    view.page.mouse.move(box["x"] + 30.5 * cell, box["y"] + 30.5 * cell)
    view.page.wait_for_timeout(50)
    assert (view.selection()["row"], view.selection()["column"]) == (5, 7)
    view.page.keyboard.press("Escape")


def test_pointing_at_an_input_selects_the_window_round_it(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 2, reduced_motion="reduce")
    box = view.page.locator(".unit-input .frame").nth(1).bounding_box()
    assert box is not None
    view.page.mouse.move(box["x"] + 20.5 * box["width"] / 64, box["y"] + 30.5 * box["height"] / 64)
    view.page.wait_for_function("state.selection.row === 29 && state.selection.column === 19")


def test_keys_reach_cells_units_levels_and_the_network(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 2, selection={"row": 4, "column": 4})
    holder = view.page.locator(".unit-holder")
    steps = (
        ("ArrowRight", {"row": 4, "column": 5}), ("ArrowDown", {"row": 5}), ("PageDown", {"row": 15}),
        ("Home", {"row": 0, "column": 0}), ("End", {"row": 61, "column": 61}), ("Shift+ArrowDown", {"unit": 3}),
        ("Shift+ArrowUp", {"unit": 2}), ("Enter", {"pinned": True}), ("Escape", {"pinned": False}),
    )  # fmt: skip
    for key, wanted in steps:
        holder.press(key)
        assert view.selection() | wanted == view.selection(), key
    view.page.get_by_role("button", name="Write out one window").click()
    assert view.selection()["window"] is True
    assert view.texts(".formula-title") == ["Feature map 3 · row 62, column 62"]
    view.page.locator(".formula-window").press("Escape")
    assert view.selection()["window"] is False
    assert view.page.evaluate("state.closed") == 0
    holder.press("Escape")
    assert view.page.evaluate("state.closed") == 1


def test_play_goes_from_cell_to_cell_and_stops_when_touched(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 2, selection={"row": 0, "column": 0})
    view.page.locator(".unit-holder").press(" ")
    view.page.wait_for_function("state.selection.column >= 3")
    view.page.locator(".unit-holder").press("ArrowDown")
    stopped = view.selection()
    view.page.wait_for_timeout(450)
    assert view.selection() == stopped


def test_the_numbers_of_a_kernel_show_on_hover_and_by_key(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_2", 1, reduced_motion="reduce")
    kernels = view.page.locator(".kernel-button")
    kernels.nth(2).hover()
    assert view.page.locator(".unit-kernel-numbers").is_visible()
    view.page.mouse.move(2, 2)
    assert view.page.locator(".unit-kernel-numbers").is_hidden()
    kernels.first.focus()
    kernels.first.press("ArrowDown")
    assert view.texts(".unit-kernel-numbers .cl-muted") == ["Kernel for map 2"]
    spoken = kernels.nth(1).get_attribute("aria-label") or ""
    weights = tiny["arrays"]["0:w:conv_1_2/kernel"][:, :, 1, 1].ravel()
    told = [float(number(text)) for text in re.findall(r"−?\d+\.\d+", spoken)]
    np.testing.assert_allclose(told, weights, atol=0.0006)


def test_a_pixel_is_led_to_its_entry_its_weight_and_its_product(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "output", 6, selection={"row": 2, "column": 4}, reduced_motion="reduce")
    view.page.locator(".unit-weights .frame").nth(5).hover(position={"x": 1, "y": 1})
    view.page.wait_for_function("state.selection.row === 0 && state.selection.column === 0")
    readout = view.texts(".unit-readout")[0]
    value = float(tiny["outputs"]["max_pool_2"][0, 0, 5])
    weight = float(tiny["arrays"]["0:w:output/kernel"][5, 6])
    assert readout.startswith("map 6, row 1, column 1 is entry 6 of the vector")
    told = [float(number(text)) for text in re.findall(r"−?\d+\.\d+", readout)]
    np.testing.assert_allclose(told, [value, weight, value * weight], atol=6e-5)


def test_a_term_of_the_fraction_is_linked_to_its_class(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "output:softmax", 6)
    shares = tiny["outputs"]["output:softmax"]
    view.page.locator(".softmax-below .softmax-term").nth(2).hover()
    assert view.texts("tr.pointed .softmax-name") == ["pizza"]
    view.page.locator(".softmax-name", has_text="koala").hover()
    assert view.page.locator(".softmax-below .softmax-term.pointed").count() == 1
    view.page.locator(".softmax-name", has_text="koala").click()
    assert view.selection()["unit"] == 5
    assert view.texts(".softmax-equals strong") == [f"{shares[5]:.4f}"]
    logits = tiny["outputs"]["output"].astype(np.float64)
    assert f"add up to {(1 / (1 + np.exp(-logits))).sum():.2f}, not to 1" in view.texts(".unit-note")[0]


def test_legends_follow_what_is_drawn(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_2", 3, scale="layer")
    limit = float(np.abs(tiny["outputs"]["conv_1_2"]).max())
    assert view.texts(".unit-legend")[-1].endswith(f"{limit:.2f}")
    assert "own scale" not in view.texts(".unit-legend")[0]
    arrays = {"0:out:conv_1_2": tiny["outputs"]["conv_1_2"] * np.float32(2)}
    view.page.evaluate("([header, more]) => state.repack(header, more)", [tiny["header"], encode(arrays)])
    assert view.texts(".unit-legend")[-1].endswith(f"{2 * limit:.2f}")


def test_what_the_side_lacks_is_asked_for_once(open_unit: Open, tiny: dict[str, Any]):
    side = tiny | {"arrays": {name: array for name, array in tiny["arrays"].items() if name != "0:w:conv_1_2/kernel"}}
    view = open_unit(side, "conv_1_2", 3)
    assert view.page.get_by_text("being fetched").is_visible()
    assert view.page.locator(".unit-output").is_visible()
    assert view.page.locator(".unit-kernel").count() == 0
    view.page.evaluate("(header) => state.repack(header, {})", side["header"])
    assert view.page.evaluate("state.wanted") == [{"side": 0, "node": "conv_1_2", "unit": 3}]
    more = {"0:w:conv_1_2/kernel": tiny["arrays"]["0:w:conv_1_2/kernel"]}
    view.page.evaluate("([header, more]) => state.repack(header, more)", [side["header"], encode(more)])
    assert view.page.locator(".unit-kernel").is_visible()
    assert view.page.get_by_text("being fetched").is_hidden()


SUMMED = ("strided", "depthwise", "grouped", "larger", "separable", "many", "hidden", "logits")


@pytest.mark.parametrize("node", SUMMED)
def test_of_a_large_network_the_strongest_inputs_and_the_rest_add_up(open_unit: Open, kinds: dict[str, Any], node: str):
    side = unit_sides.detail(kinds, node, 3)
    view = open_unit(side, node, 3)
    entry = side["header"]["sides"][0]["unit"]
    names = [str(channel + 1) for channel in entry["channels"]]
    if node == "strided":
        names = [["red", "green", "blue"][channel] for channel in entry["channels"]]
    rest = entry["count"] - len(names)
    assert view.texts(".unit-input .unit-name") == names + [f"{rest} more"] * (rest > 0)
    terms, total = shown_sum(view)
    assert sum(terms) == total
    keras = side["outputs"][node][..., 3]
    middle = float(keras[tuple(size // 2 for size in keras.shape)])
    assert float(total) == pytest.approx(middle, abs=0.0101)
    assert view.texts(".unit-facts dt")
    if keras.ndim < 2:
        assert view.page.locator(".unit-to-window").is_hidden()
        return
    view.page.locator(".unit-to-window").click()
    assert view.texts(".formula-title") == [
        f"Feature map 4 · row {keras.shape[0] // 2 + 1}, column {keras.shape[1] // 2 + 1}"
    ]
    called = [name if node == "strided" else f"channel {name}" for name in names]
    assert view.texts(".channel-name") == called
    labels = view.texts(".step-sum .term-label")
    assert labels[: len(names)] == called
    assert (f"{rest} others" in labels) == (rest > 0)
    numbers = [float(text.replace("−", "-")) for text in view.texts(".step-sum .term-number")]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1])
    assert numbers[-1] == pytest.approx(middle, abs=0.0101)
    note = view.page.locator(".unit-window .unit-note")
    assert note.is_visible() == (rest > 0)
    assert rest == 0 or note.inner_text().startswith(f"Of {entry['count']} inputs the {len(names)} ")


@pytest.mark.parametrize(
    "node", [node for node in KINDS if node not in (*SUMMED, "shares", "input", "hidden:activation")]
)
def test_of_a_large_network_other_layers_show_the_same_as_of_a_small_one(
    open_unit: Open, kinds: dict[str, Any], node: str
):
    large = open_unit(unit_sides.detail(kinds, node, 3), node, 3)
    small = open_unit(kinds, node, 3)
    for part in (".unit-readout", ".unit-notes p", ".unit-output .caption", ".unit-middle", ".unit-facts"):
        assert large.texts(part) == small.texts(part), part
    terms = (".unit-equation .term-number", ".unit-equation .term-label")
    pairs = [set(zip(*(view.texts(part) for part in terms), strict=True)) for view in (large, small)]
    assert pairs[0] == pairs[1]


@pytest.mark.parametrize(("width", "dark", "language"), [(390, True, "ko"), (1280, True, "en"), (1920, False, "ko")])
@pytest.mark.parametrize("node", ["conv_1_2", "max_pool_1", "relu_1_1", "output", "output:softmax"])
def test_nothing_is_cut_off_and_all_is_readable(
    open_unit: Open, tiny: dict[str, Any], node: str, width: int, dark: bool, language: str
):
    header = copy.deepcopy(tiny["header"]) | {"language": language, "words": unit_sides.words(language)}
    view = open_unit(tiny | {"header": header}, node, 2, width=width, dark=dark, reduced_motion="reduce")
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    assert view.accessibility_violations() == []


ARRIVES = """
async ({ node, unit }) => {
  await new Promise((done) => requestAnimationFrame(done));
  state.go({ node, unit, row: null, column: null });
  const moving = state.shadow.getAnimations().filter((one) => !(one instanceof CSSTransition));
  return moving.map((one) => one.effect.getComputedTiming().endTime);
}
"""


def test_a_unit_is_complete_in_time(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 0)
    for unit in (1, 2, 3):
        milliseconds = view.page.evaluate(ARRIVES, {"node": "conv_1_2", "unit": unit})
        assert 0 < max(milliseconds) <= ARRIVAL


def test_those_who_want_less_motion_get_none(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 0, reduced_motion="reduce")
    assert view.page.evaluate(ARRIVES, {"node": "conv_1_2", "unit": 1}) == []


def test_a_layer_that_is_not_written_out_says_why(open_unit: Open, kinds: dict[str, Any]):
    header = copy.deepcopy(kinds["header"])
    for reason in ("operation", "recurrent", "attention", "layer_normalization", "axis", "layer", None):
        nodes = {node["name"]: node for node in header["sides"][0]["graph"]["nodes"]}
        nodes["sum"] |= {"kind": "other", "className": "Mystery", "reason": reason}
        view = open_unit(kinds | {"header": header}, "sum", 0)
        assert "Mystery" in view.texts(".unit-notes p")[0]


def test_softmax_over_maps_is_written_out_at_a_cell(open_unit: Open, kinds: dict[str, Any]):
    header = copy.deepcopy(kinds["header"])
    nodes = {node["name"]: node for node in header["sides"][0]["graph"]["nodes"]}
    nodes["pointed"]["settings"]["activation"] = "softmax"
    exponents = np.exp(kinds["outputs"]["dilated"])
    shares = exponents / exponents.sum(axis=-1, keepdims=True)
    arrays = kinds["arrays"] | {"0:out:pointed": shares.astype(np.float32)}
    view = open_unit({"header": header, "arrays": arrays}, "pointed", 2, selection={"row": 3, "column": 5})
    assert view.texts(".softmax-equals strong") == [f"{shares[3, 5, 2]:.4f}"]
    view.page.locator(".unit-holder").press("ArrowRight")
    assert view.texts(".softmax-equals strong") == [f"{shares[3, 6, 2]:.4f}"]


def test_it_cleans_up(open_unit: Open, tiny: dict[str, Any]):
    view = open_unit(tiny, "conv_1_1", 0)
    view.page.evaluate("state.view.destroy()")
    assert view.texts(".unit-view") == []
