"""Augment: change training pictures by chance, see at once what becomes of them, and take the code along."""

from pathlib import Path

import streamlit as st

from cnn_core.augmentation_view_settings import AugmentationViewSettings
from cnn_core.dataset import Dataset
from cnn_core.workbench_settings import WorkbenchSettings
from ui import augment, augment_controls, augment_preview, data_preparing, page, settings, workbench
from ui.language import t

STYLE = Path(__file__).parents[1] / "ui" / "augment.css"


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
