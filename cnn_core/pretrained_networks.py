"""Builds the networks of `cnn_core.pretrained`, with random weights or with those that were fetched."""

from __future__ import annotations

from pathlib import Path

import keras

from cnn_core.pretrained import APPLICATIONS, SEED


def build(name: str, weights: str | Path | None = None) -> keras.Model:
    """A network of ``keras.applications`` with its classifier: (224, 224, 3) → probabilities of 1,000 classes.

    What it takes is `cnn_core.pretrained.preprocess` of the bytes of a picture.

    Args:
        name: one of ``cnn_core.pretrained.NAMES``.
        weights: the file of its ImageNet weights; None for random ones, the same every time.

    Returns:
        The model, not compiled.

    Raises:
        ValueError: the file holds weights of another network.

    Example:
        >>> build("mobilenet_v2").count_params()
        3538984
    """
    application = APPLICATIONS[name]
    keras.utils.set_random_seed(SEED)
    return getattr(keras.applications, application.title)(weights=None if weights is None else str(weights))
