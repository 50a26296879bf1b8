"""Which of Keras's own objects a model file may name: everything else is refused, whatever it is called.

Each is written anew with the one name and module that it has in Keras, so that nothing the file says about where to
find a class or a function is ever looked up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

from cnn_core.errors import safe_text
from cnn_core.model_files.error import ModelFileError

_ACTIVATIONS: Final = (
    "celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid "
    "log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid "
    "sparsemax squareplus swish tanh tanh_shrink threshold"
)
ACTIVATIONS: Final = frozenset(_ACTIVATIONS.split())
ACTIVATION_LAYERS: Final = frozenset({"ReLU", "LeakyReLU", "ELU", "Softmax"})
"""Layers without weights that may stand in the place of an activation."""

FLOATS: Final = frozenset({"float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"})
_NUMBERS: Final = FLOATS | {"int32", "int64", "uint8", "bool"}

_INITIALIZERS: Final = (
    "Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones Orthogonal "
    "RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros"
)
_CLASSES: Final[Mapping[str, tuple[str, frozenset[str]]]] = MappingProxyType(
    {
        "initializer": ("keras.initializers", frozenset(_INITIALIZERS.split())),
        "regularizer": ("keras.regularizers", frozenset({"L1", "L2", "L1L2"})),
        "constraint": ("keras.constraints", frozenset({"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm"})),
    }
)
_RENAMED: Final = MappingProxyType({"OrthogonalInitializer": "Orthogonal", "IdentityInitializer": "Identity"})
_WORD: Final = re.compile(r"[\w.\- ]{0,100}")
_NAME: Final = re.compile(r"[\w.\- ]{1,100}")
_CODE: Final = frozenset({"function", "__lambda__", "__typespec__", "__bytes__", "__slice__", "__ellipsis__"})
_MAX_DEPTH: Final = 12

Object = dict[str, Any]


def name_of(value: Any) -> str:
    """Return the name of a layer or a model, if it is one that Keras and this page can use.

    Raises:
        ModelFileError: it is something else, or holds other signs than letters, digits, ``_``, ``-``, ``.`` and blanks.
    """
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ModelFileError("setting", {"layer": "config.json", "setting": "name", "received": value})
    return value


def settings_of(config: Any, layer: str) -> Object:
    """Write a layer's settings anew, with every object in them.

    Args:
        config: the layer's "config" of config.json.
        layer: its name, for the errors.

    Raises:
        ModelFileError: there is something in them that is neither a plain value nor on the lists above.

    Example:
        >>> settings_of({"units": 3, "activation": {"module": "builtins", "class_name": "function", "config": "relu",
        ...                                         "registered_name": "relu"}}, "dense")
        {'units': 3, 'activation': 'relu'}
    """
    if not isinstance(config, dict):
        raise ModelFileError("object", {"layer": layer, "received": "config.json"})
    return {key: _setting(key, value, layer) for key, value in config.items()}


def plain(value: Any, key: str, layer: str, depth: int = 0) -> Any:
    """Return a number, a word, nothing, or lists of them, up to a depth; constants that Keras wrapped are unwrapped.

    Raises:
        ModelFileError: it is something else.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return [plain(one, key, layer, depth + 1) for one in value]
    if isinstance(value, dict):
        return _constant(value, key, layer, depth)
    raise ModelFileError("setting", {"layer": layer, "setting": key, "received": value})


def _constant(value: Object, key: str, layer: str, depth: int) -> Any:
    """Unwrap an array of numbers: its numbers, as its type."""
    wrapped = value.get("config")
    if value.get("class_name") not in ("__numpy__", "__tensor__") or not isinstance(wrapped, dict):
        return refuse(value, layer)
    if not isinstance(wrapped.get("dtype"), str) or wrapped["dtype"] not in _NUMBERS:
        raise ModelFileError("setting", {"layer": layer, "setting": key, "received": wrapped.get("dtype")})
    numbers = plain(wrapped.get("value"), key, layer, depth + 1)
    return {"class_name": "__numpy__", "config": {"value": numbers, "dtype": wrapped["dtype"]}}


def refuse(value: Any, layer: str) -> NoReturn:
    """Say what a file's object is, in an error: code, somebody's class, or an unknown part.

    Raises:
        ModelFileError: always.
    """
    found = value.get("class_name") if isinstance(value, dict) else value
    if isinstance(found, str) and (found in _CODE or found == "Lambda"):
        inner = value.get("config") if found == "function" else found
        raise ModelFileError("code", {"layer": layer, "received": inner if isinstance(inner, str) else found})
    raise ModelFileError("object", {"layer": layer, "received": found if isinstance(found, str) else safe_text(value)})


def _setting(key: str, value: Any, layer: str) -> Any:
    if key == "name":
        return name_of(value)
    if key == "dtype":
        return _dtype(value, layer)
    if key == "activation" or key.endswith("_activation"):
        return _activation(value, layer)
    for kind in _CLASSES:
        if key.endswith(kind) and value is not None:
            return _part(kind, value, layer)
    return plain(value, key, layer)


def _dtype(value: Any, layer: str) -> Any:
    """Return the name of a type of numbers; a policy is written as its name."""
    if isinstance(value, dict) and value.get("class_name") == "DTypePolicy" and isinstance(value.get("config"), dict):
        value = value["config"].get("name")
    if value is not None and (not isinstance(value, str) or value not in FLOATS):
        raise ModelFileError("setting", {"layer": layer, "setting": "dtype", "received": _class_or(value)})
    return value


def _activation(value: Any, layer: str) -> Any:
    if value is None or (isinstance(value, str) and value in ACTIVATIONS):
        return value
    if not isinstance(value, dict):
        raise ModelFileError("object", {"layer": layer, "received": safe_text(value)})
    module, name, inner = value.get("module"), value.get("class_name"), value.get("config")
    ours = isinstance(module, str) and (module == "builtins" or module.startswith("keras."))
    if ours and name == "function" and isinstance(inner, str) and inner in ACTIVATIONS:
        return inner
    if ours and isinstance(name, str) and name in ACTIVATION_LAYERS:
        return {"module": "keras.layers", "class_name": name, "config": settings_of(inner, layer)}
    return refuse(value, layer)


def _part(kind: str, value: Any, layer: str) -> Any:
    """Read an initializer, a regularizer or a constraint, given by a word or with its settings."""
    module, classes = _CLASSES[kind]
    if isinstance(value, str):
        known = {name.lower() for name in classes}
        if value.replace("_", "").lower() in known | {"l1l2"}:
            return value
        raise ModelFileError("object", {"layer": layer, "received": value})
    name = value.get("class_name") if isinstance(value, dict) else None
    name = _RENAMED.get(name, name) if isinstance(name, str) else None
    origin = value.get("module") if isinstance(value, dict) else None
    if name not in classes or not (isinstance(origin, str) and origin.startswith("keras.")):
        return refuse(value, layer)
    inner = value.get("config") or {}
    if not isinstance(inner, dict):
        return refuse(value, layer)
    settings = {key: plain(one, key, layer) for key, one in inner.items()}
    return {"module": module, "class_name": name, "config": settings, "registered_name": None}


def _class_or(value: Any) -> Any:
    return value.get("class_name") if isinstance(value, dict) else value
