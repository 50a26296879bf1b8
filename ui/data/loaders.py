"""Three ways to load the same picture file, side by side: really run in a worker, with their code and what differs."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import MAX_BYTES
from cnn_core.pictures.loaders_side_by_side import LONGEST_SIDE, Loaded, PictureFile, SideBySide
from engine import EngineError
from ui import settings
from ui.data.settings import DataViewSettings
from ui.language import number, t
from ui.pictures import picker as pictures
from ui.pictures.visitor import encoded, refusal
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

_UPLOAD: Final = "data_loader_upload"


@st.fragment
def show() -> None:
    """Draw the section; a change in it runs this alone."""
    st.header(t("data.loaders.title"), anchor=False)
    st.caption(t("data.loaders.lead"))
    settings.control(DataViewSettings, "loader_file", kind="segmented")
    wanted = settings.read(DataViewSettings).loader_file
    try:
        future = _request(wanted)
        answer = wait_for(future, pool=_pool(wanted)) if future else None
    except ImageError as error:
        st.error(refusal(error), icon=":material/block:")
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
    else:
        if answer:
            _draw(answer)


def _pool(wanted: str) -> str:
    return "brought" if wanted in ("picture", "file") else "shared"


def _request(wanted: str) -> Future[SideBySide] | None:
    """Request what the three make of the file; None while there is no file yet."""
    visitor = f"{session()}:loaders"
    if _pool(wanted) == "shared":
        function = "cnn_core.pictures.worker.load_example"
        return engine.submit(function, wanted, visitor=visitor, timeout=timeouts.LOADER)
    data = encoded(pictures.picture().array, "JPEG") if wanted == "picture" else _file()
    if data is None:
        return None
    function = "cnn_core.pictures.worker.load_each"
    return engine.submit(function, data, visitor=visitor, timeout=timeouts.LOADER, pool="brought")


def _file() -> bytes | None:
    limit = MAX_BYTES // 1_000_000
    file = st.file_uploader(t("data.loaders.upload"), pictures.FORMATS, key=_UPLOAD, max_upload_size=limit)
    return file.getvalue() if file else None


def _draw(answer: SideBySide) -> None:
    st.markdown(_said_of(answer.file))
    for column, loaded in zip(st.columns(3, gap="medium"), answer.loaded, strict=True):
        with column:
            st.subheader(loaded.library, anchor=False)
            looks = t("data.loaders.looks", library=loaded.library)
            if loaded.shown is None:
                st.warning(t("data.loaders.nothing", library=loaded.library), icon=":material/block:")
            else:
                st.image(_frame(loaded.shown), caption=looks, alt=looks, width="stretch")
            st.code(loaded.code, language="python", wrap_lines=True)
            if loaded.shown is not None:
                st.markdown(_facts(loaded, answer))
    with st.expander(t("data.loaders.alike"), key="data_loaders_alike", on_change="rerun") as opened:
        if opened.open:
            _draw_alike(answer)


def _frame(shown: NDArray[np.uint8]) -> bytes:
    """Frame the picture as a PNG in the middle of a transparent square, so that the three stand alike side by side."""
    rows, columns, _ = shown.shape
    top, left = ((LONGEST_SIDE - size) // 2 for size in (rows, columns))
    square = np.zeros((LONGEST_SIDE, LONGEST_SIDE, 4), np.uint8)
    square[top : top + rows, left : left + columns] = np.dstack([shown, np.full((rows, columns), 255, np.uint8)])
    return encoded(square, "PNG")


def _said_of(file: PictureFile) -> str:
    """Write what the file says of itself, in one sentence."""
    said = t("data.loaders.file", kind=file.kind, mode=file.mode, rows=file.rows, columns=file.columns,
             kilobytes=number(file.size / 1000, 0))  # fmt: skip
    turning = t("data.loaders.file_turned", tag=file.orientation) if file.orientation != 1 else ""
    return f"{said} {turning}".strip()


def _facts(loaded: Loaded, answer: SideBySide) -> str:
    """List the facts of the array; what the others have otherwise is set in bold."""
    lines = []
    for fact, sentence in _sentences(loaded, answer).items():
        others = {_sentences(other, answer)[fact] for other in answer.loaded if other.shown is not None}
        lines.append(f"- {t(f'data.loaders.fact_{fact}')}: {f'**{sentence}**' if len(others) > 1 else sentence}")
    return "\n".join(lines)


def _sentences(loaded: Loaded, answer: SideBySide) -> dict[str, str]:
    row, column = answer.position
    return {
        "shape": f"({', '.join(map(str, loaded.shape))})",
        "dtype": loaded.dtype,
        "range": t("data.loaders.range", minimum=_level(loaded.minimum), maximum=_level(loaded.maximum)),
        "order": t(f"data.loaders.order_{loaded.order}"),
        "orientation": t(f"data.loaders.orientation_{loaded.orientation}"),
        "alpha": t(f"data.loaders.alpha_{loaded.alpha}"),
        "pixel": f"`array[{row}, {column}]` → ({', '.join(map(_level, loaded.pixel))})",
    }


def _level(value: float) -> str:
    return number(value, 0 if value.is_integer() else 3)


def _draw_alike(answer: SideBySide) -> None:
    st.caption(t("data.loaders.alike_lead"))
    for column, loaded in zip(st.columns(3, gap="medium"), answer.loaded, strict=True):
        with column:
            st.markdown(f"**{loaded.library}**")
            st.code(loaded.alike_code, language="python", wrap_lines=True)
            st.markdown(_compare(loaded))


def _compare(loaded: Loaded) -> str:
    if loaded.library == "Pillow":
        return t("data.loaders.compared_first")
    if loaded.shown is None:
        return t("data.loaders.compared_nothing")
    if loaded.difference is None:
        return t("data.loaders.compared_shape")
    return t("data.loaders.compared_equal" if loaded.difference == 0 else "data.loaders.compared_near",
             levels=loaded.difference)  # fmt: skip
