"""Data: choose pictures or bring some, look at them, and see in how many ways a file can be loaded."""

import streamlit as st

from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import OWN
from cnn_core.projects.workbench import WorkbenchSettings
from engine import EngineError
from ui import page, workbench
from ui.data import choice as data_choice
from ui.data import collection as data_collection
from ui.data import loaders as data_loaders
from ui.data import preparing as data_preparing
from ui.data import statistics as data_statistics
from ui.data import views as data_views
from ui.data.settings import DataViewSettings
from ui.language import t


def show_dataset(dataset: Dataset) -> None:
    """The pictures beside their counts; below them what they have in common, and what is doubtful."""
    pictures, counts = st.columns([3, 2], gap="large")
    with pictures:
        data_views.draw_grid(dataset)
    try:
        seen = data_views.overview(dataset)
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return
    except DatasetError:  # changed or removed while it was looked at
        st.rerun()
    with counts:
        data_views.draw_counts(dataset, seen)
    means, levels = st.columns([3, 2], gap="large")
    with means:
        data_statistics.draw_means(dataset, seen)
    with levels:
        data_statistics.draw_brightness(seen)
        data_statistics.draw_sizes(seen)
    data_statistics.draw_doubtful(dataset, seen)
    st.markdown(t("data.view.go_on"))
    workbench.links("augment", "build")


page.start("data.title", "data.lead", WorkbenchSettings, DataViewSettings)
workbench.draw_notices()
data_choice.draw()
if workbench.source().kind == OWN:
    data_collection.draw()
found = data_preparing.draw()
if found is not None:
    show_dataset(found)
data_loaders.show()
