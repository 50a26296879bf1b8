"""What a card says is said in Korean too."""

import json

import pytest

from cnn_core.model_store import store as model_store
from recipes.korean import SENTENCES, korean, sentences

NAMES = {"MNIST", "CIFAR-10", "CC BY 2.0", "CC BY-SA 3.0"}
"""The same in every language."""


def raw(name: str):
    return json.loads(model_store.path(name).with_name("card.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", model_store.names())
def test_every_sentence_of_a_card_has_its_korean(name):
    card = model_store.card(name)
    english = [sentence for sentence in sentences(raw(name)) if sentence not in NAMES]
    assert english
    for sentence in english:
        said = card.in_language(sentence, "ko")
        assert said != sentence
        assert any("가" <= letter <= "힣" for letter in said)
        assert card.in_language(sentence, "en") == sentence


@pytest.mark.parametrize("name", model_store.names())
def test_the_card_has_what_its_recipe_would_write(name):
    assert raw(name)["korean"] == korean(raw(name))


def test_no_sentence_is_left_over():
    assert set(SENTENCES) == {
        sentence for name in model_store.names() for sentence in sentences(raw(name)) if sentence not in NAMES
    }
