"""Classifying, against bare Keras: ``python -m benchmarks.classify``. Medians of one run, with EfficientNet-Lite0.

One photo: from its choice in the browser until the five best answers have been painted. The live camera: answers a
second. Many photos: how fast the engine answers them, as files, against Keras's own model on prepared batches.
"""

from __future__ import annotations

import base64
import statistics
import time
from io import BytesIO
from typing import Any, Final

import keras
import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page

import engine
from benchmarks.browser import times_of
from benchmarks.chromium import Chromium, chromium
from benchmarks.explorer_core import bare, loaded, milliseconds
from benchmarks.server import Server, serve
from cnn_core.classification.many_pictures_result import Asked
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from cnn_core.pictures.images import load_image
from cnn_core.pictures.samples import SAMPLES
from ui.classify.photos import BATCH, Gallery
from ui.requests.waiting import wait_for_any

NAME: Final = "efficientnet_lite0"
PHOTOGRAPHS: Final = ("cat", "coffee", "astronaut", "camera", "rocket")
MANY: Final = 500
ONES: Final = 20
LIVE_SECONDS: Final = 10
SIZE: Final = (341, 256)
"""Of a photo as the gallery sends it."""

# A camera whose picture is another one in each frame.
CAMERA: Final = """
const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
const context = canvas.getContext("2d");
setInterval(() => {
  context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
  context.fillRect(Math.random() * 600, Math.random() * 440, 200, 200);
}, 15);
Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia: async () => canvas.captureStream(30) } });
"""

# Chooses a photo as the file dialog does; over when the frame that shows its answer has been painted.
CHOOSE: Final = """async (content) => {
  const roots = () => [...document.querySelectorAll("*")].flatMap((host) => host.shadowRoot ?? []);
  const find = (selector) => roots().map((root) => root.querySelector(selector)).find(Boolean);
  const shown = () => find(".classify .stage")?.dataset.picture;
  const before = shown();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "photo.jpg", { type: "image/jpeg" }));
  const input = find(".gallery-intake input[type=file]");
  // Looked for in each frame, since Streamlit may draw the view anew.
  const painted = new Promise((done) => {
    const look = () => {
      const now = shown();
      if (!now || now === before) requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    };
    look();
  });
  input.files = transfer.files;
  const start = performance.now();
  input.dispatchEvent(new Event("change"));
  return (await painted) - start;
}"""


def photos(count: int, size: tuple[int, int] = SIZE) -> list[bytes]:
    """JPEG files, each another part of a photograph."""
    random = np.random.default_rng(0)
    found = []
    for number in range(count):
        whole = Image.fromarray(SAMPLES[PHOTOGRAPHS[number % len(PHOTOGRAPHS)]]())
        left, top = (int(random.integers(0, side // 4)) for side in whole.size)
        part = whole.crop((left, top, left + whole.width * 3 // 4, top + whole.height * 3 // 4))
        buffer = BytesIO()
        part.resize(size).save(buffer, "JPEG", quality=90)
        found.append(buffer.getvalue())
    return found


def measure_one(page: Page) -> None:
    """A photo chosen → the five best answers painted, against the bare call and what is allowed beyond it."""
    files = [base64.b64encode(file).decode() for file in photos(ONES, (1024, 768))]
    times = []
    for file in files:
        times.append(page.evaluate(CHOOSE, file))
        page.wait_for_timeout(500)
    picture = model_store.card(NAME).input
    (alone,) = milliseconds((bare(loaded(NAME)),), (picture.rows, picture.columns, 3), 255, 20)
    allowed = 1.3 * alone + 150
    print(
        f"photo chosen → top-5 painted: {times_of(times[3:])}; bare call {alone:.0f} ms: allowed {allowed:.0f} ms",
        flush=True,
    )


def measure_live(page: Page) -> None:
    """Count the frames of the camera that are answered in a second."""
    page.get_by_role("button", name="Start the camera").click()
    page.wait_for_selector(".live-bar", timeout=60_000)
    page.wait_for_timeout(LIVE_SECONDS * 1000)
    print(f"live camera: {page.locator('.live-rate').inner_text()}", flush=True)
    page.get_by_role("button", name="Stop", exact=True).click()


def by_keras(model: keras.Model, batches: list[Any]) -> float:
    """Seconds that Keras's own model takes for prepared batches."""
    start = time.perf_counter()
    for batch in batches:
        model(batch, training=False).numpy()
    return time.perf_counter() - start


def by_gallery(files: list[bytes], asked: Asked) -> float:
    """Seconds that the gallery takes for files, from their coming to the last answer."""
    gallery = Gallery()
    start = time.perf_counter()
    gallery.ask(asked, "shared")
    for number, file in enumerate(files):
        gallery.add(str(number), file)
    gallery.advance()
    while gallery.missing:
        wait_for_any(gallery.flying, 10)
        gallery.advance()
    seconds = time.perf_counter() - start
    assert all(photo.best for photo in gallery.photos)
    return seconds


def measure_many() -> None:
    """Five hundred photos as files, against Keras's own model on batches that are ready."""
    card = model_store.card(NAME)
    asked = Asked(ModelSource("shipped", NAME), card.input, "crop", card.refusal)
    files = photos(MANY)
    ready = np.stack([network_input(load_image(file), card.input) for file in files])
    batches = [ready[start : start + BATCH] for start in range(0, MANY, BATCH)]
    model = loaded(NAME)
    by_keras(model, batches[:2])
    by_gallery(photos(4 * BATCH, (300, 300)), asked)  # the workers load and compile
    workers = psutil.Process().children(recursive=True)
    before = sum(worker.memory_info().rss for worker in workers)
    rounds = []
    for turn in range(3):
        turned = [file + bytes(turn) for file in files]  # as new files: nothing is answered from memory
        rounds.append((by_gallery(turned, asked), by_keras(model, batches)))
    ours, alone = (statistics.median(one[place] for one in rounds) for place in (0, 1))
    grown = (sum(worker.memory_info().rss for worker in workers) - before) / 1e6
    print(
        f"{MANY} photos: {MANY / ours:.1f} a second; bare batched Keras {MANY / alone:.1f}: × {alone / ours:.2f}; "
        f"the workers have grown by {grown:.0f} MB"
    )
    engine.shutdown()


def opened(browser: Chromium, server: Server, query: str) -> Page:
    """The page, open."""
    page = browser.new_page()
    page.add_init_script(CAMERA)
    page.goto(f"http://127.0.0.1:{server.port}/classify?{query}")
    return page


def main() -> None:
    """Print all measurements of this file."""
    with chromium() as browser, serve() as server:
        page = opened(browser, server, "picture=cat")
        page.wait_for_selector(".classify .bars li", timeout=120_000)
        page.wait_for_timeout(8000)
        measure_one(page)
        page.close()
        page = opened(browser, server, "mode=live")
        measure_live(page)
    measure_many()


if __name__ == "__main__":
    main()
