"""The page Classify: link and messages of the view in, what Keras says out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core import model_store
from cnn_core.network_input import network_input
from cnn_core.prediction_result import softmax
from cnn_core.samples import SAMPLES
from tests.pages.network_views import APP, unpacked
from ui.language import catalogue

WORDS = catalogue("en")
SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    engine.shutdown()


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=SECONDS).switch_page("pages/classify.py")
    app.query_params.update(parameters)
    app.run()
    assert not app.exception
    return app


def view(app: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    (found,) = [part for part in app.get("bidi_component") if "classify_view" in part.proto.component_name]
    return unpacked(found.proto.bytes)


def test_the_first_screen_answers_with_what_keras_says():
    header, arrays = view(opened(picture="coffee"))
    name = header["controls"]["classifier"]["value"]
    assert name == "efficientnet_lite0"
    card = model_store.card(name)
    image = network_input(SAMPLES["coffee"].square(224), card.input)
    expected = np.asarray(keras.saving.load_model(model_store.path(name), compile=False)(image[np.newaxis]))[0]
    np.testing.assert_allclose(softmax(arrays["logits"]), expected, atol=1e-4)
    assert header["labels"][int(arrays["logits"].argmax())] == "espresso"
    np.testing.assert_array_equal(arrays["picture"], SAMPLES["coffee"].square(224))
    assert header["judgement"] is None
    assert not header["stale"]


def test_a_cup_of_coffee_is_none_of_the_flowers():
    header, arrays = view(opened(picture="coffee", classifier="flowers_cnn"))
    judgement = header["judgement"]
    assert judgement["refused"]
    assert judgement["kind"] == "nearness"
    assert judgement["score"] < judgement["threshold"]
    assert arrays["logits"].shape == (5,)
    assert arrays["picture"].shape == (180, 180, 3)


def test_a_digit_is_one_of_the_digits():
    header, arrays = view(opened(picture="digit", classifier="mnist_cnn"))
    assert arrays["logits"].shape == (10,)
    assert header["controls"]["framing"]["value"] == "crop"


def test_the_link_says_how_many_answers_and_which_threshold():
    header, _ = view(opened(picture="cat", classifier="tiny_vgg", top="3", cut="0.2", framing="letterbox"))
    controls = header["controls"]
    assert (controls["top"], controls["cut"], controls["framing"]["value"]) == (3, 0.2, "letterbox")


@pytest.mark.parametrize("wrong", ["nobody", "kept:nobody", f"run:{'0' * 32}:3", "<script>"])
def test_a_network_that_is_not_there_is_said_and_the_list_is_still_there(wrong: str):
    header, arrays = view(opened(picture="cat", classifier=wrong))
    if wrong.startswith(("kept", "run")):
        assert header["notices"] == [WORDS["classify.no_network"]]
        assert arrays == {}
    else:
        assert header["controls"]["classifier"]["value"] == "efficientnet_lite0"
    assert len(header["controls"]["classifier"]["options"]) > 5


def test_a_network_without_convolutions_answers_too():
    header, arrays = view(opened(picture="cat", classifier="mlp_cifar10"))
    assert arrays["logits"].shape == (10,)
    assert header["notices"] == []


def test_both_languages_have_their_labels():
    header, _ = view(opened(picture="coffee", classifier="flowers_cnn", lang="ko"))
    card = model_store.card("flowers_cnn")
    assert header["labels"] == list(card.labels("ko"))
    assert card.refusal is not None
    assert header["judgement"]["on"] == card.korean[card.refusal.on]


def test_the_page_says_that_pictures_are_not_kept():
    app = opened(picture="cat", classifier="tiny_vgg")
    assert WORDS["classify.kept"] in [caption.value for caption in app.caption]
