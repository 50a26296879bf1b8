"""Where the keys lead in the gallery's grid."""

from typing import Any

import pytest

PATH = "shared/grid_keys.js"


@pytest.mark.parametrize(
    ("key", "index", "target"),
    [
        ("ArrowRight", 0, 1),
        ("ArrowLeft", 1, 0),
        ("ArrowLeft", 0, 0),
        ("ArrowRight", 13, 13),
        ("ArrowDown", 1, 5),
        ("ArrowDown", 11, 11),
        ("ArrowUp", 5, 1),
        ("ArrowUp", 1, 1),
        ("Home", 9, 0),
        ("End", 2, 13),
        ("Enter", 2, None),
        ("toString", 2, None),
    ],
)
def test_next_tile(modules: Any, key: str, index: int, target: int | None) -> None:
    assert modules.call(PATH, "nextTile", key, index, 4, 14) == target
