"""The Convolution Lab's controls in Chromium: maps follow at once, Keras confirms, and what cannot be is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_core.convolution_lab.stack import ConvolutionStack
from tests.browser.test_convolution_lab import SMALL, Hand, drag, expect_state, lab, maps_of, number, tab_to
from ui.language import catalogue

Visit = Callable[..., Page]
WORDS = catalogue("en")
FEATURE, POOLED = ".stage.feature .caption", ".stage.pooled .caption"
HANDS = ["pointer", "keyboard"]
"""A visitor with nothing but a pointer, or nothing but a keyboard."""

# Every state that the view goes through, with the captions of its feature maps.
RECORD = """() => {
  const root = [...document.querySelectorAll("*")].find((one) => one.shadowRoot?.querySelector(".lab")).shadowRoot;
  const view = root.querySelector(".lab");
  window.states = [];
  new MutationObserver(() => {
    if (view.dataset.state === "painting") return;
    window.states.push([view.dataset.state, root.querySelector(".stage.feature .caption").textContent]);
  }).observe(view, { attributeFilter: ["data-state"] });
}"""


def slider(page: Page, setting: str) -> Locator:
    return page.get_by_role("slider", name=WORDS[f"settings.{setting}"], exact=True)


def ranges(page: Page, stage: str) -> list[list[float]]:
    """The smallest and the largest number of each map, as its caption has them."""
    captions = page.locator(f".stage.{stage} .caption").all_inner_texts()
    return [[number(text) for text in caption.split(" … ")] for caption in captions]


def expect_maps(page: Page, stack: ConvolutionStack) -> None:
    """The captions are those of the written-out arithmetic."""
    for stage, maps in maps_of(stack).items():
        expected = [[maps[..., index].min(), maps[..., index].max()] for index in range(maps.shape[2])]
        np.testing.assert_allclose(ranges(page, stage), expected, atol=0.00501)


def test_maps_follow_a_slider_at_once_and_keras_confirms_when_it_is_let_go(visit: Visit):
    page = lab(visit)
    link = page.url
    drag(slider(page, "bias"), 0.5, 0.75, let_go=False)
    expect_state(page, "live")
    bias = float(slider(page, "bias").input_value())
    assert 0.4 <= bias <= 0.6
    live = page.locator(FEATURE).all_inner_texts()
    expect_maps(page, ConvolutionStack(size=16, bias=bias))
    assert page.url == link
    page.mouse.up()
    expect_state(page, "keras")
    expect(page).to_have_url(re.compile(rf"bias={bias:g}"))
    assert page.locator(FEATURE).all_inner_texts() == live
    value = page.locator(".knob-slider", has_text="Bias").locator(".knob-value")
    expect(value).to_have_text(f"{bias:.2f}")


# What is moved, in which part of the controls, from where to where (shares of the way), and the settings to compare.
DRAGGED: dict[str, tuple[str, float, float, str]] = {
    "filters": ("layer", 3 / 31, 1 / 31, "filters"),
    "stride_rows_and_columns": ("window", 0, 1 / 3, "stride_rows"),
    "pool_size": ("pooling", 1 / 7, 3 / 7, "pool_size"),
    "pool_stride": ("pooling", 1 / 7, 3 / 7, "pool_stride"),
}


@pytest.mark.parametrize("setting", DRAGGED)
def test_everything_that_the_browser_can_compute_follows_the_pointer(visit: Visit, setting: str):
    part, start, end, field = DRAGGED[setting]
    page = lab(visit)
    Hand(page, "pointer", WORDS).part(part)
    page.evaluate(RECORD)
    drag(slider(page, setting), start, end, let_go=False)
    expect_state(page, "live")
    value = int(slider(page, setting).input_value())
    wanted = ConvolutionStack(**(asdict(ConvolutionStack(size=16)) | {field: value}))
    assert value != getattr(ConvolutionStack(), field)
    expect_maps(page, wanted)
    page.mouse.up()
    expect_state(page, "keras")
    expect_maps(page, wanted)
    assert {state for state, _ in page.evaluate("window.states")} == {"live", "keras"}


@pytest.mark.parametrize("hand", HANDS)
def test_an_option_shows_its_maps_at_once_and_then_keras(visit: Visit, hand: str):
    page = lab(visit)
    page.evaluate(RECORD)
    Hand(page, hand, WORDS).choose("activation", "tanh")
    expect(page).to_have_url(re.compile("activation=tanh"))
    expect_state(page, "keras")
    expect_maps(page, ConvolutionStack(size=16, activation="tanh"))
    states = [state for state, _ in page.evaluate("window.states")]
    assert states[0] == "live"
    assert states[-1] == "keras"


@pytest.mark.parametrize("hand", HANDS)
def test_named_kernels_follow_their_size_until_keras_confirms(visit: Visit, hand: str):
    page = lab(visit)
    use = Hand(page, hand, WORDS)
    use.part("window")
    page.evaluate(RECORD)
    if use.by_key:
        tab_to(page, slider(page, "kernel_rows_and_columns"))
        page.keyboard.press("ArrowRight")
    else:
        drag(slider(page, "kernel_rows_and_columns"), 0.2, 0.3)
    expect(page).to_have_url(re.compile("kernel_rows=4"))
    expect_state(page, "keras")
    expect(page.locator(".stage.kernels .detail")).to_have_text("4 × 4")
    expect_maps(page, ConvolutionStack(size=16, kernel_rows=4))
    states = [state for state, _ in page.evaluate("window.states")]
    assert states[0] == "live"
    assert states[-1] == "keras"


@pytest.mark.parametrize("hand", HANDS)
def test_another_layer_shows_its_maps_at_once_and_then_keras(visit: Visit, hand: str):
    page = lab(visit)
    page.evaluate(RECORD)
    before = page.locator(FEATURE).first.inner_text()
    Hand(page, hand, WORDS).choose("layer", "DepthwiseConv2D")
    expect(page).to_have_url(re.compile("layer=DepthwiseConv2D"))
    expect_state(page, "keras")
    states = page.evaluate("window.states")
    assert states[0][0] == "live"
    assert states[-1][0] == "keras"
    assert len({shown for _, shown in states} - {before}) == 1  # Keras confirms the range on screen


@pytest.mark.parametrize("hand", HANDS)
def test_a_grey_picture_shows_its_maps_at_once_and_then_keras(visit: Visit, hand: str):
    page = lab(visit)
    page.evaluate(RECORD)
    before = page.locator(FEATURE).first.inner_text()
    Hand(page, hand, WORDS).flip("color")
    expect(page).to_have_url(re.compile("color=false"))
    expect_state(page, "keras")
    states = page.evaluate("window.states")
    assert states[0][0] == "live"
    assert states[-1][0] == "keras"
    assert len({shown for _, shown in states} - {before}) == 1  # Keras confirms the range on screen
    expect(page.locator(".stage.input .tile")).to_have_count(1)
    expect_maps(page, ConvolutionStack(size=16, color=False))


@pytest.mark.parametrize("picture", ["", "&picture=single_pixel"])
def test_the_working_size_is_followed_while_it_is_dragged(visit: Visit, picture: str):
    page = lab(visit, f"{SMALL}{picture}")
    link = page.url
    drag(slider(page, "size"), 8 / 248, 56 / 248, let_go=False)
    expect_state(page, "live")
    size = int(slider(page, "size").input_value())
    assert 50 < size < 80
    expect(page.locator(".stage.feature").first).to_contain_text(f"{size} × {size}")
    live = page.locator(FEATURE).all_inner_texts()
    if not picture:
        expect_maps(page, ConvolutionStack(size=size))
    assert page.url == link
    page.mouse.up()
    expect_state(page, "keras")
    expect(page).to_have_url(re.compile(rf"size={size}"))
    assert page.locator(FEATURE).all_inner_texts() == live


def test_who_steps_through_the_sizes_has_the_next_picture_already(visit: Visit):
    page = lab(visit)
    with page.expect_request(re.compile(r"/squares/\w+/18$")):
        slider(page, "size").press("ArrowRight")
    page.wait_for_load_state("networkidle")
    page.route("**/_convlens/squares/**", lambda route: route.fulfill(body=b""))
    page.evaluate(RECORD)
    slider(page, "size").press("ArrowRight")
    expect(page).to_have_url(re.compile("size=18"))
    expect_state(page, "keras")
    assert page.evaluate("window.states")[0][0] == "live"
    expect_maps(page, ConvolutionStack(size=18))


def test_where_no_other_picture_comes_it_waits_for_keras_with_the_maps_that_there_are(visit: Visit):
    page = lab(visit)
    page.route("**/_convlens/squares/**", lambda route: route.fulfill(body=b""))
    page.evaluate(RECORD)
    before = page.locator(FEATURE).first.inner_text()
    slider(page, "size").press("ArrowRight")
    expect(page).to_have_url(re.compile("size=17"))
    expect_state(page, "keras")
    states = page.evaluate("window.states")
    assert states[0] == ["waiting", before]
    assert states[-1][0] == "keras"


@pytest.mark.parametrize("hand", HANDS)
def test_the_controls_of_one_part_are_in_sight_and_those_that_mean_something(visit: Visit, hand: str):
    page = lab(visit, f"{SMALL}&layer=SeparableConv2D")
    use = Hand(page, hand, WORDS)
    expect(slider(page, "depth_multiplier")).to_be_visible()
    expect(slider(page, "groups")).to_be_hidden()
    expect(slider(page, "size")).to_be_visible()
    use.choose("layer", WORDS["options.layer.grouped"])
    expect(slider(page, "groups")).to_be_visible()
    expect(slider(page, "depth_multiplier")).to_be_hidden()
    use.part("window")
    expect(slider(page, "groups")).to_be_hidden()
    expect(slider(page, "size")).to_be_visible()
    expect(slider(page, "stride_rows_and_columns")).to_be_visible()
    use.flip("equal_strides")
    expect(slider(page, "stride_rows")).to_be_visible()
    expect(slider(page, "stride_columns")).to_be_visible()
    expect(page).to_have_url(re.compile("equal_strides=false"))
    assert page.locator(".stSlider, .stSelectbox, .stToggle, .stNumberInput, .stMultiSelect").count() == 0


def test_what_cannot_be_keeps_the_last_good_maps_while_a_slider_moves(visit: Visit):
    page = lab(visit, f"{SMALL}&padding=valid&pool_size=2&pool_stride=2")
    Hand(page, "pointer", WORDS).part("window")
    page.evaluate(RECORD)
    drag(slider(page, "stride_rows_and_columns"), 0, 1, let_go=False)
    expect_state(page, "live")
    expect_maps(page, ConvolutionStack(size=16, padding="valid", stride_rows=4))
    page.mouse.up()
    expect_state(page, "keras")
    Hand(page, "pointer", WORDS).part("pooling")
    drag(slider(page, "pool_size"), 1 / 7, 1, let_go=False)
    expect_state(page, "stale")
    last = page.locator(POOLED).all_inner_texts()
    good = maps_of(ConvolutionStack(size=16, padding="valid", stride_rows=4, pool_size=4))["pooled"]
    assert ranges(page, "pooled")[0] == pytest.approx([good[..., 0].min(), good[..., 0].max()], abs=0.00501)
    expect(page.locator(".lab .sheet").first).not_to_have_css("opacity", "1")
    expect(page.get_by_text(WORDS["lab.impossible"])).to_be_hidden()
    page.mouse.up()
    expect(page.get_by_text(WORDS["lab.impossible"])).to_be_visible()
    expect_state(page, "stale")
    assert len(last) == 4


@pytest.mark.parametrize("hand", HANDS)
def test_a_remedy_is_one_press_away_and_says_what_it_does(visit: Visit, hand: str):
    page = lab(visit, f"{SMALL}&stride_rows=2")
    use = Hand(page, hand, WORDS)
    use.part("window")
    if use.by_key:
        tab_to(page, slider(page, "dilation_rate"))
        page.keyboard.press("End")
    else:
        drag(slider(page, "dilation_rate"), 0, 1)
    expect_state(page, "stale")
    note = page.locator(".knob-slider", has_text="Dilation").get_by_role("status")
    expect(note).to_contain_text(WORDS["problem.strides_with_dilation"].split("{")[0])
    expect(slider(page, "dilation_rate")).to_have_attribute("aria-invalid", "true")
    use.part("layer")
    expect(page.locator(".lab-controls > .knob-notes")).to_contain_text("Use Dilation: 1")
    use.press(page.get_by_role("button", name="Use Dilation: 1").last)
    expect_state(page, "keras")
    expect(page.get_by_role("button", name="Use Dilation: 1")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("dilation_rate"))


def test_back_and_forward_lead_through_the_settings(visit: Visit):
    page = lab(visit)
    slider(page, "filters").press("ArrowRight")
    expect(page).to_have_url(re.compile("filters=5"))
    slider(page, "filters").press("ArrowRight")
    expect(page).to_have_url(re.compile("filters=6"))
    expect_state(page, "keras")
    page.go_back()
    expect(slider(page, "filters")).to_have_value("5")
    expect(page.locator(".stage.feature .detail")).to_have_text("16 × 16 × 5")
    page.go_forward()
    expect(slider(page, "filters")).to_have_value("6")
    expect(page.locator(".stage.feature .detail")).to_have_text("16 × 16 × 6")
    expect_state(page, "keras")


def test_keys_held_down_lose_nothing(visit: Visit):
    page = lab(visit)
    slider(page, "filters").focus()
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    Hand(page, "pointer", WORDS).choose("activation", "ELU")
    expect(page).to_have_url(re.compile("filters=11"))
    expect(page).to_have_url(re.compile("activation=elu"))
    expect_state(page, "keras")
    expect(slider(page, "filters")).to_have_value("11")
    expect(page.locator(".stage.feature .detail")).to_have_text("16 × 16 × 11")


@pytest.mark.parametrize("hand", HANDS)
def test_kernels_are_chosen_in_order_and_edits_undone(visit: Visit, hand: str):
    page = lab(visit, f"{SMALL}&filters=3&kernels=box,sobel_x")
    use = Hand(page, hand, WORDS)
    use.part("kernels")
    use.press(page.get_by_role("button", name="Take “Box blur” away"))
    expect(page).to_have_url(re.compile("kernels=sobel_x$"))
    add = page.get_by_role("combobox", name=WORDS["lab.controls.add"])
    if use.by_key:
        tab_to(page, add)
        page.keyboard.press("ArrowDown")  # opens the list
        page.keyboard.type("Ident")
        page.keyboard.press("Enter")
    else:
        add.select_option(label="Identity")
    expect(page).to_have_url(re.compile("kernels=sobel_x(,|%2C)identity"))
    expect_state(page, "keras")
    names = page.locator(".stage.kernels .caption")
    assert names.all_inner_texts() == ["Sobel x", "Identity", "Sobel x"]
    undo = page.get_by_role("button", name=WORDS["lab.reset_edits"])
    expect(undo).to_be_hidden()
    use.write(use.tab("kernel_editor").get_by_role("spinbutton").first, "0.5")
    expect(page).to_have_url(re.compile("edits="))
    expect(undo).to_be_visible()
    use.press(undo)
    expect(page).not_to_have_url(re.compile("edits="))
    expect(undo).to_be_hidden()


@pytest.mark.parametrize("hand", HANDS)
def test_a_typed_number_is_clamped_or_refused_with_a_sentence(visit: Visit, hand: str):
    page = lab(visit, f"{SMALL}&padding=custom")
    use = Hand(page, hand, WORDS)
    use.part("window")
    above = page.get_by_role("spinbutton", name=WORDS["settings.pad_top"], exact=True)

    def write(text: str) -> None:
        if use.by_key:
            tab_to(page, above)
        else:
            above.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    write("40")
    expect(above).to_have_value("11")
    expect(page).to_have_url(re.compile("pad_top=11"))
    expect_state(page, "keras")
    write("NaN")
    note = page.locator(".knob-number", has_text="Above").get_by_role("status")
    expect(note).to_have_text(
        WORDS["lab.controls.not_a_number"].format(label="Above", minimum=0, maximum=11, received="NaN", kept=11)
    )
    expect(above).to_have_value("11")
    write("2")
    expect(note).to_be_empty()
    expect(page).to_have_url(re.compile("pad_top=2"))


@pytest.mark.parametrize("hand", HANDS)
def test_everything_goes_back_to_the_start(visit: Visit, hand: str):
    page = lab(visit, f"{SMALL}&filters=7&layer=DepthwiseConv2D&bias=0.5&pooling=none")
    use = Hand(page, hand, WORDS)
    use.press(page.get_by_role("button", name=WORDS["settings.reset"]))
    expect(page).not_to_have_url(re.compile(r"\?."))
    expect_state(page, "keras")
    expect(page.locator(".stage.feature .detail")).to_have_text("96 × 96 × 4")
    expect(slider(page, "size")).to_have_value("96")


def test_a_pin_outlives_maps_that_are_too_small_for_it(visit: Visit):
    page = lab(visit, f"{SMALL}&pin=1.0.14.14")
    Hand(page, "pointer", WORDS).part("window")
    title = page.locator(".panel.formula .formula-title")
    expect(title).to_have_text("Feature map 2 · row 15, column 15")
    drag(slider(page, "stride_rows_and_columns"), 0, 1, let_go=False)
    expect(title).to_have_text("Feature map 2 · row 4, column 4")
    drag_back = slider(page, "stride_rows_and_columns").bounding_box()
    assert drag_back
    page.mouse.move(drag_back["x"] + 8, drag_back["y"] + drag_back["height"] / 2, steps=4)
    page.mouse.up()
    expect(title).to_have_text("Feature map 2 · row 15, column 15")
    expect_state(page, "keras")


def test_controls_and_kernel_edits_go_together(visit: Visit):
    page = lab(visit)
    hand = Hand(page, "pointer", WORDS)
    hand.write(hand.tab("kernel_editor").get_by_role("spinbutton").first, "1.5")
    slider(page, "bias").press("ArrowRight")
    expect(page).to_have_url(re.compile("edits="))
    expect(page).to_have_url(re.compile("bias=0.05"))
    expect_state(page, "keras")
    edits = re.search(r"edits=([^&]+)", page.url)
    assert edits
    expect_maps(page, ConvolutionStack(size=16, bias=0.05, edits=edits[1]))


def test_help_is_there_by_key(visit: Visit, axe: Callable[[Page], Any]):
    page = lab(visit, width=390)
    mark = page.get_by_role("button", name=f"{WORDS['settings.filters']}: {WORDS['settings.filters_help']}")
    tab_to(page, mark)
    tip = page.get_by_role("tooltip")
    expect(tip).to_have_text(WORDS["settings.filters_help"])
    box = tip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_where_the_visitor_was_stays_when_the_view_is_drawn_anew(visit: Visit):
    page = lab(visit)
    hand = Hand(page, "pointer", WORDS)
    hand.part("kernels")
    page.get_by_role("button", name="Activation maps, number 2").click()
    hand.tab("kernel_editor")
    page.get_by_role("radio", name="한국어").click()
    korean = catalogue("ko")
    expect(page.get_by_role("radio", name=korean["lab.part_kernels"], exact=True)).to_be_checked()
    expect(page.get_by_role("tab", name=korean["lab.tabs.kernel_editor"])).to_have_attribute("aria-selected", "true")
    expect(page.locator(".lab [data-stage=activation]").nth(1)).to_have_attribute("aria-pressed", "true")
    expect_state(page, "keras")
    page.get_by_role("link", name=korean["page.home"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(korean["home.title"])
    page.locator("a[href*=convolution_lab]").first.click()
    expect_state(page, "keras")
    expect(page.get_by_role("radio", name=korean["lab.part_kernels"], exact=True)).to_be_checked()
    expect(page.get_by_role("tab", name=korean["lab.tabs.kernel_editor"])).to_have_attribute("aria-selected", "true")


def test_a_map_that_is_added_has_the_shape_of_the_others(visit: Visit):
    page = lab(visit, f"{SMALL}&equal_strides=false&stride_columns=2")
    slider(page, "filters").press("ArrowRight")
    expect(page.locator(".stage.feature .frame")).to_have_count(5)
    expect_state(page, "keras")
    sizes = page.locator(".stage.feature .frame").evaluate_all(
        "frames => frames.map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])"
    )
    assert sizes == [sizes[0]] * 5
    assert sizes[0][1] == pytest.approx(2 * sizes[0][0], abs=2)
