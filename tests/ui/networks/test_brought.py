"""A visitor's own model: taken, refused in words, kept for the visit, and killed when it misbehaves."""

import gc
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.model_files.archive import MAX_BYTES
from cnn_core.model_files.check import ModelFileError, check_model_file
from cnn_core.model_store.source import ModelSource
from engine.errors import MESSAGES
from tests.cnn_core.model_files.made_files import classifier, layer, model_file, sequential
from ui.language import catalogue
from ui.networks.brought import refusal
from ui.networks.brought_files import ModelFolder, folder
from ui.requests.timeouts import BORDER, BROUGHT

PAGE = Path(__file__).with_name("brought_model_page.py")
GOOD = model_file(sequential(layer("Flatten")))


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list:
    """The workers' part, answered here without Keras; the requests are noted."""
    requests: list = []

    def submit(function: str, source: ModelSource | str, *, turn: str, timeout: float, pool: str) -> Future:
        requests.append((function, source, timeout, pool))
        future: Future = Future()
        try:
            fenced = isinstance(source, str)
            future.set_result(check_model_file(source if fenced else source.name, weights=not fenced))
        except ModelFileError as error:
            future.set_exception(error)
        return future

    monkeypatch.setattr(engine, "submit", submit)
    monkeypatch.setattr(engine, "warm_up", lambda pool: requests.append(pool) if pool != engine.BROUGHT else None)
    return requests


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def upload(page: AppTest, data: bytes, name: str = "my network.keras") -> AppTest:
    page.file_uploader[0].upload(name, data, "application/octet-stream")
    return ran(page)


def test_at_first_there_is_none():
    page = opened()
    assert page.session_state["shown"] == (False, None)
    assert "200 MB" in page.caption[0].value
    assert not page.error


def test_a_good_file_becomes_the_visitors_network(asked: list):
    page = upload(opened(), GOOD)
    passed, model = page.session_state["shown"]
    assert passed
    assert (model.name, model.info.rows, model.path.read_bytes()) == ("my network", 8, GOOD)
    source = ModelSource("file", str(model.path), model.digest)
    assert asked == [
        ("cnn_core.model_files.worker.check", str(model.path), BORDER, engine.BORDER),
        ("cnn_core.network_graph.worker.inspect", source, BROUGHT, engine.BROUGHT),
    ]
    assert "8 × 8" in page.caption[1].value
    passed_again, same = ran(page).session_state["shown"]
    assert not passed_again
    assert same.digest == model.digest
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"hello", "something else"),
        (GOOD[:-9], "broken"),
        (model_file(classifier(layer("Lambda", "spy", function="x"))), "spy"),
        (model_file(classifier(layer("Dense", "giant", units=10**8))), "giant"),
        (model_file(data=b"pickle"), "model.weights.h5"),
    ],
)
def test_a_refused_file_says_why_and_what_was_there_stays(data: bytes, word: str):
    page = upload(upload(opened(), GOOD), data)
    assert word in page.error[0].value
    assert "stays" in page.error[0].value
    passed, model = page.session_state["shown"]
    assert not passed
    assert model.path.read_bytes() == GOOD
    upload(page, GOOD)
    assert not page.error


def test_a_refusal_is_in_the_visitors_language():
    assert "실행하지" in upload(opened(lang="ko"), model_file(classifier(layer("Lambda")))).error[0].value


def test_what_the_border_refuses_does_not_reach_keras_and_does_not_stay(asked: list):
    upload(opened(), model_file(classifier(layer("Lambda"))))
    (function, path, *_, pool), *more = asked
    assert (function, pool, more) == ("cnn_core.model_files.worker.check", engine.BORDER, [])
    gc.collect()
    assert not Path(path).exists()


def test_a_name_cannot_act_as_markup():
    page = upload(opened(), GOOD, "![x](http://site)*.keras")
    assert not set("[]!*/") & set(page.session_state["shown"][1].name)


@pytest.mark.parametrize("code", MESSAGES)
@pytest.mark.parametrize(("pool", "seconds"), [(engine.BORDER, BORDER), (engine.BROUGHT, BROUGHT)])
def test_an_ended_worker_says_what_was_the_matter(
    code: str, pool: str, seconds: float, monkeypatch: pytest.MonkeyPatch
):
    answer = engine.submit

    def submit(*arguments: Any, **options: Any) -> Future:
        if options["pool"] != pool:
            return answer(*arguments, **options)
        future: Future = Future()
        future.set_exception(engine.EngineError(code))
        return future

    monkeypatch.setattr(engine, "submit", submit)
    page = upload(opened(), GOOD)
    assert page.error[0].value.startswith(refusal(engine.EngineError(code), seconds))
    assert page.session_state["shown"] == (False, None)
    assert not ran(page).session_state["shown"][0]


def test_every_end_has_its_sentence_in_both_languages():
    for language in ("en", "ko"):
        start = "brought_model.ended."
        assert {key.removeprefix(start) for key in catalogue(language) if key.startswith(start)} == set(MESSAGES)


def test_a_file_that_is_no_longer_there_is_said(monkeypatch: pytest.MonkeyPatch):
    page = upload(opened(), GOOD)
    folder()._remove(page.session_state["shown"][1].digest)
    assert ran(page).session_state["shown"][1] is None
    assert "Upload it again" in ran(page).error[0].value


def test_a_second_file_takes_the_place_of_the_first():
    other = model_file(sequential(layer("ReLU")))
    page = upload(upload(opened(), GOOD), other)
    assert page.session_state["shown"][1].path.read_bytes() == other


def test_the_uploader_takes_what_the_check_takes():
    import tomllib

    settings = tomllib.loads((Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text())
    assert settings["server"]["maxUploadSize"] * 1024 * 1024 >= MAX_BYTES
    assert ModelFolder.__init__.__defaults__[0] >= MAX_BYTES


def test_through_the_real_worker(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    page = upload(opened(), GOOD)
    passed, model = page.session_state["shown"]
    assert passed
    assert model.info.output == (192,)
    page = upload(page, model_file(sequential(layer("Rescaling", "odd", scale=1, nothing=2))))
    assert "odd" in page.error[0].value
    assert page.session_state["shown"][1].digest == model.digest
