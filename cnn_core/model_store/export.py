"""A trained network as a file of other programs. Runs in a worker: conversions take seconds."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import keras
import tensorflow as tf

from cnn_core.model_store.export_formats import FORMATS, ExportError, config_name, file_name
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource, ModelSourceError

Files = tuple[tuple[str, bytes], ...]


def export(source: ModelSource, format_: str, name: str) -> Files:
    """Export a network in one of the formats.

    Every file gives the same scores as the network in Keras, to 1e-4, for batches of any size; LiteRT has to be told
    the size of its batch, which is 1 otherwise.

    Args:
        source: which network; not an application.
        format_: one of `cnn_core.model_store.export_formats.FORMATS`.
        name: of the files, without an ending; letters, digits and hyphens.

    Returns:
        Files as (path, bytes); the paths of a SavedModel start with its folder, ``NAME/``.

    Raises:
        ModelSourceError: there is no such format.
        ExportError: the format has no place for an operation of the network.
        ModelStoreError, KeptModelError, ModelFileError: there is no such network, or it cannot be loaded.

    Example:
        >>> [(name, len(file) > 1000) for name, file in export(ModelSource("shipped", "mnist_cnn"), "onnx", "digits")]
        [('digits.onnx', True)]
    """
    if format_ not in FORMATS:
        raise ModelSourceError(f"A format is one of {', '.join(FORMATS)}. Received: {format_[:40]!r}")
    model = load(source)
    with tempfile.TemporaryDirectory(prefix="convlens-") as place, _silently():
        folder = Path(place)
        try:
            _write(model, format_, folder, name)
        except OSError:  # no room on the disk
            raise
        except Exception as error:  # the converters raise anything at all on operations that they do not know
            raise ExportError("operation", {"format": format_}) from error
        return tuple(
            (file.relative_to(folder).as_posix(), file.read_bytes())
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        )


def _write(model: keras.Model, format_: str, folder: Path, name: str) -> None:
    path = folder / file_name(format_, name)
    match format_:
        case "keras":
            model.save(path)
        case "weights":
            model.save_weights(path)
            (folder / config_name(name)).write_text(model.to_json(), encoding="utf-8")
        case "saved_model":
            _at_rest(model).export(path, format="tf_saved_model", verbose=False)
        case "litert":
            path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(_at_rest(model)).convert())
        case "onnx":
            _write_onnx(_at_rest(model), path)


def _at_rest(model: keras.Model) -> keras.Model:
    """Return the network as it answers, not as it learns: random layers would change pictures in an export."""
    inputs = keras.Input(model.input_shape[1:])
    wrapped = keras.Model(inputs, model(inputs, training=False))
    wrapped(keras.ops.zeros((1, *model.input_shape[1:])), training=False)  # Keras exports what has run once
    return wrapped


def _write_onnx(model: keras.Model, path: Path) -> None:
    import onnx  # late, as the next: only this format waits for them

    import cnn_core.model_store.onnx_operations  # noqa: F401 - registers what gelu and celu need

    model.export(path, format="onnx", verbose=False)
    onnx.checker.check_model(str(path))  # tf2onnx leaves operations that ONNX has not in the file


@contextmanager
def _silently() -> Iterator[None]:
    """Drop what the converters print, natively too, and their warnings about the libraries that they use themselves."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            for stream in kept:
                os.dup2(nowhere.fileno(), stream)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
    finally:
        for stream, copy in kept.items():
            os.dup2(copy, stream)
            os.close(copy)
