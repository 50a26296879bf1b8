"""The formats in which a trained network can be taken away, a program for each that loads it, and their ZIP."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any, ClassVar, Final

from cnn_core.errors import CodedError
from cnn_core.model_store.cards import Card
from cnn_core.networks.input import InputLike


class ExportError(CodedError, ValueError):
    """A network that cannot be written in a format.

    Attributes:
        code: "operation"; the catalogues have the sentence under ``keeping.not_exported``.
        values: "format", which one.
    """

    sentences: ClassVar = {
        "operation": "A format can hold only the operations that it knows. Received: a network with another one, for "
        "{format!r}. Take it away as a .keras file or as a SavedModel.",
    }


@dataclass(frozen=True)
class ExportFormat:
    """One way to write a network down.

    Attributes:
        ending: of the file, with its dot; "" for a folder.
        seconds: about, for the largest network of ours on two cores.
        packages: what its program needs, as pip calls it.
    """

    ending: str
    seconds: int
    packages: tuple[str, ...]


FORMATS: Final = MappingProxyType(
    {
        "keras": ExportFormat(".keras", 2, ("tensorflow", "pillow")),
        "weights": ExportFormat(".weights.h5", 2, ("tensorflow", "pillow")),
        "saved_model": ExportFormat("", 6, ("tensorflow", "pillow")),
        "litert": ExportFormat(".tflite", 10, ("ai-edge-litert", "pillow")),
        "onnx": ExportFormat(".onnx", 10, ("onnxruntime", "pillow")),
    }
)

# Each ends with ``scores``, one a class, from ``batch``.
_LOADING: Final = MappingProxyType(
    {
        "keras": """import keras
model = keras.models.load_model({file!r}, compile=False)
scores = model(batch, training=False).numpy()[0]""",
        "weights": """from pathlib import Path
import keras
model = keras.models.model_from_json(Path({config!r}).read_text(encoding="utf-8"))
model.load_weights({file!r})
scores = model(batch, training=False).numpy()[0]""",
        "saved_model": """import tensorflow as tf
model = tf.saved_model.load({file!r})
scores = model.serve(batch).numpy()[0]""",
        "litert": """try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:  # TensorFlow still brings an older one
    import tensorflow as tf
    Interpreter = tf.lite.Interpreter
interpreter = Interpreter({file!r})
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], batch)
interpreter.invoke()
scores = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]""",
        "onnx": """import onnxruntime
session = onnxruntime.InferenceSession({file!r})
scores = session.run(None, {{session.get_inputs()[0].name: batch}})[0][0]""",
    }
)
_READING: Final = """import sys
import numpy as np
from PIL import Image, ImageOps

picture = Image.open(sys.argv[1]).convert({mode!r})
picture = ImageOps.fit(picture, ({columns}, {rows}), Image.Resampling.HAMMING)  # its centre, {columns} × {rows} pixels
batch = np.asarray(picture, np.float32).reshape(1, {rows}, {columns}, {channels}){scaled}
"""
_TELLING: Final = """
classes = {classes}
for position in np.argsort(scores)[::-1][:5]:
    print(f"{{scores[position]:.4f}} {{classes[position]}}")
"""


def file_name(format_: str, name: str) -> str:
    """Return the name of the network's file.

    Example:
        >>> file_name("onnx", "flowers"), file_name("saved_model", "flowers")
        ('flowers.onnx', 'flowers')
    """
    return f"{name}{FORMATS[format_].ending}"


def config_name(name: str) -> str:
    """Return the name of the file with the layers that stands beside weights."""
    return f"{name}.json"


def program(format_: str, name: str, classes: Sequence[str], input_: InputLike) -> str:
    """Write a Python program that loads an exported network and says what it sees in the picture at a path.

    Args:
        format_: one of `FORMATS`.
        name: of the file, without its ending.
        classes: in the order of the scores.
        input_: what the network takes.

    Example:
        >>> from cnn_core.model_store.cards import CardInput
        >>> print(program("onnx", "cups", ["cup", "no cup"], CardInput(32, 32, 3, "bytes")).splitlines()[6])
        batch = np.asarray(picture, np.float32).reshape(1, 32, 32, 3)
    """
    reading = _READING.format(
        mode="L" if input_.channels == 1 else "RGB",
        rows=input_.rows,
        columns=input_.columns,
        channels=input_.channels,
        scaled="" if input_.scaling == "bytes" else " / 255",
    )
    loading = _LOADING[format_].format(file=file_name(format_, name), config=config_name(name))
    telling = _TELLING.format(classes=json.dumps(list(classes), ensure_ascii=False))
    return f"{reading}\n{loading}\n{telling}"


_WHEN: Final = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes


def package(files: Sequence[tuple[str, bytes]], texts: Mapping[str, str]) -> bytes:
    """Pack files and texts into a ZIP.

    Args:
        files: (path, bytes) of each, as `cnn_core.model_store.export.export` gives them.
        texts: path → text, written as UTF-8.

    Example:
        >>> with zipfile.ZipFile(BytesIO(package([("a.onnx", b"x")], {"classes.txt": "cup"}))) as archive:
        ...     archive.namelist(), archive.read("classes.txt")
        (['a.onnx', 'classes.txt'], b'cup')
    """
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in (*files, *((path, text.encode()) for path, text in texts.items())):
            archive.writestr(zipfile.ZipInfo(path, _WHEN), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def card_text(card: Card) -> str:
    """Write a card as JSON, as `cnn_core.model_store.cards.read_card` reads it."""
    entries: dict[str, Any] = asdict(card)
    for name in ("refusal", "further_accuracies", "trained_on"):
        if not getattr(card, name):
            del entries[name]
    if card.trained_on is not None:
        del entries["trained_on"]["held_out"]  # of shipped networks, and not of their cards
    return json.dumps(entries, ensure_ascii=False, indent=2)
