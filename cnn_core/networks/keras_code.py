"""Keras code for a network, as a student would write it, that makes the very same numbers when it runs.

The code is written from the specification and needs no Keras here. Kernels are written out, each distinct one once and
under its own name where it is one of `cnn_core.arithmetic.kernels`; random ones stay an initializer with its seed. A
network with more than `MAXIMUM_NUMBERS` distinct numbers loads them from "weights.npz", which `weights_archive` makes.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from cnn_core.arithmetic.kernels import KERNELS, kernel
from cnn_core.networks.code_text import call
from cnn_core.networks.spec import Array, LayerSpec, NetworkSpec

MAXIMUM_NUMBERS = 15_000
_DEFAULTS: dict[str, Any] = {
    "strides": (1, 1),
    "dilation_rate": (1, 1),
    "padding": "valid",
    "groups": 1,
    "depth_multiplier": 1,
}
# The layers of cnn_core.networks.layers, brought along so that the code runs without ConvLens.
_OUR_LAYERS = {
    "MinPooling2D": '''
@keras.saving.register_keras_serializable(package="convlens")
class MinPooling2D(keras.layers.MaxPooling2D):
    """The smallest value of each window: -max(-x)."""

    def call(self, inputs):
        return -super().call(-inputs)
''',
}


def to_keras_code(spec: NetworkSpec) -> str:
    """Python code that makes ``model``, a `keras.Sequential` with exactly these layers and weights.

    Example:
        >>> layer = LayerSpec("Conv2D", "convolution", {"filters": 1, "kernel_size": (1, 1)}, (
        ...     np.float32([[[[2]]]]), np.float32([0.5])))
        >>> print(to_keras_code(NetworkSpec((8, 8, 1), (layer,))))
        import keras
        import numpy as np
        <BLANKLINE>
        model = keras.Sequential(
            [
                keras.Input(shape=(8, 8, 1)),
                keras.layers.Conv2D(filters=1, kernel_size=(1, 1), name="convolution"),
            ]
        )
        <BLANKLINE>
        # The weights of "convolution": (kernel rows, kernel columns, channels, filters), then the bias.
        kernel_1 = np.array([[2]], dtype="float32")
        kernel = np.zeros((1, 1, 1, 1), dtype="float32")
        kernel[:, :, :, 0] = kernel_1[:, :, np.newaxis]
        model.get_layer("convolution").set_weights([kernel, np.full(1, 0.5, dtype="float32")])
        <BLANKLINE>
    """
    parts = ["import keras\nimport numpy as np"]
    parts += [source for name, source in _OUR_LAYERS.items() if any(layer.class_name == name for layer in spec.layers)]
    parts.append(_model(spec))
    weighted = [layer for layer in spec.layers if layer.weights is not None]
    if _too_many_numbers(spec):
        parts.append(_loading(weighted))
    else:
        parts += [_setting(layer) for layer in weighted]
    parts += [_overriding(layer) for layer in spec.layers if layer.overrides]
    return "\n\n".join(parts) + "\n"


def weights_archive(spec: NetworkSpec) -> bytes | None:
    """Write the file "weights.npz" that the code loads, or None where the code has its numbers in itself."""
    if not _too_many_numbers(spec):
        return None
    file = BytesIO()
    weighted = [layer for layer in spec.layers if layer.weights is not None]
    arrays = {f"{layer.name}/{i}": array for layer in weighted for i, array in enumerate(layer.weights or ())}
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _too_many_numbers(spec: NetworkSpec) -> bool:
    arrays = [array for layer in spec.layers for array in layer.weights or ()]
    return sum(sum(grid.size for grid in _distinct_grids(array).values()) for array in arrays) > MAXIMUM_NUMBERS


def _model(spec: NetworkSpec) -> str:
    lines = [f"keras.Input(shape={tuple(spec.input_shape)}),", *(_layer(layer) for layer in spec.layers)]
    return "model = keras.Sequential(\n    [\n" + "".join(f"        {line}\n" for line in lines) + "    ]\n)"


def _layer(layer: LayerSpec) -> str:
    chosen = {key: value for key, value in layer.config.items() if _DEFAULTS.get(key) != value}
    prefix = "" if layer.class_name in _OUR_LAYERS else "keras.layers."
    return call(f"{prefix}{layer.class_name}", chosen | {"name": layer.name}, widest=99, indent=8) + ","


def _loading(layers: list[LayerSpec]) -> str:
    lines = ['weights = np.load("weights.npz")']
    for layer in layers:
        arrays = ", ".join(f'weights["{layer.name}/{i}"]' for i in range(len(layer.weights or ())))
        lines.append(f'model.get_layer("{layer.name}").set_weights([{arrays}])')
    return "\n".join(lines)


def _setting(layer: LayerSpec) -> str:
    """Code that writes the layer's weights out and sets them."""
    lines: list[str] = []
    names = []
    for i, array in enumerate(layer.weights or ()):
        if array.ndim == 4:
            name = "kernel" if i == 0 else "pointwise"
            lines += _kernel(array, name, swapped=layer.class_name == "Conv2DTranspose")
            names.append(name)
        else:
            names.append(_plain(array))
    comment = f'# The weights of "{layer.name}": {_axes(layer)}.'
    return "\n".join([comment, *lines, f'model.get_layer("{layer.name}").set_weights([{", ".join(names)}])'])


def _axes(layer: LayerSpec) -> str:
    axes = {
        "Conv2D": "(kernel rows, kernel columns, channels, filters), then the bias",
        "DepthwiseConv2D": "(kernel rows, kernel columns, channels, depth multiplier), then the bias",
        "SeparableConv2D": "(kernel rows, kernel columns, channels, depth multiplier), pointwise, then the bias",
        "Conv2DTranspose": "(kernel rows, kernel columns, filters, channels), then the bias",
    }
    if layer.class_name == "Conv2D" and layer.config.get("groups", 1) > 1:
        return "(kernel rows, kernel columns, channels of a group, filters), then the bias"
    return axes.get(layer.class_name, "in the order of get_weights()")


def _plain(array: Array) -> str:
    if array.size and np.all(array == array.flat[0]):
        shape = array.shape[0] if array.ndim == 1 else array.shape
        first = float(array.flat[0])
        return (
            f'np.zeros({shape}, dtype="float32")'
            if first == 0
            else f'np.full({shape}, {_number(first)}, dtype="float32")'
        )
    return f'np.array({_literal(array)}, dtype="float32")'


def _kernel(array: Array, name: str, swapped: bool) -> list[str]:
    """Write lines that make a four-dimensional kernel out of its distinct grids."""
    divisor = array.shape[3 if swapped else 2]
    known: dict[bytes, str] = {}
    lines = []
    for key, grid in _distinct_grids(array).items():
        known[key], line = _grid(grid, divisor, name, len(known) + 1)
        lines.append(line)
    lines.append(f'{name} = np.zeros({array.shape}, dtype="float32")')
    for i in range(array.shape[2 if swapped else 3]):
        column = array[:, :, i, :] if swapped else array[:, :, :, i]  # (kernel rows, kernel columns, channels)
        grids = [known[_key(column[:, :, channel])] for channel in range(divisor)]
        at = f":, :, {i}, :" if swapped else f":, :, :, {i}"
        if len(set(grids)) == 1:
            lines.append(f"{name}[{at}] = {grids[0]}[:, :, np.newaxis]")
        else:
            lines.append(f"{name}[{at}] = np.stack([{', '.join(grids)}], axis=-1)")
    return lines


def _key(grid: Array) -> bytes:
    return np.ascontiguousarray(grid + np.float32(0)).tobytes()  # + 0: minus zero is zero


def _distinct_grids(array: Array) -> dict[bytes, Array]:
    if array.ndim != 4:
        return {b"": array}
    grids = [array[:, :, third, fourth] for fourth in range(array.shape[3]) for third in range(array.shape[2])]
    return {_key(grid): grid for grid in grids}


def _grid(grid: Array, divisor: int, name: str, index: int) -> tuple[str, str]:
    """Write a variable's name and the line that makes it; the numbers times ``divisor`` where that is shorter."""
    whole = np.array([float(f"{number:.6g}") for number in (grid * divisor).ravel()], np.float32).reshape(grid.shape)
    divided = divisor > 1 and np.array_equal(whole / divisor, grid) and len(_literal(whole)) < len(_literal(grid))
    shown = whole if divided else grid
    called = _known_name(shown) or f"{name}_{index}"
    return called, f'{called} = np.array({_rows(shown)}, dtype="float32")' + (f" / {divisor}" if divided else "")


def _known_name(grid: Array) -> str | None:
    """Return the name under which this kernel is known, if it is one that has no further parameters."""
    for known in KERNELS.values():
        fits = grid.shape[0] >= known.minimum_size[0] and grid.shape[1] >= known.minimum_size[1]
        if fits and not known.parameters and grid.size > 1 and np.array_equal(kernel(known.name, *grid.shape), grid):
            return known.name
    return None


def _literal(array: Array) -> str:
    if array.ndim == 0:
        return _number(float(array))
    return "[" + ", ".join(_literal(part) for part in array) + "]"


def _rows(grid: Array) -> str:
    """Write a grid on one line where it fits, else one line a row."""
    literal = _literal(grid)
    return literal if len(literal) <= 80 else "[" + "".join(f"\n    {_literal(row)}," for row in grid) + "\n]"


def _number(value: float) -> str:
    """Write the shortest decimal that gives the same float32."""
    return str(int(value)) if value == int(value) and abs(value) < 1e6 else str(np.float32(value))


def _overriding(layer: LayerSpec) -> str:
    lines = [f'# Numbers of "{layer.name}" that were typed by hand.', f'layer = model.get_layer("{layer.name}")']
    lines.append("weights = layer.get_weights()")
    for override in layer.overrides:
        at = f"weights[{override.weight}][:, :, {override.first}, {override.second}]"
        lines.append(f"{at} = {_rows(override.values)}")
    return "\n".join([*lines, "layer.set_weights(weights)"])
