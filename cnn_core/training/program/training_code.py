"""A training as Keras code, as a student would write it: tf.data, optimizer, loss, fit. It needs no Keras here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cnn_core.training.training_settings import MOMENTUM, TrainingSettings

_OPTIMIZERS: Final = {
    "adam": ("Adam", ""),
    "momentum": ("SGD", f", momentum={MOMENTUM}"),
    "sgd": ("SGD", ""),
    "rmsprop": ("RMSprop", ""),
}
_LOSSES: Final = {"crossentropy": "CategoricalCrossentropy", "focal": "CategoricalFocalCrossentropy"}
_SMOOTHED_ERROR: Final = '''
def smoothed_error(answers, probabilities):
    """The mean squared error, where {smoothing:g} of the right answer is spread over all classes."""
    answers = answers * {rest:g} + {smoothing:g} / answers.shape[-1]
    return keras.losses.mean_squared_error(answers, probabilities)


'''
_CLASS_WEIGHTS: Final = """\
# Every class counts the same, however many pictures it has.
counts = np.bincount(train_labels)
weights = {
    label: len(train_labels) / (np.count_nonzero(counts) * count)
    for label, count in enumerate(counts)
    if count
}
"""


_STOP: Final = """\
stop = keras.callbacks.EarlyStopping(
    monitor="val_loss", patience={patience}, restore_best_weights=True
)
"""


def to_keras_code(
    training: TrainingSettings,
    augmented: bool = False,
    *,
    seeded: bool = False,
    validated: bool = True,
    rates: Sequence[float] = (),
) -> str:
    """Python code that trains ``model`` on pictures in bytes and leaves ``history``.

    It takes ``model``, whose output is probabilities, and ``train_images``, ``train_labels``, ``validation_images``,
    ``validation_labels``: bytes (pictures, rows, columns, channels) and whole numbers (pictures,).

    Args:
        training: the settings; "dropout" is a layer of the network and stands in that one's code.
        augmented: whether ``augment(images, labels)`` is there, as `cnn_core.augmentation.keras_code` writes it.
        seeded: whether chance has been fixed before.
        validated: whether there are pictures to validate with.
        rates: the learning rate of each epoch, where somebody changed it by hand; else the schedule's hold.

    Example:
        >>> print(to_keras_code(TrainingSettings(epochs=3)).splitlines()[-1])
        history = model.fit(train, validation_data=validation, epochs=3, shuffle=False)
    """
    imports = ["import keras", *["import numpy as np"] * training.class_weights, "import tensorflow as tf"]
    seed = "" if seeded else f"\n{seed_code(training)}"
    fit = _fit_code(training, validated, rates)
    return "\n".join(imports) + f"\n{seed}\n\n{_batches_code(training, augmented, validated)}\n{fit}"


def seed_code(training: TrainingSettings) -> str:
    """Write the line that makes chance repeat itself."""
    return f"keras.utils.set_random_seed({training.train_seed})\n"


def _batches_code(training: TrainingSettings, augmented: bool, validated: bool) -> str:
    """Write the function ``batches(images, labels, learning)``, the pipeline of tf.data, and the data sets."""
    shuffle = [f"data = data.shuffle(len(images), seed={training.train_seed})"] if training.shuffle else []
    steps = ["data = data.cache()"] if training.cache else []
    steps += _if_learning(shuffle)
    steps += [f"data = data.batch({training.batch_size})", "data = data.map(as_floats)"]
    steps += _if_learning(["data = data.map(augment)"] if augmented else [])
    steps.append("return data.prefetch(tf.data.AUTOTUNE)" if training.prefetch else "return data")
    body = "\n".join(f"    {line}" for line in steps)
    used = ["train = batches(train_images, train_labels, learning=True)"]
    used += ["validation = batches(validation_images, validation_labels, learning=False)"] if validated else []
    return f'''\
def as_floats(images, labels):
    return tf.cast(images, "float32"), labels


def batches(images, labels, learning):
    """Pictures and one-hot answers in batches; the network itself brings bytes to the range that it likes."""
    answers = keras.utils.to_categorical(labels, model.output_shape[-1])
    data = tf.data.Dataset.from_tensor_slices((images, answers))
{body}


{chr(10).join(used)}
'''


def _if_learning(lines: list[str]) -> list[str]:
    return ["if learning:", *(f"    {line}" for line in lines)] if lines else []


def _fit_code(training: TrainingSettings, validated: bool, rates: Sequence[float]) -> str:
    """Schedule, optimizer, loss and fit."""
    smoothed = training.loss == "mean_squared_error" and training.label_smoothing > 0
    function = _SMOOTHED_ERROR.format(smoothing=training.label_smoothing, rest=1 - training.label_smoothing)
    parts = [function if smoothed else "", _CLASS_WEIGHTS if training.class_weights else ""]
    parts.append(_compile_code(training, *(_by_hand(rates) if rates else _rate_code(training))))
    # Keras would else warn of its own default: it is tf.data that shuffles.
    arguments = ["train", *["validation_data=validation"] * validated, f"epochs={training.epochs}", "shuffle=False"]
    if training.class_weights:
        arguments.append("class_weight=weights")
    callbacks = ["by_hand"] if rates else []
    if training.early_stopping and validated:
        parts.append(_STOP.format(patience=training.early_stopping))
        callbacks.append("stop")
    arguments += [f"callbacks=[{', '.join(callbacks)}]"] if callbacks else []
    parts.append(f"history = model.fit({', '.join(arguments)})\n")
    return "".join(parts)


def _compile_code(training: TrainingSettings, before: str, rate: str) -> str:
    """Write the optimizer, the loss and the metrics; ``before`` stands in front, ``rate`` is the learning rate."""
    name, further = _OPTIMIZERS[training.optimizer]
    decay = f", weight_decay={training.weight_decay:g}" if training.weight_decay else ""
    return f"""\
{before}model.compile(
    optimizer=keras.optimizers.{name}({rate}{further}{decay}),
    loss={_loss_code(training)},
    metrics=["accuracy"],
)
"""


def _by_hand(rates: Sequence[float]) -> tuple[str, str]:
    """Write as `_rate_code` does, for rates that were changed while the run went on."""
    listed = ", ".join(f"{rate:.4g}" for rate in rates)
    before = f"# The learning rate of each epoch, as it was while the run went on.\nrates = [{listed}]\n"
    before += "by_hand = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rates[epoch])\n"
    return before, f"learning_rate={rates[0]:.4g}"


def _rate_code(training: TrainingSettings) -> tuple[str, str]:
    """Write what stands before the optimizer, and the learning rate that it takes."""
    rate = f"{training.learning_rate:g}"
    schedules = "keras.optimizers.schedules"
    steps = f"steps = {training.epochs} * len(train)\n"
    match training.schedule:
        case "cosine":
            return f"{steps}rate = {schedules}.CosineDecay({rate}, decay_steps=steps)\n", "rate"
        case "warmup_cosine":
            warm = "warmup = steps // 10  # the rate rises before it falls\n"
            arguments = f"0.0, decay_steps=steps - warmup, warmup_target={rate}, warmup_steps=warmup"
            return f"{steps}{warm}rate = {schedules}.CosineDecay({arguments})\n", "rate"
        case "step":
            values = ", ".join(f"{training.learning_rate * share:g}" for share in (1, 0.1, 0.01))
            call = f"{schedules}.PiecewiseConstantDecay([steps // 2, steps * 3 // 4], [{values}])"
            return f"{steps}rate = {call}\n", "rate"
    return "", f"learning_rate={rate}"


def _loss_code(training: TrainingSettings) -> str:
    smoothing = training.label_smoothing
    if training.loss == "mean_squared_error":
        return "smoothed_error" if smoothing else "keras.losses.MeanSquaredError()"
    return f"keras.losses.{_LOSSES[training.loss]}({f'label_smoothing={smoothing:g}' if smoothing else ''})"
