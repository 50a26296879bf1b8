"""Diagnosis of a run's curves: a name for what is amiss, and settings for a next run that try the usual remedy.

The thresholds are rules of thumb for curves of a few to a few hundred epochs; tests hold each to curves that were drawn
for it. See I. Goodfellow, Y. Bengio, A. Courville, "Deep Learning" (2016), chapter 11, whose default is the same as
here: compare training with validation error first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cnn_core.settings import limits
from cnn_core.training.training_settings import MOST_EPOCHS, TrainingSettings

GAP: Final = 0.1
"""Accuracy on training pictures above that on validation pictures, from which on it is overfitting."""
RISE: Final = 1.1
"""Validation loss at the end, as a multiple of its lowest, from which on too many epochs are named."""
JUMP: Final = 1.5
"""Training loss after an epoch, as a multiple of its lowest before, from which on the rate is called too high."""
HARDLY: Final = 0.05
"""Share of the first loss by which it has to fall in the whole run."""
LEVEL: Final = 0.02
"""Share of the whole fall below which a third of the epochs counts as level."""
LOW: Final = 0.85
"""Accuracy on training pictures below which a level curve is called underfitting."""
MOST_DROPOUT: Final = 0.5


@dataclass(frozen=True)
class Finding:
    """One thing that the curves say.

    Attributes:
        code: "not_finite", "rate_too_high", "hardly_falls", "overfitting", "too_many_epochs", "still_learning",
            "plateau", "underfitting" or "healthy"; the catalogue has the sentence under ``train.finding.<code>``.
        values: for the sentence.
        remedy: settings of the training to be changed in a next run; {}: it is not one of these that helps.
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    remedy: dict[str, Any] = field(default_factory=dict)


def diagnose(records: Sequence[dict[str, Any]], training: TrainingSettings) -> list[Finding]:
    """List what stands out in a run's curves, the most urgent first; at most two, for one changes one at a time.

    Args:
        records: of batches and epochs, as the run wrote them; an epoch that was done twice counts as the last time.
        training: the run's settings.

    Example:
        >>> curve = [(2.0, 0.3, 2.1, 0.3), (0.9, 0.7, 1.2, 0.6), (0.2, 0.95, 1.6, 0.6)]
        >>> names = ("loss", "accuracy", "val_loss", "val_accuracy")
        >>> records = [{"kind": "epoch", "epoch": 1, **dict(zip(names, values))} for values in curve]
        >>> records = [record | {"epoch": epoch} for epoch, record in enumerate(records, 1)]
        >>> [(one.code, one.remedy) for one in diagnose(records, TrainingSettings())]
        [('overfitting', {'dropout': 0.3}), ('too_many_epochs', {'early_stopping': 3})]
    """
    measured = {one["epoch"]: one for one in records if one["kind"] == "epoch" and one.get("loss") is not None}
    epochs = list(measured.values())
    if broken := next(filter(_is_broken, records), None):
        remedy = {"learning_rate": _rate(training.learning_rate / 10)}
        return [Finding("not_finite", {"epoch": broken.get("epoch", len(epochs) + 1)}, remedy)]
    if len(epochs) < 2:
        return []
    return list(_find(epochs, training))[:2] or [Finding("healthy", _shares(epochs[-1]))]


def _is_broken(record: dict[str, Any]) -> bool:
    """Return True if a loss is no number."""
    return record.get("event") == "nan" or not math.isfinite(record.get("loss") or 0)


def _find(epochs: Sequence[dict[str, Any]], training: TrainingSettings) -> Iterator[Finding]:
    losses = [float(one["loss"]) for one in epochs]
    jumps = [
        loss > JUMP * min(losses[:place]) and loss > HARDLY * losses[0] for place, loss in enumerate(losses) if place
    ]
    if any(jumps):
        values = {"epoch": epochs[jumps.index(True) + 1]["epoch"]}
        yield Finding("rate_too_high", values, {"learning_rate": _rate(training.learning_rate / 10)})
        return
    if losses[0] - min(losses) < HARDLY * losses[0] and (epochs[0].get("accuracy") or 0) < LOW:
        yield _hardly_falls(training)
        return
    yield from _against_validation(epochs, training)
    yield from _at_the_end(epochs, losses, training)


def _hardly_falls(training: TrainingSettings) -> Finding:
    """Diagnose that nothing is learnt: with a rate above the usual ones the steps are too long, below it too short."""
    usual = 0.003 if training.optimizer in ("adam", "rmsprop") else 0.03
    now = training.learning_rate
    rate = _rate(now * 0.1 if now >= usual else min(usual, now * 10))
    return Finding("hardly_falls", {"rate": training.learning_rate}, {"learning_rate": rate})


def _against_validation(epochs: Sequence[dict[str, Any]], training: TrainingSettings) -> Iterator[Finding]:
    """Compare the training's curve with the validation's."""
    validated = [one for one in epochs if one.get("val_loss") is not None]
    if not validated:
        return
    last = validated[-1]
    lowest = min(validated, key=lambda one: float(one["val_loss"]))
    if (last.get("accuracy") or 0) - (last.get("val_accuracy") or 0) > GAP:
        yield Finding("overfitting", _shares(last), _against_overfitting(training))
    if last["val_loss"] > RISE * lowest["val_loss"] and not training.early_stopping:
        yield Finding("too_many_epochs", {"epoch": lowest["epoch"]}, {"early_stopping": 3})


def _against_overfitting(training: TrainingSettings) -> dict[str, Any]:
    """Dropout first, then more of it, then weight decay, then softer answers."""
    if training.dropout < MOST_DROPOUT:
        return {"dropout": 0.3 if training.dropout < 0.3 else MOST_DROPOUT}
    if not training.weight_decay:
        return {"weight_decay": 0.01}
    return {"label_smoothing": 0.1} if not training.label_smoothing else {}


def _at_the_end(
    epochs: Sequence[dict[str, Any]], losses: Sequence[float], training: TrainingSettings
) -> Iterator[Finding]:
    """Diagnose a loss that still falls, or is level too high up."""
    last = epochs[-1]
    gap = (last.get("accuracy") or 0) - (last["val_accuracy"] if last.get("val_accuracy") is not None else 0)
    overfits = last.get("val_accuracy") is not None and gap > GAP
    whole = losses[0] - min(losses)
    if (last.get("accuracy") or 0) >= LOW or overfits:
        return
    if _fall(losses, training) > 3 * LEVEL * whole:
        if training.epochs < MOST_EPOCHS:
            yield Finding("still_learning", _shares(last), {"epochs": min(MOST_EPOCHS, 2 * len(losses))})
    elif training.schedule == "constant" and len(losses) >= 4:
        yield Finding("plateau", {"epoch": _level_from(epochs, losses)}, {"schedule": "cosine"})
    else:
        yield Finding("underfitting", _shares(last), _against_underfitting(training))


def _fall(losses: Sequence[float], training: TrainingSettings) -> float:
    """Return how much the loss fell in a third of the epochs: the last, or, where the rate ends low, the one before."""
    third = max(1, len(losses) // 3)
    end = len(losses) - 1 if training.schedule == "constant" else max(third, len(losses) - 1 - third)
    return losses[end - third] - losses[end]


def _against_underfitting(training: TrainingSettings) -> dict[str, Any]:
    """Remove what holds the network back; where nothing does, it is the network itself that is too small."""
    usual = {name: limits(TrainingSettings, name).default for name in ("dropout", "weight_decay", "label_smoothing")}
    return {name: value for name, value in usual.items() if getattr(training, name) != value}


def _level_from(epochs: Sequence[dict[str, Any]], losses: Sequence[float]) -> int:
    """Return the first epoch after which the loss falls by no more than `LEVEL` of its whole fall."""
    floor = min(losses) + LEVEL * (losses[0] - min(losses))
    return next(int(one["epoch"]) for one, loss in zip(epochs, losses, strict=True) if loss <= floor)


def _shares(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record.get(name) for name in ("accuracy", "val_accuracy")}


def _rate(rate: float) -> float:
    """Return a learning rate within its limits, with two digits."""
    own = limits(TrainingSettings, "learning_rate")
    return float(f"{min(max(rate, own.minimum or 0), own.maximum or rate):.2g}")
