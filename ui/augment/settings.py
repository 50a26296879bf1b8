"""Settings of the augmentation page: which picture, and by which chance it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.settings import choice, whole

SOURCES: Final = ("data", "own")


@dataclass(frozen=True)
class AugmentationViewSettings:
    """Field names are parameters of the augmentation page's link.

    Attributes:
        augment_of: a picture of the data set, or the visitor's own.
        augment_picture: which picture of the data set; another number takes another by chance.
        augment_class: of which class it is, counted from 0; −1: of any.
        augment_seed: of the chance in the augmentation; another number shuffles anew.
    """

    augment_of: str = choice("data", SOURCES)
    augment_picture: int = whole(0, minimum=0, maximum=9999)
    augment_class: int = whole(-1, minimum=-1, maximum=9999)
    augment_seed: int = whole(0, minimum=0, maximum=9999)
