"""Where a network comes from: plain data that names it, for links, caches and workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KINDS: Final = ("shipped", "application", "file")


@dataclass(frozen=True)
class ModelSource:
    """A network that the engine can find.

    Attributes:
        kind: "shipped" (in `cnn_core.model_store`), "application" (of `cnn_core.pretrained`) or "file" (a .keras file that
            a visitor brought along).
        name: the shipped network's or the application's name, or the file's path on this machine.
        digest: changes when the network's content does; for an application "imagenet" or "random", which weights it has.

    Raises:
        ValueError: another kind.

    Example:
        >>> ModelSource("shipped", "tiny_vgg").digest
        ''
    """

    kind: str
    name: str
    digest: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"`kind` is one of {', '.join(KINDS)}. Received: {self.kind!r}. Choose one of these.")
