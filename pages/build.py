"""Build: put a network together, layer by layer, and see at once what it makes of the picture and what it costs."""

import streamlit as st

from cnn_core.drafts import NetworkDraft, problems
from cnn_core.drafts.keras_code import BACKBONE_FILE, to_keras_code
from cnn_core.drafts.rules import problems_of_layers
from cnn_core.projects.workbench import WorkbenchSettings
from ui import page, settings, workbench
from ui.builder import messages as build_messages
from ui.builder import payload as build
from ui.builder.settings import OWN, BuildSettings
from ui.components.builder import builder_view
from ui.language import t


def show_code(draft: NetworkDraft) -> None:
    """The network as Keras code, to copy or to download."""
    with st.expander(t("build.code"), icon=":material/code:"):
        if problems_of_layers(draft):
            st.caption(t("build.no_code"))
            return
        code = to_keras_code(draft)
        st.caption(t("build.code_lead") + (" " + t("build.code_file", file=BACKBONE_FILE) if draft.is_transfer else ""))
        st.code(code, language="python")
        st.download_button(t("build.download"), code, "network.py", "text/x-python", icon=":material/download:")


@st.fragment
def show_build() -> None:
    """Draw what is worked on, the view, and what comes after it; a change in the view runs this alone."""
    settings.read(WorkbenchSettings)
    name = settings.read(BuildSettings).architecture
    workbench.links("data", "augment")
    draft = build.network_on_screen(name)
    data = build.view_data(draft, name, serial=build_messages.serial(), notice=build_messages.refusal())
    builder_view(data, build_messages.take, key=build_messages.VIEW)
    build.draw_augmentation_hint()
    show_code(draft)
    if name == OWN:
        st.markdown(t("build.go_on_not" if problems(draft) else "build.go_on"))
        build.draw_next()


page.start("build.title", "build.lead", WorkbenchSettings, BuildSettings)
workbench.draw_notices()
show_build()
