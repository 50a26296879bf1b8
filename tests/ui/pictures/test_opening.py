"""Pictures of strangers, opened by the real fenced workers: what is harmless comes in, what costs too much is said."""

from collections.abc import Iterator
from concurrent.futures import Future
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import engine
from cnn_core.pictures.errors import ImageError
from ui.pictures.opening import open_picture, open_square, open_squares
from ui.requests import border, timeouts


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    engine.shutdown()


def file_of(rows: int, columns: int, kind: str = "PNG", **options: int) -> bytes:
    buffer = BytesIO()
    Image.fromarray(np.full((rows, columns, 3), 7, np.uint8)).save(buffer, kind, **options)
    return buffer.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(ImageError) as caught:
        open_picture(data, 64)
    return caught.value.code


def test_a_picture_comes_in_read_only_and_scaled_down() -> None:
    found = open_picture(file_of(100, 200), 64)
    assert found.shape == (32, 64, 3)
    assert not found.flags.writeable
    assert (found == 7).all()


def test_many_come_in_together_and_what_is_none_is_none() -> None:
    found = open_squares([file_of(3, 5), b"none", file_of(8, 8, "GIF")], 4)
    assert [None if one is None else one.shape for one in found] == [(4, 4, 3), None, (4, 4, 3)]
    assert open_square(file_of(3, 5), 2).shape == (2, 2, 3)


def test_what_is_refused_says_why_and_the_next_one_comes_in() -> None:
    assert code_of(b"") == "empty"
    assert code_of(b"hello") == "not_a_picture"
    assert open_picture(file_of(2, 2), 64).shape == (2, 2, 3)


def test_what_takes_too_long_is_stopped_and_the_next_one_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = file_of(6000, 6000)
    assert open_picture(file_of(2, 2), 64).shape == (2, 2, 3)
    with monkeypatch.context() as patched:
        patched.setattr(timeouts, "BORDER", 0.0)
        assert code_of(slow) == "too_costly"
    assert open_picture(file_of(2, 2), 64).shape == (2, 2, 3)


@pytest.mark.parametrize(("code", "said"), [("memory", "too_costly"), ("died", "too_costly"), ("unavailable", "busy")])
def test_what_the_engine_says_becomes_a_sentence_about_the_picture(
    monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    answer: Future[object] = Future()
    answer.set_exception(engine.EngineError(code))
    monkeypatch.setattr(border, "submit", lambda *_, **__: answer)
    assert code_of(b"any") == said


def test_a_turn_that_does_not_come_is_said_and_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    never: Future[object] = Future()
    monkeypatch.setattr(border, "submit", lambda *_, **__: never)
    monkeypatch.setattr(timeouts, "BORDER_TURN", 0.01)
    assert code_of(b"any") == "busy"
    assert never.cancelled()
