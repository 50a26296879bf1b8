"""The config.json of a model file, read and written anew: layers of Keras's own, nested models, and nothing else.

What comes out is what Keras is given. Modules and classes in it are ours, what would be compiled or built on the
file's word (losses, optimizers, shapes) is left out, and duplicate keys of the JSON are gone.
"""

from __future__ import annotations

import json
from typing import Any, Final

from cnn_core.model_files.error import ModelFileError
from cnn_core.model_files.layer_sizes import RULES
from cnn_core.model_files.objects import Object, name_of, plain, refuse, settings_of

MAX_LAYERS: Final = 2_000
MAX_DEPTH: Final = 8
"""How deep models may be nested."""

MODELS: Final = frozenset({"Sequential", "Functional", "Model"})
OURS: Final = "convlens>MinPooling2D"
"""The registered name of the one layer that is not Keras's."""

_CARRIERS: Final = frozenset({"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"})
_NUMPY: Final = "Absolute Add Divide Maximum Minimum Multiply Negative Square Sqrt Subtract Tanh TrueDivide"
_NN: Final = (
    "Celu Elu Gelu HardSigmoid HardSilu HardTanh LeakyRelu LogSigmoid LogSoftmax Relu Relu6 Selu Sigmoid Silu Softmax "
    "Softplus Softsign Squareplus"
)
OPERATIONS: Final = dict.fromkeys(_NUMPY.split(), "keras.src.ops.numpy") | dict.fromkeys(
    _NN.split(), "keras.src.ops.nn"
)
"""Class of an operation that works cell by cell → the module in which Keras has it."""


def parse(data: bytes) -> Object:
    """Parse the JSON of a config.json or a metadata.json: an object.

    Raises:
        ModelFileError: it is something else, or nested too deep to be read.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelFileError("config", {"received": type(error).__name__}) from error
    if not isinstance(value, dict):
        raise ModelFileError("config", {"received": type(value).__name__})
    return value


def cleaned(config: Object) -> Object:
    """Write a model's config anew, with every object in it.

    Args:
        config: what `parse` made of config.json.

    Raises:
        ModelFileError: it holds something that is neither a layer of Keras's own for pictures nor a plain value.
    """
    if _class_of(config) not in MODELS or not _from_keras(config):
        return _refuse_layer(config, "config.json")
    return _Reader().model(config, 0)


class _Reader:
    """Reads one file; counts what it has read."""

    def __init__(self) -> None:
        self._layers = 0

    def model(self, value: Object, depth: int) -> Object:
        """Read a Sequential or functional model, in which others may be nested."""
        if depth > MAX_DEPTH:
            raise ModelFileError("config", {"received": f"depth {depth}"})
        config = value.get("config")
        if not isinstance(config, dict):
            raise ModelFileError("config", {"received": "config"})
        layers = config.get("layers")
        if not isinstance(layers, list) or not layers:
            raise ModelFileError("config", {"received": "layers"})
        name = name_of(config.get("name"))
        if value["class_name"] == "Sequential":
            made = [self._layer(one, depth) for one in layers]
            return _object("keras", "Sequential", {"name": name, "layers": made})
        made = [self._called_layer(one, depth) for one in layers]
        _check_distinct([one["name"] for one in made])
        ends = {"input_layers": _end(config, "input"), "output_layers": _end(config, "output")}
        settings = {"name": name, "trainable": True, "layers": made, **ends}
        return _object("keras.src.models.functional", "Functional", settings)

    def _layer(self, value: Any, depth: int) -> Object:
        self._layers += 1
        if self._layers > MAX_LAYERS:
            raise ModelFileError("too_many_layers", {"limit": MAX_LAYERS})
        kind = _class_of(value)
        if not kind:
            raise ModelFileError("config", {"received": "layers"})
        if kind == "MinPooling2D" and value.get("registered_name") == OURS:
            return _object("cnn_core.networks.layers", kind, _settings(value), OURS)
        if not _from_keras(value):
            return _refuse_layer(value, kind)
        if kind in MODELS:
            return self.model(value, depth + 1)
        if _is_operation(value) and kind in OPERATIONS:
            return _object(OPERATIONS[kind], kind, _settings(value))
        if kind == "InputLayer" or (kind in RULES and kind != "MinPooling2D" and not _is_operation(value)):
            return _object("keras.layers", kind, _settings(value))
        return _refuse_layer(value, kind)

    def _called_layer(self, value: Any, depth: int) -> Object:
        """Read a layer of a functional model, with the calls of it."""
        made = self._layer(value, depth)
        name = name_of(value.get("name"))
        nodes = value.get("inbound_nodes")
        if made["config"].get("name") != name or not isinstance(nodes, list) or len(nodes) > MAX_LAYERS:
            raise ModelFileError("graph", {"layer": name})
        return {**made, "name": name, "inbound_nodes": [_call(one, name, made["class_name"]) for one in nodes]}


def _object(module: str, class_name: str, config: Object, registered_name: str | None = None) -> Object:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": registered_name}


def _class_of(value: Any) -> str:
    """Return the name of an object's class; nothing if it has none."""
    name = value.get("class_name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def _from_keras(value: Object) -> bool:
    module, registered = value.get("module"), value.get("registered_name")
    keras = isinstance(module, str) and (module == "keras" or module.startswith("keras."))
    return keras and registered in (None, value.get("class_name"))


def _is_operation(value: Object) -> bool:
    return str(value["module"]).startswith(("keras.src.ops.", "keras.ops"))


def _settings(value: Object) -> Object:
    """Return the settings of a layer, or of an operation; an input takes float32, as pictures come."""
    config = value.get("config")
    name = name_of(config.get("name") if isinstance(config, dict) else None)
    settings = settings_of(config, name)
    if settings.get("data_format") not in (None, "channels_last"):
        raise ModelFileError("data_format", {"layer": name})
    if value["class_name"] == "InputLayer":
        shape = settings.get("batch_shape")
        if not isinstance(shape, list) or not shape or len(shape) > 6:
            raise ModelFileError("input_open", {"received": name})
        return {"name": name, "batch_shape": [None, *shape[1:]], "dtype": "float32"}
    if settings.get("quantization_config") is not None:
        raise ModelFileError("setting", {"layer": name, "setting": "quantization_config", "received": "…"})
    return settings


def _refuse_layer(value: Object, kind: Any) -> Object:
    """Make the error for a layer that is on no list: it carries code, somebody wrote it, or it is not for pictures."""
    config = value.get("config")
    name = config.get("name") if isinstance(config, dict) else None
    values = {"layer": name if isinstance(name, str) else kind, "received": value.get("class_name", "…")}
    if _class_of(value) in _CARRIERS:
        raise ModelFileError("code", values)
    if _class_of(value) == "function":
        refuse(value, str(values["layer"]))
    raise ModelFileError("layer_class" if _from_keras(value) else "custom_class", values)


def _check_distinct(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ModelFileError("graph", {"layer": name})
        seen.add(name)


def _call(node: Any, layer: str, kind: str) -> Object:
    """Read one call of a layer: its tensors, and plain values beside them."""
    if isinstance(node, list):
        raise ModelFileError("keras_2", {"received": "2"})
    arguments, keywords = (node.get("args"), node.get("kwargs", {})) if isinstance(node, dict) else (None, None)
    if not isinstance(arguments, list) or not isinstance(keywords, dict):
        raise ModelFileError("graph", {"layer": layer})
    made = [_argument(one, layer) for one in arguments]
    if kind in MODELS and len(made) == 1 and isinstance(made[0], list) and len(made[0]) == 1:
        made = made[0]
    plain_keywords = {key: plain(one, key, layer) for key, one in keywords.items() if key != "mask"}
    return {"args": made, "kwargs": plain_keywords}


def _argument(value: Any, layer: str) -> Any:
    if isinstance(value, list) and len(value) <= MAX_LAYERS and any(_is_tensor(one) for one in value):
        return [_tensor(one, layer) if _is_tensor(one) else plain(one, "args", layer) for one in value]
    return _tensor(value, layer) if _is_tensor(value) else plain(value, "args", layer)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, dict) and value.get("class_name") == "__keras_tensor__"


def _tensor(value: Object, layer: str) -> Object:
    """Read a reference to an earlier layer's output; the shape that the file claims for it is left out."""
    config = value.get("config")
    history = _place(config.get("keras_history") if isinstance(config, dict) else None, layer)
    return {"class_name": "__keras_tensor__", "config": {"shape": [None], "dtype": "float32", "keras_history": history}}


def _place(history: Any, layer: str) -> list[Any]:
    """Return which layer, which call of it; and 0, because our layers have one output."""
    if not isinstance(history, list) or len(history) != 3 or history[2] != 0:
        raise ModelFileError("graph", {"layer": layer})
    if not isinstance(history[1], int) or not 0 <= history[1] <= MAX_LAYERS:
        raise ModelFileError("graph", {"layer": layer})
    return [name_of(history[0]), int(history[1]), 0]


def _end(config: Object, which: str) -> list[Any]:
    """Return the only input or output of a functional model."""
    ends = config.get(f"{which}_layers")
    if isinstance(ends, dict):
        ends = list(ends.values())
    if not isinstance(ends, list) or not ends:
        raise ModelFileError("config", {"received": f"{which}_layers"})
    if isinstance(ends[0], str):
        return _place(ends, which)
    if len(ends) != 1:
        raise ModelFileError(f"{which}s", {"received": len(ends)})
    return _place(ends[0], which)
