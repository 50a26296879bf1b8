"""Augment: change training pictures by chance, see at once what becomes of them, and take the code along."""

from pathlib import Path

import streamlit as st

from cnn_core.datasets.dataset import Dataset
from cnn_core.projects.workbench import WorkbenchSettings
from ui import page, settings, workbench
from ui.augment import augmentation as augment
from ui.augment import controls as augment_controls
from ui.augment import preview as augment_preview
from ui.augment.settings import AugmentationViewSettings
from ui.data import preparing as data_preparing
from ui.language import t

STYLE = Path(__file__).parents[1] / "ui" / "augment" / "augment.css"


@st.fragment
def show(dataset: Dataset | None) -> None:
    """The pictures beside the controls, and the code below; a change of anything runs this alone."""
    for shared in (WorkbenchSettings, AugmentationViewSettings):
        settings.read(shared)
    of = augment.pictures(dataset)
    pictures, controls = st.columns([3, 2], gap="large")
    with controls:
        augment_controls.draw(of)
    augment_preview.draw_code()
    st.markdown(t("augment.go_on"))
    st.page_link("pages/build.py", label=t("page.build"), icon=":material/account_tree:", width="content")
    with pictures, st.container(key="augment_pictures"):  # last: they may take a while
        if dataset is None:
            st.info(t("augment.no_pictures"), icon=":material/photo_library:")
        else:
            augment_preview.draw(dataset, of)


page.start("augment.title", "augment.lead", WorkbenchSettings, AugmentationViewSettings, picture=True)
st.html(STYLE)
bar = st.container()
found = data_preparing.draw()
with bar:  # when the pictures are there, for it says how many
    workbench.links("data", "build")
    workbench.draw_notices()
show(found)
