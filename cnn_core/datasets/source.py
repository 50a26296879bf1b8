"""Which data set, in one short text that fits into a link: ``shapes:count=100``, ``cifar10`` or ``own:…``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from cnn_core.storage.workspace import is_id

__all__ = ["KINDS", "OPTIONS", "OWN", "DataSource", "DataSourceError", "OptionLimits", "decode", "encode"]

OWN: Final = "own"
KINDS: Final = (
    "shapes",
    "digits",
    "mnist",
    "fashion_mnist",
    "cifar10",
    "cifar100",
    "flower_photos",
    "tiny_imagenet10",
    OWN,
)
"""All kinds of data sets, in the order in which they are offered."""


class DataSourceError(ValueError):
    """A text or a description that means no data set. The message states the rule and then what was received."""


class OptionLimits(NamedTuple):
    """The limits of an option: a whole number if its default is one. ``step`` is the step of its slider only."""

    default: int | float
    minimum: int | float
    maximum: int | float
    step: int | float


_ALL: Final = OptionLimits(0, 0, 6000, 100)
OPTIONS: Final[dict[str, dict[str, OptionLimits]]] = {
    "shapes": {
        "count": OptionLimits(500, 10, 2500, 10),
        "turn": OptionLimits(30, 0, 180, 10),
        "noise": OptionLimits(0.05, 0.0, 0.5, 0.05),
        "seed": OptionLimits(0, 0, 9999, 1),
    },
    "mnist": {"count": _ALL},
    "fashion_mnist": {"count": _ALL},
    "cifar10": {"count": _ALL},
    "cifar100": {"count": _ALL._replace(maximum=500, step=10)},
}
"""Kind → its options. ``count``: pictures of each class to learn from, 0 for all of them; ``noise``: standard deviation
as a fraction of the range; ``turn``: degrees by which a shape may be turned to either side; ``seed``: another one draws
other pictures."""


@dataclass(frozen=True)
class DataSource:
    """A data set, whether or not its pictures are here.

    Attributes:
        kind: one of `KINDS`.
        name: of "own", the id of a collection (`cnn_core.datasets.collections.collection`), or "" while there is none;
        else "".
        options: (name, value) of each of the kind's `OPTIONS`, in their order; those left out are filled in.

    Raises:
        DataSourceError: one of them is none of these.

    Example:
        >>> DataSource("shapes", options=(("count", 20),)).options
        (('count', 20), ('turn', 30), ('noise', 0.05), ('seed', 0))
    """

    kind: str
    name: str = ""
    options: tuple[tuple[str, int | float], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataSourceError(f"A data set is one of {', '.join(KINDS)}. Received: {self.kind[:40]!r}. Choose one.")
        if self.name and not (self.kind == OWN and is_id(self.name)):
            raise DataSourceError(
                f"Only pictures of one's own have a name, of 32 hexadecimal digits. Received: {self.name[:40]!r}. "
                "Open the whole link."
            )
        given, known = dict(self.options), OPTIONS.get(self.kind, {})
        for name, value in given.items():
            _check_option(self.kind, name, value)
        filled = tuple((name, given.get(name, limits.default)) for name, limits in known.items())
        object.__setattr__(self, "options", filled)

    def option(self, name: str) -> int | float:
        """Return the value of one of the kind's options.

        Raises:
            KeyError: this kind has no such option.
        """
        return dict(self.options)[name]


def encode(source: DataSource) -> str:
    """Write the data set as a text; options that have their usual value are left out.

    Example:
        >>> encode(DataSource("shapes", options=(("count", 20), ("noise", 0.05)))), encode(DataSource("cifar10"))
        ('shapes:count=20', 'cifar10')
    """
    usual = OPTIONS.get(source.kind, {})
    changed = [f"{name}={value:g}" for name, value in source.options if value != usual[name].default]
    rest = source.name or ",".join(changed)
    return f"{source.kind}:{rest}" if rest else source.kind


def decode(text: str) -> DataSource:
    """Read the data set that a text means.

    Raises:
        DataSourceError: it means none.

    Example:
        >>> decode("shapes:count=20,noise=0.2").options
        (('count', 20), ('turn', 30), ('noise', 0.2), ('seed', 0))
        >>> decode("shapes:count=-1")
        Traceback (most recent call last):
        cnn_core.datasets.source.DataSourceError: count of shapes is from 10 to 2500. Received: -1. Choose one of these.
    """
    kind, _, rest = text.partition(":")
    if kind == OWN:
        return DataSource(kind, rest)
    pairs = [pair.partition("=") for pair in rest.split(",")] if rest else []
    return DataSource(kind, options=tuple((name, _number(kind, name, value)) for name, _, value in pairs))


def _number(kind: str, name: str, text: str) -> int | float:
    limits = OPTIONS.get(kind, {}).get(name)
    try:
        return float(text) if limits and isinstance(limits.default, float) else int(text)
    except ValueError:
        raise DataSourceError(f"An option is name=number. Received: {name[:40]}={text[:40]!r}. Change it.") from None


def _check_option(kind: str, name: str, value: int | float) -> None:
    limits = OPTIONS.get(kind, {}).get(name)
    if limits is None:
        known = ", ".join(OPTIONS.get(kind, {})) or "none"
        raise DataSourceError(f"The options of {kind} are: {known}. Received: {name[:40]!r}. Leave it out.")
    whole = isinstance(limits.default, int)
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and (isinstance(value, int) or not whole)
    if not right or not limits.minimum <= value <= limits.maximum:
        raise DataSourceError(
            f"{name} of {kind} is from {limits.minimum} to {limits.maximum}. Received: {value}. Choose one of these."
        )
