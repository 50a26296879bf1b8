"""The pictures of a collection, decoded one after the other for training; or all of them as a ZIP again."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.collections import file as collection_file
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.stream import LabelledPicture, LeftOut, PictureStream
from cnn_core.storage import workspace

_ROWS: Final = (
    "SELECT pictures.id, class, pictures.name, file, member FROM pictures LEFT JOIN archives ON archives.id = archive "
    "ORDER BY class, pictures.id"
)


def collected_pictures(source: DataSource) -> PictureStream:
    """Stream the pictures of a collection, class by class.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    known = picture_collections.classes(source.name)
    refused = picture_collections.left_out(source.name)
    labels = {one.id: label for label, one in enumerate(known)}

    def items() -> Iterator[LabelledPicture | LeftOut]:
        yield from refused
        for class_id, name, content in _contents(source.name):
            if class_id not in labels:
                continue  # a class that was made meanwhile; the next version has it
            found = content if isinstance(content, str) else picture_archive.decoded(content)
            if isinstance(found, str):
                yield LeftOut(f"{known[labels[class_id]].name}/{name}", found)
            else:
                yield LabelledPicture(found, labels[class_id], name)

    total = sum(one.count for one in known) + len(refused)
    return PictureStream(tuple((one.name, one.name) for one in known), total, items)


def write_archive(collection: str, path: Path, *, numbered: bool = False) -> None:
    """Write all pictures of a collection into a ZIP with one folder for each class; what cannot be read is left out.

    Args:
        collection: its id.
        path: of the ZIP.
        numbered: whether the folders have the classes' numbers for names, so that `restored` finds their order.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    known = picture_collections.classes(collection)
    names = {one.id: f"{label:05}" if numbered else _folder(one.name) for label, one in enumerate(known)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number, (class_id, name, content) in enumerate(_contents(collection)):
            if not isinstance(content, str):
                archive.writestr(f"{names[class_id]}/{number:06}-{_folder(name)}", content)


def restored(path: Path, names: Sequence[str]) -> str:
    """Make a new collection of what `write_archive` wrote with numbered folders and return its id.

    Pictures and classes have the order that they had, so that the same seed splits them in the same way.

    Args:
        path: of the ZIP.
        names: of the classes, those without a picture too.

    Raises:
        DatasetError: it is no such ZIP, or the names are none.
        DiskFullError: there is no room.
    """
    collection = picture_collections.new_collection()
    try:
        with collection_file.changing(collection) as connection:
            for label in range(len(names)):
                collection_file.new_class(connection, f"{label:05}")
        picture_collections.add_archive(collection, path)
        with collection_file.changing(collection) as connection:
            _give_names(connection, names)
    except BaseException:
        picture_collections.remove_collection(collection)
        raise
    return collection


def _give_names(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Put the classes' and the pictures' own names in the place of the numbered ones."""
    ids = [row[0] for row in connection.execute("SELECT id FROM classes ORDER BY id")]
    wanted = [collection_file.name_of(name) for name in names]
    if len(ids) != len(wanted):
        raise DatasetError("not_an_archive")
    passing = workspace.new_id()  # a class may be called like another one's number
    for prefix, given in ((passing, map(str, ids)), ("", iter(wanted))):
        rows = [(prefix + name, class_id) for name, class_id in zip(given, ids, strict=True)]
        try:
            connection.executemany("UPDATE classes SET name = ? WHERE id = ?", rows)
        except sqlite3.IntegrityError as error:
            raise DatasetError("name_taken", {"name": ", ".join(wanted)[:80]}) from error
    connection.execute("UPDATE pictures SET name = substr(name, 8) WHERE name GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]-*'")


def _folder(name: str) -> str:
    """Turn a name into one step of a path."""
    return name.replace("/", "\u2215").replace("\\", "\u2216").replace(":", "\ua789").strip(".") or "_"


def _contents(collection: str) -> Iterator[tuple[int, str, bytes | str]]:
    """(class, name, content or why there is none) of each picture; it is read when it is its turn."""
    folder = collection_file.folder_of(collection)
    with collection_file.reading(collection) as connection:
        rows = connection.execute(_ROWS).fetchall()
    with ExitStack() as open_files:
        archives: dict[str, zipfile.ZipFile] = {}
        for picture_id, class_id, name, file, member in rows:
            if file is None:
                yield class_id, name, _store(collection, picture_id)
                continue
            if file not in archives:
                archives[file] = open_files.enter_context(picture_archive.opened(folder / file))
            yield class_id, name, picture_archive.read_member(archives[file], member)


def _store(collection: str, picture_id: int) -> bytes | str:
    try:
        return picture_collections.picture_bytes(collection, picture_id)
    except DatasetError:
        return "unreadable"  # removed meanwhile
