"""Take it away: the lab's stack as Keras code, notebook and model file, its maps as pictures and arrays, its link."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

import engine
from cnn_core.convolution_lab.export import arrays_npz, keras_code, notebook
from cnn_core.convolution_lab.stack import ConvolutionStack
from figures.stages import maps_zip, scale_limits, stages_png
from ui.convolution_lab.request import Answer
from ui.elements.files import File, draw_files
from ui.language import t, words
from ui.requests.session import session


def show(answer: Answer, scale: str) -> None:
    """Open a dialog with everything there is to take away; no file is made before it is asked for.

    Args:
        answer: what is on screen.
        scale: which maps share a colour scale on screen; the pictures have the same.
    """
    st.dialog(t("take_away.title"), width="large")(_show)(answer, scale)


def _show(answer: Answer, scale: str) -> None:
    with st.container(horizontal=True):
        draw_files(files_of(answer, scale), lambda word: t(f"take_away.{word}"), key="take", icon=None)
    st.caption(t("take_away.link"))
    st.code(_address(), language=None, wrap_lines=True)
    st.caption(t("take_away.code_help"))
    # Wrapped: axe and keys alike would find a block that scrolls sideways out of reach.
    st.code(keras_code(answer.stack), language="python", wrap_lines=True)


def files_of(answer: Answer, scale: str) -> list[File]:
    """Return the files to take away of an answer, in the order of their buttons.

    Args:
        answer: the maps, and what they were made of.
        scale: which maps share a colour scale in the pictures: "map", "stage" or "all".
    """
    stages = answer.stages
    limits = scale_limits(stages, scale)
    stack, square = answer.stack, answer.square
    return [
        File("code", "convlens_layers.py", "text/x-python", lambda: keras_code(stack).encode()),
        File(
            "notebook", "convlens.ipynb", "application/x-ipynb+json", lambda: notebook(stack, square, words("notebook"))
        ),
        File("model", "convlens.keras", "application/octet-stream", lambda: _model(stack)),
        File("strip", "convlens-maps.png", "image/png", lambda: stages_png(stages, limits)),
        File("maps", "convlens-maps.zip", "application/zip", lambda: maps_zip(stages, limits)),
        File("arrays", "convlens.npz", "application/octet-stream", lambda: arrays_npz(answer.image, answer.result)),
    ]


def _model(stack: ConvolutionStack) -> bytes:
    file: bytes = engine.submit(
        "cnn_core.convolution_lab.worker.keras_file", stack, turn=f"{session()}:take_away"
    ).result()
    return file


def _address() -> str:
    """Return the address of this page in this state, for a copy; a visitor's own picture is not in it."""
    query = urlencode(st.query_params.to_dict(), safe=",")
    return f"{st.context.url}?{query}" if query else str(st.context.url)
