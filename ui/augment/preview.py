"""One picture, augmented again and again: which picture, the grid of what becomes of it, and the code that does it."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import nullcontext
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.augmentation.contradictions import Pictures
from cnn_core.augmentation.keras_code import to_keras_code
from cnn_core.augmentation.preview_result import AugmentationPreview
from cnn_core.augmentation.settings import encode
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import encode as encode_source
from cnn_core.projects.workbench import WorkbenchSettings
from engine import EngineError
from ui import settings, workbench
from ui.augment import augmentation as augment
from ui.augment.settings import AugmentationViewSettings
from ui.components.picture_grid import GridPicture, picture_grid
from ui.elements.class_choice import class_choice
from ui.language import current, number, t
from ui.pictures import picker as pictures
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

SLOW: Final = 1000
"""From so many numbers of a picture on, fitting the whitening takes long enough to say so."""

LEAST_SHARE: Final = 0.005
_CLASS: Final = "augment_class_choice"


def draw(dataset: Dataset, of: Pictures) -> None:
    """Draw the choice of the picture, and the grid."""
    _draw_choice(dataset)
    try:
        with st.spinner(t("augment.whitening_wait")) if _slow(of) else nullcontext():
            found = wait_for(_request(dataset, of))
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return
    except DatasetError:  # changed or removed while it was looked at
        st.rerun()
    images: NDArray[np.uint8] = np.concatenate([found.original[np.newaxis], found.images])
    picture_grid(images, _said_of(found, dataset), label=t("augment.grid_label"), key="augment_grid")
    _draw_question(found, dataset)


def draw_code() -> None:
    """Draw the code of exactly this augmentation."""
    st.header(t("augment.code"), anchor=False)
    st.caption(t("augment.code_lead"))
    seed = settings.read(AugmentationViewSettings).augment_seed
    st.code(to_keras_code(workbench.augmentation(), seed), language="python", wrap_lines=True)


def _slow(of: Pictures) -> bool:
    return augment.showable(of).zca and of.side * of.side * of.channels >= SLOW


def _draw_choice(dataset: Dataset) -> None:
    view = settings.read(AugmentationViewSettings)
    with st.container(horizontal=True, vertical_alignment="bottom", key="augment_choice"):
        settings.control(AugmentationViewSettings, "augment_of", kind="segmented")
        if view.augment_of == "data":
            class_choice(dataset, AugmentationViewSettings, "augment_class", key=_CLASS)
            _next_button("augment_picture", view.augment_picture, ":material/image:")
        _next_button("augment_seed", view.augment_seed, ":material/shuffle:")
    if view.augment_of == "own":
        st.caption(t("augment.own_help", side=dataset.side))


def _next_button(name: str, value: int, icon: str) -> None:
    """Draw the button that counts a setting on: another picture, another chance."""
    changes = {name: (value + 1) % 10_000}
    st.button(t(f"augment.next.{name}"), icon=icon, key=f"next_{name}", on_click=settings.apply, args=(changes,))


def _request(dataset: Dataset, of: Pictures) -> Future[AugmentationPreview]:
    wanted, view = settings.read(WorkbenchSettings), settings.read(AugmentationViewSettings)
    own = pictures.picture().square(dataset.side) if view.augment_of == "own" else None
    return engine.submit(
        "cnn_core.augmentation.worker.preview", encode_source(dataset.source), dataset.side, wanted.split_seed,
        dataset.digest, view.augment_picture, view.augment_class, own, encode(augment.showable(of)), view.augment_seed,
        visitor=f"{session()}:augment", timeout=timeouts.AUGMENTATION,
    )  # fmt: skip


def _said_of(found: AugmentationPreview, dataset: Dataset) -> list[GridPicture]:
    original = t("augment.original_own") if found.position < 0 else _name(found.label, dataset)
    said = [GridPicture("original", t("augment.original"), original)]
    for place, shares in enumerate(found.shares, start=1):
        label, mixed = _describe(shares, dataset)
        detail = t("augment.detail", number=place)
        said.append(GridPicture(str(place), label or str(place), f"{detail}: {mixed}" if mixed else detail))
    return said


def _describe(shares: NDArray[np.float32], dataset: Dataset) -> tuple[str, str]:
    """Write the label that the network gets: the class, or the larger of two with its share, and then both."""
    parts = [int(label) for label in np.argsort(-shares) if shares[label] >= LEAST_SHARE]
    if len(parts) == 1:
        return "" if parts[0] == len(dataset.classes) else _name(parts[0], dataset), ""
    words = [
        t("augment.share", share=number(100 * float(shares[label]), 0), name=_name(label, dataset)) for label in parts
    ]
    return words[0], " + ".join(words)


def _name(label: int, dataset: Dataset) -> str:
    return t("augment.original_own") if label == len(dataset.classes) else dataset.labels_in(current())[label]


def _draw_question(found: AugmentationPreview, dataset: Dataset) -> None:
    """Draw what to look for, and what is special about these pictures."""
    present = workbench.augmentation()
    if found.position >= 0 and present.is_random:
        st.markdown(t("augment.question_mixed" if present.mixup else "augment.question"))
    if not present.is_random:
        st.markdown(t("augment.nothing_yet"))
    if found.whitened:
        st.caption(t("augment.whitened"))
