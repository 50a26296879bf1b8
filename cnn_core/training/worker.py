"""Prepares a trained network to be kept: writes its file, and measures it on its data. Runs in a worker."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final, Literal

import keras
import numpy as np

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.split import Positions, Split
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource
from cnn_core.training.measured import PARTS, MeasuredNetwork, MeasuringError

BATCH: Final = 64


def measure(source: ModelSource, data: str, side: int, split_seed: int) -> MeasuredNetwork:
    """Measure how many pictures of each class a network gets right, of those that it has not learnt from.

    Args:
        source: which network; it takes bytes, and tells apart the classes of the data.
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: of the pictures, in pixels; 0: as the data set has them, or its default.
        split_seed: of the split in which it was trained.

    Raises:
        MeasuringError: its weights are no numbers, or the data have other classes by now.
        DataSourceError, DatasetError, DownloadError, DiskFullError: the data cannot be had.
        ModelStoreError, KeptModelError, ModelSourceError: there is no such network.
    """
    model = load(source)
    if not all(np.isfinite(weight).all() for weight in model.get_weights()):
        raise MeasuringError("not_finite")
    dataset = datasets.prepare(data_source.decode(data), side)
    classes = len(dataset.classes)
    if model.output_shape != (None, classes):
        raise MeasuringError("other_data", {"outputs": model.output_shape[-1], "classes": classes})
    part, positions = _part(datasets.split(dataset, split_seed))
    labels = np.asarray(dataset.labels)[positions]
    hits = labels[_answers(model, dataset, positions) == labels]
    return MeasuredNetwork(
        file=_file(model),
        parameters=model.count_params(),
        part=part,
        right=tuple(np.bincount(hits, minlength=classes).tolist()),
        pictures=tuple(np.bincount(labels, minlength=classes).tolist()),
    )


def _part(split: Split) -> tuple[Literal["test", "validation", "train"], Positions]:
    for name in PARTS:
        if len(split.part(name)):
            return name, split.part(name)
    raise AssertionError("a data set has a picture")


def _answers(model: keras.Model, dataset: Dataset, positions: Positions) -> Positions:
    """Return the class with the highest score for each picture, int64 (pictures,)."""
    found = []
    for start in range(0, len(positions), BATCH):
        batch = dataset.images[positions[start : start + BATCH]].astype(np.float32)
        found.append(np.argmax(model.predict_on_batch(batch), axis=1))
    return np.concatenate(found)


def _file(model: keras.Model) -> bytes:
    with tempfile.TemporaryDirectory(prefix="convlens-") as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
