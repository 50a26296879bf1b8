"""Short answers about many files, against the whole answers about each."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from skimage import data
from sklearn.datasets import load_sample_images

from cnn_core.arithmetic.activation import softmax
from cnn_core.classification.framing import framed
from cnn_core.classification.many_pictures import answers, highest
from cnn_core.classification.many_pictures_result import LISTED, Asked
from cnn_core.classification.prediction import classify
from cnn_core.classification.result import Prediction
from cnn_core.errors import RefusedError
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import load_image
from tests.examples import examples


def asked(name: str, framing: str = "crop") -> Asked:
    card = model_store.card(name)
    return Asked(ModelSource("shipped", name), card.input, framing, card.refusal)


def file_of(pixels: Any, kind: str = "JPEG") -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def photographs() -> list[bytes]:
    china, flower = load_sample_images().images
    return [file_of(one) for one in (data.chelsea(), data.coffee(), data.astronaut(), china, flower)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tiny_vgg", "efficientnet_lite0"])
def test_each_file_is_answered_as_if_it_were_alone(name: str) -> None:
    who, files = asked(name), photographs()
    found = answers(who, files)
    for place, file in enumerate(files):
        image = framed(load_image(file), who.input, who.framing)
        logits = classify(who.source, network_input(image, who.input)[np.newaxis]).logits[0]
        np.testing.assert_array_equal(found.classes[place], np.argsort(-logits, kind="stable")[:LISTED])
        np.testing.assert_allclose(found.scores[place], np.sort(softmax(logits))[::-1][:LISTED], atol=1e-5)
    assert found.broken == ()


def test_a_cup_of_coffee_is_none_of_the_flowers_and_a_flower_is_one() -> None:
    """The card's rate says how often this goes wrong; these two photographs nobody has learnt from."""
    who = asked("flowers_cnn")
    assert who.refusal is not None
    found = answers(who, [file_of(data.coffee()), file_of(load_sample_images().images[1])])
    assert found.judged[0] < who.refusal.threshold <= found.judged[1]


def test_broken_files_are_listed_and_the_good_ones_answered() -> None:
    good = photographs()
    bad = [b"", b"no picture at all", good[0][: len(good[0]) // 3], b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
    found = answers(asked("tiny_vgg"), [bad[0], good[0], bad[1], bad[2], good[1], bad[3]])
    assert [(one.place, one.code) for one in found.broken] == [
        (0, "empty"),
        (2, "not_a_picture"),
        (3, "damaged"),
        (5, "svg"),
    ]
    for one in found.broken:
        assert "Received: " in str(ImageError(one.code, one.values))
    np.testing.assert_array_equal(found.classes[[1, 4]], answers(asked("tiny_vgg"), good[:2]).classes)
    assert (found.classes[[0, 2, 3, 5]] == -1).all()


def test_nothing_but_broken_files_is_no_failure() -> None:
    found = answers(asked("flowers_cnn"), [b"", b"x"])
    assert len(found.broken) == 2
    assert np.isnan(found.judged).all()


@examples(40)
@given(
    st.lists(st.binary(max_size=60), min_size=1, max_size=4),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]),
)
def test_hostile_bytes_are_listed(files: list[bytes], start: bytes) -> None:
    found = answers(asked("tiny_vgg"), [start + one for one in files])
    assert [one.place for one in found.broken] == list(range(len(files)))


def test_a_question_has_its_bounds() -> None:
    with pytest.raises(RefusedError, match="Received: 0"):
        answers(asked("tiny_vgg"), [])
    with pytest.raises(RefusedError, match="Received: 257"):
        answers(asked("tiny_vgg"), [b""] * 257)


def test_a_digit_is_read_as_a_digit() -> None:
    drawing = np.full((200, 200, 3), 255, np.uint8)
    drawing[20:120, 150:162] = 0
    found = answers(asked("mnist_cnn", "digit"), [file_of(drawing, "PNG")])
    assert found.classes[0, 0] == 1


def test_networks_of_few_classes_list_fewer_and_numbers_that_are_none_come_last() -> None:
    logits = np.array([[1.0, np.nan, 3.0]], np.float32)
    classes, scores = highest(Prediction(logits, logits, "none", logits))
    assert classes.tolist() == [[2, 0, 1]]
    assert np.isfinite(scores).all()
    assert scores.sum() == pytest.approx(1)
