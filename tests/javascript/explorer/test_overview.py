"""The network view on screen: colours of the data, light, keys, zoom levels, two sides, and large graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from figures.colours import colours_of
from tests.javascript.network_page import NetworkPage
from tests.javascript.network_payload import Maker, payload, payload_of, residual, tiny_vgg

pytestmark = pytest.mark.browser

PIXELS = """([node, unit, points]) => {
  const button = shadow.querySelector(`[data-node='${node}'][data-unit='${unit}']`);
  const canvas = shadow.querySelector("canvas.maps");
  const [outer, inner] = [canvas.getBoundingClientRect(), button.getBoundingClientRect()];
  const context = canvas.getContext("2d");
  const [left, top] = [inner.left - outer.left, inner.top - outer.top];
  const pixel = (x, y) => Array.from(context.getImageData(x, y, 1, 1).data).slice(0, 3);
  return points.map(([across, down]) => pixel(left + across * inner.width, top + down * inner.height));
}"""


@pytest.fixture(scope="module")
def network() -> Maker:
    return tiny_vgg()


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(data: bytes, *, width: int = 1240, height: int = 900, **options: Any) -> NetworkPage:
        opened.append(
            NetworkPage(browser, components_address, data, viewport={"width": width, "height": height}, **options)
        )
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def settled(page: NetworkPage) -> None:
    """Wait until nothing slides any more."""
    expect(page.page.locator(".stage.sliding")).to_have_count(0)


@pytest.mark.parametrize(("scale", "width"), [("unit", 1240), ("layer", 1240), ("global", 374)])
def test_pixels_have_the_colours_of_the_data(view, network, scale, width):
    page = view(payload(network, scale=scale), width=width)
    everything = max(
        float(np.abs(output).max())
        for name, output in network.outputs.items()
        if name not in ("input", "dense:activation")
    )
    for node, unit in (("conv_2_2", 3), ("max_pool_2", 7), ("conv_2_2:activation", 0)):
        maps = network.outputs[node]
        map_ = maps[..., unit]
        limit = {"unit": float(np.abs(map_).max()), "layer": float(np.abs(maps).max()), "global": everything}[
            scale
        ] or 1
        rows, columns = map_.shape
        cells = [(0, 0), (rows // 2, columns // 3), (rows - 1, columns - 1)]
        points = [[(column + 0.5) / columns, (row + 0.5) / rows] for row, column in cells]
        drawn = page.page.evaluate(PIXELS, [node, unit, points])
        expected = [colours_of(np.float32([map_[cell]]), limit)[0][:3] for cell in cells]
        if scale != "global":  # on the phone's small tiles a cell is less than a pixel
            np.testing.assert_allclose(drawn, expected, atol=2)


def test_the_picture_and_its_channels_are_drawn(view, network):
    page = view(payload(network))
    expect(page.page.locator(".head.picture")).to_contain_text("64×64")
    channel = network.outputs["input"][32, 32, 0] * 255
    drawn = page.page.evaluate(PIXELS, ["input", 0, [[32.5 / 64, 32.5 / 64]]])[0]
    assert max(drawn) - min(drawn) == 0
    assert drawn[0] == pytest.approx(channel, abs=60)  # 64 cells on fewer pixels are averaged


def test_scores_say_what_the_network_said(view, network):
    page = view(payload(network))
    scores = network.outputs["dense:activation"]
    shown = page.page.locator(".unit.scores .score-number").all_text_contents()
    assert shown == [f"{100 * score:.1f}\u00a0%" for score in scores]
    assert page.page.locator(".unit.scores.best .score-label").all_text_contents() == [
        page.page.locator(".score-label").all_text_contents()[int(scores.argmax())]
    ]


def test_legends_follow_the_scale_right_after_every_change(view, network):
    page = view(payload(network, scale="layer"))
    legends = page.page.locator(".legend-activation .legend-numbers")

    def shown(value: float) -> str:
        return f"{value:.{1 if value >= 10 else 2}f}"

    layers = [name for name in network.outputs if name not in ("input", "dense", "dense:activation")]
    assert legends.all_text_contents() == [f"±{shown(float(np.abs(network.outputs[name]).max()))}" for name in layers]
    page.page.get_by_text("global", exact=True).click()
    expect(legends).to_have_count(1)
    everything = max(float(np.abs(network.outputs[name]).max()) for name in [*layers, "dense"])
    assert legends.locator("span").all_text_contents() == [f"−{shown(everything)}", "0", shown(everything)]
    other = tiny_vgg("cat")
    page.send(payload(other))
    everything = max(float(np.abs(other.outputs[name]).max()) for name in [*layers, "dense"])
    assert legends.locator("span").last.text_content() == shown(everything)
    page.page.get_by_text("Details").click()
    expect(legends).to_have_count(0)
    assert page.sent() == [["state", "scale", "global"], ["state", "detail", False]]


def test_hovering_lights_up_what_a_unit_comes_from(view, network):
    page = view(payload(network))
    page.unit("conv_2_1", 3).hover()
    maps = network.outputs["conv_2_1"][..., 3]
    card = page.page.locator(".readout")
    expect(card).to_contain_text("conv_2_1, map 4")
    expect(card).to_contain_text(f"from −{-maps.min():.2f} to {maps.max():.2f}")
    edges, sources = (page.page.locator(f".light.on .light-{name}").get_attribute("d") for name in ("edges", "sources"))
    assert edges.count("M") == sources.count("M") == 10
    page.page.mouse.move(5, 5)
    expect(page.page.locator(".light.on")).to_have_count(0)
    expect(card).to_be_hidden()


def test_pointing_at_an_edge_shows_its_kernel(view, network):
    page = view(payload(network))
    start, end = page.unit("conv_1_1:activation", 0).bounding_box(), page.unit("conv_1_2", 0).bounding_box()
    page.page.mouse.move((start["x"] + start["width"] + end["x"]) / 2, start["y"] + start["height"] / 2)
    card = page.page.locator(".readout")
    expect(card).to_contain_text("relu, map 1 → conv_1_2, map 1")
    kernel = network.weights["conv_1_2/kernel"][:, :, 0, 0].ravel()
    assert card.locator(".readout-kernel span").all_text_contents() == [f"{w:.2f}".replace("-", "−") for w in kernel]


def test_keys_go_from_unit_to_unit_and_from_layer_to_layer(view, network):
    page = view(payload(network))
    keyboard = page.page.keyboard
    page.unit("input", 0).focus()
    keyboard.press("ArrowDown")
    assert page.focused() == ["input", 1]
    keyboard.press("ArrowRight")
    assert page.focused()[0] == "conv_1_1"
    keyboard.press("Home")
    assert page.focused() == ["conv_1_1", 0]
    keyboard.press("End")
    assert page.focused() == ["conv_1_1", 9]
    expect(page.page.locator(".readout")).to_contain_text("conv_1_1, map 10")
    keyboard.press("Shift+ArrowDown")
    expect(page.page.locator(".readout")).to_contain_text("input, red → conv_1_1, map 10", ignore_case=True)
    expect(page.page.locator(".stage [role=status]")).to_contain_text("Kernel")
    assert page.page.locator(".stage .unit[tabindex='0']").count() == 1


def test_a_strip_is_walked_cell_by_cell(view, network):
    page = view(payload(network))
    strip = page.page.locator("[data-node='flatten']")
    strip.focus()
    page.page.keyboard.press("Home")
    page.page.keyboard.press("ArrowDown")
    label = strip.get_attribute("aria-label")
    assert "2" in label
    assert f"{network.outputs['flatten'][1]:.2f}" in label


def test_enter_opens_a_unit_in_place_and_escape_steps_back(view, network):
    page = view(payload(network))
    page.unit("conv_2_1", 3).focus()
    tall = page.page.locator(".stage").bounding_box()["height"]
    page.page.keyboard.press("Enter")
    settled(page)
    expect(page.page.locator(".unit-panel .unit-view")).to_be_visible()
    assert page.page.locator(".stage").bounding_box()["height"] < tall / 2
    assert page.page.locator(".light.on").count() == 1
    page.page.wait_for_function("sent.some(([, name, value]) => name === 'selected' && value === '0/conv_2_1/3')")
    page.page.keyboard.press("Escape")
    settled(page)
    expect(page.page.locator(".unit-panel")).to_be_hidden()
    assert page.focused() == ["conv_2_1", 3]
    assert page.page.locator(".stage").bounding_box()["height"] == tall
    page.page.wait_for_function("sent.at(-1)[2] === ''")


def test_a_click_on_empty_space_steps_back(view, network):
    page = view(payload(network))
    page.unit("conv_1_1", 2).click()
    settled(page)
    expect(page.page.locator(".unit-panel")).to_be_visible()
    box = page.page.locator(".stage").bounding_box()
    page.page.mouse.click(box["x"] + 3, box["y"] + box["height"] - 3)
    expect(page.page.locator(".unit-panel")).to_be_hidden()


def test_a_link_opens_its_unit_and_an_unknown_one_nothing(view, network):
    expect(view(payload(network, selected="0/conv_1_2/4")).page.locator(".unit-panel")).to_contain_text("conv_1_2")
    for text in ("0/conv_9/1", "0/conv_1_1/99", "7/conv_1_1/", "nonsense"):
        expect(view(payload(network, selected=text)).page.locator(".unit-panel")).to_be_hidden()


def test_the_next_picture_keeps_what_is_open(view, network):
    page = view(payload(network, selected="0/conv_1_2/4"))
    page.send(payload(tiny_vgg("cat")))
    expect(page.page.locator(".unit-panel")).to_contain_text("conv_1_2")
    assert page.page.locator(".network").count() == 1


def changed() -> Maker:
    maker = tiny_vgg(seed=3)
    maker.nodes[3]["ablated"] = [2]
    for each in maker.nodes[9:]:
        each["untrained"] = True
    return maker


def test_two_sides_are_linked_and_say_how_scores_changed(view, network):
    other = changed()
    page = view(payload(network, other, titles=("Original", "Changed")))
    assert page.page.locator(".side-title").all_text_contents() == ["Original", "Changed"]
    changes = page.page.locator(".side >> nth=1").locator(".score-change").all_text_contents()
    for text, before, after in zip(
        changes, network.outputs["dense:activation"], other.outputs["dense:activation"], strict=True
    ):
        number = float(text.removeprefix("Δ ").replace("−", "-").replace("±", ""))
        assert number == pytest.approx(100 * (after - before), abs=0.051)
        assert text[2] in "+−±"
    expect(page.page.locator(".side >> nth=0").locator(".score-change")).to_have_count(0)
    page.unit("conv_1_2", 5, side=0).hover()
    cards = page.page.locator(".readout")
    expect(cards.nth(0)).to_contain_text("conv_1_2, map 6")
    expect(cards.nth(1)).to_contain_text("conv_1_2, map 6")
    assert page.page.locator(".side >> nth=1").locator(".ablated").get_attribute("data-unit") == "2"
    expect(page.page.locator(".side >> nth=1").locator(".head.untrained").first).to_contain_text("untrained")


def test_two_different_networks_stand_side_by_side(view, network):
    small = Maker(np.zeros((64, 64, 3), np.uint8))
    small.convolution("conv", 4)
    small.flatten()
    small.dense("dense", 10, "softmax")
    page = view(payload(network, small))
    page.unit("conv_2_1", 9, side=0).hover()
    expect(page.page.locator(".readout >> visible=true")).to_have_count(1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [374, 1240])
def test_axe_finds_nothing_wrong(view, network, width, dark):
    page = view(payload(network, changed(), titles=("Original", "Changed")), width=width, dark=dark)
    assert page.violations() == []


@pytest.mark.parametrize("width", [374, 600, 768, 1240, 1820])
def test_nothing_is_wider_than_the_window(view, network, width):
    page = view(payload(network, selected="0/conv_1_2/4"), width=width)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    page.page.set_viewport_size({"width": 900 if width > 900 else 1300, "height": 900})
    page.page.wait_for_function(
        "shadow.querySelector('.stage').clientWidth === shadow.querySelector('canvas.maps').width"
    )


HOSTILE = {
    "one map of one cell": lambda: Maker(np.full((3, 3, 3), 7, np.uint8)),
    "a very wide picture": lambda: Maker(np.zeros((5, 200, 3), np.uint8)),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("width", [374, 1240])
def test_unusual_sizes_are_drawn(view, name, width):
    maker = HOSTILE[name]()
    maker.convolution("conv", 1)
    maker.flatten()
    maker.dense("hidden", 40, "relu")
    maker.dense("dense", 2, "softmax")
    page = view(payload(maker), width=width)
    assert page.page.locator(".unit.maps").count() == 3 + 2 * (maker.outputs["conv"].size > 1)
    page.page.locator("[data-node='hidden']").hover()
    expect(page.page.locator(".readout")).to_be_visible()


def test_a_view_without_a_network_yet_waits(view, network):
    page = view(payload())
    expect(page.page.locator(".network")).to_have_attribute("aria-busy", "true")
    page.send(payload(network))
    expect(page.page.locator(".unit.scores")).to_have_count(10)


def test_an_old_answer_is_dimmed(view, network):
    page = view(payload(network, stale=True))
    expect(page.page.locator(".network.stale canvas.maps")).to_have_css("opacity", "0.4")


def test_korean_is_spoken(view, network):
    page = view(payload(network, language="ko"))
    expect(page.page.locator(".score-label").first).to_have_text("구명정")
    assert "맵 1" in page.unit("conv_1_1", 0).get_attribute("aria-label")


def test_a_large_network_is_a_graph_whose_layers_open(view):
    page = view(payload_of([residual()]))
    nodes = page.page.locator(".graph-node")
    expect(nodes).to_have_count(len(residual()[0]["graph"]["nodes"]))
    expect(page.page.locator(".top-scores .unit")).to_have_count(10)
    nodes.first.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    expect(page.page.locator(".layer")).to_contain_text("on their way")
    assert page.sent() == [["trigger", "open", {"side": 0, "node": "block0_0_0_conv", "page": 0}]]
    page.send(payload_of([residual(opened="block0_0_0_conv")]))
    maps = page.page.locator(".layer-map")
    expect(maps).to_have_count(24)
    page.page.get_by_role("button", name="Weaker").click()
    assert page.sent()[-1] == ["trigger", "open", {"side": 0, "node": "block0_0_0_conv", "page": 1}]
    page.send(payload_of([residual(opened="block0_0_0_conv", page=1)]))
    expect(maps).to_have_count(8)
    expect(page.page.locator(".layer")).to_contain_text("25–32 of 32")
    maps.first.click()
    page.page.wait_for_function("sent.at(-1)[1] === 'unit' || sent.at(-1)[1] === 'selected'")
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".unit-panel")).to_be_hidden()
    page.page.keyboard.press("Escape")
    expect(page.page.locator(".layer")).to_be_hidden()
    assert ["trigger", "open", {"side": 0, "node": None, "page": 0}] in page.sent()


@pytest.mark.parametrize("width", [374, 1240])
def test_a_graph_is_clean_and_fits(view, width):
    page = view(payload_of([residual(opened="block1_0_add")]), width=width)
    assert page.violations() == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_hovering_a_node_shows_where_it_comes_from(view):
    page = view(payload_of([residual()]))
    page.page.locator("[data-node='block0_0_add']").hover()
    assert page.page.locator(".light.on .light-sources").get_attribute("d").count("M") == 2
    expect(page.page.locator(".graph-stage .readout")).to_contain_text("Add · 112×112×32")


def test_a_long_vector_is_drawn_in_lines_and_says_what_a_cell_stands_for(view):
    side, arrays = residual()
    (average,) = (node for node in side["graph"]["nodes"] if node["name"] == "average")
    average["shape"] = [2000]
    side["thumbnails"]["average"] = 1999
    cells = np.full((21, 24), 2.0, np.float32)
    page = view(payload_of([(side, arrays | {"thumb:average": cells})]))
    button = page.page.locator("[data-node='average']")
    assert "strongest entry 2000" in button.get_attribute("aria-label")
    button.hover()
    expect(page.page.locator(".graph-stage .readout")).to_contain_text("each cell: the strongest of 4 entries")
    red, green, blue = button.locator(".graph-frame").evaluate(
        """(frame) => {
          const box = frame.getBoundingClientRect();
          const canvas = frame.getRootNode().querySelector(".graph-stage canvas");
          const outer = canvas.getBoundingClientRect();
          const ratio = canvas.width / outer.width;
          const [x, y] = [box.x + box.width / 2 - outer.x, box.y + box.height / 2 - outer.y];
          return [...canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
        }"""
    )
    assert blue > red + 30  # positive
    assert blue > green


def test_the_view_goes_away_without_a_trace(view, network):
    page = view(payload(network, selected="0/conv_1_2/4"))
    page.page.evaluate("cleanUp()")
    assert page.page.evaluate("shadow.querySelectorAll('.network').length") == 0


def test_the_overview_is_saved_as_a_picture(view, network):
    page = view(payload(network))
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Save as PNG").click()
    assert download.value.suggested_filename == "convlens-tiny_vgg.png"
