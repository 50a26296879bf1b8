"""Pictures of a run's script without ConvLens: code, and the file beside it where one is needed."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN, DataSource
from cnn_core.datasets.split import HELD_OUT, VALIDATION

PICTURES_FILE: Final = "pictures.npz"
FOLDER: Final = "pictures"
MOST_BYTES: Final = 300_000_000
"""Of the pictures in `PICTURES_FILE`; a script for more reads the folder `FOLDER` with a folder for each class."""

_KERAS: Final = ("mnist", "fashion_mnist", "cifar10", "cifar100")
_FLOWERS: Final = "https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz"
_FROM_FILE: Final = """\
import numpy as np

# {file}: the pictures of the run as ConvLens divided them, to be downloaded beside this program.
with np.load("{file}") as arrays:
    train_images, train_labels = arrays["train_images"], arrays["train_labels"]
    validation_images, validation_labels = arrays["validation_images"], arrays["validation_labels"]
    test_images, test_labels = arrays["test_images"], arrays["test_labels"]
"""
_FROM_KERAS: Final = """\
import keras
import numpy as np
from sklearn.model_selection import train_test_split
{imports}
(images, labels), (test_images, test_labels) = keras.datasets.{name}.load_data()
images, test_images = (array.reshape(len(array), {side}, {side}, {channels}) for array in (images, test_images))
labels, test_labels = labels.ravel(), test_labels.ravel()
{further}
# A part of the training pictures tells how it does on others; the test pictures are those that everybody uses.
train_images, validation_images, train_labels, validation_labels = train_test_split(
    images, labels, test_size={validation}, stratify=labels, random_state={seed}
)
"""
_COUNTED: Final = """
def first_of_each(images, labels, count):
    kept = np.concatenate([np.flatnonzero(labels == label)[:count] for label in np.unique(labels)])
    return images[np.sort(kept)], labels[np.sort(kept)]


images, labels = first_of_each(images, labels, {count})
test_images, test_labels = first_of_each(test_images, test_labels, {count})
"""
_RESIZED: Final = """
def resized(images):
    pictures = [Image.fromarray(image.squeeze()).resize(({side}, {side}), Image.Resampling.HAMMING) for image in images]
    return np.stack([np.asarray(picture).reshape({side}, {side}, {channels}) for picture in pictures])


{calls}
"""
_DIGITS: Final = """\
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
{imports}
digits = load_digits()
images, labels = np.round(digits.images * (255 / 16)).astype("uint8")[..., np.newaxis], digits.target
"""
_FOLDER: Final = """\
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from sklearn.model_selection import train_test_split
{imports}

def load(path):
    \"\"\"The centre square of a picture, {side} × {side} pixels, red, green, blue from 0 to 255.\"\"\"
    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    return np.asarray(ImageOps.fit(picture, ({side}, {side}), Image.Resampling.HAMMING))


{folder}
classes = sorted(path.name for path in folder.iterdir() if path.is_dir())
files = [(path, label) for label, name in enumerate(classes) for path in sorted((folder / name).iterdir())]
images, labels = np.stack([load(path) for path, _ in files]), np.array([label for _, label in files])
"""
_DIVIDED: Final = """
# A part to learn from, one that tells how it does on others, and one for the end.
rest_images, test_images, rest_labels, test_labels = train_test_split(
    images, labels, test_size={test}, stratify=labels, random_state={seed}
)
train_images, validation_images, train_labels, validation_labels = train_test_split(
    rest_images, rest_labels, test_size={validation:g} / {rest:g}, stratify=rest_labels, random_state={seed}
)
"""


def needs_file(source: DataSource, dataset: Dataset | None) -> bool:
    """Return True if the script reads `PICTURES_FILE`: pictures that nobody else has, and not too many.

    Args:
        source: the data set.
        dataset: its pictures, if they are here.
    """
    return source.kind in ("shapes", "tiny_imagenet10", OWN) and (dataset is None or _bytes(dataset) <= MOST_BYTES)


def pictures(dataset: Dataset, split_seed: int) -> bytes:
    """Write `PICTURES_FILE`: an .npz with "train_images", "train_labels" and so on, and "classes".

    Args:
        dataset: of which `needs_file` is true.
        split_seed: of the split in which the run learnt.
    """
    split = datasets.split(dataset, split_seed)
    arrays: dict[str, NDArray[Any]] = {}
    for part in ("train", "validation", "test"):
        positions = split.part(part)
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = dataset.images[positions], dataset.labels[positions]
    target = BytesIO()
    np.savez(target, allow_pickle=False, classes=np.array(dataset.classes), **arrays)
    return target.getvalue()


def data_code(text: str, side: int, split_seed: int, dataset: Dataset | None = None) -> str:
    """Python code that leaves ``train_images``, ``train_labels``, ``validation_…`` and ``test_…``.

    Args:
        text: the data set, as `cnn_core.datasets.source` writes it.
        side: of the pictures, in pixels; 0: as the data set has them, or its default.
        split_seed: of the split.
        dataset: the pictures, if they are here.

    Example:
        >>> print(data_code("shapes", 32, 0).splitlines()[-1])
            test_images, test_labels = arrays["test_images"], arrays["test_labels"]
    """
    source = data_source.decode(text)
    pixels = datasets.side_of(source, side)
    if needs_file(source, dataset):
        return _FROM_FILE.format(file=PICTURES_FILE)
    if source.kind in _KERAS:
        return _keras_code(source, pixels, split_seed)
    shares = {"test": HELD_OUT, "validation": VALIDATION, "rest": 1 - HELD_OUT, "seed": split_seed}
    divided = _DIVIDED.format(**shares)
    if source.kind == "digits":
        resized = _resize(source, pixels, "images = resized(images)")
        return _DIGITS.format(imports=_pillow(resized)) + resized + divided
    return _folder_code(source, pixels) + divided


def _keras_code(source: DataSource, side: int, seed: int) -> str:
    kind = datasets.kind(source.kind)
    count = source.option("count")
    resized = _resize(source, side, "images, test_images = resized(images), resized(test_images)")
    further = (_COUNTED.format(count=count) if count else "") + resized
    return _FROM_KERAS.format(
        name=source.kind, side=kind.side, channels=kind.channels, validation=VALIDATION, seed=seed,
        imports=_pillow(resized), further=further,
    )  # fmt: skip


def _folder_code(source: DataSource, side: int) -> str:
    if source.kind == OWN:
        folder = f'folder = Path("{FOLDER}")  # with a folder for each class, beside this program'
        return _FOLDER.format(side=side, folder=folder, imports="")
    fetched = f'archive = keras.utils.get_file(\n    origin="{_FLOWERS}", extract=True\n)'
    folder = f'{fetched}\nfolder = next(Path(archive).parent.rglob("flower_photos/daisy")).parent'
    return _FOLDER.format(side=side, folder=folder, imports="import keras")


def _resize(source: DataSource, side: int, calls: str) -> str:
    kind = datasets.kind(source.kind)
    return "" if side == kind.side else _RESIZED.format(side=side, channels=kind.channels, calls=calls)


def _pillow(resized: str) -> str:
    return "from PIL import Image\n" if resized else ""


def _bytes(dataset: Dataset) -> int:
    return int(dataset.images.nbytes)
