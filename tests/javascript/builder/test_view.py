"""The builder in a browser, with the server's part played by the test: what is done is shown, sent, and answered."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from cnn_core.drafts import MAXIMUM_LAYERS, DraftLayer, NetworkDraft, problems, table, with_layers
from cnn_core.drafts.layers import BACKBONE
from cnn_core.drafts.presets import PRESETS
from tests.javascript.network_page import MOUNT, NetworkPage
from ui.builder import payload as build
from ui.builder.settings import architecture

pytestmark = pytest.mark.browser

TUTORIAL = PRESETS["cifar10_tutorial"](32, 32, 3, 10)
OWN_ROWS = ".layer:not(.layer-fixed)"
FOCUSED_ROW = "(() => shadow.activeElement?.closest('.layer')?.querySelector('.layer-kind').textContent)()"


class Builder(NetworkPage):
    """The view, and the answers of the server to what it sends."""

    def __init__(self, browser: Browser, address: str, draft: NetworkDraft, **options: Any) -> None:
        self.page = browser.new_page(
            viewport={"width": options.pop("width", 1100), "height": 900}, reduced_motion="reduce"
        )
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{address}/blank")
        mount = MOUNT.replace("data: bytes(text)", "data: JSON.parse(new TextDecoder().decode(bytes(text)))")
        dark, view_data = options.pop("dark", False), encoded(build.view_data(draft, **options))
        self.page.evaluate(mount, {"payload": view_data, "dark": dark, "view": "builder"})

    def answer(self, draft: NetworkDraft, serial: int | None = None, **options: Any) -> None:
        """What the server says of a network, by default as an answer to the last message."""
        number = self.message()["serial"] if serial is None else serial
        data = build.view_data(draft, serial=number, **options)
        self.page.evaluate("(text) => { send(text); }", encoded(data))

    def message(self) -> dict[str, Any]:
        """The last message of the view."""
        last: dict[str, Any] = self.page.evaluate("sent.at(-1)[2]")
        return last

    def messages(self) -> int:
        count: int = self.page.evaluate("sent.length")
        return count

    def layers(self) -> list[DraftLayer]:
        """The layers in the last message."""
        return [DraftLayer(layer["kind"], layer["settings"]) for layer in self.message()["layers"]]

    def row(self, place: int) -> Locator:
        """A row of the visitor's own layers, from 1."""
        return self.page.locator(OWN_ROWS).nth(place - 1)

    def name(self, place: int) -> Locator:
        return self.row(place).locator("button.layer-name")

    def kinds(self) -> list[str]:
        return self.page.locator(f"{OWN_ROWS} .layer-kind").all_inner_texts()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def drag(self, place: int, to: int, *, drop: bool = True) -> None:
        """Take the row at a place by its grip and hold it over the lower half of another one."""
        start = self.row(place).locator(".layer-grip").bounding_box()
        end = self.row(to).bounding_box()
        assert start is not None
        assert end is not None
        self.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(start["x"] + 5, start["y"] + 30)
        self.page.mouse.move(start["x"] + 5, end["y"] + end["height"] * (0.9 if to > place else 0.1))
        if drop:
            self.page.mouse.up()


def encoded(data: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(data).encode()).decode()


@pytest.fixture
def builder(browser: Browser, components_address: str) -> Iterator[Callable[..., Builder]]:
    opened: list[Builder] = []

    def open_view(draft: NetworkDraft = TUTORIAL, **options: Any) -> Builder:
        opened.append(Builder(browser, components_address, draft, **options))
        return opened[-1]

    yield open_view
    for view in opened:
        view.page.close()
        assert view.errors == []


def changed(*layers: DraftLayer) -> NetworkDraft:
    return with_layers(TUTORIAL, layers)


KINDS = [layer.kind for layer in TUTORIAL.layers]


def test_the_table_says_what_every_layer_makes_and_costs(builder):
    view = builder()
    rows = view.page.locator(".layer")
    expect(rows).to_have_count(len(table(TUTORIAL)) + 1)  # and the picture
    for place, row in enumerate(table(TUTORIAL), start=1):
        values = rows.nth(place).locator(".layer-value").all_inner_texts()
        field = " × ".join(map(str, row.receptive_field)) if row.receptive_field else "all"
        assert values[0] == " × ".join(f"{size:,}" for size in row.output_shape)
        assert values[1] == f"{row.parameters:,}"
        assert values[4] == field
    assert view.page.locator(".total-value").first.inner_text() == "122,570"
    expect(view.page.get_by_role("img", name="Diagram:")).to_have_attribute(
        "aria-label", re.compile("Conv2D 30 × 30 × 32")
    )


def test_a_layer_is_added_where_it_fits_and_then_after_the_open_one(builder):
    view = builder()
    view.page.locator("[data-kind=DepthwiseConv2D]").click()
    kinds = [*KINDS[:5], "DepthwiseConv2D", *KINDS[5:]]
    assert [layer.kind for layer in view.layers()] == kinds == view.kinds()
    assert view.layers()[5] == DraftLayer("DepthwiseConv2D")
    expect(view.name(6)).to_have_attribute("aria-expanded", "true")
    view.answer(with_layers(TUTORIAL, view.layers()))
    view.page.locator("[data-kind=BatchNormalization]").click()
    assert [layer.kind for layer in view.layers()] == [*kinds[:6], "BatchNormalization", *kinds[6:]]
    view.page.locator(f"[data-kind={BACKBONE}]").click()
    assert view.layers()[0].kind == BACKBONE


def test_layers_are_moved_removed_and_brought_back_by_keys(builder):
    view = builder()
    view.name(1).focus()
    view.page.keyboard.press("ArrowDown")
    view.page.keyboard.press("Alt+ArrowDown")
    assert view.kinds()[:3] == ["Conv2D", "Conv2D", "MaxPooling2D"]
    assert view.page.evaluate(FOCUSED_ROW) == "MaxPooling2D"
    expect(view.page.get_by_role("status").filter(has_text="MaxPooling2D moved to place 3 of 7")).to_have_count(1)
    view.page.keyboard.press("End")
    view.page.keyboard.press("Delete")
    assert view.kinds()[-1] == "Flatten"
    assert view.page.evaluate(FOCUSED_ROW) == "Flatten"
    view.page.keyboard.press("Control+z")
    view.page.keyboard.press("Control+z")
    assert view.kinds() == KINDS
    assert view.layers() == list(TUTORIAL.layers)
    view.page.keyboard.press("Control+Shift+z")
    view.page.keyboard.press("Control+y")
    assert [layer.kind for layer in view.layers()] == ["Conv2D", "Conv2D", "MaxPooling2D", *KINDS[3:6]]


def test_nothing_moves_beyond_the_ends(builder):
    view = builder()
    view.name(1).focus()
    view.page.keyboard.press("Alt+ArrowUp")
    view.name(7).focus()
    view.page.keyboard.press("Alt+ArrowDown")
    assert view.messages() == 0
    view.button("Undo (Ctrl+Z)").click(force=True)  # it looks disabled, and keeps the focus
    assert view.messages() == 0


@pytest.mark.parametrize(("place", "to"), [(1, 4), (5, 1), (6, 7)])
def test_a_layer_is_dragged_to_another_place(builder, place: int, to: int):
    view = builder()
    view.drag(place, to)
    kinds = [*KINDS]
    kinds.insert(to - 1, kinds.pop(place - 1))
    assert view.kinds() == kinds
    assert [layer.kind for layer in view.layers()] == kinds


def test_a_drag_that_is_given_up_changes_nothing(builder):
    view = builder()
    view.drag(1, 4, drop=False)
    expect(view.page.locator(".drop-before, .drop-after")).to_have_count(1)
    view.page.keyboard.press("Escape")
    view.page.mouse.up()
    assert view.messages() == 0
    assert view.kinds() == KINDS
    expect(view.page.locator(".drop-before, .drop-after, .layer-dragged")).to_have_count(0)


def test_the_settings_of_the_open_layer_are_changed_and_the_answer_repaints_the_table(builder):
    view = builder()
    view.name(1).click()
    expect(view.name(1)).to_have_attribute("aria-expanded", "true")
    filters = view.page.get_by_role("spinbutton", name="filters")
    filters.fill("8")
    filters.press("Enter")
    view.page.get_by_role("radio", name="same").check()
    view.page.get_by_role("combobox", name="activation").select_option("tanh")
    view.page.get_by_role("switch", name="use_bias").click()
    settings = {"filters": 8, "padding": "same", "activation": "tanh", "use_bias": False}
    assert view.layers()[0] == DraftLayer("Conv2D", settings)
    draft = with_layers(TUTORIAL, view.layers())
    view.answer(draft)
    expect(view.row(1).locator(".layer-shape .layer-value")).to_have_text("32 × 32 × 8")
    expect(view.row(1).locator(".layer-summary")).to_have_text("8 · 3 × 3 · same · tanh")
    expect(view.page.locator(".total-value").first).to_have_text(f"{sum(row.parameters for row in table(draft)):,}")


def test_a_number_that_is_none_is_refused_and_one_too_large_becomes_the_largest(builder):
    view = builder()
    view.name(7).click()
    units = view.page.get_by_role("spinbutton", name="units")
    units.fill("many")
    units.press("Enter")
    expect(view.row(7).get_by_text(re.compile("Received: “?many"))).to_be_visible()
    assert view.messages() == 0
    units.fill("99999")
    units.press("Enter")
    assert view.layers()[6] == DraftLayer("Dense", {"units": 4096})


def test_an_answer_to_an_earlier_change_does_not_undo_a_later_one(builder):
    view = builder()
    view.name(7).focus()
    view.page.keyboard.press("Delete")
    first, serial = view.layers(), view.message()["serial"]
    view.page.keyboard.press("Delete")
    second = view.layers()
    view.answer(with_layers(TUTORIAL, first), serial=serial)
    assert view.kinds() == KINDS[:5]
    view.answer(with_layers(TUTORIAL, second))
    assert view.kinds() == KINDS[:5]
    assert view.messages() == 2


def test_what_is_wrong_is_said_at_its_layer_and_put_right_by_one_click(builder):
    broken = changed(*TUTORIAL.layers[:5], DraftLayer("Dense", {"units": 9}))
    view = builder(broken)
    expect(view.page.locator(".layer-wrong")).to_have_count(1)
    expect(view.row(6).get_by_text("Dense works on a vector. Received: maps of 4 × 4 × 64.")).to_be_visible()
    expect(view.page.get_by_text("1 to put right")).to_be_visible()
    expect(view.row(6).locator(".layer-shape .layer-value")).to_have_text("–")
    expect(view.page.get_by_text("as far as the layers can work").first).to_be_visible()
    view.button("Insert Flatten before").click()
    mended = with_layers(TUTORIAL, view.layers())
    assert view.layers() == list(problems(broken)[0].remedy.layers)
    assert view.page.evaluate(FOCUSED_ROW) == "Dense"
    view.answer(mended)
    expect(view.page.locator(".layer-wrong")).to_have_count(0)
    expect(view.page.get_by_text("to put right")).to_have_count(0)


def test_every_remedy_on_the_screen_leads_on_until_nothing_is_wrong(builder):
    layers = ("Flatten", "Conv2D", "MaxPooling2D", "Dense", "Conv2D", BACKBONE)
    draft = changed(*[DraftLayer(kind) for kind in layers])
    view = builder(draft)
    for _ in range(12):
        fixes = view.page.locator(".layer .knob-note button")
        if not fixes.count():
            break
        fixes.first.click()
        draft = with_layers(TUTORIAL, view.layers())
        view.answer(draft)
    assert problems(draft) == []
    expect(view.page.locator(".layer-wrong")).to_have_count(0)


def test_maps_at_the_end_are_said_at_the_classes(builder):
    view = builder(changed(DraftLayer("Conv2D")))
    expect(
        view.page.locator(".layer-fixed.layer-wrong").get_by_text("The classes at the end need a vector.")
    ).to_be_visible()
    view.button("Insert GlobalAveragePooling2D before").click()
    assert [layer.kind for layer in view.layers()] == ["Conv2D", "GlobalAveragePooling2D"]


def test_layers_are_duplicated_moved_and_removed_by_their_buttons(builder):
    view = builder()
    view.name(7).click()
    view.button("Duplicate").click()
    assert view.kinds() == [*KINDS, "Dense"]
    assert view.layers()[7] == TUTORIAL.layers[6]
    view.button("Move up").click()
    expect(view.button("Move up")).to_be_focused()
    view.button("Remove").click()
    assert view.kinds() == KINDS
    expect(view.page.locator(".layer-is-open")).to_have_count(0)


def test_a_known_network_is_asked_for_with_its_depth_and_a_large_one_to_look_at(builder):
    view = builder()
    view.button("Start from a known network").click()
    expect(view.page.locator(".preset-use")).to_have_count(len(PRESETS))
    view.page.get_by_role("spinbutton", name="layers with weights").fill("11")
    view.page.keyboard.press("Enter")
    view.page.locator(".preset-use", has_text="Like VGG").click()
    assert {name: view.message()[name] for name in ("preset", "depth")} == {"preset": "vgg_like", "depth": 11}
    expect(view.page.locator(".presets-panel")).to_be_hidden()
    expect(view.button("Start from a known network")).to_be_focused()
    view.page.keyboard.press("Enter")
    view.button("VGG16").click()
    assert view.message()["architecture"] == "vgg16"


@pytest.mark.parametrize(("name", "weights"), [("vgg16", 16), ("vgg19", 19)])
def test_a_large_network_shows_and_counts_its_weight_layers_and_cannot_be_changed(builder, name: str, weights: int):
    view = builder(architecture(name), architecture=name)
    badges = view.page.locator(".layer-badge:visible")
    assert badges.all_inner_texts() == [f"weights {number}" for number in range(1, weights + 1)]
    expect(view.page.locator(".looking")).to_contain_text(f"{weights - 3} convolutions + 3 dense layers = {weights}")
    for gone in (".palette", ".builder-toolbar", ".layer-grip", "button.layer-name"):
        expect(view.page.locator(gone).locator("visible=true")).to_have_count(0)
    view.button(f"A narrow one of {weights} layers for my data").click()
    assert (view.message()["preset"], view.message()["depth"]) == ("vgg_like", weights)
    view.button("Back to my network").click()
    assert view.message()["architecture"] == "own"


def test_coming_back_from_a_large_network_ones_own_can_be_changed_and_undone(builder):
    view = builder()
    view.name(7).focus()
    view.page.keyboard.press("Delete")
    view.answer(architecture("vgg16"), architecture="vgg16")
    expect(view.page.locator(".layer-badge:visible")).to_have_count(16)
    view.answer(with_layers(TUTORIAL, TUTORIAL.layers[:6]))
    assert view.kinds() == KINDS[:6]
    view.button("Undo (Ctrl+Z)").click()
    assert view.layers() == list(TUTORIAL.layers)


def test_a_network_that_came_from_elsewhere_can_be_undone(builder):
    view = builder()
    view.page.evaluate("sent.push(['trigger', 'change', { serial: 0 }])")
    view.answer(PRESETS["mlp"](32, 32, 3, 10))
    assert view.kinds() == ["Flatten", "Dense", "Dense"]
    view.button("Undo (Ctrl+Z)").click()
    assert view.layers() == list(TUTORIAL.layers)


def test_a_full_network_takes_no_more(builder):
    full = changed(*[DraftLayer("Activation")] * (MAXIMUM_LAYERS - 1), DraftLayer("Flatten"))
    view = builder(full)
    expect(view.page.get_by_text(f"A network here has at most {MAXIMUM_LAYERS} layers.")).to_be_visible()
    expect(view.page.locator(".palette-kind:enabled")).to_have_count(0)
    view.name(1).click()
    expect(view.button("Duplicate")).to_have_attribute("aria-disabled", "true")


def test_a_network_without_layers_says_how_to_begin(builder):
    view = builder(changed())
    expect(view.page.get_by_text("No layers yet.")).to_be_visible()
    view.page.locator("[data-kind=Flatten]").click()
    expect(view.page.get_by_text("No layers yet.")).to_be_hidden()


def test_the_diagram_marks_the_open_layer_and_opens_another(builder):
    view = builder()
    stages = view.page.locator(".diagram-stage")
    expect(stages).to_have_count(len(KINDS) + 3)
    stages.nth(3).click()
    expect(view.name(3)).to_have_attribute("aria-expanded", "true")
    expect(view.page.locator(".diagram-open")).to_have_count(1)
    view.name(3).click()
    expect(view.page.locator(".diagram-open")).to_have_count(0)


def test_frozen_layers_are_named_so_and_the_rest_is_counted_as_trained(builder):
    view = builder(PRESETS["transfer"](96, 96, 3, 5))
    expect(view.row(1).locator(".layer-summary")).to_have_text("frozen · avg")
    expect(view.page.get_by_text("trained: 6,405")).to_be_visible()


def test_residual_blocks_have_an_arc(builder):
    view = builder(PRESETS["small_resnet"](32, 32, 3, 10))
    expect(view.page.locator(".diagram-arc")).to_have_count(6)


@pytest.mark.parametrize("dark", [False, True])
def test_the_view_is_accessible_with_an_open_layer_a_problem_and_the_list(builder, dark: bool):
    view = builder(changed(DraftLayer("Conv2D"), DraftLayer("Dense")), dark=dark)
    view.name(1).click()
    view.button("Start from a known network").click()
    assert view.violations() == []


@pytest.mark.parametrize("width", [340, 700, 1100])
def test_nothing_is_wider_than_the_view(builder, width: int):
    view = builder(architecture("vgg19"), architecture="vgg19", width=width)
    assert view.page.evaluate("document.documentElement.scrollWidth") <= width
    overlaps = view.page.locator(".layer-value:visible").evaluate_all(
        """(all) => all.filter((one, index) => {
          const [box, next] = [one, all[index + 1]].map((node) => node?.getBoundingClientRect());
          return next && Math.abs(next.top - box.top) < 4 && next.left < box.right;
        }).length"""
    )
    assert overlaps == 0
