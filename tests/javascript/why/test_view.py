"""The view that says why: heat over the picture, curves, what is asked of the server and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from cnn_core.explanation.result import METHODS
from tests.javascript.network_page import NetworkPage
from ui.components.why import VIEW
from ui.language import catalogue

pytestmark = pytest.mark.browser

WORDS = catalogue("en")
RANDOM = np.random.default_rng(3)
PICTURE = RANDOM.integers(0, 256, (6, 8, 3)).astype(np.uint8)
OVERLAY, CURVES = "why/overlay.js", "why/curves.js"
QUIET = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None, "max_examples": 30}


def curve(*probabilities: float) -> dict[str, Any]:
    shares = np.linspace(0, 1, len(probabilities))
    return {
        "shares": shares.tolist(),
        "probabilities": list(probabilities),
        "area": float(np.trapezoid(probabilities, shares)),
    }


def told(**changes: Any) -> dict[str, Any]:
    usual = {"node": None, "signed": False, "problem": "", "likeness": None, "senseProblem": "", "curves": None}
    return usual | changes


def header(methods: list[str], **changes: Any) -> dict[str, Any]:
    controls = {"methods": methods, "wanted": 1, "sense": False, "curves": False}
    layer = {"value": "", "options": [{"value": "", "label": "the last one"}], "disabled": False}
    return {
        "key": "net/picture/crop",
        "methods": [{"value": name, "label": WORDS[f"why.{name}.name"]} for name in METHODS],
        "controls": controls | {"layer": layer} | changes.pop("controls", {}),
        "labels": ["cat", "dog", "cup"],
        "pending": [],
        "maps": {name: told() for name in methods},
    } | changes


def heat(row: int, column: int) -> np.ndarray:
    found = np.zeros((6, 8), np.float32)
    found[row, column] = 1
    return found


def arrays(**maps: np.ndarray) -> dict[str, Any]:
    named = {name.replace("__", ":"): array for name, array in maps.items()}
    return {"picture": PICTURE, "shares": np.array([0.2, 0.5, 0.3], np.float32), **named}


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(data: bytes, *, width: int = 1000, **options: Any) -> NetworkPage:
        size = {"width": width, "height": 900}
        opened.append(NetworkPage(browser, components_address, data, view="why", viewport=size, **options))
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def pixels(page: NetworkPage, selector: str) -> np.ndarray:
    read = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    return np.array(page.page.locator(selector).evaluate(read), np.uint8).reshape(6, 8, 4)


@pytest.mark.parametrize("signed", [True, False])
def test_without_opacity_the_picture_is_as_it_was_and_without_heat_it_is_grey(modules, signed: bool):
    found = RANDOM.normal(size=(6, 8)).astype(np.float32)
    scale = modules.call(OVERLAY, "scaleOf", found, signed)
    bare = modules.call(OVERLAY, "blended", PICTURE, found, scale, 0).reshape(6, 8, 4)
    np.testing.assert_array_equal(bare[..., :3], PICTURE)
    cold = modules.call(OVERLAY, "blended", PICTURE, np.zeros((6, 8), np.float32), scale, 1).reshape(6, 8, 4)
    grey = PICTURE @ np.array([0.299, 0.587, 0.114])
    np.testing.assert_allclose(cold[..., :3], np.repeat(grey[..., None], 3, axis=2), atol=1)


def test_what_speaks_for_a_class_and_what_speaks_against_it_have_other_colours(modules):
    found = np.array([[-1.0, 0.0, 1.0]], np.float32)
    flat = np.full((1, 3, 3), 128, np.uint8)
    signed = modules.call(OVERLAY, "blended", flat, found, {"limit": 1, "kind": "activation"}, 1).reshape(3, 4)
    assert signed[0, 0] > signed[0, 2]
    assert signed[2, 2] > signed[2, 0]
    plain = modules.call(OVERLAY, "blended", flat, found, {"limit": 1, "kind": "probability"}, 1).reshape(3, 4)
    np.testing.assert_array_equal(plain[0], plain[1])
    assert plain[2, 0] > plain[2, 2]


def test_single_bright_pixels_do_not_darken_the_rest(modules):
    found = np.full((40, 40), 0.5, np.float32)
    found[0, 0] = 1000
    assert modules.call(OVERLAY, "scaleOf", found, False)["limit"] == 0.5
    assert modules.call(OVERLAY, "scaleOf", np.zeros((4, 4), np.float32), True)["limit"] == 1


@settings(**QUIET)
@given(wanted=st.lists(st.floats(0, 180), min_size=1, max_size=9))
def test_numbers_at_the_curves_keep_apart_and_in_order(modules, wanted: list[float]):
    found = modules.call(CURVES, "spread", wanted, 13, 14, 170)
    assert all(13.9 <= one <= 170.1 for one in found)
    order = np.argsort(wanted, kind="stable")
    assert np.diff(np.array(found)[order]).min(initial=13) >= 12.99


def test_the_best_method_comes_first(modules):
    maps = {
        "a": told(curves={"deletion": curve(1, 0.5), "insertion": curve(0, 1)}),
        "b": told(curves={"deletion": curve(1, 0), "insertion": curve(1, 1)}),
        "c": told(),
    }
    found = modules.call("why/comparison.js", "linesOf", ["a", "b", "c"], maps)
    assert [(line["method"], line["number"]) for line in found] == [("b", 1), ("a", 2)]


def test_all_classes_can_be_chosen_the_likeliest_first(modules):
    words = {"class_number": "class {number}"}
    found = modules.call("why/controls.js", "classesOf", [0.2, 0.5, 0.3], ["cat"], words)
    assert [one["label"] for one in found] == ["class 1", "class 2", "cat"]
    assert [one["value"] for one in found] == ["1", "2", "0"]


@pytest.mark.parametrize(
    ("likeness", "key"), [(0.49, "falls_apart"), (-0.2, "falls_apart"), (0.5, "stays"), (-0.9, "stays")]
)
def test_a_likeness_is_judged_in_words(modules, likeness: float, key: str):
    words = {name: f"{name} {{likeness}}" for name in ("falls_apart", "stays")}
    assert modules.call("why/method_card.js", "verdict", likeness, words, "en").startswith(key)


def test_maps_that_are_missing_are_asked_for_once_and_again_when_others_are(view):
    methods = ["grad_cam", "saliency"]
    page = view(VIEW.payload(header(methods, pending=["map/grad_cam", "map/saliency"]), arrays()))
    asked = ["trigger", "more", "net/picture/crop"]
    page.page.wait_for_function("sent.length === 1")
    page.send(VIEW.payload(header(methods, pending=["map/grad_cam", "map/saliency"]), arrays()))
    assert page.sent() == [asked]
    page.send(VIEW.payload(header(methods, pending=["map/saliency"]), arrays(heat__grad_cam=heat(0, 0))))
    assert page.sent() == [asked, asked]
    page.send(VIEW.payload(header(methods), arrays(heat__grad_cam=heat(0, 0), heat__saliency=heat(5, 7))))
    assert page.sent() == [asked, asked]
    expect(page.page.locator(".why")).to_have_attribute("aria-busy", "false")
    expect(page.page.locator(".heat:visible")).to_have_count(2)
    name = page.page.locator("[data-method=saliency] .heat").first.get_attribute("aria-label")
    assert WORDS["why.place.last_last"] in name
    assert "dog" in name


def test_nothing_is_asked_for_out_of_sight(view):
    page = view(VIEW.payload(header(["grad_cam"]), arrays(heat__grad_cam=heat(0, 0))))
    page.page.evaluate("document.body.style.paddingTop = '5000px'")
    page.page.wait_for_timeout(200)
    page.send(VIEW.payload(header(["saliency"], pending=["map/saliency"]), arrays()))
    page.page.wait_for_timeout(200)
    assert page.sent() == []
    page.page.evaluate("window.scrollTo(0, 5000)")
    page.page.wait_for_function("sent.length === 1")


def test_opacity_is_answered_at_once(view):
    page = view(VIEW.payload(header(["grad_cam"]), arrays(heat__grad_cam=heat(2, 3))))
    assert not (pixels(page, ".heat >> nth=0")[..., :3] == PICTURE).all()
    slider = page.page.get_by_role("slider", name=WORDS["why.opacity"])
    slider.focus()
    page.page.keyboard.press("Home")
    np.testing.assert_array_equal(pixels(page, ".heat >> nth=0")[..., :3], PICTURE)
    assert page.sent() == []


def test_choices_are_told(view):
    page = view(VIEW.payload(header(["grad_cam"]), arrays(heat__grad_cam=heat(2, 3))))
    page.page.get_by_role("combobox", name=WORDS["why.wanted"]).select_option(label="cup")
    page.page.get_by_role("combobox", name=WORDS["why.add"]).select_option(label="SmoothGrad")
    page.page.get_by_role("switch", name=WORDS["why.sense"]).press(" ")
    page.page.get_by_role("switch", name=WORDS["why.curves"]).press(" ")
    assert [value for _, _, value in page.sent()] == [
        {"field": "why_class", "value": 2},
        {"field": "methods", "value": ["grad_cam", "smooth_grad"]},
        {"field": "why_sense", "value": True},
        {"field": "why_curves", "value": True},
    ]


def test_what_cannot_be_made_is_said_in_its_place(view):
    page = view(VIEW.payload(header(["grad_cam"], maps={"grad_cam": told(problem="No maps here.")}), arrays()))
    expect(page.page.locator(".waiting")).to_have_text("No maps here.")
    expect(page.page.locator(".heat:visible")).to_have_count(0)


def test_every_method_has_its_paper_and_what_is_said_against_it(view):
    page = view(VIEW.payload(header(list(METHODS), maps={name: told() for name in METHODS}), arrays()))
    for name in METHODS:
        card = page.page.locator(f"[data-method={name}]")
        card.locator("summary").click()
        for part in ("what", "against", "paper"):
            expect(card.get_by_text(WORDS[f"why.{name}.{part}"])).to_be_visible()


def test_shuffled_weights_stand_beside_the_map_with_a_verdict(view):
    maps = {"grad_cam": told(likeness=0.12), "saliency": told(senseProblem="Too large.")}
    payload = VIEW.payload(
        header(["grad_cam", "saliency"], maps=maps, controls={"sense": True}),
        arrays(heat__grad_cam=heat(2, 3), sense__grad_cam=heat(5, 0), heat__saliency=heat(0, 0)),
    )
    page = view(payload)
    first = page.page.locator("[data-method=grad_cam]")
    expect(first.locator(".heat:visible")).to_have_count(2)
    assert WORDS["why.place.last_first"] in (first.locator(".heat").nth(1).get_attribute("aria-label") or "")
    expect(first.locator(".sense")).to_have_text(WORDS["why.falls_apart"].format(likeness="0.12"))
    expect(page.page.locator("[data-method=saliency] .sense")).to_have_text("Too large.")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_curves_are_compared_in_drawing_and_table(view, dark: bool, width: int):
    maps = {
        "grad_cam": told(curves={"deletion": curve(1, 0.6, 0.5), "insertion": curve(0, 0.5, 1)}),
        "saliency": told(curves={"deletion": curve(1, 0.2, 0), "insertion": curve(0, 0.9, 1)}),
    }
    payload = VIEW.payload(
        header(["grad_cam", "saliency"], maps=maps, controls={"curves": True}),
        arrays(heat__grad_cam=heat(2, 3), heat__saliency=heat(0, 0)),
    )
    page = view(payload, width=width, dark=dark)
    rows = page.page.locator("tbody tr")
    assert [row.split("\t")[1:] for row in rows.all_inner_texts()] == [
        ["0.35", "0.70", "0.35"],
        ["0.68", "0.50", "−0.18"],
    ]
    expect(rows.first).to_contain_text("Saliency")
    expect(page.page.locator(".charts .line")).to_have_count(4)
    button = rows.nth(1).get_by_role("button")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.page.locator(".line.lit")).to_have_count(2)
    expect(page.page.locator(".line.dimmed")).to_have_count(2)
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_of_the_comparison_is_seen_while_it_is_not_wanted(view):
    page = view(VIEW.payload(header(["grad_cam"]), arrays(heat__grad_cam=heat(2, 3))))
    expect(page.page.locator(".comparison")).to_be_hidden()
    page.page.evaluate("cleanUp()")
    expect(page.page.locator(".why")).to_have_count(0)
