"""Runs in words: what they are called, their settings, how long something takes."""

import pytest

from tests.cnn_core.made_runs import made_run
from ui.runs.names import duration, setting_rows, title, value_text

# Keras saves the made runs' networks in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.mark.parametrize(("seconds", "text"), [(0.0, "0 s"), (59.2, "1 min 0 s"), (3599.5, "1 h 0 min")])
def test_durations_are_rounded_up(seconds, text):
    assert duration(seconds) == text


def test_a_run_is_named_and_told_in_words():
    run = made_run()
    told = setting_rows(run.settings)
    assert title(run.settings) == f"Shapes · {told['Network']}"
    assert told["Optimizer"] == "Adam"
    assert told["Class weights"] == value_text("class_weights", False) == "off"
    assert told["Schedule"] == "cosine, down to 0"
