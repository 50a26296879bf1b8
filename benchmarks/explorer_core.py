"""Overhead of the explorer's core on Keras itself: ``python -m benchmarks.explorer_core``. Medians, in turn.

Every picture is a new one, so that nothing is answered from memory; there is no engine and no web in between.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.explorer import worker as explorer
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph.edits import Edits

Look = Callable[[NDArray[np.float32]], Any]

OPENED = "block3a_expand_conv"
"""The layer of EfficientNet-Lite0 whose maps are opened: 144 maps of 56 × 56."""


def looking(name: str, opened: str | None) -> Look:
    """Return what the explorer asks of a network for a picture."""
    source = ModelSource("shipped", name, "benchmark")
    return lambda picture: explorer.look(source, Edits(), picture, opened, 0)


def compiled(model: keras.Model) -> Look:
    """The scores alone, by a compiled function."""
    forward = tf.function(lambda batch: model(batch, training=False))
    return lambda picture: forward(tf.constant(picture[np.newaxis])).numpy()


def bare(model: keras.Model) -> Look:
    """The scores alone, by calling the model."""
    return lambda picture: model(picture[np.newaxis], training=False).numpy()


def milliseconds(functions: tuple[Look, ...], shape: tuple[int, ...], scale: float, rounds: int) -> list[float]:
    """The median time of each function, measured in turn on the same pictures, after some rounds to warm up."""
    random = np.random.default_rng(0)
    times: list[list[float]] = [[] for _ in functions]
    for number in range(rounds + rounds // 5):
        picture = random.random(shape, np.float32) * np.float32(scale)
        for function, taken in zip(functions, times, strict=True):
            start = time.perf_counter()
            function(picture)
            if number >= rounds // 5:
                taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def loaded(name: str) -> keras.Model:
    """A shipped network."""
    return keras.saving.load_model(model_store.path(name), compile=False)


def main() -> None:
    """Print a line a network."""
    functions = looking("tiny_vgg", None), compiled(loaded("tiny_vgg"))
    ours, alone = milliseconds(functions, (64, 64, 3), 1, 300)
    print(f"tiny_vgg, every layer's output: {ours:.2f} ms; compiled pass alone {alone:.2f} ms: × {ours / alone:.2f}")
    functions = looking("efficientnet_lite0", OPENED), bare(loaded("efficientnet_lite0"))
    ours, alone = milliseconds(functions, (224, 224, 3), 255, 40)
    print(
        f"efficientnet_lite0, scores and the maps of {OPENED}: {ours:.0f} ms; Keras called bare {alone:.0f} ms: "
        f"1.5 × that + 150 = {1.5 * alone + 150:.0f} ms"
    )


if __name__ == "__main__":
    main()
