"""The dark strokes that a button of the pooling lab shows."""

from __future__ import annotations

import pytest

from cnn_core.pictures.samples import SAMPLES
from cnn_core.pooling_lab.study import PoolingStudy, problems
from cnn_core.settings import SettingError, check_value
from ui.pooling_lab.controls import STROKES, STROKES_PICTURE


def test_the_button_sets_a_study_that_can_be():
    for name, value in STROKES.items():
        check_value(PoolingStudy, name, value)
    assert not problems(PoolingStudy(**STROKES))
    assert STROKES_PICTURE in SAMPLES


def test_a_study_is_checked_as_the_link_is():
    with pytest.raises(SettingError):
        check_value(PoolingStudy, "pool_size", 1000)
