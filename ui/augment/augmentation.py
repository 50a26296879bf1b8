"""The augmentation that is being worked on: how it is changed, what it is of, and how its values are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from cnn_core.augmentation.contradictions import Contradiction, Pictures, contradictions, without_contradictions
from cnn_core.augmentation.settings import PRESETS, Augmentation, encode
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN
from ui import settings, workbench
from ui.language import number, t

DEGREES: Final = "rotation"
ALPHA: Final = "mixup"


def change(values: dict[str, Any]) -> None:
    """Set some fields of the augmentation, from a callback; it stands in the link."""
    put(replace(workbench.augmentation(), **values))


def put(augmentation: Augmentation) -> None:
    """Set all of the augmentation, from a callback."""
    settings.apply({"augmentation": encode(augmentation)})


def pictures(dataset: Dataset | None) -> Pictures:
    """Describe the pictures that are augmented, as far as they are known while the data are not prepared."""
    source, shape = workbench.source(), workbench.shape()
    if dataset is not None:
        names = dataset.names_of_classes
    elif source.kind == OWN:
        there = picture_collections.exists(source.name)
        names = tuple((one.name, one.name) for one in picture_collections.classes(source.name)) if there else ()
    else:
        names = datasets.kind(source.kind).names
    classes = dict.fromkeys(name for both in names for name in both)
    return Pictures(source.kind, tuple(classes), shape.rows, shape.channels)


def presets(of: Pictures) -> dict[str, Augmentation]:
    """List the named augmentations, without what contradicts these pictures' labels."""
    return {name: without_contradictions(preset, of) for name, preset in PRESETS.items()}


def found_problems(of: Pictures) -> list[Contradiction]:
    """List what speaks against the present augmentation."""
    return contradictions(workbench.augmentation(), of)


def showable(of: Pictures) -> Augmentation:
    """Return the augmentation as it can be shown: without a whitening that cannot be."""
    impossible = any(problem.field == "zca" for problem in found_problems(of))
    return replace(workbench.augmentation(), zca=workbench.augmentation().zca and not impossible)


def in_words(name: str, value: Any) -> str:
    """Write a field and its value: "Rotation: 15°"."""
    return t("augment.value", name=t(f"augment.field.{name}"), value=_value(name, value))


def _value(name: str, value: Any) -> str:
    if not value or value is True:
        return t("augment.on" if value else "augment.off")
    if name == DEGREES:
        return f"{value}°"
    return number(value, 2) if name == ALPHA else t("augment.percent", value=number(100 * value, 0))
