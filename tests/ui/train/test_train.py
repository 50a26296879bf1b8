"""What the training page makes of a run's records and snapshots, before anything is drawn."""

from __future__ import annotations

import math
import zipfile
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files
from tests.cnn_core.made_runs import made_run
from ui.train import health as train_health
from ui.train.compare import DIFFERS, rows, usual_seconds
from ui.train.inside import LONGEST_SIDE, MOST_EPOCHS_SHOWN, as_bytes, chosen, inside
from ui.train.metrics import best, lines, place, standing, straightened

NAMES = {part: part for part in ("batch", "train", "validation")}

# Keras saves the made runs' networks in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def batch(epoch: int, number: int, loss: float = 1.0) -> dict[str, Any]:
    return {"kind": "batch", "epoch": epoch, "batch": number, "batches": 4, "loss": loss, "accuracy": 0.5, "rate": 0.1}


def epoch(number: int, *, seconds: float = 2.0, accuracy: float | None = 0.5) -> dict[str, Any]:
    measured = {"loss": 1.0, "accuracy": 0.6, "val_loss": 1.1, "val_accuracy": accuracy}
    return {"kind": "epoch", "epoch": number, "seconds": seconds, "pictures_per_second": 50.0, "rate": 0.1, **measured}


EVENT = {"kind": "event", "event": "paused", "epoch": 1}


def test_what_was_done_twice_after_a_kill_counts_once():
    before = [batch(1, 2), batch(1, 4), epoch(1), batch(2, 2), batch(2, 4)]
    records = [*before, EVENT, batch(2, 1), batch(2, 2)]
    assert [place(record)[0] for record in straightened(records)] == [0.5, 1.0, 1.0, 1.25, 1.5]


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=40))
def test_straightened_records_go_forwards_whatever_came(places):
    kept = [place(record) for record in straightened([batch(*one) for one in places])]
    assert kept == sorted(set(kept))


def test_a_run_without_records_stands_at_the_beginning():
    assert standing([], 7) == (0, 7, 0.0, {}, None, None, None)


def test_time_left_leaves_out_the_first_epoch_in_which_all_is_made_ready():
    now = standing([epoch(1, seconds=30.0), epoch(2, seconds=2.0), batch(3, 2)], 10)
    assert (now.epoch, now.share, now.rate, now.pictures_per_second) == (3, 0.25, 0.1, 50.0)
    assert now.seconds_left == pytest.approx(7.5 * 2.0)
    assert standing([epoch(1, seconds=30.0)], 10).seconds_left == pytest.approx(9 * 30.0)


def test_the_newest_figures_stand_beside_the_last_validation():
    now = standing([epoch(1, accuracy=0.7), batch(2, 1, loss=0.25)], 10)
    assert (now.figures["loss"], now.figures["val_accuracy"]) == (0.25, 0.7)


def test_curves_leave_out_what_was_not_measured():
    drawn = lines([batch(1, 2), epoch(1), batch(2, 2), epoch(2, accuracy=None)], "accuracy", NAMES)
    assert [(line.part, list(line.epochs)) for line in drawn] == [
        ("batch", [0.5, 1.5]), ("train", [1.0, 2.0]), ("validation", [1.0]),
    ]  # fmt: skip


def test_the_best_epoch_is_the_first_with_the_highest_validation_accuracy():
    records = [epoch(1, accuracy=0.2), epoch(2, accuracy=0.9), epoch(3, accuracy=0.9), epoch(4, accuracy=None)]
    assert best(records)["epoch"] == 2
    assert best([epoch(1, accuracy=None)]) is None


@given(st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=300).map(sorted))
def test_of_many_epochs_the_first_and_the_last_are_always_sent(epochs):
    found = chosen(epochs)
    assert len(found) <= MOST_EPOCHS_SHOWN
    assert (found[0], found[-1]) == (epochs[0], epochs[-1])
    assert set(found) <= set(epochs)
    assert list(found) == sorted(set(found))


@given(st.lists(st.floats(-1e6, 1e6, width=32) | st.just(math.nan), min_size=1, max_size=30))
def test_maps_as_bytes_are_right_to_half_a_step(values):
    maps = np.array(values, np.float32).reshape(-1, 1, 1)
    cells, limits = as_bytes(maps)
    finite = np.where(np.isfinite(maps), maps, 0)
    back = (cells.astype(np.float64) - 127) / 127 * limits
    assert np.abs(back - finite).max() <= limits.max() / 127 * 0.51 + 1e-30


def test_the_inside_of_a_run_holds_all_its_epochs():
    run = made_run()
    shown = inside(run, run.metrics(), ["a"] * 8)
    assert shown is not None
    assert (list(shown.epochs), shown.layer, shown.total) == ([0, 1, 2, 3], "conv2d_1", 3)
    assert shown.figures[0] is None
    assert shown.figures[2] == {"accuracy": 0.3, "val_accuracy": 0.9}
    shapes = {name: array.shape for name, array in shown.arrays.items()}
    assert shapes == {
        "picture": (32, 32, 3), "filters": (4, 3, 3, 3, 4), "maps": (4, 32, 32, 4), "map_limits": (4, 4),
        "prediction": (4, 8),
    }  # fmt: skip
    assert max(shapes["maps"]) <= LONGEST_SIDE
    fewer = inside(run, run.metrics(), ["a"] * 8, most=2)
    assert fewer is not None
    assert list(fewer.epochs) == [0, 3]


def test_a_snapshot_that_cannot_be_read_is_left_out():
    run = made_run()
    with zipfile.ZipFile(run_files.snapshot_path(run.folder, 1), "w") as archive:
        archive.writestr("layer.npy", b"broken")
    shown = inside(run, run.metrics(), ["a"] * 8)
    assert shown is not None
    assert list(shown.epochs) == [0, 2, 3]


def test_a_run_without_snapshots_has_no_inside_yet():
    run = made_run(epochs=())
    run_files.snapshot_path(run.folder, 0).unlink()
    assert inside(run, [], ["a"] * 8) is None


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ({"gradient": 1.0, "dead": 0.6}, "dead"),
        ({"gradient": 1e4, "dead": 0.0}, "exploding"),
        ({"gradient": math.nan, "dead": 0.0}, "exploding"),
        ({"gradient": 1e-9, "dead": None}, "vanishing"),
        ({"gradient": 0.1, "dead": 0.1}, None),
        ({"gradient": None, "dead": None}, None),
    ],
)
def test_a_layer_that_stands_out_is_named(layer, code):
    said = train_health.warnings([{"name": "conv2d_7", "activation": 0.0, **layer}])
    assert len(said) == (code is not None)
    assert all("conv2d_7" in sentence for sentence in said)
    word = {"dead": "are dead", "exploding": "exploding", "vanishing": "Hardly any gradient", None: ""}[code]
    assert all(word in sentence for sentence in said)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("12")), min_size=2, max_size=4))
def test_rows_are_marked_where_runs_differ_and_only_there(columns):
    table, marked = rows(columns, [str(number) for number in range(len(columns))])
    for row, differs in zip(table, marked, strict=True):
        name, *values = row.values()
        assert differs == (len(set(values)) > 1) == name.startswith(DIFFERS)


def test_the_usual_time_of_an_epoch_is_not_the_first_ones():
    assert usual_seconds([]) is None
    assert usual_seconds([epoch(1, seconds=9.0)]) == 9.0
    assert usual_seconds([epoch(1, seconds=9.0), epoch(2, seconds=2.0), epoch(3, seconds=1.0)]) == 1.5


def test_metrics_that_a_kill_cut_short_stop_nobody():
    run = made_run()
    with (run.folder / run_files.METRICS).open("ab") as file:
        file.write(b'{"kind": "epoch", "epo')
    task_folder.finish(run.folder, "interrupted")
    assert standing(run.metrics(), run.epochs).epoch == 3
