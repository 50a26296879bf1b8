"""The card of a shipped network: what it is, what it was trained on, and how well it does, measured."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import keras

from recipes import wilson
from recipes.korean import korean
from recipes.pictures import Pictures
from recipes.right_answers import right_answers
from recipes.training import Report

MODELS = Path(__file__).parents[1] / "models"
"""The folder of the shipped networks."""


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers on held-out pictures.

    Attributes:
        value: In [0, 1].
        interval: Its 95 % interval (Wilson).
        on: Which pictures.
        pictures: How many.
        measured_by: The command that measures it.
    """

    value: float
    interval: tuple[float, float]
    on: str
    pictures: int
    measured_by: str


@dataclass(frozen=True)
class Subject:
    """The facts that a recipe knows of its network before it trains; the attributes are keys of the card.

    Attributes:
        name: Folder's name under ``models/``, and the recipe's.
        title: In each language.
        description: In each language, a sentence or two.
        classes: English labels, in the order of the outputs.
        classes_ko: Korean labels, or None where the English ones serve.
        input: rows, columns, channels, and scaling: "unit" for [0, 1], "bytes" for 0 … 255.
        preprocessing: What is done to a picture before.
        data: name, source, licence and split.
        tries: How many trainings came before, tuning included.
        seed: Of the training.
        licence: Of the weights.
        limits: What it cannot do.
        notes: What else stands in the card: how it was trained.
    """

    name: str
    title: dict[str, str]
    description: dict[str, str]
    classes: tuple[str, ...]
    classes_ko: tuple[str, ...] | None
    input: dict[str, int | str]
    preprocessing: str
    data: dict[str, str]
    tries: int
    seed: int
    licence: str
    limits: str
    notes: str = field(default="")


def measure(subject: Subject, model: keras.Model, held_out: Sequence[tuple[str, Pictures]]) -> tuple[Accuracy, ...]:
    """Measures a network on held-out pictures.

    Args:
        subject: Says how the input is scaled.
        model: The network to ship.
        held_out: What each part is called in the card, and its pictures.

    Returns:
        One accuracy for each part, with its Wilson interval.
    """
    found = []
    for words, pictures in held_out:
        right, count = right_answers(model, pictures, scaling=str(subject.input["scaling"])), len(pictures.labels)
        low, high = wilson.interval(right, count)
        command = f"python -m tools.evaluate {subject.name}"
        found.append(Accuracy(right / count, (round(low, 4), round(high, 4)), words, count, command))
        print(f"{subject.name}: {right} of {count} right on {words}", flush=True)
    return tuple(found)


def write(
    subject: Subject, model: keras.Model, report: Report, accuracies: tuple[Accuracy, ...], models: Path = MODELS
) -> Path:
    """Writes ``NAME/model.keras``, without the optimizer's state, and ``NAME/card.json``.

    Each file appears whole: it is written under another name first.

    Args:
        subject: What the recipe knows.
        model: The network to ship; its output are probabilities.
        report: How long the training took.
        accuracies: The first is the one that is quoted.
        models: The folder of all networks.

    Returns:
        The network's folder.
    """
    folder = models / subject.name
    folder.mkdir(parents=True, exist_ok=True)
    card = asdict(subject) | {
        "recipe": f"recipes/{subject.name}.py",
        "accuracy": asdict(accuracies[0]),
        "epochs": report.epochs,
        "seconds_per_epoch": report.seconds_per_epoch,
        "seconds": report.seconds,
        "parameters": model.count_params(),
    }
    if accuracies[1:]:
        card["further_accuracies"] = [asdict(accuracy) for accuracy in accuracies[1:]]
    card["korean"] = korean(card)
    unfinished = folder / "unfinished.keras"
    model.save(unfinished)
    os.replace(unfinished, folder / "model.keras")
    text = folder / "unfinished.json"
    text.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(text, folder / "card.json")
    return folder
