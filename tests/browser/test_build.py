"""The page Build as visitors use it: a network put together by pointer and by keyboard, kept in the link."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cnn_core.drafts import decode, table
from cnn_core.drafts.presets import PRESETS
from tests.browser.conftest import at_every_width, downloaded, has_horizontal_scroll

DATA = "/build?data=mnist"
START = {"en": "Start from a known network", "ko": "알려진 신경망에서 시작하기"}


def kinds(page: Page) -> Any:
    return page.locator(".layer:not(.layer-fixed) .layer-kind")


def parameters(page: Page) -> Any:
    return page.locator(".total-value").first


def in_link(page: Page) -> Any:
    """The network in the address, when it has one."""
    page.wait_for_url(re.compile("network="))
    return decode(re.findall("network=([^&]+)", page.url)[0])


def test_a_network_is_built_by_pointer_and_stays_in_the_link(visit):
    page = visit(DATA)
    page.get_by_role("button", name=START["en"]).click()
    page.locator(".preset-use", has_text="MLP").click()
    expect(kinds(page)).to_have_text(["Flatten", "Dense", "Dense"])
    page.locator("[data-kind=Conv2D]").click()
    expect(kinds(page)).to_have_text(["Conv2D", "Flatten", "Dense", "Dense"])
    page.get_by_role("spinbutton", name="filters").fill("4")
    page.keyboard.press("Enter")
    grip, below = page.locator(".layer-grip").nth(3), page.locator(".layer:not(.layer-fixed)").nth(1)
    grip.drag_to(below, target_position={"x": 200, "y": 4})
    expect(kinds(page)).to_have_text(["Conv2D", "Dense", "Flatten", "Dense"])
    expect(page.get_by_text("Dense works on a vector. Received: maps of 26 × 26 × 4.")).to_be_visible()
    expect(page.get_by_text("Before it can be trained")).to_be_visible()
    page.get_by_role("button", name="Move Dense to where it fits").click()
    expect(kinds(page)).to_have_text(["Conv2D", "Flatten", "Dense", "Dense"])
    expect(page.get_by_text("The network can be trained.")).to_be_visible()
    page.wait_for_function("() => document.querySelector('[data-test-script-state=notRunning]')")
    draft = in_link(page)
    expect(parameters(page)).to_have_text(f"{sum(row.parameters for row in table(draft)):,}")
    other = visit(page.url.removeprefix(visit.address))
    expect(kinds(other)).to_have_text(["Conv2D", "Flatten", "Dense", "Dense"])
    expect(parameters(other)).to_have_text(parameters(page).inner_text())


def test_a_network_is_built_by_keys_alone_undone_and_done_again(visit):
    page = visit(DATA)
    usual = PRESETS["cifar10_tutorial"](28, 28, 1, 10)
    page.locator("button.layer-name").nth(6).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(kinds(page)).to_have_count(6)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while not page.evaluate(DEEPEST).startswith("INPUT units"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("spinbutton", name="units")).to_have_value("65")
    expect(page.locator(".builder")).to_have_attribute("aria-busy", "false")
    page.locator("button.layer-name").first.focus()
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(kinds(page)).to_have_text([layer.kind for layer in usual.layers])
    expect(page.locator(".builder")).to_have_attribute("aria-busy", "false")
    assert in_link(page) == usual
    page.keyboard.press("Control+Shift+z")
    expect(kinds(page).nth(5)).to_have_text("Dense")


DEEPEST = """() => {
  let one = document.activeElement;
  while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  return `${one?.tagName} ${one?.labels?.[0]?.textContent}`;
}"""


def test_code_of_the_network_is_downloaded_and_vgg_is_looked_at(visit, tmp_path: Path):
    page = visit(DATA)
    page.get_by_text("This network as Keras code").click()
    path = tmp_path / "network.py"
    downloaded(page, page.get_by_role("button", name="Download as network.py")).save_as(path)
    assert "keras.layers.Conv2D" in ast.unparse(ast.parse(path.read_text()))
    page.get_by_role("button", name=START["en"]).click()
    page.get_by_role("button", name="VGG19", exact=True).click()
    expect(page.locator(".looking")).to_contain_text("16 convolutions + 3 dense layers = 19 layers with weights")
    expect(page.locator(".layer-badge:visible")).to_have_count(19)
    page.get_by_role("button", name="A narrow one of 19 layers for my data").click()
    expect(page.locator(".layer-grip")).not_to_have_count(0)
    assert sum(layer.kind in ("Conv2D", "Dense") for layer in in_link(page).layers) == 18


def test_the_flowers_network_brings_its_augmentation(visit):
    page = visit(DATA)
    page.get_by_role("button", name=START["en"]).click()
    page.locator(".preset-use", has_text="with dropout").click()
    page.get_by_role("button", name="Augment them in the same way").click()
    page.wait_for_url(re.compile("augmentation="))
    expect(page.get_by_role("button", name="Augment them in the same way")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_fits_and_is_accessible(visit, axe, language: str, theme: str):
    page = visit(f"{DATA}", language=language, theme=theme)
    page.locator("button.layer-name").first.click()
    page.get_by_role("button", name=START[language]).click()
    expect(page.locator(".preset-use")).to_have_count(8)
    for width in at_every_width(page):
        assert not has_horizontal_scroll(page), width
        assert axe(page) == [], width
