"""Settings of the page Classify, which its link keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.classification.framing import FRAMINGS
from cnn_core.settings import choice, real, whole
from ui.networks.names import NETWORKS, SHIPPED, TRAINED_HERE

FIRST: Final = "efficientnet_lite0" if "efficientnet_lite0" in SHIPPED else NETWORKS[0]
MOST_ANSWERS: Final = 20
MODES: Final = ("pictures", "live")


@dataclass(frozen=True)
class ClassifySettings:
    """The state of the page. Field names are parameters of the link, shared with no other page.

    Attributes:
        mode: whether pictures are classified, one or many, or what a camera sees, live.
        classifier: the network; names as in `ui.explorer.settings`.
        framing: how a picture is fitted to it; see `cnn_core.classification.framing`.
        top: how many answers are listed.
        cut: the threshold from which a score counts as a yes.
    """

    mode: str = choice("pictures", MODES)
    classifier: str = choice(FIRST, NETWORKS, form=TRAINED_HERE)
    framing: str = choice("crop", FRAMINGS)
    top: int = whole(5, minimum=1, maximum=MOST_ANSWERS)
    cut: float = real(0.5, minimum=0.0, maximum=1.0, step=0.01)
