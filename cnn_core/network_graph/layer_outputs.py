"""Every layer's output of a Keras model, for one batch."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.storage.recent import Recent

Array = NDArray[Any]
Outputs = Callable[[Any], list[Any]]

MAXIMUM_FUNCTIONS = 16
_functions: Recent[tuple[list[str], Outputs]] = Recent(MAXIMUM_FUNCTIONS)


def layer_outputs(model: keras.Model, batch: Any) -> dict[str, Array]:
    """Compute the output of each layer of a model for a batch, in the order in which the layers are computed.

    Args:
        model: a Sequential or functional model; models nested in it are opened, and their layers are named
            "outer/inner". The nested model's own result stands under its own name.
        batch: what the model takes: float32 (batch, …), or a list or dictionary of such arrays.

    Returns:
        A float array for each layer but the inputs. A layer that is used several times appears as "name",
        "name#2", …; one with several outputs as "name[0]", "name[1]", ….

    Raises:
        TypeError: the model is a subclass of keras.Model with a `call` of its own, whose layers cannot be followed.

    Dropout and the like are off, as in prediction. The compiled function is kept for each model and input shape, at
    most `MAXIMUM_FUNCTIONS` of them; new weights of the same model are seen.

    Example:
        >>> import numpy as np
        >>> model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(2, 3, name="convolution"),
        ...                           keras.layers.Flatten(name="flat")])
        >>> {name: array.shape for name, array in layer_outputs(model, np.zeros((1, 4, 4, 1), "float32")).items()}
        {'convolution': (1, 2, 2, 2), 'flat': (1, 8)}
    """
    tensors = keras.tree.map_structure(lambda array: tf.convert_to_tensor(array, dtype=tf.float32), batch)
    names, function = _function(model, tensors)
    return {name: output.numpy() for name, output in zip(names, function(tensors), strict=True)}


def _function(model: keras.Model, tensors: Any) -> tuple[list[str], Outputs]:
    """Return the names and the compiled function for this model and these shapes, from the cache if they are there."""
    shapes = tuple(tuple(tensor.shape) for tensor in keras.tree.flatten(tensors))
    layers = tuple(id(layer) for layer in getattr(model, "layers", ()))
    # A weak reference keeps no model alive, and equals no other one when an id comes again after its model is gone.
    return _functions.get((weakref.ref(model), layers, shapes), lambda: _compile(model, tensors))


def _compile(model: keras.Model, tensors: Any) -> tuple[list[str], Outputs]:
    if not model.built:
        model(tensors)
    tapped, names = _tap(model)
    return names, tf.function(lambda inputs: tapped(inputs, training=False)[1], autograph=False)


def _tap(model: keras.Model) -> tuple[keras.Model, list[str]]:
    """Make a model on the same layers with outputs [the result, [every layer's output]], and the latter's names."""
    taps: list[tuple[str, Any]] = []

    def call(layer: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(layer, keras.Model):
            inner, names = _tap(layer)
            result, outputs = inner(*arguments, **options)
            taps.extend((f"{layer.name}/{name}", output) for name, output in zip(names, outputs, strict=True))
        else:
            result = layer(*arguments, **options)
        if isinstance(layer, keras.layers.Layer):  # and not a bare operation such as keras.ops.add
            taps.extend(_name(layer.name, result))
        return result

    inputs = keras.tree.map_structure(
        lambda given: keras.Input(batch_shape=given.shape, dtype=given.dtype, name=given.name), _inputs(model)
    )
    result = call_layers(model, inputs, call)
    names = _distinct([name for name, _ in taps])
    return keras.Model(inputs, [result, [output for _, output in taps]]), names


def _inputs(model: keras.Model) -> Any:
    if isinstance(model, keras.Sequential):
        return model.inputs[0]
    if not hasattr(model, "operations"):  # the graph that every functional model has
        raise TypeError(
            "`layer_outputs` follows the layers of Sequential and functional models. "
            f"Received: {type(model).__name__}, with a `call` of its own. Build it from layers instead."
        )
    return model.input


def call_layers(model: keras.Model, inputs: Any, call: Callable[..., Any]) -> Any:
    """Run a model's layers on symbolic inputs, each through ``call``.

    Args:
        model: Sequential or functional; a nested model is one layer of it.
        inputs: symbolic tensors in the structure of the model's own.
        call: gets a layer and its arguments, and returns what the layer returns.

    Returns:
        The model's symbolic result.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
        >>> call_layers(model, keras.Input((2,)), lambda layer, *arguments: layer(*arguments)).shape
        (None, 3)
    """
    if isinstance(model, keras.Sequential):
        for layer in model.layers:
            inputs = call(layer, inputs)
        return inputs
    same_layers = keras.models.clone_model(
        model, input_tensors=inputs, clone_function=lambda layer: layer, call_function=call
    )
    return same_layers.output


def _name(name: str, result: Any) -> list[tuple[str, Any]]:
    outputs = keras.tree.flatten(result)
    return [(name, result)] if len(outputs) == 1 else [(f"{name}[{i}]", output) for i, output in enumerate(outputs)]


def _distinct(names: list[str]) -> list[str]:
    counts: dict[str, int] = {}
    result = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        result.append(name if counts[name] == 1 else f"{name}#{counts[name]}")
    return result
