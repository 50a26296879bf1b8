"""TensorFlow's flower photos: 3,670 photos of five flowers, under CC BY 2.0."""

import io
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recipes.pictures import Pictures
from recipes.source_files import SourceFile, find, local

CLASSES = ("daisy", "dandelion", "roses", "sunflowers", "tulips")
"""In the order of the folders' names, which is the order of the network's outputs."""

REDUCED = SourceFile("flower_photos.zip")
"""The photos with their longest side reduced to `LONGEST` pixels."""

ORIGINAL = SourceFile(
    "flower_photos.tgz", "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz"
)
"""The photos in their full size, as the tutorial downloads them."""

LONGEST = 240
SIDE = 180


def load() -> Pictures:
    """All photos but those that stand in two classes: which flower they show is not known.

    A photo's longest side is reduced to 240 pixels, its central square to 180.

    Returns:
        uint8 ``(photos, 180, 180, 3)`` with labels and file names, in the order of classes and names.

    Raises:
        SourceFileError: If the file is neither in the folder nor to be had from the internet.
    """
    photos = sorted(_photos(local(REDUCED) or find(ORIGINAL)))
    classes_of: dict[bytes, set[str]] = defaultdict(set)
    for flower, _, jpeg in photos:
        classes_of[jpeg].add(flower)
    known = [photo for photo in photos if len(classes_of[photo[2]]) == 1]
    images = np.stack([square(jpeg) for _, _, jpeg in known])
    labels = np.array([CLASSES.index(flower) for flower, _, _ in known], np.int64)
    return Pictures(images, labels, tuple(name for _, name, _ in known))


def near_duplicates(pictures: Pictures) -> tuple[tuple[int, ...], ...]:
    """Groups of positions whose photos are the same, pixel for pixel; single photos are left out."""
    places: dict[bytes, list[int]] = defaultdict(list)
    for position, image in enumerate(pictures.images):
        places[image.tobytes()].append(position)
    return tuple(tuple(group) for group in places.values() if len(group) > 1)


def square(jpeg: bytes) -> NDArray[np.uint8]:
    """A photo's central square, uint8 ``(180, 180, 3)``."""
    photo = Image.open(io.BytesIO(jpeg)).convert("RGB")
    photo.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    side = min(photo.size)
    left, top = (photo.width - side) // 2, (photo.height - side) // 2
    corners = (left, top, left + side, top + side)
    return np.asarray(photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=corners))


def _photos(path: Path) -> Iterator[tuple[str, str, bytes]]:
    """(class, file name, JPEG) of every photo in the archive."""
    for name, content in _members(path):
        steps = PurePosixPath(name).parts
        if len(steps) >= 2 and steps[-2] in CLASSES and name.endswith(".jpg"):
            yield steps[-2], steps[-1], content


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
        return
    with tarfile.open(path) as tape:
        for member in tape:
            stream = tape.extractfile(member)
            if stream is not None:
                yield member.name, stream.read()
