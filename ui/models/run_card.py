"""The card of a network that was trained here: what its run, its data and its measurement say, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN
from cnn_core.metrics import wilson
from cnn_core.model_store import store as model_store
from cnn_core.training import run_folder
from cnn_core.training.measured import MeasuredNetwork
from cnn_core.training.run_folder import Run, UnknownRunError
from ui.language import LANGUAGES, number, sentence
from ui.language.korean_particles import fitted

FEW: Final = 100
"""Pictures; a figure that was measured on fewer is worth a warning."""
BY_HEART: Final = 0.1
"""So much better on its training pictures than on others, a network has learnt some of them by heart."""
WEAK: Final = 0.1
"""So much below the whole, a class is worth naming; of at least `ENOUGH` pictures."""
ENOUGH: Final = 5
_BACKBONE: Final = "EfficientNetLite0"
_ON: Final = {
    "test": "keeping.card.on_test",
    "validation": "keeping.card.on_validation",
    "train": "keeping.card.on_train",
}
_FLATTERED: Final = {"validation": "keeping.card.flattered_validation", "train": "keeping.card.flattered_train"}


@dataclass(frozen=True)
class _Words:
    """Sentences of a card: English ones, and what they are in Korean."""

    korean: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: Any) -> str:
        """Return the sentence in English and note the Korean one. A value by language is {"en": …, "ko": …}."""
        both = both_languages(key, **values)
        return self.note(both["en"], both["ko"])

    def note(self, english: str, korean: str) -> str:
        if english != korean:
            self.korean[english] = korean
        return english


def both_languages(key: str, **values: Any) -> dict[str, str]:
    """Return a sentence of the catalogues in each language; a value that is a dictionary is looked up by language."""
    return {
        language: fitted(
            sentence(language, key).format(
                **{name: value[language] if isinstance(value, dict) else value for name, value in values.items()}
            )
        )
        for language in LANGUAGES
    }


def described(run: Run, epoch: int, measured: MeasuredNetwork, dataset: Dataset) -> dict[str, Any]:
    """Write the entries of a card but for its name and title; see `cnn_core.model_store.cards.read_card`.

    Args:
        run: that trained the network.
        epoch: after which the network was taken.
        measured: how it does on pictures that it has not learnt from.
        dataset: that it learnt from.
    """
    words = _Words()
    training = run.settings.training
    seconds = seconds_of(run.metrics(), epoch)
    _, rows, columns, channels = dataset.images.shape
    return {
        "description": both_languages(
            "keeping.card.description", layers=_layers(run), rows=rows, columns=columns, data=_data_name(dataset)
        ),
        "classes": list(dataset.labels_in("en")),
        "classes_ko": list(dataset.labels_in("ko")),
        "input": {"rows": rows, "columns": columns, "channels": channels, "scaling": "bytes"},
        "preprocessing": words.say(
            "keeping.card.colour" if channels == 3 else "keeping.card.grey", rows=rows, columns=columns
        ),
        "recipe": "train.py",
        "data": _data(run, dataset, words),
        "accuracy": _accuracy(measured, dataset, words),
        "tries": len(_chain(run)),
        "seed": training.train_seed,
        "epochs": epoch,
        "seconds_per_epoch": round(seconds / max(1, epoch), 2),
        "seconds": round(seconds, 1),
        "parameters": measured.parameters,
        "licence": _licence(run, dataset, words),
        "limits": _limits(run, epoch, measured, dataset, words),
        "korean": words.korean,
        "trained_on": _trained_on(run, dataset),
    }


def seconds_of(metrics: Sequence[dict[str, Any]], epoch: int) -> float:
    """Sum the seconds of training up to an epoch; one that was done twice, after a kill, counts once.

    Example:
        >>> seconds_of([{"kind": "epoch", "epoch": 1, "seconds": 2.0}, {"kind": "epoch", "epoch": 1, "seconds": 3.0},
        ...             {"kind": "epoch", "epoch": 2, "seconds": 1.0}], 1)
        3.0
    """
    last = {one["epoch"]: one["seconds"] for one in metrics if one["kind"] == "epoch"}
    return float(sum(seconds for number_, seconds in last.items() if number_ <= epoch))


def _layers(run: Run) -> int:
    return len(run.settings.draft.layers)


def _chain(run: Run) -> list[Run]:
    """List the run and those that it followed, as far as they are still here."""
    chain = [run]
    while (parent := chain[-1].settings.parent) and parent not in {one.id for one in chain}:
        try:
            chain.append(run_folder.open_run(parent))
        except UnknownRunError:
            break
    return chain


def _data_name(dataset: Dataset) -> dict[str, str]:
    return both_languages(f"data.kind.{dataset.source.kind}")


def _data(run: Run, dataset: Dataset, words: _Words) -> dict[str, str]:
    kind = datasets.kind(dataset.source.kind)
    split = datasets.split(dataset, run.settings.split_seed)
    own = dataset.source.kind == OWN
    name = words.say("keeping.card.data_own" if own else "keeping.card.data", name=_data_name(dataset),
                     text="" if own else data_source.encode(dataset.source), pictures=number(len(dataset.labels), 0),
                     side=dataset.side)  # fmt: skip
    return {
        "name": name,
        "source": words.say("keeping.card.source_own") if own else kind.source,
        "licence": words.say("keeping.card.licence_own") if own else kind.licence,
        "split": words.say(
            "keeping.card.split",
            train=number(len(split.train), 0),
            validation=number(len(split.validation), 0),
            test=number(len(split.test), 0),
            seed=run.settings.split_seed,
        ),
    }


def _trained_on(run: Run, dataset: Dataset) -> dict[str, Any]:
    """Describe these pictures for programs; whose own they are is not given away."""
    text = "" if dataset.source.kind == OWN else data_source.encode(dataset.source)
    return {"data": text, "side": dataset.side, "split_seed": run.settings.split_seed, "digest": dataset.digest}


def _accuracy(measured: MeasuredNetwork, dataset: Dataset, words: _Words) -> dict[str, Any]:
    right, pictures = sum(measured.right), sum(measured.pictures)
    return {
        "value": right / pictures,
        "interval": list(wilson.interval(right, pictures)),
        "on": words.say(_ON[measured.part], data=_data_name(dataset)),
        "pictures": pictures,
        "measured_by": "ConvLens",
    }


def _licence(run: Run, dataset: Dataset, words: _Words) -> str:
    licence = datasets.kind(dataset.source.kind).licence
    free = dataset.source.kind in (OWN, "shapes")
    said = [both_languages("keeping.card.yours" if free else "keeping.card.yours_within", licence=licence)]
    if any(layer.kind == _BACKBONE for layer in run.settings.draft.layers):
        said.append(both_languages("keeping.card.backbone", licence=model_store.card("efficientnet_lite0").licence))
    return _join(said, words)


def _limits(run: Run, epoch: int, measured: MeasuredNetwork, dataset: Dataset, words: _Words) -> str:
    """Write what the network cannot do, as far as the figures tell."""
    right, pictures = sum(measured.right), sum(measured.pictures)
    low, high = wilson.interval(right, pictures)
    said = [both_languages("keeping.card.only_these", count=number(len(dataset.classes), 0))]
    if measured.part in _FLATTERED:
        said.append(both_languages(_FLATTERED[measured.part]))
    if pictures < FEW:
        said.append(both_languages("keeping.card.few", pictures=pictures, low=_percent(low), high=_percent(high)))
    if low <= 1 / len(dataset.classes):
        said.append(both_languages("keeping.card.guessing", chance=_percent(1 / len(dataset.classes))))
    return _join([*said, *_weakest(measured, dataset), *_by_heart(run, epoch)], words)


def _weakest(measured: MeasuredNetwork, dataset: Dataset) -> list[dict[str, str]]:
    whole = sum(measured.right) / sum(measured.pictures)
    shares = {
        label: right / pictures
        for label, (right, pictures) in enumerate(zip(measured.right, measured.pictures, strict=True))
        if pictures >= ENOUGH
    }
    label = min(shares, key=shares.__getitem__, default=None)
    if label is None or shares[label] > whole - WEAK:
        return []
    name = {language: dataset.labels_in(language)[label] for language in LANGUAGES}
    right, pictures = measured.right[label], measured.pictures[label]
    return [both_languages("keeping.card.weakest", name=name, right=right, pictures=pictures)]


def _by_heart(run: Run, epoch: int) -> list[dict[str, str]]:
    records = [one for one in run.metrics() if one["kind"] == "epoch" and one["epoch"] == epoch]
    learnt, others = (records[-1].get(name) if records else None for name in ("accuracy", "val_accuracy"))
    if learnt is None or others is None or learnt - others < BY_HEART:
        return []
    return [both_languages("keeping.card.by_heart", learnt=_percent(learnt), others=_percent(others))]


def _join(said: Sequence[dict[str, str]], words: _Words) -> str:
    return words.note(*(" ".join(one[language] for one in said) for language in ("en", "ko")))


def _percent(share: float) -> str:
    return number(100 * share, 0)
