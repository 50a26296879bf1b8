"""A network of the visitor's own: the control that takes a .keras file, and the file that was taken.

The file is checked here as far as that takes no library, and then by a worker of its own, which also loads it. What
the visitor had stays until the new file has passed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import streamlit as st

import engine
from cnn_core.errors import safe_text
from cnn_core.model_files.check import MAX_BYTES, ModelFileError, ModelFileInfo
from cnn_core.model_store.source import ModelSource
from ui.language import number, t
from ui.networks.brought_files import HeldFile, folder
from ui.requests import border, timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

_MODEL: Final = "brought_model.model"
_ARRIVED: Final = "brought_model.arrived"
_REFUSED: Final = "brought_model.refused"
_UPLOADS: Final = "brought_model.uploads"
# One file is looked at here at a time: a class that uploads all at once must not multiply the memory for one.
_ONE_AT_A_TIME: Final = threading.Lock()


@dataclass(frozen=True, eq=False)
class BroughtModel:
    """A model file that was checked and that Keras loads.

    Attributes:
        name: the file's name without its ending, fit to be shown anywhere.
        path: where it lies on the server.
        digest: the same for the same bytes, for keys of caches.
        info: what the file says of its network.
        held: keeps the file on the server.
    """

    name: str
    path: Path
    digest: str
    info: ModelFileInfo
    held: HeldFile = field(repr=False)


def brought() -> BroughtModel | None:
    """Return the network that the visitor uploaded, if its file is still there."""
    model: BroughtModel | None = st.session_state.get(_MODEL)
    if model is not None and not folder().find(model.held):
        del st.session_state[_MODEL]
        st.session_state[_REFUSED] = t("brought_model.expired")
        return None
    return model


def uploader() -> bool:
    """Draw the control that takes a model file, and whatever there is to say about the last one.

    Returns:
        Whether a file has passed in this very run: it is now what `brought` returns.
    """
    engine.warm_up(engine.BROUGHT)  # Keras is loaded while the visitor looks for the file
    key = f"brought_model_upload_{st.session_state.get(_UPLOADS, 0)}"
    limit = MAX_BYTES // 1_000_000
    label = t("brought_model.upload")
    st.file_uploader(label, ["keras"], key=key, max_upload_size=limit, on_change=_take_upload, args=(key,))
    st.caption(t("brought_model.upload_help", limit=limit))
    passed = _load_arrived()
    model = brought()
    if refused := st.session_state.get(_REFUSED):
        st.error(refused, icon=":material/block:")
    elif model is not None:
        st.caption(_description(model))
    return passed


def refusal(error: ModelFileError | engine.EngineError, seconds: float = timeouts.BROUGHT) -> str:
    """Write why a model file is not used, or why its process was ended, in the visitor's language.

    Args:
        error: the reason.
        seconds: that the process had.
    """
    if isinstance(error, ModelFileError):
        return t(f"model_error.{error.code}", **error.values)
    return t(f"brought_model.ended.{error.code}", seconds=round(seconds))


def _take_upload(key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    # A new widget takes the old one's place, so that Streamlit lets go of the file.
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    st.session_state.pop(_REFUSED, None)
    try:
        with _ONE_AT_A_TIME:
            held = folder().keep(file.getvalue())
        border.result_of(border.submit("cnn_core.model_files.worker.check", str(held.path), view="brought"))
        st.session_state[_ARRIVED] = (safe_text(Path(file.name).stem), held)
    except (ModelFileError, engine.EngineError) as error:
        _refuse(error, timeouts.BORDER)


def _load_arrived() -> bool:
    """Have the file that arrived last loaded by the worker; whether that went well."""
    arrived: tuple[str, HeldFile] | None = st.session_state.get(_ARRIVED)
    if arrived is None:
        return False
    name, held = arrived
    try:
        with st.spinner(t("brought_model.checking")):
            source = ModelSource("file", str(held.path), held.digest)
            future = engine.submit(
                "cnn_core.network_graph.worker.inspect",
                source,
                turn=f"{session()}:brought",
                timeout=timeouts.BROUGHT,
                pool=engine.BROUGHT,
            )
            info = wait_for(future, pool=engine.BROUGHT)
    except (ModelFileError, engine.EngineError) as error:
        del st.session_state[_ARRIVED]
        _refuse(error)
        return False
    del st.session_state[_ARRIVED]
    st.session_state[_MODEL] = BroughtModel(name, held.path, held.digest, info, held)
    return True


def _refuse(error: ModelFileError | engine.EngineError, seconds: float = timeouts.BROUGHT) -> None:
    st.session_state[_REFUSED] = f"{refusal(error, seconds)} {t('brought_model.kept')}"


def _description(model: BroughtModel) -> str:
    info = model.info
    return t(
        "brought_model.loaded",
        name=model.name,
        layers=info.layers,
        parameters=number(info.parameters, 0),
        rows=info.rows,
        columns=info.columns,
        channels=info.channels,
    )
