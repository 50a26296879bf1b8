"""The augmentation page: what is shown is what the core makes, settings are in the link, contradictions are said."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.augmentation import contradictions as augmentation_contradictions
from cnn_core.augmentation.keras_code import to_keras_code
from cnn_core.augmentation.settings import FILL_MODES, PRESETS, Augmentation, decode, encode
from cnn_core.augmentation.worker import fitted, preview
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import decode as decode_source
from cnn_core.pictures.samples import SAMPLES
from cnn_core.settings import kind
from cnn_core.storage import workspace
from tests.pages.app_page import address, component, page_at, ran, said, unpacked
from ui.augment import controls as augment_controls
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/augment.py"
SMALL = "shapes:count=20"


def opened(**link: str) -> AppTest:
    return page_at("augment", **{"data": SMALL, **link})


def augmentation(page: AppTest) -> Augmentation:
    return decode(address(page).get("augmentation", ""))


def grid(page: AppTest) -> tuple[dict[str, Any], np.ndarray]:
    """The header of the grid, and its pictures."""
    header, arrays = unpacked(component(page, "picture_grid").bytes)
    (images,) = arrays.values()
    return header, images


def made(text: str, **others: Any) -> Any:
    """What the core makes of the settings of a link."""
    wanted = {
        "data": SMALL, "side": 0, "split_seed": 0, "digest": "", "chosen": 0, "only_class": -1, "own": None,
        "augmentation": text, "seed": 0,
    }  # fmt: skip
    return preview(**wanted | others)


def choose(page: AppTest, group: str) -> AppTest:
    (control,) = [one for one in page.get("button_group") if one.key == "augment_group"]
    control.set_value(group)
    return ran(page)


def test_a_first_visit_shows_the_original_and_says_what_to_do():
    page = opened()
    header, images = grid(page)
    side = datasets.prepared(decode_source(SMALL)).side  # type: ignore[union-attr]
    assert images.shape == (15, side, side, 3)
    assert (images == images[0]).all()
    assert header["pictures"][0]["label"] == "Original"
    assert "Nothing changes yet" in said(page)
    assert address(page) == {"data": SMALL}


def test_the_grid_is_what_the_pipeline_of_training_makes():
    text = "flip_horizontal,rotation=20,noise=0.05"
    page = opened(augmentation=text, augment_seed="3", augment_picture="5")
    header, images = grid(page)
    found = made(text, seed=3, chosen=5)
    np.testing.assert_array_equal(images[0], found.original)
    np.testing.assert_array_equal(images[1:], found.images)
    name = datasets.kind("shapes").classes[found.label]
    assert {picture["label"] for picture in header["pictures"][1:]} == {name}
    assert "Would you say so too?" in said(page)


@pytest.mark.slow
def test_the_code_is_of_this_pipeline_and_seed():
    text = "shift_rows=0.1,contrast=0.3,erasing=0.5,mixup=0.2,zca"
    page = opened(augmentation=text, augment_seed="7")
    (code,) = page.code
    assert code.value.strip() == to_keras_code(decode(text), 7).strip()
    assert "`RandomTranslation` → `RandomContrast` → `RandomErasing` → `MixUp` → ZCA" in said(page)


def test_a_control_changes_the_pictures_and_the_link():
    page = opened()
    page.slider(key="augment_field_rotation").set_value(25)
    ran(page)
    assert address(page)["augmentation"] == "rotation=25"
    np.testing.assert_array_equal(grid(page)[1][1:], made("rotation=25").images)
    page.toggle(key="augment_field_flip_vertical").set_value(True)
    ran(page)
    assert augmentation(page) == Augmentation(flip_vertical=True, rotation=25)


def test_every_setting_has_a_control_with_its_words():
    placed = [name for names in augment_controls.GROUPS.values() for name in names]
    assert sorted(placed) == sorted(field.name for field in fields(Augmentation))
    page = opened(augmentation="zca,zoom=0.1")
    for group, names in augment_controls.GROUPS.items():
        page = choose(page, group)
        drawn = {one.key for kind_ in ("slider", "toggle", "button_group") for one in page.get(kind_)}
        assert {f"augment_field_{name}" for name in names} <= drawn
    for language in ("en", "ko"):
        for name in placed:
            assert catalogue(language)[f"augment.field.{name}"]
            assert catalogue(language)[f"augment.help.{name}"]


def test_controls_of_other_groups_set_what_they_say():
    page = choose(opened(), "cover")
    page.slider(key="augment_field_mixup").set_value(0.4)
    page = choose(ran(page), "light")
    page.slider(key="augment_field_brightness").set_value(0.2)
    page = choose(ran(page), "place")
    ran(page)
    assert augmentation(page) == Augmentation(mixup=0.4, brightness=0.2)
    labels = [option.content for one in page.get("button_group") if one.key == "augment_group"
              for option in one.proto.options]  # fmt: skip
    assert labels == ["Place", "Light · 1", "Disturb · 1", "Whiten"]


def test_details_of_what_is_switched_off_say_why_there_is_nothing_to_set():
    page = opened()
    assert "Nothing moves the pictures" in said(page)
    assert not [one for one in page.get("button_group") if one.key == "augment_field_fill_mode"]
    page = opened(augmentation="zoom=0.2")
    assert "Nothing moves the pictures" not in said(page)
    (fill,) = [one for one in page.get("button_group") if one.key == "augment_field_fill_mode"]
    fill.set_value("wrap")
    assert augmentation(ran(page)) == Augmentation(zoom=0.2, fill_mode="wrap")


def test_shuffle_other_pictures_and_classes_stand_in_the_link():
    page = opened(augmentation="zoom=0.3")
    before = grid(page)[1]
    page.button(key="next_augment_seed").click()
    ran(page)
    shuffled = grid(page)[1]
    np.testing.assert_array_equal(shuffled[0], before[0])
    assert (shuffled[1:] != before[1:]).any()
    page.button(key="next_augment_picture").click()
    ran(page)
    assert (grid(page)[1][0] != before[0]).any()
    page.selectbox(key="augment_class_choice").set_value(7)
    ran(page)
    assert {one["label"] for one in grid(page)[0]["pictures"][1:]} == {datasets.kind("shapes").classes[7]}
    assert address(page) == {
        "data": SMALL, "augmentation": "zoom=0.3", "augment_seed": "1", "augment_picture": "1", "augment_class": "7",
    }  # fmt: skip


def test_the_visitors_own_picture_can_be_augmented():
    page = opened(augmentation="rotation=30", augment_of="own", picture="coffee")
    header, images = grid(page)
    np.testing.assert_array_equal(images[0], SAMPLES["coffee"].square(images.shape[1]))
    assert (images[1] != images[0]).any()
    assert header["pictures"][0]["detail"] == "your picture"
    assert "centre square" in said(page)


def test_the_visitors_own_picture_is_grey_among_grey_ones():
    page = opened(data="digits", augment_of="own", picture="coffee")
    _, images = grid(page)
    np.testing.assert_array_equal(images[0], fitted(SAMPLES["coffee"].square(images.shape[1]), images.shape[1], 1))


def test_mixup_says_how_much_of_which_label():
    page = opened(augmentation="mixup=1")
    pictures = grid(page)[0]["pictures"][1:]
    mixed = {one["label"]: re.findall(r"(\d+) % \w+", one["detail"]) for one in pictures if "+" in one["detail"]}
    assert len(mixed) >= 5
    for label, shares in mixed.items():
        assert abs(sum(map(int, shares)) - 100) <= 1
        assert label.startswith(f"{max(map(int, shares))} % ")
    assert "mixes two training pictures and their labels" in said(page)


def test_a_flipped_digit_is_named_and_one_press_takes_it_back():
    page = opened(data="digits", augmentation="flip_horizontal,zoom=0.1")
    (warning,) = page.warning
    assert "a flipped 2 is no 2" in warning.value
    page.button(key="augment_remedy_flip_horizontal").click()
    ran(page)
    assert not page.warning
    assert augmentation(page) == Augmentation(zoom=0.1)


def test_what_is_only_unlikely_is_said_in_another_tone():
    page = opened(augmentation="brightness=0.9")
    assert not page.warning
    assert any("all white or all black" in info.value for info in page.info)


def test_whitening_is_shown_where_it_can_be_and_refused_with_the_way_out_where_not():
    page = opened(data="digits", augmentation="zca,zca_epsilon=0.1")
    found = made("zca,zca_epsilon=0.1", data="digits")
    np.testing.assert_array_equal(grid(page)[1][1:], found.images)
    assert "fitted on the training pictures" in said(page)
    large = opened(data="shapes:count=10", side="48", augmentation="zca,rotation=10")
    (warning,) = large.warning
    assert "3,072 numbers" in warning.value
    np.testing.assert_array_equal(grid(large)[1][1:], made("rotation=10", data="shapes:count=10", side=48).images)
    large.button(key="augment_remedy_zca").click()
    assert augmentation(ran(large)) == Augmentation(rotation=10)


@pytest.mark.parametrize("data", [SMALL, "digits"])
def test_beginnings_never_contradict_the_labels_and_none_of_them_resets(data: str):
    page = opened(data=data)
    for name in ("strong", "mild", "flowers", "none"):
        (control,) = [one for one in page.get("button_group") if one.key == "augment_preset"]
        control.set_value(name)
        page = ran(page)
        assert not page.warning
        assert (augmentation(page) == PRESETS[name]) or data == "digits"
        assert augmentation(page).flip_horizontal == (PRESETS[name].flip_horizontal and data != "digits")
    assert augmentation(page) == Augmentation()


def test_reset_switches_everything_off():
    page = opened(augmentation=encode(PRESETS["strong"]))
    page.button(key="augment_reset").click()
    ran(page)
    assert augmentation(page) == Augmentation()
    assert page.button(key="augment_reset").disabled
    assert "augmentation" not in address(page)


@pytest.mark.parametrize("text", ["zoom=9", "<script>alert(1)</script>", "rotation=" + "9" * 500, "zoom=0.1,zoom=0.1"])
def test_a_text_that_nobody_can_read_is_no_augmentation_and_is_said(text: str):
    page = opened(augmentation=text)
    assert any("cannot be read" in info.value for info in page.info)
    assert (grid(page)[1] == grid(page)[1][0]).all()
    assert "<script>" not in said(page)


def test_without_pictures_there_are_controls_code_and_the_way_to_them():
    page = opened(data=f"own:{workspace.new_id()}", augmentation="zoom=0.1")
    assert not [node for node in page.get("bidi_component") if node.proto.component_name == "convlens.picture_grid"]
    assert any("when the data set is prepared" in info.value for info in page.info)
    assert "RandomZoom" in page.code[0].value


def test_every_word_that_is_put_together_is_there():
    source = Path(augmentation_contradictions.__file__).read_text()
    codes = set(re.findall(r'Contradiction\(\w+, "(\w+)"|"(\w+_(?:flipped|turned))"', source))
    found = {code for pair in codes for code in pair if code} | set(
        re.findall(r'Contradiction\("\w+", "(\w+)"', source)
    )
    assert {"character_flipped", "colour_tells", "moved_out", "too_large_to_whiten", "sides_flipped"} <= found
    for language in ("en", "ko"):
        words = catalogue(language)
        assert not [code for code in found if f"augment.problem.{code}" not in words]
        assert not [group for group in augment_controls.GROUPS if f"augment.group.{group}" not in words]
        assert not [preset for preset in PRESETS if f"augment.preset.{preset}" not in words]
        assert not [mode for mode in FILL_MODES if f"augment.fill_mode.{mode}" not in words]
    details = [field.name for field in fields(Augmentation) if kind(Augmentation, field.name) == "choice"]
    assert all(f"augment.needless.{name}" in catalogue("en") for name in details)
