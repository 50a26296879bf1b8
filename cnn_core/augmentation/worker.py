"""The same picture, augmented again and again: what the page shows before anything is trained.

The engine's workers run this. Pictures go through the very pipeline of training, in a batch of their own; with MixUp
on, other training pictures are in the batch too, and whitening is that of the training pictures.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.augmentation import zca
from cnn_core.augmentation.pipeline import pipeline
from cnn_core.augmentation.preview_result import AugmentationPreview
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.split import split
from cnn_core.pictures.images import fit_square

COUNT: Final = 14
MOST: Final = 64

Pixels = NDArray[np.uint8]


def preview(
    data: str,
    side: int,
    split_seed: int,
    digest: str,
    chosen: int,
    only_class: int,
    own: Pixels | None,
    augmentation: str,
    seed: int,
    count: int = COUNT,
) -> AugmentationPreview:
    """Send one picture ``count`` times through an augmentation.

    Args:
        data: a prepared data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a side; 0: the usual ones.
        split_seed: of the split; the picture is one to learn from.
        digest: of the pictures that are meant; "": whichever there are.
        chosen: decides by chance which picture.
        only_class: of this class; −1, or a class without pictures: of all.
        own: uint8 (rows, columns, 3), a picture in place of one of the data set's, brought to its size and channels.
        augmentation: as `cnn_core.augmentation.settings` writes it.
        seed: of the chance in the augmentation.
        count: how often, 1 to `MOST`.

    Raises:
        DataSourceError: a text means no data set.
        DatasetError: it is not prepared, or has changed.
        AugmentationError: a text means no augmentation.
        RefusedError: the pictures are too large to be whitened.
        ValueError: ``count`` is out of range.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"A picture is shown 1 to {MOST} times. Received: {count}. Choose fewer.")
    settings = augmentation_settings.decode(augmentation)
    found = datasets.prepared(data_source.decode(data), side)
    if found is None or digest not in ("", found.digest):
        raise DatasetError("not_prepared")
    train = split(found, split_seed).train
    position = -1 if own is not None else _position(found, train, chosen, only_class)
    original = np.asarray(found.images[position]) if own is None else fitted(own, found.side, found.channels)
    label = len(found.classes) if own is not None else int(found.labels[position])
    others = _partners(train, 3 * count, seed) if settings.mixup else np.zeros(0, np.int64)
    batch = np.concatenate([np.repeat(original[np.newaxis], count, axis=0), np.asarray(found.images[others])])
    labels = np.concatenate([np.full(count, label), np.asarray(found.labels[others])])
    one_hot = np.eye(len(found.classes) + 1, dtype=np.float32)[labels]
    changed, shares = (np.asarray(part)[:count] for part in pipeline(settings)(batch, one_hot, np.array([seed, 0])))
    if settings.zca:
        spread = _spread(data, side, split_seed, found.digest)
        changed = zca.apply(zca.whitening(spread, float(settings.zca_epsilon)), changed)
    levels = np.clip(np.round(changed), 0, 255).astype(np.uint8)
    return AugmentationPreview(original, levels, shares, label, position, settings.zca)


def fitted(own: Pixels, side: int, channels: int) -> Pixels:
    """Fit a visitor's picture to the data set: its centre square at this size, grey if the data are.

    Example:
        >>> fitted(np.full((40, 60, 3), 9, np.uint8), 28, 1).shape
        (28, 28, 1)
    """
    square = fit_square(own, side)
    if channels == 3:
        return square
    weights = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601, as Pillow's "L"
    return np.asarray(np.round(square @ weights), np.uint8)[..., np.newaxis]


def _position(found: Dataset, train: NDArray[np.int64], chosen: int, only_class: int) -> int:
    of_class = train[np.asarray(found.labels)[train] == only_class]
    candidates = of_class if len(of_class) else train
    return int(np.random.default_rng(chosen).choice(candidates))


def _partners(train: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    """Other pictures to mix with, several for each time, so that the picture seldom meets itself."""
    return np.sort(np.random.default_rng(seed).choice(train, min(len(train), count), replace=False))


@lru_cache(maxsize=1)
def _spread(data: str, side: int, split_seed: int, digest: str) -> zca.Spread:
    """Measure the training pictures; ``digest`` tells changed ones under the same text apart."""
    found = datasets.prepared(data_source.decode(data), side)
    if found is None or found.digest != digest:
        raise DatasetError("not_prepared")
    train = split(found, split_seed).train
    if not zca.can_whiten(*found.images.shape[1:]):
        return zca.measure(found.images[:2])  # says why it cannot be
    return zca.measure(found.images[train[zca.spread_evenly(len(train))]])
