"""The shared style sheet: readable in both themes, and still for those who ask for it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

THEMES = {
    "light": {"background": "#ffffff", "secondary": "#f0f2f6", "text": "#31333f"},
    "dark": {"background": "#0e1117", "secondary": "#262730", "text": "#fafafa"},
}
COLOURS = """async (names) => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const probe = document.createElement("i");
  document.body.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(--cl-${name})`;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    return Array.from(context.getImageData(0, 0, 1, 1).data.slice(0, 3));
  });
  probe.remove();
  return colours;
}"""


@pytest.fixture
def page(browser, components_address):
    page = browser.new_page()
    page.goto(f"{components_address}/blank")
    page.add_style_tag(url="/shared/theme.css")
    yield page
    page.close()


def set_theme(page, name: str) -> None:
    theme = THEMES[name]
    variables = {"background-color": "background", "secondary-background-color": "secondary", "text-color": "text"}
    rules = "".join(f"--st-{variable}: {theme[part]};" for variable, part in variables.items())
    page.evaluate("rules => document.documentElement.setAttribute('style', rules)", rules)


def luminance(colour: list[int]) -> float:
    share = [byte / 255 for byte in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in share]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[int], other: list[int]) -> float:
    lower, upper = sorted((luminance(one), luminance(other)))
    return (upper + 0.05) / (lower + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["surface", "surface-raised", "hover", "hatch-ground", "pressed"])
def test_text_has_the_contrast_of_wcag_aa(page, theme, ground):
    set_theme(page, theme)
    text, muted, behind = page.evaluate(COLOURS, ["text", "muted", ground])
    assert contrast(text, behind) >= 4.5
    assert ground == "pressed" or contrast(muted, behind) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_edges_of_controls_have_the_contrast_of_wcag_aa(page, theme):
    set_theme(page, theme)
    edge, surface = page.evaluate(COLOURS, ["line-strong", "surface"])
    assert contrast(edge, surface) >= 3


@pytest.mark.parametrize(("theme", "amber"), [("light", [245, 158, 11]), ("dark", [251, 191, 36])])
def test_the_selection_is_amber(page, theme, amber):
    set_theme(page, theme)
    (selection,) = page.evaluate(COLOURS, ["selection"])
    assert max(abs(one - other) for one, other in zip(selection, amber, strict=True)) <= 24


def test_colours_are_there_without_a_theme_of_streamlit(page):
    text, surface = page.evaluate(COLOURS, ["text", "surface"])
    assert contrast(text, surface) >= 7


def test_reduced_motion_stops_it(page):
    page.evaluate("document.body.innerHTML = '<button class=\"cl-button\">x</button>'")
    duration = "getComputedStyle(document.querySelector('button')).transitionDuration"
    assert page.evaluate(duration).startswith("0.16s")
    page.emulate_media(reduced_motion="reduce")
    assert set(page.evaluate(duration).split(", ")) <= {"1e-05s", "0.00001s"}


def test_hidden_text_takes_no_room(page):
    page.evaluate("document.body.innerHTML = '<span class=\"cl-visually-hidden\">told to screen readers</span>'")
    box = page.evaluate("document.querySelector('span').getBoundingClientRect().toJSON()")
    assert (box["width"], box["height"]) == (1, 1)
