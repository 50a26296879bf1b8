"""Augment: change training pictures by chance, see at once what becomes of them, and take the code along."""

import streamlit as st

from cnn_core.augmentation_view_settings import AugmentationViewSettings
from cnn_core.dataset import Dataset
from cnn_core.workbench_settings import WorkbenchSettings
from ui import augment, augment_controls, augment_preview, data_preparing, page, settings, workbench
from ui.language import t


@st.fragment
def show(dataset: Dataset | None) -> None:
    """Controls beside the pictures, and the code below; a change of anything runs this alone."""
    for shared in (WorkbenchSettings, AugmentationViewSettings):
        settings.read(shared)
    of = augment.pictures(dataset)
    controls, pictures = st.columns([2, 3], gap="large")
    with controls:
        augment_controls.draw(of)
    with pictures:
        if dataset is None:
            st.info(t("augment.no_pictures"), icon=":material/photo_library:")
        else:
            augment_preview.draw(dataset, of)
    augment_preview.draw_code()
    st.markdown(t("augment.go_on"))
    workbench.links("build")


page.start("augment.title", "augment.lead", WorkbenchSettings, AugmentationViewSettings, picture=True)
workbench.links("data")
workbench.draw_notices()
show(data_preparing.draw())
