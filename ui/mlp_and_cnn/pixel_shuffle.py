"""The control of the comparison: the same digits with their pixels in another order, learnt anew by both networks."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.metrics.wilson import interval
from cnn_core.mlp_and_cnn.changed_pictures import reordered, shuffled_order
from cnn_core.mlp_and_cnn.placed_digits import TO_MEASURE
from cnn_core.mlp_and_cnn.settings import NETWORKS, SHUFFLE_SEED, Learnt
from figures.curves import TRAIN, VALIDATION
from figures.interval_chart import Share, intervals
from ui.elements.chart import PLAIN_CHART
from ui.language import number, t
from ui.mlp_and_cnn import request as mlp_and_cnn
from ui.pictures.visitor import encoded

COLOURS: Final = {"mlp": VALIDATION, "cnn": TRAIN}
_SHOWN: Final = 5
_ENLARGED: Final = 6
_GAP: Final = 2


def draw(places: str) -> None:
    """Draw the digits in both orders, how well each network knows them, and what follows from that.

    Args:
        places: where the digits lie, "middle" or "anywhere".
    """
    st.header(t("mlp_and_cnn.shuffle"), anchor=False)
    st.caption(t("mlp_and_cnn.shuffle_lead"))
    with st.container(horizontal=True, gap="large", key="pixel_shuffle"):
        with st.container(width="content"):
            said = t("mlp_and_cnn.shuffle_pictures")
            st.image(encoded(_strip(), "PNG"), caption=said, alt=said, output_format="PNG")
        with st.container(width="stretch"):
            _draw_shares(places)


def _draw_shares(places: str) -> None:
    shares, sentences = [], []
    for name in NETWORKS:
        plain, shuffled = (mlp_and_cnn.learnt(name, places, shuffled=order) for order in (False, True))
        shares += [_share(name, found, order) for found, order in ((plain, False), (shuffled, True)) if found]
        if plain and shuffled:
            sentences.append(verdict(name, plain, shuffled))
    if not shares:
        st.caption(t("mlp_and_cnn.shuffle_later"))
        return
    figure = intervals(shares, title=t("mlp_and_cnn.shuffle_axis", pictures=number(TO_MEASURE, 0)))
    st.plotly_chart(figure, theme="streamlit", config=PLAIN_CHART, key="pixel_shuffle_chart")
    for sentence in sentences:
        st.markdown(sentence)
    if len(sentences) == len(NETWORKS):
        st.markdown(t(f"mlp_and_cnn.shuffle_{places}"))


def verdict(name: str, plain: Learnt, shuffled: Learnt) -> str:
    """Write the effect of the other order on a network, in a sentence with all numbers."""
    ends = [interval(found.right, found.pictures) for found in (plain, shuffled)]
    apart = ends[0][0] > ends[1][1]
    values = {
        f"{part}_{order}": number(100 * value, 1)
        for order, found, (low, high) in zip(("before", "after"), (plain, shuffled), ends, strict=True)
        for part, value in (("share", found.right / found.pictures), ("low", low), ("high", high))
    }
    return t("mlp_and_cnn.falls" if apart else "mlp_and_cnn.stays", network=name.upper(), **values)


def _share(name: str, found: Learnt, shuffled: bool) -> Share:
    said = t("mlp_and_cnn.shuffled", network=name.upper()) if shuffled else name.upper()
    low, high = interval(found.right, found.pictures)
    return Share(said, found.right / found.pictures, low, high, COLOURS[name], hollow=shuffled)


def _strip() -> NDArray[np.uint8]:
    """Draw some digits side by side, and below them the same ones in the other order: uint8 (rows, columns, 3)."""
    some = mlp_and_cnn.digits()[0][:_SHOWN]
    side = some.shape[1]
    other = reordered(some, shuffled_order(side * side, SHUFFLE_SEED))
    step = side + _GAP
    sheet = np.full((2 * step - _GAP, _SHOWN * step - _GAP), 128, np.uint8)
    for row, pictures in enumerate((some, other)):
        for column, picture in enumerate(pictures):
            sheet[row * step : row * step + side, column * step : column * step + side] = picture[..., 0]
    large = sheet.repeat(_ENLARGED, axis=0).repeat(_ENLARGED, axis=1)
    return np.repeat(large[..., np.newaxis], 3, axis=2)
