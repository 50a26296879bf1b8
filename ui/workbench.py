"""State of the group Build: data, network and augmentation; and a bar that shows it.

All three stand in the link as texts (`cnn_core.projects.workbench`). A text that nobody can read stands for the usual
value, and `bar` says so.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from cnn_core import drafts as network_draft
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.augmentation.settings import Augmentation, AugmentationError
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN, DataSource, DataSourceError
from cnn_core.drafts import DraftError, NetworkDraft
from cnn_core.drafts import presets as draft_presets
from cnn_core.projects.workbench import WorkbenchSettings
from ui import settings
from ui.elements.page_link import page_link
from ui.language import number, t

USUAL = DataSource("shapes")


class DataShape(NamedTuple):
    """The shape that a network has to fit.

    Attributes:
        rows: of a picture, in training.
        columns: of a picture, in training.
        channels: 1 or 3.
        classes: how many; at least 2, so that there is something to tell apart.
        pictures: how many; 0 while the data are not prepared.
    """

    rows: int
    columns: int
    channels: int
    classes: int
    pictures: int


def source() -> DataSource:
    """Return the chosen data set; shapes, if the link's text means none."""
    return _source(settings.read(WorkbenchSettings).data) or USUAL


def dataset() -> Dataset | None:
    """Return the pictures, if they are prepared on this machine; their data page prepares them."""
    return datasets.prepared(source(), settings.read(WorkbenchSettings).side)


def shape() -> DataShape:
    """Return the shape that the network has to fit, also while the data are not prepared."""
    found = dataset()
    if found is not None:
        pictures, rows, columns, channels = found.images.shape
        return DataShape(rows, columns, channels, max(2, len(found.classes)), pictures)
    chosen = source()
    side = datasets.side_of(chosen, settings.read(WorkbenchSettings).side)
    kind = datasets.kind(chosen.kind)
    return DataShape(side, side, kind.channels, max(2, _classes(chosen)), 0)


def draft() -> NetworkDraft:
    """Return the network that was built, made to fit the data; the default for these data, if there is none."""
    rows, columns, channels, classes, pictures = shape()
    built = _draft(settings.read(WorkbenchSettings).network)
    if built is None:
        name = draft_presets.default_for(rows, columns, channels, classes, pictures)
        return draft_presets.PRESETS[name](rows, columns, channels, classes)
    if (built.rows, built.columns, built.channels, built.classes) == (rows, columns, channels, classes):
        return built
    return network_draft.resized(built, rows, columns, channels, classes)


def augmentation() -> Augmentation:
    """Return the augmentation that was set; none, if the link's text means none."""
    return _augmentation(settings.read(WorkbenchSettings).augmentation) or Augmentation()


def bar() -> None:
    """Draw one line: data, network and augmentation, each a link to its page; and what the link got wrong."""
    links("data", "augment", "build")
    draw_notices()


def links(*pages: str) -> None:
    """Draw what is being worked on, as links in one line, to some of the pages "data", "augment" and "build"."""
    labels = {
        "data": ("photo_library", data_label),
        "augment": ("auto_fix_high", augmentation_label),
        "build": ("account_tree", network_label),
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        for page in pages:
            icon, label = labels[page]
            page_link(page, label(), icon, caption=True)


def draw_notices() -> None:
    """Say what the link got wrong."""
    for sentence in notices():
        st.info(sentence, icon=":material/link_off:")


def data_label() -> str:
    """Describe the data set in a few words: "Shapes · 1,600 pictures · 8 classes · 48 × 48"."""
    found = dataset()
    name = t(f"data.kind.{source().kind}")
    if found is None:
        return t("workbench.data_unprepared", name=name)
    return t("workbench.data", name=name, pictures=number(len(found.labels), 0), classes=len(found.classes),
             side=found.side)  # fmt: skip


def network_label() -> str:
    """Describe the network in a few words: "Network: 9 layers"."""
    layers = len(draft().layers)
    usual = _draft(settings.read(WorkbenchSettings).network) is None
    return t("workbench.network_usual" if usual else "workbench.network", layers=layers)


def augmentation_label() -> str:
    """Write if the pictures are augmented."""
    return t("workbench.augmentation_none" if augmentation() == Augmentation() else "workbench.augmentation")


def notices() -> list[str]:
    """List a sentence for each text of the link that nobody can read."""
    wanted = settings.read(WorkbenchSettings)
    readable = {
        "data": _source(wanted.data) is not None,
        "network": not wanted.network or _draft(wanted.network) is not None,
        "augmentation": not wanted.augmentation or _augmentation(wanted.augmentation) is not None,
    }
    return [t(f"workbench.unreadable_{name}") for name, known in readable.items() if not known]


def _classes(chosen: DataSource) -> int:
    if chosen.kind != OWN:
        return len(datasets.kind(chosen.kind).names)
    return len(picture_collections.classes(chosen.name)) if picture_collections.exists(chosen.name) else 0


def _source(text: str) -> DataSource | None:
    try:
        return data_source.decode(text)
    except DataSourceError:
        return None


def _draft(text: str) -> NetworkDraft | None:
    try:
        return network_draft.decode(text) if text else None
    except DraftError:
        return None


def _augmentation(text: str) -> Augmentation | None:
    try:
        return augmentation_settings.decode(text)
    except AugmentationError:
        return None
