"""Pictures that a visitor brings: a ZIP with one folder for each class, or pictures for classes that are named here.

A collection has an id that nobody can guess; whoever has the id has the collection. What is no picture is left out,
with a reason, and listed.

Example:
    >>> mine = new_collection()
    >>> picture = b"P6 2 1 255 " + bytes([255, 0, 0, 0, 0, 255])
    >>> add_pictures(mine, "cat", [("tom.ppm", picture), ("read.me", b"Hello")]).left_out
    (LeftOut(name='read.me', reason='not_a_picture'),)
    >>> contents(mine)
    {'cat': 1}
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections import file as collection_file
from cnn_core.datasets.collections.names import clean_name
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.stream import LeftOut
from cnn_core.storage import workspace

MOST_CLASSES: Final = picture_archive.MOST_CLASSES
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class CollectionClass:
    """A class of a collection.

    Attributes:
        id: stays when the class is renamed.
        name: as the visitor wrote it.
        count: its pictures.
    """

    id: int
    name: str
    count: int


@dataclass(frozen=True)
class StoredPicture:
    """A picture of a collection: its id in the collection, and the name of its file."""

    id: int
    name: str


@dataclass(frozen=True)
class Added:
    """The outcome of files that were uploaded.

    Attributes:
        count: pictures that were added.
        left_out: the files that were not, and why.
    """

    count: int
    left_out: tuple[LeftOut, ...]


def new_collection() -> str:
    """Make an empty collection and return its id.

    Raises:
        DiskFullError: there is no room.
    """
    collection = workspace.new_id()
    collection_file.create(collection)
    return collection


def exists(collection: str) -> bool:
    """Return True if a collection is on this machine."""
    try:
        return collection_file.folder_of(collection).is_dir()
    except DatasetError:
        return False


def version(collection: str) -> int:
    """Return a number that grows with each change.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    with collection_file.reading(collection) as connection:
        return int(connection.execute("SELECT number FROM version").fetchone()[0])


def classes(collection: str) -> tuple[CollectionClass, ...]:
    """List the classes in the order in which they were made.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    counted = (
        "SELECT classes.id, classes.name, COUNT(pictures.id) FROM classes LEFT JOIN pictures "
        "ON pictures.class = classes.id GROUP BY classes.id ORDER BY classes.id"
    )
    with collection_file.reading(collection) as connection:
        return tuple(CollectionClass(*row) for row in connection.execute(counted))


def contents(collection: str) -> dict[str, int]:
    """Name of a class → its pictures, in the order in which the classes were made.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    return {one.name: one.count for one in classes(collection)}


def pictures(collection: str, class_id: int, limit: int = -1) -> tuple[StoredPicture, ...]:
    """List the pictures of a class, newest first, at most ``limit`` of them."""
    with collection_file.reading(collection) as connection:
        rows = connection.execute(
            "SELECT id, name FROM pictures WHERE class = ? ORDER BY id DESC LIMIT ?", (class_id, limit)
        )
        return tuple(StoredPicture(*row) for row in rows)


def left_out(collection: str) -> tuple[LeftOut, ...]:
    """List the uploaded files that are no pictures, as far as that is known before they are all decoded."""
    with collection_file.reading(collection) as connection:
        return tuple(LeftOut(*row) for row in connection.execute("SELECT name, reason FROM left_out ORDER BY rowid"))


def picture_bytes(collection: str, picture_id: int) -> bytes:
    """Read the file of a picture, as it was uploaded.

    Raises:
        DatasetError: there is none of this id, or it cannot be read any more.
    """
    with collection_file.reading(collection) as connection:
        row = connection.execute(
            "SELECT content, file, member FROM pictures LEFT JOIN archives ON archives.id = archive "
            "WHERE pictures.id = ?",
            (picture_id,),
        ).fetchone()
    if row is None:
        raise DatasetError("not_here")
    content, file, member = row
    if file is not None:
        with picture_archive.opened(collection_file.folder_of(collection) / file) as archive:
            content = picture_archive.read_member(archive, member)
    if isinstance(content, str):
        raise DatasetError("not_here")
    return bytes(content)


def add_class(collection: str, name: str) -> int:
    """Add a class without pictures and return its id.

    Raises:
        DatasetError: there is a class of this name, or it has no name, or there are too many.
    """
    with collection_file.changing(collection) as connection:
        return collection_file.new_class(connection, name)


def rename_class(collection: str, class_id: int, name: str) -> None:
    """Give a class another name.

    Raises:
        DatasetError: there is another class of this name, or it is none.
    """
    with collection_file.changing(collection) as connection:
        try:
            connection.execute("UPDATE classes SET name = ? WHERE id = ?", (collection_file.name_of(name), class_id))
        except sqlite3.IntegrityError as error:
            raise DatasetError("name_taken", {"name": collection_file.name_of(name)}) from error


def remove_class(collection: str, class_id: int) -> None:
    """Remove a class with its pictures; nothing happens if there is none of this id."""
    with collection_file.changing(collection) as connection:
        connection.execute("DELETE FROM classes WHERE id = ?", (class_id,))


def remove_picture(collection: str, picture_id: int) -> None:
    """Remove a picture; nothing happens if there is none of this id."""
    with collection_file.changing(collection) as connection:
        connection.execute("DELETE FROM pictures WHERE id = ?", (picture_id,))


def remove_collection(collection: str) -> None:
    """Remove a collection with all its pictures; nothing happens if there is none."""
    if exists(collection):
        shutil.rmtree(collection_file.folder_of(collection), ignore_errors=True)


def add_pictures(collection: str, class_name: str, files: Sequence[tuple[str, bytes]]) -> Added:
    """Add pictures to a class, which is made if need be. Each is decoded now, so that what is none is known at once.

    Args:
        collection: its id.
        class_name: of the class.
        files: (name, content) of each file.

    Raises:
        DatasetError: the class has no name, or there are too many pictures or classes.
        DiskFullError: there is no room.
    """
    good, bad = [], []
    for name, content in files:
        found = picture_archive.decoded(content)
        if isinstance(found, str):
            bad.append(LeftOut(clean_name(name), found))
        else:
            good.append((clean_name(name), content))
    with collection_file.changing(collection, sum(len(content) for _, content in good)) as connection:
        class_id = collection_file.class_of(connection, class_name)
        collection_file.check_count(connection, len(good))
        connection.executemany(
            "INSERT INTO pictures (class, name, content) VALUES (?, ?, ?)",
            [(class_id, name, content) for name, content in good],
        )
        collection_file.note_left_out(connection, bad)
    return Added(len(good), tuple(bad))


def add_archive(collection: str, source: Path | BinaryIO) -> Added:
    """Add the pictures of a ZIP with one folder for each class; a class that is there already gets more pictures.

    Only the archive's directory is looked at now: pictures are decoded when the data set is prepared.

    Args:
        collection: its id.
        source: a path, or a binary file.

    Raises:
        DatasetError: it is no ZIP, or too large, or holds no pictures in folders.
        DiskFullError: there is no room.
    """
    folder = collection_file.folder_of(collection)
    place = folder / f"archive-{workspace.new_id()}.zip"
    try:
        _copy(source, place)
        found = picture_archive.survey(place)
        with collection_file.changing(collection) as connection:
            collection_file.check_count(connection, len(found.members))
            archive = connection.execute("INSERT INTO archives (file) VALUES (?)", (place.name,)).lastrowid
            named = sorted({one.class_name for one in found.members})
            ids = {name: collection_file.class_of(connection, name) for name in named}
            connection.executemany(
                "INSERT INTO pictures (class, name, archive, member) VALUES (?, ?, ?, ?)",
                [(ids[one.class_name], one.name, archive, one.position) for one in found.members],
            )
            collection_file.note_left_out(connection, found.left_out)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return Added(len(found.members), found.left_out)


def _copy(source: Path | BinaryIO, place: Path) -> None:
    """Copy an archive, no more of it than an archive may have."""
    file = source.open("rb") if isinstance(source, Path) else source
    written = 0
    try:
        with place.open("wb") as target:
            while block := file.read(_BLOCK):
                written += len(block)
                if written > picture_archive.MOST_BYTES:
                    limit = picture_archive.MOST_BYTES // 10**9
                    raise DatasetError("archive_too_large", {"limit": limit, "received": f"> {limit}"})
                workspace.make_room(len(block))
                target.write(block)
    finally:
        if isinstance(source, Path):
            file.close()
