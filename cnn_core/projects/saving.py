"""A project as a file: what is worked on, runs with their settings, curves and networks, and pictures of one's own.

Pictures that anybody can draw or fetch are named, not packed.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.collections import file as collection_file
from cnn_core.datasets.collections import pictures as collection_pictures
from cnn_core.datasets.source import OWN, DataSource
from cnn_core.projects.archive import PICTURES, write_archive
from cnn_core.projects.record import records_text, result_text, settings_text
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.storage import workspace
from cnn_core.training.run_files import STATE, network_path, snapshot_path
from cnn_core.training.run_folder import Run
from cnn_core.training.training_settings import TrainingSettings

Members = dict[str, Path | bytes]

MOST_SNAPSHOTS: Final = 100
"""Of a run; of more, every second, third … goes along."""


@dataclass(frozen=True)
class Project:
    """The content that a project file is to hold.

    Attributes:
        bench: data, network and augmentation that are worked on.
        training: the settings of the next run.
        runs: at most `cnn_core.projects.archive.MOST_RUNS`, the oldest first.
        every_network: whether all networks that the runs kept go along; else the last and the best one of each run.
        pictures: whether pictures of one's own go along; else their collections are named, which only this machine has.
    """

    bench: WorkbenchSettings
    training: TrainingSettings
    runs: tuple[Run, ...] = ()
    every_network: bool = False
    pictures: bool = True


def collections_of(project: Project) -> tuple[str, ...]:
    """List the collections of the visitor's own pictures that the project uses, as far as they are on this machine."""
    wanted = [project.bench.data, *(run.settings.data for run in project.runs)]
    sources = [data_source.decode(text) for text in wanted]
    names = dict.fromkeys(one.name for one in sources if one.kind == OWN)
    return tuple(name for name in names if picture_collections.exists(name))


def networks_of(run: Run, *, every: bool) -> tuple[int, ...]:
    """List the epochs whose networks go along.

    Args:
        run: the run.
        every: whether all go; else the last one, the one that was best on validation pictures, and the one that was
            measured on test pictures.
    """
    kept = run.kept_epochs()
    if every or not kept:
        return kept
    wanted = (kept[-1], _best(run.metrics(), kept), (run.result or {}).get("epoch"))
    return tuple(epoch for epoch in kept if epoch in wanted)


def _best(records: Iterable[Mapping[str, Any]], kept: Sequence[int]) -> int:
    """Return the kept epoch with the highest accuracy on validation pictures; where none was measured, the last."""
    shares = {one["epoch"]: float(one.get("val_accuracy") or math.nan) for one in records if one["kind"] == "epoch"}
    measured = {epoch: shares[epoch] for epoch in kept if math.isfinite(shares.get(epoch, math.nan))}
    return max(measured, key=measured.__getitem__, default=kept[-1])


def size_of(project: Project) -> int:
    """About how many bytes the file will have."""
    files = [path for run in project.runs for path in _files(project, run).values()]
    for name in collections_of(project) if project.pictures else ():
        files += collection_file.folder_of(name).iterdir()
    return sum(path.stat().st_size for path in files)


def save(project: Project) -> bytes:
    """Save the project as a file's bytes, which `cnn_core.projects.opening.open_project` opens again.

    Raises:
        ProjectError: it is too large.
        DiskFullError: there is no room to write it.
    """
    workspace.make_room(2 * size_of(project))
    folder = workspace.folder("temporary") / workspace.new_id()
    folder.mkdir(mode=0o700)
    try:
        names = collections_of(project) if project.pictures else ()
        members: Members = {}
        for number, name in enumerate(names, 1):
            members[PICTURES.format(number=number)] = folder / f"{number}.zip"
            collection_pictures.write_archive(name, folder / f"{number}.zip", numbered=True)
        numbers = {name: placeholder(number) for number, name in enumerate(names, 1)}
        members |= _runs(project, numbers)
        write_archive(folder / "project.zip", _about(project, numbers), members)
        return (folder / "project.zip").read_bytes()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def placeholder(number: int) -> str:
    """Return what stands in a project file for the id of this collection: the id itself opens the pictures."""
    return f"{number:032x}"


def _about(project: Project, numbers: Mapping[str, str]) -> dict[str, Any]:
    collections = [[one.name for one in picture_collections.classes(name)] for name in numbers]
    bench = asdict(project.bench) | {"data": _rename(project.bench.data, numbers)}
    return {
        "saved": time.time(),
        "bench": bench,
        "training": asdict(project.training),
        "runs": len(project.runs),
        "collections": collections,
    }


def _runs(project: Project, numbers: Mapping[str, str]) -> Members:
    places = {run.id: number for number, run in enumerate(project.runs, 1)}
    members: Members = {}
    for run, number in zip(project.runs, places.values(), strict=True):
        settings = replace(run.settings, data=_rename(run.settings.data, numbers))
        members[f"runs/{number}/settings.json"] = settings_text(settings, places.get(run.settings.parent, 0))
        members[f"runs/{number}/metrics.jsonl"] = records_text(run.metrics())
        if run.result is not None:
            members[f"runs/{number}/result.json"] = result_text(run.result)
        members |= {f"runs/{number}/{name}": path for name, path in _files(project, run).items()}
    return members


def _files(project: Project, run: Run) -> dict[str, Path]:
    """Collect networks, snapshots and state of a run that go along: name inside of the run → file."""
    seen = run.snapshots()
    step = -(-len(seen) // MOST_SNAPSHOTS)
    files = [network_path(run.folder, epoch) for epoch in networks_of(run, every=project.every_network)]
    files += [snapshot_path(run.folder, epoch) for epoch in sorted({*seen[::step], *seen[-1:]})] if seen else []
    files.append(run.folder / STATE)
    return {file.relative_to(run.folder).as_posix(): file for file in files if file.is_file()}


def _rename(data: str, numbers: Mapping[str, str]) -> str:
    source = data_source.decode(data)
    return data_source.encode(DataSource(OWN, numbers[source.name])) if source.name in numbers else data
