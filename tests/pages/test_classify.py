"""The page Classify: link and messages of the view in, what Keras says out."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic.activation import softmax
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.source import OWN, decode
from cnn_core.model_store import store as model_store
from cnn_core.networks.input import network_input
from cnn_core.pictures.samples import SAMPLES
from tests.pages.app_page import component, page_at, sent, unpacked
from ui.language import catalogue

WORDS = catalogue("en")
SECONDS = 60


def opened(**link: str) -> AppTest:
    return page_at("classify", **link)


def view(app: AppTest, name: str = "classify") -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    return unpacked(component(app, name).bytes)


def url(content: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"


def photo(name: str, kind: str = "JPEG") -> bytes:
    buffer = BytesIO()
    Image.fromarray(SAMPLES[name]()).save(buffer, kind, quality=95)
    return buffer.getvalue()


def with_pictures(app: AppTest, *pictures: dict[str, Any]) -> AppTest:
    """The page when the gallery has answers to these pictures."""
    number = view(app, "gallery")[0]["acknowledged"]
    sent(app, "gallery", send={"kind": "add", "number": number + 1, "pictures": list(pictures), "more": False})
    for look in range(2, 40):
        if not view(app, "gallery")[0]["missing"]:
            return app
        sent(app, "gallery", send={"kind": "look", "number": number + look, "more": False})
    raise AssertionError("The gallery has no answers.")


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


TWO = ({"name": "coffee.jpg", "url": url(photo("coffee"))}, {"name": "cat.jpg", "url": url(photo("cat"))})
BROKEN = {"name": "broken.jpg", "url": url(photo("coffee")[:900])}


def test_the_numbers_of_the_preparation_are_those_of_the_picture():
    header, arrays = view(opened(picture="coffee", classifier="flowers_cnn"))
    told = header["picture"]
    assert told["original"] == [400, 600]
    assert told["kept"] == {"row": 0, "column": 100, "rows": 400, "columns": 400}
    assert told["numbers"]["highest"] == arrays["picture"].max()
    assert told["numbers"]["mean"] == pytest.approx(arrays["picture"].mean())
    assert arrays["original"].shape == (107, 160, 3)


@pytest.mark.slow
def test_many_pictures_are_answered_as_each_alone_and_the_broken_listed():
    app = with_pictures(opened(picture="cat", classifier="flowers_cnn"), *TWO, BROKEN)
    header, arrays = view(app, "gallery")
    assert header["names"] == ["coffee.jpg", "cat.jpg", "broken.jpg"]
    assert arrays["state"].tolist() == [1, 1, 2]
    assert "Received: a broken JPEG" in header["problems"]["2"]
    assert arrays["refused"].tolist() == [1, 1, 0]
    app = sent(app, "gallery", send={"kind": "open", "number": 50, "id": 0})
    whole, numbers = view(app)
    assert whole["picture"]["name"] == "Your picture"
    best = int(numbers["logits"].argmax())
    assert arrays["classes"][0, 0] == best
    assert arrays["scores"][0, 0] == pytest.approx(float(softmax(numbers["logits"])[best]), abs=1e-4)
    assert whole["judgement"]["refused"]
    assert view(app, "gallery")[0]["chosen"] == 0


def test_another_network_answers_the_gallery_again():
    app = with_pictures(opened(picture="cat", classifier="tiny_vgg"), *TWO)
    before = view(app, "gallery")[1]["classes"]
    app = sent(app, "classify", choose={"field": "classifier", "value": "efficientnet_lite0"})
    app = with_pictures(app)
    header, arrays = view(app, "gallery")
    assert header["labels"][str(arrays["classes"][0, 0])] == "espresso"
    assert not np.array_equal(arrays["classes"], before)


def test_thumbnails_that_the_browser_lacks_are_sent_once():
    app = with_pictures(opened(picture="cat", classifier="tiny_vgg"), *TWO, BROKEN)
    app = sent(app, "gallery", send={"kind": "thumbnails", "number": 60, "ids": [0, 2, 99]})
    thumbnails = view(app, "gallery")[0]["thumbnails"]
    assert list(thumbnails) == ["0"]
    assert Image.open(BytesIO(base64.b64decode(thumbnails["0"].partition(",")[2]))).size == (96, 96)
    assert view(sent(app, "gallery", send={"kind": "look", "number": 61}), "gallery")[0]["thumbnails"] == {}


def test_a_message_that_comes_twice_or_is_forged_changes_nothing():
    app = with_pictures(opened(picture="cat", classifier="tiny_vgg"), *TWO)
    sent(app, "gallery", send={"kind": "add", "number": 1, "pictures": [TWO[0]]})
    for forged in ("add", {"kind": "open", "number": 99, "id": 7}, {"kind": "format", "number": 100}, None):
        sent(app, "gallery", send=forged)
    header, _ = view(app, "gallery")
    assert header["names"] == ["coffee.jpg", "cat.jpg"]
    assert view(sent(app, "gallery", send={"kind": "clear", "number": 101}), "gallery")[0]["names"] == []


def test_a_single_picture_becomes_the_visitors_and_a_broken_one_is_said():
    app = opened(picture="cat", classifier="tiny_vgg")
    app = sent(app, "gallery", send={"kind": "one", "number": 1, "picture": BROKEN})
    assert "Received: a broken JPEG" in view(app, "gallery")[0]["notice"]
    assert view(app)[0]["picture"]["name"] == "Cat"
    app = sent(app, "gallery", send={"kind": "one", "number": 2, "picture": TWO[0]})
    header, _ = view(app)
    assert header["picture"]["name"] == "Your picture"
    assert view(app, "gallery")[0]["names"] == []


def test_a_marked_picture_is_saved_in_a_data_set_and_can_be_taken_back():
    app = opened(picture="coffee", classifier="flowers_cnn")
    digest = view(app)[0]["picture"]["digest"]
    app = sent(app, "classify", mark={"digest": digest, "said": "wrong", "name": "cup"})
    told = view(app)[0]["mark"]
    assert told["said"] == {"right": False, "name": "cup"}
    assert (told["pictures"], told["classes"]) == (1, 1)
    app = sent(app, "classify", mark={"digest": digest, "said": "right", "name": "beverage"})
    collection = app.session_state["classify.marks"].collection
    assert picture_collections.contents(collection) == {"beverage": 1}
    (button,) = [one for one in app.button if "marked pictures" in one.label]
    button.click().run()
    assert decode(app.session_state["settings.values"]["data"]) == decode(f"{OWN}:{collection}")
    app = opened(picture="coffee", classifier="flowers_cnn")
    app = sent(app, "classify", mark={"digest": digest, "said": "right", "name": "cup"})
    app = sent(app, "classify", mark={"digest": digest, "said": "nothing"})
    assert view(app)[0]["mark"]["pictures"] == 0


@pytest.mark.parametrize("name", ["", " \n", "x" * 1001, 7, None])
def test_a_mark_without_a_class_saves_nothing(name: object):
    app = opened(picture="cat", classifier="tiny_vgg")
    digest = view(app)[0]["picture"]["digest"]
    app = sent(app, "classify", mark={"digest": digest, "said": "wrong", "name": name})
    assert view(app)[0]["mark"]["pictures"] == 0
    app = sent(app, "classify", mark={"digest": "another", "said": "wrong", "name": "cup"})
    assert view(app)[0]["mark"]["said"] is None


def test_frames_are_answered_one_by_one_and_the_last_can_be_kept():
    app = opened(mode="live", classifier="efficientnet_lite0")
    assert view(app)[1] == {}
    app = sent(app, "live", frame={"number": 1, "url": url(photo("coffee"))})
    header, _ = view(app, "live")
    assert (header["answered"], header["best"][0]["label"]) == (1, "espresso")
    app = sent(app, "live", frame={"number": 2, "url": url(b"no picture")})
    header, _ = view(app, "live")
    assert header["answered"] == 2
    assert "Received: something else" in header["problem"]
    app = sent(app, "live", frame={"number": 1, "url": url(photo("cat"))})
    assert view(app, "live")[0]["answered"] == 2
    app = sent(app, "live", frame={"number": 3, "url": url(photo("coffee"))})
    app = sent(app, "live", keep=True)
    header, _ = view(app)
    assert header["picture"]["name"] == "Your photo"
    assert "mode" not in app.query_params


def test_a_frame_that_is_none_of_these_says_so():
    app = opened(mode="live", classifier="flowers_cnn")
    app = sent(app, "live", frame={"number": 1, "url": url(photo("coffee"))})
    assert view(app, "live")[0]["refused"]


def test_a_drawn_digit_is_read_as_one():
    app = opened(classifier="mnist_cnn", picture="cat")
    drawing = np.zeros((256, 256, 3), np.uint8)
    drawing[20:120, 200:214] = 255
    buffer = BytesIO()
    Image.fromarray(drawing).save(buffer, "PNG")
    png = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    header, arrays = view(sent(app, "drawing_pad", draw=png))
    assert header["controls"]["framing"]["value"] == "digit"
    assert header["labels"][int(arrays["logits"].argmax())] == "1"
    assert [option["value"] for option in header["controls"]["framing"]["options"]] == ["crop", "letterbox", "digit"]


def test_only_networks_that_read_digits_have_the_pad():
    app = opened(classifier="tiny_vgg", framing="digit")
    assert not [part for part in app.get("bidi_component") if "drawing_pad" in part.proto.component_name]
    assert view(app)[0]["controls"]["framing"]["value"] == "crop"
