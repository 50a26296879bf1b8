"""What stands around the networks: the bar, the knobs, what was changed, and the patches that excite a unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from cnn_core.pictures.samples import SAMPLES
from tests.javascript.network_page import NetworkPage
from tests.javascript.network_payload import Maker, payload, payload_of, tiny_vgg

pytestmark = pytest.mark.browser
Show = Callable[..., NetworkPage]
KNOBS = {
    "convolution": ["strides", "padding", "dilation_rate"],
    "activation": ["activation"],
    "pooling": ["pooling", "pool_size", "pool_strides"],
}


def choice(value: str, *names: str) -> dict[str, Any]:
    return {"value": value, "options": [{"value": name, "label": name.title()} for name in (value, *names)]}


CONTROLS = {
    "network": choice("tiny_vgg", "own"),
    "fit": choice("crop", "letterbox"),
    "compare": choice("none", "picture"),
    "partner": None,
    "partnerField": "partner_picture",
    "about": "A small network.",
    "accuracy": "75 % right.",
    "card": True,
}


@pytest.fixture(scope="module")
def trained() -> Maker:
    return knobbed()


def knobbed(**settings: Any) -> Maker:
    """The small network with its knobs; settings of the first convolution may be others."""
    maker = tiny_vgg()
    for node in maker.nodes:
        node["knobs"] = KNOBS.get(node["kind"], [])
    next(node for node in maker.nodes if node["kind"] == "convolution")["settings"] |= settings
    return maker


@pytest.fixture
def show(browser: Browser, components_address: str) -> Iterator[Show]:
    pages: list[NetworkPage] = []

    def shown(sent: bytes, **options: Any) -> NetworkPage:
        pages.append(NetworkPage(browser, components_address, sent, **options))
        return pages[-1]

    yield shown
    for page in pages:
        page.page.close()
        assert not page.errors


def edits(view: NetworkPage) -> list[Any]:
    return [value for _, name, value in view.sent() if name == "edit"]


def test_a_knob_sends_the_layer_the_setting_and_the_value_as_keras_takes_it(show: Show, trained: Maker):
    view = show(payload(trained, editable=True, selected="0/conv_1_1/3"))
    panel = view.page.locator(".knobs-panel")
    expect(panel).to_contain_text("conv_1_1")
    panel.get_by_role("radiogroup", name="Stride").get_by_role("radio", name="2", exact=True).click()
    panel.get_by_role("radiogroup", name="Padding").get_by_role("radio", name="same").click()
    panel.get_by_role("radiogroup", name="Padding").get_by_role("radio", name="valid").click()
    panel.get_by_role("switch", name="Switch off map 4").press(" ")
    assert edits(view) == [
        {"layer": "conv_1_1", "field": "strides", "value": 2},
        {"layer": "conv_1_1", "field": "padding", "value": "same"},
        {"layer": "conv_1_1", "field": "padding", "value": None},
        {"ablate": "conv_1_1", "unit": 3, "on": True},
    ]


def test_a_fused_activation_is_turned_at_its_layer(show: Show, trained: Maker):
    view = show(payload(trained, editable=True, selected="0/conv_1_1:activation/0"))
    view.page.locator(".knobs-panel").get_by_role("combobox", name="Activation").select_option("tanh")
    assert edits(view) == [{"layer": "conv_1_1", "field": "activation", "value": "tanh"}]


def test_a_pooling_has_its_three_knobs(show: Show, trained: Maker):
    view = show(payload(trained, editable=True, selected="0/max_pool_1/0"))
    panel = view.page.locator(".knobs-panel")
    panel.get_by_role("radiogroup", name="Pooling").get_by_role("radio", name="average").click()
    panel.get_by_role("combobox", name="Pool size").select_option("3")
    panel.get_by_role("combobox", name="Pool stride").select_option("1")
    turned = [(edit["field"], edit["value"]) for edit in edits(view)]
    assert turned == [("pooling", "average"), ("pool_size", 3), ("pool_strides", 1)]


def test_turned_knobs_stand_at_the_changed_network_and_tell_what_they_were(show: Show, trained: Maker):
    changed = knobbed(strides=[2, 2])
    changes = [{"layer": "conv_1_1", "field": "strides", "value": 2}, {"ablate": "conv_1_2", "unit": 5}]
    view = show(payload(trained, changed, editable=True, compare="edits", edits=changes, selected="0/conv_1_1/3"))
    stride = view.page.get_by_role("radiogroup", name="Stride (was 1)")
    expect(stride.get_by_role("radio", name="2", exact=True)).to_be_checked()
    stride.get_by_role("radio", name="1", exact=True).click()
    assert edits(view) == [{"layer": "conv_1_1", "field": "strides", "value": None}]


def test_changes_are_listed_and_each_can_be_taken_back(show: Show, trained: Maker):
    changes = [{"layer": "conv_1_1", "field": "strides", "value": 2}, {"ablate": "conv_1_2", "unit": 5}]
    view = show(payload(trained, knobbed(strides=[2, 2]), editable=True, compare="edits", edits=changes))
    items = view.page.locator(".changes-list li span")
    expect(items).to_have_text(["conv_1_1: Stride 1 → 2", "conv_1_2: map 6 switched off"])
    for name in (
        "Take back: conv_1_1: Stride 1 → 2",
        "Take back: conv_1_2: map 6 switched off",
        "Back to the trained network",
    ):
        view.page.get_by_role("button", name=name).press("Enter")
    assert edits(view) == [
        {"layer": "conv_1_1", "field": "strides", "value": None},
        {"ablate": "conv_1_2", "unit": 5, "on": False},
        {"reset": "all"},
    ]
    view.send(payload(trained, editable=True))
    expect(view.page.locator(".changes")).to_be_hidden()
    assert view.focused()[0] is not None  # the focus went to the network, not to nowhere


def test_while_something_is_compared_the_knobs_rest_and_say_why(show: Show, trained: Maker):
    view = show(payload(trained, tiny_vgg("cat"), compare="picture", editable=False, selected="1/conv_1_1/3"))
    expect(view.page.locator(".knobs-panel")).to_contain_text("rest while")
    expect(view.page.locator(".knobs-row")).to_be_hidden()


def test_an_open_unit_moves_to_the_changed_network_and_the_trained_one_is_a_click_away(show: Show, trained: Maker):
    view = show(payload(trained, editable=True, selected="0/conv_1_1/3"))
    expect(view.page.get_by_role("radiogroup", name="Opened unit of")).to_be_hidden()
    changes = [{"layer": "conv_1_1", "field": "strides", "value": 2}]
    sides = (trained, knobbed(strides=[2, 2]))
    view.send(payload(*sides, titles=("As trained", "Changed"), editable=True, compare="edits", edits=changes))
    switch = view.page.get_by_role("radiogroup", name="Opened unit of")
    expect(switch.get_by_role("radio", name="Changed")).to_be_checked()
    switch.get_by_role("radio", name="As trained").check(force=True)
    expect(view.page.locator(".knobs-panel")).to_be_visible()
    view.page.wait_for_function("() => sent.some(([, name, value]) => name === 'selected' && value === '0/conv_1_1/3')")


def test_another_turn_asks_a_view_on_screen_to_look_elsewhere(show: Show, trained: Maker):
    view = show(payload(trained, selected="0/conv_1_1/3", turn=1))
    view.send(payload(trained, selected="0/conv_2_1/5", turn=1))
    expect(view.page.locator(".unit-title")).to_contain_text("conv_1_1")
    view.send(payload(trained, selected="0/conv_2_1/5", turn=2, detail=False))
    expect(view.page.locator(".unit-title")).to_contain_text("conv_2_1")
    expect(view.page.get_by_role("switch", name="Details")).not_to_be_checked()
    view.send(payload(trained, selected="", turn=3))
    expect(view.page.locator(".unit-panel")).to_be_hidden()


def test_the_bar_sends_what_is_chosen_and_shows_the_partner_only_in_a_comparison(show: Show, trained: Maker):
    view = show(payload(trained, controls=CONTROLS))
    expect(view.page.locator(".about")).to_have_text("A small network.75 % right.")
    expect(view.page.get_by_role("combobox", name="Second picture")).to_be_hidden()
    view.page.get_by_role("combobox", name="Network", exact=True).select_option("own")
    view.page.get_by_role("radiogroup", name="Picture fit").get_by_role("radio", name="Letterbox").click()
    view.page.get_by_role("combobox", name="Side by side").select_option("picture")
    view.page.get_by_role("button", name="About this network").press("Enter")
    view.page.get_by_role("button", name="Walk through").press("Enter")
    view.send(payload(trained, controls=CONTROLS | {"partner": choice("cat", "coins")}))
    view.page.get_by_role("combobox", name="Second picture").select_option("coins")
    chosen = [(value["field"], value["value"]) for _, name, value in view.sent() if name == "choose"]
    assert chosen == [("network", "own"), ("fit", "letterbox"), ("compare", "picture"), ("partner_picture", "coins")]
    assert ["trigger", "card", True] in view.sent()
    assert ["state", "walk", 1] in view.sent()


def test_a_notice_has_its_way_out(show: Show, trained: Maker):
    fix = {"label": "Take it back", "event": "edit", "value": {"reset": "last"}}
    view = show(payload(trained, notices=[{"text": "This cannot be."}, {"text": "Nor this.", "fix": fix}], stale=True))
    expect(view.page.get_by_role("status").filter(has_text="This cannot be.")).to_be_visible()
    view.page.get_by_role("button", name="Take it back").press("Enter")
    assert edits(view) == [{"reset": "last"}]


def with_patterns(maker: Maker, node: str, unit: int, patches: list[dict[str, Any]]) -> bytes:
    side = maker.side() | {"patterns": {"node": node, "unit": unit, "patches": patches}}
    pictures = np.stack([SAMPLES[name].square(64) for name in ("cat", "coins")])
    return payload_of(
        [(side, maker.arrays(side["writtenOut"]) | {"patterns:pictures": pictures})], selected=f"0/{node}/{unit}"
    )


def test_patches_are_asked_for_and_shown_with_their_places(show: Show, trained: Maker):
    view = show(payload(trained, selected="0/conv_1_2/4"))
    button = view.page.get_by_role("button", name="Which patches excite this unit most?")
    button.press("Enter")
    assert ["trigger", "patches", {"side": 0, "node": "conv_1_2", "unit": 4}] in view.sent()
    patches = [
        {"picture": 0, "name": "Cat", "value": 2.5, "box": [10, 20, 15, 25]},
        {"picture": 1, "name": "Coins", "value": 1.25, "box": [-2, 61, 3, 66]},
    ]
    view.send(with_patterns(trained, "conv_1_2", 4, patches))
    pictures = view.page.get_by_role("img", name="output")
    expect(pictures).to_have_count(2)
    read = (
        "canvas => [canvas.width, canvas.height, ...canvas.getContext('2d').getImageData(0, 0, 1, 1).data.slice(0, 3)]"
    )
    assert pictures.nth(0).evaluate(read) == [5, 5, *SAMPLES["cat"].square(64)[10, 20]]
    assert pictures.nth(1).evaluate(read) == [3, 3, *SAMPLES["coins"].square(64)[0, 61]]
    frame = view.page.locator(".patterns-frame").nth(0)
    assert frame.evaluate("box => [box.style.top, box.style.height]") == ["15.625%", "7.8125%"]
    assert view.violations() == []
    view.page.get_by_role("button", name="Hide the patches").press("Enter")
    assert ["trigger", "patches", {"close": True}] in view.sent()
