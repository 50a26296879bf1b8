"""What the view of the moved picture sends becomes a setting, if it may be one; verdicts follow the intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.mlp_and_cnn.settings import Learnt, MlpAndCnnSettings
from ui.mlp_and_cnn.payload import status
from ui.mlp_and_cnn.pixel_shuffle import verdict
from ui.mlp_and_cnn.request import Step, steps

PAGE = Path(__file__).with_name("mlp_and_cnn_page.py")


def sent(message: Any, **address: str) -> MlpAndCnnSettings:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    page.query_params.update(address)
    page.session_state["message"] = message
    page.run()
    assert not page.exception
    found: MlpAndCnnSettings = page.session_state["found"]
    return found


@pytest.mark.parametrize(("movement", "amount"), [("rows", -4), ("columns", 0), ("degrees", 85.0)])
def test_a_step_of_the_view_becomes_a_setting(movement: str, amount: float):
    found = sent({"movement": movement, "amount": amount})
    assert (found.movement, found.moved_by) == (movement, float(amount))


@pytest.mark.parametrize(
    "message",
    [
        None,
        "columns",
        {"movement": "zoom", "amount": 1},
        {"movement": "columns", "amount": 5},  # of digits there are 4 to each side
        {"movement": "columns", "amount": 0.5},
        {"movement": "columns", "amount": "1"},
        {"movement": "columns", "amount": float("nan")},
        {"movement": ["columns"], "amount": 1},
        {"movement": "columns"},
    ],
)
def test_another_message_changes_nothing(message: Any):
    assert sent(message, moved_by="2") == MlpAndCnnSettings(moved_by=2.0)


def test_photos_are_moved_farther_than_digits():
    assert sent({"movement": "columns", "amount": 8}, pair="cifar10").moved_by == 8


@pytest.mark.parametrize(
    ("before", "after", "falls"),
    [(489, 489, False), (285, 307, False), (489, 464, True), (481, 86, True), (86, 481, False)],
)
def test_a_fall_is_one_when_the_intervals_lie_apart(before: int, after: int, falls: bool):
    said = verdict("cnn", Learnt((), before, 500), Learnt((), after, 500))
    assert ("It falls" in said) == falls
    assert f"{before / 5:.1f} %" in said
    assert f"{after / 5:.1f} %" in said


def test_what_is_waited_for_is_said():
    chosen = MlpAndCnnSettings()
    assert status(chosen, None) == ""
    assert status(chosen, Step("cnn", "middle")) == "The CNN is learning 1,297 digits."
    assert status(chosen, Step("mlp", "middle", movement="rows")).startswith("The MLP is tested on 500 digits")
    assert "shuffled" in status(chosen, Step("mlp", "middle", shuffled=True))
    # The shipped networks have learnt already; digits are learnt for the part below alone.
    assert status(MlpAndCnnSettings(pair="cifar10"), Step("mlp", "middle")) == ""


def test_for_the_shipped_pair_nothing_is_measured_on_digits():
    assert [step for step in steps(MlpAndCnnSettings(pair="cifar10")) if step.movement] == []
