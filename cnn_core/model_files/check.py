"""A .keras file that somebody brought along: looked at before anything in it is loaded. The border for model files.

The archive, then its config.json, then its weights are read with limits on everything, and compared with lists of what
Keras's own layers are. Nothing in the file decides what is imported or executed; see `cnn_core.model_store.loading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from cnn_core.model_files import archive as model_archive
from cnn_core.model_files.archive import CONFIG, MAX_BYTES, METADATA, WEIGHTS
from cnn_core.model_files.config import cleaned, parse
from cnn_core.model_files.error import ModelFileError
from cnn_core.model_files.objects import Object
from cnn_core.model_files.sizes import ModelSize, measure
from cnn_core.model_files.weights import count_numbers

__all__ = ["MAX_BYTES", "ModelFileError", "ModelFileInfo", "check_model_file"]

_RESCALES: Final = frozenset({"Rescaling", "Normalization"})


@dataclass(frozen=True)
class ModelFileInfo:
    """The facts that a model file states about its network.

    Attributes:
        name: the model's.
        rows: of the picture that it takes, in pixels.
        columns: likewise.
        channels: 1 (grey) or 3 (red, green, blue).
        output: the shape of its result, without the batch: (units,) for a classifier.
        layers: how many, those of nested models included.
        parameters: trained and untrained numbers.
        activations: numbers in the outputs of all its layers for one picture.
        multiply_accumulates: about, for one picture.
        rescales: whether it has a layer that brings pixel values into its own range, so that it takes 0…255.
    """

    name: str
    rows: int
    columns: int
    channels: int
    output: tuple[int, ...]
    layers: int
    parameters: int
    activations: int
    multiply_accumulates: int
    rescales: bool


@dataclass(frozen=True)
class CheckedModel:
    """A model file that was checked.

    Attributes:
        info: what it says of its network.
        config: its config, written anew; see `cnn_core.model_files.config.cleaned`.
        weights: the bytes of its model.weights.h5; empty if they were not asked for.
    """

    info: ModelFileInfo
    config: Object
    weights: bytes


def check_model_file(source: bytes | str | Path, *, weights: bool = True) -> ModelFileInfo:
    """Check a .keras file without loading it.

    Args:
        source: the bytes of the file, or its path.
        weights: whether to look into model.weights.h5 too. That is for a worker: it takes the HDF5 library.

    Raises:
        ModelFileError: the file cannot be used; it says which layer it is, and why.

    Example:
        >>> check_model_file(b"")
        Traceback (most recent call last):
        cnn_core.model_files.error.ModelFileError: A model file has content. Received: 0 bytes. Choose another file.
    """
    return read_checked(source, weights=weights).info


def read_checked(source: bytes | str | Path, *, weights: bool = True) -> CheckedModel:
    """Check a model file as `check_model_file` does, and return the checked config and weights themselves."""
    with model_archive.opened(source) as archive:
        config = _read_config(archive)
        size = measure(config)
        data = model_archive.member(archive, WEIGHTS) if weights else b""
    if weights and (stored := count_numbers(data)) < size.parameters:
        raise ModelFileError("weights_missing", {"received": f"{stored:,}", "wanted": f"{size.parameters:,}"})
    return CheckedModel(_info(config, size), config, data)


def _read_config(archive: ZipFile) -> Object:
    if METADATA in archive.namelist():
        version = str(parse(model_archive.member(archive, METADATA)).get("keras_version", ""))
        if version.startswith(("1.", "2.")):
            raise ModelFileError("keras_2", {"received": version})
    return cleaned(parse(model_archive.member(archive, CONFIG)))


def _info(config: Object, size: ModelSize) -> ModelFileInfo:
    rows, columns, channels = size.input
    return ModelFileInfo(
        name=config["config"]["name"],
        rows=rows,
        columns=columns,
        channels=channels,
        output=size.output,
        layers=size.layers,
        parameters=size.parameters,
        activations=size.activations,
        multiply_accumulates=size.multiply_accumulates,
        rescales=bool(size.classes & _RESCALES),
    )
