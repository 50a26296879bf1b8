"""The data page as visitors use it: looking at pictures, collecting their own, by pointer, key and camera."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import UVICORN, has_horizontal_scroll, running, settled

SMALL = "/data?data=shapes:count=20"
CAMERA = """
const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
const context = canvas.getContext("2d");
let shade = 0;
setInterval(() => { context.fillStyle = `hsl(${(shade += 9)} 80% 50%)`; context.fillRect(0, 0, 320, 240); }, 30);
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => canvas.captureStream(30) } });
"""


def photo(seed: int, kind: str = "JPEG", **options: Any) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (12, 16, 3)).astype(np.uint8)
    buffer = BytesIO()
    Image.fromarray(pixels).resize((400, 300), Image.Resampling.BICUBIC).save(buffer, kind, **options)
    return buffer.getvalue()


def files(count: int, start: int = 0) -> list[dict[str, Any]]:
    return [
        {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": photo(start + place)} for place in range(count)
    ]


def zipped(classes: tuple[str, ...], count: int, **further: bytes) -> bytes:
    """A ZIP with a folder of photographs for each class, and further files by their paths."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in classes:
            for place in range(count):
                archive.writestr(f"flowers/{name}/{place}.jpg", photo(place + 10 * classes.index(name)))
        for path, content in further.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def tiles(page: Page) -> Any:
    return page.get_by_role("group", name=re.compile("^(Pictures of the data set|데이터셋의 사진들)")).locator(
        ".grid-tile"
    )


def labels(page: Page) -> list[str]:
    found: list[str] = tiles(page).evaluate_all("(all) => all.map((tile) => tile.getAttribute('aria-label'))")
    return found


def test_a_first_visit_shows_labelled_pictures_without_a_click(visit):
    page = visit("/data")
    expect(tiles(page)).to_have_count(25)
    expect(page.get_by_role("heading", name="Pictures of each class")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^[\d,]+ to learn from"))).to_be_visible()


def test_pictures_are_walked_through_by_keys_and_their_pixels_read(visit):
    page = visit(SMALL)
    expect(tiles(page)).to_have_count(25)
    tiles(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tiles(page).nth(6)).to_be_focused()
    expect(tiles(page).nth(6)).to_have_attribute("aria-pressed", "true")
    enlarged = page.locator(".grid-enlarged").first
    name = tiles(page).nth(6).get_attribute("title")
    expect(enlarged.locator(".grid-title")).to_have_text(name)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(enlarged.locator(".grid-pixel")).to_have_text(
        re.compile(r"^Row 2, column 1: red \d+ · green \d+ · blue \d+$")
    )


def test_other_pictures_come_at_the_press_of_a_button_and_stay_in_the_link(visit):
    page = visit(SMALL)
    expect(tiles(page)).to_have_count(25)
    before = labels(page)
    page.get_by_role("button", name="Show others").click()
    page.wait_for_url(re.compile("grid_seed=1"))
    expect(tiles(page).first).not_to_have_attribute("aria-label", before[0])
    other = visit(page.url.removeprefix(visit.address))
    expect(tiles(other)).to_have_count(25)
    assert labels(other) == labels(page) != before


def test_a_picture_of_the_data_becomes_the_visitors_on_other_pages(visit):
    page = visit(SMALL)
    page.get_by_role("button", name="Use as my picture").click()
    expect(page.get_by_text("This picture is now yours")).to_be_visible()
    page.get_by_role("link", name="Home").first.click()
    settled(page)
    expect(page.get_by_role("img", name="Your picture")).to_be_visible()


def test_a_class_is_collected_from_files_and_camera_and_nothing_is_lost(visit):
    page = visit("/data?data=own")
    page.add_init_script(CAMERA)
    page.reload()
    settled(page)
    page.get_by_role("button", name="Begin a collection").click()
    names = page.get_by_label("Name of the class")
    expect(names).to_have_count(2)
    names.first.fill("noise")
    names.first.press("Enter")
    page.locator(".collect-card input[type=file]").first.set_input_files(
        [*files(8), {"name": "<b>list</b>.txt", "mimeType": "text/plain", "buffer": b"no picture"}]
    )
    counts = page.locator(".collect-count")
    expect(counts.first).to_have_text("Pictures: 8")
    expect(page.locator(".collect-problems").first).to_contain_text("“<b>list</b>.txt” is not a picture")
    page.get_by_role("button", name="Camera", exact=True).nth(1).click()
    hold = page.get_by_role("button", name="Hold to take pictures")
    expect(hold).to_be_focused()
    page.keyboard.down("Space")
    page.wait_for_timeout(1500)
    page.keyboard.up("Space")
    expect(page.locator(".collect-sending")).to_be_hidden(timeout=15_000)
    taken = int(counts.nth(1).inner_text().split()[-1])
    assert taken >= 6
    page.get_by_role("button", name=f"Look at these {8 + taken} pictures").click()
    expect(tiles(page)).to_have_count(min(25, 8 + taken))
    assert {label.split(",")[0] for label in labels(page)} == {"noise", "Class 2"}
    again = visit(page.url.removeprefix(visit.address))
    expect(again.get_by_label("Name of the class").first).to_have_value("noise")
    expect(again.locator(".collect-count").nth(1)).to_have_text(f"Pictures: {taken}")
    expect(tiles(again)).to_have_count(min(25, 8 + taken))


def test_pictures_are_dropped_pasted_and_removed(visit):
    page = visit("/data?data=own")
    page.get_by_role("button", name="Begin a collection").click()
    expect(page.get_by_label("Name of the class")).to_have_count(2)
    content = list(photo(1))
    page.locator(".collect-card").nth(1).evaluate(
        """(card, bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type: "image/jpeg" }));
          card.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        content,
    )
    counts = page.locator(".collect-count")
    expect(counts.nth(1)).to_have_text("Pictures: 1")
    page.get_by_label("Name of the class").first.focus()
    page.evaluate(
        """(bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "pasted.jpg", { type: "image/jpeg" }));
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
        }""",
        list(photo(2)),
    )
    expect(counts.first).to_have_text("Pictures: 1")
    page.locator(".collect-thumbnail").first.focus()
    page.keyboard.press("Delete")
    expect(counts.first).to_have_text("Pictures: 0")
    page.get_by_role("button", name="+ Add a class").click()
    expect(page.get_by_label("Name of the class")).to_have_count(3)
    expect(page.get_by_label("Name of the class").nth(2)).to_be_focused()
    page.keyboard.type("class 1")
    page.get_by_label("Name of the class").nth(2).fill("Class 1")
    page.keyboard.press("Enter")
    expect(page.locator(".collect-problems").nth(2)).to_contain_text("There is a class “Class 1” already.")
    expect(page.get_by_label("Name of the class").nth(2)).to_have_value("Class 3")


def test_a_zip_brings_classes_harmless_whatever_they_are_called_and_what_is_no_picture_is_listed(visit):
    hostile = "<img src=x onerror=alert(1)>"
    further = {f"flowers/{hostile}/<b>notes.txt": b"no picture", "../outside.jpg": photo(9)}
    content = zipped((hostile, "튤립 🌷"), 6, **further)
    page = visit("/data?data=own")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Begin a collection").click()
    page.get_by_role("button", name="Bring a ZIP").click()
    upload = {"name": "flowers.zip", "mimeType": "application/zip", "buffer": content}
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(upload)
    expect(page.locator(".collect-count")).to_have_text(["Pictures: 7", "Pictures: 6"])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Look at these 13 pictures").click()
    expect(tiles(page)).to_have_count(12)
    expect(page.get_by_text("Files left out: 2.")).to_be_visible()
    assert {label.split(",")[0] for label in labels(page)} == {hostile, "튤립 🌷"}
    expect(page.locator(".js-plotly-plot").first.get_by_text("<img src=x onerror")).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert not dialogs


def test_ones_own_file_is_loaded_in_three_ways(visit):
    page = visit(f"{SMALL}&loader_file=file")
    exif = Image.Exif()
    exif[0x0112] = 6
    upload = {"name": "phone.jpg", "mimeType": "image/jpeg", "buffer": photo(3, exif=exif)}
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(upload)
    expect(page.get_by_text("Its EXIF tag 6 says that the picture must be turned")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("(400, 300, 3)")).to_be_visible()
    page.get_by_text("Make the three arrays alike").click()
    expect(page.get_by_text("Another shape than Pillow's array")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ko", "dark")])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible_and_fits(visit, axe, language: str, theme: str, width: int):
    page = visit(SMALL, language=language, theme=theme, width=width)
    expect(tiles(page)).to_have_count(25)
    assert not has_horizontal_scroll(page)
    assert axe(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_collecting_is_accessible_and_fits(visit, axe, width: int):
    page = visit("/data?data=own", theme="dark", language="ko", width=width)
    page.get_by_role("button", name="모으기 시작").click()
    page.locator(".collect-card input[type=file]").first.set_input_files(files(3))
    expect(page.locator(".collect-count").first).to_have_text("사진 3장")
    assert not has_horizontal_scroll(page)
    assert axe(page) == []


def test_a_choice_made_before_the_page_is_ready_stays(browser: Browser, tmp_path: Path):
    with running(UVICORN, tmp_path / "server.log") as address:  # one that has yet to load Keras
        page = browser.new_page(locale="en-GB")
        page.goto(f"{address}/data")
        page.get_by_role("radio", name="My own pictures").click()
        page.get_by_role("button", name="Begin a collection").click()
        page.get_by_role("button", name="Bring a ZIP").click()
        upload = {"name": "two.zip", "mimeType": "application/zip", "buffer": zipped(("one", "two"), 6)}
        page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(upload)
        expect(page.locator(".collect-count")).to_have_text(["Pictures: 6", "Pictures: 6"])
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Look at these 12 pictures").click()
        expect(tiles(page)).to_have_count(12, timeout=60_000)
        expect(page).to_have_url(re.compile("data=own"))
        page.close()
