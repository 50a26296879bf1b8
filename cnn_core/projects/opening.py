"""Opens a project file that may come from anybody: all of it becomes runs and pictures of one's own, or nothing does.

Every run gets a new id. Every network is checked, loaded and written anew where time and memory are limited
(`cnn_core.model_store.loading.rewritten` in the engine's pool "brought"), and every entry is checked on its way in.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.collections import pictures as collection_pictures
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import OWN, DataSource
from cnn_core.model_files.check import ModelFileInfo
from cnn_core.projects import foreign_arrays
from cnn_core.projects import record as project_record
from cnn_core.projects.archive import MANIFEST, MOST_RUNS, PICTURES, ProjectArchive, opened
from cnn_core.projects.error import ProjectError
from cnn_core.projects.saving import placeholder
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.storage import workspace
from cnn_core.training import run_adoption
from cnn_core.training.run_settings import RunSettings
from cnn_core.training.training_settings import TrainingSettings

Rewrite = Callable[[Path], tuple[bytes, ModelFileInfo]]
Progress = Callable[[int, int], None]

_FILE: Final = re.compile(r"runs/([1-9][0-9]?)/((?:checkpoints|snapshots)/(?:epoch-[0-9]{4,6}|state)\.(keras|npz))")


@dataclass(frozen=True)
class OpenedProject:
    """The content of a project file.

    Attributes:
        bench: data, network and augmentation that were worked on.
        training: the settings of the next run.
        runs: the ids that its runs have here, in the file's order.
    """

    bench: WorkbenchSettings
    training: TrainingSettings
    runs: tuple[str, ...]


@dataclass(frozen=True)
class _Run:
    """A run of a project file: its settings, the number of the one that it followed, and what it has measured."""

    settings: RunSettings
    followed: int
    records: list[dict[str, Any]]
    result: dict[str, Any] | None


def open_project(
    source: Path | IO[bytes], rewrite: Rewrite, progress: Progress = lambda done, total: None
) -> OpenedProject:
    """Take a project over.

    Args:
        source: the file, or its path.
        rewrite: makes the file of a network, which may be anybody's, one of our own; see above.
        progress: called with how many networks are done, and how many there are.

    Raises:
        ProjectError: it is no project, or holds something that no project has.
        ModelFileError: one of its networks cannot be used.
        DatasetError: its pictures cannot be taken.
        DiskFullError: there is no room.
    """
    with opened(source) as archive, ExitStack() as made:
        bench, training = project_record.workbench_of(archive.about, MANIFEST)
        runs = _runs(archive)
        workspace.make_room(2 * sum(map(archive.size, archive.names)))
        beside = made.enter_context(_temporary())
        files = _files(archive, runs, beside, rewrite, progress)
        numbers = _collections(archive, beside, made)
        ids = {number: workspace.new_id() for number in runs}
        for number, run in runs.items():
            data, parent = _rename(run.settings.data, numbers), ids.get(run.followed, "")
            settings = replace(run.settings, data=data, parent=parent)
            content = run_adoption.Content(settings, run.records, run.result, files[number])
            made.enter_context(run_adoption.adopted(ids[number], content))
    return OpenedProject(replace(bench, data=_rename(bench.data, numbers)), training, tuple(ids.values()))


@contextmanager
def _temporary() -> Iterator[Path]:
    """Make a folder for what is looked at."""
    folder = workspace.folder("temporary") / workspace.new_id()
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runs(archive: ProjectArchive) -> dict[int, _Run]:
    """Read the runs by their numbers, which count from 1."""
    count = archive.about.get("runs")
    if type(count) is not int or not 0 <= count <= MOST_RUNS:
        raise ProjectError("content", {"member": MANIFEST})
    return {number: _run(archive, number) for number in range(1, count + 1)}


def _run(archive: ProjectArchive, number: int) -> _Run:
    settings, metrics, result = (f"runs/{number}/{name}" for name in ("settings.json", "metrics.jsonl", "result.json"))
    return _Run(
        *project_record.settings_of(archive.read(settings), settings),
        records=project_record.records_of(archive.read(metrics), metrics),
        result=project_record.result_of(archive.read(result), result) if result in archive.names else None,
    )


def _files(
    archive: ProjectArchive, runs: Mapping[int, _Run], beside: Path, rewrite: Rewrite, progress: Progress
) -> dict[int, dict[str, Path]]:
    """Write networks, snapshots and states of the runs anew: name inside of the run's folder → file."""
    found: dict[int, dict[str, Path]] = {number: {} for number in runs}
    members = [(name, match) for name in archive.names if (match := _FILE.fullmatch(name))]
    networks = [name for name, match in members if match[3] == "keras"]
    for place, (name, match) in enumerate(members):
        run = runs.get(int(match[1]))
        if run is None:
            raise ProjectError("member", {"member": name})
        path = beside / f"{place}.{match[3]}"
        archive.copy(name, path)
        if match[3] == "keras":
            progress(networks.index(name), len(networks))
            path.write_bytes(_network(path, run, name, rewrite))
        else:
            path.write_bytes(_arrays(path, name))
        found[int(match[1])][match[2]] = path
    progress(len(networks), len(networks))
    return found


def _network(path: Path, run: _Run, name: str, rewrite: Rewrite) -> bytes:
    """Rewrite a network as a file of our own, if it is one that the run can have trained."""
    content, info = rewrite(path)
    draft = run.settings.draft
    if (info.rows, info.columns, info.channels, info.output) != (
        draft.rows, draft.columns, draft.channels, (draft.classes,),
    ):  # fmt: skip
        raise ProjectError("network", {"member": name})
    return content


def _arrays(path: Path, name: str) -> bytes:
    """Rewrite a snapshot, or what it takes to go on, as a file of our own."""
    rewritten = foreign_arrays.snapshot if "/snapshots/" in name else foreign_arrays.state
    try:
        return rewritten(path.read_bytes())
    except ValueError as error:
        raise ProjectError("content", {"member": name}) from error


def _collections(archive: ProjectArchive, beside: Path, made: ExitStack) -> dict[str, str]:
    """Make the visitor's own collections: what stands for each in the file → its id here."""
    listed = archive.about.get("collections")
    members = [name for name in archive.names if name.startswith("data/")]
    if not isinstance(listed, list) or members != [PICTURES.format(number=place + 1) for place in range(len(listed))]:
        raise ProjectError("content", {"member": MANIFEST})
    found = {}
    for number, (member, names) in enumerate(zip(members, listed, strict=True), 1):
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ProjectError("content", {"member": MANIFEST})
        archive.copy(member, beside / "pictures.zip")
        found[placeholder(number)] = made.enter_context(_collection(beside / "pictures.zip", names))
    return found


@contextmanager
def _collection(path: Path, names: list[str]) -> Iterator[str]:
    """Make a collection that goes again when something else goes wrong."""
    if len(names) > picture_collections.MOST_CLASSES:
        raise DatasetError("too_many_classes", {"limit": picture_collections.MOST_CLASSES, "received": len(names)})
    collection = collection_pictures.restored(path, names)
    try:
        yield collection
    except BaseException:
        picture_collections.remove_collection(collection)
        raise


def _rename(data: str, numbers: Mapping[str, str]) -> str:
    source = data_source.decode(data)
    return data_source.encode(DataSource(OWN, numbers[source.name])) if source.name in numbers else data
