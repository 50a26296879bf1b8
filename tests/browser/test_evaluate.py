"""The page Evaluate as visitors use it: from the matrix to a picture to another page, by pointer and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import UVICORN, downloaded, has_horizontal_scroll, running, settled

PAGE = "/evaluate?judged=mnist_cnn&judged_data=digits"
SECONDS = 150_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own, on which no data are but those that are always there."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("CONVLENS_DATA", raising=False)
        with running(UVICORN, Path(tmp_path_factory.mktemp("evaluate")) / "server.log") as address:
            yield address


def cells(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".confusion-matrix [role=gridcell]")


def ready(page: Page) -> Page:
    """Wait for the matrix, and for the pictures of its open cell."""
    expect(cells(page)).to_have_count(100, timeout=SECONDS)
    expect(page.get_by_role("group", name=re.compile("^(Pictures of the cell|칸의 사진들)")).first).to_be_visible()
    settled(page)
    return page


def test_from_the_matrix_to_a_picture_to_the_network_explorer_by_pointer(visit):
    page = ready(visit(PAGE))
    wrong = page.locator(".confusion-cell:not(.confusion-right):not(.confusion-empty)").first
    spoken = wrong.get_attribute("aria-label") or ""
    found = re.fullmatch(r"(\d), taken for (\d): (\d+) of \d+ pictures, [\d.]+ %", spoken)
    assert found, spoken
    wrong.click()
    page.wait_for_url(re.compile(r"cell=\d+-\d+"))
    shown, answer, count = found.groups()
    expect(page.get_by_role("heading", name=f"{shown}, taken for {answer}: {count}")).to_be_visible()
    expect(page.locator(".confusion-cell[aria-selected=true]")).to_have_attribute("aria-label", spoken)
    assert cells(page).count() == 100  # drawn anew, not a second time
    grid = page.get_by_role("group", name=re.compile("^Pictures of the cell"))
    expect(grid.locator(".grid-tile")).to_have_count(min(20, int(count)))
    page.get_by_text("Per cent", exact=True).click()
    expect(page.locator(".confusion .cl-legend")).to_contain_text("100 %")
    page.get_by_role("button", name="Open in the Network Explorer").first.click()
    page.wait_for_url(re.compile("/network_explorer"))
    settled(page)
    expect(page.get_by_role("img", name="Your picture").or_(page.get_by_text("Your picture")).first).to_be_visible()
    assert "network=mnist_cnn" in page.url


def test_from_the_matrix_to_why_by_keyboard(visit):
    page = ready(visit(PAGE))
    cells(page).first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(cells(page).nth(18)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("cell=1-8"))
    expect(page.locator(".confusion-cell[aria-selected=true]")).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.press(" ")
    page.wait_for_url(re.compile("cell=0-0"))
    expect(page.get_by_role("heading", name=re.compile("^0, recognised"))).to_be_visible()
    why = page.get_by_role("button", name="Ask why on the page Classify").first
    why.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/classify"))
    settled(page)
    assert "classifier=mnist_cnn" in page.url


def test_robustness_is_measured_while_the_page_goes_on_and_taken_away(visit):
    page = ready(visit(f"{PAGE}&judged_part=validation"))
    page.get_by_role("button", name="Measure").click()
    cells(page).nth(11).click()
    page.wait_for_url(re.compile("cell=1-1"))
    expect(page.get_by_text("Hardest is")).to_be_visible(timeout=SECONDS)
    for kind, start in (("csv", b"\xef\xbb\xbf"), ("png", b"\x89PNG")):
        file = downloaded(page, page.locator(f".st-key-take_{kind}_robustness button"))
        assert file.suggested_filename == f"convlens-robustness.{kind}"
        assert file.path().read_bytes().startswith(start)


@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("ko", "light"), ("en", "light"), ("ko", "dark")])
def test_it_is_accessible_and_fits(visit, axe, language: str, theme: str):
    page = ready(visit(PAGE, language=language, theme=theme, width=390))
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert not has_horizontal_scroll(page), width
        assert axe(page) == [], width
