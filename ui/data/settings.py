"""Settings of the data page: which pictures, which part, which file the three loaders read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.settings import choice, whole

PARTS: Final = ("all", "train", "validation", "test")
LOADER_FILES: Final = ("photo", "transparent", "grey", "palette", "picture", "file")


@dataclass(frozen=True)
class DataViewSettings:
    """Field names are parameters of the data page's link.

    Attributes:
        grid_seed: which pictures the grid shows; another number shuffles anew.
        grid_part: of which part of the split.
        grid_class: of which class, counted from 0; −1: of all.
        loader_file: which file the three ways to load a picture read: an example, the visitor's picture or a file.
    """

    grid_seed: int = whole(0, minimum=0, maximum=9999)
    grid_part: str = choice("all", PARTS)
    grid_class: int = whole(-1, minimum=-1, maximum=9999)
    loader_file: str = choice("photo", LOADER_FILES)
