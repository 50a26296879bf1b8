"""Cost of explaining an answer: ``python -m benchmarks.why``. Medians of one run, in turn.

Grad-CAM against a forward pass, occlusion against batches through the bare network, both with the threads of a worker;
and in Chromium the time from a stroke of the brush until the new scores are painted.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from engine.tasks import ENVIRONMENT

os.environ.update(ENVIRONMENT)  # before TensorFlow is loaded

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from playwright.sync_api import Page

from benchmarks.browser import times_of
from benchmarks.chromium import chromium
from benchmarks.explorer_core import bare, compiled, loaded, milliseconds
from benchmarks.server import serve
from cnn_core.explanation import explain
from cnn_core.explanation.differentiable import BATCH, Differentiable
from cnn_core.explanation.methods import occlusion
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource

LARGE = "efficientnet_lite0"
ROUNDS = 5
STROKES = 25

# From a key on the picture until the frame with the new scores has been painted.
STROKE = """async (canvas) => {
  const scores = canvas.getRootNode().querySelector(".brush-scores");
  const press = (key) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  press(["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"][Math.floor(Math.random() * 4)]);
  const start = performance.now();
  const changed = new Promise((done) => new MutationObserver((_, observer) => {
    observer.disconnect();
    done();
  }).observe(scores, { childList: true }));
  press(" ");
  await changed;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def grad_cam(network: Differentiable) -> Callable[[NDArray[np.float32]], Any]:
    """The map of the last layer for class 0."""
    return lambda picture: explain.heat_of(network, picture, "grad_cam", 0, None)


def measure_grad_cam(name: str) -> None:
    """Grad-CAM against the scores alone, by a compiled function; every picture is a new one."""
    wanted = model_store.card(name).input
    shape, scale = (wanted.rows, wanted.columns, wanted.channels), 255 if wanted.scaling == "bytes" else 1
    network = explain.differentiable(ModelSource("shipped", name))
    ours, alone = milliseconds((grad_cam(network), compiled(loaded(name))), shape, scale, 40)
    print(f"{name}, Grad-CAM: {ours:.1f} ms; a forward pass {alone:.1f} ms: × {ours / alone:.2f}")


def batched(model: keras.Model, pictures: NDArray[np.float32]) -> Callable[[], None]:
    """The scores of pictures, `BATCH` at a time, by a compiled function."""
    forward = tf.function(lambda batch: model(batch, training=False))

    def run() -> None:
        for start in range(0, len(pictures), BATCH):
            forward(tf.constant(pictures[start : start + BATCH])).numpy()

    return run


def measure_occlusion(name: str) -> None:
    """Occlusion, as covered pictures a second, against the same number of pictures through the bare network."""
    wanted = model_store.card(name).input
    scale = 255 if wanted.scaling == "bytes" else 1
    shape = (wanted.rows, wanted.columns, wanted.channels)
    picture = np.random.default_rng(0).random(shape, np.float32) * np.float32(scale)
    network = explain.differentiable(ModelSource("shipped", name))
    count = occlusion.count(*shape[:2])
    run = batched(loaded(name), np.repeat(picture[np.newaxis], count, axis=0))
    ours: list[float] = []
    alone: list[float] = []
    for round_ in range(ROUNDS + 1):
        for function, taken in ((lambda: occlusion.heat(network, picture, 0), ours), (run, alone)):
            start = time.perf_counter()
            function()
            if round_:  # the first one compiles
                taken.append(time.perf_counter() - start)
    speed, bare_speed = count / statistics.median(ours), count / statistics.median(alone)
    print(
        f"{name}, occlusion of {count} pictures: {speed:.0f} a second; batches through the bare network "
        f"{bare_speed:.0f}: × {speed / bare_speed:.2f}"
    )


def measure_brush(page: Page) -> None:
    """A stroke of the brush until its scores are painted, against calling the network bare."""
    canvas = page.locator(".brush-picture")
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)
    page.wait_for_selector(".why[aria-busy=false]", state="attached", timeout=120_000)
    times = []
    for _ in range(STROKES):
        times.append(canvas.evaluate(STROKE))
        page.wait_for_timeout(200)
    (alone,) = milliseconds((bare(loaded(LARGE)),), (224, 224, 3), 255, 30)
    print(
        f"brush → scores painted, {LARGE}: {times_of(times[3:])}; Keras called bare {alone:.0f} ms: "
        f"1.3 × that + 150 = {1.3 * alone + 150:.0f} ms"
    )


def main() -> None:
    """Print all measurements of this file."""
    for name in ("tiny_vgg", LARGE):
        measure_grad_cam(name)
    for name in ("tiny_vgg", LARGE):
        measure_occlusion(name)
    with chromium() as browser, serve() as server:
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/classify?picture=coffee&classifier={LARGE}&methods=saliency")
        page.wait_for_selector(".brush-score", timeout=180_000)
        measure_brush(page)


if __name__ == "__main__":
    main()
