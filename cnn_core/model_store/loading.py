"""Loading of model files with Keras: ours as they stand, others only after `cnn_core.model_files.check` checked them.

What was checked Keras gets as `cnn_core.model_files.config` wrote it, in safe mode.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np

import cnn_core.networks.layers  # noqa: F401 - registers our own layer, which a file from the lab may hold
from cnn_core.model_files.archive import CONFIG, METADATA, WEIGHTS
from cnn_core.model_files.check import CheckedModel, ModelFileInfo, read_checked
from cnn_core.model_files.error import ModelFileError
from cnn_core.model_files.objects import Object
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.missing_kernels import fill_missing_kernels


def load(source: ModelSource) -> keras.Model:
    """Load a network with its weights, not compiled: shipped, kept, of a run, or somebody's own file, which is checked.

    Raises:
        ModelStoreError, KeptModelError, ModelSourceError: there is no such network; an application has no file.
        ModelFileError: somebody's own file cannot be used.

    Example:
        >>> load(ModelSource("shipped", "mnist_cnn")).input_shape
        (None, 28, 28, 1)
    """
    file = model_store.file_of(source)
    if source.kind == "file":
        return load_checked(file)[0]
    return fill_missing_kernels(keras.models.load_model(file, safe_mode=True, compile=False))


def load_checked(source: bytes | str | Path) -> tuple[keras.Model, CheckedModel]:
    """Check a .keras file and load it.

    For a process of its own with limits on time and memory (``engine.submit(…, pool="brought")``).

    Args:
        source: the bytes of the file, or its path.

    Returns:
        The model with its weights, not compiled; and the file as it was checked.

    Raises:
        ModelFileError: the file cannot be used, or Keras does not load it; it says which layer it is, and why.

    Example:
        >>> load_checked(b"PK")
        Traceback (most recent call last):
        cnn_core.model_files.error.ModelFileError: A model is a .keras file, as `model.save("NAME.keras")` writes it. \
Received: something else. Save the model in this way and choose that file.
    """
    checked = read_checked(source)
    with tempfile.TemporaryDirectory(prefix="convlens-") as folder:
        path = Path(folder) / "model.keras"
        _write(checked, path)
        try:
            return fill_missing_kernels(keras.models.load_model(path, safe_mode=True, compile=False)), checked
        except Exception as error:  # Keras raises anything at all on a config that does not fit together
            raise ModelFileError("loading", {"layer": _layer_in(str(error), checked)}) from error


def load_and_run(source: str) -> tuple[keras.Model, ModelFileInfo]:
    """Check a .keras file, load it, and see that Keras runs it.

    Args:
        source: the path of the file.

    Returns:
        The model, and what the file says of it.

    Raises:
        ModelFileError: as `load_checked`, and if the network does not take a picture of its own input's size.
    """
    model, checked = load_checked(source)
    info = checked.info
    try:
        model(np.zeros((1, info.rows, info.columns, info.channels), np.float32), training=False)
    except Exception as error:  # Keras raises anything at all on a config that does not fit together
        raise ModelFileError("loading", {"layer": _layer_in(str(error), checked)}) from error
    return model, info


def rewritten(source: str) -> tuple[bytes, ModelFileInfo]:
    """Return somebody else's model file, checked, loaded and run, as a file of our own, as projects keep networks.

    Args:
        source: the path of the file.

    Returns:
        The bytes of a .keras file with the config and the weights that were checked, nothing else, and what it says of
        its network.

    Raises:
        ModelFileError: as `load_and_run`.
    """
    model, info = load_and_run(source)
    with tempfile.TemporaryDirectory(prefix="convlens-") as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes(), info


def _write(checked: CheckedModel, path: Path) -> None:
    """Write a .keras file that holds the checked config and weights, and nothing else."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(METADATA, json.dumps({"keras_version": keras.__version__, "date_saved": ""}))
        archive.writestr(CONFIG, json.dumps(checked.config))
        archive.writestr(WEIGHTS, checked.weights)


def _layer_in(message: str, checked: CheckedModel) -> str:
    """Return the layer that Keras cannot make alone, else the one that its message names, else the whole model."""
    leaves = list(_leaves(checked.config))
    for leaf in leaves:
        try:
            keras.saving.deserialize_keras_object(leaf, safe_mode=True)
        except Exception:
            return str(leaf["config"]["name"])
    names = {leaf["config"]["name"]: leaf["config"]["name"] for leaf in leaves}
    classes = {f"{leaf['class_name']}.call": leaf["config"]["name"] for leaf in leaves}
    found = ((names | classes).get(word) for word in re.findall(r"[\w.\-]+", message))
    return str(next(filter(None, found), checked.info.name))


def _leaves(layer: Object) -> Iterator[Object]:
    """Yield the layers that are no models, those of nested models too."""
    inner = layer["config"].get("layers")
    if inner is None:
        yield layer
    for one in inner or ():
        yield from _leaves(one)
