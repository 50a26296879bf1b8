"""Cost of a training, and what it costs others: ``python -m benchmarks.training``; ``--long``: whole trainings.

Throughput: a run of the app, in its process, against the same ``model.fit`` in a bare script, in turn; on CIFAR-10's
pictures where ``CONVLENS_DATA`` has them, else on drawn ones of the same size. Disturbance: another visitor's controls
while a run goes on, against without. Teachable: three classes of twenty pictures, from the press of the button to the
result.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import engine
from cnn_core import drafts as network_draft
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.originals import files as dataset_files
from cnn_core.datasets.shapes import drawing as shapes
from cnn_core.datasets.source import DataSource
from cnn_core.drafts import presets as draft_presets
from cnn_core.training import run_folder
from cnn_core.training.run_folder import Run, RunSettings
from cnn_core.training.training_settings import TrainingSettings

EPOCHS = 3
ROUNDS = 2
PICTURE = np.full((64, 64, 3), 128, np.uint8)

# The training of `cnn_core.training.program.training_code`, on the pictures of a folder.
BARE = """
import json, sys, time
import keras, numpy as np, tensorflow as tf
from cnn_core.datasets import source as data_source
from cnn_core.datasets import preparing as datasets
from cnn_core.drafts import model as draft_model
from cnn_core import drafts as network_draft

data, network, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3])
dataset = datasets.prepare(data_source.decode(data), 32)
split = datasets.split(dataset, 0)

def batches(positions, learning):
    answers = keras.utils.to_categorical(dataset.labels[positions], len(dataset.classes))
    data = tf.data.Dataset.from_tensor_slices((dataset.images[positions], answers)).cache()
    if learning:
        data = data.shuffle(len(positions), seed=0)
    return data.batch(32).map(lambda images, labels: (tf.cast(images, "float32"), labels)).prefetch(tf.data.AUTOTUNE)

class Clock(keras.callbacks.Callback):
    seconds = []
    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.monotonic()
    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.monotonic() - self.began)

train, validation = batches(split.train, True), batches(split.validation, False)
model = draft_model.build(network_draft.decode(network))
rate = keras.optimizers.schedules.CosineDecay(0.001, decay_steps=epochs * len(train))
model.compile(optimizer=keras.optimizers.Adam(rate), loss=keras.losses.CategoricalCrossentropy(), metrics=["accuracy"])
model.fit(train, validation_data=validation, epochs=epochs, verbose=0, callbacks=[Clock()])
print(json.dumps(Clock.seconds))
"""


def settings(data: str, side: int, network: str = "", **training: Any) -> RunSettings:
    """A run with the page's defaults, but for what is given."""
    dataset = datasets.prepare(data_source.decode(data), side)
    count, rows, columns, channels = dataset.images.shape
    classes = len(dataset.classes)
    name = network or draft_presets.default_for(rows, columns, channels, classes, count)
    draft = network_draft.encode(draft_presets.PRESETS[name](rows, columns, channels, classes))
    return RunSettings(name, data, side, 0, draft, "", TrainingSettings(**training))


def ended(run: Run) -> float:
    """Wait until a run has ended well; how many seconds that took."""
    start = time.monotonic()
    while run.status().state in ("queued", "running"):
        time.sleep(0.05)
    assert run.status().state == "done", run.status()
    return time.monotonic() - start


def seconds_an_epoch(run: Run) -> list[float]:
    """Of all epochs but the first, in which TensorFlow makes its graph."""
    return [one["seconds"] for one in run.metrics() if one["kind"] == "epoch"][1:]


def measure_throughput() -> None:
    """The app's epochs against a bare script's, in turn."""
    data = "cifar10:count=1180" if dataset_files.here("cifar10") else "shapes:count=1790"
    wanted = settings(data, 32, "cifar10_tutorial", epochs=EPOCHS)
    pictures = len(datasets.split(datasets.prepare(data_source.decode(data), 32), 0).train)
    ours, bare = [], []
    for _ in range(ROUNDS):
        run = run_folder.start(wanted, PICTURE, engine.start)
        ended(run)
        ours += seconds_an_epoch(run)
        arguments = [sys.executable, "-c", BARE, data, wanted.network, str(EPOCHS)]
        done = subprocess.run(arguments, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
        bare += json.loads(done.stdout.splitlines()[-1])[1:]
    app, script = statistics.median(ours), statistics.median(bare)
    print(f"{pictures:,} pictures of {data}, seconds an epoch: app {app:.2f}, bare model.fit {script:.2f}")
    print(f"throughput in the app, bare model.fit = 1: {script / app:.2f}")


def measure_disturbance() -> None:
    """Another visitor's control until its pixels, while a run goes on and without one, in turn."""
    from benchmarks.browser import CONTROLS, of_lab
    from benchmarks.chromium import chromium
    from benchmarks.server import serve

    wanted = settings("shapes", 32, "cifar10_tutorial", epochs=500)
    times: dict[bool, dict[str, list[float]]] = {busy: {"maps": [], "keras": []} for busy in (False, True)}
    with chromium() as browser, serve() as server:
        for busy in (False, True) * ROUNDS:
            with running(wanted) if busy else idle():
                for kind, found in of_lab(browser, f"http://127.0.0.1:{server.port}", CONTROLS[0]).items():
                    times[busy][kind] += found
    for kind in ("maps", "keras"):
        without, during = (statistics.median(times[busy][kind]) for busy in (False, True))
        print(f"another visitor's control → {kind}: {without:.0f} ms, while a run goes on {during:.0f} ms: "
              f"× {during / without:.2f}")  # fmt: skip


@contextmanager
def running(wanted: RunSettings) -> Iterator[None]:
    """A run that is training for the time of a ``with``."""
    run = run_folder.start(wanted, PICTURE, engine.start)
    while not any(one["kind"] == "epoch" for one in run.metrics()):
        assert run.status().state in ("queued", "running"), run.status()
        time.sleep(0.1)
    yield
    assert run.status().state == "running", "the run ended too early"
    run.command("stop")
    while run.status().state == "running":
        time.sleep(0.1)


@contextmanager
def idle() -> Iterator[None]:
    """No run."""
    yield


def measure_teachable() -> None:
    """Three classes of twenty pictures that somebody brings, from the press of the button to the trained network."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pictures.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for label in range(3):
                for index in range(20):
                    with archive.open(f"{shapes.CLASSES[label]}/{index}.png", "w") as file:
                        Image.fromarray(shapes.picture(label, index, side=224)).save(file, "PNG")
        collection = picture_collections.new_collection()
        picture_collections.add_archive(collection, path)
    wanted = settings(data_source.encode(DataSource("own", collection)), 224, "transfer")
    run = run_folder.start(wanted, PICTURE, engine.start)
    seconds = ended(run)
    assert run.result is not None
    print(f"3 classes × 20 pictures, frozen EfficientNet-Lite0 and a new head: {seconds:.1f} s; {describe_result(run)}")


def describe_result(run: Run) -> str:
    """A run's result in words."""
    found = run.result or {}
    interval = f"{found['low']:.3f} to {found['high']:.3f}"
    return f"{found['accuracy']:.3f} of {found['pictures']} test pictures right, 95 %: {interval}"


def measure_whole_trainings() -> None:
    """CIFAR-10's tutorial network, and flowers with the frozen network, from the page's defaults."""
    for data, side, network in (("cifar10", 32, "cifar10_tutorial"), ("flower_photos", 0, "transfer")):
        run = run_folder.start(settings(data, side, network), PICTURE, engine.start)
        print(f"{data}, {network}, {run.epochs} epochs: {ended(run):.0f} s; {describe_result(run)}", flush=True)


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="the whole trainings: ten minutes or more")
    long = parser.parse_args().long
    with tempfile.TemporaryDirectory() as home:
        os.environ["CONVLENS_HOME"] = home
        if long:
            measure_whole_trainings()
        else:
            measure_throughput()
            measure_teachable()
            measure_disturbance()
    engine.shutdown()


if __name__ == "__main__":
    main()
