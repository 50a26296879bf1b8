"""The maps of a stage as one picture, kept by Streamlit."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from figures.maps import strip_png


@st.cache_data(max_entries=64, show_spinner=False)
def strip(maps: NDArray[np.float32], limit: float) -> bytes:
    """The maps of a stage as one PNG, two side by side on one scale: made once for all visitors with the same picture.

    Args:
        maps: float32 (rows, columns, maps).
        limit: the value of the last colour.
    """
    return strip_png(maps, limits=limit, columns=2)
