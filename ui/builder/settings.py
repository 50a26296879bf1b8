"""Which architecture the page Build shows in place of the visitor's own network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.presets import vgg
from cnn_core.settings import choice

OWN: Final = "own"
DEPTHS: Final = {"vgg16": 16, "vgg19": 19}
"""Architecture → its layers with weights."""


@dataclass(frozen=True)
class BuildSettings:
    """The settings of how the page is looked at. Field names are parameters of the link.

    Attributes:
        architecture: a large network to look at; "own": the visitor's own, which can be changed.
    """

    architecture: str = choice(OWN, (OWN, *DEPTHS))


def architecture(name: str) -> NetworkDraft:
    """Return a large network as it was published: for ImageNet's thousand classes, at 224 × 224 pixels.

    Example:
        >>> len(architecture("vgg16").layers)
        21
    """
    return vgg(224, 224, 3, 1000, depth=DEPTHS[name])
