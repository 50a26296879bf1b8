"""An overview of a data set: counts, sizes, means, brightness, near duplicates, what was left out; and picture grids.

The engine's workers run these functions; they take and give plain data, arrays and dataclasses of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.split import Split, SplitNotice, split
from cnn_core.metrics import wilson

BINS: Final = 64
MOST_NEAR_DUPLICATES: Final = 60
"""Pairs that are listed; more are only counted."""

IMBALANCE: Final = 3.0
"""From this many times as many pictures in the largest class as in the smallest on, classes count as uneven."""

EXAMPLE_SHARE: Final = 0.8
"""The share of right answers for which the worth of a validation figure is told."""

PARTS: Final = ("train", "validation", "test")
_SAMPLE: Final = 60_000_000  # values of which the means and the brightness are taken
_BLOCK: Final = 500


@dataclass(frozen=True)
class NearDuplicatePair:
    """Two pictures that look the same.

    Attributes:
        positions: in the data set.
        images: uint8 (2, side, side, channels).
        names: of their files; ("", "") where they have none.
        labels: their classes.
        same_pixels: whether they are equal, pixel for pixel, at this size.
    """

    positions: tuple[int, int]
    images: NDArray[np.uint8]
    names: tuple[str, str]
    labels: tuple[int, int]
    same_pixels: bool


@dataclass(frozen=True)
class Overview:
    """A data set at a glance.

    Attributes:
        classes: (English, Korean) of each class.
        counts: int64 (3, classes): pictures of each part (`PARTS`) and class.
        sizes: int32 (pictures, 2), rows and columns of each picture before it was made square.
        mean: uint8 (side, side, channels), the mean picture.
        class_means: uint8 (classes, side, side, channels), the mean picture of each class.
        histogram: float64 (channels, BINS), the share of a channel's values in each of `BINS` even steps from 0 to 255.
        sampled: how many pictures the means and the histogram are of; they are spread evenly over the data set.
        near_duplicates: pairs that look the same, those in two classes first; at most `MOST_NEAR_DUPLICATES`.
        near_duplicate_count: how many such pairs there are.
        near_duplicates_apart: how many of them stand in two classes.
        imbalance: pictures of the largest class by those of the smallest.
        uneven: whether that is `IMBALANCE` or more.
        left_out: (file, reason) of files that are no pictures.
        left_out_count: how many there are.
        notices: what the split cannot do with these pictures.
        worth: the 95 % interval of a validation accuracy of `EXAMPLE_SHARE`, given how many pictures it is measured on.
        digest: of pictures, labels and classes.
    """

    classes: tuple[tuple[str, str], ...]
    counts: NDArray[np.int64]
    sizes: NDArray[np.int32]
    mean: NDArray[np.uint8]
    class_means: NDArray[np.uint8]
    histogram: NDArray[np.float64]
    sampled: int
    near_duplicates: tuple[NearDuplicatePair, ...]
    near_duplicate_count: int
    near_duplicates_apart: int
    imbalance: float
    uneven: bool
    left_out: tuple[tuple[str, str], ...]
    left_out_count: int
    notices: tuple[SplitNotice, ...]
    worth: tuple[float, float] | None
    digest: str


@dataclass(frozen=True)
class Grid:
    """Some pictures of a data set, by chance that the seed decides.

    Attributes:
        images: uint8 (pictures, side, side, channels).
        labels: int64 (pictures,).
        positions: int64 (pictures,), in the data set.
        names: of their files; () where they have none.
        classes: (English, Korean) of each class.
        available: how many there are to choose from.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    positions: NDArray[np.int64]
    names: tuple[str, ...]
    classes: tuple[tuple[str, str], ...]
    available: int


def overview(data: str, side: int, split_seed: int, digest: str = "") -> Overview:
    """Summarise a prepared data set.

    Args:
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a side; 0: the usual ones.
        split_seed: of the split.
        digest: of the pictures that are meant; a visitor's own may have changed under the same text. "": whichever.

    Raises:
        DataSourceError: the text means no data set.
        DatasetError: it is not prepared, or has changed.
    """
    found = _prepare(data, side, digest)
    parts = split(found, split_seed)
    counts = _counts(found, parts)
    mean, class_means, histogram, sampled = _summary(found)
    pairs = _near_duplicate_positions(found)
    labels = np.asarray(found.labels)
    apart = labels[pairs[:, 0]] != labels[pairs[:, 1]]
    shown = pairs[np.argsort(~apart, kind="stable")][:MOST_NEAR_DUPLICATES]
    totals = counts.sum(axis=0)
    imbalance = float(totals.max() / max(1, totals.min()))
    measured = len(parts.validation)
    return Overview(
        classes=found.names_of_classes,
        counts=counts,
        sizes=np.asarray(found.sizes),
        mean=mean,
        class_means=class_means,
        histogram=histogram,
        sampled=sampled,
        near_duplicates=tuple(_pair(found, int(one), int(other)) for one, other in shown),
        near_duplicate_count=len(pairs),
        near_duplicates_apart=int(apart.sum()),
        imbalance=imbalance,
        uneven=imbalance >= IMBALANCE,
        left_out=found.left_out,
        left_out_count=found.left_out_count,
        notices=parts.notices,
        worth=wilson.interval(round(EXAMPLE_SHARE * measured), measured) if measured else None,
        digest=found.digest,
    )


def grid(
    data: str,
    side: int,
    seed: int,
    count: int = 25,
    part: str = "all",
    only_class: int = -1,
    split_seed: int = 0,
    digest: str = "",
) -> Grid:
    """Pick some pictures of a prepared data set; another seed gives others.

    Args:
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a side; 0: the usual ones.
        seed: decides which.
        count: at most as many.
        part: "all", "train", "validation" or "test".
        only_class: of this class; -1: of all.
        split_seed: of the split.
        digest: of the pictures that are meant; "": whichever there are.

    Raises:
        DataSourceError: the text means no data set.
        DatasetError: it is not prepared, or has changed.
        ValueError: there is no such part.
    """
    found = _prepare(data, side, digest)
    positions = split(found, split_seed).part(part)
    if only_class >= 0:
        positions = positions[np.asarray(found.labels)[positions] == only_class]
    chosen = np.random.default_rng(seed).permutation(positions)[:count]
    names = found.names
    return Grid(
        images=np.asarray(found.images[chosen]),
        labels=np.asarray(found.labels[chosen]),
        positions=chosen,
        names=tuple(names[position] for position in chosen) if names else (),
        classes=found.names_of_classes,
        available=len(positions),
    )


def _prepare(data: str, side: int, digest: str) -> Dataset:
    found = datasets.prepared(data_source.decode(data), side)
    if found is None or digest not in ("", found.digest):
        raise DatasetError("not_prepared")
    return found


def _counts(found: Dataset, parts: Split) -> NDArray[np.int64]:
    labels, classes = np.asarray(found.labels), len(found.names_of_classes)
    counts = [np.bincount(labels[parts.part(name)], minlength=classes) for name in PARTS]
    return np.stack(counts).astype(np.int64)


def _summary(found: Dataset) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float64], int]:
    """Compute the mean picture, that of each class, and the histogram, of pictures spread evenly over the data set."""
    images, labels, classes = found.images, np.asarray(found.labels), len(found.names_of_classes)
    chosen = _evenly(labels, _SAMPLE // images[0].size)
    sums = np.zeros((classes, *images.shape[1:]), np.float64)
    levels = np.zeros((images.shape[3], 256), np.int64)
    for start in range(0, len(chosen), _BLOCK):
        some = chosen[start : start + _BLOCK]
        block = np.asarray(images[some])
        for label in np.unique(labels[some]):
            sums[label] += block[labels[some] == label].sum(axis=0, dtype=np.float64)
        for channel in range(images.shape[3]):
            levels[channel] += np.bincount(block[..., channel].ravel(), minlength=256)
    counts = np.bincount(labels[chosen], minlength=classes)
    class_means = sums / np.maximum(counts, 1)[:, np.newaxis, np.newaxis, np.newaxis]
    mean = sums.sum(axis=0) / len(chosen)
    histogram = levels.reshape(len(levels), BINS, -1).sum(axis=2) / levels.sum(axis=1, keepdims=True)
    return _round(mean), _round(class_means), histogram, len(chosen)


def _evenly(labels: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Pick at most about ``most`` positions, every k-th of each class and at least one of each."""
    step = max(1, len(labels) // most)
    return np.sort(np.concatenate([np.flatnonzero(labels == label)[::step] for label in np.unique(labels)]))


def _round(levels: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.asarray(np.round(levels), np.uint8)


def _near_duplicate_positions(found: Dataset) -> NDArray[np.int64]:
    """(pairs, 2): each picture that has a near duplicate before it, after the first of these."""
    near_duplicates = np.asarray(found.near_duplicates)
    later = np.flatnonzero(near_duplicates != np.arange(len(near_duplicates)))
    return np.stack([near_duplicates[later], later], axis=1)


def _pair(found: Dataset, one: int, other: int) -> NearDuplicatePair:
    images = np.asarray(found.images[[one, other]])
    names = (found.names[one], found.names[other]) if found.names else ("", "")
    labels = (int(found.labels[one]), int(found.labels[other]))
    return NearDuplicatePair((one, other), images, names, labels, bool((images[0] == images[1]).all()))
