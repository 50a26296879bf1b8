"""Statistics of all pictures of a data set: means, brightness, sizes; and what is to be looked at twice."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.stream import LeftOut
from cnn_core.datasets.views import BINS, NearDuplicatePair, Overview
from figures.dataset_charts import picture_sizes, pixel_histogram
from ui.components.picture_grid import GridPicture, picture_grid
from ui.elements.chart import PLAIN_CHART
from ui.language import current, number, t

MOST_MEANS: Final = 60
"""Mean pictures that are shown."""

MOST_PAIRS: Final = 12
_CHANNELS: Final = {1: ("grey",), 3: ("red", "green", "blue")}


def draw_means(dataset: Dataset, seen: Overview) -> None:
    """Draw the mean of all pictures, and of each class."""
    st.header(t("data.view.means"), anchor=False)
    st.caption(t("data.view.means_lead"))
    names = (t("data.view.mean_all"), *dataset.labels_in(current()))[: MOST_MEANS + 1]
    totals = seen.counts.sum(axis=0)
    counts = [int(totals.sum()), *totals.tolist()]
    images = np.concatenate([seen.mean[np.newaxis], seen.class_means[:MOST_MEANS]])
    said = [
        GridPicture(str(place), name, t("data.view.mean_detail", pictures=number(counts[place], 0)))
        for place, name in enumerate(names)
    ]
    picture_grid(images, said, label=t("data.view.means_label"), key="data_means")


def draw_brightness(seen: Overview) -> None:
    """Draw how often each brightness occurs in each channel."""
    st.header(t("data.view.brightness"), anchor=False)
    names = [t(f"picture_grid.{name}") for name in _CHANNELS[len(seen.histogram)]]
    titles = {"x_title": t("data.view.brightness_axis"), "y_title": t("data.view.brightness_share")}
    figure = pixel_histogram(seen.histogram, names, **titles)
    st.plotly_chart(figure, theme="streamlit", config=PLAIN_CHART, key="data_brightness")
    middles = (np.arange(BINS) + 0.5) * 256 / BINS - 0.5
    means = seen.histogram @ middles
    deviations = np.sqrt(seen.histogram @ middles**2 - means**2)
    said = [
        t("data.view.brightness_channel", name=name, mean=number(float(mean), 0), deviation=number(float(deviation), 0))
        for name, mean, deviation in zip(names, means, deviations, strict=True)
    ]
    st.caption(t("data.view.brightness_said", channels=" · ".join(said)))


def draw_sizes(seen: Overview) -> None:
    """Say how large the pictures were; draw it where they differ."""
    low, high, middle = (np.percentile(seen.sizes, share, axis=0).astype(int) for share in (0, 100, 50))
    st.header(t("data.view.sizes"), anchor=False)
    if (low == high).all():
        st.markdown(t("data.view.sizes_equal", rows=low[0], columns=low[1]))
        return
    titles = {"x_title": t("data.view.sizes_width"), "y_title": t("data.view.sizes_height")}
    st.plotly_chart(picture_sizes(seen.sizes, **titles), theme="streamlit", config=PLAIN_CHART, key="data_sizes")
    said = t("data.view.sizes_said", low_rows=low[0], low_columns=low[1], high_rows=high[0], high_columns=high[1],
             rows=middle[0], columns=middle[1])  # fmt: skip
    st.caption(said)


def draw_doubtful(dataset: Dataset, seen: Overview) -> None:
    """List pictures that look the same, and files that were left out."""
    st.header(t("data.view.doubtful"), anchor=False)
    if not seen.near_duplicate_count and not seen.left_out_count:
        st.caption(t("data.view.doubtful_none"))
    if seen.near_duplicate_count:
        st.markdown(t("data.view.twins", count=number(seen.near_duplicate_count, 0)))
        if seen.near_duplicates_apart:
            st.warning(
                t("data.view.twins_apart", count=number(seen.near_duplicates_apart, 0)), icon=":material/warning:"
            )
        _draw_near_duplicates(dataset, seen.near_duplicates[:MOST_PAIRS])
        if seen.near_duplicate_count > MOST_PAIRS:
            st.caption(t("data.view.twins_more", shown=MOST_PAIRS))
    if seen.left_out_count:
        _draw_left_out(seen)


def _draw_near_duplicates(dataset: Dataset, pairs: tuple[NearDuplicatePair, ...]) -> None:
    names = dataset.labels_in(current())
    said = []
    for place, pair in enumerate(pairs, start=1):
        for position, name, label in zip(pair.positions, pair.names, pair.labels, strict=True):
            which = name or t("data.view.twin_position", position=number(position + 1, 0))
            said.append(GridPicture(str(position), names[label], t("data.view.twins_detail", pair=place, name=which)))
    images = np.concatenate([pair.images for pair in pairs])
    picture_grid(images, said, label=t("data.view.twins_label"), key="data_twins", columns=4)


def _draw_left_out(seen: Overview) -> None:
    st.markdown(t("data.view.left_out", count=number(seen.left_out_count, 0)))
    files = [LeftOut(name, reason) for name, reason in seen.left_out]
    table = {
        t("data.view.file"): [file.name for file in files],
        t("data.view.reason"): [t(f"data.left_out.{file.reason}") for file in files],
    }
    st.dataframe(table, hide_index=True)
    if seen.left_out_count > len(files):
        st.caption(t("data.view.left_out_more", shown=number(len(files), 0)))
