"""From a training to a kept network and on to other pages and machines: by pointer, by keys, and in every look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from tests.browser.conftest import Browsers, Visitor, at_every_width, downloaded, has_horizontal_scroll, settled

SECONDS = 120_000
TITLE = "나의 <b>도형</b>"


@pytest.fixture(scope="module")
def trained(browsers: Browsers, app: str) -> Iterator[str]:
    """The link to a short run, trained by the page itself; its pictures are ready, so that no page waits for Keras."""
    datasets.prepare(data_source.decode("shapes:count=20"), 32)
    visitor = Visitor(browsers, app)
    page = visitor("/train?data=shapes:count=20&side=32&epochs=1")
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(re.compile("run=[0-9a-f]{32}"), timeout=SECONDS)
    expect(page.get_by_text("On test pictures that it has never seen")).to_be_visible(timeout=SECONDS)
    link = page.url.removeprefix(app)
    visitor.leave()
    yield link
    assert not visitor.complaints


def save(page: Page, title: str) -> None:
    page.get_by_role("button", name="Save this network…").click(timeout=SECONDS)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(title)
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(dialog.get_by_text("Saved as")).to_be_visible(timeout=SECONDS)


def taken(page: Page, name: str | re.Pattern[str]) -> tuple[str, bytes]:
    found = downloaded(page, page.get_by_role("button", name=name))
    return found.suggested_filename, found.path().read_bytes()


def to_kept_networks(page: Page) -> None:
    """By the navigation, so that the visit goes on."""
    page.get_by_role("button", name="Use").click()
    page.get_by_role("menuitem", name="Kept networks").click()
    expect(page.get_by_role("heading", level=1, name="Kept networks")).to_be_visible()
    settled(page)


def card_of(page: Page, title: str) -> Any:
    return page.get_by_test_id("stVerticalBlock").filter(has=page.get_by_role("heading", name=title)).last


def test_a_trained_network_is_kept_used_at_once_and_deleted(visit, trained: str):
    page = visit(trained)
    save(page, TITLE)
    page.get_by_role("dialog").get_by_role("link", name="All kept networks").click()
    settled(page)
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    assert "run=" not in page.url
    mine = card_of(page, TITLE)
    expect(mine.get_by_text("yours")).to_be_visible()
    mine.get_by_role("link", name="Explore").click()
    settled(page)
    expect(page.get_by_text("knows these 8 classes alone").first).to_be_visible(timeout=SECONDS)
    expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("kept:나의-b-도형-b")
    other = visit("/models")
    expect(other.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(other.get_by_role("button", name="Delete…")).to_have_count(0)
    page.goto(f"{visit.address}{trained}")
    settled(page)
    to_kept_networks(page)
    card_of(page, TITLE).get_by_role("button", name="Delete…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("is deleted.")).to_be_visible()
    expect(page.get_by_role("heading", name=TITLE)).to_have_count(0)


def test_a_network_is_taken_away_by_keys(visit):
    page = visit("/models")
    page.get_by_role("button", name="Take away").nth(4).focus()  # of the digits' network
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name=".keras")).to_be_visible()
    dialog.get_by_role("radio", name="LiteRT").focus()
    page.keyboard.press("Space")
    make = dialog.get_by_role("button", name=re.compile("^Make .*-litert.zip"))
    expect(make).to_be_visible()
    make.focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name=re.compile("^Download"))).to_be_visible(timeout=SECONDS)
    name, content = taken(page, re.compile("^Download"))
    assert name.endswith("-litert.zip")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {"README.txt", "classes.txt", "classify.py", "card.json"} <= set(archive.namelist())
        assert any(one.endswith(".tflite") for one in archive.namelist())
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_project_goes_to_somebody_else(visit, trained: str):
    page = visit(trained)
    to_kept_networks(page)
    name, content = taken(page, re.compile("^Save the project"))
    assert re.fullmatch(r"shapes-\d{4}-\d\d-\d\d\.convlens\.zip", name)
    other = visit("/models?data=digits")
    file = {"name": name, "mimeType": "application/zip", "buffer": content[:-100]}
    other.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(other.get_by_text("Everything here stays as it was.")).to_be_visible(timeout=SECONDS)
    expect(other.get_by_text("Digits", exact=False).first).to_be_visible()
    other.get_by_test_id("stFileUploaderDropzoneInput").set_input_files({**file, "buffer": content})
    expect(other.get_by_text("Runs that came along: 1.")).to_be_visible(timeout=SECONDS)
    expect(other.get_by_text("Its pictures are here.")).to_be_visible()
    other.get_by_role("link", name="Open its last run").click()
    settled(other)
    expect(other.get_by_text("On test pictures that it has never seen")).to_be_visible(timeout=SECONDS)
    expect(other.get_by_text("Epoch 1 of 1")).to_be_visible(timeout=SECONDS)
    assert re.findall("run=([0-9a-f]{32})", other.url) != re.findall("run=([0-9a-f]{32})", trained)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_accessible_and_fits(visit, axe, language: str, theme: str):
    page = visit("/models", language=language, theme=theme)
    expect(page.get_by_role("heading", name="Tiny VGG")).to_be_visible()
    for width in at_every_width(page):
        assert not has_horizontal_scroll(page), width
        assert axe(page) == [], width


@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1280), ("ko", "dark", 390)])
def test_its_dialogs_are_accessible_and_fit(visit, axe, trained: str, language: str, theme: str, width: int):
    page = visit(trained, language=language, theme=theme, width=width)
    page.get_by_role("button", name={"en": "Save this network…", "ko": "이 신경망 저장…"}[language]).click(
        timeout=SECONDS
    )
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_visible()
    assert axe(page) == []
    page.goto(f"{visit.address}/models")
    settled(page)
    page.get_by_role("button", name={"en": "Take away", "ko": "가져가기"}[language]).first.click()
    expect(page.get_by_role("dialog").get_by_role("radio").first).to_be_visible()
    assert not has_horizontal_scroll(page)
    assert axe(page) == []
