"""A network that a visitor builds, as plain data: what it is, its text for a link, its problems and its table.

Everything about drafts under one name; nothing here needs Keras. `cnn_core.drafts.model` builds the model,
`cnn_core.drafts.keras_code` writes its code, `cnn_core.drafts.presets` has networks to begin with.

Example:
    >>> draft = NetworkDraft(28, 28, 1, 10, (DraftLayer("Conv2D", {"filters": 8}), DraftLayer("Flatten")))
    >>> problems(draft), sum(row.parameters for row in table(draft))
    ([], 54170)
"""

from __future__ import annotations

from cnn_core.drafts.draft import MAXIMUM_LAYERS, NetworkDraft, is_transfer, names, resized, with_layers
from cnn_core.drafts.layers import DraftError, DraftLayer
from cnn_core.drafts.problems import nearest, problems
from cnn_core.drafts.rules import DraftProblem
from cnn_core.drafts.table import DraftRow, table
from cnn_core.drafts.text import decode, encode

__all__ = [
    "MAXIMUM_LAYERS",
    "DraftError",
    "DraftLayer",
    "DraftProblem",
    "DraftRow",
    "NetworkDraft",
    "decode",
    "encode",
    "is_transfer",
    "names",
    "nearest",
    "problems",
    "resized",
    "table",
    "with_layers",
]
