"""A visitor's many pictures: in which batches they are asked about, what becomes of the broken, and the bounds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

from cnn_core.classification.many_pictures_result import LISTED, Asked, Broken, QuickAnswers
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource
from engine import EngineError
from ui.classify import photos as photo_gallery
from ui.classify.photos import BATCH, IN_FLIGHT, Gallery, problem_of

ASKED = Asked(ModelSource("shipped", "tiny_vgg"), CardInput(64, 64, 3, "unit"), "crop")
OTHER = Asked(ModelSource("shipped", "cifar10_cnn"), CardInput(32, 32, 3, "unit"), "crop")


class Engine:
    """Takes questions, and answers when it is told to."""

    def __init__(self) -> None:
        self.questions: list[tuple[Any, tuple[bytes, ...], Future[Any]]] = []

    def submit(self, function: str, asked: Any, files: tuple[bytes, ...], **_: Any) -> Future[Any]:
        assert function == photo_gallery.ANSWER
        future: Future[Any] = Future()
        self.questions.append((asked, files, future))
        return future

    def answer(self, question: int, broken: tuple[Broken, ...] = ()) -> None:
        _, files, future = self.questions[question]
        count = len(files)
        classes = np.tile(np.arange(LISTED, dtype=np.int32), (count, 1))
        scores = np.full((count, LISTED), 0.2, np.float32)
        future.set_result(QuickAnswers(classes, scores, np.full(count, -1, np.float32), broken))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    found = Engine()
    monkeypatch.setattr(photo_gallery.engine, "submit", found.submit)
    yield found
    gc.collect()


def filled(count: int, *, more: bool = False) -> Gallery:
    gallery = Gallery()
    gallery.ask(ASKED, "shared")
    for number in range(count):
        gallery.add(f"{number}.jpg", bytes([number % 256]) * 10)
    gallery.more = more
    return gallery


def test_pictures_are_asked_about_in_whole_batches_a_few_at_a_time(engine: Engine) -> None:
    gallery = filled(1000)
    gallery.advance()
    assert [len(files) for _, files, _ in engine.questions] == [BATCH] * IN_FLIGHT
    gallery.advance()
    assert len(engine.questions) == IN_FLIGHT
    engine.answer(1)
    gallery.advance()
    assert len(engine.questions) == IN_FLIGHT + 1
    assert [photo.state for photo in gallery.photos[BATCH : 2 * BATCH]] == [1] * BATCH
    assert gallery.photos[0].state == 0
    assert gallery.missing


def test_the_rest_is_asked_when_no_more_pictures_come(engine: Engine) -> None:
    gallery = filled(BATCH + 5, more=True)
    gallery.advance()
    assert [len(files) for _, files, _ in engine.questions] == [BATCH]
    engine.answer(0)
    gallery.advance()
    assert not gallery.missing
    gallery.more = False
    assert gallery.missing
    gallery.advance()
    engine.answer(1)
    gallery.advance()
    assert len(engine.questions[1][1]) == 5
    assert not gallery.missing
    assert {photo.state for photo in gallery.photos} == {1}


def test_broken_files_have_a_sentence_and_the_others_their_answers(engine: Engine) -> None:
    gallery = filled(3)
    gallery.add("huge.tif", b"", large=True)
    gallery.advance()
    engine.answer(0, (Broken(1, "damaged", {"kind": "JPEG"}),))
    gallery.advance()
    assert [photo.state for photo in gallery.photos] == [1, 2, 1, 2]
    assert "Received: a broken JPEG file" in problem_of(gallery.photos[1])
    assert gallery.photos[1].data == b""
    assert "8 MB" in problem_of(gallery.photos[3])
    assert problem_of(gallery.photos[0]) == ""


def test_another_network_answers_all_again_but_what_is_no_picture(engine: Engine) -> None:
    gallery = filled(4)
    gallery.advance()
    engine.answer(0, (Broken(2, "empty", {}),))
    gallery.advance()
    gallery.ask(OTHER, "shared")
    assert [photo.state for photo in gallery.photos] == [0, 0, 2, 0]
    gallery.advance()
    asked, files, _ = engine.questions[-1]
    assert (asked, len(files)) == (OTHER, 3)


def test_the_same_network_is_not_asked_twice(engine: Engine) -> None:
    gallery = filled(4)
    gallery.advance()
    gallery.ask(ASKED, "shared")
    engine.answer(0)
    gallery.advance()
    assert len(engine.questions) == 1


def test_what_comes_too_late_for_another_network_is_not_shown(engine: Engine) -> None:
    gallery = filled(4)
    gallery.advance()
    _, _, late = engine.questions[0]
    gallery.ask(OTHER, "shared")
    assert late.cancelled()
    gallery.advance()
    assert gallery.photos[0].state == 0


def test_an_engine_that_fails_is_said_of_these_pictures_alone(engine: Engine) -> None:
    gallery = filled(BATCH + 2)
    gallery.advance()
    engine.questions[0][2].set_exception(EngineError("timeout"))
    engine.answer(1)
    gallery.advance()
    assert [photo.state for photo in gallery.photos] == [2] * BATCH + [1, 1]
    assert "took too long" in problem_of(gallery.photos[0])
    gallery.forget_answers()
    assert {photo.state for photo in gallery.photos} == {0}


def test_a_network_that_does_not_classify_is_said_once_and_not_asked_on(engine: Engine) -> None:
    gallery = filled(3 * BATCH)
    gallery.advance()
    engine.questions[0][2].set_exception(ValueError("one score a class"))
    gallery.advance()
    assert gallery.notice == ("classify.refused", {"reason": "one score a class"})
    assert len(engine.questions) == IN_FLIGHT
    gallery.ask(OTHER, "shared")
    assert gallery.notice is None


def test_without_a_network_pictures_wait(engine: Engine) -> None:
    gallery = filled(3)
    gallery.ask(None, "shared")
    gallery.advance()
    assert engine.questions == []
    assert not gallery.missing


def test_a_gallery_has_its_bounds(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_gallery, "MOST_PHOTOS", 3)
    gallery = filled(5)
    assert len(gallery.photos) == 3
    assert gallery.full
    gallery.clear()
    assert not gallery.full
    monkeypatch.setattr(photo_gallery, "MOST_BYTES", 25)
    for number in range(3):
        gallery.add(str(number), bytes(10))
    assert (gallery.size, gallery.full) == (20, True)


def test_all_galleries_share_a_bound_and_those_that_are_left_give_it_back(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()
    used = sum(one.size for one in list(photo_gallery._galleries))
    monkeypatch.setattr(photo_gallery, "MOST_BYTES_OF_ALL", used + 45)
    first = filled(4)
    second = filled(1)
    assert (len(first.photos), len(second.photos), second.full) == (4, 0, True)
    del first
    gc.collect()
    second.clear()
    second.add("a", bytes(10))
    assert len(second.photos) == 1


def test_names_are_made_harmless(engine: Engine) -> None:
    gallery = Gallery()
    gallery.add("a\x00b\n" + "c" * 200, b"x")
    gallery.add("\x00", b"x")
    assert gallery.photos[0].name == "ab" + "c" * 78
    assert gallery.photos[1].name == "?"
