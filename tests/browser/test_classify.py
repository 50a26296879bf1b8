"""The page Classify as visitors use it, with real photographs: one, many, live and drawn, by pointer and by key."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from skimage import data
from sklearn.datasets import load_sample_images

from tests.browser.conftest import at_rest, has_horizontal_scroll, settled
from ui.language import catalogue

WORDS = catalogue("en")
FLOWERS = "/classify?classifier=flowers_cnn&picture=cat"
SLOW = 60_000
CAMERA = """
const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
const context = canvas.getContext("2d");
let shade = 0;
setInterval(() => { context.fillStyle = `hsl(${(shade += 9)} 80% 50%)`; context.fillRect(0, 0, 320, 240); }, 30);
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => canvas.captureStream(30) } });
"""


@pytest.fixture(scope="module", autouse=True)
def _loaded(browser: Browser, app: str) -> None:
    """The workers have loaded Keras and both networks before anything is waited for."""
    page = browser.new_page()
    page.goto(app + FLOWERS)
    expect(page.locator(".classify .answer")).to_be_visible(timeout=180_000)
    page.close()


def file_of(name: str, pixels: Any, kind: str = "JPEG") -> dict[str, Any]:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return {"name": name, "mimeType": f"image/{kind.lower()}", "buffer": buffer.getvalue()}


def photographs() -> list[dict[str, Any]]:
    """Real ones, of which one is a flower; and two files that are none."""
    china, flower = load_sample_images().images
    found = {"china": china, "flower": flower, "coffee": data.coffee(), "chelsea": data.chelsea()}
    files = [file_of(f"{name}.jpg", pixels) for name, pixels in found.items()]
    files.append(file_of("rocket.tif", data.rocket(), "TIFF"))
    files.append({**files[0], "name": "cut.jpg", "buffer": files[0]["buffer"][:2000]})
    return [*files, {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}]


def bring(page: Page, *files: dict[str, Any]) -> None:
    page.locator(".gallery-intake input[type=file]").first.set_input_files(list(files))


def answered(page: Page, count: int) -> None:
    expect(page.locator(".gallery-told")).to_have_text(f"{count} of {count}", timeout=SLOW)
    expect(page.locator(".gallery-view")).to_have_attribute("aria-busy", "false", timeout=SLOW)


def tiles(page: Page) -> list[str]:
    found: list[str] = page.locator(".gallery-photo").evaluate_all("(all) => all.map((tile) => tile.title)")
    return found


def text_taken(page: Page, press: Any) -> str:
    at_rest(page)
    with page.expect_download(timeout=SLOW) as download:
        press()
    return download.value.path().read_text(encoding="utf-8-sig")


def test_by_pointer_from_one_photo_to_none_of_these_to_many_to_csv(visit):
    page = visit(FLOWERS)
    bring(page, photographs()[1])
    expect(page.locator(".classify .seen-steps")).to_contain_text("Of 427 × 640 pixels", timeout=SLOW)
    expect(page.locator(".refusal-verdict")).to_have_text(WORDS["classify.refusal.known"])
    expect(page.locator(".gallery-whole")).to_be_hidden()
    bring(page, photographs()[2])
    expect(page.locator(".classify .answer")).to_have_text("None of these", timeout=SLOW)
    bring(page, *photographs())
    answered(page, 7)
    assert tiles(page) == ["chelsea.jpg", "china.jpg", "coffee.jpg", "flower.jpg", "rocket.tif"]
    expect(page.locator(".gallery-photo img:visible")).to_have_count(5, timeout=SLOW)
    page.get_by_text("Files without an answer: 2").click()
    expect(page.locator(".gallery-broken li")).to_have_text(
        [re.compile("cut.jpg .*Received: a broken JPEG"), re.compile("notes.txt .*Received: something else")]
    )
    page.get_by_label("Show", exact=True).select_option("refused")
    assert "coffee.jpg" in tiles(page)
    assert "flower.jpg" not in tiles(page)
    page.get_by_label("Show", exact=True).select_option("all")
    page.get_by_label("Order", exact=True).select_option("highest")
    page.get_by_label("File or class").fill("flower")
    expect(page.locator(".gallery-photo")).to_have_count(1)
    page.locator(".gallery-photo").click()
    expect(page.locator(".classify .seen-steps")).to_contain_text("Of 256 × 384 pixels", timeout=SLOW)
    expect(page.locator(".gallery-photo")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Wrong", exact=True).click()
    page.locator(".right-class").fill("dahlia")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".said")).to_have_text("Marked as wrong. It is: dahlia.", timeout=SLOW)
    button = page.get_by_role("button", name="Answers as CSV")
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO(text_taken(page, button.click)))}
    assert len(rows) == 7
    assert (rows["coffee.jpg"]["none_of_these"], rows["flower.jpg"]["none_of_these"]) == ("yes", "no")
    assert (rows["flower.jpg"]["marked"], rows["flower.jpg"]["right_class"]) == ("wrong", "dahlia")
    assert "Received: " in rows["cut.jpg"]["problem"]
    page.get_by_role("button", name="Use your marked pictures").click()
    page.wait_for_url(re.compile("/data.*data=own"), timeout=SLOW)
    settled(page)
    expect(page.get_by_label("Name of the class")).to_have_value("dahlia", timeout=SLOW)


def test_by_keyboard_alone(visit):
    page = visit(FLOWERS)
    expect(page.locator(".classify .answer")).to_be_visible(timeout=SLOW)
    choose = page.get_by_role("button", name="Choose pictures")
    choose.focus()
    expect(choose).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(photographs())
    answered(page, 7)
    page.get_by_label("File or class").focus()
    first = page.locator(".gallery-photo").first
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".gallery-photo").nth(2)).to_be_focused()
    expect(page.locator(".gallery-detail")).to_contain_text("coffee.jpg: none of these.")
    page.keyboard.press("Enter")
    expect(page.locator(".classify .seen-steps")).to_contain_text("Of 256 × 384 pixels", timeout=SLOW)
    expect(page.locator(".classify .answer")).to_have_text("None of these")
    expect(page.locator(".gallery-photo").nth(2)).to_be_focused()
    page.get_by_role("button", name="Answers as JSON").focus()
    found = json.loads(text_taken(page, lambda: page.keyboard.press("Enter")))
    assert [one["file"] for one in found["pictures"] if one["none_of_these"]].count("coffee.jpg") == 1
    page.get_by_role("button", name="Right", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_have_text("Marked as right: None of these.", timeout=SLOW)
    page.get_by_role("tab", name="From numbers to shares").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="Threshold").focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("columnheader", name="score ≥ 0.00")).to_be_visible()
    page.get_by_role("button", name="Remove all").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".gallery-whole")).to_be_hidden(timeout=SLOW)


def test_the_camera_is_answered_frame_by_frame_until_it_is_stopped_or_hidden(visit):
    page = visit("/classify?mode=live&classifier=tiny_vgg")
    page.add_init_script(CAMERA)
    page.reload()
    settled(page)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator(".live-rate")).to_contain_text("answers a second", timeout=SLOW)
    expect(page.locator(".live-bar")).to_have_count(5)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(page.locator(".live [role=status]").first).to_have_text(WORDS["live.hidden"])
    expect(page.locator(".live-video")).to_be_hidden()
    page.get_by_role("button", name="Start the camera").press("Enter")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    page.get_by_role("button", name="Keep this picture").click()
    expect(page.get_by_text("Your photo", exact=True)).to_be_visible(timeout=SLOW)
    expect(page.locator(".classify .seen-steps")).to_contain_text("Of 240 × 320 pixels", timeout=SLOW)


def test_a_digit_is_drawn_and_read(visit):
    page = visit("/classify?classifier=mnist_cnn")
    box = page.locator(".pad-paper").bounding_box()
    page.mouse.move(box["x"] + 190, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 188, box["y"] + 150, steps=6)
    page.mouse.up()
    expect(page.locator(".classify .answer")).to_have_text(re.compile(r"^1, \d"), timeout=SLOW)
    expect(page.get_by_role("radio", name="As a digit")).to_be_checked()


def test_pictures_are_dropped_and_pasted(visit):
    page = visit("/classify?classifier=tiny_vgg&picture=cat")
    coffee, cat = (base64.b64encode(one["buffer"]).decode() for one in photographs()[2:4])
    transfer = """
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    """
    page.locator(".gallery-intake").evaluate(
        f"(target, [base64, name]) => {{ {transfer} target.dispatchEvent("
        "new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })); }",
        [coffee, "coffee.jpg"],
    )
    expect(page.get_by_text("Your picture", exact=True)).to_be_visible(timeout=SLOW)
    page.evaluate(
        f"([base64, name]) => {{ {transfer} document.body.dispatchEvent("
        "new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })); }",
        [cat, "cat.jpg"],
    )
    expect(page.locator(".classify .seen-steps")).to_contain_text("Of 300 × 451 pixels", timeout=SLOW)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_width_has_everything_without_violations(visit, axe, language: str, theme: str):
    page = visit(FLOWERS, language=language, theme=theme, width=390)
    bring(page, *photographs())
    said = catalogue(language)["gallery.progress"].format(done=7, all=7)
    expect(page.locator(".gallery-told")).to_have_text(said, timeout=SLOW)
    expect(page.locator(".classify .answer")).to_be_visible(timeout=SLOW)
    for width in (390, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert not has_horizontal_scroll(page), width
        for part in (".gallery-intake", ".gallery-toolbar", ".gallery-photo", ".seen", ".answers", ".feedback"):
            box = page.locator(part).first.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width, (part, width)
        if width != 1280:
            assert axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_camera_and_the_pad_are_without_violations(visit, axe, theme: str):
    page = visit("/classify?classifier=mnist_cnn", language="ko", theme=theme, width=390)
    expect(page.locator(".pad-paper")).to_be_visible()
    assert axe(page) == []
    assert not has_horizontal_scroll(page)
    page.add_init_script(CAMERA)
    page.goto(f"{visit.address}/classify?mode=live&classifier=tiny_vgg")
    settled(page)
    page.get_by_role("button", name="카메라 켜기").click()
    expect(page.locator(".live-bar")).to_have_count(5, timeout=SLOW)
    page.get_by_role("button", name="멈추기").click()
    assert axe(page) == []
    assert not has_horizontal_scroll(page)


def test_five_hundred_pictures_stay_within_bounds(visit):
    """More than a page of tiles, and a gallery that stays small in the document."""
    page = visit("/classify?classifier=tiny_vgg&picture=cat")
    random = np.random.default_rng(0)
    files = [
        file_of(
            f"{place}.jpg", np.kron(random.integers(0, 256, (4, 4, 3)).astype(np.uint8), np.ones((8, 8, 1), np.uint8))
        )
        for place in range(500)
    ]
    broken = {"name": "500.jpg", "mimeType": "image/jpeg", "buffer": files[0]["buffer"][:300]}
    bring(page, *files, broken)
    expect(page.locator(".gallery-told")).to_have_text("501 of 501", timeout=120_000)
    expect(page.locator(".gallery-photo")).to_have_count(60)
    page.get_by_role("button", name="Show 60 more").click()
    expect(page.locator(".gallery-photo")).to_have_count(120)
    expect(page.locator(".gallery-photo").nth(60)).to_be_focused()
    expect(page.get_by_text("Files without an answer: 1")).to_be_visible()
    page.get_by_role("link", name="Home").first.click()
    settled(page)
    page.go_back()
    settled(page)
    expect(page.locator(".gallery-told")).to_have_text("501 of 501", timeout=SLOW)
    expect(page.locator(".gallery-photo img:visible")).to_have_count(60, timeout=SLOW)
