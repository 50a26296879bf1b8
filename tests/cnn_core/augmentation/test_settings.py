"""Augmentations as plain data: their texts go both ways, and hostile texts are refused in a sentence."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.augmentation.settings import (
    EPSILONS,
    FILL_MODES,
    PRESETS,
    Augmentation,
    AugmentationError,
    decode,
    encode,
)
from cnn_core.settings import LONGEST_LINK_TEXT, SettingError, check, kind, limits
from tests.examples import examples

TRIES = examples(100)
NAMES = [field.name for field in fields(Augmentation)]


def _values(name: str) -> st.SearchStrategy[Any]:
    bounds = limits(Augmentation, name)
    match kind(Augmentation, name):
        case "flag":
            return st.booleans()
        case "whole":
            return st.integers(int(bounds.minimum or 0), int(bounds.maximum or 0))
        case "real":
            return st.integers(0, round((bounds.maximum or 0) * 100)).map(lambda hundredths: hundredths / 100)
    return st.sampled_from(bounds.options)


AUGMENTATIONS = st.builds(Augmentation, **{name: _values(name) for name in NAMES})


@TRIES
@given(AUGMENTATIONS)
def test_every_augmentation_survives_its_text(augmentation: Augmentation):
    text = encode(augmentation)
    assert decode(text) == augmentation
    assert encode(decode(text)) == text
    assert len(text) <= LONGEST_LINK_TEXT


@TRIES
@given(st.floats(0, 0.5))
def test_a_number_survives_to_six_digits(zoom: float):
    assert decode(encode(Augmentation(zoom=zoom))).zoom == pytest.approx(zoom, rel=1e-5)


def assert_read_or_refused(text: str) -> None:
    try:
        found = decode(text)
    except AugmentationError as error:
        said = str(error)
    else:
        check(found)
        return
    assert "Received: " in said
    assert len(said) < 500


@TRIES
@given(st.text(max_size=60))
def test_any_text_means_an_augmentation_or_is_refused(text: str):
    assert_read_or_refused(text)


@TRIES
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=50)), max_size=5))
def test_known_names_with_any_values_are_checked(pairs: list[tuple[str, str]]):
    assert_read_or_refused(",".join(f"{name}={value}" for name, value in pairs))


@pytest.mark.parametrize(
    ("text", "received"),
    [
        ("zoom=2", "Received: 2.0"),
        ("zoom=nan", "Received: nan"),
        ("zoom=inf", "Received: inf"),
        ("zoom=-0.1", "Received: -0.1"),
        ("zoom", "Received: ''"),
        ("rotation=9.5", "Received: '9.5'"),
        ("rotation=181", "Received: 181"),
        ("rotation=" + "9" * 1900, "and more"),
        ("flip_horizontal=yes", "Received: 'yes'"),
        ("fill_mode=mirror", "Received: 'mirror'"),
        ("zca_epsilon=0.5", "Received: '0.5'"),
        ("zoom=0.1,zoom=0.2", "Received: 'zoom'"),
        ("__class__=1", "Received: '__class__'"),
        ("<script>alert(1)</script>", "Received: '<script>alert(1)</script>'"),
        ("zoom" * 501, f"at most {LONGEST_LINK_TEXT} characters"),
    ],
)
def test_what_is_refused_is_named_with_the_way_out(text: str, received: str):
    with pytest.raises(AugmentationError) as refused:
        decode(text)
    assert received in str(refused.value)
    assert str(refused.value).count(". ") >= 2  # the rule, what was received, what to do


def test_an_empty_text_and_the_usual_values_are_no_augmentation():
    assert decode("") == decode("zoom=0") == decode("fill_mode=reflect") == Augmentation()
    assert encode(Augmentation()) == ""


def test_values_out_of_their_limits_have_no_text():
    with pytest.raises(SettingError, match=r"`zoom` is a number from 0 to 0\.5\. Received: 3"):
        encode(Augmentation(zoom=3))


def test_each_setting_that_is_more_than_a_detail_counts_as_random_but_whitening():
    details = {"fill_mode": "wrap", "zca": True, "zca_epsilon": "1"}
    for name in NAMES:
        one = replace(Augmentation(), **{name: details.get(name, limits(Augmentation, name).maximum or True)})
        assert one != Augmentation()
        assert one.is_random == (name not in details)


def test_what_moves_a_picture_is_what_leaves_gaps():
    moving = {"rotation": 5, "shift_rows": 0.1, "shift_columns": 0.1, "zoom": 0.1, "shear": 0.1}
    for name in NAMES:
        value = moving.get(name, limits(Augmentation, name).default)
        assert replace(Augmentation(), **{name: value}).moves == (name in moving)


def test_presets_are_within_their_limits_and_differ():
    for augmentation in PRESETS.values():
        check(augmentation)
    assert len({encode(augmentation) for augmentation in PRESETS.values()}) == len(PRESETS)
    assert PRESETS["none"] == Augmentation()


def test_options_are_those_that_keras_and_whitening_take():
    assert set(FILL_MODES) == {"reflect", "nearest", "constant", "wrap"}
    assert all(float(epsilon) > 0 for epsilon in EPSILONS)
