"""Marks of visitors on answers: right or wrong, and the right class. The marked pictures become a data set.

A picture that is marked is saved with its class in a collection (`cnn_core.datasets.collections.collection`) that only
this visit knows, and whoever has the collection's link.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.source import OWN, DataSource, encode
from cnn_core.pictures.images import fit_within
from ui import settings
from ui.pictures.visitor import Picture, encoded

LONGEST_SIDE: Final = 512
"""Pixels of the longer side of a picture that is saved."""
_MARKS: Final = "classify.marks"


@dataclass(frozen=True)
class Mark:
    """The mark on the answer to one picture.

    Attributes:
        right: whether it was right.
        name: the class that the picture belongs to.
        picture: its id in the collection.
    """

    right: bool
    name: str
    picture: int


@dataclass
class Marks:
    """All marks of a visit.

    Attributes:
        collection: where the pictures are; "" before the first mark.
        found: the digest of a picture → its mark.
    """

    collection: str = ""
    found: dict[str, Mark] = field(default_factory=dict)


def marks() -> Marks:
    """Return the marks of this visit; none when their collection was removed."""
    known: Marks = st.session_state.setdefault(_MARKS, Marks())
    if known.collection and not picture_collections.exists(known.collection):
        known = st.session_state[_MARKS] = Marks()
    return known


def mark(picture: Picture, name: str, *, right: bool) -> None:
    """Save a picture in the visitor's collection under a class; what was said of it before no longer counts.

    Raises:
        DatasetError: the class has no name, or there are too many.
        DiskFullError: there is no room.
    """
    known = marks()
    if not known.collection:
        known.collection = picture_collections.new_collection()
    picture_collections.add_pictures(known.collection, name, [(f"{picture.label}.png", _file(picture))])
    if picture.digest in known.found:
        picture_collections.remove_picture(known.collection, known.found[picture.digest].picture)
    newest = max(
        (one.id, class_.name)
        for class_ in picture_collections.classes(known.collection)
        for one in picture_collections.pictures(known.collection, class_.id, 1)
    )
    known.found[picture.digest] = Mark(right, newest[1], newest[0])
    _leave_empty_classes_out(known.collection)


def take_back(digest: str) -> None:
    """Forget what was said of a picture, and remove it from the collection."""
    known = marks()
    if digest in known.found:
        picture_collections.remove_picture(known.collection, known.found.pop(digest).picture)
        _leave_empty_classes_out(known.collection)


def counts() -> tuple[int, int]:
    """Count the saved pictures, and their classes."""
    known = marks()
    return (len(known.found), len({one.name for one in known.found.values()})) if known.collection else (0, 0)


def choose_as_data() -> None:
    """Make the marked pictures the data set of the pages that build and train."""
    settings.apply({"data": encode(DataSource(OWN, marks().collection)), "side": 0})


def _file(picture: Picture) -> bytes:
    """Write a picture as a file: drawings as they are, photographs as JPEG."""
    pixels = fit_within(picture.array, LONGEST_SIDE)
    return encoded(pixels, "PNG" if picture.origin in ("drawing", "sample") else "JPEG")


def _leave_empty_classes_out(collection: str) -> None:
    for one in picture_collections.classes(collection):
        if one.count == 0:
            picture_collections.remove_class(collection, one.id)
