"""Where a network of the explorer comes from, as plain data: the web process names it, a worker builds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

KINDS: Final = ("shipped", "application", "file")


@dataclass(frozen=True)
class ModelSource:
    """One network.

    Attributes:
        kind: "shipped" (`cnn_core.model_store`), "application" (`cnn_core.pretrained`) or "file" (somebody's own).
        name: its name in the store or among the applications; of a file the path.
        digest: what tells this version from others. An application has "imagenet" with the weights that were fetched
            and "random" without.
    """

    kind: Literal["shipped", "application", "file"]
    name: str
    digest: str = ""
