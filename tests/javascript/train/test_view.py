"""The view of a run's inside: stepping through epochs by pointer, keys and film; what is drawn is what was sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from figures.colours import colours_of
from tests.javascript.network_page import NetworkPage
from ui.components.train import Inside, training_payload

pytestmark = pytest.mark.browser

EPOCHS = "train/epochs.js"
FILTERS, SIDE = 6, 12


def inside(epochs: int = 4, *, channels: int = 3, classes: int = 5, run: str = "a", **changes: Any) -> Inside:
    generator = np.random.default_rng(3)
    ground = generator.normal(size=(1, 3, 3, channels, FILTERS))
    growth = np.linspace(0.2, 1, epochs)[:, None, None, None, None]
    arrays = {
        "picture": generator.integers(0, 256, (SIDE, SIDE, channels)).astype(np.uint8),
        "filters": (ground * growth).astype(np.float32),
        "maps": generator.integers(0, 255, (epochs, SIDE, SIDE, FILTERS)).astype(np.uint8),
        "map_limits": (growth[:, 0, 0, 0] * np.ones((1, FILTERS))).astype(np.float32),
        "prediction": generator.dirichlet(np.ones(classes), epochs).astype(np.float32),
    }
    figures: list[Any] = [None] + [
        {"accuracy": one / epochs, "val_accuracy": 0.5 * one / epochs} for one in range(1, epochs)
    ]
    labels = [f"class {one}" for one in range(classes)]
    told = {"run": run, "layer": "conv2d", "labels": labels, "epochs": range(epochs), "total": 9, "figures": figures}
    return Inside(**told | {"arrays": arrays} | changes)


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(shown: Inside, epoch: int | None = None, *, width: int = 1240, **options: Any) -> NetworkPage:
        data = training_payload(shown, epoch=epoch)
        size = {"width": width, "height": 900}
        opened.append(NetworkPage(browser, components_address, data, view="train", viewport=size, **options))
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def name(page: NetworkPage) -> Any:
    return page.page.locator(".epoch-name")


def slider(page: NetworkPage) -> Any:
    return page.page.get_by_role("slider", name="Epoch")


def test_the_newest_epoch_is_shown_first_and_keys_lead_through_all(view):
    page = view(inside())
    expect(name(page)).to_have_text("Epoch 3 of 9")
    expect(page.page.locator(".epoch-figures")).to_have_text("Training 75.0 % right, validation 37.5 % right")
    slider(page).focus()
    for key, text in (
        ("ArrowLeft", "Epoch 2 of 9"),
        ("PageUp", "Epoch 1 of 9"),
        ("Home", "Before training"),
        ("PageDown", "Epoch 1 of 9"),
        ("End", "Epoch 3 of 9"),
    ):
        page.page.keyboard.press(key)
        expect(name(page)).to_have_text(text)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile(r"^Epoch 3 of 9. Training 75.0\s% right"))


def test_who_rests_at_an_epoch_tells_the_page_once(view):
    page = view(inside())
    slider(page).focus()
    for _ in range(2):
        page.page.keyboard.press("ArrowLeft")
    page.page.wait_for_function("sent.length > 0")
    assert page.sent() == [["state", "epoch", 1]]
    page.page.keyboard.press("End")
    page.page.wait_for_function("sent.length > 1")
    assert page.sent()[-1] == ["state", "epoch", None]


def test_the_view_follows_a_run_that_goes_on_unless_somebody_looks_back(view):
    page = view(inside(3))
    page.send(training_payload(inside(4), epoch=None))
    expect(name(page)).to_have_text("Epoch 3 of 9")
    page.page.get_by_role("button", name="Epoch before").click()
    page.send(training_payload(inside(5), epoch=None))
    expect(name(page)).to_have_text("Epoch 2 of 9")
    page.send(training_payload(inside(3, run="b"), epoch=1))
    expect(name(page)).to_have_text("Epoch 1 of 9")
    expect(page.page.locator(".training")).to_have_count(1)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_film_runs_to_the_end_and_stops(view, motion):
    page = view(inside(), epoch=2, reduced_motion=motion)
    page.page.get_by_role("button", name="Play all epochs").click()
    expect(page.page.get_by_role("button", name="Stop playing")).to_be_visible()
    expect(name(page)).to_have_text("Epoch 3 of 9")
    expect(page.page.get_by_role("button", name="Play all epochs")).to_be_visible()
    page.page.get_by_role("button", name="Play all epochs").press("Enter")
    expect(name(page)).to_have_text("Before training")
    slider(page).press("ArrowRight")
    expect(page.page.get_by_role("button", name="Play all epochs")).to_be_visible()


PIXELS = """([selector, index, points, sheet]) => {
  const frame = shadow.querySelectorAll(selector)[index];
  const canvas = shadow.querySelectorAll("canvas.sheet")[sheet];
  const [outer, inner] = [canvas.getBoundingClientRect(), frame.getBoundingClientRect()];
  const context = canvas.getContext("2d");
  return points.map(([across, down]) => Array.from(context.getImageData(inner.left - outer.left + across * inner.width,
    inner.top - outer.top + down * inner.height, 1, 1).data).slice(0, 3));
}"""


@pytest.mark.parametrize("scale", ["run", "epoch"])
def test_maps_and_filters_have_the_colours_of_the_data(view, scale):
    shown = inside()
    page = view(shown, epoch=1)
    page.page.locator(f"input[value={scale}]").check(force=True)
    arrays = shown.arrays
    chosen = slice(None) if scale == "run" else 1
    maps = (arrays["maps"][1].astype(np.float32) - 127) / 127 * arrays["map_limits"][1]
    expected = colours_of(maps[3, 5, 4], float(arrays["map_limits"][chosen].max()))
    drawn = page.page.evaluate(PIXELS, [".map-frame", 4, [[5.5 / SIDE, 3.5 / SIDE]], 0])
    kinds = page.page.locator("canvas.sheet").count()
    assert kinds == 2
    np.testing.assert_allclose(drawn[0], expected, atol=2)
    weight = arrays["filters"][1, 2, 0, 1, 4]
    expected = colours_of(np.float32(weight), float(np.abs(arrays["filters"][chosen]).max()), "weight")
    drawn = page.page.evaluate(PIXELS, [".kernel-frame", 4 * 3 + 1, [[0.5 / 3, 2.5 / 3]], 1])
    np.testing.assert_allclose(drawn[0], expected, atol=2)


def test_bars_are_the_prediction(view):
    shown = inside()
    page = view(shown, epoch=2)
    numbers = page.page.locator(".bar-number").all_inner_texts()
    np.testing.assert_allclose(
        [float(text.split()[0]) / 100 for text in numbers], shown.arrays["prediction"][2], atol=6e-4
    )
    best = int(shown.arrays["prediction"][2].argmax())
    expect(page.page.locator(".best .bar-label")).to_have_text(f"class {best}")


def test_a_run_without_filters_or_with_one_epoch_is_shown_too(view):
    shown = inside(1, classes=14)
    arrays = {name: array for name, array in shown.arrays.items() if name != "filters"}
    page = view(inside(1, classes=14, arrays=arrays))
    expect(name(page)).to_have_text("Before training")
    expect(slider(page)).to_be_disabled()
    expect(page.page.locator(".kernel-frame")).to_have_count(0)
    expect(page.page.locator(".bar-row")).to_have_count(10)
    bare = view(inside(1, arrays={"picture": shown.arrays["picture"]}))
    expect(bare.page.locator(".filter-tile")).to_have_count(0)
    expect(bare.page.get_by_role("heading", name="No maps that change")).to_be_visible()
    expect(bare.page.get_by_text("Colours comparable over")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [374, 1240, 1880])
def test_the_view_fits_and_shuts_nobody_out(view, width, dark):
    page = view(inside(12, channels=1), width=width, dark=dark)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.violations() == []


def test_pure_functions(modules):
    assert modules.call(EPOCHS, "stepped", "End", 0, 5) == 4
    assert modules.call(EPOCHS, "stepped", "ArrowLeft", 0, 5) == 0
    assert modules.call(EPOCHS, "stepped", "a", 0, 5) is None
    assert modules.call(EPOCHS, "indexFor", None, [0, 2, 4], 2) == 1
    assert modules.call(EPOCHS, "indexFor", None, [0, 2, 4], 3) == 2
    assert modules.call(EPOCHS, "indexFor", {"index": 1, "count": 3}, [0, 2, 4, 6], 0) == 1
    filters = np.float32([[3, 4], [3, 9]])
    assert modules.call(EPOCHS, "changeOf", filters, 1) == pytest.approx(1)
    prediction = np.float32([[0.1, 0.6, 0.3], [0.5, 0.4, 0.1]])
    assert modules.call(EPOCHS, "shownClasses", prediction, 2) == [0, 1]
    path = modules.call("train/trace.js", "lineOf", [None, 0.0, 1.0])
    assert re.fullmatch(r"M500\.0 38\.0L1000\.0 2\.0", path)
