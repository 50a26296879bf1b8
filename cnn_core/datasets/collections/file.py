"""The file in which a collection of pictures is kept: an SQLite database, whole after a kill, shared by processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections.names import clean_name
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.stream import LeftOut
from cnn_core.storage import workspace

FILE: Final = "collection.sqlite"
MOST_PICTURES: Final = 100_000

_SCHEMA: Final = """
CREATE TABLE version (number INTEGER NOT NULL);
INSERT INTO version VALUES (0);
CREATE TABLE classes (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE archives (id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE);
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    class INTEGER NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content BLOB,
    archive INTEGER REFERENCES archives (id),
    member INTEGER
);
CREATE INDEX of_class ON pictures (class);
CREATE TABLE left_out (name TEXT NOT NULL, reason TEXT NOT NULL);
"""
# A picture's content stands here, or in a member of an archive beside this file.

_PATIENCE: Final = 20.0  # seconds that one waits while another writes


def create(collection: str) -> None:
    """Make the file of a new, empty collection.

    Raises:
        DiskFullError: there is no room.
    """
    with (
        workspace.new_folder(workspace.folder("collections") / collection) as folder,
        closing(sqlite3.connect(folder / FILE)) as connection,
    ):
        connection.executescript(_SCHEMA)


def folder_of(collection: str) -> Path:
    """Return the folder of a collection.

    Raises:
        DatasetError: it is not on this machine.
    """
    place = workspace.folder("collections") / collection
    if not workspace.is_id(collection) or not (place / FILE).is_file():
        raise DatasetError("not_here")
    return place


@contextmanager
def reading(collection: str) -> Iterator[sqlite3.Connection]:
    """Open a connection to read from, all of it from one moment.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    with closing(_connect(collection)) as connection:
        connection.execute("BEGIN")
        yield connection


@contextmanager
def changing(collection: str, size: int = 0) -> Iterator[sqlite3.Connection]:
    """Open a connection to write to: all that is written in the block is kept, or nothing.

    Args:
        collection: its id.
        size: bytes that will be written.

    Raises:
        DatasetError: the collection is not on this machine.
        DiskFullError: there is no room.
    """
    workspace.make_room(size)
    with closing(_connect(collection)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("UPDATE version SET number = number + 1")
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def _connect(collection: str) -> sqlite3.Connection:
    connection = sqlite3.connect(folder_of(collection) / FILE, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def name_of(text: str) -> str:
    """Clean a class's name for keeping.

    Raises:
        DatasetError: nothing of it can be seen.
    """
    name = clean_name(text)
    if not name:
        raise DatasetError("no_name")
    return name


def class_of(connection: sqlite3.Connection, name: str) -> int:
    """Find the class of this name; add one if there is none."""
    row = connection.execute("SELECT id FROM classes WHERE name = ?", (name_of(name),)).fetchone()
    return int(row[0]) if row else new_class(connection, name)


def new_class(connection: sqlite3.Connection, name: str) -> int:
    """Add a class and return its id.

    Raises:
        DatasetError: there is a class of this name, or it has no name, or there are too many.
    """
    (count,) = connection.execute("SELECT COUNT(*) FROM classes").fetchone()
    if count >= picture_archive.MOST_CLASSES:
        raise DatasetError("too_many_classes", {"limit": picture_archive.MOST_CLASSES, "received": count + 1})
    try:
        return int(connection.execute("INSERT INTO classes (name) VALUES (?)", (name_of(name),)).lastrowid or 0)
    except sqlite3.IntegrityError as error:
        raise DatasetError("name_taken", {"name": name_of(name)}) from error


def check_count(connection: sqlite3.Connection, more: int) -> None:
    """See whether more pictures may come.

    Raises:
        DatasetError: there would be too many.
    """
    (count,) = connection.execute("SELECT COUNT(*) FROM pictures").fetchone()
    if count + more > MOST_PICTURES:
        raise DatasetError("too_many_pictures", {"limit": MOST_PICTURES, "received": count + more})


def note_left_out(connection: sqlite3.Connection, files: Sequence[LeftOut]) -> None:
    """Write down which files are no pictures."""
    connection.executemany("INSERT INTO left_out VALUES (?, ?)", [(file.name, file.reason) for file in files])
