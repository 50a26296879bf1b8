"""A network's card: what it is, what it takes, what it has learnt from, and how good it is.

A card is a JSON file beside the network; ``read_card`` checks every entry, so that nobody else has to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cnn_core.metrics.out_of_distribution import SCORES, Refusal
from cnn_core.model_store.trained_on import TrainedOn

LANGUAGES: Final = ("en", "ko")
SCALINGS: Final = ("unit", "bytes")


class CardError(ValueError):
    """A card that cannot be used; the message says what it must have, and what it has."""


@dataclass(frozen=True)
class CardInput:
    """The input that a network takes.

    Attributes:
        rows: pixels.
        columns: pixels.
        channels: 3 (red, green, blue) or 1 (grey).
        scaling: "unit" if it takes brightness in [0, 1], "bytes" if it takes [0, 255] and rescales by itself.
    """

    rows: int
    columns: int
    channels: int
    scaling: Literal["unit", "bytes"]


@dataclass(frozen=True)
class CardData:
    """The training data of a network: their name, source and licence, and how they were split."""

    name: str
    source: str
    licence: str
    split: str


@dataclass(frozen=True)
class Accuracy:
    """The measured accuracy of a network.

    Attributes:
        value: the share of pictures that it gets right, in [0, 1].
        interval: the 95 % confidence interval (low, high) of that share, after Wilson.
        on: which pictures these were.
        pictures: how many.
        measured_by: the command that measures it again.
    """

    value: float
    interval: tuple[float, float]
    on: str
    pictures: int
    measured_by: str


@dataclass(frozen=True)
class Card:
    """The facts about a network.

    Attributes:
        name: as it stands in links; the folder's name.
        title: its name for people, by language ("en", "ko").
        description: a sentence or two, by language.
        classes: the classes that it tells apart, in the order of its scores, in English.
        classes_ko: the same in Korean, None where there is no word; or None for all.
        input: what it takes.
        preprocessing: how a picture becomes that input, in a sentence.
        recipe: the script that makes the network again, as in "recipes/tiny_vgg.py".
        data: what it has learnt from.
        accuracy: how good it is.
        further_accuracies: the same network on other pictures.
        tries: how many trainings were done before this one was chosen.
        seed: of the random numbers.
        epochs: passes over the training pictures.
        seconds_per_epoch: on two cores.
        seconds: of the whole training. These five are None if the network was not trained here.
        parameters: how many numbers it has learnt.
        licence: what may be done with it.
        limits: what it cannot do, in a sentence or two.
        korean: sentences of the card that are English above → the same in Korean.
        refusal: when the network says "none of these", and how often it is wrong then; None if that was not measured.
        trained_on: the pictures that it has learnt from, for programs; None if that is not known here.
    """

    name: str
    title: dict[str, str]
    description: dict[str, str]
    classes: tuple[str, ...]
    classes_ko: tuple[str | None, ...] | None
    input: CardInput
    preprocessing: str
    recipe: str
    data: CardData
    accuracy: Accuracy
    further_accuracies: tuple[Accuracy, ...]
    tries: int | None
    seed: int | None
    epochs: int | None
    seconds_per_epoch: float | None
    seconds: float | None
    parameters: int
    licence: str
    limits: str
    korean: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    trained_on: TrainedOn | None = None

    def in_language(self, sentence: str, language: str) -> str:
        """Return one of the card's sentences in "en" or "ko"; a name, the same in both languages, as it stands."""
        return self.korean.get(sentence, sentence) if language == "ko" else sentence

    def labels(self, language: str) -> tuple[str, ...]:
        """Return the classes in "en" or "ko"; where there is no Korean word, the English one."""
        if language != "ko" or self.classes_ko is None:
            return self.classes
        return tuple(korean or english for korean, english in zip(self.classes_ko, self.classes, strict=True))


def read_card(raw: Any, name: str) -> Card:
    """Read a card from what its JSON file holds.

    Args:
        raw: a dict with the attributes of ``Card`` as keys. Entries that a card does not know are left out.
        name: what the card must be called: its folder.

    Raises:
        CardError: an entry is missing or is not what it must be.

    Example:
        >>> read_card({"name": "tiny_vgg", "classes": "cup"}, "tiny_vgg")
        Traceback (most recent call last):
        cnn_core.model_store.cards.CardError: classes of a card is a list of texts. Received: 'cup'
    """
    entries = _Entries(raw)
    given = entries.take("name", _text, "a text")
    if given != name:
        raise CardError(f"name of a card is its folder's. Received: {given!r} in {name!r}")
    classes = entries.texts("classes")
    return Card(
        name=name,
        title=_by_language(entries.part("title")),
        description=_by_language(entries.part("description")),
        classes=classes,
        classes_ko=_korean(entries, len(classes)),
        input=_input(entries.part("input")),
        data=CardData(**entries.part("data").all_texts("name", "source", "licence", "split")),
        accuracy=_accuracy(entries.part("accuracy")),
        further_accuracies=tuple(_accuracy(part) for part in entries.parts("further_accuracies")),
        **{
            key: entries.take(key, _whole, "a whole number or null", or_null=True)
            for key in ("tries", "seed", "epochs")
        },
        **{
            key: entries.take(key, _number, "a number or null", or_null=True)
            for key in ("seconds_per_epoch", "seconds")
        },
        parameters=entries.take("parameters", _whole, "a whole number"),
        **entries.all_texts("preprocessing", "recipe", "licence", "limits"),
        korean=entries.pairs("korean"),
        refusal=_refusal(entries.part("refusal")) if entries.has("refusal") else None,
        trained_on=_trained_on(entries.part("trained_on")) if entries.has("trained_on") else None,
    )


class _Entries:
    """The entries of a JSON object, each checked when it is taken; ``place`` is where in the card they stand."""

    def __init__(self, raw: Any, place: str = "") -> None:
        self._raw: dict[str, Any] = raw if isinstance(raw, dict) else {}
        self._place = place

    def take(self, key: str, right: Callable[[Any], bool], words: str, *, or_null: bool = False) -> Any:
        value = self._raw.get(key)
        if right(value) or (or_null and value is None and key in self._raw):
            return value
        received = repr(value)[:80] if key in self._raw else "nothing"
        raise CardError(f"{self._place}{key} of a card is {words}. Received: {received}")

    def has(self, key: str) -> bool:
        return self._raw.get(key) is not None

    def all_texts(self, *keys: str) -> dict[str, Any]:
        return {key: self.take(key, _text, "a text") for key in keys}

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.take(key, lambda value: _list(value) and all(map(_text, value)), "a list of texts"))

    def pairs(self, key: str) -> dict[str, str]:
        """Read texts by text; a card need not have them."""
        listed: dict[str, str] = self._raw.get(key, {})
        if not isinstance(listed, dict) or not all(map(_text, (*listed, *listed.values()))):
            raise CardError(f"{self._place}{key} of a card is texts by text. Received: {str(listed)[:80]}")
        return dict(listed)

    def part(self, key: str) -> _Entries:
        return _Entries(self._raw.get(key), f"{self._place}{key}.")

    def parts(self, key: str) -> list[_Entries]:
        listed = self.take(key, _list, "a list") if key in self._raw else []
        return [_Entries(part, f"{self._place}{key}.") for part in listed]


def _by_language(entries: _Entries) -> dict[str, str]:
    return entries.all_texts(*LANGUAGES)


def _korean(entries: _Entries, count: int) -> tuple[str | None, ...] | None:
    def right(value: Any) -> bool:
        return _list(value) and len(value) == count and all(label is None or _text(label) for label in value)

    words = f"a list of {count} texts or nulls, one a class, or null"
    labels = entries.take("classes_ko", right, words, or_null=True)
    return None if labels is None else tuple(labels)


def _input(entries: _Entries) -> CardInput:
    rows, columns = (entries.take(key, lambda size: _whole(size) and size > 0, "pixels") for key in ("rows", "columns"))
    channels = entries.take("channels", lambda count: _whole(count) and count in (1, 3), "1 or 3")
    return CardInput(
        rows, columns, channels, entries.take("scaling", lambda name: name in SCALINGS, " or ".join(SCALINGS))
    )


def _accuracy(entries: _Entries) -> Accuracy:
    value = entries.take("value", _share, "a number in [0, 1]")

    def right(ends: Any) -> bool:
        return _list(ends) and len(ends) == 2 and all(map(_share, ends)) and ends[0] <= value <= ends[1]

    interval = entries.take("interval", right, f"[low, high] around {value} in [0, 1]")
    pictures = entries.take("pictures", lambda count: _whole(count) and count > 0, "a whole number above 0")
    return Accuracy(value, tuple(interval), pictures=pictures, **entries.all_texts("on", "measured_by"))


def _refusal(entries: _Entries) -> Refusal:
    shares = {
        key: entries.take(key, _share, "a number in [0, 1]") for key in ("refused_known", "refused_foreign", "area")
    }
    counts = {key: entries.take(key, _whole, "a whole number") for key in ("known", "foreign")}
    return Refusal(
        score=entries.take("score", lambda name: name in SCORES, " or ".join(SCORES)),
        threshold=entries.take("threshold", _finite, "a number"),
        **shares,
        **counts,
        **entries.all_texts("on", "measured_by"),
    )


def _trained_on(entries: _Entries) -> TrainedOn:
    texts = {key: entries.take(key, lambda text: isinstance(text, str), "a text") for key in ("data", "digest")}
    numbers = {key: entries.take(key, _whole, "a whole number") for key in ("side", "split_seed")}
    return TrainedOn(**texts, **numbers)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _list(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def _number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < float("inf")


def _finite(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < float("inf")


def _share(value: Any) -> bool:
    return _number(value) and value <= 1
