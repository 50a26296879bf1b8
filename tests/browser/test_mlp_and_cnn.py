"""The page "MLP and CNN" as visitors use it: both networks really learn, then the picture is moved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import at_every_width, has_horizontal_scroll

PATH = "/mlp_and_cnn"
LEARNING = 240_000


def complete(page: Page) -> None:
    """Wait until both have learnt and all is measured; the server keeps that for the next visitor."""
    expect(page.locator(".movement-status")).to_have_text("", timeout=LEARNING)
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=LEARNING)


@pytest.fixture(scope="module", autouse=True)
def _learnt(browser: Browser, app: str) -> None:
    """The first visitor waits for both to learn; the engine shares what they have learnt with all others."""
    page = browser.new_page()
    for places in ("middle", "anywhere"):
        page.goto(f"{app}{PATH}?learnt_at={places}")
        expect(page.locator(".movement-status")).to_be_attached(timeout=LEARNING)
        complete(page)
    page.close()


def answers(page: Page) -> Any:
    return page.locator(".card-answer")


def opened(visit: Any, path: str, **options: Any) -> Page:
    page: Page = visit(path, **options)
    return page


def test_a_moved_digit_is_known_to_the_cnn_alone_and_stays_in_the_link(visit):
    page = opened(visit, f"{PATH}?digit=0")
    complete(page)
    expect(answers(page)).to_have_text([re.compile("^0 · .* ✓ right$")] * 2)
    slider = page.get_by_role("slider", name="How far")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(answers(page)).to_have_text([re.compile("✗ wrong$"), re.compile("^0 · .* ✓ right$")])
    expect(slider).to_have_attribute("aria-valuetext", "3 px to the left")
    page.wait_for_url(re.compile("moved_by=-3"))
    other = opened(visit, page.url.removeprefix(visit.address))
    complete(other)
    expect(other.get_by_role("slider", name="How far")).to_have_attribute("aria-valuetext", "3 px to the left")
    expect(answers(other)).to_have_text(answers(page).all_inner_texts())


def test_another_digit_another_movement_and_ones_own_by_pointer(visit):
    page = opened(visit, PATH)
    complete(page)
    page.get_by_role("button", name="8", exact=True).click()
    expect(page.get_by_role("img", name="A handwritten 8, not moved")).to_be_visible()
    page.get_by_text("Turn", exact=True).click()
    upright = answers(page).all_inner_texts()
    chart = page.locator(".chart").nth(1)
    chart.click(position={"x": 60, "y": 60})
    expect(page.get_by_role("slider", name="How far")).to_have_attribute("aria-valuetext", re.compile("anticlockwise"))
    expect(answers(page)).not_to_have_text(upright)
    page.wait_for_url(re.compile("movement=degrees"))
    page.get_by_role("button", name="My picture").click()
    expect(page.get_by_role("img", name=re.compile("^Cat, "))).to_be_visible()
    expect(answers(page).filter(has_text="wrong")).to_have_count(0)
    page.get_by_role("button", name="Show others").click()
    expect(page.get_by_role("img", name=re.compile("^A handwritten 8"))).to_be_visible()


def test_shuffled_pixels_do_nothing_to_the_mlp_and_fell_the_cnn(visit):
    page = opened(visit, f"{PATH}?learnt_at=anywhere")
    complete(page)
    expect(page.get_by_text(re.compile(r"^MLP: .* The intervals overlap"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^CNN: 9\d\.\d % .* → [1-4]?\d\.\d % .* It falls"))).to_be_visible()
    expect(page.locator(".st-key-pixel_shuffle .js-plotly-plot")).to_be_visible()


def test_the_shipped_networks_follow_the_visitors_picture(visit):
    page = opened(visit, f"{PATH}?pair=cifar10&picture=rocket")
    expect(answers(page)).to_have_text([re.compile("\\d\N{NO-BREAK SPACE}%$")] * 2, timeout=LEARNING)
    expect(page.get_by_role("heading", name="1,000 test pictures: share that is right")).to_be_visible()
    before = page.locator(".card-score").all_inner_texts()
    page.get_by_role("slider", name="How far").press("End")
    expect(page.get_by_role("slider", name="How far")).to_have_attribute("aria-valuetext", "8 px to the right")
    assert page.locator(".card-score").all_inner_texts() != before
    page.get_by_role("link", name="Look into the CNN in the Network Explorer").click()
    page.wait_for_url(re.compile("network_explorer.*network=cifar10_cnn"))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_fits_and_is_accessible(visit, axe, language: str, theme: str):
    page = opened(visit, PATH, language=language, theme=theme)
    complete(page)
    expect(page.locator(".card-answer")).to_have_text([re.compile(r"\d\s%")] * 2)
    for width in at_every_width(page):
        assert not has_horizontal_scroll(page), width
        assert axe(page) == [], width
