"""Measures how many of CIFAR-10's test pictures the shipped CNN and MLP still know when they are shifted and turned.

    python -m tools.moved                # both networks: measure, and write it beside their cards
    python -m tools.moved cifar10_cnn

The data's folder is the one that CONVLENS_DATA names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.classification.prediction import MOST_PICTURES, classify
from cnn_core.mlp_and_cnn.changed_pictures import moved
from cnn_core.mlp_and_cnn.moved_accuracy import MovedAccuracy, write
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, measured_amounts
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from tools.evaluate import held_out

NAMES: Final = ("mlp_cifar10", "cifar10_cnn")
MOST: Final = 1000


def right(name: str, images: NDArray[np.uint8], labels: NDArray[np.int64]) -> int:
    """Count the pictures that a network knows."""
    wanted = model_store.card(name).input
    count = 0
    for start in range(0, len(images), MOST_PICTURES):
        part = slice(start, start + MOST_PICTURES)
        batch = np.stack([network_input(one, wanted) for one in images[part]])
        found = classify(ModelSource("shipped", name), batch).logits.argmax(axis=1)
        count += int((found == labels[part]).sum())
    return count


def measure(name: str) -> MovedAccuracy:
    """Measure a network on the first of its held-out pictures, at every step of every movement."""
    on, pictures, *_ = held_out(model_store.card(name).recipe, offline=False)[0]
    images, labels = pictures.images[:MOST], np.asarray(pictures.labels[:MOST], np.int64)
    found = {
        movement: tuple(
            right(name, moved(images, **{movement: amount}), labels) for amount in measured_amounts(movement, "cifar10")
        )
        for movement in MOVEMENTS
    }
    return MovedAccuracy(on, len(images), found, f"python -m tools.moved {name}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the networks that are named, or both, and write what was found."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("names", nargs="*", help="networks; both without a name")
    for name in parser.parse_args(arguments).names or NAMES:
        found = measure(name)
        write(name, found)
        for movement, counts in found.right.items():
            print(f"{name}, {movement}: {' '.join(map(str, counts))} of {found.pictures}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
