"""Builds the networks of `cnn_core.model_store.pretrained`, with random weights or with those that were fetched.

VGG16 alone has 553 MB of weights. They are put in piece by piece: in Keras's own ways a process grows to 2.8 GB
meanwhile, which is more than a worker may have; in this one to 1.7 GB.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import h5py
import keras
import numpy as np

from cnn_core.model_store.pretrained import APPLICATIONS, SEED

_PIECE: Final = 4_000_000  # numbers


def build(name: str, weights: str | Path | None = None) -> keras.Model:
    """Build a network of ``keras.applications`` with its classifier: (224, 224, 3) → probabilities of 1,000 classes.

    What it takes is `cnn_core.model_store.pretrained.preprocess` of the bytes of a picture.

    Args:
        name: one of ``cnn_core.model_store.pretrained.NAMES``.
        weights: the file of its ImageNet weights; None for random ones (Glorot & Bengio 2010, as Keras draws them), the
            same every time.

    Returns:
        The model, not compiled.

    Raises:
        ValueError: the file holds weights of another network.

    Example:
        >>> build("mobilenet_v2").count_params()
        3538984
    """
    model = _empty(APPLICATIONS[name].title)
    if weights is None:
        _draw(model)
    else:
        with h5py.File(weights) as file:
            _read(model, file)
    return model


def _empty(title: str) -> keras.Model:
    """Build the network with all of its kernels 0."""
    with keras.StatelessScope(initialize_variables=False):  # makes no weights
        config = getattr(keras.applications, title)(weights=None).get_config()
    for layer in config["layers"]:
        for key in ("kernel_initializer", "depthwise_initializer"):
            if key in layer["config"]:
                layer["config"][key] = "zeros"
    return keras.Model.from_config(config)


def _draw(model: keras.Model) -> None:
    random = np.random.default_rng(SEED)
    for variable in model.trainable_weights:
        if not variable.path.endswith("kernel"):
            continue
        *window, channels, filters = variable.shape
        limit = np.float32(math.sqrt(6 / (math.prod(window) * (channels + filters))))
        for rows in _pieces(variable):
            shares = random.random((rows.stop - rows.start, *variable.shape[1:]), np.float32)
            variable.value[rows].assign((2 * shares - 1) * limit)


def _read(model: keras.Model, file: h5py.File) -> None:
    """Put in the weights of a file as Keras 2 wrote it: layers in the model's order, their weights in theirs."""
    groups = [file[name] for name in file.attrs["layer_names"]]
    arrays = [group[name] for group in groups for name in group.attrs["weight_names"]]
    variables = [
        variable for layer in model.layers for variable in (*layer.trainable_weights, *layer.non_trainable_weights)
    ]
    if [array.shape for array in arrays] != [tuple(variable.shape) for variable in variables]:
        raise ValueError(
            f"A file of weights fits {model.name} array by array. Received: {len(arrays)} arrays of other shapes. "
            "Delete the file and fetch the weights again."
        )
    for variable, array in zip(variables, arrays, strict=True):
        for rows in _pieces(variable):
            variable.value[rows].assign(array[rows])


def _pieces(variable: Any) -> Iterator[slice]:
    """Yield parts of a variable along its first axis."""
    size = variable.shape[0]
    step = max(1, _PIECE * size // math.prod(variable.shape))
    return (slice(start, min(size, start + step)) for start in range(0, size, step))
