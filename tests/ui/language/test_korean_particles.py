"""Korean particles: chosen by how the word before them ends when it is spoken."""

from __future__ import annotations

import re

import pytest

from ui.language import catalogue
from ui.language.korean_particles import FORMS, ending, fitted

SPOKEN = {
    "층": "consonant", "숫자": "vowel", "필터 7": "ㄹ", "커널": "ㄹ", "0.29": "vowel", "10": "consonant",
    "−1.30": "consonant",
    "96 %": "vowel", "MLP": "vowel", "CNN": "consonant", "VGG": "vowel", "MNIST": "vowel", "Grad-CAM": "consonant",
    "SGD": "vowel", "XL": "ㄹ", "ReLU": "vowel", "Conv2D": "vowel", "Flatten": "consonant", "Dropout": "consonant",
    "BatchNormalization": "consonant", "Dense": "vowel", "softmax": "vowel", "test": "vowel", "block": "consonant",
    "pool": "ㄹ", "“층”": "consonant", "**숫자**": "vowel", "신경망 (꽃)": "consonant",
}  # fmt: skip


@pytest.mark.parametrize(("word", "sound"), SPOKEN.items())
def test_a_word_ends_as_it_is_spoken(word, sound):
    assert ending(word) == sound


@pytest.mark.parametrize("word", ["", "?", "…", "日本", "\N{GRINNING FACE}"])
def test_where_the_sound_is_not_known_both_forms_stay(word):
    assert ending(word) is None
    assert fitted(f"{word}을(를)") == f"{word}을(를)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MLP이(가) CNN은(는)", "MLP가 CNN은"),
        ("커널(으)로 숫자(으)로 층(으)로", "커널로 숫자로 층으로"),
        ("커널을(를) “꽃”(이)라는 “새”(이)라는", "커널을 “꽃”이라는 “새”라는"),
        ("0.29이에요(예요). 0.30이에요(예요)", "0.29예요. 0.30이에요"),
        ("‘고양이’와(과) ‘곰’와(과)", "‘고양이’와 ‘곰’과"),
    ],
)
def test_a_sentence_reads_as_it_is_spoken(text, expected):
    assert fitted(text) == expected


def test_the_catalogue_writes_particles_in_forms_that_are_known():
    known = re.compile("|".join(map(re.escape, FORMS)))
    written = {key: known.sub("", text) for key, text in catalogue("ko").items()}
    left = {key for key, text in written.items() if re.search(r"\((가|를|는|은|과|와|으|이|예요|이에요)\)", text)}
    assert not left
    assert sum(bool(known.search(text)) for text in catalogue("ko").values()) > 40
