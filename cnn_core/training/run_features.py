"""Features of frozen layers for each picture of a data set: computed once, and cached beside the pictures."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.datasets.dataset import Dataset
from cnn_core.drafts.backbone import NAME
from cnn_core.model_store import store as model_store
from cnn_core.storage import workspace

BATCH: Final = 32

Progress = Callable[[int, int], None]


def features(dataset: Dataset, frozen: keras.Model, shared: bool, progress: Progress) -> NDArray[np.float32]:
    """Compute the outputs of the frozen layers for all pictures of a data set.

    Args:
        dataset: the pictures.
        frozen: pictures in [0, 255] → float32 (pictures, features).
        shared: whether they depend on the data set and on ``frozen``'s last layer alone: then they are kept for others.
        progress: called with how many pictures are done, and of how many.

    Returns:
        float32 (pictures, features); mapped from the disk where they are kept.

    Raises:
        DiskFullError: there is no room for them.
    """
    path = dataset.folder / f"features-{NAME}-{_kind(frozen)}-{model_store.path(NAME).stat().st_size}.npy"
    if shared and path.exists():
        return _map_file(path)
    found = np.empty((len(dataset.images), *frozen.output_shape[1:]), np.float32)
    look = tf.function(frozen, input_signature=[tf.TensorSpec((None, *dataset.images.shape[1:]), tf.float32)])
    for start in range(0, len(found), BATCH):
        progress(start, len(found))
        pictures = np.asarray(dataset.images[start : start + BATCH], np.float32)
        found[start : start + BATCH] = look(tf.constant(pictures))
    if not shared:
        return found
    workspace.make_room(found.nbytes)
    if not dataset.folder.exists():  # somebody else took it off the shelf meanwhile
        return found
    beside = path.with_name(f".{secrets.token_hex(4)}.npy")
    try:
        np.save(beside, found)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return found


def _kind(frozen: Any) -> str:
    """Return the pooling at the end, which tells two such models apart."""
    return "max" if isinstance(frozen.layers[-1], keras.layers.GlobalMaxPooling2D) else "avg"


def _map_file(path: Path) -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.load(path, mmap_mode="r", allow_pickle=False)
    return found
