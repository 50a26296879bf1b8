"""The training page: what is prepared and started, what a run shows in every state, and what follows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core import drafts as network_draft
from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import DraftLayer
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files, run_folder
from cnn_core.training.program.training_code import to_keras_code
from cnn_core.training.run_folder import Run, RunSettings, RunStatus
from cnn_core.training.training_settings import TrainingSettings
from engine import EngineError
from tests.cnn_core.made_runs import SHAPES, made_run, prepared
from tests.pages.app_page import address, page_at, ran, said
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
WORDS = {language: catalogue(language) for language in ("en", "ko")}
RESULT = {"accuracy": 0.925, "low": 0.9, "high": 0.95, "right": 37, "pictures": 40}
CURVES = {
    "overfitting": [(2.0, 0.3, 2.0, 0.3), (0.8, 0.7, 1.0, 0.6), (0.2, 0.95, 1.2, 0.6)],
    "not_finite": [(2.0, 0.3, 2.0, 0.3), (float("nan"), 0.1, None, None)],
    "hardly_falls": [(2.08, 0.13, 2.08, 0.12)] * 3,
    "healthy": [(2.0, 0.3, 2.0, 0.3), (0.5, 0.9, 0.5, 0.9), (0.2, 0.95, 0.3, 0.93)],
}

# Keras saves the made runs' networks in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def _data() -> None:
    prepared()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[RunSettings]:
    """The settings of the runs that were started; none of them goes on."""
    settings: list[RunSettings] = []

    def start(function: str, folder: Path, arguments: Any, lane: str) -> None:
        assert (function, lane) == (run_folder.TASK, "training")
        settings.append(run_folder.open_run(folder.name).settings)

    monkeypatch.setattr(engine, "start", start)
    return settings


@pytest.fixture
def stands(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say where all runs stand."""

    def say(state: str, **further: Any) -> None:
        monkeypatch.setattr(Run, "status", lambda run: RunStatus(state, **further))

    return say


def opened(**link: str) -> AppTest:
    return page_at("train", **link)


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click()
    return ran(page)


def keys(page: AppTest) -> set[str]:
    return {button.key for button in page.button if button.key and button.key.startswith("train_")}


def curved(name: str, training: TrainingSettings | None = None, parent: str = "") -> Run:
    """A run that has ended with these curves."""
    run = made_run(epochs=(), parent=parent)
    if training is not None:
        run = run_folder.create(replace(run.settings, training=training), prepared().images[0])
    task_folder.finish(run.folder, "done")
    for number, values in enumerate(CURVES[name], 1):
        measured = dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), values, strict=True))
        record = {"kind": "epoch", "epoch": number, "seconds": 1.0, "rate": 0.001, "pictures_per_second": 9.0}
        run_files.append(run.folder / run_files.METRICS, record | measured)
    return run


# Preparing a run -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_first_visit_offers_settings_that_work_each_with_a_line(language):
    page = opened(lang=language, data=SHAPES)
    words = WORDS[language]
    assert page.title[0].value == words["train.title"]
    assert page.header[0].value == words["train.prepare"]
    told = said(page)
    for name in asdict(TrainingSettings()):
        assert words[f"settings.{name}_help"] in told
    assert [widget.key for widget in page.number_input][:3] == ["epochs", "batch_size", "learning_rate"]
    assert not page.button(key="train_start").disabled
    assert words["train.runs"] not in [header.value for header in page.header]


def test_the_code_is_that_of_the_settings():
    page = opened(data=SHAPES, optimizer="momentum", epochs="3", cache="false", augmentation="zoom=0.1")
    settings = TrainingSettings(optimizer="momentum", epochs=3, cache=False)
    assert [code.value for code in page.code] == [to_keras_code(settings, augmented=True).rstrip("\n")]


def test_settings_go_into_the_link():
    page = opened(data=SHAPES)
    page.number_input(key="learning_rate").set_value(0.01)
    page.toggle(key="class_weights").set_value(True)
    ran(page)
    assert address(page)["learning_rate"] == "0.01"
    assert address(page)["class_weights"] == "true"


def test_a_network_that_does_not_fit_cannot_be_trained_and_the_page_says_where_it_is_mended():
    broken = network_draft.encode(NetworkDraft(32, 32, 3, 8, (DraftLayer("Conv2D"), DraftLayer("Dense"))))
    page = opened(data=SHAPES, network=broken)
    assert "train_start" not in keys(page)
    assert WORDS["en"]["train.network_does_not_fit"] in said(page)


def test_start_makes_the_run_of_these_settings_and_opens_it(started):
    page = press(opened(data=SHAPES, epochs="4", dropout="0.3", split_seed="5"), "train_start")
    (settings,) = started
    assert run_folder.open_run(address(page)["run"]).settings == settings
    assert (settings.data, settings.split_seed, settings.training.epochs) == (SHAPES, 5, 4)
    assert network_draft.decode(settings.network).layers[-1] == DraftLayer("Dropout", {"rate": 0.3})
    assert "train_start" not in keys(page)


@pytest.mark.parametrize("code", ["full", "unavailable"])
def test_what_stands_in_the_way_is_said_and_nothing_is_lost(monkeypatch, code):
    def refuse(*_: Any) -> None:
        raise EngineError(code)

    monkeypatch.setattr(engine, "start", refuse)
    page = press(opened(data=SHAPES, epochs="4"), "train_start")
    assert [error.value for error in page.error] == [WORDS["en"][f"engine_error.{code}"]]
    assert page.number_input(key="epochs").value == 4
    assert not page.button(key="train_start").disabled


# A run on screen -----------------------------------------------------------------------------------------------------

BUTTONS = {
    "queued": ({}, {"train_stop", "train_new"}),
    "running": ({}, {"train_pause", "train_stop", "train_new"}),
    "paused": ({"paused": True}, {"train_go_on", "train_stop", "train_new"}),
    "interrupted": ({}, {"train_go_on", "train_new"}),
    "stopped": ({}, {"train_go_on", "train_new"}),
    "failed": ({"code": "memory"}, {"train_go_on", "train_new"}),
    "done": ({}, {"train_more", "train_new"}),
}


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("state", BUTTONS)
def test_each_state_has_its_name_and_what_can_be_done_with_it(stands, state, language):
    further, buttons = BUTTONS[state]
    stands("running" if state == "paused" else state, **further)
    page = opened(run=made_run().id, lang=language)
    word = WORDS[language][f"train.state.{state}"].format(place=0)
    assert word in said(page)
    assert buttons <= keys(page)
    offered = {name for _, names in BUTTONS.values() for name in names}
    assert keys(page) & offered == buttons
    assert (WORDS[language]["train.pause_ends"].format(minutes=10) in said(page)) == (state == "paused")


@pytest.mark.parametrize("code", ["memory", "nan", "data", "other_data", "network", "broken", "disk_full", "refused"])
def test_every_way_to_fail_has_its_sentence(stands, code):
    stands("failed", code=code, message="7")
    page = opened(run=made_run().id)
    assert [error.value for error in page.error] == [WORDS["en"][f"train.failed.{code}"].format(message="7")]


def test_a_way_to_fail_that_nobody_foresaw_has_one_too(stands):
    stands("failed", code="new", message="KeyError: 3")
    page = opened(run=made_run().id)
    assert "KeyError: 3" in page.error[0].value


@pytest.mark.parametrize(("phase", "number"), [("features", "20 of 80"), ("test", "test pictures")])
def test_what_comes_before_and_after_the_epochs_is_said(stands, phase, number):
    stands("running", phase=phase, done=20, total=80)
    page = opened(run=made_run().id)
    (bar,) = page.get("progress")
    assert number in bar.proto.text


@pytest.mark.parametrize(
    ("key", "state", "command"),
    [("train_pause", {}, "pause"), ("train_go_on", {"paused": True}, "go_on"), ("train_stop", {}, "stop")],
)
def test_a_button_asks_the_run_for_what_it_says(stands, monkeypatch, key, state, command):
    stands("running", **state)
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr(Run, "command", lambda run, *arguments: asked.append(arguments))
    press(opened(run=made_run().id), key)
    assert asked == [(command,)]


def test_epochs_are_added_to_a_run_that_has_ended(started):
    run = made_run()
    page = opened(run=run.id)
    page.number_input(key="train_more_epochs").set_value(7)
    press(page, "train_more")
    assert len(started) == 1
    assert run_folder.open_run(run.id).epochs == 10


def test_a_run_shows_its_curves_its_figures_and_its_inside():
    page = opened(run=made_run(result=RESULT).id)
    assert {metric.label: metric.value for metric in page.metric}["Validation accuracy"] == "20.0 %"
    names = [node.proto.component_name for node in page.get("bidi_component")]
    assert "convlens.train" in names
    figures = [json.loads(node.proto.spec) for node in page.get("plotly_chart")]
    assert [len(figure["data"]) for figure in figures] == [3, 3]
    assert "92.5 % right (with 95 % confidence between 90.0 % and 95.0 %)" in page.success[0].value


def test_a_link_to_a_run_that_is_not_here_says_so_and_offers_a_new_one():
    page = opened(run="f" * 32, data=SHAPES)
    assert [warning.value for warning in page.warning] == [WORDS["en"]["train.unknown"]]
    assert "train_start" in keys(page)


# After a run ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", CURVES)
def test_what_the_curves_say_stands_in_words(name, language):
    page = opened(run=curved(name).id, lang=language)
    words = WORDS[language]
    beginning = words[f"train.finding.{name}"].split("**")[1]
    assert beginning in said(page)


def test_one_click_starts_the_next_run_as_the_finding_says_and_compares_both(started):
    run = curved("overfitting", TrainingSettings(epochs=3, learning_rate=0.002))
    page = opened(run=run.id)
    assert page.button(key="train_remedy_0").label == "Next run: Dropout 0.3"
    press(page, "train_remedy_0")
    (settings,) = started
    assert settings.training == TrainingSettings(epochs=3, learning_rate=0.002, dropout=0.3)
    assert settings.parent == run.id
    assert network_draft.decode(settings.network).layers[-1] == DraftLayer("Dropout", {"rate": 0.3})
    assert address(page)["runs"].split(",") == [run.id, address(page)["run"]]


def test_a_new_run_begins_with_the_settings_of_the_one_before(started):
    run = curved("healthy", TrainingSettings(epochs=3, learning_rate=0.002, dropout=0.5))
    page = press(opened(run=run.id), "train_new")
    assert "run" not in page.query_params
    assert page.number_input(key="learning_rate").value == 0.002
    press(page, "train_start")
    assert started[0].training == run.settings.training
    assert replace(started[0], title="", created=0.0, network="") == replace(
        run.settings, title="", created=0.0, network=""
    )


def test_the_networks_of_a_run_are_linked_by_name():
    run = made_run()
    page = opened(run=run.id)
    links = {node.proto.page: node.proto.query_string for node in page.get("page_link")}
    assert links["network_explorer"] == f"network=run%3A{run.id}%3A3"


def test_two_runs_are_compared_and_what_differs_is_marked():
    first, second = curved("healthy"), curved("overfitting", TrainingSettings(epochs=5))
    page = opened(run=first.id, runs=f"{first.id},{second.id}")
    table = next(
        node.proto.body for node in page.get("html") if "marked" in node.proto.body and "<th" in node.proto.body
    )
    rows = [row for row in table.split("<tr") if 'scope="row"' in row]
    marked = {row.split("</th>")[0].rpartition("◆ ")[2] for row in rows if "class=marked" in row}
    assert "Epochs" in marked
    assert "Optimizer" not in marked
    assert len(page.get("plotly_chart")) == 4


def test_no_more_runs_are_compared_than_can_be_told_apart():
    runs = [curved("healthy").id for _ in range(8)]
    page = opened(runs=",".join(runs[:6]), data=SHAPES)
    assert len(page.get("plotly_chart")) == 2
    too_many = opened(runs=",".join(runs), data=SHAPES)
    assert too_many.info  # the link asks for more than its field holds
