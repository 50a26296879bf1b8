"""How a network is trained: the rates of Keras's schedules, scikit-learn's class weights, dropout put in once."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.class_weight import compute_class_weight

from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import DraftLayer
from cnn_core.settings import SettingError, check
from cnn_core.training.run_settings import with_dropout
from cnn_core.training.training_settings import SCHEDULES, TrainingSettings, class_weights, rate_at


def schedule_of_keras(training: TrainingSettings, steps: int):
    rate, schedules, warm = training.learning_rate, keras.optimizers.schedules, steps // 10
    match training.schedule:
        case "cosine":
            return schedules.CosineDecay(rate, steps)
        case "warmup_cosine":
            return schedules.CosineDecay(0.0, steps - warm, warmup_target=rate, warmup_steps=warm)
        case "step":
            return schedules.PiecewiseConstantDecay([steps // 2, steps * 3 // 4], [rate, rate * 0.1, rate * 0.01])
    return lambda step: rate


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("steps", [1, 7, 40])
def test_rates_are_those_of_keras(schedule, steps):
    training = TrainingSettings(schedule=schedule, learning_rate=0.3)
    keras_rate = schedule_of_keras(training, steps)
    for step in range(steps):
        assert rate_at(training, step, steps) == pytest.approx(float(keras_rate(step)), rel=1e-5, abs=1e-7)


@given(st.sampled_from(SCHEDULES), st.integers(1, 1000), st.integers(0, 2000))
def test_a_rate_is_never_above_the_one_that_was_set(schedule, steps, step):
    assert 0 <= rate_at(TrainingSettings(schedule=schedule), step, steps) <= 0.001 * (1 + 1e-9)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=50))
def test_class_weights_are_those_of_scikit_learn(labels):
    classes = np.unique(labels)
    expected = compute_class_weight("balanced", classes=classes, y=np.array(labels))
    assert class_weights(labels) == pytest.approx(dict(zip(classes.tolist(), expected.tolist(), strict=True)))


def test_the_defaults_are_within_their_limits():
    check(TrainingSettings())


@pytest.mark.parametrize(
    "wrong",
    [{"epochs": 0}, {"learning_rate": 0.0}, {"optimizer": "adagrad"}, {"dropout": 1.0}, {"batch_size": 2.5}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_settings_outside_their_limits_are_refused(wrong):
    with pytest.raises(SettingError, match=next(iter(wrong))):
        check(TrainingSettings(**wrong))


def test_dropout_stands_in_front_of_the_last_layer_once():
    draft = NetworkDraft(8, 8, 1, 3, (DraftLayer("Flatten"), DraftLayer("Dropout", {"rate": 0.2})))
    assert with_dropout(draft, 0.0) == draft
    assert with_dropout(draft, 0.4).layers == (DraftLayer("Flatten"), DraftLayer("Dropout", {"rate": 0.4}))
    without = NetworkDraft(8, 8, 1, 3, (DraftLayer("Flatten"),))
    assert with_dropout(without, 0.4).layers[-1] == DraftLayer("Dropout", {"rate": 0.4})
