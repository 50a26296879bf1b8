"""The lab's layer stack on a picture, through a real `keras.Model`. Runs in the engine's workers.

A model is made once for each structure (everything but the numbers) and gets new weights by assignment. Measured at
224 × 224 × 3, 8 filters, on two shared cores: making a model takes 4 ms, assigning its weights 0.2 ms, a call 1.5 to
3 ms uncompiled; `tf.function` takes 15 to 20 ms once and then 1.2 to 1.6 ms a call. So a structure is compiled when it
has been asked for `COMPILE_AT` times. A grouped convolution is compiled at once: uncompiled, Keras has XLA compile it
in every single call, 20 to 100 ms.
"""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import ArrayLike, NDArray

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.export import arrays_npz, keras_code, notebook
from cnn_core.images import fit_square, to_float
from cnn_core.laboratory_result import LabResult, StackError
from cnn_core.network import build, put_weights
from cnn_core.network_spec import Array, NetworkSpec
from cnn_core.stack_edits import fitting_edits, weight_shapes
from cnn_core.stack_kernels import Weights, kernels_of
from cnn_core.stack_network import INITIALIZER_CLASSES, problems, to_network_spec

MAXIMUM_MODELS = 24
COMPILE_AT = 8


class _Runner:
    """One structure's model, that runs with the weights it is given."""

    def __init__(self, spec: NetworkSpec, compile_at: int):
        self.model = build(spec)
        layers = [self.model.get_layer(layer.name) for layer in spec.layers if layer.class_name != "ZeroPadding2D"]
        self._stages: Callable[[Any], list[Any]] = keras.Model(self.model.inputs, [layer.output for layer in layers])
        self._compile_in = compile_at
        self._lock = threading.Lock()

    def run(self, spec: NetworkSpec, image: Array) -> list[Array]:
        """The stages' maps, each (rows, columns, maps)."""
        with self._lock:
            put_weights(self.model, spec)
            self._compile_in -= 1
            if self._compile_in == 0:
                self._stages = tf.function(self._stages, autograph=False)  # its shape is fixed: one trace
            outputs = self._stages(tf.convert_to_tensor(image[np.newaxis]))
        return [output.numpy()[0] for output in outputs]


_runners: OrderedDict[Hashable, _Runner] = OrderedDict()
_runners_lock = threading.Lock()


def run(stack: ConvolutionStack, image: ArrayLike) -> LabResult:
    """Run the stack on a picture.

    Args:
        stack: settings without `problems`.
        image: numbers, usually in [0, 1], (rows, columns, channels) with rows = columns = ``stack.size``.

    Raises:
        StackError: the settings have problems, or the picture has another size.

    Example:
        >>> result = run(ConvolutionStack(size=8, kernels=("box",), filters=1), np.ones((8, 8, 3), np.float32))
        >>> result.feature_maps.shape, result.pooled_maps.shape, round(float(result.feature_maps[4, 4, 0]), 5)
        ((8, 8, 1), (4, 4, 1), 1.0)
    """
    picture = _checked(stack, image)
    given = weights(stack, picture.shape[2])
    spec = to_network_spec(stack, picture.shape[2], given)
    feature, activation, *pooled = _runner(spec, 1 if stack.layer == "grouped" else COMPILE_AT).run(spec, picture)
    return LabResult(feature, activation, pooled[0] if pooled else None, given.kernel, given.pointwise, given.bias)


def _checked(stack: ConvolutionStack, image: ArrayLike) -> NDArray[np.float32]:
    picture = np.asarray(image, dtype=np.float32)
    if picture.ndim != 3 or picture.shape[:2] != (stack.size, stack.size):
        raise StackError(
            f"The picture is (rows, columns, channels) with {stack.size} rows and columns, as `size` says. "
            f"Received: shape {picture.shape}. Cut it with cnn_core.images.fit_square."
        )
    found = problems(stack, picture.shape[2])
    if found:
        rules = "; ".join(f"{problem.code} {problem.values}" for problem in found)
        raise StackError(f"A stack runs when `stack_network.problems` finds none. Received: {rules}.")
    return picture


def _runner(spec: NetworkSpec, compile_at: int) -> _Runner:
    with _runners_lock:
        runner = _runners.get(spec.structure)
        if runner is None:
            runner = _runners[spec.structure] = _Runner(spec, compile_at)
        _runners.move_to_end(spec.structure)
        while len(_runners) > MAXIMUM_MODELS:
            _runners.popitem(last=False)
    return runner


def weights(stack: ConvolutionStack, channels: int) -> Weights:
    """The stack's weights, whatever their source; random ones are drawn by Keras's initializer with its seed."""
    if stack.kernel_source != "random":
        return kernels_of(stack, channels)
    kernel_shape, pointwise_shape = weight_shapes(stack, channels)
    kernel = _drawn(stack.initializer, stack.seed, kernel_shape).copy()
    pointwise = None if pointwise_shape is None else _drawn(stack.initializer, stack.seed, pointwise_shape).copy()
    drawn = Weights(kernel, pointwise, np.full(stack.maps(channels), stack.bias, dtype=np.float32))
    for edit in fitting_edits(stack, channels)[0]:
        drawn.arrays[int(edit.pointwise)][:, :, edit.first, edit.second] = edit.values
    return drawn


@lru_cache(maxsize=64)
def _drawn(initializer: str, seed: int, shape: tuple[int, ...]) -> Array:
    draw = keras.initializers.get({"class_name": INITIALIZER_CLASSES[initializer], "config": {"seed": seed}})
    return np.array(draw(shape), dtype=np.float32)


def warm_up() -> None:
    """Run a first small stack, so that the first visitor does not wait for what TensorFlow sets up only once."""
    stack = ConvolutionStack(size=8)
    run(stack, np.zeros(stack.input_shape, np.float32))


def keras_file(stack: ConvolutionStack) -> bytes:
    """The stack as a .keras file.

    `keras.saving.load_model` loads it anywhere. One with min pooling needs the class: import `cnn_core.layers`, or run
    the code of `cnn_core.export.keras_code` first, which brings the class along.

    Raises:
        StackError: the settings have problems.
    """
    channels = stack.channels
    _checked(stack, np.zeros(stack.input_shape, np.float32))
    model = build(to_network_spec(stack, channels, weights(stack, channels)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.keras"
        model.save(path)
        return path.read_bytes()


def export(stack: ConvolutionStack, image: NDArray[np.uint8], what: str) -> bytes:
    """One of the things to take away, as a file's bytes.

    Args:
        stack: settings without `problems`.
        image: uint8 (rows, columns, 3), the visitor's picture in full.
        what: "keras" (.keras), "notebook" (.ipynb), "code" (.py) or "arrays" (.npz: picture, weights and maps).

    Raises:
        StackError: ``what`` is none of these, or the settings have problems.
    """
    match what:
        case "keras":
            return keras_file(stack)
        case "notebook":
            return notebook(stack, image)
        case "code":
            return keras_code(stack).encode()
        case "arrays":
            picture = to_float(fit_square(image, stack.size), stack.color)
            return arrays_npz(picture, run(stack, picture))
    raise StackError(f'`what` is "keras", "notebook", "code" or "arrays". Received: {what!r}.')
