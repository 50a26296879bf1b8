"""Records of a run in a project file beside its networks: settings, curves, result; checked on their way in.

A file may come from anybody: only entries that ConvLens writes are taken, each of its kind and within its bounds.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from cnn_core import drafts as network_draft
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.datasets import source as data_source
from cnn_core.projects.error import ProjectError
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.settings import check
from cnn_core.training.run_settings import RunSettings, checked, from_json, to_json
from cnn_core.training.training_settings import TrainingSettings

MOST_RECORDS: Final = 400_000
_MOST_LAYERS: Final = 500
_MOST_EPOCHS: Final = 100_000
_LARGEST: Final = 1e300
_BATCH: Final = ("epoch", "batch", "batches")
_NUMBERS: Final = ("loss", "accuracy", "val_loss", "val_accuracy", "rate", "seconds", "pictures_per_second")
_OF_LAYERS: Final = ("gradient", "activation", "dead")
_NAME: Final = re.compile(r"[\w.\-/]{1,100}")
_NO_TITLE: Final = re.compile(r"[^\w .,…:;×·()%+\-–/“”'&]")
"""What could act as markup, or break a line."""
_REFUSED: Final = (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError)


def settings_text(settings: RunSettings, parent: int) -> bytes:
    """Write a run's settings for a project file.

    Args:
        settings: of the run.
        parent: the number, in the project, of the run that it followed; 0: of none that is in it.
    """
    return json.dumps(to_json(replace(settings, parent="")) | {"followed": parent}, ensure_ascii=False).encode()


def settings_of(content: bytes, member: str) -> tuple[RunSettings, int]:
    """Read a run's settings, and the number of the run that it followed; see `settings_text`.

    Raises:
        ProjectError: they are not what ConvLens writes.
    """
    try:
        raw = json.loads(content)
        settings = checked(from_json(raw))
        if settings.parent or not 0 <= settings.created <= 1e11:
            raise ValueError
        return replace(settings, title=_NO_TITLE.sub("", settings.title).strip()), _whole(raw["followed"])
    except _REFUSED as error:
        raise ProjectError("content", {"member": member}) from error


def workbench_of(raw: Any, member: str) -> tuple[WorkbenchSettings, TrainingSettings]:
    """Read what was worked on, and the settings of the next run, from a project's manifest.

    Raises:
        ProjectError: they are not what ConvLens writes.
    """
    try:
        bench = WorkbenchSettings(**{field.name: raw["bench"][field.name] for field in fields(WorkbenchSettings)})
        known = {field.name for field in fields(TrainingSettings)}
        training = TrainingSettings(**{name: value for name, value in raw["training"].items() if name in known})
        check(bench)
        check(training)
        data_source.decode(bench.data)
        augmentation_settings.decode(bench.augmentation)
        if bench.network:
            network_draft.decode(bench.network)
    except _REFUSED as error:
        raise ProjectError("content", {"member": member}) from error
    return bench, training


def records_text(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Write a run's records of batches and epochs for a project file, one a line."""
    kept = (_record(one) for one in records if one["kind"] in ("batch", "epoch"))
    return "".join(f"{json.dumps(one)}\n" for one in kept).encode()


def records_of(content: bytes, member: str) -> list[dict[str, Any]]:
    """Read a run's records; see `records_text`.

    Raises:
        ProjectError: they are not what ConvLens writes.
    """
    try:
        lines = content.decode().split("\n")[:-1]
        if len(lines) > MOST_RECORDS:
            raise ValueError
        return [_record(json.loads(line)) for line in lines]
    except _REFUSED as error:
        raise ProjectError("content", {"member": member}) from error


def result_text(result: Mapping[str, Any]) -> bytes:
    """Write how right a run is on its test pictures, for a project file."""
    return json.dumps({name: value for name, value in result.items() if _is_number(value)}).encode()


def result_of(content: bytes, member: str) -> dict[str, Any]:
    """Read how right a run is on its test pictures: numbers by name.

    Raises:
        ProjectError: it is not what ConvLens writes.
    """
    try:
        raw = json.loads(content)
        shares = {name: float(_number(raw[name])) for name in ("low", "accuracy", "high")}
        if len(raw) > 20 or not 0 <= shares["low"] <= shares["accuracy"] <= shares["high"] <= 1:
            raise ValueError
        others = {name: _number(value) for name, value in raw.items() if _NAME.fullmatch(name)}
    except _REFUSED as error:
        raise ProjectError("content", {"member": member}) from error
    return others | shares


def _record(raw: Any) -> dict[str, Any]:
    """Check a record of a batch or an epoch, with the entries that it may have and no others."""
    kind, names = raw["kind"], _BATCH if raw["kind"] == "batch" else ("epoch",)
    record: dict[str, Any] = {"kind": kind} | {name: _whole(raw[name]) for name in names}
    record |= {name: _number(raw[name]) for name in _NUMBERS if raw.get(name) is not None}
    if kind == "batch":
        right = record["batch"] <= record["batches"] and record["batch"] > 0
    else:
        right = kind == "epoch" and record["seconds"] >= 0
        record["layers"] = [_layer(one) for one in raw.get("layers", [])[:_MOST_LAYERS]]
    if not right or not 1 <= record["epoch"] <= _MOST_EPOCHS:
        raise ValueError
    return record


def _layer(raw: Any) -> dict[str, Any]:
    if not _NAME.fullmatch(raw["name"]):
        raise ValueError
    return {"name": raw["name"]} | {name: _number(raw[name]) for name in _OF_LAYERS if raw.get(name) is not None}


def _number(value: Any) -> float | int:
    """Check a number as a run records it: NaN and infinity too, where the training ran away."""
    if not _is_number(value):
        raise ValueError
    return value  # type: ignore[no-any-return]


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and (abs(value) <= _LARGEST or not math.isfinite(value))


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 10_000_000:
        raise ValueError
    return value
