"""Data augmentation by Keras's preprocessing layers, deterministic for a seed: in training, on the page, as code.

A seed is a pair (run, batch). Batch number k of a run comes out exactly as the k-th call of the layers that
`layers(augmentation, run)` makes, wherever it is computed: a run that is resumed in the middle, batches in parallel,
and a script that calls the plain layers in order all see the same pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from cnn_core.augmentation.keras_code import steps
from cnn_core.augmentation.layers import RandomChannelShift, RandomNoise
from cnn_core.augmentation.settings import Augmentation, AugmentationError
from cnn_core.networks.spec import Array

Pipeline = Callable[[Any, Any, Any], tuple[Any, Any]]

_OURS = {"RandomChannelShift": RandomChannelShift, "RandomNoise": RandomNoise}


def layers(augmentation: Augmentation, seed: int = 0) -> list[keras.layers.Layer]:
    """Make the layers that the settings switch on, in the order in which they run.

    They take float32 (pictures, rows, columns, channels) in [0, 255], and act only when called with ``training=True``.
    MixUp, always the last, mixes labels too: call it with a dictionary of "images" and "labels".

    Args:
        augmentation: the settings. Whitening is no part of this; see `cnn_core.augmentation.zca`.
        seed: of the first layer; each further one has the next number.

    Example:
        >>> [layer.__class__.__name__ for layer in layers(Augmentation(rotation=10, noise=0.1))]
        ['RandomRotation', 'RandomNoise']
    """
    made = []
    for index, step in enumerate(steps(augmentation)):
        layer = _OURS.get(step.layer) or getattr(keras.layers, step.layer)
        made.append(layer(**step.arguments, seed=seed + index))
    return made


def pipeline(augmentation: Augmentation) -> Pipeline:
    """Make a function of (images, labels, seed) for ``tf.data`` and ``tf.function``, without any state.

    Its arguments: images, float32 (pictures, rows, columns, channels) in [0, 255]; labels, float32 one-hot
    (pictures, classes); seed, int64 (2,): the run's, and the number of the batch in the run. It returns images and
    labels of the same shapes; only MixUp changes labels.

    Example:
        >>> mirrored = pipeline(Augmentation(flip_horizontal=True))
        >>> images, labels = mirrored(np.arange(8, dtype="float32").reshape(4, 1, 2, 1), np.eye(4), np.array([0, 0]))
        >>> images.shape
        TensorShape([4, 1, 2, 1])
    """
    chain = [(layer, _draws(layer)) for layer in layers(augmentation)]

    def augmented(images: Any, labels: Any, seed: Any) -> tuple[Any, Any]:
        images = keras.ops.convert_to_tensor(images, dtype="float32")
        labels = keras.ops.convert_to_tensor(labels, dtype="float32")
        seed = keras.ops.cast(seed, "int64")
        for index, (layer, draws) in enumerate(chain):
            drawn = layer.get_random_transformation(images, training=True, seed=_Seed(seed, index, draws))
            images = layer.transform_images(images, drawn, training=True)
            labels = layer.transform_labels(labels, drawn, training=True)
        return images, labels

    return augmented


def augment(images: ArrayLike, augmentation: Augmentation, seed: int = 0) -> Array:
    """Send pictures through the augmentation once, as the first batch of the run ``seed`` would be.

    Args:
        images: (pictures, rows, columns, channels) in [0, 255].
        augmentation: the settings. With MixUp the pictures are mixed with one another.
        seed: the same seed gives the same pictures.

    Returns:
        float32, of the same shape, in [0, 255].

    Raises:
        AugmentationError: ``images`` has another shape.

    Example:
        >>> white = np.full((2, 8, 8, 3), 255)
        >>> augment(white, Augmentation(rotation=45)).shape
        (2, 8, 8, 3)
    """
    pictures = np.asarray(images, np.float32)
    if pictures.ndim != 4 or 0 in pictures.shape:
        raise AugmentationError(
            f"Pictures are (pictures, rows, columns, channels), none of them 0. Received: shape {pictures.shape}. "
            "Put one picture into a batch with picture[np.newaxis]."
        )
    changed, _ = pipeline(augmentation)(pictures, np.zeros((len(pictures), 1), np.float32), np.array([seed, 0]))
    return np.asarray(changed)


class _Seed(keras.random.SeedGenerator):  # type: ignore[misc]  # Keras has no types
    """The numbers that a layer's own seed generator would give in its call number ``seed[1]``, without a state."""

    def __init__(self, seed: Any, index: int, draws: int) -> None:
        # Not the parent's: it would make a variable, which a function of tf.data must not.
        self.start = seed * np.array([1, draws]) + np.array([index, 0])
        self.drawn = 0

    def next(self, ordered: bool = True) -> Any:
        """Return the next pair of numbers."""
        self.drawn += 1
        return self.start + np.array([0, self.drawn - 1])


def _draws(layer: Any) -> int:
    """Count the random tensors that a layer draws in one call."""
    counted = _Seed(keras.ops.zeros(2, "int64"), 0, 0)
    layer.get_random_transformation(keras.ops.zeros((2, 4, 4, 3)), training=True, seed=counted)
    return counted.drawn
