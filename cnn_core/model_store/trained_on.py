"""From which pictures a network has learnt, as its card or its run says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrainedOn:
    """The data that a network has learnt from.

    Attributes:
        data: as `cnn_core.datasets.source` writes it; "" where that is nobody else's business.
        side: of its pictures, in pixels; 0: the usual ones.
        split_seed: of the split; None: the official one, or that of the file `cnn_core.evaluation.held_out.FILE`.
        digest: of pictures, labels and classes; "" where it was not noted.
        held_out: the names of the files that were held out, for a split of its own.
    """

    data: str
    side: int = 0
    split_seed: int | None = None
    digest: str = ""
    held_out: frozenset[str] = frozenset()
