"""The page "MLP and CNN": what comes step by step, what the view is sent, and what is said of shuffled pixels.

The engine answers in this process, and learning is left out: `tests/cnn_core/mlp_and_cnn/test_worker.py` does that.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.classification import prediction
from cnn_core.drafts import decode
from cnn_core.drafts.model import build
from cnn_core.metrics.wilson import interval
from cnn_core.mlp_and_cnn import placed_digits
from cnn_core.mlp_and_cnn import worker as core
from cnn_core.mlp_and_cnn.changed_pictures import moved
from cnn_core.mlp_and_cnn.moved_accuracy import moved_accuracy
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, NETWORKS, Learnt, amounts, measured_amounts
from cnn_core.model_store import store as model_store
from engine import EngineError
from tests.pages.app_page import component, page_at, said, unpacked
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
WORDS = {language: catalogue(language) for language in ("en", "ko")}
RIGHT = {("mlp", False): 285, ("mlp", True): 307, ("cnn", False): 481, ("cnn", True): 86}
WEIGHTS = {name: tuple(build(draft, 3).get_weights()) for name, draft in NETWORKS.items()}


def learn(network: str, places: str, shuffled: bool) -> Learnt:
    return Learnt(WEIGHTS[network], RIGHT[network, shuffled], 500)


def measure(network: str, weights: Any, movement: str) -> np.ndarray:
    return np.arange(len(measured_amounts(movement))) + 100 * (network == "cnn")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the engine was asked, in order."""
    calls: list[tuple[Any, ...]] = []
    functions = {"learn": learn, "measure": measure, "scores": core.scores, "digits": placed_digits.digits,
                 "classify": prediction.classify}  # fmt: skip

    def submit(function: str, *arguments: Any, **_: Any) -> Future[Any]:
        name = function.rpartition(".")[2]
        calls.append((name, *(one for one in arguments if isinstance(one, (str, bool)))))
        future: Future[Any] = Future()
        future.set_result(functions[name](*arguments))
        return future

    monkeypatch.setattr(engine, "submit", submit)
    return calls


def opened(**link: str) -> AppTest:
    return page_at("mlp_and_cnn", **link)


def shown(page: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the arrays of the view."""
    return unpacked(component(page, "mlp_and_cnn").bytes)


def test_both_learn_first_and_all_the_rest_follows(asked: list[tuple[Any, ...]]):
    opened(movement="degrees")
    order = [call for call in asked if call[0] in ("learn", "measure")]
    assert order == [
        ("learn", "mlp", "middle", False),
        ("learn", "cnn", "middle", False),
        ("measure", "mlp", "degrees"),
        ("measure", "cnn", "degrees"),
        ("learn", "mlp", "middle", True),
        ("learn", "cnn", "middle", True),
        *[("measure", name, movement) for movement in ("columns", "rows") for name in NETWORKS],
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_view_gets_every_step_of_the_digit_with_what_keras_makes_of_it(asked: list[tuple[Any, ...]], language: str):
    header, arrays = shown(opened(lang=language, digit="5", digit_turn="2", moved_by="3"))
    *_, small, answers = placed_digits.digits()
    digit = placed_digits.in_the_middle(small[np.flatnonzero(answers == 5)[2]][np.newaxis])
    for movement in MOVEMENTS:
        steps = [moved(digit, **{movement: amount})[0] for amount in amounts("digits", movement)]
        np.testing.assert_array_equal(arrays[f"pictures.{movement}"], steps)
        for name in NETWORKS:
            wanted = core.scores(name, WEIGHTS[name], np.stack(steps))
            np.testing.assert_allclose(arrays[f"scores.{name}.{movement}"], wanted, atol=1e-5)
            counts = measure(name, None, movement)
            rows = [(count / 500, *interval(int(count), 500)) for count in counts]
            np.testing.assert_allclose(arrays[f"measured.{name}.{movement}"], rows, atol=1e-6)
    assert (header["answer"], header["known"], header["status"]) == (5, True, "")
    assert header["chosen"] == {"movement": "columns", "amount": 3}
    assert header["subject"] == WORDS[language]["mlp_and_cnn.digit"].format(digit=5)


def test_ones_own_picture_becomes_a_digit_of_which_nobody_knows_what_it_is(asked: list[tuple[Any, ...]]):
    header, arrays = shown(opened(own_digit="true", picture="glyph"))
    middle = arrays["scores.cnn.columns"][4]
    assert not header["known"]
    assert header["answer"] == int(middle.argmax())


def test_the_shipped_pair_takes_the_visitors_picture_and_its_measured_shares(asked: list[tuple[Any, ...]]):
    header, arrays = shown(opened(pair="cifar10", picture="coffee", moved_by="40"))
    assert header["labels"] == list(model_store.card("cifar10_cnn").labels("en"))
    assert header["chosen"] == {"movement": "columns", "amount": 8}  # the farthest that there is
    for name, network in (("mlp", "mlp_cifar10"), ("cnn", "cifar10_cnn")):
        assert arrays[f"scores.{name}.degrees"].shape == (len(amounts("cifar10", "degrees")), 10)
        counts = moved_accuracy(network).right["rows"]
        np.testing.assert_allclose(arrays[f"measured.{name}.rows"][:, 0], np.array(counts) / 1000, atol=1e-6)
    assert not [call for call in asked if call[0] == "measure"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_shuffled_pixels_have_done_is_said_with_intervals(asked: list[tuple[Any, ...]], language: str):
    text = said(opened(lang=language, learnt_at="anywhere"))
    start = {key: WORDS[language][f"mlp_and_cnn.{key}"] for key in ("stays", "falls", "shuffle_anywhere")}
    assert start["stays"].format(
        network="MLP", share_before="57.0", low_before="52.6", high_before="61.3", share_after="61.4",
        low_after="57.1", high_after="65.6",
    ) in text  # fmt: skip
    assert start["falls"].format(
        network="CNN", share_before="96.2", low_before="94.1", high_before="97.6", share_after="17.2",
        low_after="14.1", high_after="20.8",
    ) in text  # fmt: skip
    assert start["shuffle_anywhere"] in text


def test_a_digit_or_ones_own_picture_is_picked_and_others_are_shown(asked: list[tuple[Any, ...]]):
    page = opened(own_digit="true")
    (others,) = [button for button in page.button if button.label == WORDS["en"]["mlp_and_cnn.others"]]
    others.click().run()
    assert not page.exception
    header, arrays = shown(page)
    assert header["known"]
    *_, small, answers = placed_digits.digits()
    second = placed_digits.in_the_middle(small[np.flatnonzero(answers == header["answer"])[1]][np.newaxis])[0]
    np.testing.assert_array_equal(arrays["pictures.columns"][4], second)


def test_both_networks_can_be_opened_in_the_builder(asked: list[tuple[Any, ...]]):
    links = [node.proto for node in opened().get("page_link")]
    found = [link for link in links if link.page.startswith("build")]
    texts = [link.query_string.split("network=")[1] for link in found]
    assert [decode(text).layers for text in texts] == [draft.layers for draft in NETWORKS.values()]


def test_an_engine_that_cannot_answer_says_so_and_what_is_known_stays(monkeypatch: pytest.MonkeyPatch):
    def submit(function: str, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if function.endswith("digits"):
            future.set_result(placed_digits.digits())
        else:
            future.set_exception(EngineError("timeout"))
        return future

    monkeypatch.setattr(engine, "submit", submit)
    page = opened()
    assert [error.value for error in page.error] == [WORDS["en"]["engine_error.timeout"]]
    header, arrays = shown(page)
    assert sorted(arrays) == sorted(f"pictures.{movement}" for movement in MOVEMENTS)
    assert header["status"] == WORDS["en"]["mlp_and_cnn.learning"].format(network="MLP", pictures="1,297")
