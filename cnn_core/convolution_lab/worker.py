"""The lab's layer stack on a picture, through a real `keras.Model`. Runs in the engine's workers.

`cnn_core.networks.stage_models` keeps a model for each structure. Measured at 224 × 224 × 3, 8 filters, on two busy
cores: `run` takes 10 to 18 ms for a new structure, then 2 to 3.4 ms, and 1.2 to 2.2 ms once it is compiled. A grouped
convolution is compiled at once: uncompiled, Keras has XLA compile it in every single call, 20 to 100 ms. It takes 70 to
230 ms when it is new, then 9 to 11 ms.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

import keras
import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.convolution_lab.edits import fitting_edits, weight_shapes
from cnn_core.convolution_lab.exact import same_activation, same_pooling
from cnn_core.convolution_lab.kernels import Weights, kernels_of
from cnn_core.convolution_lab.network import INITIALIZER_CLASSES, problems, to_network_spec
from cnn_core.convolution_lab.random_draws import draws
from cnn_core.convolution_lab.result import LabResult
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.errors import RefusedError
from cnn_core.networks.build import build, put_weights
from cnn_core.networks.spec import Array, NetworkSpec
from cnn_core.networks.stage_models import COMPILE_AT, StageModel
from cnn_core.storage.recent import Recent

MAXIMUM_MODELS = 24

_runners: Recent[StageModel] = Recent(MAXIMUM_MODELS)


def run(stack: ConvolutionStack, image: ArrayLike) -> LabResult:
    """Run the stack on a picture.

    Args:
        stack: settings without `problems`.
        image: numbers, usually in [0, 1], (rows, columns, channels) with rows = columns = ``stack.size``.

    Raises:
        RefusedError: the settings have problems, or the picture has another size.

    Example:
        >>> result = run(ConvolutionStack(size=8, kernels=("box",), filters=1), np.ones((8, 8, 3), np.float32))
        >>> result.feature_maps.shape, result.pooled_maps.shape, round(float(result.feature_maps[4, 4, 0]), 5)
        ((8, 8, 1), (4, 4, 1), 1.0)
    """
    picture = _check(stack, image)
    given = weights(stack, picture.shape[2])
    spec = to_network_spec(stack, picture.shape[2], given)
    runner = _runners.get(spec.structure, lambda: _runner(spec, 1 if stack.layer == "grouped" else COMPILE_AT))
    stages = runner.run(picture[np.newaxis], lambda model: put_weights(model, spec))
    feature, activation, *pooled = (stage[0] for stage in stages)
    return LabResult(
        feature_maps=feature,
        activation_maps=activation,
        pooled_maps=pooled[0] if pooled else None,
        kernel=given.kernel,
        pointwise=given.pointwise,
        bias=given.bias,
        written_out=_written_out(stack, feature, activation, *pooled),
        draws=draws(stack, picture.shape[2]),
    )


def _written_out(stack: ConvolutionStack, feature: Array, activation: Array, *pooled: Array) -> tuple[str, ...]:
    same = ["activation_maps"] if same_activation(stack, feature, activation) else []
    return (*same, *(["pooled_maps"] if pooled and same_pooling(stack, activation, pooled[0]) else []))


def _check(stack: ConvolutionStack, image: ArrayLike) -> NDArray[np.float32]:
    picture = np.asarray(image, dtype=np.float32)
    if picture.ndim != 3 or picture.shape[:2] != (stack.size, stack.size):
        raise RefusedError(
            f"The picture is (rows, columns, channels) with {stack.size} rows and columns, as `size` says. "
            f"Received: shape {picture.shape}. Cut it with cnn_core.pictures.images.fit_square."
        )
    found = problems(stack, picture.shape[2])
    if found:
        rules = "; ".join(f"{problem.code} {problem.values}" for problem in found)
        raise RefusedError(f"A stack runs when `stack_network.problems` finds none. Received: {rules}.")
    return picture


def _runner(spec: NetworkSpec, compile_at: int) -> StageModel:
    model = build(spec)
    layers = [model.get_layer(layer.name) for layer in spec.layers if layer.class_name != "ZeroPadding2D"]
    return StageModel(model, [layer.output for layer in layers], compile_at)


def weights(stack: ConvolutionStack, channels: int) -> Weights:
    """Return the stack's weights, whatever their source; random ones are drawn by Keras's initializer with its seed."""
    if stack.kernel_source != "random":
        return kernels_of(stack, channels)
    kernel_shape, pointwise_shape = weight_shapes(stack, channels)
    kernel = _draw(stack.initializer, stack.seed, kernel_shape).copy()
    pointwise = None if pointwise_shape is None else _draw(stack.initializer, stack.seed, pointwise_shape).copy()
    drawn = Weights(kernel, pointwise, np.full(stack.maps(channels), stack.bias, dtype=np.float32))
    for edit in fitting_edits(stack, channels)[0]:
        drawn.arrays[int(edit.pointwise)][:, :, edit.first, edit.second] = edit.values
    return drawn


@lru_cache(maxsize=64)
def _draw(initializer: str, seed: int, shape: tuple[int, ...]) -> Array:
    draw = keras.initializers.get({"class_name": INITIALIZER_CLASSES[initializer], "config": {"seed": seed}})
    return np.array(draw(shape), dtype=np.float32)


def keras_file(stack: ConvolutionStack) -> bytes:
    """Save the stack as a .keras file.

    `keras.saving.load_model` loads it anywhere. One with min pooling needs the class: import
    `cnn_core.networks.layers`, or run the code of `cnn_core.convolution_lab.export.keras_code` first, which brings the
    class along.

    Raises:
        RefusedError: the settings have problems.
    """
    channels = stack.channels
    _check(stack, np.zeros(stack.input_shape, np.float32))
    model = build(to_network_spec(stack, channels, weights(stack, channels)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stack.keras"
        model.save(path)
        return path.read_bytes()
