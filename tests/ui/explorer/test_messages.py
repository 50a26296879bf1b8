"""What the explorer's view sends becomes changes of the network, or is refused."""

from __future__ import annotations

from typing import Any

import pytest

from cnn_core.network_graph.edits import Edits, EditsError, decode, encode
from ui.explorer.messages import edited

STRIDE = ("conv_1", "strides", 2)
PADDING = ("conv_1", "padding", "same")
VALID = ("conv_1", "padding", "valid")
OFF = ("conv_1", 3)


@pytest.mark.parametrize(
    ("before", "message", "after"),
    [
        (Edits(), {"layer": "conv_1", "field": "strides", "value": 2}, Edits((STRIDE,))),
        (Edits((PADDING,)), {"layer": "conv_1", "field": "padding", "value": "valid"}, Edits((VALID,))),
        (Edits((PADDING,)), {"layer": "conv_1", "values": {"padding": None, "strides": 2}}, Edits((STRIDE,))),
        (Edits((STRIDE, PADDING)), {"layer": "conv_1", "field": "strides", "value": None}, Edits((PADDING,))),
        (Edits((STRIDE,)), {"layer": "conv_2", "field": "strides", "value": None}, Edits((STRIDE,))),
        (Edits((STRIDE,)), {"ablate": "conv_1", "unit": 3, "on": True}, Edits((STRIDE,), (OFF,))),
        (Edits((), (OFF,)), {"ablate": "conv_1", "unit": 3, "on": True}, Edits((), (OFF,))),
        (Edits((), (OFF,)), {"ablate": "conv_1", "unit": 3, "on": False}, Edits()),
        (Edits((STRIDE, PADDING), (OFF,)), {"reset": "last"}, Edits((STRIDE,), (OFF,))),
        (Edits((), (OFF,)), {"reset": "last"}, Edits()),
        (Edits((STRIDE,), (OFF,)), {"reset": "all"}, Edits()),
    ],
)  # fmt: skip
def test_a_message_changes_the_changes(before: Edits, message: dict[str, Any], after: Edits):
    assert edited(before, message) == after
    assert decode(encode(after)) == after


@pytest.mark.parametrize(
    "message",
    [
        None,
        "all",
        [],
        {},
        {"reset": "everything"},
        {"layer": 3, "field": "strides", "value": 2},
        {"layer": "conv", "field": "filters", "value": 2},
        {"layer": "conv", "field": "strides", "value": 10**9},
        {"layer": "conv", "field": "strides", "value": True},
        {"layer": "conv", "field": "strides", "value": [2, 2]},
        {"layer": "", "field": "strides", "value": 2},
        {"layer": "conv", "values": {"strides": 2, "units": 3}},
        {"layer": "conv", "values": {"strides": {}}},
        {"layer": "conv", "field": "activation", "value": "eval"},
        {"ablate": "conv", "unit": -1, "on": True},
        {"ablate": "conv", "unit": 1.5, "on": True},
        {"ablate": "conv", "unit": 1, "on": "yes"},
    ],
)
def test_what_is_no_message_of_the_view_is_refused(message: Any):
    with pytest.raises(EditsError, match="Received: "):
        edited(Edits(), message)
