"""One picture file, loaded by Pillow, matplotlib and OpenCV: what each makes of it, measured on its arrays.

Run it in a worker: matplotlib and OpenCV are loaded by it. `cnn_core.pictures.loaders` has the three ways.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import fit_within, load_image
from cnn_core.pictures.kinds import kind_of
from cnn_core.pictures.loader_examples import EXAMPLES
from cnn_core.pictures.loaders import LOADERS, Loader, code_of, rgb_with_pillow

LONGEST_SIDE: Final = 320
"""Pixels of a picture that is shown; what is said of an array is measured on the whole of it."""

MAX_PIXELS: Final = 12_000_000
_SUFFIXES: Final = {
    "JPEG": ".jpg", "PNG": ".png", "WebP": ".webp", "BMP": ".bmp", "GIF": ".gif", "TIFF": ".tif", "PPM": ".ppm",
}  # fmt: skip
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True)
class PictureFile:
    """The facts that a file states about itself.

    Attributes:
        kind: "JPEG", "PNG", …
        mode: Pillow's name of its colours: "RGB", "RGBA", "L" (grey), "P" (a palette), "CMYK", …
        rows: as stored.
        columns: as stored.
        orientation: the EXIF tag, 1 to 8; 1: nothing is to be turned.
        transparent: whether it has an alpha channel, or a transparent colour.
        size: bytes.
    """

    kind: str
    mode: str
    rows: int
    columns: int
    orientation: int
    transparent: bool
    size: int


@dataclass(frozen=True, eq=False)
class Loaded:
    """The result of one library for the file.

    Attributes:
        library: "Pillow", "matplotlib" or "OpenCV".
        code: the lines that ran.
        alike_code: the lines that make it alike the others.
        shape: of the array; () if there is none.
        dtype: of the array; "" if there is none.
        minimum: its smallest value.
        maximum: its largest value.
        order: "rgb", "bgr", "equal" (three channels, all the same), "grey" (one channel), "palette" (numbers of
            colours, not colours), "cmyk" or "none" (no array).
        orientation: "upright" (the file says nothing of it), "turned" or "as_stored".
        alpha: "none" (the file has none), "kept" or "dropped".
        pixel: the values of one pixel, ``array[row, column]``.
        shown: uint8 (rows, columns, 3), the array as it looks when it is taken for red, green, blue; None: no array.
        difference: how far the array is then from Pillow's, in levels of 255, at most; None: it has another shape.
    """

    library: str
    code: str
    alike_code: str
    shape: tuple[int, ...] = ()
    dtype: str = ""
    minimum: float = 0.0
    maximum: float = 0.0
    order: str = "none"
    orientation: str = "as_stored"
    alpha: str = "dropped"
    pixel: tuple[float, ...] = ()
    shown: NDArray[np.uint8] | None = None
    difference: int | None = None


@dataclass(frozen=True, eq=False)
class SideBySide:
    """A file and what three libraries made of it; ``position`` is the row and column of the pixel that is quoted."""

    file: PictureFile
    position: tuple[int, int]
    loaded: tuple[Loaded, ...]


def load_example(name: str) -> SideBySide:
    """Load an example of `cnn_core.pictures.loader_examples` with all three libraries.

    Raises:
        KeyError: there is no such example.

    Example:
        >>> [one.order for one in load_example("photo").loaded]
        ['rgb', 'rgb', 'bgr']
    """
    return load_each(EXAMPLES[name]())


def load_each(data: bytes) -> SideBySide:
    """Load a picture file with all three libraries.

    Args:
        data: any bytes; they are checked before a library gets them.

    Raises:
        ImageError: it is no picture, damaged, or larger than `MAX_PIXELS`.
    """
    load_image(data)
    file = _describe(data)
    if file.rows * file.columns > MAX_PIXELS:
        limit = {"limit": f"{MAX_PIXELS / 1e6:g}", "received": f"{file.columns:,} × {file.rows:,}"}
        raise ImageError("too_many_pixels", limit)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture{_SUFFIXES[file.kind]}"
        path.write_bytes(data)
        upright = rgb_with_pillow(str(path))
        stored = np.asarray(Image.open(path).convert("RGB"))
        position = _colourful(stored, upright)
        loaded = tuple(_measure(library, str(path), file, (stored, upright), position) for library in LOADERS)
    return SideBySide(file, position, loaded)


def _describe(data: bytes) -> PictureFile:
    with Image.open(BytesIO(data)) as image:
        columns, rows = image.size
        transparent = image.mode in ("RGBA", "LA", "PA", "RGBa") or "transparency" in image.info
        orientation = int(image.getexif().get(_ORIENTATION, 1))
        return PictureFile(kind_of(data), image.mode, rows, columns, orientation, transparent, len(data))


def _colourful(stored: NDArray[np.uint8], upright: NDArray[np.uint8]) -> tuple[int, int]:
    """Find where red and blue differ most, among the places that both ways round have."""
    rows, columns = (min(one, other) for one, other in zip(stored.shape[:2], upright.shape[:2], strict=True))
    corner = stored[:rows, :columns].astype(np.int16)
    row, column = np.unravel_index(np.argmax(np.abs(corner[..., 0] - corner[..., 2])), (rows, columns))
    return int(row), int(column)


def _measure(
    library: str,
    path: str,
    file: PictureFile,
    pictures: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    position: tuple[int, int],
) -> Loaded:
    usual, alike = LOADERS[library]
    array = _try(usual, path)
    loaded = Loaded(library, code_of(usual), code_of(alike))
    if array is None:
        return loaded
    order, turned = _arrangement(array, file, pictures)
    return replace(
        loaded,
        shape=array.shape,
        dtype=array.dtype.name,
        minimum=float(array.min()),
        maximum=float(array.max()),
        order=order,
        orientation="upright" if file.orientation == 1 else "turned" if turned else "as_stored",
        alpha="none" if not file.transparent else "kept" if array.ndim == 3 and array.shape[2] == 4 else "dropped",
        pixel=tuple(float(value) for value in np.atleast_1d(array[position])),
        shown=fit_within(as_rgb(array), LONGEST_SIDE),
        difference=_difference(_try(alike, path), pictures[1]),
    )


def _try(loader: Loader, path: str) -> NDArray[Any] | None:
    """Return the array, or None where a library does not read this file; each has errors of its own kind."""
    try:
        array = loader(path)
    except Exception:
        return None
    return array if isinstance(array, np.ndarray) and array.size and array.dtype != object else None


def _arrangement(
    array: NDArray[Any], file: PictureFile, pictures: tuple[NDArray[np.uint8], NDArray[np.uint8]]
) -> tuple[str, bool]:
    """Find the channel order, and if the picture was turned upright: whichever is nearest to Pillow's RGB."""
    levels = _levels(array)
    colour = levels[..., :3] if levels.ndim == 3 else np.stack([levels] * 3, axis=-1)
    distances = {
        (name, turned): float(np.mean(np.abs(read(colour).astype(np.int16) - picture)))
        for turned, picture in zip((False, True), pictures, strict=True)
        if picture.shape[:2] == array.shape[:2]
        for name, read in _ORDERS.items()
    }
    order, turned = min(distances, key=lambda pair: (distances[pair], pair)) if distances else ("rgb", False)
    turned = turned or np.array_equal(*pictures)  # Pillow itself turns a TIFF
    if array.ndim == 2:
        return ("palette" if file.mode == "P" else "grey"), turned
    if file.mode == "CMYK" and distances and distances[order, turned] > _FAR:
        return "cmyk", turned
    return ("equal" if np.array_equal(colour[..., 0], colour[..., 2]) else order), turned


_FAR: Final = 16.0
"""Levels of 255: so far, on average, is no picture from itself, however its file was decoded."""

_ORDERS: Final[dict[str, Callable[[NDArray[Any]], NDArray[Any]]]] = {
    "rgb": lambda array: array,
    "bgr": lambda array: array[..., ::-1],
}


def _difference(array: NDArray[Any] | None, picture: NDArray[np.uint8]) -> int | None:
    if array is None or array.shape != picture.shape:
        return None
    return int(np.max(np.abs(array.astype(np.int16) - picture)))


def _levels(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Convert the values to whole numbers from 0 to 255, by what their type usually stands for."""
    if array.dtype == np.bool_:
        array = array * 255
    elif array.dtype == np.uint16:
        array = array >> 8
    elif array.dtype.kind == "f":
        array = np.rint(np.nan_to_num(array) * 255)
    levels: NDArray[np.uint8] = np.clip(array, 0, 255).astype(np.uint8)
    return levels


def as_rgb(array: NDArray[Any]) -> NDArray[np.uint8]:
    """Show an array with its channels taken for red, green, blue and, if there is a fourth, opacity.

    Args:
        array: (rows, columns), or (rows, columns, 3 or 4); whole numbers up to 255 or 65535, or fractions of one.

    Returns:
        uint8 (rows, columns, 3), laid on white where it is not opaque.

    Example:
        >>> as_rgb(np.array([[[0.0, 0.0, 1.0, 0.0]]], np.float32)).tolist()
        [[[255, 255, 255]]]
    """
    levels: NDArray[np.uint8] = _levels(array)
    if levels.ndim == 2 or levels.shape[2] < 3:
        return np.repeat(levels.reshape(*levels.shape[:2], -1)[..., :1], 3, axis=2)
    if levels.shape[2] == 3:
        return np.ascontiguousarray(levels)
    opacity = levels[..., 3:].astype(np.float32) / 255
    return np.rint(levels[..., :3] * opacity + 255 * (1 - opacity)).astype(np.uint8)
