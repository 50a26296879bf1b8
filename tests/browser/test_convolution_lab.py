"""The Convolution Lab in Chromium: pointer and keyboard, both languages and themes, all widths."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.arithmetic.windows import input_window
from cnn_core.convolution_lab.edit_text import decode_edits
from cnn_core.convolution_lab.network import kernels_of
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from figures.colours import colours_of
from figures.stages import scale_limits
from tests.browser.conftest import downloaded, has_horizontal_scroll
from ui.language import catalogue

PATH = "/convolution_lab"
SMALL = f"{PATH}?size=16"
STAGES = ("feature", "activation", "pooled")
Visit = Callable[..., Page]


def lab(visit: Visit, path: str = SMALL, **options: Any) -> Page:
    """The page, when its view shows what Keras said."""
    page = visit(path, **options)
    expect_state(page, "keras")
    return page


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(".lab")).to_have_attribute("data-state", state, timeout=30_000)


def tile(page: Page, stage: str, map_: int = 0) -> Locator:
    """The button of a map, a channel of the picture or a kernel."""
    return page.locator(f".lab [data-stage={stage}]").nth(map_)


def point(target: Locator, row: int, column: int, size: int, *, click: bool = False) -> None:
    """Move the pointer to the middle of a cell of a map, or click it."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    position = {"x": (column + 0.5) * box["width"] / size, "y": (row + 0.5) * box["height"] / size}
    (target.click if click else target.hover)(position=position)  # type: ignore[operator]


def outline(target: Locator) -> list[float]:
    """Top, left, height and width of the visible outline of a tile, in percent of it."""
    style: list[str] = target.locator(".outline:not([hidden])").evaluate(
        "box => [box.style.top, box.style.left, box.style.height, box.style.width]"
    )
    return [float(length.removesuffix("%")) for length in style]


def tab_to(page: Page, target: Locator) -> None:
    """Reach an element by the Tab key alone."""
    for _ in range(120):
        if target.evaluate("element => element.getRootNode().activeElement === element"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target}")


def drag(slider: Locator, start: float, end: float, *, let_go: bool = True) -> None:
    """Take a slider's thumb near a share of its way, and pull it to another share."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    mouse, y = slider.page.mouse, box["y"] + box["height"] / 2
    at = [box["x"] + 8 + share * (box["width"] - 16) for share in (start, end)]
    mouse.move(at[0], y)
    mouse.down()
    mouse.move(at[1], y, steps=6)
    if let_go:
        mouse.up()


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").replace("±", ""))


@cache
def maps_of(stack: ConvolutionStack) -> dict[str, np.ndarray]:
    """The maps of a plain convolution, same padding and max pooling, by the written-out arithmetic."""
    weights = kernels_of(stack, stack.channels)
    image = picture(stack.size, stack.color)
    options = {"strides": stack.strides, "padding": stack.padding_rule}
    feature = conv2d(image, weights.kernel, weights.bias, **options)
    activation = np.asarray(ACTIVATIONS[stack.activation].function(feature))
    return {
        "feature": feature,
        "activation": activation,
        "pooled": max_pool2d(activation, stack.pool_window, stack.pool_strides),
    }


def picture(size: int, color: bool = True) -> np.ndarray:
    return to_float(SAMPLES["cat"].square(size), color)


# Every width with every language and every theme, every language with every theme, and each of them by either hand.
COMBINATIONS = [
    (390, "en", "light", "pointer"),
    (390, "ko", "dark", "keyboard"),
    (1280, "en", "dark", "keyboard"),
    (1280, "ko", "light", "pointer"),
    (1920, "en", "light", "keyboard"),
    (1920, "ko", "dark", "pointer"),
]


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

    def scale(self, name: str) -> None:
        radio = self.page.get_by_role("radio", name=self.words[f"lab.toolbar.scale_{name}"], exact=True)
        if self.by_key:
            tab_to(self.page, self.page.locator(".lab .scales input:checked"))
            while not radio.is_checked():
                self.page.keyboard.press("ArrowRight")
        else:
            self.page.locator(".lab .scales label", has_text=self.words[f"lab.toolbar.scale_{name}"]).click()

    def pin(self, stage: str, map_: int, row: int, column: int, size: int) -> None:
        """Pin a cell; by keys from the cell in the middle of the first activation map."""
        if not self.by_key:
            point(tile(self.page, stage, map_), row, column, size, click=True)
            return
        tab_to(self.page, self.page.locator(".lab [data-stage]:not([data-stage=kernel])[tabindex='0']"))
        across = STAGES.index(stage) - STAGES.index("activation")
        keys = ["Shift+ArrowDown"] * map_ + ["Shift+ArrowLeft" if across < 0 else "Shift+ArrowRight"] * abs(across)
        for key in (*keys, "Home", *["ArrowDown"] * row, *["ArrowRight"] * column, "Enter"):
            self.page.keyboard.press(key)

    def tab(self, name: str) -> Locator:
        """Open a tab of the view; returns its panel."""
        wanted = self.page.get_by_role("tab", name=self.words[f"lab.tabs.{name}"])
        if self.by_key:
            tab_to(self.page, self.page.locator(".lab [role=tab][aria-selected=true]"))
            while wanted.get_attribute("aria-selected") == "false":
                self.page.keyboard.press("ArrowRight")
        else:
            wanted.click()
        expect(wanted).to_have_attribute("aria-selected", "true")
        panel = self.page.locator(f".lab .panel.{name}")
        expect(panel).to_be_visible()
        return panel

    def write(self, cell: Locator, text: str) -> None:
        if self.by_key:
            tab_to(self.page, cell)
        else:
            cell.click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def lowest(self, slider: Locator) -> None:
        if self.by_key:
            tab_to(self.page, slider)
            self.page.keyboard.press("Home")
        else:
            drag(slider, 1, 0)

    def part(self, name: str) -> None:
        """Show another part of the controls."""
        radio = self.page.get_by_role("radio", name=self.words[f"lab.part_{name}"], exact=True)
        if self.by_key:
            tab_to(self.page, self.page.locator(".lab-controls-parts input:checked"))
            while not radio.is_checked():
                self.page.keyboard.press("ArrowRight")
        else:
            self.page.locator(".lab-controls-parts label", has_text=self.words[f"lab.part_{name}"]).click()

    def choose(self, setting: str, option: str) -> None:
        """Choose an option of a list."""
        select = self.page.get_by_role("combobox", name=self.words[f"settings.{setting}"], exact=True)
        if self.by_key:
            tab_to(self.page, select)
            self.page.keyboard.type(option)
        else:
            select.select_option(label=option)

    def flip(self, setting: str) -> None:
        """Turn a switch on or off."""
        switch = self.page.get_by_role("switch", name=self.words[f"settings.{setting}"], exact=True)
        if self.by_key:
            tab_to(self.page, switch)
            self.page.keyboard.press(" ")
        else:
            switch.click()


@pytest.mark.parametrize(("width", "language", "theme", "hand"), COMBINATIONS)
def test_every_view_at_every_width_in_both_languages_and_themes(
    visit: Visit, axe: Callable[[Page], list[str]], width: int, language: str, theme: str, hand: str
):
    words = catalogue(language)
    link = f"{SMALL}&padding=valid&pool_size=7"
    page = lab(visit, link, language=language, theme=theme, width=width)
    use = Hand(page, hand, words)

    def fits() -> None:
        assert not has_horizontal_scroll(page)
        assert axe(page) == []

    heads = page.locator(".lab .stage header h3").all_inner_texts()
    assert heads == [words[f"lab.pipeline.{name}"] for name in ("input", "kernels", *STAGES)]
    details = page.locator(".lab .stage header .detail").all_inner_texts()
    assert details == ["16 × 16 × 3", "3 × 3", "14 × 14 × 4", "14 × 14 × 4", "4 × 4 × 4"]

    use.scale("all")
    expect(page).to_have_url(re.compile("scale=all"))
    expect(page.locator(".stage.feature .range")).to_have_text(page.locator(".stage.pooled .range").inner_text())

    use.pin("feature", 1, 3, 2, 14)
    formula = page.locator(".panel.formula")
    title = words["lab.formula.title_feature"].format(map=2, row=4, column=3)
    expect(formula.locator(".formula-title")).to_have_text(title)
    expect(page).to_have_url(re.compile(r"pin=1\.0\.3\.2"))
    assert outline(tile(page, "input", 1)) == pytest.approx([18.75, 12.5, 18.75, 18.75])
    expect(formula.locator(".check-agrees")).to_have_count(3)
    fits()

    editor = use.tab("kernel_editor")
    use.write(editor.get_by_role("spinbutton").first, "1/4")
    expect(page).to_have_url(re.compile("edits="))
    expect_state(page, "keras")
    expect(editor.get_by_role("spinbutton").first).to_have_attribute("aria-valuenow", "0.25")
    fits()

    sizes = use.tab("sizes")
    expect(sizes.locator(".sizes-shape").first).to_contain_text("14 × 14 × 4")
    expect(sizes.locator(".sizes-title").first).to_contain_text(words["lab.sizes.convolution"])
    fits()

    use.press(page.get_by_role("button", name=words["take_away.title"]))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(words["take_away.notebook"])).to_be_visible()
    expect(dialog.locator("code").first).to_contain_text("pin=1.0.3.2")
    fits()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    use.part("pooling")
    captions = page.locator(".stage.activation .caption").all_inner_texts()
    use.lowest(page.get_by_role("slider", name=words["settings.size"]))
    expect_state(page, "stale")
    expect(page.get_by_text(words["lab.impossible"])).to_be_visible()
    assert page.locator(".stage.activation .caption").all_inner_texts() == captions
    for canvas in page.locator(".lab .pipeline canvas").all():
        expect(canvas).not_to_have_css("opacity", "1")
    fits()
    use.press(page.get_by_role("button", name=f"{words['settings.pool_size']}: 6"))
    expect_state(page, "keras")
    expect(page.locator(".stage.activation .detail")).to_have_text("6 × 6 × 4")


def test_maps_come_with_their_ranges_and_legends(visit: Visit):
    page = lab(visit)
    expected = maps_of(ConvolutionStack(size=16))
    for stage, maps in expected.items():
        for map_, caption in enumerate(page.locator(f".stage.{stage} .caption").all_inner_texts()):
            shown = [number(text) for text in caption.split(" … ")]
            assert shown == pytest.approx([maps[..., map_].min(), maps[..., map_].max()], abs=0.00501)
        label = tile(page, stage, 1).get_attribute("aria-label") or ""
        assert label.startswith(f"{catalogue('en')[f'lab.pipeline.{stage}']}, number 2 (Sobel y)")
        legend = page.locator(f".stage.{stage} .legend")
        assert "gradient" in legend.evaluate("bar => getComputedStyle(bar).backgroundImage")
    assert page.locator(".stage.kernels .range").inner_text() == "±1.33"


@pytest.mark.parametrize("scale", ["map", "stage", "all"])
def test_a_scale_is_shared_by_a_map_a_stage_or_all(visit: Visit, scale: str):
    page = lab(visit, f"{SMALL}&scale={scale}")
    limits = scale_limits(maps_of(ConvolutionStack(size=16)), scale)
    for stage in STAGES:
        text = page.locator(f".stage.{stage} .range").inner_text()
        if scale == "map":
            assert text == catalogue("en")["lab.pipeline.own_scales"]
        else:
            assert number(text) == pytest.approx(limits[stage][0], abs=0.00501)
    file = downloaded(page, page.get_by_role("button", name="Save this map"))
    colours, maps = saved(file.path()), maps_of(ConvolutionStack(size=16))["activation"]
    expected = colours_of(maps[..., 0], limits["activation"][0])
    assert np.abs(colours.astype(int) - expected.astype(int)).max() <= 2


def saved(path: Path) -> np.ndarray:
    """The colours of a saved map, a pixel a cell."""
    with Image.open(path) as image:
        assert image.size == (256, 256)
        return np.asarray(image.convert("RGB"))[8::16, 8::16]


def test_the_pointer_lights_up_the_window_in_every_channel(visit: Visit):
    stack = ConvolutionStack(size=16, stride_rows=2, kernel_rows=5)
    page = lab(visit, f"{SMALL}&stride_rows=2&kernel_rows=5")
    maps = maps_of(stack)
    point(tile(page, "feature", 2), 5, 7, 8)
    cell = tile(page, "feature", 2)
    expect(cell).to_have_attribute("aria-label", re.compile("Row 6, column 8: "))
    windows = [input_window(index, 16, 5, 2, "same", 1) for index in (5, 7)]
    box = [100 * windows[0][0] / 16, 100 * windows[1][0] / 16, 100 * 5 / 16, 100 * 5 / 16]
    for channel in range(4):
        assert outline(tile(page, "input", channel)) == pytest.approx(box)
    assert outline(cell) == pytest.approx([62.5, 87.5, 12.5, 12.5])
    shown = (cell.get_attribute("aria-label") or "").split(": ")[-1]
    assert number(shown) == pytest.approx(maps["feature"][5, 7, 2], abs=0.000051)
    point(tile(page, "pooled", 1), 2, 1, 4)
    expect(tile(page, "pooled", 1)).to_have_attribute("aria-label", re.compile("Row 3, column 2: "))
    assert outline(tile(page, "activation", 1)) == pytest.approx([50, 25, 25, 25])
    shown = (tile(page, "pooled", 1).get_attribute("aria-label") or "").split(": ")[-1]
    assert number(shown) == pytest.approx(maps["pooled"][2, 1, 1], abs=0.000051)


def test_pointing_at_the_picture_finds_the_cell_that_sees_it(visit: Visit):
    page = lab(visit)
    tile(page, "input", 2).scroll_into_view_if_needed()
    tile(page, "input", 2).hover()  # the middle of 16 × 16 cells
    expect(page.locator(".panel.formula .formula-title")).to_have_text(re.compile("map 1 · row [89], column [89]"))


def test_every_number_of_the_formula_is_the_cores_and_adds_up(visit: Visit):
    page = lab(visit, f"{SMALL}&bias=0.25&pin=1.0.0.4")
    page.get_by_text("All numbers as a table").click()
    image, stack = picture(16), ConvolutionStack(size=16, bias=0.25)
    kernel = kernels_of(stack, 3).kernel
    tables = page.locator(".numbers-tables table")
    expect(tables).to_have_count(3)
    total = 0.25
    for channel in range(3):
        rows = tables.nth(channel).locator("tbody tr").all_inner_texts()
        assert len(rows) == 9
        for index, row in enumerate(rows):
            value, weight, product = (number(text) for text in row.split("\t")[1:])
            down, across = divmod(index, 3)
            pixel = image[down - 1, 3 + across, channel] if down else 0.0
            assert value == pytest.approx(pixel, abs=1e-6)
            assert weight == pytest.approx(kernel[down, across, channel, 1], abs=1e-6)
            assert product == pytest.approx(value * weight, abs=2e-6)
            total += product
    feature = maps_of(stack)["feature"][0, 4, 1]
    assert total == pytest.approx(feature, abs=1e-5)
    sum_step = page.locator(".panel.formula .step-sum")
    theirs, ours = (number(text) for text in sum_step.locator(".check .cl-number").all_inner_texts())
    assert theirs == pytest.approx(feature, abs=1.5e-6)
    assert ours == pytest.approx(feature, abs=1.5e-6)
    terms = [number(text) for text in sum_step.locator(".term-number").all_inner_texts()]
    assert sum(terms[:-1]) == pytest.approx(terms[-1], abs=1e-9)


def test_a_pin_stays_in_the_link_and_opens_for_another_visitor(visit: Visit):
    page = lab(visit)
    point(tile(page, "pooled", 3), 1, 6, 8, click=True)
    expect(page).to_have_url(re.compile(r"pin=3\.2\.1\.6"))
    title = page.locator(".panel.formula .formula-title")
    expect(title).to_have_text("Pooled map 4 · row 2, column 7")
    point(tile(page, "feature", 0), 9, 9, 16)
    expect(title).to_have_text("Pooled map 4 · row 2, column 7")
    label = tile(page, "pooled", 3).get_attribute("aria-label")
    parts = urlsplit(page.url)
    other = lab(visit, f"{parts.path}?{parts.query}", language="en")
    expect(other.locator(".panel.formula .formula-title")).to_have_text("Pooled map 4 · row 2, column 7")
    assert tile(other, "pooled", 3).get_attribute("aria-label") == label
    assert tile(other, "pooled", 3).get_attribute("aria-pressed") == "true"
    assert outline(tile(other, "input", 1)) == outline(tile(page, "input", 1))
    tile(other, "pooled", 3).press("Escape")
    expect(other).not_to_have_url(re.compile("pin="))
    point(tile(other, "feature", 0), 9, 9, 16)
    expect(other.locator(".panel.formula .formula-title")).to_have_text("Feature map 1 · row 10, column 10")


def test_arrow_keys_step_and_play_move_the_window(visit: Visit):
    page = lab(visit)
    title = page.locator(".panel.formula .formula-title")
    tab_to(page, page.locator(".lab .stage.activation [tabindex='0']"))
    for key in ("Home", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(title).to_have_text("Activation map 1 · row 2, column 3")
    page.keyboard.press("Shift+ArrowDown")
    expect(tile(page, "activation", 1)).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(title).to_have_text("Pooled map 2 · row 1, column 2")
    page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name="One cell forward").click()
    expect(title).to_have_text("Activation map 2 · row 1, column 4")
    page.get_by_role("button", name="One cell back").click()
    expect(title).to_have_text("Activation map 2 · row 1, column 3")
    page.get_by_label("Speed", exact=True).select_option("4")
    page.get_by_role("button", name="Play").click()
    expect(title).not_to_have_text("Activation map 2 · row 1, column 3")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    reached = title.inner_text()
    assert re.fullmatch(r"Activation map 2 · row \d+, column \d+", reached)
    page.wait_for_timeout(600)  # more than two cells' time
    expect(title).to_have_text(reached)
    page.get_by_role("application").press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_the_sizes_have_this_layers_numbers_and_count_what_no_window_reaches(visit: Visit):
    page = lab(visit, f"{SMALL}&stride_rows=2&padding=valid&filters=3")
    shaded = tile(page, "input", 0).locator(".unused")
    expect(shaded).to_have_count(2)
    assert shaded.first.evaluate("row => [row.style.top, row.style.height]") == ["93.75%", "6.25%"]
    page.get_by_role("tab", name="Sizes").click()
    convolution = page.locator(".panel.sizes [data-stage=convolution]")
    expect(convolution.locator(".sizes-equation .result").first).to_have_text("7")
    expect(convolution).to_contain_text("1 row at the bottom is reached by no window.")
    expect(convolution.locator("[data-cost=parameters] .result")).to_have_text("84")
    expect(convolution.locator("[data-cost=multiply_accumulates] .result")).to_have_text("3,969")
    expect(page.locator(".panel.sizes [data-cost=receptive_field] .sizes-total").last).to_have_text("5 × 5")


def cell_of(page: Page, channel: str, row: int, column: int) -> Locator:
    return page.get_by_role("spinbutton", name=f"{channel}, row {row}, column {column}")


def test_maps_follow_a_dragged_number_at_once_and_keras_confirms_on_release(visit: Visit):
    page = lab(visit)
    tile(page, "kernel", 3).click()
    expect(page.get_by_role("tab", name="Edit kernels")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".kernel-title")).to_contain_text("Kernels of map 4")
    cell = cell_of(page, "Green", 2, 2)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box
    captions = page.locator(".stage.feature .caption")
    before, link = captions.all_inner_texts(), page.url
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 40, steps=8)
    expect_state(page, "live")
    live = captions.all_inner_texts()
    assert live[:3] == before[:3]
    assert live[3] != before[3]
    assert page.url == link
    page.mouse.up()
    expect_state(page, "keras")
    expect(page).to_have_url(re.compile("edits="))
    assert captions.all_inner_texts() == live
    edits = parse_qs(urlsplit(page.url).query)["edits"][0]
    stack = ConvolutionStack(size=16, edits=edits)
    green = next(edit for edit in decode_edits(edits) if (edit.first, edit.second) == (1, 3))
    gaussian = kernels_of(ConvolutionStack(size=16), 3).kernel[..., 1, 3]
    assert green.values[1, 1] == pytest.approx(gaussian[1, 1] + 40 * 0.02, abs=0.011)
    feature = maps_of(stack)["feature"][..., 3]
    assert [number(text) for text in live[3].split(" … ")] == pytest.approx([feature.min(), feature.max()], abs=0.00501)
    page.get_by_role("button", name="Reset this map").click()
    expect(page).not_to_have_url(re.compile("edits="))
    expect(captions.nth(3)).to_have_text(before[3])


@pytest.mark.parametrize("typed", ["NaN", "one", "1e9"])
def test_what_is_no_kernel_number_is_refused_and_the_old_one_stays(visit: Visit, typed: str):
    page = lab(visit)
    page.get_by_role("tab", name="Edit kernels").click()
    cell = cell_of(page, "Red", 1, 1)
    before, link = cell.input_value(), page.url
    cell.click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    message = page.locator(".kernel-message")
    expect(message).to_contain_text(typed)
    expect(message).to_contain_text("A kernel number")
    expect(cell).to_have_value(before)
    expect_state(page, "keras")
    assert page.url == link


def test_everything_can_be_taken_away(visit: Visit):
    page = lab(visit, f"{SMALL}&filters=2&scale=stage")
    page.get_by_role("button", name="Take it away").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    files = {}
    for word in ("code", "notebook", "model", "strip", "maps", "arrays"):
        file = downloaded(page, dialog.get_by_role("button", name=catalogue("en")[f"take_away.{word}"], exact=True))
        files[file.suggested_filename] = file.path().read_bytes()
    assert list(files) == [
        "convlens_layers.py",
        "convlens.ipynb",
        "convlens.keras",
        "convlens-maps.png",
        "convlens-maps.zip",
        "convlens.npz",
    ]
    compile(files["convlens_layers.py"], "layers.py", "exec")
    with zipfile.ZipFile(io.BytesIO(files["convlens.keras"])) as model:
        assert "config.json" in model.namelist()
    with np.load(io.BytesIO(files["convlens.npz"])) as arrays:
        for stage, maps in maps_of(ConvolutionStack(size=16, filters=2)).items():
            np.testing.assert_allclose(arrays[f"{stage}_maps"], maps, atol=1e-5)
    with Image.open(io.BytesIO(files["convlens-maps.png"])) as strip:
        assert strip.format == "PNG"
    link = urlsplit(dialog.locator("code").first.inner_text().strip())
    assert parse_qs(link.query) == parse_qs(urlsplit(page.url).query)
    assert link.path == urlsplit(page.url).path


def test_a_servers_very_first_visitor_by_a_pages_link_gets_the_whole_app(browser: Browser, app_of_streamlit_run: str):
    page = browser.new_page(locale="en-GB")
    page.goto(f"{app_of_streamlit_run}{PATH}?size=16&filters=2")
    expect(page.get_by_role("button", name="Explore")).to_be_visible(timeout=30_000)
    expect(page).to_have_title(re.compile("ConvLens"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Convolution Lab")
    expect(page).to_have_url(re.compile("size=16&filters=2"))
    page.get_by_role("button", name="Explore").click()
    expect(page.get_by_role("menuitem")).to_have_count(4)
    page.close()
