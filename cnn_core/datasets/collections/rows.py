"""The rows of a collection's file that are written when pictures come."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections.names import clean_name
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.stream import LeftOut

MOST_PICTURES: Final = 100_000


def name_of(text: str) -> str:
    """A class's name as it is kept.

    Raises:
        DatasetError: nothing of it can be seen.
    """
    name = clean_name(text)
    if not name:
        raise DatasetError("no_name")
    return name


def class_of(connection: sqlite3.Connection, name: str) -> int:
    """The class of this name, a new one if there is none."""
    row = connection.execute("SELECT id FROM classes WHERE name = ?", (name_of(name),)).fetchone()
    return int(row[0]) if row else new_class(connection, name)


def new_class(connection: sqlite3.Connection, name: str) -> int:
    """A new class; its id.

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
