"""The words of the data page that are put together while it runs."""

from __future__ import annotations

from dataclasses import fields

import pytest

from ui.data.settings import LOADER_FILES, PARTS, DataViewSettings
from ui.data.statistics import _CHANNELS
from ui.language import LANGUAGES, catalogue


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_and_channel_has_its_words(language: str):
    keys = [f"settings.{one.name}" for one in fields(DataViewSettings) if one.name != "grid_seed"]
    keys += [f"options.grid_part.{part}" for part in PARTS] + [f"options.loader_file.{file}" for file in LOADER_FILES]
    keys += [f"picture_grid.{name}" for names in _CHANNELS.values() for name in names]
    assert not [key for key in keys if key not in catalogue(language)]
