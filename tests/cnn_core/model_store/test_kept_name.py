"""Names of kept networks: any script, never a path, and always the same folder for the same name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.model_store.kept_name import LONGEST_TITLE, KeptNameError, folder_name, free_title, is_folder_name, tidied


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("My flowers", "my-flowers"),
        ("  My   FLOWERS  ", "my-flowers"),
        ("나의 꽃 2", "나의-꽃-2"),
        (unicodedata.normalize("NFD", "나의 꽃 2"), "나의-꽃-2"),
        ("हिन्दी", "हिन्दी"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("ＡＢＣ", "abc"),
        ("🌸 Blumen", "blumen"),
    ],
)
def test_a_folder_follows_from_the_letters_of_a_title(title: str, folder: str):
    assert folder_name(title) == folder


@pytest.mark.parametrize("title", ["🌸", "con", "LPT1", "a" * 60, "가" * 60])
def test_a_title_that_makes_no_folder_gets_one_that_tells_it_apart(title: str):
    name = folder_name(title)
    assert is_folder_name(name)
    assert name == folder_name(title)
    assert name != folder_name(f"{title[:-1]}9")
    assert len(name.encode()) < 200


@given(st.text(min_size=1, max_size=80))
def test_whatever_the_title_the_folder_is_a_single_harmless_name(title: str):
    try:
        name = folder_name(title)
    except KeptNameError:
        return
    assert is_folder_name(name)
    assert not set(name) & set('/\\:. <>"|?*\0\n')
    assert name.startswith("-") is False
    assert len(name.encode()) < 255
    assert folder_name(tidied(title)) == name


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\u200d", "empty"),
        ("a" * (LONGEST_TITLE + 1), "long"),
        ("two\nlines", "unseen"),
        ("\u202egpj.exe", "unseen"),
        ("nul\0", "unseen"),
        ("a\u2028b", "unseen"),
    ],
)
def test_a_title_that_nobody_could_read_out_is_refused(title: str, code: str):
    with pytest.raises(KeptNameError, match=r"Received: .* Choose another name") as caught:
        tidied(title)
    assert caught.value.code == code


def test_an_emoji_of_several_signs_is_a_title():
    assert tidied("👩\u200d🔬 lab") == "👩\u200d🔬 lab"


@pytest.mark.parametrize("name", ["", "..", ".", "a/b", "a\\b", "a b", "A.keras", "x" * 50, "a\0"])
def test_what_is_no_folder_name(name: str):
    assert not is_folder_name(name)


def test_the_next_free_title_counts_on():
    assert free_title("Flowers", set()) == "Flowers"
    assert free_title("Flowers", {"flowers"}) == "Flowers 2"
    assert free_title("Flowers 2", {"flowers-2", "flowers-3"}) == "Flowers 4"
    long = "b" * LONGEST_TITLE
    assert len(free_title(long, {folder_name(long)})) <= LONGEST_TITLE
