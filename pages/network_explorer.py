"""The Network Explorer: a whole network with the visitor's picture running through it, down to one multiplication."""

import streamlit as st

from ui import page, settings
from ui.components.explorer import network_view
from ui.explorer import messages, payload
from ui.explorer import moment as explorer_moment
from ui.explorer.messages import VIEW
from ui.explorer.settings import ExplorerSettings
from ui.networks import brought as brought_model
from ui.networks.card import show_card
from ui.networks.names import OWN
from ui.networks.weights import show_weights
from ui.pictures import picker as pictures


@st.fragment
def show_explorer() -> None:
    """One view with the networks and all their controls; a change of anything in it runs this alone."""
    wanted = settings.read(ExplorerSettings)
    if OWN in (wanted.network, wanted.compare == "network" and wanted.partner_network) and brought_model.uploader():
        st.rerun()
    show_weights([wanted.network, *([wanted.partner_network] if wanted.compare == "network" else [])])
    moment = explorer_moment.moment(wanted, pictures.picture(), messages.refusals())
    state = network_view(payload.payload(moment, key=VIEW), messages.listeners(), key=VIEW)
    if state.card and moment.network:
        show_card(moment.network)
    moment.run_again_when_started()


page.start("network_explorer.title", "network_explorer.lead", ExplorerSettings, picture=True)
show_explorer()
