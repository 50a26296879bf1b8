"""Data sets whose files are archives of picture files: a ZIP with class folders, the flower photos, Tiny ImageNet."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.kinds import Kind
from cnn_core.datasets.stream import TEST, TRAIN, LabelledPicture, LeftOut, PictureStream
from cnn_core.pictures.images import MAX_BYTES

SYNSETS: Final = {
    "n07720875": "bell_pepper",
    "n07920052": "espresso",
    "n01882714": "koala",
    "n02165456": "ladybug",
    "n03662601": "lifeboat",
    "n07747607": "orange",
    "n07873807": "pizza",
    "n02509815": "red_panda",
    "n04146614": "school_bus",
    "n04285008": "sport_car",
}
"""WordNet's number of each class, as the folders of Tiny ImageNet are called."""

_FLOWERS: Final = 3670  # photos


def zip_pictures(path: Path, kind: Kind) -> PictureStream:
    """Stream the pictures of a ZIP with a folder for each class; those below test or validation are held out.

    Raises:
        DatasetError: it is no such file.
    """
    found = picture_archive.survey(path)
    labels = {name: label for label, name in enumerate(kind.classes)}
    known = [one for one in found.members if one.class_name in labels]
    others = [
        LeftOut(f"{one.class_name}/{one.name}", "no_class") for one in found.members if one.class_name not in labels
    ]
    wanted = [(one.position, labels[one.class_name], one.name, TEST if one.held_out else TRAIN) for one in known]
    if not wanted:
        raise DatasetError("wrong_file", {"file": path.name, "received": f"no folder {kind.classes[0]}"})
    return PictureStream(
        kind.names,
        len(wanted) + len(others) + len(found.left_out),
        lambda: _from_zip(path, kind, wanted, [*found.left_out, *others]),
    )


def tiny_imagenet_pictures(path: Path, kind: Kind) -> PictureStream:
    """Stream the ten classes out of the archive of all 200; its validation pictures are held out.

    Raises:
        DatasetError: it is no such file.
    """
    labels = {synset: kind.classes.index(name) for synset, name in SYNSETS.items()}
    with picture_archive.opened(path) as archive:
        infos = archive.infolist()
        try:
            annotations = next(info for info in infos if info.filename.endswith("/val_annotations.txt"))
            lines = archive.read(annotations).decode().splitlines()
        except (StopIteration, UnicodeDecodeError, zipfile.BadZipFile, zlib.error) as error:
            raise DatasetError("wrong_file", {"file": path.name, "received": "no val_annotations.txt"}) from error
    held = {file: synset for file, synset, *_ in (line.split("\t") for line in lines)}
    wanted = []
    for position, info in enumerate(infos):
        steps = PurePosixPath(info.filename).parts
        if steps[-1].endswith(".JPEG") and steps[-4:-3] == ("train",) and steps[-3] in labels:
            wanted.append((position, labels[steps[-3]], steps[-1], TRAIN))
        elif steps[-3:-1] == ("val", "images") and held.get(steps[-1]) in labels:
            wanted.append((position, labels[held[steps[-1]]], steps[-1], TEST))
    wanted.sort(key=lambda one: (one[3], one[1]))
    return PictureStream(kind.names, len(wanted), lambda: _from_zip(path, kind, wanted, []))


def tar_pictures(path: Path, kind: Kind) -> PictureStream:
    """Stream the pictures of a packed tape archive with a folder for each class, in the tape's order.

    Raises:
        DatasetError: it is no such file; while the pictures are read.
    """
    labels = {name: label for label, name in enumerate(kind.classes)}

    def items() -> Iterator[LabelledPicture | LeftOut]:
        try:
            with tarfile.open(path, "r|gz") as tape:
                for member in tape:
                    steps = PurePosixPath(member.name).parts
                    if not member.isreg() or len(steps) < 2 or steps[-2] not in labels:
                        continue
                    stream = tape.extractfile(member)
                    data = stream.read(MAX_BYTES + 1) if stream else b""
                    yield _label(data, labels[steps[-2]], steps[-1], TRAIN, steps[-2])
        except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
            raise DatasetError("wrong_file", {"file": path.name, "received": str(error)}) from error

    return PictureStream(kind.names, _FLOWERS, items)


def _from_zip(
    path: Path, kind: Kind, wanted: list[tuple[int, int, str, int]], left_out: list[LeftOut]
) -> Iterator[LabelledPicture | LeftOut]:
    """Yield (position, label, name, part) of a ZIP, decoded one after the other."""
    yield from left_out
    with picture_archive.opened(path) as archive:
        for position, label, name, part in wanted:
            data = picture_archive.read_member(archive, position)
            yield _label(data, label, name, part, kind.classes[label])


def _label(data: bytes | str, label: int, name: str, part: int, class_name: str) -> LabelledPicture | LeftOut:
    found = data if isinstance(data, str) else picture_archive.decoded(data)
    if isinstance(found, str):
        return LeftOut(f"{class_name}/{name}", found)
    return LabelledPicture(found, label, name, part)
