"""The Network Explorer in Chromium: pointer and keyboard, both languages and themes, all widths, numbers of Keras."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn_core.model_store import store as model_store
from cnn_core.network_graph.edits import decode
from cnn_core.pictures.samples import SAMPLES
from tests.browser.conftest import has_horizontal_scroll
from ui.language import catalogue

PATH = "/network_explorer"
ROOT = Path(__file__).parents[2]
Visit = Callable[..., Page]
WORDS = catalogue("en")
# Every output of the network for a picture, by a process of its own: the numbers to compare those on screen with.
KERAS = """
import json, sys
import keras, numpy as np
model = keras.models.load_model(sys.argv[1])
outputs = keras.Model(model.inputs, [layer.output for layer in model.layers])(np.load(sys.argv[2])[None])
found = {layer.name: np.asarray(output)[0].tolist() for layer, output in zip(model.layers, outputs)}
print(json.dumps(found))
"""
# Every width with every language and every theme, every language with every theme, and each of them by either hand.
COMBINATIONS = [
    (390, "en", "light", "pointer"),
    (390, "ko", "dark", "keyboard"),
    (1280, "en", "dark", "keyboard"),
    (1280, "ko", "light", "pointer"),
    (1920, "en", "light", "keyboard"),
    (1920, "ko", "dark", "pointer"),
]


@pytest.fixture(scope="module", autouse=True)
def _keras_is_there(browser: Browser, app: str) -> None:
    """The first visitor waits for Keras, the tests do not."""
    page = browser.new_page()
    page.goto(app + PATH)
    expect(page.locator(".network[aria-busy=false]")).to_be_attached(timeout=180_000)
    page.close()


def explorer(visit: Visit, query: str = "", **options: Any) -> Page:
    """The page, when its view shows what Keras said."""
    page = visit(f"{PATH}{query}", **options)
    expect_answer(page)
    return page


def expect_answer(page: Page) -> None:
    expect(page.locator(".network[aria-busy=false]")).to_be_attached(timeout=60_000)


def unit(page: Page, node: str, number: int, side: int = 0) -> Locator:
    return page.locator(".side").nth(side).locator(f"[data-node='{node}'][data-unit='{number}']")


def tab_to(page: Page, target: Locator) -> None:
    """Reach an element by the Tab key alone."""
    for _ in range(150):
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target}")


def changes_of(page: Page) -> Any:
    """The network's changes as the address has them."""
    return decode(parse_qs(urlsplit(page.url).query).get("changes", [""])[0])


class Hand:
    """A visitor with nothing but a pointer, or nothing but a keyboard."""

    def __init__(self, page: Page, kind: str, words: dict[str, str]) -> None:
        self.page, self.by_key, self.words = page, kind == "keyboard", words

    def press(self, button: Locator) -> None:
        if self.by_key:
            tab_to(self.page, button)
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def open(self, node: str, number: int) -> None:
        """Open a unit; by keys from wherever the focus is among the units."""
        if not self.by_key:
            unit(self.page, node, number).click()
            return
        tab_to(self.page, self.page.locator(".units [tabindex='0']").first)
        across, along = ("Right", "Down") if self.vertical() else ("Down", "Right")
        for key in ("Home", *[f"Arrow{along}"] * self.steps_to(node), "Home", *[f"Arrow{across}"] * number, "Enter"):
            self.page.keyboard.press(key)

    def vertical(self) -> bool:
        return bool(self.page.locator(".stage.vertical").count())

    def steps_to(self, node: str) -> int:
        names = self.page.locator(".side").first.locator(".units > [role=group] > :first-child")
        order: list[str] = names.evaluate_all("buttons => buttons.map((button) => button.dataset.node)")
        here: str = self.page.evaluate(
            "() => { let root = document; while (root.activeElement?.shadowRoot) root = root.activeElement.shadowRoot;"
            " return root.activeElement.dataset.node; }"
        )
        return order.index(node) - order.index(here)

    def radio(self, group: str, option: str) -> None:
        """Choose one of several options that are all in sight."""
        radios = self.page.get_by_role("radiogroup", name=group)
        radio = radios.get_by_role("radio", name=option, exact=True)
        if self.by_key:
            tab_to(self.page, radios.locator("input:checked"))
            while not radio.is_checked():
                self.page.keyboard.press("ArrowRight")
        else:
            radios.locator("label", has_text=re.compile(f"^{re.escape(option)}$")).click()

    def choose(self, name: str, option: str) -> None:
        """Choose an option of a list."""
        select = self.page.get_by_role("combobox", name=name, exact=True)
        if self.by_key:
            tab_to(self.page, select)
            self.page.keyboard.type(option)
        else:
            select.select_option(label=option)

    def switch(self, name: str) -> None:
        control = self.page.get_by_role("switch", name=name)
        if self.by_key:
            tab_to(self.page, control)
            self.page.keyboard.press(" ")
        else:
            control.click()


@pytest.mark.parametrize(("width", "language", "theme", "hand"), COMBINATIONS)
def test_the_whole_way_at_every_width_in_both_languages_and_themes(
    visit: Visit, axe: Callable[[Page], list[str]], width: int, language: str, theme: str, hand: str
):
    words = catalogue(language)
    page = explorer(visit, language=language, theme=theme, width=width)
    use = Hand(page, hand, words)

    def fits() -> None:
        assert not has_horizontal_scroll(page)
        assert axe(page) == []

    expect(page.locator(".score-label")).to_have_text(list(model_store.card("tiny_vgg").labels(language)))
    fits()

    use.radio(words["explorer.overview.scale"], words["explorer.overview.scale_global"])
    expect(page).to_have_url(re.compile("map_scale=global"))

    use.open("conv_1_2", 3)
    expect(page.locator(".unit-title")).to_contain_text("conv_1_2")
    expect(page).to_have_url(re.compile("selected=0(/|%2F)conv_1_2(/|%2F)3"))
    fits()

    use.switch(words["explorer.knobs.off"].format(unit=words["explorer.unit.map"].format(number=4)))
    expect(page.locator(".side")).to_have_count(2)
    expect_answer(page)
    assert changes_of(page).ablations == (("conv_1_2", 3),)
    fits()

    use.press(page.get_by_role("button", name=words["explorer.knobs.reset"]))
    expect(page.locator(".side")).to_have_count(1)
    assert "changes" not in page.url

    use.press(page.get_by_role("button", name=words["explorer.patterns.show"]))
    expect(page.locator(".patterns-list li").first).to_be_visible(timeout=60_000)
    fits()
    page.keyboard.press("Escape")
    expect(page.locator(".unit-panel")).to_be_hidden()

    use.press(page.get_by_role("button", name=words["explorer.bar.walk"]))
    expect(page.locator(".walk-count")).to_contain_text("1")
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile("walk=2"))
    fits()


def test_a_link_restores_everything_in_another_browser(visit: Visit):
    page = explorer(visit)
    use = Hand(page, "pointer", WORDS)
    use.radio("Picture fit", "black bars")
    use.radio("Colour scale", "per block")
    page.get_by_role("switch", name="Details").click()
    use.open("conv_1_1", 2)
    use.radio("Padding", "same")
    expect(page.locator(".side")).to_have_count(2)
    expect_answer(page)
    expect(page).to_have_url(re.compile("changes="))
    expect(page).to_have_url(re.compile("selected=1(/|%2F)conv_1_1(/|%2F)2"))
    other = visit(f"{PATH}?{urlsplit(page.url).query}")
    expect_answer(other)
    expect(other.get_by_role("radiogroup", name="Picture fit").get_by_role("radio", name="black bars")).to_be_checked()
    expect(other.get_by_role("radiogroup", name="Colour scale").get_by_role("radio", name="per block")).to_be_checked()
    expect(other.get_by_role("switch", name="Details")).to_be_checked()
    expect(other.locator(".unit-title")).to_contain_text("conv_1_1")
    opened = other.get_by_role("radiogroup", name=WORDS["explorer.bar.side"])
    expect(opened.get_by_role("radio", name=WORDS["network_explorer.side_changed"])).to_be_checked()
    expect(other.locator(".changes-list li span")).to_have_text(["conv_1_1: Padding valid → same"])
    expect(
        other.get_by_role("radiogroup", name="Padding (was valid)").get_by_role("radio", name="same")
    ).to_be_checked()
    assert urlsplit(other.url).query == urlsplit(page.url).query


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Every layer's output of tiny_vgg for the cat."""
    file = tmp_path_factory.mktemp("picture") / "picture.npy"
    np.save(file, SAMPLES["cat"].square(64).astype(np.float32) / 255)
    command = [sys.executable, "-c", KERAS, str(model_store.path("tiny_vgg")), str(file)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    return {name: np.array(output, np.float32) for name, output in found.items()}


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").removesuffix("%").strip())


def test_the_numbers_on_screen_are_those_of_keras(visit: Visit, outputs: dict[str, np.ndarray]):
    page = explorer(visit)
    scores = [outputs[name] for name in outputs][-1]
    shown = page.locator(".score-number").all_inner_texts()
    for text, score in zip(shown, scores, strict=True):
        if text.startswith("<"):
            assert 100 * score < 0.1
        else:
            assert number(text) == pytest.approx(100 * score, abs=0.0501)
    for node in ("conv_1_1", "conv_2_2"):
        for one in (0, 7):
            unit(page, node, one).hover()
            values = re.findall(r"−?\d[\d.,]*", page.locator(".readout .cl-muted").inner_text())
            maps = outputs[node][..., one]
            expected = (maps.min(), maps.max(), maps.mean())
            for text, value in zip(values, expected, strict=True):
                assert number(text) == pytest.approx(value, rel=0.01, abs=0.006)


def test_another_picture_repaints_everything(visit: Visit):
    page = explorer(visit)
    before = page.locator(".score-number").all_inner_texts()
    page.get_by_role("button", name="Change picture").click()
    page.locator(".gallery").get_by_role("button", name="Coffee").click()
    expect(page.locator(".score-number").first).not_to_have_text(before[0])
    expect_answer(page)
    expect(page).to_have_url(re.compile("picture=coffee"))
    assert page.locator(".score-number").all_inner_texts() != before


def test_pictures_are_compared_side_by_side_with_hover_linked(visit: Visit, axe: Callable[[Page], list[str]]):
    page = explorer(visit)
    Hand(page, "pointer", WORDS).choose("Side by side", "another picture")
    expect(page.locator(".side")).to_have_count(2)
    expect_answer(page)
    expect(page.locator(".side-title")).to_have_text([WORDS["sample.cat"], WORDS["sample.coffee"]])
    unit(page, "conv_1_2", 4).hover()
    expect(page.locator(".readout:visible")).to_have_count(2)
    assert axe(page) == []


def test_what_cannot_be_says_why_and_one_click_makes_it_possible(visit: Visit):
    page = explorer(visit, "?changes=w=60@max_pool_2&selected=0/max_pool_2/0")
    note = page.get_by_role("status").filter(has=page.locator(".knob-note")).first
    expect(note).to_be_visible()
    note.get_by_role("button").click()
    expect(page.locator(".knob-note button")).to_have_count(0, timeout=20_000)
    expect_answer(page)


@pytest.mark.parametrize(
    "query",
    [
        "?network=..%2F..%2Fetc&changes=%00%00&selected=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "?changes=s=9999@conv_1_1;x=77777@nowhere&opened=%3Cscript%3E@9",
        "?compare=network&partner_network=own&walk=999999999999&map_scale=__proto__",
        "?selected=1/__proto__/0&detail=%F0%9F%92%A3&fit=constructor",
    ],
)
def test_hostile_parameters_leave_a_working_page(visit: Visit, query: str):
    page = explorer(visit, query)
    expect(page.locator(".score-number")).to_have_count(10)
    expect(page.locator(".network .stage")).to_have_count(1)


def test_back_shows_what_was_looked_at_before(visit: Visit):
    page = explorer(visit)
    use = Hand(page, "pointer", WORDS)
    use.open("conv_1_1", 2)
    expect(page).to_have_url(re.compile("selected="))
    use.open("conv_2_1", 5)
    expect(page).to_have_url(re.compile("conv_2_1"))
    page.go_back()
    expect(page.locator(".unit-title")).to_contain_text("conv_1_1")
    page.go_back()
    expect(page.locator(".unit-panel")).to_be_hidden()


def test_a_network_of_ones_own_is_shown_down_to_its_maps(visit: Visit, own_network: Path):
    page = explorer(visit)
    Hand(page, "pointer", WORDS).choose("Network", WORDS["network_explorer.own"])
    expect(page.get_by_text(WORDS["network_explorer.own_wanted"].format(name="Tiny VGG"))).to_be_visible()
    page.locator("input[type=file]").set_input_files(own_network)
    expect(page.locator(".about")).to_contain_text("24 × 32 × 3", timeout=60_000)
    expect_answer(page)
    expect(page.locator(".score-label")).to_have_text(["class 1", "class 2", "class 3"])
    unit(page, "mine", 1).click()
    expect(page.locator(".unit-title")).to_contain_text("mine")


@pytest.fixture(scope="module")
def own_network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small network for pictures that are wider than high, saved by Keras in a process of its own."""
    file = tmp_path_factory.mktemp("own") / "own.keras"
    code = (
        "import sys, keras; from keras import layers; "
        "keras.Sequential([keras.Input((24, 32, 3)), layers.Conv2D(4, 3, activation='relu', name='mine'), "
        "layers.GlobalAveragePooling2D(), layers.Dense(3, activation='softmax')]).save(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=True, cwd=ROOT)
    return file


def test_a_large_network_opens_layer_by_layer(visit: Visit, axe: Callable[[Page], list[str]]):
    page = explorer(visit, "?network=efficientnet_lite0&picture=coffee")
    expect(page.get_by_text("espresso").first).to_be_visible()
    assert axe(page) == []
    stem = "stem_conv"
    page.locator(f"[data-node='{stem}']").first.press("Enter")
    expect(page).to_have_url(re.compile("opened=stem_conv"))
    maps = page.locator(".layer-maps [data-unit]")
    expect(maps).to_have_count(24, timeout=60_000)
    maps.first.press("Enter")
    expect(page.locator(".unit-title")).to_contain_text(stem)
    expect(page).to_have_url(re.compile("selected="))
    expect_answer(page)
    assert axe(page) == []


def test_everything_about_a_network_is_told_on_demand(visit: Visit):
    page = explorer(visit)
    page.get_by_role("button", name="About this network").click()
    card = model_store.card("tiny_vgg")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{100 * card.accuracy.value:.1f} %")
    expect(dialog).to_contain_text(card.data.licence)


def test_another_network_takes_the_place_of_the_first(visit: Visit):
    page = explorer(visit)
    card = model_store.card("mnist_cnn")
    Hand(page, "pointer", WORDS).choose("Network", card.title["en"])
    expect(page).to_have_url(re.compile("network=mnist_cnn"))
    expect(page.locator(".about")).to_contain_text(card.description["en"][:40])
    expect_answer(page)
    expect(page.locator(".score-label")).to_have_text(list(card.classes))
