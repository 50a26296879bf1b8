"""The visitor's picture for pages: ``picture()`` gives it, ``picker()`` draws the control that changes it.

A picture comes from the samples, a file, the camera, the drawing pad, the clipboard or a link. Only what is chosen is
drawn, so that no camera starts unasked and a closed control costs next to nothing.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Final

import numpy as np
import streamlit as st

from cnn_core.pictures import link as picture_link
from cnn_core.pictures.errors import ImageError, PictureLinkError
from cnn_core.pictures.images import MAX_BYTES
from cnn_core.pictures.samples import DEFAULT, SAMPLES
from ui.components.drawing_pad import SIZE, drawing_pad, png_of
from ui.components.picture_gallery import Tile, picture_gallery
from ui.language import t
from ui.pictures.visitor import (
    OWN,
    THUMBNAIL,
    Picture,
    bring,
    choose,
    data_url,
    encoded,
    notice,
    own_picture,
    picture,
    refusal,
)

__all__ = ["Picture", "picker", "picture"]

FORMATS: Final = ["jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "ppm"]
SOURCES: Final = ("samples", "upload", "camera", "drawing")
LINK: Final = "link"
"""A source more, if whoever runs the server lets it fetch what visitors name."""

NOTE_WIDTH: Final = 250
"""Of what is said below the picture, in pixels: no wider than what stands above it, so that the row stays one row."""

_OPEN = "picture_open"
_SOURCE = "picture_source"
_GALLERY = "picture_gallery"
_CAMERA = "picture_camera"
_PAD = "picture_pad"
_ADDRESS = "picture_address"
_UPLOADS = "pictures.uploads"
_REFUSED = "pictures.refused"
_CHANGED = "pictures.changed"


def picker() -> None:
    """Draw the present picture, small, and beside it the button that opens the choice of another one."""
    st.session_state.pop(_CHANGED, None)
    _picker()


@st.fragment
def _picker() -> None:
    if st.session_state.pop(_CHANGED, False):
        st.rerun()  # the whole page: everything on it shows the picture
    shown = picture()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.image(shown.thumbnail, width=40, alt="")
        st.markdown(shown.label, width="content")
        # Its label is part of a popover's identity: with the picture's name in it, it would close at every choice.
        with st.popover(t("picture.change"), key=_OPEN, on_change="rerun") as opened:
            if opened.open:
                _choice(shown)
            else:
                st.session_state.pop(_SOURCE, None)  # it opens with the samples, and never with the camera
    if not shown.in_link:
        st.caption(t("picture.not_in_link", name=t(f"sample.{DEFAULT}")), width=NOTE_WIDTH)
    if wrong := notice():
        st.info(wrong, icon=":material/link_off:")


def _choice(shown: Picture) -> None:
    source = st.segmented_control(
        t("picture.source"),
        (*SOURCES, LINK) if picture_link.switched_on() else SOURCES,
        default=SOURCES[0],
        format_func=lambda name: t(f"picture.source_{name}"),
        key=_SOURCE,
        required=True,
        label_visibility="collapsed",
        on_change=_forget_refusal,
    )
    ways = {"samples": _samples, "upload": _upload, "camera": _camera, "drawing": _drawing, LINK: _link}
    ways[source or SOURCES[0]](shown)
    refused: ImageError | PictureLinkError | None = st.session_state.get(_REFUSED)
    if refused:
        st.error(f"{_sentence(refused)} {t('picture.kept')}", icon=":material/block:")


def _samples(shown: Picture) -> None:
    own = own_picture()
    tiles = [Tile(OWN, own.label, _url(own.thumbnail))] if own else []
    names = list(SAMPLES)
    tiles += [Tile(name, t(f"sample.{name}"), _strip(), names.index(name), len(names)) for name in names]
    picture_gallery(
        tiles, shown.name, label=t("picture.gallery"), keys=t("picture.gallery_keys"), key=_GALLERY, on_pick=_pick
    )


def _upload(_: Picture) -> None:
    key = f"picture_upload_{st.session_state.get(_UPLOADS, 0)}"
    limit = MAX_BYTES // 1_000_000
    st.file_uploader(t("picture.upload"), FORMATS, key=key, max_upload_size=limit, on_change=_take_upload, args=(key,))
    st.caption(t("picture.upload_help"))


def _camera(_: Picture) -> None:
    st.camera_input(t("picture.camera"), key=_CAMERA, on_change=_take_photograph)
    st.caption(t("picture.camera_help"))


def _drawing(shown: Picture) -> None:
    drawn = encoded(shown.square(SIZE), "PNG") if shown.origin == "drawing" else None
    drawing_pad(drawn, key=_PAD, on_draw=_draw)


def _link(_: Picture) -> None:
    st.text_input(t("picture.link"), key=_ADDRESS, max_chars=picture_link.LONGEST)
    st.button(t("picture.link_fetch"), on_click=_fetch, icon=":material/download:")
    st.caption(t("picture.link_help"))


def _fetch() -> None:
    _forget_refusal()
    if not picture_link.switched_on():  # only a forged message asks all the same
        return
    try:
        data = picture_link.fetch(str(st.session_state.get(_ADDRESS) or ""))
    except PictureLinkError as error:
        st.session_state[_REFUSED] = error
        return
    if _bring(data, "upload"):
        st.session_state[_OPEN] = False


def _sentence(refused: ImageError | PictureLinkError) -> str:
    if isinstance(refused, ImageError):
        return refusal(refused)
    return t(f"picture_link.{refused.code}", **refused.values)


def _pick() -> None:
    name = st.session_state[_GALLERY].get("pick")
    try:
        choose(name)
    except ValueError:  # only a forged message names a picture that is not in the gallery
        return
    st.session_state[_CHANGED] = True


def _take_upload(key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    # A new widget takes the old one's place, so that Streamlit lets go of the file.
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    if _bring(file.getvalue(), "upload"):
        st.session_state[_OPEN] = False


def _take_photograph() -> None:
    photo = st.session_state[_CAMERA]
    if photo is not None and _bring(photo.getvalue(), "camera"):
        st.session_state[_OPEN] = False


def _draw() -> None:
    try:
        data = png_of(st.session_state[_PAD].get("draw"))
    except ImageError as error:
        st.session_state[_REFUSED] = error
        return
    _bring(data, "drawing")


def _bring(data: bytes, origin: str) -> bool:
    """Take a picture and return True; if it is refused, show why."""
    _forget_refusal()
    try:
        bring(data, origin)
    except ImageError as error:
        st.session_state[_REFUSED] = error
        return False
    st.session_state[_CHANGED] = True
    return True


def _forget_refusal() -> None:
    st.session_state.pop(_REFUSED, None)


def _url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


@lru_cache(maxsize=1)
def _strip() -> str:
    """Draw all samples side by side as one JPEG in a data URL: (96, 96 · samples, 3)."""
    strip = np.concatenate([one.square(THUMBNAIL) for one in SAMPLES.values()], axis=1)
    return data_url(strip, "JPEG")
