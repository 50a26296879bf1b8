"""The visitor's picture, that follows from page to page: a sample (its name is in the link), or one of their own.

One picture of one's own is kept for the visit, scaled down to 1024 pixels; the link says nothing of it, and the page
can tell by ``Picture.in_link``. ``ui/pictures/picker.py`` draws the control that changes it.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from io import BytesIO
from typing import Final

import numpy as np
import numpy.typing as npt
import streamlit as st
from PIL import Image
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import fit_square
from cnn_core.pictures.samples import DEFAULT, SAMPLES
from ui.language import t
from ui.pictures.opening import open_picture

PARAMETER: Final = "picture"
OWN: Final = "own"
LONGEST_SIDE: Final = 1024
THUMBNAIL: Final = 96

_CHOICE = "pictures.choice"
_OWN = "pictures.own"
_PAGE = "pictures.page"
_UNKNOWN = "pictures.unknown"


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture of the visitor's.

    Attributes:
        array: uint8 (rows, columns, 3), read-only.
        name: the sample's name, or "own".
        origin: "sample", "upload", "camera" or "drawing".
        digest: the same for the same pixels, for keys of caches.
    """

    array: npt.NDArray[np.uint8] = field(repr=False)
    name: str
    origin: str
    digest: str

    @property
    def label(self) -> str:
        """Name the picture in the visitor's language."""
        return t(f"sample.{self.name}") if self.in_link else t(f"picture.own_{self.origin}")

    @property
    def in_link(self) -> bool:
        """Return True if a link to the page shows this picture to others too."""
        return self.origin == "sample"

    def square(self, size: int) -> npt.NDArray[np.uint8]:
        """Return the picture as a network sees it: uint8 (size, size, 3); drawn samples are drawn at this very size."""
        return SAMPLES[self.name].square(size) if self.in_link else fit_square(self.array, size)

    @cached_property
    def thumbnail(self) -> bytes:
        """The picture as a PNG file of 96 × 96 pixels."""
        return encoded(self.square(THUMBNAIL), "PNG")


def encoded(pixels: npt.NDArray[np.uint8], kind: str) -> bytes:
    """Write a picture file of ``kind`` ("PNG" or "JPEG") with these pixels, uint8 (rows, columns, 3)."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, kind, quality=85)
    return buffer.getvalue()


def data_url(pixels: npt.NDArray[np.uint8], kind: str) -> str:
    """Write a picture file, as `encoded`, into an address: it is there at once, and no server has to keep it."""
    return f"data:image/{kind.lower()};base64,{b64encode(encoded(pixels, kind)).decode()}"


def picture() -> Picture:
    """Return the visitor's picture at present; the address follows."""
    _arrive()
    _write_address()
    own: Picture | None = st.session_state.get(_OWN)
    return own if own is not None and st.session_state[_CHOICE] == OWN else sample(st.session_state[_CHOICE])


def own_picture() -> Picture | None:
    """Return the picture that the visitor uploaded last, also while a sample is shown."""
    own: Picture | None = st.session_state.get(_OWN)
    return own


@lru_cache(maxsize=len(SAMPLES))
def sample(name: str) -> Picture:
    """Return a sample as a picture."""
    pixels = SAMPLES[name]()
    return Picture(pixels, name, "sample", _digest(pixels))


def choose(name: str) -> None:
    """Make a sample, or the visitor's own picture ("own"), the present one. For callbacks.

    Raises:
        ValueError: there is no such picture.
    """
    if not isinstance(name, str) or not (name in SAMPLES or (name == OWN and own_picture())):
        raise ValueError(f"A picture is a sample or the visitor's own. Received: {name!r}. Choose from SAMPLES.")
    st.session_state[_CHOICE] = name
    st.session_state.pop(_UNKNOWN, None)
    _write_address()


def bring(data: bytes, origin: str) -> None:
    """Make a picture file that a visitor sent their picture. For callbacks.

    Args:
        data: any bytes.
        origin: "upload", "camera" or "drawing".

    Raises:
        ImageError: it cannot be used; the visitor's picture stays what it was.
    """
    pixels = open_picture(data, LONGEST_SIDE)
    st.session_state[_OWN] = Picture(pixels, OWN, origin, _digest(pixels))
    choose(OWN)


def refusal(error: ImageError) -> str:
    """Write why a picture was refused, in the visitor's language."""
    return t(f"image_error.{error.code}", **error.values)


def notice() -> str | None:
    """Write one line, if the link named a picture that there is not; it stands until the visitor chooses one."""
    return t("picture.unknown", name=t(f"sample.{DEFAULT}")) if st.session_state.get(_UNKNOWN) else None


def _digest(pixels: npt.NDArray[np.uint8]) -> str:
    return blake2b(repr(pixels.shape).encode() + pixels.tobytes(), digest_size=16).hexdigest()


def _arrive() -> None:
    """Take over the address's picture, when the visitor came by it: by a link, another page's link, or Back."""
    context = get_script_run_ctx()
    page = context.page_script_hash if context else ""
    history = bool(context and context.is_history_navigation)
    moved = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    asked = st.query_params.get(PARAMETER)
    present = st.session_state.get(_CHOICE)
    if asked in SAMPLES and (moved or history):
        st.session_state[_CHOICE] = asked
    elif present is None or (history and present != OWN):
        st.session_state[_CHOICE] = DEFAULT
    if asked is not None and asked not in SAMPLES and (moved or history):
        st.session_state[_UNKNOWN] = True


def _write_address() -> None:
    """Write samples other than the default one into the address."""
    name = st.session_state[_CHOICE]
    wanted = None if name in (OWN, DEFAULT) else name
    if st.query_params.get(PARAMETER) == wanted:
        return
    if wanted is None:
        del st.query_params[PARAMETER]
    else:
        st.query_params[PARAMETER] = wanted
