"""Names of a run's parts in the visitor's language: settings, shares, durations."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from cnn_core import drafts as network_draft
from cnn_core.augmentation.settings import Augmentation
from cnn_core.augmentation.settings import decode as decode_augmentation
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.training.run_folder import RunSettings
from ui.language import number, t
from ui.settings.controls import option_label


def title(settings: RunSettings) -> str:
    """Name a run: its data and its network."""
    return f"{t(f'data.kind.{data_source.decode(settings.data).kind}')} · {_network(settings.network)}"


def setting_rows(settings: RunSettings) -> dict[str, str]:
    """List a run's settings in words: label → value, in the order in which one thinks of them."""
    source = data_source.decode(settings.data)
    rows = {
        t("train.setting.data"): f"{t(f'data.kind.{source.kind}')} · {settings.data}",
        t("train.setting.side"): str(datasets.side_of(source, settings.side)),
        t("train.setting.network"): _network(settings.network),
        t("train.setting.augmentation"): _augmentation(settings.augmentation),
    }
    values = asdict(settings.training)
    return rows | {t(f"settings.{name}"): value_text(name, value) for name, value in values.items()}


def value_text(name: str, value: Any) -> str:
    """Write a setting's value in words.

    Example:
        >>> value_text("learning_rate", 0.001), value_text("epochs", 10)
        ('0.001', '10')
    """
    if isinstance(value, bool):
        return t("train.on" if value else "train.off")
    return option_label(name, value) if isinstance(value, str) else f"{value:.6g}"


def share_text(value: float | None) -> str:
    """Write a share in per cent, or a dash.

    Example:
        >>> share_text(0.8), share_text(None)
        ('80.0 %', '–')
    """
    return t("train.none") if value is None else f"{number(100 * value, 1)} %"


def seconds_text(value: float | None) -> str:
    """Write seconds with two digits behind the point, or a dash.

    Example:
        >>> seconds_text(1.234), seconds_text(None)
        ('1.23 s', '–')
    """
    return t("train.none") if value is None else t("train.seconds", seconds=number(value, 2))


def duration(seconds: float) -> str:
    """Write a length of time, as exact as it is worth.

    Example:
        >>> duration(4.2), duration(75), duration(7350)
        ('5 s', '1 min 15 s', '2 h 2 min')
    """
    whole = -int(-seconds // 1)
    if whole < 60:
        return t("train.seconds", seconds=whole)
    if whole < 3600:
        return t("train.minutes", minutes=whole // 60, seconds=whole % 60)
    return t("train.hours", hours=whole // 3600, minutes=whole % 3600 // 60)


def _network(text: str) -> str:
    draft = network_draft.decode(text)
    parameters = sum(row.parameters for row in network_draft.table(draft))
    return t("train.setting.network_is", layers=len(draft.layers), parameters=number(parameters, 0))


def _augmentation(text: str) -> str:
    augmentation = decode_augmentation(text)
    usual = Augmentation()
    changed = [one.name for one in fields(Augmentation) if getattr(augmentation, one.name) != getattr(usual, one.name)]
    return ", ".join(t(f"augment.field.{name}") for name in changed) or t("workbench.augmentation_none")
