"""Which augmentations contradict which labels, and that what is offered instead does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.augmentation.contradictions import Pictures, contradictions, without_contradictions
from cnn_core.augmentation.settings import PRESETS, Augmentation
from cnn_core.datasets.kinds import kind
from cnn_core.datasets.source import KINDS, OWN
from cnn_core.settings import check
from tests.cnn_core.augmentation.test_settings import AUGMENTATIONS, TRIES


def of(name: str, *classes: str, side: int = 0) -> Pictures:
    known = kind(name)
    return Pictures(name, classes or known.classes + known.classes_ko, side or known.default_side, known.channels)


def codes(pictures: Pictures, **settings: Any) -> list[str]:
    return [found.code for found in contradictions(Augmentation(**settings), pictures)]


@pytest.mark.parametrize("name", ["digits", "mnist"])
def test_digits_are_neither_mirrored_nor_turned_far(name: str):
    assert codes(of(name), flip_horizontal=True) == ["character_flipped"]
    assert codes(of(name), flip_vertical=True) == ["character_flipped"]
    assert codes(of(name), rotation=90) == ["character_turned"]
    assert codes(of(name), rotation=15, shift_rows=0.1, zoom=0.1, shear=0.1, erasing=0.3) == []


@pytest.mark.parametrize("name", ["fashion_mnist", "cifar10", "cifar100", "tiny_imagenet10"])
def test_what_stands_upright_is_only_unlikely_upside_down(name: str):
    for settings in ({"flip_vertical": True}, {"rotation": 180}):
        (found,) = contradictions(Augmentation(**settings), of(name))
        assert (found.code, found.weight) == ("upside_down", "unlikely")
    assert codes(of(name), flip_horizontal=True, rotation=20) == []


def test_flowers_may_be_turned_and_mirrored_but_not_tinted():
    assert codes(of("flower_photos"), flip_horizontal=True, flip_vertical=True, rotation=180) == []
    assert codes(of("flower_photos"), channel_shift=0.3) == ["colour_tells"]
    assert codes(of("flower_photos"), channel_shift=0.05, brightness=0.3) == []


def test_a_grey_picture_has_no_colours_to_shift():
    (found,) = contradictions(Augmentation(channel_shift=0.3, brightness=0.1), of("mnist"))
    assert (found.code, found.remedy) == ("one_channel", {"channel_shift": 0.0, "brightness": 0.3})


def test_shapes_are_told_by_form_alone():
    everything = {"flip_horizontal": True, "flip_vertical": True, "rotation": 180, "channel_shift": 0.5, "zoom": 0.3}
    assert codes(of("shapes"), **everything) == []
    assert codes(of("shapes"), shear=0.5) == ["shape_sheared"]


@pytest.mark.parametrize(
    ("classes", "settings", "expected"),
    [
        (("a", "b", "c"), {"flip_horizontal": True}, ["character_flipped"]),
        (("ㄱ", "ㄴ"), {"rotation": 90}, ["character_turned"]),
        (("hand left", "hand right"), {"flip_horizontal": True}, ["sides_flipped"]),
        (("hand left", "hand right"), {"flip_vertical": True}, []),
        (("왼쪽", "오른쪽"), {"flip_horizontal": True, "rotation": 90}, ["sides_flipped", "direction_turned"]),
        (("Thumb_Up", "Thumb_Down"), {"flip_vertical": True}, ["heights_flipped"]),
        (("위", "아래"), {"flip_vertical": True, "rotation": 45}, ["heights_flipped", "direction_turned"]),
        (("upset", "brightest"), {"flip_vertical": True, "flip_horizontal": True, "rotation": 180}, []),
        (("ripe tomato", "unripe tomato"), {"channel_shift": 0.2}, ["colour_tells"]),
        (("빨간색", "파란색"), {"channel_shift": 0.2}, ["colour_tells"]),
        (("infrared", "우산"), {"channel_shift": 0.5, "flip_horizontal": True}, []),
        (("cat", "dog"), {"flip_horizontal": True, "rotation": 30, "channel_shift": 0.3}, []),
        (("x",), {"flip_horizontal": True}, []),
    ],
)
def test_names_of_ones_own_classes_are_read(classes: tuple[str, ...], settings: dict[str, Any], expected: list[str]):
    assert codes(of(OWN, *classes), **settings) == expected


def test_words_in_the_names_of_known_data_mean_nothing():
    assert "top" in of("fashion_mnist").classes[0].lower()
    assert codes(of("fashion_mnist"), flip_vertical=True) == ["upside_down"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"shift_rows": 0.5}, "moved_out"),
        ({"shift_columns": 0.5}, "moved_out"),
        ({"brightness": 1.0}, "washed_out"),
        ({"noise": 0.5}, "drowned"),
    ],
)
@pytest.mark.parametrize("name", KINDS)
def test_what_nobody_could_tell_any_more_is_said_of_all_data(name: str, settings: dict[str, Any], code: str):
    assert codes(of(name, "cat", "dog"), **settings) == [code]


def test_pictures_too_large_are_not_whitened():
    assert codes(of("shapes", side=32), zca=True) == []
    assert codes(of("shapes", side=33), zca=True) == ["too_large_to_whiten"]
    assert codes(of("mnist", side=55), zca=True) == []


@TRIES
@given(AUGMENTATIONS, st.sampled_from(KINDS), st.lists(st.text(max_size=12), max_size=4))
def test_what_is_offered_instead_works(augmentation: Augmentation, name: str, classes: list[str]):
    pictures = of(name, *classes)
    found = without_contradictions(augmentation, pictures)
    check(found)
    assert contradictions(found, pictures) == []
    for one in contradictions(augmentation, pictures):
        changed = replace(augmentation, **one.remedy)
        check(changed)
        assert one.field not in [other.field for other in contradictions(changed, pictures)]
    assert contradictions(Augmentation(), pictures) == []


def test_the_mild_preset_suits_photographs():
    for name in ("flower_photos", "cifar10", "cifar100", "tiny_imagenet10", "fashion_mnist", "shapes"):
        assert contradictions(PRESETS["mild"], of(name)) == []
