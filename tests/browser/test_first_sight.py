"""The home page is seen before Streamlit's client is there, where it is drawn later, and makes room for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import accessibility_violations, has_horizontal_scroll, settled

CLIENT = re.compile(r"/static/js/index\.[\w-]+\.js")
# Part of the page → where the first sight shows it, and where the page does.
PARTS = {
    "title": (".first-title", ".stMain h1"),
    "lead": (".first-head p", ".st-key-page_head > :nth-child(2) p"),
    "switch": (".first-switch span", ".stMain [data-testid=stButtonGroup] button"),
    "change": (".first-button", ".stMain [data-testid=stPopoverButton]"),
    "cards": (".first-card", ".stMain .stColumn"),
    "pictures": (".first-sight img", ".stMain img"),
    "captions": (".first-card p", ".stMain .stColumn [data-testid=stCaptionContainer] p"),
    "links": (".first-sight a", ".stMain [data-testid=stPageLink] a"),
}
PLACES = """(selector) => [...document.querySelectorAll(selector)].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [element.textContent.replaceAll(/arrow_forward|expand_more/g, "").trim(), x, y, width, height];
})"""
COMBINATIONS = [(390, "en", "dark"), (390, "ko", "light"), (1280, "en", "light"), (1280, "ko", "dark")]


@pytest.fixture
def held(browser: Browser, app: str) -> Iterator[Callable[..., tuple[Page, Callable[[], None]]]]:
    """``held(…)`` opens the home page without Streamlit's client, and gives a function that lets it in."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "/", *, width: int = 1280, language: str = "en", theme: str = "light"
    ) -> tuple[Page, Callable[[], None]]:
        locale = {"en": "en-GB", "ko": "ko-KR"}[language]
        size: Any = {"width": width, "height": 900}
        context = browser.new_context(locale=locale, color_scheme=theme, viewport=size)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        waiting: list[Route] = []
        page.route(CLIENT, lambda route: waiting.append(route))
        page.goto(app + path, wait_until="commit")
        expect(page.locator(".first-sight a")).to_have_count(13)

        def let_in() -> None:
            for route in waiting:
                route.continue_()
            page.unroute(CLIENT)

        return page, let_in

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "language", "theme"), COMBINATIONS)
def test_everything_stands_where_the_page_draws_it(held, width, language, theme):
    page, let_in = held(width=width, language=language, theme=theme)
    assert not has_horizontal_scroll(page)
    first = {name: page.evaluate(PLACES, before) for name, (before, _) in PARTS.items()}
    ground = page.locator(".first-sight").evaluate("(sight) => getComputedStyle(sight).backgroundColor")
    let_in()
    settled(page)
    expect(page.locator(".stMain [data-testid=stCaptionContainer]").last).to_be_visible()
    assert page.locator(".stApp").evaluate("(app) => getComputedStyle(app).backgroundColor") == ground
    for name, (_, after) in PARTS.items():
        places = page.evaluate(PLACES, after)
        assert [place[0] for place in places] == [place[0] for place in first[name]], name
        # What stands below the line that says where the maps come from may move with that line on a telephone.
        above = [place for place in zip(first[name], places, strict=True) if place[1][2] < 2400 or width > 640]
        for was, now in above:
            assert now[1:] == pytest.approx(was[1:], abs=1), name


@pytest.mark.parametrize("query", ["", "?picture=coffee", "?lang=ko&picture=coins"])
def test_the_eye_has_it_before_the_client_is_there_and_a_pointer_can_follow_its_links(held, query):
    page, _ = held(f"/{query}")
    for image in page.locator(".first-sight img").all():
        assert image.evaluate("(image) => image.complete && image.naturalWidth > 0")
        expect(image).to_be_visible()
    expect(page.locator("#root > *")).to_have_count(0)
    page.locator(".first-sight a[href*='/network_explorer']").click()
    expect(page).to_have_url(re.compile(rf"/network_explorer{re.escape(query)}$"))


def test_it_is_a_picture_for_the_eye_and_hidden_from_screen_readers_and_keys(held):
    page, _ = held()
    assert page.get_by_role("link").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")


def test_it_is_gone_once_the_page_is_drawn_which_keeps_its_place(held):
    page, let_in = held("/?picture=coffee", width=390)
    page.locator(".first-sight").evaluate("(sight) => { sight.scrollTop = 700; }")
    let_in()
    expect(page.locator(".first-sight")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_attached()
    assert page.locator(".stMain").evaluate("(main) => main.scrollTop") == pytest.approx(700, abs=1)
    assert page.evaluate("document.documentElement.style.colorScheme") == ""
    settled(page)
    assert accessibility_violations(page) == []


@pytest.mark.parametrize(
    ("chosen", "ground"), [("Custom Theme Dark", "rgb(18, 22, 28)"), ("Custom Theme Light", "rgb(251, 250, 247)")]
)
@pytest.mark.parametrize("system", ["light", "dark"])
def test_it_has_the_theme_that_the_visitor_chose_before(held, chosen, ground, system):
    page, let_in = held(theme=system)
    let_in()
    settled(page)
    page.evaluate("(name) => localStorage.setItem('stActiveTheme-/-v2', JSON.stringify({ name }))", chosen)
    page.route(CLIENT, lambda route: route.abort())
    page.goto(page.url, wait_until="commit")
    sight = page.locator(".first-sight")
    expect(sight.locator("a")).to_have_count(13)
    assert sight.evaluate("(element) => getComputedStyle(element).backgroundColor") == ground


@pytest.mark.parametrize("instead", ["[data-testid=stException]", "[role=dialog]", "[role=alert]"])
def test_it_makes_room_for_what_streamlit_shows_instead_of_the_page(held, instead):
    page, _ = held()
    name, value = instead.strip("[]").split("=")
    page.evaluate(
        "([name, value]) => document.body.appendChild(document.createElement('p')).setAttribute(name, value)",
        [name, value],
    )
    expect(page.locator(".first-sight")).to_have_count(0)


def test_it_waits_for_the_client_as_long_as_that_takes_and_then_not_for_ever(browser: Browser, app: str):
    page = browser.new_page()
    page.clock.install()
    page.route(CLIENT, lambda route: route.abort())
    page.goto(app, wait_until="commit")
    sight = page.locator(".first-sight")
    expect(sight.locator("a")).to_have_count(13)
    page.clock.run_for(60_000)
    expect(sight).to_have_count(1)
    page.evaluate("document.body.appendChild(document.createElement('main')).className = 'stMain'")
    page.clock.run_for(100)
    expect(sight).to_have_count(0)
    page.close()


def test_a_page_that_is_opened_from_another_has_none(visit):
    page = visit("/models")
    expect(page.locator(".first-sight")).to_have_count(0)
    page.get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", name="See how a convolutional network sees")).to_be_visible()
    expect(page.locator(".first-sight")).to_have_count(0)
