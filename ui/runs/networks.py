"""The networks of a run: after which epochs there is one, and how the engine and a link name it."""

from __future__ import annotations

import math

import streamlit as st

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.source import OWN
from cnn_core.model_store.cards import CardInput
from cnn_core.model_store.source import ModelSource
from cnn_core.model_store.store import checkpoint
from cnn_core.training.run_folder import Run
from ui.language import current, number, t

RUN = "run:"
"""Before the name of a run's network after an epoch in a link, "RUNID:EPOCH"."""


def epochs(run: Run) -> tuple[int, ...]:
    """List the epochs after which the whole network was kept, in order."""
    return run.kept_epochs()


def usual(run: Run) -> int | None:
    """Return the epoch whose network stands for the run: the one that was measured on test pictures, else the newest.

    None: there is no network yet.
    """
    kept = epochs(run)
    measured = (run.result or {}).get("epoch")
    return measured if measured in kept else kept[-1] if kept else None


def choose(run: Run, key: str) -> int:
    """Draw the choice of an epoch, the newest first, each with how it did in validation; there is at least one."""
    shares = {one["epoch"]: one.get("val_accuracy") for one in run.metrics() if one["kind"] == "epoch"}

    def label(epoch: int) -> str:
        share = shares.get(epoch)
        if share is None or not math.isfinite(share):
            return t("keeping.after_epoch", epoch=epoch)
        return t("keeping.after_epoch_right", epoch=epoch, share=number(100 * share, 1))

    kept, stands = epochs(run)[::-1], usual(run)
    index = kept.index(stands) if stands is not None else 0
    return st.selectbox(t("keeping.epoch"), kept, index, format_func=label, key=key, width=480)


def source(run: Run, epoch: int) -> ModelSource:
    """Return the network after an epoch, for the engine.

    Raises:
        ModelStoreError: there is none.
    """
    stat = checkpoint(run.id, epoch).stat()
    return ModelSource("run", f"{run.id}:{epoch}", f"{stat.st_mtime_ns:x}-{stat.st_size:x}")


def link_name(run: Run, epoch: int) -> str:
    """Return the network after an epoch, as it stands in links of the Network Explorer."""
    return f"{RUN}{run.id}:{epoch}"


def input_of(run: Run) -> CardInput:
    """Return the input of the run's networks: bytes, which they rescale themselves."""
    draft = run.settings.draft
    return CardInput(draft.rows, draft.columns, draft.channels, "bytes")


def labels_of(run: Run) -> tuple[str, ...]:
    """Return the classes in the visitor's language; () where the pictures are gone and nobody else knows them."""
    wanted = data_source.decode(run.settings.data)
    found = datasets.prepared(wanted, run.settings.side)
    if found is not None:
        return found.labels_in(current())
    if wanted.kind == OWN:
        return ()
    kind = datasets.kind(wanted.kind)
    return kind.classes_ko if current() == "ko" else kind.classes
