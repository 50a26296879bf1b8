"""What Python packs, the browser unpacks; and what is no payload, it refuses in words."""

from __future__ import annotations

import itertools
import json
import struct
from typing import Any

import numpy as np
import pytest

from ui.components.payload import DTYPES, pack

pytestmark = pytest.mark.browser

MODULE = "shared/payload.js"
SHAPES = ((), (1,), (3,), (0,), (5, 7), (3, 1, 2), (2, 0, 4), (3, 3, 3, 5))


def array(dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    values = np.random.default_rng(1).integers(0, 256, shape)
    return np.asarray(values - (0 if dtype == "uint8" else 128)).astype(dtype)


def unpack(modules, payload: bytes, shift: int = 0) -> dict[str, Any]:
    """Unpack in the page, from bytes that lie ``shift`` bytes into their buffer."""
    return modules.page.evaluate(
        """async ({ bytes, shift }) => {
          const { unpack } = await import("/shared/payload.js");
          const buffer = new Uint8Array(shift + bytes.length);
          buffer.set(bytes, shift);
          const { header, arrays } = unpack(buffer.subarray(shift));
          const plain = ([name, { data, shape }]) => [name, { data: [...data], shape, type: data.constructor.name }];
          return { header, arrays: Object.fromEntries(Object.entries(arrays).map(plain)) };
        }""",
        {"bytes": list(payload), "shift": shift},
    )


def malformed(head: Any, data: bytes = bytes(16)) -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    start = b"CLP1" + struct.pack("<I", len(text)) + text
    return start + bytes(-len(start) % 8) + data


def entry(**changes: Any) -> dict[str, Any]:
    return {"header": {}, "arrays": [{"name": "a", "dtype": "float32", "shape": [2], "offset": 0} | changes]}


@pytest.mark.parametrize("shift", [0, 1, 4])
def test_every_type_and_shape_survives(modules, shift):
    names = list(itertools.product(DTYPES, SHAPES))
    arrays = {f"{dtype} {shape}": array(dtype, shape) for dtype, shape in names}
    header = {"title": "특징 맵", "numbers": [1, 2.5, None, True], "nested": {"a": []}}
    result = unpack(modules, pack(header, arrays), shift)
    assert result["header"] == header
    assert list(result["arrays"]) == list(arrays)
    types = {"float32": "Float32Array", "uint8": "Uint8Array", "int32": "Int32Array"}
    for name, expected in arrays.items():
        found = result["arrays"][name]
        assert (found["data"], found["shape"]) == (expected.ravel().tolist(), list(expected.shape))
        assert found["type"] == types[expected.dtype.name]


@pytest.mark.parametrize("length", range(9))
def test_headers_of_every_length_leave_the_data_where_they_are(modules, length):
    result = unpack(modules, pack({"x": "y" * length}, {"a": np.arange(3, dtype=np.float32)}))
    assert result["arrays"]["a"]["data"] == [0, 1, 2]


def test_arrays_that_are_views_or_big_endian_survive(modules):
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    arrays = {"turned": values.T[::-1], "big": values.astype(">f4")}
    result = unpack(modules, pack({}, arrays))["arrays"]
    assert result["turned"]["data"] == values.T[::-1].ravel().tolist()
    assert result["big"]["data"] == values.ravel().tolist()


def test_a_payload_that_lies_well_is_not_copied(modules):
    payload = list(pack({}, {"a": np.ones(4, np.float32)}))
    shared = modules.page.evaluate(
        """async (bytes) => {
          const { unpack } = await import("/shared/payload.js");
          const payload = Uint8Array.from(bytes);
          return unpack(payload).arrays.a.data.buffer === payload.buffer;
        }""",
        payload,
    )
    assert shared


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b"", "at least 8 bytes long. Received: 0 bytes"),
        (b"PNG1" + bytes(12), 'starts with "CLP1". Received: "PNG1"'),
        (b"CLP1" + struct.pack("<I", 99) + b"{}", "holds the 99 bytes of its header. Received: 2 bytes"),
        (malformed(b"{no json"), 'is JSON with "header" and "arrays". Received: {no json'),
        (malformed([1]), 'is JSON with "header" and "arrays". Received'),
        (malformed({"header": {}}), 'is JSON with "header" and "arrays". Received'),
        (malformed(entry(dtype="float64")), "is of type float32, uint8, int32. Received: float64"),
        (malformed(entry(dtype="toString")), "is of type float32, uint8, int32. Received: toString"),
        (malformed(entry(shape=[-1])), "shape of whole numbers"),
        (malformed(entry(shape="2")), "shape of whole numbers"),
        (malformed(entry(offset=4)), "offset that is a multiple of 8"),
        (malformed(entry(shape=[5])), r"of shape [5] takes 20 bytes. Received: 16 bytes"),
        (malformed(entry(offset=800)), "takes 8 bytes. Received: 0 bytes"),
    ],
)
def test_what_is_no_payload_is_refused_in_words(modules, payload, sentence):
    from playwright.sync_api import Error

    with pytest.raises(Error) as error:
        unpack(modules, payload)
    assert sentence in error.value.message
