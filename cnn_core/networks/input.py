"""A picture of any size → what a network takes: cut or letterboxed to its size, in its colours, in its range.

Two steps, so that people can be shown what the network sees: `network_picture` gives the fitted picture as bytes,
`network_input` the same as the numbers that go in.
"""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.errors import RefusedError

Bytes = NDArray[np.uint8]

FITS: Final = ("crop", "letterbox")
_FILTER: Final = Image.Resampling.HAMMING  # as cnn_core.pictures.images.fit_square, which says why


class InputLike(Protocol):
    """The input that a network takes, such as a `cnn_core.model_store.cards.CardInput`."""

    @property
    def rows(self) -> int:
        """Pixels."""

    @property
    def columns(self) -> int:
        """Pixels."""

    @property
    def channels(self) -> int:
        """3 (red, green, blue) or 1 (grey)."""

    @property
    def scaling(self) -> str:
        """Return how numbers go in: "unit" in [0, 1], "bytes" in [0, 255]."""


def network_picture(image: Bytes, input_: InputLike, fit: str = "crop") -> Bytes:
    """Fit a picture as a network sees it, for people.

    Args:
        image: uint8 (rows, columns, 3), of any size.
        input_: what the network takes.
        fit: "crop" keeps the centre in the network's proportions; "letterbox" keeps the whole picture and puts black
            bars beside it.

    Returns:
        uint8 (input_.rows, input_.columns, 3). For a grey network all three channels are the luma of ITU-R BT.601.

    Raises:
        RefusedError: the picture or the fit is something else.

    Example:
        >>> from cnn_core.model_store.cards import CardInput
        >>> wide = np.full((10, 40, 3), 255, np.uint8)
        >>> network_picture(wide, CardInput(8, 8, 3, "unit"), "letterbox")[:, 4, 0].tolist()
        [0, 0, 0, 255, 255, 0, 0, 0]
    """
    _check(image, fit)
    fitted = (_crop if fit == "crop" else _letterbox)(image, input_.rows, input_.columns)
    if input_.channels == 1:
        fitted = np.repeat(np.asarray(Image.fromarray(fitted).convert("L"))[..., np.newaxis], 3, axis=2)
    return np.ascontiguousarray(fitted)


def network_input(image: Bytes, input_: InputLike, fit: str = "crop") -> NDArray[np.float32]:
    """Convert a picture to a network's numbers. What `network_picture` has fitted passes through unchanged.

    Args:
        image: uint8 (rows, columns, 3), of any size.
        input_: what the network takes.
        fit: as in `network_picture`.

    Returns:
        float32 (input_.rows, input_.columns, input_.channels), in [0, 1], or with the scaling "bytes" in [0, 255].

    Raises:
        RefusedError: as `network_picture`.

    Example:
        >>> from cnn_core.model_store.cards import CardInput
        >>> white = np.full((5, 5, 3), 255, np.uint8)
        >>> network_input(white, CardInput(2, 2, 1, "unit")).tolist()
        [[[1.0], [1.0]], [[1.0], [1.0]]]
    """
    levels = network_picture(image, input_, fit)[..., : input_.channels].astype(np.float32)
    return levels / np.float32(255) if input_.scaling == "unit" else levels


def _check(image: Bytes, fit: str) -> None:
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or 0 in image.shape:
        raise RefusedError(
            "A picture is uint8 (rows, columns, 3) with at least one pixel. "
            f"Received: {image.dtype} {image.shape}. Read it with cnn_core.pictures.images.load_image."
        )
    if fit not in FITS:
        raise RefusedError(f"A picture is fitted by {' or '.join(FITS)}. Received: {fit!r}. Choose one of these.")


def _crop(image: Bytes, rows: int, columns: int) -> Bytes:
    """Cut the largest centred part with the proportions of (rows, columns), resampled to them."""
    tall, wide = image.shape[:2]
    scale = min(tall / rows, wide / columns)
    height, width = max(1, round(rows * scale)), max(1, round(columns * scale))
    top, left = (tall - height) // 2, (wide - width) // 2
    return _resize(image[top : top + height, left : left + width], rows, columns)


def _letterbox(image: Bytes, rows: int, columns: int) -> Bytes:
    """Fit the whole picture, as large as it can be, into the middle of black."""
    tall, wide = image.shape[:2]
    scale = min(rows / tall, columns / wide)
    height, width = max(1, round(tall * scale)), max(1, round(wide * scale))
    top, left = (rows - height) // 2, (columns - width) // 2
    fitted = np.zeros((rows, columns, 3), np.uint8)
    fitted[top : top + height, left : left + width] = _resize(image, height, width)
    return fitted


def _resize(image: Bytes, rows: int, columns: int) -> Bytes:
    if image.shape[:2] == (rows, columns):
        return image
    return np.array(Image.fromarray(image).resize((columns, rows), _FILTER), np.uint8)
