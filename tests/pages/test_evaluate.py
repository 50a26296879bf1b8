"""The page Evaluate: what is shown of which network on which pictures, and what is said where that cannot be."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.split import split
from cnn_core.metrics import wilson
from cnn_core.model_store import kept as kept_models
from cnn_core.training.run_folder import Run
from tests.cnn_core.training import tiny_runs
from tests.pages.app_page import APP, components, said, unopened, unpacked
from ui.evaluate import request as evaluate_work
from ui.language import catalogue, number
from ui.models import run_card
from ui.networks.names import KEPT, RUN

WORDS = catalogue("en")
SECONDS = 120
KERAS_WARNS = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saving weights

pytestmark = KERAS_WARNS


@pytest.fixture(autouse=True)
def _no_data_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONVLENS_DATA", raising=False)


@pytest.fixture(scope="module")
def run() -> Run:
    return tiny_runs.trained()


def opened(**link: str) -> AppTest:
    return settled(unopened("evaluate", **link))


def settled(app: AppTest) -> AppTest:
    """Run the page until nothing is under way any more, as the browser does."""
    end = time.monotonic() + SECONDS
    app.run()
    while (under_way() or app.get("progress")) and time.monotonic() < end:
        while under_way() and time.monotonic() < end:
            time.sleep(0.02)
        app.run()
    assert not app.exception
    return app


def under_way() -> bool:
    return any(not work.finished for work in evaluate_work._works.values())


def views(app: AppTest, name: str) -> list[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    return [unpacked(proto.bytes) for proto in components(app, name)]


def matrix(app: AppTest) -> tuple[dict[str, Any], np.ndarray]:
    ((header, arrays),) = views(app, "confusion_matrix")
    return header, arrays["counts"]


def judged_by_hand(run: Run, epoch: int, part: str) -> tuple[np.ndarray, np.ndarray]:
    """What the pictures of a part show, and what Keras takes them for."""
    import keras

    dataset = datasets.prepare(DataSource("shapes", options=(("count", 20),)), tiny_runs.SIDE)
    positions = split(dataset, run.settings.split_seed).part(part)
    model = keras.models.load_model(run.folder / "checkpoints" / f"epoch-{epoch:04d}.keras", compile=False)
    return dataset.labels[positions], model.predict(dataset.images[positions].astype(np.float32), verbose=0).argmax(1)


def test_a_first_visit_without_any_data_shows_a_network_on_pictures_that_are_always_here():
    app = opened()
    assert app.selectbox(key="evaluate_network").value == "mnist_cnn"
    assert app.selectbox(key="evaluate_data").value == "digits"
    header, counts = matrix(app)
    assert header["names"] == [str(digit) for digit in range(10)]
    assert counts.sum() == len(split(datasets.prepare(DataSource("digits")), 0).test)
    assert WORDS["evaluate.standing.foreign"] in said(app)
    assert not app.query_params


@pytest.mark.parametrize(("part", "standing"), [("test", "held_out"), ("validation", "chosen"), ("train", "learnt")])
def test_a_run_is_judged_on_the_split_that_it_was_trained_with(run: Run, part: str, standing: str):
    app = opened(judged=f"{RUN}{run.id}:2", judged_part=part)
    labels, answers = judged_by_hand(run, 2, part)
    expected = np.zeros((8, 8), int)
    np.add.at(expected, (labels, answers), 1)
    np.testing.assert_array_equal(matrix(app)[1], expected)
    assert WORDS[f"evaluate.standing.{standing}"] in said(app)
    right = int((labels == answers).sum())
    assert app.metric[0].value == f"{number(100 * right / len(labels), 1)} %"
    low, high = wilson.interval(right, len(labels))
    assert app.metric[0].delta == WORDS["evaluate.interval"].format(
        low=number(100 * low, 1), high=number(100 * high, 1)
    )


def test_training_pictures_are_never_called_held_out(run: Run):
    for part in ("train", "all"):
        text = said(opened(judged=f"{RUN}{run.id}:2", judged_part=part))
        assert WORDS["evaluate.standing.held_out"] not in text
        assert WORDS["evaluate.standing.learnt" if part == "train" else "evaluate.standing.mixed"] in text


def test_a_run_whose_pictures_have_changed_since_is_not_called_fair(run: Run):
    noted = run.folder / "data.json"
    before = noted.read_text()
    assert datasets.prepare(DataSource("shapes", options=(("count", 20),)), tiny_runs.SIDE).digest in before
    noted.write_text(json.dumps(json.loads(before) | {"digest": "0" * 64}))
    try:
        text = said(opened(judged=f"{RUN}{run.id}:2"))
    finally:
        noted.write_text(before)
    assert WORDS["evaluate.standing.unknown"] in text
    assert WORDS["evaluate.standing.held_out"] not in text


def test_what_the_visitor_trained_last_is_judged_without_asking(run: Run):
    app = AppTest.from_file(str(APP), default_timeout=SECONDS).switch_page("pages/evaluate.py")
    app.session_state["train.made"] = [run.id]
    settled(app)
    assert app.selectbox(key="evaluate_network").value == f"{RUN}{run.id}:2"
    assert app.selectbox(key="evaluate_network").options[0].startswith("Your run: ")
    assert WORDS["evaluate.standing.held_out"] in said(app)
    assert "judged" not in app.query_params


def test_another_epoch_of_a_run_is_a_choice_away(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2")
    assert app.selectbox(key="evaluate_epoch").value == 2
    app.selectbox(key="evaluate_epoch").select(1)
    settled(app)
    assert app.query_params["judged"] == f"{RUN}{run.id}:1"
    labels, answers = judged_by_hand(run, 1, "test")
    assert np.diag(matrix(app)[1]).sum() == (labels == answers).sum()


def test_other_pictures_of_the_kind_are_not_called_held_out(run: Run):
    text = said(opened(judged=f"{RUN}{run.id}:2", judged_data="shapes:count=10"))
    assert WORDS["evaluate.standing.unknown"] in text


def test_a_kept_network_remembers_its_split(run: Run):
    dataset = datasets.prepare(DataSource("shapes", options=(("count", 20),)), tiny_runs.SIDE)
    from cnn_core.training.worker import measure
    from ui.runs import networks as run_networks

    measured = measure(run_networks.source(run, 2), run.settings.data, run.settings.side, run.settings.split_seed)
    described = run_card.described(run, 2, measured, dataset)
    name = kept_models.keep("Tiny shapes", measured.file, described, ["owner"]).name
    app = opened(judged=f"{KEPT}{name}")
    assert WORDS["evaluate.standing.held_out"] in said(app)
    assert matrix(app)[1].sum() == sum(measured.pictures)
    assert np.diag(matrix(app)[1]).tolist() == list(measured.right)
    kept_models.remove(name, ["owner"])


def test_the_pictures_of_a_cell_are_those_that_it_counts(run: Run):
    name = f"{RUN}{run.id}:1"
    header, counts = matrix(opened(judged=name))
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    app = opened(judged=name, cell=f"{row}-{column}")
    assert matrix(app)[0]["opened"] == [row, column]
    grid, arrays = next(
        view for view in views(app, "picture_grid") if view[0]["label"] == WORDS["evaluate.cell_pictures"]
    )
    assert len(grid["pictures"]) == min(20, counts[row, column])
    dataset = datasets.prepare(DataSource("shapes", options=(("count", 20),)), tiny_runs.SIDE)
    for picture, pixels in zip(grid["pictures"], arrays["images"], strict=True):
        assert dataset.labels[int(picture["name"])] == row
        np.testing.assert_array_equal(pixels, dataset.images[int(picture["name"])])
    assert header["names"][row] in said(app)


def test_a_cell_that_no_matrix_has_is_passed_over(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2", cell="99-0")
    header, counts = matrix(app)
    row, column = header["opened"]
    mistakes = counts - np.diag(np.diag(counts))
    assert mistakes[row, column] == mistakes.max()


def test_a_network_that_does_not_know_the_classes_says_so_and_offers_what_fits():
    app = opened(judged="mnist_cnn", judged_data="shapes:count=20")
    (warning,) = [one.value for one in app.warning]
    assert "does not know these 8 of Shapes" in warning
    assert "circle" in warning
    assert not app.metric
    app.button(key="evaluate_data_digits").click()
    settled(app)
    assert matrix(app)[1].shape == (10, 10)


def test_data_that_are_elsewhere_are_offered_on_their_page():
    app = opened(judged="cifar10_cnn", judged_data="cifar10")
    assert "170 MB" in said(app)
    assert app.button(key="evaluate_fetch")
    assert not app.metric


def test_a_network_that_is_gone_is_named_as_gone():
    app = opened(judged=f"{RUN}{'0' * 32}:3")
    assert WORDS["evaluate.gone"] in said(app)
    assert not app.metric


def test_a_link_that_nobody_can_read_leaves_the_usual_page():
    app = opened(judged="no_such", judged_data="wine", judged_part="half", cell="x")
    assert "judged" in said(app)
    assert app.metric


def test_two_networks_differ_where_their_answers_do(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2", rival=f"{RUN}{run.id}:1")
    labels, answers = judged_by_hand(run, 2, "test")
    _, others = judged_by_hand(run, 1, "test")
    first, second = answers == labels, others == labels
    counts = [int(both.sum()) for both in (first & second, first & ~second, ~first & second, ~first & ~second)]
    assert [label.rpartition(": ")[2] for label in app.radio(key="evaluate_case").options] == list(map(str, counts))
    assert "McNemar" in said(app) or WORDS["evaluate.duel.same"] in said(app)


def test_robustness_is_measured_when_it_is_asked_for(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2")
    before = len(app.get("plotly_chart"))
    app.button(key="evaluate_robust_start").click()
    settled(app)
    assert app.query_params["robust"] == "true"
    assert len(app.get("plotly_chart")) == before + 1
    assert "Hardest is" in said(app)
    assert [button.label for button in app.get("download_button")].count(WORDS["evaluate.take.robustness"]) == 2


def test_classes_are_ordered_by_what_is_worst(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2", class_order="recall")
    labels, answers = judged_by_hand(run, 2, "test")
    recall = [float((answers[labels == place] == place).mean()) for place in range(8)]
    table = next(html.proto.body for html in app.get("html") if WORDS["evaluate.classes"] in html.proto.body)
    names = list(datasets.kind("shapes").classes)
    shown = sorted(names, key=lambda name: table.index(f">{name}<"))
    assert [recall[names.index(name)] for name in shown] == sorted(recall)


def test_it_speaks_korean(run: Run):
    app = opened(judged=f"{RUN}{run.id}:2", lang="ko")
    assert matrix(app)[0]["names"][0] == "원"
    assert catalogue("ko")["evaluate.standing.held_out"] in said(app)
