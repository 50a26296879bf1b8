"""Settings that the pages of the group Build share: the data set, its split, the network, the augmentation."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.settings import LONGEST_LINK_TEXT, text, whole


@dataclass(frozen=True)
class WorkbenchSettings:
    """The settings of what is being worked on. Field names are parameters of the link, shared by the group Build.

    Attributes:
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a picture's side in training; 0: as the data set has them, or its default for photos.
        split_seed: of the split into training, validation and test.
        network: the network, as `cnn_core.drafts` writes it; "": the default for the data.
        augmentation: as `cnn_core.augmentation.settings` writes it; "": none.
    """

    data: str = text("shapes", maximum=LONGEST_LINK_TEXT)
    side: int = whole(0, minimum=0, maximum=256)
    split_seed: int = whole(0, minimum=0, maximum=9999)
    network: str = text("", maximum=LONGEST_LINK_TEXT)
    augmentation: str = text("", maximum=LONGEST_LINK_TEXT)
