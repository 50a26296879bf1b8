"""From a ZIP of one's own photographs to a network with frozen layers, judged, kept, taken away and looked into."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from cnn_core.pictures.samples import SAMPLES
from tests.browser.conftest import downloaded, settled

SECONDS = 120_000
CLASSES = ("astronaut", "cat", "coffee")
COUNT = 12


def photographs() -> bytes:
    """A ZIP with a folder for each class: photographs of one thing, each a different part of it."""
    chance = np.random.default_rng(0)
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in CLASSES:
            picture = Image.fromarray(SAMPLES[name].square(200))
            for place in range(COUNT):
                left, top = chance.integers(0, 60, 2).tolist()
                file = BytesIO()
                picture.crop((left, top, left + 140, top + 140)).save(file, "JPEG")
                archive.writestr(f"photos/{name}/{place}.jpg", file.getvalue())
    return content.getvalue()


def bring(page: Page) -> None:
    page.get_by_role("radio", name="My own pictures").click()
    page.get_by_role("button", name="Begin a collection").click()
    page.get_by_role("button", name="Bring a ZIP").click()
    upload = {"name": "photos.zip", "mimeType": "application/zip", "buffer": photographs()}
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(upload)
    expect(page.locator(".collect-count")).to_have_text([f"Pictures: {COUNT}"] * len(CLASSES))
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Look at these {COUNT * len(CLASSES)} pictures").click()
    expect(page.locator(".grid-tile").first).to_be_visible(timeout=SECONDS)


def test_photographs_become_a_network_that_is_found_on_every_page(visit):
    page = visit("/data")
    bring(page)
    page.get_by_role("link", name=re.compile("^Usual network|Network of")).first.click()
    page.get_by_role("button", name="Start from a known network").click()
    page.locator(".preset-use", has_text="EfficientNet").click()
    page.wait_for_url(re.compile("network="))
    page.get_by_role("link", name="Train", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Train")
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(re.compile("run=[0-9a-f]{32}"), timeout=SECONDS)
    tested = page.get_by_text("On test pictures that it has never seen")
    expect(tested).to_contain_text("100.0 % right", timeout=SECONDS)
    expect(page.get_by_role("heading", name="No maps that change")).to_be_visible()
    run = page.url
    page.get_by_role("link", name="Evaluate: where does it err?").click()
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible(timeout=SECONDS)
    page.goto(run)
    page.get_by_role("button", name="Save this network…").click(timeout=SECONDS)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Three photographs")
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Saved as")).to_be_visible(timeout=SECONDS)
    dialog.get_by_role("link", name="Look inside").click()
    settled(page)
    expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("kept:three-photographs")
    expect(page.get_by_text("knows these 3 classes alone").first).to_be_visible(timeout=SECONDS)
    page.goto(run)
    page.locator("summary", has_text="Take the run away").click()
    make = page.get_by_role("button", name=re.compile(r"^Make .*\.keras"))
    make.click(timeout=SECONDS)
    file = downloaded(page, page.get_by_test_id("stDownloadButton").get_by_text(re.compile("^Download")))
    assert zipfile.is_zipfile(file.path())
