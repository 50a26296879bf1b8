"""Chooses when each shipped network says "none of these", and measures how often it is wrong then.

    python -m tools.refusal                # all networks: measure, and write it into their cards
    python -m tools.refusal flowers_cnn

Known pictures are those that a recipe holds out: the first ones make the file of features
(`cnn_core.classification.known_pictures`), every second of the others sets the threshold, and the rest measures it.
Foreign pictures are those that the recipes of the other networks hold out, without classes that both have, and
scikit-image's photographs. Of the scores of `cnn_core.metrics.out_of_distribution` the one with the largest area is
taken. The data's folder is the one that CONVLENS_DATA names.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.classification import known_pictures
from cnn_core.classification.prediction import MOST_PICTURES, classify
from cnn_core.metrics.out_of_distribution import Refusal, energy, largest_logit, nearness, threshold_of
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input, network_picture
from cnn_core.pictures.samples import SAMPLES
from recipes.korean import korean
from recipes.pictures import Pictures
from tools.evaluate import held_out

NAMES: Final = ("tiny_vgg", "cifar10_cnn", "mlp_cifar10", "mnist_cnn", "flowers_cnn")
KNOWN: Final = 250
"""Pictures whose features are kept."""
MOST: Final = 900
"""Known pictures that are looked at."""
OTHERS: Final = 200
"""Foreign pictures of each kind."""
SEED: Final = 0
SAME: Final = {"sport car", "school bus", "automobile", "truck"}
"""Classes that several of the networks know by other names."""
PHOTOGRAPHS: Final = ("astronaut", "camera", "cat", "coffee", "coins", "rocket", "brick", "text")
KNOWN_PHOTOGRAPHS: Final = {"cifar10_cnn": {"cat"}, "mlp_cifar10": {"cat"}, "tiny_vgg": {"coffee"}}
ON: Final = (
    "the held-out pictures of the other networks' classes (digits, flowers, small photos of things and animals) and "
    "scikit-image's photographs"
)

Images = NDArray[np.uint8]


def pictures_of(name: str, count: int) -> Pictures:
    """Some of the pictures that a network's recipe holds out, chosen by a fixed seed."""
    _, pictures, *_ = held_out(model_store.card(name).recipe, offline=False)[0]
    order = np.random.default_rng(SEED).permutation(len(pictures.labels))[:count]
    chosen: Pictures = pictures.take(order)
    return chosen


def in_colour(images: Images) -> Images:
    """Three channels, whatever there were."""
    return np.repeat(images, 3, axis=-1) if images.shape[-1] == 1 else images


def foreign_to(name: str) -> list[Images]:
    """Foreign pictures, a batch of one size each."""
    family = {"cifar10_cnn", "mlp_cifar10"}
    others = [one for one in NAMES if one != "mlp_cifar10" and one != name and not {one, name} <= family]
    batches = []
    for other in others:
        labels = model_store.card(other).classes
        pictures = pictures_of(other, 2 * OTHERS)
        clear = [place for place, label in enumerate(pictures.labels) if labels[label] not in SAME]
        batches.append(in_colour(pictures.images[clear[:OTHERS]]))
    photographs = [one for one in PHOTOGRAPHS if one not in KNOWN_PHOTOGRAPHS.get(name, set())]
    return [*batches, np.stack([SAMPLES[one].square(224) for one in photographs])]


def seen_by(name: str, images: Images) -> Images:
    """Pictures as the network sees them, so that nothing tells known from foreign ones but what is on them."""
    wanted = model_store.card(name).input
    return np.stack([network_picture(one, wanted) for one in in_colour(images)])


def logits_of(name: str, images: Images) -> NDArray[np.float32]:
    """The network's logits."""
    wanted = model_store.card(name).input
    found = []
    for start in range(0, len(images), MOST_PICTURES):
        batch = np.stack([network_input(one, wanted) for one in images[start : start + MOST_PICTURES]])
        found.append(classify(ModelSource("shipped", name), batch).logits)
    return np.concatenate(found)


def measure(name: str) -> tuple[Refusal, NDArray[np.float32]]:
    """The best score with its threshold and its error rates, and the features to keep."""
    known, foreign = seen_by(name, pictures_of(name, MOST).images), [seen_by(name, one) for one in foreign_to(name)]
    bank, rest = known_pictures.features(known[:KNOWN]), known[KNOWN:]
    scores = {"energy": energy, "largest_logit": largest_logit}
    logits, others = logits_of(name, rest), np.concatenate([logits_of(name, one) for one in foreign])
    found = [threshold_of(score, make(logits), make(others)) for score, make in scores.items()]
    near = [nearness(known_pictures.features(one), bank) for one in (rest, *foreign)]
    found.append(threshold_of("nearness", near[0], np.concatenate(near[1:])))
    for one in found:
        print(
            f"{name}, {one.score}: refuses {one.refused_foreign:.1%} of {one.foreign} foreign pictures and "
            f"{one.refused_known:.1%} of {one.known} known ones; area {one.area:.3f}",
            flush=True,
        )
    best = max(found, key=lambda one: one.area)
    return replace(best, on=ON, measured_by=f"python -m tools.refusal {name}"), bank


def write(name: str, refusal: Refusal, bank: NDArray[np.float32]) -> None:
    """Write what was found into the network's card, and the features beside it."""
    file = model_store.path(name).with_name("card.json")
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    card["refusal"] = asdict(refusal)
    card["korean"] = korean(card)
    file.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if refusal.score == "nearness":
        known_pictures.write(file.with_name(known_pictures.FILE), bank)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the networks that are named, or all, and write what was found."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("names", nargs="*", help="networks; all without a name")
    for name in parser.parse_args(arguments).names or NAMES:
        write(name, *measure(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
