"""What every page shares: navigation, language, theme, address, and that nobody is shut out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import has_horizontal_scroll

PAGES = ("/", "/convolution_lab", "/pooling_lab")
Visit = Callable[..., Page]


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def settled(page: Page) -> None:
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached(timeout=30_000)


def follow(page: Page, group: str, title: str) -> None:
    """Go to a page by the navigation at the top."""
    page.get_by_role("button", name=group).click()
    page.get_by_role("menuitem", name=title).click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_home_is_accessible(visit: Visit, axe: Callable[[Page], list[str]], language: str, theme: str):
    page = visit("/", language=language, theme=theme)
    assert axe(page) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_is_wider_than_the_window(visit: Visit, path: str, width: int):
    page = visit(path, width=width)
    assert not has_horizontal_scroll(page)


def test_the_language_follows_the_browser(visit: Visit):
    page = visit("/", language="ko")
    expect(heading(page)).to_have_text(re.compile("[가-힣]"))
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert "lang=" not in page.url


def test_switching_the_language_keeps_the_address(visit: Visit):
    page = visit("/?lang=en&other=1")
    page.get_by_role("radio", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page).to_have_url(re.compile(r"\?(?=.*lang=ko)(?=.*other=1)"))
    page.reload()
    expect(heading(page)).to_have_text(re.compile("[가-힣]"))


def test_the_chosen_language_goes_along_to_another_page(visit: Visit):
    page = visit("/?lang=ko")
    follow(page, "살펴보기", "합성곱 실험실")
    expect(page).to_have_url(re.compile("/convolution_lab.*lang=ko"))
    expect(heading(page)).to_have_text(re.compile("[가-힣]"))


def test_a_wrong_parameter_is_named_and_the_page_works(visit: Visit):
    page = visit("/convolution_lab?filters=999&padding=<script>")
    expect(page.get_by_role("status").filter(has_text="filters, padding")).to_be_visible()


def test_back_and_forward_bring_settings_back(visit: Visit):
    page = visit("/convolution_lab?filters=3")
    slider = page.get_by_role("slider", name="Filters")
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("convolution_lab$"))
    page.go_back()
    expect(page).to_have_url(re.compile("filters=3"))
    expect(slider).to_have_value("3")
    page.go_forward()
    expect(slider).to_have_value("4")


def test_settings_last_while_another_page_is_open(visit: Visit):
    page = visit("/convolution_lab?filters=7&seed=5")
    page.get_by_role("link", name="Home").first.click()
    expect(heading(page)).to_have_text(re.compile("network sees"))
    follow(page, "Explore", "Convolution Lab")
    expect(page).to_have_url(re.compile("filters=7&seed=5"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_follows_the_appearance_of_the_system(visit: Visit, theme: str):
    page = visit("/", theme=theme)
    background = page.locator(".stApp").evaluate("element => getComputedStyle(element).backgroundColor")
    brightness = sum(int(value) for value in re.findall(r"\d+", background)[:3])
    assert (brightness > 600) == (theme == "light")


def test_the_theme_can_be_switched_in_the_menu(visit: Visit):
    page = visit("/", theme="light")
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    expect(page.get_by_test_id("stMainMenuPopover")).to_be_visible()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator(".stApp")).to_have_css("background-color", "rgb(18, 22, 28)")


def test_nothing_is_fetched_from_another_site(visit: Visit):
    page = visit("/")
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url))
    page.reload()
    settled(page)
    assert [address for address in elsewhere if "//127.0.0.1" not in address and not address.startswith("data:")] == []


def test_the_client_knows_its_server_and_tries_no_other_address(visit: Visit):
    page = visit("/convolution_lab")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.reload()
    settled(page)
    page.wait_for_function("document.cookie.includes('_streamlit_xsrf')")  # which the uploads need
    elsewhere = [address for address in asked if "convolution_lab/_stcore" in address]
    assert elsewhere == []
    assert sum("/_stcore/stream" in address for address in asked) == 1


def test_developer_tools_are_hidden_from_visitors(visit: Visit):
    page = visit("/")
    assert page.get_by_test_id("stAppDeployButton").count() == 0
    assert "Deploy" not in page.inner_text("body")


def test_the_keyboard_reaches_language_and_pages(visit: Visit):
    page = visit("/")
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.innerText.trim()"))
    assert any("English" in text for text in reached)
    assert any("Explore" in text for text in reached)
    page.get_by_role("button", name="Explore").press("Enter")
    expect(page.get_by_role("menuitem", name="Convolution Lab")).to_be_visible()


def test_home_leads_to_the_page_of_each_stage(visit: Visit):
    page = visit("/?picture=coins&lang=en")
    expect(page.get_by_role("heading", level=3)).to_have_count(7)  # four stages, three ways further
    page.get_by_role("main").get_by_role("link", name="Activation and Pooling Lab").first.click()
    expect(page).to_have_url(re.compile("/pooling_lab"))
    expect(page.get_by_text("Coins", exact=True).first).to_be_visible()


def test_streamlit_run_works_too(browser: Browser, app_of_streamlit_run: str):
    page = browser.new_page()
    page.goto(app_of_streamlit_run)
    expect(heading(page)).to_be_visible(timeout=30_000)
    page.close()
