"""Home: every stage is there at once, out of Keras as soon as that is loaded."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.convolution_lab import worker as keras_laboratory
from cnn_core.convolution_lab.result import LabResult
from cnn_core.pictures.images import to_float
from ui.home.stages import STACK
from ui.language import catalogue
from ui.pictures.visitor import sample

ROOT = Path(__file__).parents[2]


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras is still being loaded, and nothing starts it."""
    monkeypatch.setattr(engine, "ready", lambda: False)
    monkeypatch.setattr(engine, "warm_up", lambda: None)


def home(**address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def keras_result(name: str) -> LabResult:
    return keras_laboratory.run(STACK, to_float(sample(name).square(STACK.size), color=True))


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_home_does_not_wait_for_keras(language: str):
    app = home(lang=language)
    words = catalogue(language)
    assert words["home.written_out"] in captions(app)
    titles = [header.value for header in app.subheader]
    shown = ("picture", "feature", "activation", "pooled", "explore", "train", "classify")
    assert titles == [words[f"home.{part}"] for part in shown]
    assert len(re.findall(r"−\d\.\d\d", captions(app))) == 3


def test_home_shows_keras_once_it_is_there(monkeypatch: pytest.MonkeyPatch):
    class Done:
        @staticmethod
        def done() -> bool:
            return True

        @staticmethod
        def result() -> LabResult:
            return keras_result("cat")

    monkeypatch.setattr(engine, "ready", lambda: True)
    monkeypatch.setattr(engine, "warm_up", lambda: None)
    monkeypatch.setattr(engine, "submit", lambda *_, **__: Done())
    assert catalogue("en")["home.from_keras"] in captions(home(lang="en"))


def test_home_stays_when_the_engine_fails(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise engine.EngineError("unavailable")

    monkeypatch.setattr(engine, "ready", lambda: True)
    monkeypatch.setattr(engine, "warm_up", lambda: None)
    monkeypatch.setattr(engine, "submit", refuse)
    app = home(lang="en")
    assert catalogue("en")["home.unanswered"] in captions(app)
    assert len(app.subheader) == 7


@pytest.mark.usefixtures("unloaded")
def test_home_leads_to_every_page():
    pages = {file.stem for file in (ROOT / "pages").glob("*.py")} - {"home"}
    assert {link.proto.page for link in home().get("page_link")} == pages
