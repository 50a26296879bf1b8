"""Model files for the tests, written by hand: no Keras is needed, and anything at all can stand in them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import h5py
import numpy as np

Config = dict[str, Any]


def layer(class_name: str, name: str | None = None, module: str = "keras.layers", **settings: Any) -> Config:
    config = {"name": name or class_name.lower(), **settings}
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}


def picture(rows: Any = 8, columns: Any = 8, channels: Any = 3) -> Config:
    return layer("InputLayer", "picture", batch_shape=[None, rows, columns, channels], dtype="float32")


def convolution(name: str = "convolution", **settings: Any) -> Config:
    usual = {"filters": 2, "kernel_size": [3, 3], "strides": [1, 1], "padding": "valid", "activation": "relu"}
    return layer("Conv2D", name, **{**usual, **settings})


def sequential(*layers: Config, name: str = "network") -> Config:
    return layer("Sequential", name, module="keras", layers=[picture(), *layers])


def classifier(*layers: Config) -> Config:
    return sequential(convolution(), *layers, layer("Flatten"), layer("Dense", units=3))


def tensor(name: str, index: int = 0) -> Config:
    config = {"shape": [None, 8, 8, 3], "dtype": "float32", "keras_history": [name, index, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


def called(one: Config, *arguments: Any, **keywords: Any) -> Config:
    nodes = [{"args": list(arguments), "kwargs": keywords}] if arguments else []
    return {**one, "name": one["config"]["name"], "inbound_nodes": nodes}


def functional(layers: Iterable[Config], last: str, first: str = "picture", name: str = "network") -> Config:
    ends = {"input_layers": [first, 0, 0], "output_layers": [last, 0, 0]}
    made = layer("Functional", name, module="keras.src.models.functional", layers=list(layers), **ends)
    return {**made, "registered_name": "Functional"}


def weights(arrays: Mapping[str, Any] | None = None, fill: Callable[[h5py.File], None] | None = None) -> bytes:
    """A weights file with enough numbers for `classifier`, unless other arrays are given."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, array in ({"layers/all/vars/0": np.zeros(10_000, "float32")} if arrays is None else arrays).items():
            file[name] = array
        if fill:
            fill(file)
    return buffer.getvalue()


def archive(members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def members(config: Any = None, data: bytes | None = None) -> dict[str, bytes]:
    """The three members of a model file."""
    text = config if isinstance(config, bytes) else json.dumps(config or classifier()).encode()
    return {
        "metadata.json": b'{"keras_version": "3.15.1", "date_saved": "2026-01-01@00:00:00"}',
        "config.json": text,
        "model.weights.h5": weights() if data is None else data,
    }


def model_file(config: Any = None, data: bytes | None = None) -> bytes:
    return archive(members(config, data))
