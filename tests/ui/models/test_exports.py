"""Saving a run's network under a name: its card, its owner, whatever stands in the way; and taking it away."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import decode
from cnn_core.metrics import wilson
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store.cards import Card, read_card
from cnn_core.model_store.export_formats import FORMATS
from cnn_core.model_store.kept import KeptModelError
from cnn_core.model_store.kept_name import LONGEST_TITLE
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource
from cnn_core.storage import workspace
from cnn_core.training import run_files
from cnn_core.training.run_folder import Run
from tests.cnn_core.made_runs import SHAPES, SIDE, made_run, prepared
from ui.language import catalogue

PAGE = Path(__file__).with_name("keeping_page.py")
WORDS = catalogue("en")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
    pytest.mark.usefixtures("empty_home"),
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    shutil.rmtree(workspace.folder("models"))


@pytest.fixture(scope="module")
def run() -> Run:
    prepared()
    return made_run("Shapes · 80 pictures")


def opened(run: Run, part: str = "dialog", **address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=120)
    page.query_params.update({"run": run.id, "part": part, **address})
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def save(page: AppTest, title: str, epoch: int | None = None) -> AppTest:
    page.text_input(key="keeping_title").input(title)
    if epoch:
        page.selectbox(key="keeping_epoch").set_value(epoch)
    page.button(key="keeping_save_now").click()
    return ran(page)


def said(page: AppTest, key: str) -> bool:
    """Whether the page says a sentence, up to its first placeholder."""
    beginning = WORDS[key].split("{")[0]
    found = [*page.error, *page.warning, *page.info, *page.success, *page.caption]
    return any(one.value.startswith(beginning) for one in found)


def test_a_saved_network_has_a_card_that_says_how_good_it_is(run: Run):
    page = save(opened(run), "나의 꽃", epoch=2)
    assert said(page, "keeping.saved")
    assert kept_models.names() == ("나의-꽃",)
    card = kept_models.card("나의-꽃")
    model = load(ModelSource("kept", "나의-꽃"))
    for mine, original in zip(model.get_weights(), load(ModelSource("run", f"{run.id}:2")).get_weights(), strict=True):
        np.testing.assert_array_equal(mine, original)
    right, pictures = measured_by_keras(model)
    assert card.accuracy.value == right / pictures
    assert card.accuracy.interval == pytest.approx(wilson.interval(right, pictures))
    assert card.accuracy.pictures == pictures
    check_entries(card, model)


def measured_by_keras(model: keras.Model) -> tuple[int, int]:
    """How many of the test pictures it gets right, by Keras alone."""
    dataset = datasets.prepare(decode(SHAPES), SIDE)
    test = datasets.split(dataset, 0).test
    answers = model.predict(dataset.images[test].astype(np.float32), verbose=0).argmax(axis=1)
    return int((answers == dataset.labels[test]).sum()), len(test)


def check_entries(card: Card, model: keras.Model) -> None:
    """The card's other entries, in both languages."""
    assert card.parameters == model.count_params()
    assert (card.epochs, card.seconds, card.tries, card.seed) == (2, 3.0, 1, 0)
    assert card.labels("ko")[0] == "원"
    assert (card.input.rows, card.input.columns, card.input.channels, card.input.scaling) == (SIDE, SIDE, 3, "bytes")
    assert "80" in card.data.name
    for sentence in (card.limits, card.data.name, card.data.split, card.preprocessing, card.licence, card.accuracy.on):
        assert card.in_language(sentence, "ko") != sentence
    assert "16 pictures only" in card.limits


def test_the_choice_of_epochs_says_how_they_did(run: Run):
    page = opened(run)
    options = page.selectbox(key="keeping_epoch").options
    assert options[0].startswith("After epoch 3 · 20.0 %")
    assert options[1].startswith("After epoch 2 · 90.0 %")


@pytest.mark.parametrize(("title", "code"), [("", "empty"), ("   ", "empty"), ("a\u202eb", "unseen")])
def test_a_title_that_cannot_be_is_refused_before_anything_is_measured(run: Run, title: str, code: str, monkeypatch):
    monkeypatch.setattr(engine, "submit", lambda *_, **__: pytest.fail("it was measured"))
    assert said(save(opened(run), title), f"keeping.name_error.{code}")
    assert kept_models.names() == ()


def test_the_field_takes_no_longer_title_than_there_can_be(run: Run):
    assert opened(run).text_input(key="keeping_title").proto.max_chars == LONGEST_TITLE


def test_saving_again_replaces_ones_own_and_says_so(run: Run):
    page = save(opened(run), "Mine", epoch=1)
    first = kept_models.digest("mine")
    again = opened(run)
    again.text_input(key="keeping_title").input("mine!")
    assert said(ran(again), "keeping.replaces")
    assert said(save(again, "mine!", epoch=2), "keeping.saved")
    assert kept_models.digest("mine") != first
    assert kept_models.names() == ("mine",)
    assert page.session_state["keeping.owner"] != again.session_state["keeping.owner"]  # the run's id opens it


def test_of_two_visitors_with_one_name_the_second_is_offered_another(run: Run):
    other = made_run("Another run", epochs=(1,))
    save(opened(run), "Shared")
    before = kept_models.digest("shared")
    page = save(opened(other), "shared")
    assert said(page, "keeping.taken")
    assert kept_models.digest("shared") == before
    page.button(key="keeping_save_as").click()
    assert said(ran(page), "keeping.saved")
    assert set(kept_models.names()) == {"shared", "shared-2"}


def test_a_name_in_markup_is_shown_as_it_is(run: Run):
    page = save(opened(run), "![x](y) <b>")
    assert r"\!\[x\](y) \<b\>" in page.success[0].value or r"!\[x\](y) \<b\>" in page.success[0].value


def test_a_full_disk_keeps_what_was_there(run: Run, monkeypatch: pytest.MonkeyPatch):
    save(opened(run), "Mine", epoch=1)
    before = kept_models.digest("mine")
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    assert said(save(opened(run), "Mine", epoch=2), "keeping.disk_full")
    assert kept_models.digest("mine") == before


def test_a_full_list_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept_models, "MOST_NETWORKS", 0)
    assert said(save(opened(run), "Mine"), "keeping.error.full")


def test_a_network_that_ran_away_is_refused(run: Run):
    lost = made_run("Lost", epochs=(1,))
    path = run_files.network_path(lost.folder, 1)
    model = keras.models.load_model(path)
    model.set_weights([np.full_like(weight, np.nan) for weight in model.get_weights()])
    model.save(path)
    assert said(save(opened(lost), "Lost"), "keeping.not_finite")


def test_pictures_that_are_gone_or_others_are_said(run: Run):
    gone = made_run("Gone", data=f"own:{'0' * 32}", epochs=(1,))
    assert said(save(opened(gone), "Gone"), "dataset_error.not_here")
    other = made_run("Other", classes=3, epochs=(1,))
    assert said(save(opened(other), "Other"), "keeping.other_data")


def test_a_run_that_is_older_than_the_server_is_saved_like_any_other(run: Run):
    """Nothing but its folder is needed: the engine knows nothing of it, and its process is long gone."""
    shutil.copytree(run.folder, workspace.folder("runs") / ("a" * 32))
    (workspace.folder("runs") / ("a" * 32) / "outcome.json").unlink()
    old = Run("a" * 32, workspace.folder("runs") / ("a" * 32), run.settings)
    assert old.status().state == "interrupted"
    assert said(save(opened(old), "Old"), "keeping.saved")


def test_an_engine_that_fails_is_said(run: Run, monkeypatch: pytest.MonkeyPatch):
    def submit(*_: object, **__: object) -> None:
        raise engine.EngineError("timeout")

    monkeypatch.setattr(engine, "submit", submit)
    assert said(save(opened(run), "Mine"), "engine_error.timeout")
    assert kept_models.names() == ()


def test_before_the_first_epoch_there_is_nothing_to_keep():
    page = opened(made_run("Young", epochs=()), "page")
    assert page.button(key="keeping_save").disabled
    assert said(page, "keeping.nothing_yet")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_made_and_packed_with_its_papers(run: Run, format_: str):
    page = opened(run, "page")
    page.segmented_control(key="exports_format").set_value(format_)
    ran(page).button(key="exports_make").click()
    ran(page)
    content = page.session_state["keeping.export_made"][1]
    label = page.get("download_button")[0].proto.label
    assert label.startswith("Download shapes-80-pictures-3")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        if format_ == "keras":
            assert "model.weights.h5" in names
            return
        assert {"README.txt", "classes.txt", "classify.py"} <= set(names)
        assert archive.read("classes.txt").decode().splitlines()[0] == "circle"
        assert f"{SIDE} x {SIDE}" in archive.read("README.txt").decode()
    assert len(names) > 3


def test_a_card_goes_along_with_a_kept_network(run: Run):
    """`ui.models.exports.draw_exports` of a kept network, whose card lies in the ZIP."""
    from ui.models.exports import _papers, of_source

    save(opened(run), "Mine")
    papers = _papers(of_source(ModelSource("kept", "mine", kept_models.digest("mine"))), "onnx")
    assert read_card(json.loads(papers["card.json"]), "mine") == kept_models.card("mine")
    with pytest.raises(KeptModelError):
        of_source(ModelSource("kept", "nobody"))
