"""Training curves: what is drawn how, and how much of it."""

import math
from pathlib import Path

import numpy as np
import pytest

from figures.curves import MOST_POINTS, RUNS, TRAIN, VALIDATION, Line, curves, thinned

GROUNDS = {"light": "#fbfaf7", "dark": "#12161c"}


def luminance(colour: str) -> float:
    shares = [byte / 255 for byte in bytes.fromhex(colour[1:])]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=list(GROUNDS))
@pytest.mark.parametrize("colour", RUNS)
def test_a_line_stands_out_on_light_and_dark_grounds(colour: str, ground: str):
    dark, light = sorted([luminance(colour), luminance(ground)])
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_view_of_the_epochs_has_the_same_colours():
    style = Path(__file__).parents[2] / "ui" / "components" / "train" / "scrubber.css"
    assert f"--train: {TRAIN};" in style.read_text()
    assert f"--validation: {VALIDATION};" in style.read_text()


def test_validation_is_told_by_dashes_and_colour_batches_are_thin():
    lines = [Line(part, [1, 2], [0.4, 0.6], part) for part in ("batch", "train", "validation")]  # type: ignore[arg-type]
    batch, train, validation = curves(lines, x_title="Epoch", y_title="Accuracy", share=True).data
    assert (batch.line.width, batch.line.color) == (1, TRAIN)
    assert (train.line.dash, train.line.color) == ("solid", TRAIN)
    assert (validation.line.dash, validation.line.color) == ("dash", VALIDATION)


def test_runs_differ_in_colour_and_in_marks():
    lines = [Line(str(run), [1], [0.5], "validation", run) for run in range(8)]
    data = curves(lines, x_title="", y_title="", share=True).data
    assert len({(trace.line.color, trace.marker.symbol) for trace in data}) == 8
    assert all(trace.line.dash == "dash" for trace in data)


def test_a_line_without_points_is_left_out():
    figure = curves([Line("Validation", [], [], "validation")], x_title="", y_title="", share=False)
    assert not figure.data


def test_a_loss_that_explodes_gets_a_logarithmic_axis():
    calm = curves([Line("", [1, 2], [2.3, 0.001], "train")], x_title="", y_title="", share=False)
    wild = curves([Line("", [1, 2, 3], [2.3, 1e9, math.nan], "train")], x_title="", y_title="", share=False)
    assert calm.layout.yaxis.type is None
    assert wild.layout.yaxis.type == "log"


def test_a_long_run_is_thinned_and_keeps_its_mean():
    epochs = np.linspace(0, 50, 12_345)
    values = np.random.default_rng(0).normal(size=len(epochs))
    short_epochs, short_values = thinned(epochs, values)
    assert len(short_epochs) == len(short_values) == MOST_POINTS
    assert np.all(np.diff(short_epochs) > 0)
    assert np.mean(short_values) == pytest.approx(values.mean(), abs=1e-3)
