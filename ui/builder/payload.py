"""Payload of the page Build: the network as the view draws it, and its code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from cnn_core.drafts import MAXIMUM_LAYERS, DraftRow, NetworkDraft, problems, table
from cnn_core.drafts.presets import PRESETS, VGG_DEPTHS, vgg_like, weight_layers
from ui import workbench
from ui.builder import messages as build_messages
from ui.builder import words as build_words
from ui.builder.settings import DEPTHS, OWN, architecture
from ui.components.builder import BuilderData, Preset, TableRow, Totals
from ui.elements.page_link import page_link
from ui.language import current, t, words


def network_on_screen(name: str) -> NetworkDraft:
    """Return the network on screen: the visitor's own, or an architecture to look at."""
    return workbench.draft() if name == OWN else architecture(name)


def view_data(draft: NetworkDraft, architecture: str = OWN, *, serial: int = 0, notice: str = "") -> BuilderData:
    """Make the view's payload.

    Args:
        draft: the network on screen.
        architecture: which one it is: the visitor's "own", or one to look at.
        serial: the number of the view's last change that is in the draft.
        notice: a sentence above the network, or "".
    """
    own = architecture == OWN
    rows = table(draft)
    return {
        "language": current(),
        "words": words("build.view") | {"controls.not_a_number": words("lab.controls")["not_a_number"]},
        "serial": serial,
        "notice": notice,
        "editable": own,
        "architecture": architecture,
        "picture": (draft.rows, draft.columns, draft.channels),
        "most": MAXIMUM_LAYERS,
        "layers": build_words.plain(draft),
        "rows": [_row(row) for row in rows],
        "totals": _totals(draft, rows),
        "problems": [build_words.problem(found) for found in problems(draft)] if own else [],
        "kinds": build_words.kinds(),
        "presets": _presets(draft),
        "architectures": [{"name": name, "title": name.upper()} for name in DEPTHS],
    }


def _row(row: DraftRow) -> TableRow:
    return {
        "kind": row.kind,
        "name": row.name,
        "output_shape": row.output_shape,
        "parameters": row.parameters,
        "multiply_accumulates": row.multiply_accumulates,
        "bytes": row.bytes,
        "receptive_field": row.receptive_field,
        "index": row.index,
    }


def _totals(draft: NetworkDraft, rows: Sequence[DraftRow]) -> Totals:
    convolutions, dense = weight_layers(draft)
    return {
        "parameters": sum(row.parameters for row in rows),
        "trained": sum(row.parameters for row in rows[1:]) if draft.is_transfer else None,
        "multiply_accumulates": sum(row.multiply_accumulates for row in rows),
        "bytes": sum(row.bytes for row in rows),
        "convolutions": convolutions,
        "dense": dense,
        "complete": all(row.output_shape for row in rows),
    }


def _presets(draft: NetworkDraft) -> list[Preset]:
    size = (draft.rows, draft.columns, draft.channels, draft.classes)
    return [
        {
            "name": name,
            "title": t(f"build.preset.{name}"),
            "about": t(f"build.preset_about.{name}"),
            "parameters": _parameters(name, size),
            "depths": (VGG_DEPTHS[0], VGG_DEPTHS[-1]) if PRESETS[name] is vgg_like else None,
        }
        for name in PRESETS
    ]


@lru_cache(maxsize=256)
def _parameters(name: str, size: tuple[int, int, int, int]) -> int:
    return sum(row.parameters for row in table(PRESETS[name](*size)))


def draw_augmentation_hint() -> None:
    """Offer the augmentation that the source of the last preset trains it with."""
    wanted = build_messages.wanted_augmentation()
    if wanted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="build_augmentation"):
        st.caption(t("build.augmentation_hint"), width="content")
        st.button(t("build.augment"), icon=":material/auto_fix_high:", on_click=build_messages.augment, args=(wanted,))


def draw_next() -> None:
    """Draw the link to the page that trains the network."""
    page_link("train", t("page.train"), "play_arrow")
