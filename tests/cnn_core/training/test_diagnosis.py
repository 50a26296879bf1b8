"""What curves say: each finding on curves drawn for it, and a remedy that is a setting."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.settings import check_value
from cnn_core.training.diagnosis import diagnose
from cnn_core.training.training_settings import TrainingSettings

NAMES = ("loss", "accuracy", "val_loss", "val_accuracy")


def epochs(*curve):
    return [
        {"kind": "epoch", "epoch": epoch, **dict(zip(NAMES, values, strict=True))}
        for epoch, values in enumerate(curve, 1)
    ]


def codes(records, **settings):
    return [finding.code for finding in diagnose(records, TrainingSettings(**settings))]


HEALTHY = epochs((2.0, 0.3, 1.9, 0.35), (0.8, 0.7, 0.8, 0.7), (0.3, 0.9, 0.4, 0.88), (0.2, 0.93, 0.35, 0.9))


def test_healthy_curves_are_said_to_be():
    assert codes(HEALTHY) == ["healthy"]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_asks_for_a_tenth_of_the_rate(loss):
    batch = {"kind": "batch", "epoch": 2, "batch": 3, "batches": 9, "loss": loss, "accuracy": 0.1}
    (finding,) = diagnose([*HEALTHY[:1], batch], TrainingSettings(learning_rate=1.0))
    assert (finding.code, finding.values, finding.remedy) == ("not_finite", {"epoch": 2}, {"learning_rate": 0.1})


def test_a_loss_that_jumps_asks_for_a_lower_rate():
    jumping = epochs((2.0, 0.3, 2.0, 0.3), (0.9, 0.6, 1.0, 0.6), (1.9, 0.4, 2.1, 0.3), (1.0, 0.6, 1.2, 0.5))
    (finding,) = diagnose(jumping, TrainingSettings(learning_rate=0.02))
    assert (finding.code, finding.remedy) == ("rate_too_high", {"learning_rate": 0.002})


@pytest.mark.parametrize(
    ("optimizer", "rate", "remedy"), [("adam", 0.1, 0.01), ("adam", 1e-5, 1e-4), ("sgd", 0.01, 0.03), ("sgd", 1.0, 0.1)]
)
def test_a_loss_that_hardly_falls_asks_for_another_rate(optimizer, rate, remedy):
    flat = epochs(*[(2.08 - 0.001 * epoch, 0.13, 2.08, 0.12) for epoch in range(5)])
    (finding,) = diagnose(flat, TrainingSettings(optimizer=optimizer, learning_rate=rate))
    assert (finding.code, finding.remedy) == ("hardly_falls", {"learning_rate": pytest.approx(remedy)})


OVERFITTING = epochs((2.0, 0.3, 2.0, 0.3), (0.8, 0.7, 1.0, 0.6), (0.3, 0.9, 1.2, 0.62), (0.1, 0.98, 1.5, 0.61))


def test_overfitting_is_named_with_the_epoch_that_was_best():
    first, second = diagnose(OVERFITTING, TrainingSettings())
    assert (first.code, first.values) == ("overfitting", {"accuracy": 0.98, "val_accuracy": 0.61})
    assert (second.code, second.values, second.remedy) == ("too_many_epochs", {"epoch": 2}, {"early_stopping": 3})


def test_against_overfitting_one_thing_is_tried_after_the_other():
    tried, remedies = TrainingSettings(early_stopping=3), []
    for _ in range(5):
        (finding,) = diagnose(OVERFITTING, tried)
        remedies.append(finding.remedy)
        tried = TrainingSettings(**{**vars(tried), **finding.remedy})
    assert remedies == [{"dropout": 0.3}, {"dropout": 0.5}, {"weight_decay": 0.01}, {"label_smoothing": 0.1}, {}]


def test_what_still_falls_asks_for_more_epochs():
    falling = epochs(
        *[(2.0 - 0.2 * epoch, 0.3 + 0.05 * epoch, 2.0 - 0.2 * epoch, 0.3 + 0.05 * epoch) for epoch in range(6)]
    )
    (finding,) = diagnose(falling, TrainingSettings(epochs=6, schedule="constant"))
    assert (finding.code, finding.remedy) == ("still_learning", {"epochs": 12})


LEVEL = epochs(*[(1.0 + 2.0 * 0.1**epoch, 0.6, 1.05 + 2.0 * 0.1**epoch, 0.58) for epoch in range(9)])


def test_a_level_curve_asks_for_a_falling_rate_and_then_for_a_larger_network():
    (finding,) = diagnose(LEVEL, TrainingSettings(schedule="constant"))
    assert (finding.code, finding.values, finding.remedy) == ("plateau", {"epoch": 3}, {"schedule": "cosine"})
    (finding,) = diagnose(LEVEL, TrainingSettings(schedule="cosine"))
    assert (finding.code, finding.remedy) == ("underfitting", {})
    (finding,) = diagnose(LEVEL, TrainingSettings(schedule="cosine", dropout=0.5, weight_decay=0.1))
    assert finding.remedy == {"dropout": 0.0, "weight_decay": 0.0}


def test_an_epoch_that_was_done_twice_counts_once():
    assert codes([*HEALTHY[:3], *HEALTHY[2:]]) == ["healthy"]


def test_too_little_says_nothing():
    assert codes([]) == codes(HEALTHY[:1]) == []


def test_without_validation_there_is_no_overfitting():
    records = [{**one, "val_loss": None, "val_accuracy": None} for one in OVERFITTING]
    assert codes(records) == ["healthy"]


losses = st.floats(0, 1e6)
shares = st.floats(0, 1)


@given(
    st.lists(st.tuples(losses, shares, losses | st.none(), shares | st.none()), max_size=12),
    st.builds(
        TrainingSettings,
        learning_rate=st.floats(1e-6, 10),
        dropout=st.sampled_from([0.0, 0.3, 0.5, 0.9]),
        schedule=st.sampled_from(["constant", "cosine"]),
        epochs=st.integers(1, 500),
    ),
)
def test_whatever_the_curves_are_a_remedy_is_settings_within_their_limits(curve, training):
    found = diagnose(epochs(*curve), training)
    assert len(found) <= 2
    for finding in found:
        for name, value in finding.remedy.items():
            check_value(TrainingSettings, name, value)
