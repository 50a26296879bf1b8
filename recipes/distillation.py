"""Knowledge distillation: a small network learns what a larger one says of many changed views of the same pictures.

Hinton, Vinyals & Dean (2015), "Distilling the Knowledge in a Neural Network"; that teacher and learner see the same
changed views is from Beyer et al. (2022), "Knowledge distillation: A good teacher is patient and consistent".
"""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recipes.pictures import Pictures
from recipes.training import scores


def views(
    pictures: Pictures,
    teachers: Sequence[keras.Model],
    augment: Callable[[tf.Tensor], tf.Tensor],
    rounds: int,
    temperature: float,
) -> tuple[Pictures, NDArray[np.float32]]:
    """Changed views of pictures, and the teachers' answers to each.

    Args:
        pictures: The pictures to change.
        teachers: Networks from pictures in [0, 1] to logits; their probabilities are averaged.
        augment: Changes a batch in [0, 1]; the shape stays.
        rounds: Views of each picture.
        temperature: What the logits are divided by before the softmax.

    Returns:
        ``rounds`` times as many pictures, and float32 ``(views, classes)``, each row a distribution.
    """
    change = tf.function(lambda batch: tf.cast(tf.round(augment(tf.cast(batch, tf.float32) / 255.0) * 255.0), tf.uint8))
    rows = len(pictures.labels)
    images = np.empty((rounds * rows, *pictures.images.shape[1:]), np.uint8)
    for turn in range(rounds):
        for start in range(0, rows, 250):
            batch = pictures.images[start : start + 250]
            images[turn * rows + start : turn * rows + start + len(batch)] = change(tf.constant(batch)).numpy()
    answers = [keras.ops.softmax(scores(teacher, images) / temperature).numpy() for teacher in teachers]
    return Pictures(images, np.tile(pictures.labels, rounds)), np.mean(answers, axis=0, dtype=np.float32)


def sharpen(shipped: keras.Model, temperature: float) -> None:
    """Undoes the temperature: multiplies the weights of the last dense layer, so that softmax takes logits as usual."""
    last = [layer for layer in shipped.layers if layer.weights][-1]
    last.set_weights([weight * np.float32(temperature) for weight in last.get_weights()])
