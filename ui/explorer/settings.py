"""Settings of the Network Explorer, which its link keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.networks.input import FITS
from cnn_core.pictures.samples import DEFAULT, SAMPLES
from cnn_core.settings import choice, flag, text, whole
from ui.networks.names import NETWORKS, OWN, TRAINED_HERE

SCALES: Final = ("unit", "layer", "block", "global")
COMPARISONS: Final = ("none", "picture", "network")
LONGEST_EDITS: Final = 400
LONGEST_PLACE: Final = 160
MOST_STEPS: Final = 40


@dataclass(frozen=True)
class ExplorerSettings:
    """The state of the Network Explorer. Field names are parameters of the link, shared with no other page.

    Attributes:
        network: which one.
        fit: how a picture is fitted to it; see `cnn_core.networks.input.network_picture`.
        map_scale: which maps share a colour scale.
        detail: whether shapes, parameters and legends stand beside the layers.
        selected: the unit that is looked at, as the view writes it ("side/node/unit"), or "".
        changes: what was changed in the network, as `cnn_core.network_graph.edits` writes it.
        compare: with what the network and its picture stand side by side.
        partner_picture: the other picture, where pictures are compared.
        partner_network: the other network, where networks are compared.
        opened: the layer of a large network whose maps are shown, and their page, as "node@page", or "".
        walk: the step of the walk-through; 0: none is under way.
        patterns: whether the patches that excite the selected unit most are shown.
    """

    network: str = choice(NETWORKS[0], NETWORKS, form=TRAINED_HERE)
    fit: str = choice("crop", FITS)
    map_scale: str = choice("layer", SCALES)
    detail: bool = flag(False)
    selected: str = text("", maximum=LONGEST_PLACE)
    changes: str = text("", maximum=LONGEST_EDITS)
    compare: str = choice("none", COMPARISONS)
    partner_picture: str = choice(next(name for name in SAMPLES if name != DEFAULT), (*SAMPLES, OWN))
    partner_network: str = choice(NETWORKS[min(1, len(NETWORKS) - 1)], NETWORKS, form=TRAINED_HERE)
    opened: str = text("", maximum=LONGEST_PLACE)
    walk: int = whole(0, minimum=0, maximum=MOST_STEPS)
    patterns: bool = flag(False)


def split_opened(opened: str) -> tuple[str | None, int]:
    """Split `ExplorerSettings.opened` into node and page.

    Example:
        >>> split_opened("block_1/conv@3"), split_opened("conv"), split_opened("")
        (('block_1/conv', 3), ('conv', 0), (None, 0))
    """
    node, _, page = opened.rpartition("@")
    if not node or not page.isdecimal() or len(page) > 4:
        return opened or None, 0
    return node, int(page)


def split_selected(selected: str) -> tuple[int, str, int] | None:
    """Split `ExplorerSettings.selected` into side, node and unit; None if it names none.

    Example:
        >>> split_selected("0/block/conv/7"), split_selected("nowhere")
        ((0, 'block/conv', 7), None)
    """
    side, _, rest = selected.partition("/")
    node, _, unit = rest.rpartition("/")
    if side not in ("0", "1") or not node or not unit.isdecimal() or len(unit) > 6:
        return None
    return int(side), node, int(unit)
