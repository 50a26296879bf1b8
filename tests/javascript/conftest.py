"""The lab's state for the views, made of our numpy arithmetic, and a page that shows a view of it in a shadow root."""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d, conv2d_transpose, depthwise_conv2d, separable_conv2d
from cnn_core.arithmetic.pooling import average_pool2d, global_average_pool2d, global_max_pool2d, max_pool2d, min_pool2d
from cnn_core.convolution_lab.kernels import kernels_of
from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import fit_square, to_float
from cnn_core.pictures.samples import SAMPLES
from tests.accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent.parent
POOLS = {"max": max_pool2d, "min": min_pool2d, "average": average_pool2d}
GLOBAL_POOLS = {"global_max": global_max_pool2d, "global_average": global_average_pool2d}

MOUNT = """
async ({ view, lab, selection, dark }) => {
  // What is drawn since a canvas was last cleared: its texts, and how many cells are hatched.
  const drawn = new WeakMap();
  const of = (canvas) => drawn.get(canvas) ?? drawn.set(canvas, { texts: [], hatched: 0 }).get(canvas);
  const paint = CanvasRenderingContext2D.prototype;
  const { clearRect, drawImage, fillRect, fillText } = paint;
  paint.drawImage = function (source, ...box) {
    if (drawn.has(source)) drawn.set(this.canvas, structuredClone(drawn.get(source)));
    return drawImage.call(this, source, ...box);
  };
  paint.clearRect = function (...box) { drawn.delete(this.canvas); return clearRect.apply(this, box); };
  paint.fillText = function (...text) { of(this.canvas).texts.push(text[0]); return fillText.apply(this, text); };
  paint.fillRect = function (...box) {
    if (this.fillStyle instanceof CanvasPattern) of(this.canvas).hatched += 1;
    return fillRect.apply(this, box);
  };
  const slides = [];
  const { animate } = Element.prototype;
  Element.prototype.animate = function (...steps) { slides.push(steps); return animate.apply(this, steps); };
  const decode = (value) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
    if (!Object.hasOwn(value, "array")) {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decode(part)]));
    }
    const bytes = Uint8Array.from(atob(value.array), (letter) => letter.charCodeAt(0));
    const data = new Float32Array(bytes.buffer);
    return value.shape ? { data, shape: value.shape } : data;
  };
  const name = view.split("/").at(-1);
  const module = await import(`/${view}/${name}.js`);
  const host = document.createElement("div");
  const colours = dark ? ["#12161c", "#e8e6e0", "#7fb0ee", "#1b2129"] : ["#fbfaf7", "#0d1118", "#1d4f91", "#f0eee8"];
  ["background-color", "text-color", "primary-color", "secondary-background-color"].forEach((name, index) =>
    host.style.setProperty(`--st-${name}`, colours[index]));
  document.body.style.background = colours[0];
  document.body.style.colorScheme = dark ? "dark" : "light";
  document.body.append(host);
  const shadow = host.attachShadow({ mode: "open" });
  const sheets = ["/shared/theme.css", `/${view}/${name}.css`].map((href) =>
    Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  shadow.append(...sheets);
  await Promise.all(sheets.map((sheet) => new Promise((done) => { sheet.onload = done; })));
  const root = document.createElement("div");
  shadow.append(root);
  const state = { lab: decode(lab), selection, selected: [], pins: [], shadow, slides };
  state.drawn = (selector) => [...shadow.querySelectorAll(`${selector} canvas`)].map(of);
  state.show = () => state.view.update(state.lab, state.selection);
  state.view = module.create(root, {
    onSelect: (next) => { state.selected.push(next); state.selection = next; state.show(); },
    onPin: (pinned) => { state.pins.push(pinned); state.selection = { ...state.selection, pinned }; state.show(); },
  });
  state.relab = (next) => { state.lab = decode(next); state.show(); };
  globalThis.state = state;
  state.show();
}
"""


def make_lab(stack: ConvolutionStack, *, sample: str = "cat", language: str = "en") -> dict[str, Any]:
    """What every view of the lab gets, as plain data and numpy arrays."""
    image = to_float(fit_square(SAMPLES[sample](), stack.size), color=stack.color)
    channels = image.shape[2]
    plan = program(stack, channels)
    weights = kernels_of(stack, channels)
    feature = feature_maps(plan, image, weights)
    activation = np.asarray(ACTIVATIONS[stack.activation].function(feature), dtype=np.float32)
    catalogue = tomllib.loads((ROOT / f"locales/{language}.toml").read_text(encoding="utf-8"))["lab"]
    words = {f"{view}.{key}": text for view in ("formula", "sizes") for key, text in catalogue[view].items()}
    return {
        "program": plan,
        "sizes": sizes(stack),
        "words": words,
        "language": language,
        "image": image,
        "kernel": weights.kernel,
        "pointwise": weights.pointwise,
        "bias": weights.bias,
        "feature": feature,
        "activation": activation,
        "pooled": pooled_maps(stack, activation),
    }


def feature_maps(plan: dict[str, Any], image: np.ndarray, weights: Any) -> np.ndarray:
    padding = tuple(map(tuple, plan["padding"]))
    options = {"strides": tuple(plan["strides"]), "padding": padding, "dilation_rate": tuple(plan["dilation"])}
    match plan["layer"]:
        case "DepthwiseConv2D":
            return depthwise_conv2d(image, weights.kernel, weights.bias, **options)
        case "SeparableConv2D":
            return separable_conv2d(image, weights.kernel, weights.pointwise, weights.bias, **options)
        case "Conv2DTranspose":
            return conv2d_transpose(image, weights.kernel, weights.bias, **options)
        case _:
            return conv2d(image, weights.kernel, weights.bias, groups=plan["groups"], **options)


def pooled_maps(stack: ConvolutionStack, activation: np.ndarray) -> np.ndarray | None:
    if stack.pooling in POOLS:
        return POOLS[stack.pooling](activation, stack.pool_window, stack.pool_strides, stack.pool_padding)
    pool = GLOBAL_POOLS.get(stack.pooling)
    return pool(activation) if pool else None


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"_{path.stem}_for_views", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_encode: Callable[[Any], Any] = _load(ROOT / "tests" / "conftest.py")._encode


class Shown:
    """A view on a page of its own; its shadow root is open, so that selectors reach inside."""

    def __init__(self, page: Page, view: str, lab: dict[str, Any], selection: dict[str, Any], dark: bool) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.evaluate(MOUNT, {"view": view, "lab": _encode(lab), "selection": selection, "dark": dark})

    def select(self, **changes: Any) -> None:
        """Show another cell, as the host does when the pointer moves over a map."""
        self.page.evaluate(
            "(changes) => { state.selection = { ...state.selection, ...changes }; state.show(); }", changes
        )

    def relab(self, lab: dict[str, Any]) -> None:
        """Show another state of the lab in the same view."""
        self.page.evaluate("(lab) => state.relab(lab)", _encode(lab))

    def selection(self) -> dict[str, Any]:
        """The cell that is selected now."""
        selection: dict[str, Any] = self.page.evaluate("state.selection")
        return selection

    def drawn(self, grid: str) -> list[dict[str, Any]]:
        """What stands on every canvas of a kind of grid ("window", "kernel", "products", "pool")."""
        found: list[dict[str, Any]] = self.page.evaluate("(grid) => state.drawn(`.grid-${grid}`)", grid)
        return found

    def accessibility_violations(self) -> list[str]:
        """What axe-core finds."""
        return violations(self.page)

    def texts(self, selector: str) -> list[str]:
        """The text of every element that a selector finds inside the view."""
        found: list[str] = self.page.evaluate(
            "(selector) => [...state.shadow.querySelectorAll(selector)].map((node) => node.textContent)", selector
        )
        return found


@pytest.fixture(scope="session")
def lab_of() -> Callable[..., dict[str, Any]]:
    """Makes the lab's state from settings: ``lab_of(ConvolutionStack(…), sample=…, language=…)``."""
    return make_lab


@pytest.fixture
def show(browser: Browser, components_address: str) -> Iterator[Callable[..., Shown]]:
    """Shows a view: ``show("formula", lab, selection, width=…, dark=…)``; a test fails on an error of the page."""
    opened: list[Shown] = []

    def open_view(
        view: str,
        lab: dict[str, Any],
        selection: dict[str, Any] | None = None,
        *,
        width: int = 1280,
        dark: bool = False,
        **options: Any,
    ) -> Shown:
        start = {"map": 0, "stage": "feature", "row": 0, "column": 0, "pinned": False} | (selection or {})
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        page.goto(f"{components_address}/blank")
        opened.append(Shown(page, view, lab, start, dark))
        return opened[-1]

    yield open_view
    for shown in opened:
        shown.page.close()
        assert shown.errors == []
