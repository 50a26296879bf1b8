"""Messages that no control of the Convolution Lab sends: each is refused, and the refusal names what it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cnn_core.convolution_lab.edit_text import KernelEditsError
from cnn_core.convolution_lab.stack import ConvolutionStack
from ui.convolution_lab.controls import checked
from ui.convolution_lab.messages import edited

STACK = ConvolutionStack(size=16)
EDIT = {"map": 1, "kernels": [[0, 0, 0, 0, 2, 0, 0, 0, 0], [0.0] * 9, [0.0] * 9], "pointwise": None}

# Messages that no control sends, and what the refusal names.
HOSTILE_CHANGES: dict[str, tuple[Any, str]] = {
    "below the limit": ({"filters": 0}, "filters"),
    "above the limit": ({"size": 5000}, "size"),
    "more than any number": ({"filters": 10**400}, "filters"),
    "half a filter": ({"filters": 2.5}, "filters"),
    "true for a number": ({"filters": True}, "filters"),
    "a number in words": ({"bias": "0.5"}, "bias"),
    "nothing": ({"bias": None}, "bias"),
    "a list for a number": ({"bias": [0.5]}, "bias"),
    "no such option": ({"layer": "Dense"}, "layer"),
    "an option in a list": ({"layer": ["Conv2D"]}, "layer"),
    "a number for a switch": ({"color": 1}, "color"),
    "no kernels": ({"kernels": []}, "kernels"),
    "a kernel that is none": ({"kernels": ["box", "rm -rf"]}, "kernels"),
    "kernels that are no names": ({"kernels": [["box"], 5]}, "kernels"),
    "kernels in a sentence": ({"kernels": "box"}, "kernels"),
    "edits beyond what a link holds": ({"edits": "A" * 6001}, "edits"),
    "edits that are no text": ({"edits": 5}, "edits"),
    "a setting that is none": ({"__class__": "x"}, "__class__"),
    "another page's setting": ({"study_size": 32}, "study_size"),
    "no settings at all": (5, "5"),
    "settings in a list": (["filters"], "['filters']"),
    "nothing at all": (None, "None"),
}


@pytest.mark.parametrize("name", HOSTILE_CHANGES)
def test_a_hand_made_change_is_refused_and_named(name: str):
    values, named = HOSTILE_CHANGES[name]
    assert checked(values) == ({}, [named])


@pytest.mark.parametrize("values", [{"turn": 1}, "change", [1, 2]])
def test_what_holds_no_settings_is_refused(values: Any):
    taken, refused = checked(values)
    assert not taken
    assert len(refused) == 1


def test_what_can_be_of_a_hand_made_change_counts():
    values = {"filters": 6.0, "size": -1, "kernels": ["box", "box", "sobel_x"]}
    assert checked(values) == ({"filters": 6, "kernels": ("box", "sobel_x")}, ["size"])


HOSTILE_EDITS: dict[str, Any] = {
    "text": EDIT | {"kernels": [["a"] * 9] * 3},
    "not a number": EDIT | {"kernels": [[float("nan")] * 9] * 3},
    "infinity": EDIT | {"kernels": [[1e39] * 9] * 3},
    "beyond the limit": EDIT | {"kernels": [[2e6] * 9] * 3},
    "too few kernels": EDIT | {"kernels": [[0.0] * 9]},
    "too few numbers": EDIT | {"kernels": [[0.0] * 8] * 3},
    "nested": EDIT | {"kernels": [[[0.0]] * 9] * 3},
    "kernels that are no lists": EDIT | {"kernels": 5},
    "numbers that are no lists": EDIT | {"kernels": [1, 2, 3]},
    "kernels in a dictionary": EDIT | {"kernels": {"a": 1, "b": 2, "c": 3}},
    "no kernels": {"map": 1, "pointwise": None},
    "no map": {"kernels": EDIT["kernels"], "pointwise": None},
    "a map that is not there": EDIT | {"map": 4},
    "a map before the first": EDIT | {"map": -1},
    "a map in words": EDIT | {"map": "1"},
    "half a map": EDIT | {"map": 0.5},
    "no map at all": EDIT | {"map": None},
    "pointwise weights of a plain layer": EDIT | {"pointwise": [1.0, 2.0, 3.0]},
    "pointwise weights that are none": EDIT | {"pointwise": "abc"},
    "a reset of no map": {"reset": 77},
    "a reset in words": {"reset": "none"},
    "an empty reset": {"reset": None},
    "an empty message": {},
    "a number": 5,
    "a sentence": "edit",
    "a list": [1, 2],
}


@pytest.mark.parametrize("name", HOSTILE_EDITS)
def test_a_hand_made_edit_is_refused(name: str):
    stack = replace(STACK, edits=edited(STACK, EDIT))
    assert stack.edits
    with pytest.raises(KernelEditsError):
        edited(stack, HOSTILE_EDITS[name])
