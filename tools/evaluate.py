"""Measures the shipped networks again and holds the result to the accuracy that their cards quote.

    python -m tools.evaluate                     # all networks on all of their held-out pictures
    python -m tools.evaluate tiny_vgg            # one network
    python -m tools.evaluate --sample 200 --offline

The pictures come from the folder that CONVLENS_DATA names, or from the internet. With --offline nothing is downloaded:
a network whose pictures are not here is named at the end, never passed over in silence, and one that must know
photographs of scikit-image is asked about these.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core.networks.environment import keras_variables

os.environ.update(keras_variables())  # before Keras is imported

import keras

from cnn_core.model_store import store as model_store
from cnn_core.model_store.store import Accuracy
from cnn_core.pictures.samples import SAMPLES
from recipes import source_files, wilson
from recipes.pictures import Pictures
from recipes.right_answers import right_answers, scores

# A sample agrees with the card if the card's value is in its 99.9 % interval; all pictures, if no more than one in a
# thousand differs: another processor adds in another order, and a tie can fall the other way.
DEVIATIONS = 3.29
TIES = 1000
SEED = 0


class NoPictures(Exception):  # noqa: N818 - not an error: it is reported
    """The pictures that a network was measured on are not here."""


class CardMismatch(Exception):  # noqa: N818 - likewise
    """A card does not belong to the recipe that it names."""


@dataclass(frozen=True)
class Measured:
    """The measurement of one part of a network's held-out pictures, and what its card says of them, if anything."""

    name: str
    on: str
    right: int
    pictures: int
    card: Accuracy | None

    @property
    def agrees(self) -> bool:
        """Return True if the card's accuracy came out again."""
        if self.card is None:
            return True
        if self.pictures == self.card.pictures:
            return abs(self.right - self.card.value * self.pictures) <= 0.5 + self.pictures / TIES
        low, high = wilson.interval(self.right, self.pictures, DEVIATIONS)
        return low <= self.card.value <= high

    def __str__(self) -> str:
        found = f"{self.name}: {self.right} of {self.pictures} right = {self.right / self.pictures:.1%} on"
        if self.card is None:
            return f"{found} {self.on}, which the card does not quote"
        part = "" if self.pictures == self.card.pictures else "a sample of "
        verdict = "agrees" if self.agrees else "DOES NOT AGREE"
        return f"{found} {part}{self.on}; the card says {self.card.value:.1%}: {verdict}"


def measure(name: str, sample: int | None = None, offline: bool = False) -> list[Measured]:
    """Measure a shipped network on every part of its held-out pictures.

    Args:
        name: the network.
        sample: how many pictures of each part; None for all.
        offline: whether only the folder of ``CONVLENS_DATA`` may be asked for pictures.

    Raises:
        NoPictures: its pictures are not here.
        CardMismatch: the card quotes none of the parts that its recipe holds out. (It need not quote all: where a whole
            data set was downloaded there are more pictures than where only a part of it is at hand.)
    """
    card = model_store.card(name)
    known = {accuracy.on: accuracy for accuracy in (card.accuracy, *card.further_accuracies)}
    model = load(name)
    measured = []
    parts = held_out(card.recipe, offline)
    if not known.keys() & {words for words, *_ in parts}:
        raise CardMismatch(f"A card quotes a part that its recipe holds out. Received: {card.accuracy.on!r}.")
    for words, pictures, *compared in parts:
        chosen = sampled(pictures, sample)
        right = right_answers(model, chosen, scaling=card.input.scaling, compared=compared[0] if compared else None)
        measured.append(Measured(name, words, right, len(chosen.labels), known.get(words)))
    return measured


def load(name: str) -> keras.Model:
    """The shipped network."""
    return keras.saving.load_model(model_store.path(name), compile=False)


def held_out(recipe: str, offline: bool) -> Sequence[tuple[Any, ...]]:
    """The parts that a recipe holds out: words, pictures, and sometimes the classes to compare.

    Raises:
        NoPictures: they are not here.
    """
    if offline and source_files.folder() is None:
        raise NoPictures(source_files.FOLDER_VARIABLE)
    try:
        return tuple(script(recipe).held_out())
    except Exception as failure:  # Keras's downloads raise plain Exception
        raise NoPictures(str(failure)) from failure


def script(recipe: str) -> Any:
    """The module of a recipe, as in "recipes/tiny_vgg.py"."""
    return import_module(".".join(Path(recipe).with_suffix("").parts))


def sampled(pictures: Pictures, count: int | None) -> Pictures:
    """Some of the pictures, chosen by a fixed seed; all of them for None."""
    if count is None or count >= len(pictures.labels):
        return pictures
    return pictures.take(np.random.default_rng(SEED).choice(len(pictures.labels), count, replace=False))


def photographs(name: str) -> list[str]:
    """The photographs of scikit-image that the network must know and does not, each with what it says instead.

    Raises:
        NoPictures: its recipe names none.
    """
    card = model_store.card(name)
    known: dict[str, Sequence[int]] = getattr(script(card.recipe), "PHOTOGRAPHS", {})
    if not known:
        raise NoPictures(name)
    model, wrong = load(name), []
    for sample, positions in known.items():
        image = SAMPLES[sample].square(card.input.rows)[np.newaxis]
        answer = int(scores(model, image, card.input.scaling).argmax())
        if answer not in positions:
            wrong.append(f"{sample} is taken for {card.classes[answer]}")
    return wrong


def report(name: str, sample: int | None, offline: bool) -> tuple[bool, bool]:
    """Measure one network and print what was found.

    Returns:
        Whether all was right, and whether its accuracy was measured.
    """
    try:
        found = measure(name, sample, offline)
        print(*found, sep="\n", flush=True)
        return all(part.agrees for part in found), True
    except CardMismatch as mismatch:
        print(f"{name}: {mismatch}", flush=True)
        return False, True
    except NoPictures as reason:
        print(f"{name}: not measured, its pictures are not here ({reason})", flush=True)
    try:
        wrong = photographs(name)
    except NoPictures:
        return True, False
    print(f"{name}: {'; '.join(wrong) or 'names every photograph of scikit-image that it must know'}", flush=True)
    return not wrong, False


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the networks that are named, or all; 0 if every card's accuracy came out again."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("names", nargs="*", help="networks; all without a name")
    parser.add_argument("--sample", type=int, help="how many pictures of each part; all without it")
    parser.add_argument("--offline", action="store_true", help="download nothing")
    given = parser.parse_args(arguments)
    names = given.names or model_store.names()
    found = {name: report(name, given.sample, given.offline) for name in names}
    missing = [name for name, (_, measured) in found.items() if not measured]
    if missing:
        folder = source_files.FOLDER_VARIABLE
        print(f"NOT MEASURED for want of data: {', '.join(missing)}. Name the data's folder in {folder}.")
    wrong = [name for name, (right, _) in found.items() if not right]
    if wrong:
        print(f"NOT AS THE CARD SAYS: {', '.join(wrong)}.")
    return int(bool(wrong or (missing and not given.offline)))


if __name__ == "__main__":
    sys.exit(main())
