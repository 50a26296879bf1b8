"""Settings of the section "Why" of the page Classify, which its link keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.explanation.result import METHODS
from cnn_core.settings import flag, several, text, whole

LONGEST_NAME: Final = 120
MOST_CLASSES: Final = 100_000
THE_ANSWER: Final = -1


@dataclass(frozen=True)
class WhySettings:
    """The state of the section. Field names are parameters of the link, shared with no other page.

    Attributes:
        methods: the maps side by side; see `cnn_core.explanation.result`.
        why_class: the class that is explained, as a position among the scores; `THE_ANSWER`: the one with the highest.
        why_layer: the layer whose maps explain, for the methods that use maps; "": the last one.
        why_sense: whether each map stands beside that of the network with shuffled weights.
        why_curves: whether the maps are compared by deletion and insertion.
    """

    methods: tuple[str, ...] = several(("grad_cam", "occlusion", "superpixels"), METHODS)
    why_class: int = whole(THE_ANSWER, minimum=THE_ANSWER, maximum=MOST_CLASSES)
    why_layer: str = text("", maximum=LONGEST_NAME)
    why_sense: bool = flag(False)
    why_curves: bool = flag(False)


@dataclass(frozen=True)
class UnitSettings:
    """The unit that a picture is made for, and how far the visitor's own is amplified. Fields are link parameters.

    Attributes:
        why_node: the layer; "": the scores.
        why_unit: which of its maps, from 0; of the scores, the class. `THE_ANSWER`: the class that is explained, of a
            layer its first map.
        why_dream: steps by which what the layer sees in the picture is amplified.
    """

    why_node: str = text("", maximum=LONGEST_NAME)
    why_unit: int = whole(THE_ANSWER, minimum=THE_ANSWER, maximum=MOST_CLASSES)
    why_dream: int = whole(24, minimum=8, maximum=96, step=8)
