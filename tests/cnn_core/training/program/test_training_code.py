"""A training as Keras code: every setting's code runs, and does what the setting says."""

import re

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.training.program.training_code import to_keras_code
from cnn_core.training.training_settings import LOSSES, OPTIMIZERS, SCHEDULES, TrainingSettings, class_weights, rate_at

LABELS = np.array([0] * 8 + [1] * 4)


def ran(training: TrainingSettings, augmented: bool = False, validated: bool = True, **names):
    """What stands in the program's names after it ran on twelve tiny pictures."""
    images = np.zeros((12, 4, 4, 1), np.uint8)
    images[LABELS == 1] = 200
    model = keras.Sequential(
        [keras.Input((4, 4, 1)), keras.layers.Rescaling(1 / 255), keras.layers.Flatten(),
         keras.layers.Dense(2, activation="softmax")]
    )  # fmt: skip
    given = {
        "model": model,
        "train_images": images, "train_labels": LABELS,
        "validation_images": images[::4], "validation_labels": LABELS[::4],
    }  # fmt: skip
    names = given | names
    exec(to_keras_code(training, augmented, validated=validated), names)  # noqa: S102  # the code is what is tested
    return names


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_trains(optimizer):
    names = ran(TrainingSettings(epochs=2, batch_size=5, optimizer=optimizer, weight_decay=0.01, learning_rate=0.01))
    assert len(names["history"].history["val_loss"]) == 2
    assert names["model"].optimizer.weight_decay == pytest.approx(0.01)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_the_rate_of_the_code_is_the_rate_of_the_run(schedule):
    training = TrainingSettings(epochs=4, batch_size=5, schedule=schedule, learning_rate=0.01)
    optimizer = ran(training)["model"].optimizer
    assert int(optimizer.iterations) == 12  # three batches of at most five, four times
    assert float(optimizer.learning_rate) == pytest.approx(rate_at(training, 12, 12), abs=1e-8)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("loss", LOSSES)
def test_smoothing_pulls_every_loss_towards_unsure_answers(loss, smoothing):
    names = ran(TrainingSettings(epochs=1, loss=loss, label_smoothing=smoothing))
    answers = np.array([[1.0, 0.0]], np.float32)

    def loss_of(share):
        return float(np.mean(names["model"].compute_loss(y=answers, y_pred=np.float32([[share, 1 - share]]))))

    best = min(np.linspace(0.5, 0.99, 50), key=loss_of)
    assert (best < 0.95) == (smoothing > 0)


# Keras's own callback reads the rate in a way that numpy 2 warns of.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_rates_that_were_set_by_hand_hold_epoch_by_epoch():
    names: dict[str, object] = {}
    images, labels = np.zeros((12, 4, 4, 1), np.uint8), LABELS
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")])
    names |= {"model": model, "train_images": images, "train_labels": labels}
    names |= {"validation_images": images, "validation_labels": labels}
    exec(to_keras_code(TrainingSettings(epochs=3), rates=[0.3, 0.2, 0.1]), names)  # noqa: S102
    assert names["history"].history["learning_rate"] == pytest.approx([0.3, 0.2, 0.1])


def test_class_weights_reach_the_training():
    names = ran(TrainingSettings(epochs=1, class_weights=True))
    assert names["weights"] == pytest.approx(class_weights(LABELS))


def test_early_stopping_stops():
    still = TrainingSettings(epochs=9, early_stopping=2, optimizer="sgd", learning_rate=1e-6, label_smoothing=0.0)
    names = ran(still, validation_images=np.full((3, 4, 4, 1), 255, np.uint8), validation_labels=np.array([0, 1, 0]))
    assert len(names["history"].history["loss"]) <= 9
    assert names["stop"].patience == 2


def test_only_what_is_learnt_from_is_augmented():
    seen = []

    def augment(images, labels):
        seen.append("augmented")
        return images * 0, labels

    names = ran(TrainingSettings(epochs=1), augmented=True, augment=augment)
    learnt = np.concatenate([images for images, _ in names["train"].as_numpy_iterator()])
    looked_at = np.concatenate([images for images, _ in names["validation"].as_numpy_iterator()])
    assert seen
    assert learnt.max() == 0
    assert looked_at.max() == 200


def test_without_pictures_to_validate_with_it_trains_all_the_same():
    names = ran(TrainingSettings(epochs=1, early_stopping=3), validated=False)
    assert list(names["history"].history) == ["accuracy", "loss"]


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_each_step_of_the_pipeline_stands_in_the_code_or_not(cache, shuffle, prefetch, augmented):
    code = to_keras_code(TrainingSettings(cache=cache, shuffle=shuffle, prefetch=prefetch), augmented)
    steps = {"cache": cache, "shuffle": shuffle, "prefetch": prefetch, r"map\(augment": augmented}
    assert {name: bool(re.search(rf"\.{name}", code)) for name in steps} == steps
    compile(code, "code", "exec")
