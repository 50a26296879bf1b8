"""An augmentation in words, and the named ones for pictures of one kind."""

from __future__ import annotations

from dataclasses import fields

import pytest

from cnn_core.augmentation.contradictions import Pictures, contradictions
from cnn_core.augmentation.settings import PRESETS, Augmentation
from ui.augment import augmentation
from ui.language import LANGUAGES, catalogue

DIGITS = Pictures("mnist", tuple("0123456789"), 28, 1)


@pytest.mark.parametrize(
    ("name", "value", "end"),
    [("rotation", 15, "15°"), ("mixup", 0.2, "0.20"), ("noise", 0.05, "5 %"), ("flip_horizontal", True, "on")],
)
def test_a_field_is_said_with_its_unit(name: str, value: float, end: str):
    assert augmentation.in_words(name, value).endswith(end)


def test_named_augmentations_leave_out_what_would_make_digits_others():
    made = augmentation.presets(DIGITS)
    assert made.keys() == PRESETS.keys()
    assert not [name for name, preset in made.items() if contradictions(preset, DIGITS)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_its_word(language: str):
    assert not [one.name for one in fields(Augmentation) if f"augment.field.{one.name}" not in catalogue(language)]
