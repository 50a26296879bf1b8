"""The payload's bytes, as its docstring lays them out, and what is refused."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from ui.components.payload import pack


def test_the_layout_is_the_documented_one():
    arrays = {"a": np.arange(3, dtype=np.uint8), "b": np.ones((2, 1), np.float32)}
    payload = pack({"title": "맵"}, arrays)
    assert payload[:4] == b"CLP1"
    (length,) = struct.unpack("<I", payload[4:8])
    head = json.loads(payload[8 : 8 + length])
    start = -(-(8 + length) // 8) * 8
    assert head["header"] == {"title": "맵"}
    assert head["arrays"][1] == {"name": "b", "dtype": "float32", "shape": [2, 1], "offset": 8}
    assert payload[start:] == b"\x00\x01\x02" + bytes(5) + struct.pack("<ff", 1, 1)


def test_nothing_but_a_header_is_a_payload():
    assert len(pack({}, {})) % 8 == 0


@pytest.mark.parametrize(("value", "received"), [(np.zeros(2), "float64"), (np.zeros(2, bool), "bool"), ([1], "list")])
def test_other_arrays_are_refused_in_words(value, received):
    with pytest.raises(TypeError, match=rf"are numpy arrays of float32, uint8, int32\. Received: {received} for 'a'"):
        pack({}, {"a": value})


def test_a_header_with_nan_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"limit": float("nan")}, {})
