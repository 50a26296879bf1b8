from dataclasses import dataclass

import numpy as np
import pytest

from engine.digest import digest


@dataclass(frozen=True)
class Settings:
    name: str
    size: int


@dataclass(frozen=True)
class OtherSettings:
    name: str
    size: int


IMAGE = np.arange(12, dtype=np.float32).reshape(3, 4)

DIFFERENT = [
    (), (None,), (True,), (1,), (1.0,), ("1",), (b"1",), ((1,),), ([1],), ({1: 1},), (1, 1), ((1, 1),), ("11",),
    (IMAGE,), (IMAGE.T,), (IMAGE.reshape(4, 3),), (IMAGE + 1e-6,), (IMAGE.astype(np.float64),), (IMAGE[0, 1],),
    ("1", "1"),
    (Settings("a", 1),), (Settings("a", 2),), (OtherSettings("a", 1),), ("a", 1), (-0.0,), (0.0,),
]  # fmt: skip


def test_different_arguments_have_different_digests():
    assert len({digest("cnn_core.f", arguments) for arguments in DIFFERENT}) == len(DIFFERENT)
    assert digest("cnn_core.f", ()) != digest("cnn_core.g", ())


def test_equal_arguments_have_equal_digests_whatever_is_the_same_object():
    text = "same"
    shared = Settings(text, 1), Settings(text, 1)
    separate = Settings("".join(["sa", "me"]), 1), Settings("".join(["sam", "e"]), 1)
    assert digest("f", (*shared, IMAGE)) == digest("f", (*separate, IMAGE.copy(order="F")))


def test_an_empty_array_has_a_digest():
    assert digest("f", (np.zeros((0, 3)),)) != digest("f", (np.zeros((3, 0)),))


@pytest.mark.parametrize("argument", [object(), {1, 2}, len, np.array([object()]), Settings])
def test_anything_else_is_refused(argument):
    with pytest.raises(TypeError, match="Received: "):
        digest("f", (argument,))
