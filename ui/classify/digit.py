"""The pad of the page Classify, for networks that read digits: what is drawn becomes the visitor's picture at once."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.classification.framing import DIGIT, takes_digits
from cnn_core.pictures.errors import ImageError
from ui import settings
from ui.components.drawing_pad import drawing_pad, png_of
from ui.language import t
from ui.networks.networks import Network
from ui.pictures.visitor import bring

_PAD: Final = "digit_pad"
_DRAWN: Final = "classify.digit_drawn"


def beside(network: Network | None) -> DeltaGenerator:
    """Draw the pad, if the network reads digits; the container beside it, for the answer.

    The container is there in any case, so that what is in it stays when another network is chosen.
    """
    if st.session_state.pop(_DRAWN, False):
        st.rerun()  # the whole page: it shows the picture that was drawn
    digits = network is not None and takes_digits(network.input)
    with st.container(horizontal=True, gap="large" if digits else None, key="classify_row"):
        with st.container(width=290 if digits else 1, gap="small"):
            if digits:
                st.markdown(f"**{t('classify.digit_pad')}**")
                st.caption(t("classify.digit_pad_help"))
                drawing_pad(None, key=_PAD, on_draw=_draw, kind="digit")
        return st.container(width="stretch")


def _draw() -> None:
    try:
        bring(png_of(st.session_state.get(_PAD, {}).get("draw")), "drawing")
    except ImageError:  # only a forged message is none
        return
    settings.apply({"framing": DIGIT})
    st.session_state[_DRAWN] = True
