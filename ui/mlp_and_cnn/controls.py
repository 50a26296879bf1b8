"""The controls of the page "MLP and CNN": which networks, where the digits lay, and which picture is moved."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core import drafts as network_draft
from cnn_core.mlp_and_cnn import placed_digits
from cnn_core.mlp_and_cnn.settings import CLASSES, MOST_TURNS, NETWORKS, MlpAndCnnSettings
from ui import settings
from ui.components.picture_gallery import Tile, picture_gallery
from ui.elements.page_link import page_link
from ui.language import t
from ui.mlp_and_cnn import request as mlp_and_cnn
from ui.pictures.visitor import Picture, data_url

OWN: Final = "own"
_GALLERY: Final = "mlp_and_cnn_gallery"
_ENLARGED: Final = 4


def draw_networks() -> MlpAndCnnSettings:
    """Draw which networks are compared and, where they learn here, how; the settings."""
    with st.container(horizontal=True, gap="large", vertical_alignment="bottom", key="mlp_and_cnn_networks"):
        pair = settings.control(MlpAndCnnSettings, "pair", kind="segmented", width="content")
        if pair == "digits":
            settings.control(MlpAndCnnSettings, "learnt_at", kind="segmented", width="content")
    return settings.read(MlpAndCnnSettings)


def draw_digits(chosen: MlpAndCnnSettings, picture: Picture) -> None:
    """Draw the digits that can be moved, with the visitor's picture as one of them."""
    grounds, _ = mlp_and_cnn.digits()
    places = [mlp_and_cnn.digit_of(class_, chosen.digit_turn) for class_ in range(CLASSES)]
    sheet = _url(np.concatenate(list(grounds[places]), axis=1))
    tiles = [Tile(str(class_), str(class_), sheet, class_, CLASSES) for class_ in range(CLASSES)]
    tiles.append(Tile(OWN, t("mlp_and_cnn.own"), _url(placed_digits.own_digit(picture.array))))
    picture_gallery(
        tiles, OWN if chosen.own_digit else str(chosen.digit), label=t("mlp_and_cnn.digits"),
        keys=t("mlp_and_cnn.digits_keys"), key=_GALLERY, on_pick=_pick,
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", key="mlp_and_cnn_others"):
        turn = (chosen.digit_turn + 1) % (MOST_TURNS + 1)
        st.button(t("mlp_and_cnn.others"), on_click=settings.apply, args=({"digit_turn": turn, "own_digit": False},))
        st.caption(t("mlp_and_cnn.own_lead"))


def draw_links(pair: str) -> None:
    """Draw the way into both networks: to the builder for those that learn here, else to the explorer."""
    with st.container(horizontal=True, gap="medium", key="mlp_and_cnn_links"):
        for name, draft in NETWORKS.items():
            if pair == "digits":
                page, query = "build", {"data": "digits", "network": network_draft.encode(draft)}
            else:
                page, query = "network_explorer", {"network": mlp_and_cnn.SHIPPED[name]}
            label = t(f"mlp_and_cnn.open_{page}", network=name.upper())
            page_link(page, label, "account_tree", query=query, caption=True)


def _pick() -> None:
    name = st.session_state[_GALLERY].get("pick")
    if name == OWN:
        settings.apply({"own_digit": True})
    elif isinstance(name, str) and name.isdecimal() and int(name) < CLASSES:
        settings.apply({"digit": int(name), "own_digit": False})


def _url(grounds: NDArray[np.uint8]) -> str:
    """Draw digits side by side, uint8 (rows, columns, 1), as a data URL."""
    large = grounds.repeat(_ENLARGED, axis=0).repeat(_ENLARGED, axis=1).repeat(3, axis=2)
    return data_url(large, "PNG")
