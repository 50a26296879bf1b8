"""The file in which a collection of pictures is kept: an SQLite database, whole after a kill, shared by processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cnn_core.datasets.error import DatasetError
from cnn_core.storage import workspace

FILE: Final = "collection.sqlite"

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
    """Where a collection lies.

    Raises:
        DatasetError: it is not on this machine.
    """
    place = workspace.folder("collections") / collection
    if not workspace.is_id(collection) or not (place / FILE).is_file():
        raise DatasetError("not_here")
    return place


@contextmanager
def reading(collection: str) -> Iterator[sqlite3.Connection]:
    """A connection to read from, all of it from one moment.

    Raises:
        DatasetError: the collection is not on this machine.
    """
    with closing(_connected(collection)) as connection:
        connection.execute("BEGIN")
        yield connection


@contextmanager
def changing(collection: str, size: int = 0) -> Iterator[sqlite3.Connection]:
    """A connection to write to: all that is written in the block is kept, or nothing.

    Args:
        collection: its id.
        size: bytes that will be written.

    Raises:
        DatasetError: the collection is not on this machine.
        DiskFullError: there is no room.
    """
    workspace.make_room(size)
    with closing(_connected(collection)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("UPDATE version SET number = number + 1")
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def _connected(collection: str) -> sqlite3.Connection:
    connection = sqlite3.connect(folder_of(collection) / FILE, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
