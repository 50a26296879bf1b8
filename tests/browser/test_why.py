"""The section "Why" in Chromium: maps, their tests, the brush and made pictures, by pointer and by keyboard."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import downloaded, has_horizontal_scroll
from ui.language import catalogue

Visit = Callable[..., Page]
WORDS = catalogue("en")
LINK = "/classify?picture=coffee&classifier=tiny_vgg&methods=grad_cam,saliency"
# Every width with every language and every theme, and every language with every theme.
COMBINATIONS = [
    (390, "en", "light"), (390, "ko", "dark"), (1280, "en", "dark"), (1280, "ko", "light"), (1920, "en", "light"),
    (1920, "ko", "dark"),
]  # fmt: skip
PIXELS = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


@pytest.fixture(scope="module", autouse=True)
def _keras_is_there(browser: Browser, app: str) -> None:
    """The first visitor waits for Keras, the tests do not."""
    page = browser.new_page()
    page.goto(app + LINK)
    expect(page.locator(".brush-score").first).to_be_attached(timeout=180_000)
    page.close()


def explained(page: Page) -> Page:
    """The page, scrolled to the maps, when all of them are there."""
    expect(page.locator(".why")).to_be_attached(timeout=60_000)
    page.locator(".why").scroll_into_view_if_needed()
    expect(page.locator(".why[aria-busy=false]")).to_be_attached(timeout=60_000)
    return page


def heat(page: Page, method: str, which: int = 0) -> list[int]:
    found: list[int] = page.locator(f"[data-method={method}] .heat").nth(which).evaluate(PIXELS)
    return found


def tab_to(page: Page, target: Locator, most: int = 150) -> None:
    """Reach an element by the Tab key alone."""
    for _ in range(most):
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target}")


def spoken(page: Page) -> Locator:
    """What is said of the changed picture's scores."""
    return page.locator(".brush-answer [role=status]")


def test_maps_tests_and_brush_by_pointer(visit: Visit):
    page = explained(visit(LINK))
    before = heat(page, "grad_cam")
    page.get_by_role("combobox", name=WORDS["why.wanted"]).select_option(label="pizza")
    expect(page).to_have_url(re.compile("why_class="))
    expect(page.locator(".why[aria-busy=false]")).to_be_attached(timeout=60_000)
    expect(page.locator("[data-method=grad_cam] .heat").first).to_have_attribute("aria-label", re.compile("pizza"))
    assert heat(page, "grad_cam") != before
    for name in ("sense", "curves"):
        page.get_by_role("switch", name=WORDS[f"why.{name}"]).click()
    expect(page.locator(".sense").first).to_contain_text(re.compile(r"-?\d\.\d\d"), timeout=60_000)
    expect(page.locator(".comparison tbody tr")).to_have_count(2, timeout=60_000)
    expect(page).to_have_url(re.compile("why_sense=true&why_curves=true"))
    canvas = page.locator(".brush-picture")
    canvas.scroll_into_view_if_needed()
    original = canvas.evaluate(PIXELS)
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.4 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"], steps=6)
    page.mouse.up()
    expect(spoken(page)).to_contain_text("pizza", timeout=30_000)
    expect(page.locator(".brush-score").first).to_contain_text("points")
    page.get_by_role("button", name=WORDS["why.brush.undo"]).click()
    assert canvas.evaluate(PIXELS) == original


def test_maps_tests_and_brush_by_keyboard(visit: Visit):
    page = explained(visit(LINK))
    tab_to(page, page.get_by_role("combobox", name=WORDS["why.wanted"]))
    page.keyboard.type("pizza")
    expect(page.locator("[data-method=grad_cam] .heat").first).to_have_attribute(
        "aria-label", re.compile("pizza"), timeout=60_000
    )
    tab_to(page, page.get_by_role("switch", name=WORDS["why.curves"]))
    page.keyboard.press("Space")
    name = page.locator(".comparison tbody button").first
    expect(name).to_be_visible(timeout=60_000)
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(name).to_have_attribute("aria-pressed", "true")
    tab_to(page, page.locator(".brush-picture"))
    expect(page.locator(".brush-ring")).to_be_visible()
    for key in ("ArrowUp", "ArrowUp", "Space", "ArrowLeft", "Space"):
        page.keyboard.press(key)
    expect(spoken(page)).to_contain_text("pizza", timeout=30_000)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator(".brush-score").first).not_to_contain_text("points")
    tab_to(page, page.get_by_role("button", name=WORDS["why.units.dream_start"]))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=WORDS["why.made.download"])).to_be_visible(timeout=60_000)


def test_a_made_picture_is_stopped_and_taken_up_again(visit: Visit):
    page = visit("/classify?picture=coffee&classifier=flowers_cnn&why_node=max_pool_3&why_unit=4")
    content = page.get_by_test_id("stMainBlockContainer")  # Streamlit's own bar has a button of this name too
    start, stop = (
        content.get_by_role("button", name=WORDS[f"why.{name}"]) for name in ("units.climb_start", "made.stop")
    )
    expect(start).to_be_visible(timeout=60_000)
    start.click()
    expect(stop).to_be_visible(timeout=60_000)
    stop.click()
    go_on = content.get_by_role("button", name=re.compile("Go on from step"))
    expect(go_on).to_be_visible(timeout=30_000)
    go_on.click()
    expect(stop).to_be_visible(timeout=30_000)


def test_a_made_picture_is_taken_away(visit: Visit):
    page = visit(f"{LINK}&why_node=conv_2_1&why_unit=4")
    start, download = (
        page.get_by_role("button", name=WORDS[f"why.{name}"]) for name in ("units.climb_start", "made.download")
    )
    expect(start).to_be_visible(timeout=60_000)
    start.click()
    file = downloaded(page, download)
    picture = np.asarray(Image.open(io.BytesIO(file.path().read_bytes())))
    assert picture.shape == (64, 64, 3)
    assert picture.std() > 10
    assert file.suggested_filename == "tiny_vgg_conv_2_1_5.png"


@pytest.mark.parametrize(("width", "language", "theme"), COMBINATIONS)
def test_nothing_overlaps_and_everything_can_be_read(
    visit: Visit, axe: Callable[[Page], list[str]], width: int, language: str, theme: str
):
    query = f"{LINK}&why_sense=true&why_curves=true"
    page = explained(visit(query, language=language, theme=theme, width=width))
    expect(page.locator(".comparison tbody tr")).to_have_count(2, timeout=60_000)
    page.locator(".about-method summary").first.click()
    assert not has_horizontal_scroll(page)
    assert axe(page) == []


def test_hostile_parameters_leave_a_working_section(visit: Visit):
    query = "why_class=99999&why_layer=%3Cscript%3E&methods=eval&why_node=..%2F..&why_unit=-7&why_dream=nan&why_sense=2"
    page = explained(visit(f"/classify?picture=coffee&classifier=tiny_vgg&{query}"))
    expect(page.locator(".heat:visible")).to_have_count(3)


def test_a_network_without_convolution_says_what_still_works(visit: Visit):
    page = explained(visit("/classify?picture=cat&classifier=mlp_cifar10&methods=grad_cam,saliency,occlusion"))
    expect(page.get_by_text(WORDS["why.without_maps"])).to_be_visible()
    expect(page.locator("[data-method=grad_cam] .waiting")).to_have_text(WORDS["why.no_maps"])
    expect(page.locator(".heat:visible")).to_have_count(2)
