"""Where a network comes from, as plain data: the web process names it, a worker builds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from cnn_core.storage.workspace import is_id

KINDS: Final = ("shipped", "application", "file", "kept", "run")


class ModelSourceError(ValueError):
    """A name that no network can have. The message states the rule and then what was received."""


@dataclass(frozen=True)
class ModelSource:
    """One network.

    Attributes:
        kind: "shipped" (`cnn_core.model_store.store`), "application" (`cnn_core.model_store.pretrained`), "file"
        (somebody's own), "kept"
            (under a name, `cnn_core.model_store.kept`) or "run" (as a training left it after an epoch).
        name: its name in the store, among the applications or among those kept; of a file the path; of a run
            "RUNID:EPOCH".
        digest: what tells this version from others. An application has "imagenet" with the weights that were fetched
            and "random" without.
    """

    kind: Literal["shipped", "application", "file", "kept", "run"]
    name: str
    digest: str = ""


def split_run(name: str) -> tuple[str, int]:
    """Split the name of a source of the kind "run" into the run and the epoch.

    Raises:
        ModelSourceError: it is no such name.

    Example:
        >>> split_run(f"{'0' * 32}:7")[1]
        7
        >>> split_run("../runs:7")
        Traceback (most recent call last):
        cnn_core.model_store.source.ModelSourceError: A network of a run is RUNID:EPOCH. Received: '../runs:7'
    """
    run, _, epoch = name.partition(":")
    if not is_id(run) or not (epoch.isascii() and epoch.isdecimal()) or len(epoch) > 6:
        raise ModelSourceError(f"A network of a run is RUNID:EPOCH. Received: {name[:80]!r}")
    return run, int(epoch)
