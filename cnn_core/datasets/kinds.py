"""The kinds of data sets: what is in each, how large it is, where it comes from and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cnn_core.datasets import class_names
from cnn_core.datasets.source import KINDS as NAMES
from cnn_core.datasets.source import DataSource, DataSourceError

LARGEST_SIDE: Final = 256


@dataclass(frozen=True)
class Kind:
    """A kind of data set.

    Attributes:
        name: one of `cnn_core.datasets.source.KINDS`.
        side: pixels of the pictures' sides as they come; None if they come in all sizes.
        default_side: what is taken if nobody says; ``side`` where there is one.
        channels: 3 (red, green, blue) or 1 (grey).
        names: (English, Korean) of each class; () where the visitor names them.
        bytes: to download; 0 for what is made here or brought along.
        licence: of the pictures; "" for a visitor's own.
        source: who made them and where they can be read about; "" for a visitor's own.
    """

    name: str
    side: int | None
    default_side: int
    channels: int
    names: class_names.Names = field(repr=False)
    bytes: int = 0
    licence: str = ""
    source: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes in English, in the order of their labels."""
        return tuple(english for english, _ in self.names)

    @property
    def classes_ko(self) -> tuple[str, ...]:
        """The names of the classes in Korean, in the order of their labels."""
        return tuple(korean for _, korean in self.names)


_RESEARCH: Final = "none stated; free for research and teaching (Krizhevsky 2009)"
_CIFAR: Final = "https://www.cs.toronto.edu/~kriz/cifar.html"
KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind("shapes", None, 32, 3, class_names.SHAPES, 0, "CC0", "ConvLens"),
        Kind(
            "digits", 8, 8, 1, class_names.DIGITS, 0, "CC BY 4.0",
            "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
        ),
        Kind("mnist", 28, 28, 1, class_names.DIGITS, 11_490_434, "CC BY-SA 3.0", "http://yann.lecun.com/exdb/mnist/"),
        Kind(
            "fashion_mnist", 28, 28, 1, class_names.FASHION, 30_878_645, "MIT",
            "https://github.com/zalandoresearch/fashion-mnist",
        ),
        Kind("cifar10", 32, 32, 3, class_names.CIFAR10, 170_498_071, _RESEARCH, _CIFAR),
        Kind("cifar100", 32, 32, 3, class_names.CIFAR100, 169_001_437, _RESEARCH, _CIFAR),
        Kind(
            "flower_photos", None, 180, 3, class_names.FLOWERS, 228_813_984, "CC BY 2.0",
            "https://www.tensorflow.org/datasets/catalog/tf_flowers",
        ),
        Kind(
            "tiny_imagenet10", 64, 64, 3, class_names.TINY_IMAGENET10, 248_100_043,
            "ImageNet's terms: non-commercial research and teaching", "http://cs231n.stanford.edu/",
        ),
        Kind("own", None, 96, 3, ()),
    )
}  # fmt: skip
"""All kinds by name, in the order of `cnn_core.datasets.source.KINDS`."""

if tuple(KINDS) != NAMES:
    raise AssertionError(f"Each kind is described once. Received: {tuple(KINDS)}")


def kind(name: str) -> Kind:
    """Return the description of a kind of data set.

    Raises:
        DataSourceError: there is none of this name.

    Example:
        >>> kind("cifar10").classes[:2], kind("cifar10").classes_ko[:2]
        (('airplane', 'automobile'), ('비행기', '자동차'))
    """
    if name not in KINDS:
        raise DataSourceError(f"A data set is one of {', '.join(KINDS)}. Received: {name[:40]!r}. Choose one of these.")
    return KINDS[name]


def side_of(source: DataSource, side: int) -> int:
    """Return pixels of a picture's side in training: ``side``, or for 0 what the data set has or its default.

    Raises:
        ValueError: it is not from 8 to `LARGEST_SIDE`.

    Example:
        >>> side_of(DataSource("mnist"), 0), side_of(DataSource("shapes"), 32)
        (28, 32)
    """
    chosen = side or kind(source.kind).default_side
    if not 8 <= chosen <= LARGEST_SIDE:
        raise ValueError(f"A side has from 8 to {LARGEST_SIDE} pixels, or 0. Received: {side}. Choose another.")
    return chosen
