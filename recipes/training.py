"""The training loop that all recipes share: whole data in memory, augmentation and step compiled into one graph."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from recipes.pictures import Pictures


@dataclass(frozen=True)
class Plan:
    """The length and the rates of a training.

    Attributes:
        epochs: Times that every picture is seen.
        batch_size: Pictures a step.
        learning_rate: Peak of AdamW's rate, reached after a twentieth of all steps; from there half a cosine down to 0.
        weight_decay: AdamW's decoupled decay.
        label_smoothing: Share of the target that is spread over all classes.
        mixup: Largest share of a second picture that is mixed into each; 0 for none.
    """

    epochs: int
    batch_size: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.0
    mixup: float = 0.0

    def lasting(self, epochs: int | None) -> "Plan":
        """The same plan with another number of epochs; None leaves it as it is."""
        return self if epochs is None else replace(self, epochs=epochs)


@dataclass(frozen=True)
class Report:
    """The time that a training took: seconds in all, seconds an epoch, epochs."""

    seconds: float
    seconds_per_epoch: float
    epochs: int


def train(
    model: keras.Model,
    pictures: Pictures,
    plan: Plan,
    augment: Callable[[tf.Tensor], tf.Tensor],
    scale: float = 255.0,
    watch: Pictures | None = None,
    targets: NDArray[np.float32] | None = None,
) -> Report:
    """Trains a model whose output are logits ``(pictures, classes)``, in place.

    Args:
        model: The network, with logits as its output.
        pictures: What it learns from.
        plan: Epochs, rate, decay.
        augment: Changes a batch in [0, 1]; the shape stays.
        scale: The network sees pictures as bytes / 255 · (255 / scale): 255 for [0, 1], 1 for [0, 255].
        watch: Pictures of a split of the training data whose accuracy is printed now and then; never test pictures.
        targets: float32 ``(pictures, classes)`` to learn instead of the labels, each row a distribution.

    Returns:
        The times.
    """
    step = _compiled_step(model, pictures, plan, augment, scale, targets)
    began = time.perf_counter()
    random = np.random.default_rng(0)
    steps = len(pictures.labels) // plan.batch_size
    for epoch in range(plan.epochs):
        order = random.permutation(len(pictures.labels))[: steps * plan.batch_size].reshape(steps, plan.batch_size)
        losses = [step(tf.constant(batch)) for batch in order]
        loss = float(np.mean([value.numpy() for value in losses]))
        heard = f", watched {accuracy(model, watch, scale):.4f}" if watch and _listens(epoch, plan) else ""
        spent = time.perf_counter() - began
        print(
            f"epoch {epoch + 1}/{plan.epochs}: loss {loss:.4f}{heard}, {spent / (epoch + 1):.2f} s an epoch", flush=True
        )
    spent = time.perf_counter() - began
    return Report(round(spent, 1), round(spent / plan.epochs, 2), plan.epochs)


def _listens(epoch: int, plan: Plan) -> bool:
    return (epoch + 1) % max(1, plan.epochs // 20) == 0 or epoch + 1 == plan.epochs


def _compiled_step(
    model: keras.Model,
    pictures: Pictures,
    plan: Plan,
    augment: Callable[[tf.Tensor], tf.Tensor],
    scale: float,
    targets: NDArray[np.float32] | None,
) -> Callable[[tf.Tensor], tf.Tensor]:
    """One step of AdamW on the pictures at the given positions; returns the loss."""
    images = tf.constant(pictures.images)
    classes = model.output_shape[-1]
    rows = tf.constant(np.eye(classes, dtype=np.float32)[pictures.labels] if targets is None else targets)
    optimizer = keras.optimizers.AdamW(_schedule(plan, len(pictures.labels)), weight_decay=plan.weight_decay)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=plan.label_smoothing)

    def step(positions: tf.Tensor) -> tf.Tensor:
        batch = augment(tf.cast(tf.gather(images, positions), tf.float32) / 255.0) * (255.0 / scale)
        target = tf.gather(rows, positions)
        if plan.mixup:
            share = tf.random.uniform((plan.batch_size, 1), 0.0, plan.mixup)
            batch += share[:, :, None, None] * (batch[::-1] - batch)
            target += share * (target[::-1] - target)
        with tf.GradientTape() as tape:
            loss = loss_of(target, model(batch, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    compiled: Callable[[tf.Tensor], tf.Tensor] = tf.function(step)
    return compiled


def _schedule(plan: Plan, pictures: int) -> keras.optimizers.schedules.LearningRateSchedule:
    steps = pictures // plan.batch_size * plan.epochs
    warm = max(1, steps // 20)
    return keras.optimizers.schedules.CosineDecay(
        plan.learning_rate / 100, steps - warm, warmup_target=plan.learning_rate, warmup_steps=warm
    )


def scores(model: keras.Model, images: NDArray[np.uint8], scale: float = 255.0) -> NDArray[np.float32]:
    """The network's outputs for pictures, float32 ``(pictures, classes)``; pictures are scaled as in `train`."""
    batches = (images[start : start + 250].astype(np.float32) for start in range(0, len(images), 250))
    return np.concatenate([model.predict_on_batch(batch / np.float32(scale)) for batch in batches])


def accuracy(model: keras.Model, pictures: Pictures, scale: float = 255.0) -> float:
    """Share of the pictures whose highest output is their label, in [0, 1]."""
    return float(np.mean(scores(model, pictures.images, scale).argmax(1) == pictures.labels))
