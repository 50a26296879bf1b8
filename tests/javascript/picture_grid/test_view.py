"""The grid of pictures: what is painted is what was sent, by pointer and by keyboard, and its pixels can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.javascript.network_page import NetworkPage
from ui.components.picture_grid import GridPicture, grid_payload

pytestmark = pytest.mark.browser

PIXELS = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
RANDOM = np.random.default_rng(5)


def pictures(count: int = 12, channels: int = 3, side: int = 6) -> np.ndarray:
    return RANDOM.integers(0, 256, (count, side, side, channels)).astype(np.uint8)


def named(count: int) -> list[GridPicture]:
    return [GridPicture(str(100 + one), f"class {one}", f"picture {one}") for one in range(count)]


def payload(images: np.ndarray, **options: Any) -> bytes:
    return grid_payload(images, options.pop("said", named(len(images))), label="Pictures of shapes", **options)


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(data: bytes, *, width: int = 1000, **options: Any) -> NetworkPage:
        size = {"width": width, "height": 900}
        opened.append(NetworkPage(browser, components_address, data, view="picture_grid", viewport=size, **options))
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def painted(page: NetworkPage, selector: str, side: int = 6) -> np.ndarray:
    return np.array(page.page.locator(selector).evaluate(PIXELS), np.uint8).reshape(side, side, 4)


@pytest.mark.parametrize("channels", [1, 3])
def test_every_pixel_is_painted_as_it_was_sent(view, channels: int):
    images = pictures(channels=channels)
    page = view(payload(images))
    for index in (0, 7, 11):
        found = painted(page, f".grid-picture >> nth={index}")
        np.testing.assert_array_equal(found[..., :3], np.broadcast_to(images[index], (6, 6, 3)))
        assert (found[..., 3] == 255).all()


def test_arrow_keys_move_and_enlarge(view):
    images = pictures()
    page = view(payload(images))
    page.page.keyboard.press("Tab")
    for key, index in (("ArrowRight", 1), ("ArrowDown", 6), ("End", 11), ("ArrowUp", 6), ("Home", 0)):
        page.page.keyboard.press(key)
        expect(page.page.locator(".grid-tile[aria-pressed=true]")).to_have_count(1)
        expect(page.page.locator(".grid-title")).to_have_text(f"class {index}")
        expect(page.page.locator(".grid-detail")).to_have_text(f"picture {index}")
        np.testing.assert_array_equal(painted(page, ".grid-large")[..., :3], images[index])


def test_the_pixels_of_the_enlarged_picture_can_be_read_by_keys_and_by_pointer(view):
    images = pictures()
    page = view(payload(images))
    page.page.locator(".grid-tile").nth(3).click()
    large = page.page.locator(".grid-large")
    large.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        page.page.keyboard.press(key)
    red, green, blue = images[3, 1, 1]
    expect(page.page.locator(".grid-pixel")).to_have_text(f"Row 2, column 2: red {red} · green {green} · blue {blue}")
    box = large.bounding_box()
    page.page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 2)
    red, green, blue = images[3, 0, 5]
    expect(page.page.locator(".grid-pixel")).to_have_text(f"Row 1, column 6: red {red} · green {green} · blue {blue}")
    page.page.mouse.move(0, 0)
    expect(page.page.locator(".grid-pixel")).to_have_text("Point at a pixel to read its numbers.")


def test_an_action_names_the_enlarged_picture(view):
    page = view(payload(pictures(), actions={"take": "Use as my picture"}))
    page.page.locator(".grid-tile").nth(4).click()
    page.page.get_by_role("button", name="Use as my picture").click()
    assert page.sent() == [["trigger", "act", {"action": "take", "picture": "104"}]]


def test_a_rerun_with_the_same_pictures_leaves_all_as_it_is_and_others_take_their_place(view):
    images = pictures()
    page = view(payload(images))
    page.page.locator(".grid-tile").nth(4).click()
    page.page.evaluate("globalThis.tile = shadow.querySelector('.grid-tile')")
    page.send(payload(images))
    assert page.page.evaluate("globalThis.tile.isConnected")
    others = pictures(count=3)
    page.send(payload(others))
    expect(page.page.locator(".grid-tile")).to_have_count(3)
    expect(page.page.locator(".grid-title")).to_have_text("class 2")
    np.testing.assert_array_equal(painted(page, ".grid-large")[..., :3], others[2])
    page.send(payload(pictures(count=0)))
    expect(page.page.locator(".grid-enlarged")).to_be_hidden()


def test_names_are_text(view):
    said = [GridPicture("0", "<img src=x onerror=alert(1)>", "<b>bold</b>"), GridPicture("1", "고양이 🐈", "")]
    page = view(payload(pictures(count=2), said=said))
    expect(page.page.locator(".grid-title")).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.page.locator(".grid-label").nth(1)).to_have_text("고양이 🐈")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [366, 1000])
def test_it_is_accessible_and_fits(view, dark: bool, width: int):
    page = view(payload(pictures(count=25), actions={"take": "Use as my picture"}), width=width, dark=dark)
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
