"""Settings of the page Evaluate, which its link keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cnn_core.evaluation.question import CORRUPTIONS
from cnn_core.settings import LONGEST_LINK_TEXT, choice, flag, text
from ui.networks.names import SHIPPED, TRAINED_HERE

USUAL: Final = "usual"
"""The network that the visitor trained last; before that one whose pictures are here."""
NONE: Final = "none"
PARTS: Final = ("test", "validation", "train", "all")
SHOWN_AS: Final = ("counts", "shares")
CLASS_ORDERS: Final = ("given", "recall", "precision", "f1", "pictures")


@dataclass(frozen=True)
class EvaluationSettings:
    """The state of the page Evaluate. Field names are parameters of its link.

    Attributes:
        judged: which network.
        rival: the network that it is compared with.
        judged_data: on which pictures, as `cnn_core.datasets.source` writes it; "": those that it learnt its classes
        from.
        judged_part: on which part of them.
        matrix_as: whether the confusion matrix shows pictures or the share of each class's pictures.
        cell: the cell of the matrix whose pictures are shown, as "row-column", or "".
        class_order: by what the table of classes is ordered.
        robust: whether the robustness is measured.
        harm: which harm is shown on a picture.
    """

    judged: str = choice(USUAL, (USUAL, *SHIPPED), form=TRAINED_HERE)
    rival: str = choice(NONE, (NONE, *SHIPPED), form=TRAINED_HERE)
    judged_data: str = text("", maximum=LONGEST_LINK_TEXT)
    judged_part: str = choice("test", PARTS)
    matrix_as: str = choice("counts", SHOWN_AS)
    cell: str = text("", maximum=12)
    class_order: str = choice("given", CLASS_ORDERS)
    robust: bool = flag(False)
    harm: str = choice("noise", tuple(CORRUPTIONS))


def split_cell(cell: str, groups: int) -> tuple[int, int] | None:
    """Split `EvaluationSettings.cell` into row and column; None if it names none of a matrix of this size.

    Example:
        >>> split_cell("2-0", 3), split_cell("2-9", 3), split_cell("", 3)
        ((2, 0), None, None)
    """
    row, _, column = cell.partition("-")
    if not (row.isascii() and row.isdecimal() and column.isascii() and column.isdecimal()):
        return None
    return (int(row), int(column)) if int(row) < groups and int(column) < groups else None
