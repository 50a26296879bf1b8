"""Settings of a training as plain data: one frozen object, and what follows from it without Keras.

The same as Keras code is in `cnn_core.training.program.training_code`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from cnn_core.settings import choice, flag, real, whole

OPTIMIZERS: Final = ("adam", "momentum", "sgd", "rmsprop")
SCHEDULES: Final = ("cosine", "constant", "warmup_cosine", "step")
LOSSES: Final = ("crossentropy", "focal", "mean_squared_error")
MOMENTUM: Final = 0.9
MOST_EPOCHS: Final = 500
"""Epochs that can be asked for at once; a longer run: `cnn_core.training.run_folder.MOST_EPOCHS_IN_ALL`."""


@dataclass(frozen=True)
class TrainingSettings:
    """The settings of a training. Field names are parameters of the link.

    The defaults suit small networks on small pictures: ten epochs of Adam bring the network of TensorFlow's CIFAR-10
    tutorial beyond its 70 %, in batches of 32 as there.

    Attributes:
        epochs: how often all training pictures are seen.
        batch_size: pictures in one step.
        optimizer: one of `OPTIMIZERS`; "momentum" is SGD with a momentum of `MOMENTUM`.
        learning_rate: of the first step; with "warmup_cosine" the highest one.
        schedule: how the rate goes on: one of `SCHEDULES`; see `rate_at`.
        loss: one of `LOSSES`; answers are one-hot in all of them.
        label_smoothing: how much of the right answer is spread over all classes.
        dropout: share of the values that are left out in front of the last layer; 0: as the network has it. See
            `cnn_core.training.run_settings.with_dropout`.
        weight_decay: Keras's: at every step each weight loses this share of itself times the learning rate.
        early_stopping: stop after so many epochs without a lower validation loss, and take the network with the lowest
            one; 0: never.
        class_weights: whether every class counts the same, however many pictures it has. See `class_weights`.
        train_seed: of the first weights, the order of the pictures, dropout and augmentation.
        cache: keep the pictures in memory after the first epoch.
        shuffle: another order in each epoch.
        prefetch: prepare the next batch while the network works on this one.
    """

    epochs: int = whole(10, minimum=1, maximum=MOST_EPOCHS)
    batch_size: int = whole(32, minimum=1, maximum=1024)
    optimizer: str = choice("adam", OPTIMIZERS)
    learning_rate: float = real(0.001, minimum=1e-6, maximum=10.0, step=0.0005)
    schedule: str = choice("cosine", SCHEDULES)
    loss: str = choice("crossentropy", LOSSES)
    label_smoothing: float = real(0.0, minimum=0.0, maximum=0.5, step=0.05)
    dropout: float = real(0.0, minimum=0.0, maximum=0.9, step=0.1)
    weight_decay: float = real(0.0, minimum=0.0, maximum=1.0, step=0.005)
    early_stopping: int = whole(0, minimum=0, maximum=50)
    class_weights: bool = flag(False)
    train_seed: int = whole(0, minimum=0, maximum=9999)
    cache: bool = flag(True)
    shuffle: bool = flag(True)
    prefetch: bool = flag(True)


def rate_at(training: TrainingSettings, step: int, steps: int) -> float:
    """Compute the learning rate of a step, as Keras's schedules give it.

    "constant" stays; "cosine" falls along half a cosine to 0 after the last step; "warmup_cosine" rises in a straight
    line for the first tenth and then does the same; "step" is a tenth after half of all steps, and a hundredth after
    three quarters.

    Args:
        training: the settings.
        step: which one, from 0, counted from the run's first.
        steps: of all epochs of the run.

    Example:
        >>> [round(rate_at(TrainingSettings(learning_rate=0.1), step, 4), 4) for step in range(4)]
        [0.1, 0.0854, 0.05, 0.0146]
    """
    rate, steps = training.learning_rate, max(1, steps)
    match training.schedule:
        case "cosine":
            return rate * _half_cosine(step / steps)
        case "warmup_cosine":
            warm = steps // 10
            return rate * (step / warm if step < warm else _half_cosine((step - warm) / (steps - warm)))
        case "step":
            return rate * (1.0 if step <= steps // 2 else 0.1 if step <= steps * 3 // 4 else 0.01)
    return rate


def _half_cosine(share: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def class_weights(labels: ArrayLike) -> dict[int, float]:
    """Weight each class that there is, so that all of them count the same: scikit-learn's "balanced".

    Args:
        labels: int (pictures,), of the training pictures.

    Example:
        >>> class_weights([0, 0, 0, 1])
        {0: 0.6666666666666666, 1: 2.0}
    """
    found, counts = np.unique(np.asarray(labels), return_counts=True)
    weights: Sequence[float] = (counts.sum() / (len(found) * counts)).tolist()
    return dict(zip(found.tolist(), weights, strict=True))
