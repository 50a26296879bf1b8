"""The Activation and Pooling Lab in Chromium: pointer and keyboard, both languages and themes, all widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import at_every_width, has_horizontal_scroll
from ui.language import catalogue

PATH = "/pooling_lab"
SMALL = f"{PATH}?study_size=12"
Visit = Callable[..., Page]


def lab(visit: Visit, path: str = SMALL, **options: Any) -> Page:
    """The page, when both of its views show what Keras said."""
    page = visit(path, **options)
    expect(page.locator(".pooling-view[data-state=keras]")).to_have_count(2, timeout=60_000)
    return page


def card(page: Page, name: str) -> Locator:
    return page.locator(f".card[data-activation={name}]")


def pool(page: Page, kind: str) -> Locator:
    return page.locator(f".pool-card[data-pooling={kind}]")


def readout(page: Page, part: str) -> Locator:
    return page.locator(f".{part} .readout")


def point(tile: Locator, row: int, column: int, size: int, *, click: bool = False) -> None:
    """Move the pointer to the middle of a cell, or click it."""
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    assert box
    position = {"x": (column + 0.5) * box["width"] / size, "y": (row + 0.5) * box["height"] / size}
    (tile.click if click else tile.hover)(position=position)  # type: ignore[operator]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_fits_and_shuts_nobody_out(visit: Visit, axe: Callable[[Page], list[str]], language: str, theme: str):
    page = lab(visit, PATH, language=language, theme=theme)
    expect(page.locator(".card")).to_have_count(9)
    expect(pool(page, "min").get_by_role("heading")).to_contain_text(
        catalogue(language)["pooling_lab.view.pooling_min"]
    )
    for width in at_every_width(page):
        assert not has_horizontal_scroll(page), width
        cut = page.locator(".pooling-view").evaluate_all(
            "views => views.filter(view => view.scrollWidth > view.clientWidth)"
        )
        assert not cut, width
        assert axe(page) == [], width


def test_pointing_at_a_map_marks_the_cell_on_all_of_them(visit: Visit):
    page = lab(visit)
    point(card(page, "relu").locator("canvas"), 4, 7, 10)
    expect(readout(page, "activations")).to_contain_text("Row 5, column 8")
    places = page.locator(".activations .outline").evaluate_all(
        "boxes => boxes.map(box => [box.style.top, box.style.left])"
    )
    assert places == [["40%", "70%"]] * 10
    values = page.locator(".card .response").all_inner_texts()
    assert len({text.split("→")[0] for text in values}) == 1
    x = readout(page, "activations").inner_text().split("= ")[1]
    expect(card(page, "linear").locator(".response")).to_have_text(f"{x} → {x}")


def test_arrow_keys_move_the_cell_and_shift_goes_to_the_next_map(visit: Visit):
    page = lab(visit)
    source = page.locator(".activations .source [data-tile]")
    source.focus()
    for key in ("Home", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(readout(page, "activations")).to_contain_text("Row 2, column 3")
    page.keyboard.press("Shift+ArrowRight")
    expect(card(page, "linear").locator("[data-tile]")).to_be_focused()
    expect(card(page, "linear").locator("[data-tile]")).to_have_attribute(
        "aria-label", re.compile(r"Map after linear\. Row 2, column 3: x = .* → ")
    )


def test_a_pinned_cell_stays_until_escape(visit: Visit):
    page = lab(visit)
    tile = card(page, "tanh").locator("[data-tile]")
    point(tile, 1, 1, 10, click=True)
    expect(readout(page, "activations")).to_contain_text("Pinned: row 2, column 2")
    point(card(page, "elu").locator("canvas"), 8, 8, 10)
    expect(readout(page, "activations")).to_contain_text("row 2, column 2")
    tile.press("Escape")
    point(card(page, "elu").locator("canvas"), 8, 8, 10)
    expect(readout(page, "activations")).to_contain_text("Row 9, column 9")


def test_choosing_an_activation_pools_its_map(visit: Visit):
    page = lab(visit)
    page.get_by_role("radio", name="tanh").check()
    expect(page.locator(".poolings h3").first).to_have_text("Map after tanh")
    expect(card(page, "tanh").locator(".badge")).to_be_visible()
    expect(page).to_have_url(re.compile("activation=tanh"))


def test_an_activation_is_chosen_by_keyboard(visit: Visit):
    page = lab(visit)
    card(page, "relu").get_by_role("radio").press("ArrowRight")
    expect(page.locator(".poolings h3").first).to_have_text("Map after leaky ReLU")


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_window_follows_pointer_and_keys_and_its_numbers_are_consistent(visit: Visit):
    page = lab(visit)
    point(pool(page, "max").locator(".tile canvas"), 2, 3, 5)
    expect(readout(page, "poolings")).to_contain_text("row 3, column 4")
    window = page.locator(".poolings .source .outline")
    assert window.evaluate("box => [box.style.top, box.style.left, box.style.width]") == ["40%", "60%", "20%"]
    page.locator(".poolings .source [data-tile]").press("ArrowLeft")
    results = {
        kind: number(pool(page, kind).locator("mn.result").text_content() or "") for kind in ("max", "average", "min")
    }
    assert results["min"] <= results["average"] <= results["max"]
    total, count = (number(text) for text in pool(page, "average").locator("mfrac mn").all_text_contents())
    assert total / count == pytest.approx(results["average"], abs=0.006)


def test_pointing_at_the_map_moves_the_window_there(visit: Visit):
    page = lab(visit, f"{SMALL}&pool_size=3&pool_stride=2")
    point(page.locator(".poolings .source canvas").first, 9, 0, 10)
    expect(readout(page, "poolings")).to_contain_text("row 4, column 1")


def test_cells_that_no_window_reaches_are_shaded(visit: Visit):
    page = lab(visit, f"{SMALL}&pool_size=3&pool_stride=3")
    assert page.locator(".poolings .source .unused").count() == 2


def test_noise_changes_maps_and_measures(visit: Visit):
    page = lab(visit, f"{SMALL}&shift_columns=0")
    expect(page.locator(".verdict")).to_have_text(catalogue("en")["pooling_lab.view.verdict_same"])
    expect(page.locator("tr[data-stage=map] .share")).to_have_text("0 %")
    page.get_by_role("slider", name="Noise").press("PageUp")
    expect(page.locator("tr[data-stage=map] .share")).not_to_have_text("0 %")
    expect(page.locator(".verdict")).to_contain_text("Noise goes up and down")


def test_the_maps_of_the_changed_picture_can_be_shown(visit: Visit):
    page = lab(visit, f"{SMALL}&noise=0.4")
    canvas = page.locator(".poolings .source canvas").first
    before = canvas.evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("radio", name="the changed picture").check()
    assert canvas.evaluate("canvas => canvas.toDataURL()") != before


def test_an_own_scale_makes_pale_maps_strong(visit: Visit):
    page = lab(visit)
    expect(card(page, "sigmoid").locator(".cl-legend")).not_to_contain_text("0.8")
    high = card(page, "relu").locator(".cl-legend span").last.inner_text()
    expect(card(page, "sigmoid").locator(".cl-legend span").last).to_have_text(high)
    page.get_by_label("Own colour scale for each map").check()
    expect(card(page, "sigmoid").locator(".cl-legend span").last).not_to_have_text(high)


def test_an_impossible_window_dims_the_maps_and_offers_the_nearest_one(visit: Visit):
    page = lab(visit, f"{PATH}?study_size=8&pool_size=6")
    page.get_by_role("slider", name="Pool size").press("ArrowRight")
    expect(page.get_by_role("alert").filter(has_text="7 × 7")).to_be_visible()
    expect(page.locator(".pooling-view.stale")).to_have_count(1)
    page.get_by_role("button", name="Use Pool size: 6").click()
    expect(page.locator(".pooling-view.stale")).to_have_count(0)


def test_min_pooling_is_shown_on_dark_strokes(visit: Visit):
    page = lab(visit, f"{PATH}?activation=tanh")
    page.get_by_role("button", name="Show it on dark strokes").click()
    expect(page.locator(".activations h3").first).to_have_text("The picture itself")
    expect(page.get_by_text("Compare the three pooled maps")).to_be_visible()
    dark = {kind: pool(page, kind).locator(".tile canvas").evaluate(DARK_PIXELS) for kind in ("max", "min")}
    assert dark["min"] > 4 * dark["max"]
    page.get_by_role("button", name="Back to my view").click()
    expect(page.locator(".poolings h3").first).to_have_text("Map after tanh")


DARK_PIXELS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 0 && value < 128).length;
}"""
