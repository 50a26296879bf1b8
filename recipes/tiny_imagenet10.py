"""The ten Tiny ImageNet classes of CNN Explainer: 64×64 pictures, 500 of each class to learn from, 50 held out."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from cnn_core.datasets.originals.archives import SYNSETS
from recipes.pictures import Pictures
from recipes.source_files import SourceFile, find, local

CLASSES = (
    "bell_pepper",
    "espresso",
    "koala",
    "ladybug",
    "lifeboat",
    "orange",
    "pizza",
    "red_panda",
    "school_bus",
    "sport_car",
)
"""In the order of the folders' names, which is the order of the network's outputs."""

EXTRACT = SourceFile("tiny_imagenet10.zip")
"""Only the ten classes, in folders ``train/CLASS`` and ``val/CLASS``."""

WHOLE = SourceFile("tiny-imagenet-200.zip", "http://cs231n.stanford.edu/tiny-imagenet-200.zip")
"""All 200 classes, as Stanford's course CS231n publishes them."""


def load() -> tuple[Pictures, Pictures]:
    """Both parts: the pictures to learn from and the official validation pictures.

    Returns:
        uint8 ``(5000, 64, 64, 3)`` and ``(500, 64, 64, 3)`` with their labels; grey pictures are repeated
        to three channels.

    Raises:
        SourceFileError: If the file is neither in the folder nor to be had from the internet.
    """
    extract = local(EXTRACT)
    path = extract or find(WHOLE)
    with zipfile.ZipFile(path) as archive:
        members = _extract_members(archive) if extract else _whole_members(archive)
        train, validation = (_read(archive, sorted(part)) for part in members)
    return train, validation


def _extract_members(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(class, member) of every picture of the extract, to learn from and held out."""
    parts: dict[str, list[tuple[str, str]]] = {"train": [], "val": []}
    for name in archive.namelist():
        steps = Path(name).parts
        if len(steps) >= 3 and steps[-3] in parts and steps[-2] in CLASSES:
            parts[steps[-3]].append((steps[-2], name))
    return parts["train"], parts["val"]


def _whole_members(archive: zipfile.ZipFile) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(class, member) of every picture of our ten classes in the archive of all 200."""
    train = []
    for name in archive.namelist():
        steps = Path(name).parts
        if name.endswith(".JPEG") and len(steps) == 5 and steps[1] == "train" and steps[2] in SYNSETS:
            train.append((SYNSETS[steps[2]], name))
    top = Path(archive.namelist()[0]).parts[0]
    validation = []
    for line in archive.read(f"{top}/val/val_annotations.txt").decode().splitlines():
        file, synset = line.split("\t")[:2]
        if synset in SYNSETS:
            validation.append((SYNSETS[synset], f"{top}/val/images/{file}"))
    return train, validation


def _read(archive: zipfile.ZipFile, members: list[tuple[str, str]]) -> Pictures:
    images = [np.asarray(Image.open(io.BytesIO(archive.read(member))).convert("RGB")) for _, member in members]
    labels = [CLASSES.index(label) for label, _ in members]
    return Pictures(np.stack(images), np.array(labels, np.int64), tuple(Path(member).name for _, member in members))
