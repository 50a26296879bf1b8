"""The choice of one class of a data set, or of all of them."""

from __future__ import annotations

import streamlit as st

from cnn_core.datasets.dataset import Dataset
from ui import settings
from ui.language import current, t

EVERY_CLASS = -1
"""The value of a setting that stands for all classes."""


def class_choice(dataset: Dataset, settings_class: type, field: str, *, key: str) -> None:
    """Draw the list of classes; what is chosen is a setting.

    Args:
        dataset: whose classes.
        settings_class: whose field is set.
        field: a whole number: the place of a class, or `EVERY_CLASS`, which also stands for one that there is not.
        key: of the control.
    """
    names = dataset.labels_in(current())
    present = getattr(settings.read(settings_class), field)
    st.session_state[key] = present if present < len(names) else EVERY_CLASS
    st.selectbox(
        t("settings.grid_class"),
        [EVERY_CLASS, *range(len(names))],
        format_func=lambda label: t("data.view.everything") if label < 0 else names[label],
        key=key,
        on_change=lambda: settings.apply({field: st.session_state[key]}),
        width=170,
    )
