"""The augmentation page as visitors use it: by pointer, by key, on any screen, and on the way to training."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import has_horizontal_scroll, settled

SMALL = "/augment?data=shapes:count=20"
PIXELS = """(tiles) => tiles.map((tile) => {
  const canvas = tile.querySelector("canvas");
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.join();
})"""


def tiles(page: Page) -> Any:
    return page.get_by_role("group", name=re.compile("^(The original, and what|원본과, 원본을)")).locator(".grid-tile")


def pictures(page: Page) -> Sequence[str]:
    """The pixels of each tile, when there are as many as there should be."""
    expect(tiles(page)).to_have_count(15, timeout=30_000)
    found: list[str] = tiles(page).evaluate_all(PIXELS)
    return found


def wait_for_other(page: Page, before: Sequence[str]) -> Sequence[str]:
    """The pictures, once they are others than before; the original stays."""
    for _ in range(100):
        now = pictures(page)
        if now[1:] != before[1:]:
            return now
        page.wait_for_timeout(100)
    raise AssertionError("The pictures stayed as they were.")


def test_a_picture_is_augmented_shuffled_and_found_again_by_its_link(visit):
    page = visit(SMALL)
    plain = pictures(page)
    assert set(plain) == {plain[0]}
    page.get_by_text("Mild", exact=True).click()
    page.wait_for_url(re.compile("augmentation=flip_horizontal"))
    mild = wait_for_other(page, plain)
    assert mild[0] == plain[0]
    assert len(set(mild)) > 8
    page.get_by_role("button", name="Shuffle").click()
    page.wait_for_url(re.compile("augment_seed=1"))
    shuffled = wait_for_other(page, mild)
    other = visit(page.url.removeprefix(visit.address))
    assert pictures(other) == shuffled
    expect(other.get_by_text("keras.layers.RandomFlip").first).to_be_visible()
    page.get_by_role("button", name="Switch all off").click()
    page.wait_for_url(lambda url: "augmentation" not in url)
    assert set(wait_for_other(page, shuffled)) == {plain[0]}


def test_everything_is_reached_by_keys(visit):
    page = visit(SMALL)
    plain = pictures(page)
    slider = page.get_by_role("slider", name="Rotation")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("rotation(=|%3D)3"))
    wait_for_other(page, plain)
    expect(slider).to_be_focused()
    tiles(page).first.focus()
    page.keyboard.press("ArrowRight")
    expect(tiles(page).nth(1)).to_be_focused()
    expect(page.locator(".grid-detail")).to_have_text("Augmented, 1")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".grid-pixel")).to_have_text(re.compile(r"^Row 1, column 1: red \d+"))


def test_a_flipped_digit_is_warned_of_and_taken_back_by_one_press(visit):
    page = visit("/augment?data=digits")
    plain = pictures(page)
    page.get_by_text("Flip left and right").click()
    warning = page.get_by_role("alert").filter(has_text="a flipped 2 is no 2")
    expect(warning).to_be_visible()
    flipped = wait_for_other(page, plain)
    assert len(set(flipped)) == 2
    page.get_by_role("button", name="Set Flip left and right: off").click()
    expect(warning).to_have_count(0)
    assert set(wait_for_other(page, flipped)) == {plain[0]}


def test_it_travels_to_the_next_page_and_back(visit):
    page = visit(f"{SMALL}&augmentation=zoom=0.2")
    pictures(page)
    page.get_by_role("link", name=re.compile("^Shapes ·")).click()
    page.wait_for_url(re.compile("/data"))
    settled(page)
    page.get_by_role("link", name="Augmented in training").click()
    page.wait_for_url(re.compile(r"/augment\?.*augmentation=zoom(=|%3D)0\.2"))
    assert len(set(pictures(page))) > 8


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ko", "dark"), ("en", "dark"), ("ko", "light")])
def test_it_is_accessible_and_fits(visit, axe, language: str, theme: str):
    address = "/augment?data=digits&augmentation=flip_horizontal,brightness=0.8,mixup=0.3,zca"
    page = visit(address, language=language, theme=theme)
    pictures(page)
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 3600})  # axe looks at what is in the window
        expect(tiles(page).last).to_be_visible()
        page.wait_for_timeout(300)
        assert not has_horizontal_scroll(page)
        assert axe(page) == []
