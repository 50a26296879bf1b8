"""Features of the pictures of a data set, some at a time, to find those that a network finds alike.

Runs in the engine's workers; `cnn_core.explanation.nearest` compares.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.classification.prediction import classify
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.error import DatasetError
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input

AT_ONCE: Final = 64
"""Pictures of one question."""


def data_features(
    source: ModelSource, wanted: CardInput, data: str, side: int, digest: str, positions: tuple[int, ...]
) -> NDArray[np.float16]:
    """Compute the numbers that go into a network's last layer, for pictures of a prepared data set.

    Args:
        source: which network.
        wanted: what it takes.
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a side.
        digest: of the pictures that are meant.
        positions: of 1 to `AT_ONCE` pictures in the data set.

    Returns:
        float16 (pictures, features).

    Raises:
        DatasetError: the data set is not prepared, or has changed.
        RefusedError: there are no pictures or too many, or the network does not classify.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    found = datasets.prepared(data_source.decode(data), side)
    if found is None or found.digest != digest:
        raise DatasetError("not_prepared")
    images = np.asarray(found.images[list(positions[:AT_ONCE])])
    in_colour = np.broadcast_to(images, (*images.shape[:3], 3))
    batch = [network_input(np.ascontiguousarray(image), wanted) for image in in_colour]
    features = classify(source, np.stack(batch)).features
    return np.clip(features, -65000, 65000).astype(np.float16)
