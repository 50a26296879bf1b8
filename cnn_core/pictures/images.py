"""Any picture file → an RGB array, or an ImageError that says what to do. The border at which pictures come in.

The content of a file decides what it is, never its name. What is refused is refused before it is decoded, so that
a small file which claims to be a huge picture costs nothing.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.kinds import check_not_empty, kind_of
from cnn_core.pictures.pixels import rgb_pixels

__all__ = ["MAX_BYTES", "MAX_PIXELS", "ImageError", "fit_square", "fit_within", "load_image", "to_float"]

MAX_BYTES: Final = 20_000_000
MAX_PIXELS: Final = 40_000_000
MAX_SECONDS: Final = 10
"""How long the opening of a stranger's picture may take; whoever has it opened sees to that."""
# A JPEG is decoded scan by scan, each over the whole picture; encoders write about ten, bombs write thousands.
MAX_SCANS: Final = 100
# One picture is decoded at a time: a class that uploads all at once must not multiply the memory for one picture.
_ONE_AT_A_TIME = threading.Lock()


def load_image(
    source: bytes | bytearray | memoryview | BinaryIO | str | Path,
    *,
    max_pixels: int = MAX_PIXELS,
    max_bytes: int = MAX_BYTES,
) -> npt.NDArray[np.uint8]:
    """Read a picture file of any supported kind as RGB.

    JPEG, PNG, WebP, BMP, GIF and TIFF (their first frame) and PPM. The EXIF orientation is honoured, transparency is
    laid on white, 16-bit and floating-point greys are scaled to 8 bits. Embedded colour profiles are not applied.
    A JPEG of up to four times ``max_pixels`` is read at half its size.

    Args:
        source: the bytes of the file, a binary file, or a path.
        max_pixels: rows × columns that are allowed.
        max_bytes: size of the file that is allowed.

    Returns:
        uint8 (rows, columns, 3), red, green, blue in [0, 255]; a new array that the caller may change.

    Raises:
        ImageError: the file is empty, too large, damaged or not a supported picture.

    Example:
        >>> load_image(b"P6 2 1 255 " + bytes([255, 0, 0, 0, 0, 255])).tolist()
        [[[255, 0, 0], [0, 0, 255]]]
        >>> load_image(b"")
        Traceback (most recent call last):
        cnn_core.pictures.errors.ImageError: A picture file has content. Received: 0 bytes. Choose another file.
    """
    data = _read(source, max_bytes)
    kind = kind_of(data)
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of what is checked here
        try:
            return _decode(data, kind, max_pixels)
        except ImageError:
            raise
        except MemoryError as error:
            raise ImageError("too_costly", {"seconds": MAX_SECONDS}) from error
        except Image.DecompressionBombError as error:
            raise _too_many_pixels(f"> {2 * (Image.MAX_IMAGE_PIXELS or max_pixels):,}", max_pixels) from error
        except Exception as error:  # Pillow's readers raise anything at all on a damaged file
            raise ImageError("damaged", {"kind": kind}) from error


def fit_square(image: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    """Cut the centre square of a picture, resampled to ``size`` × ``size``.

    Downscaling averages over all pixels with a Hamming window (Pillow's ``HAMMING``): it neither aliases nor
    overshoots, so that flat areas stay flat and no edge gets a halo which a kernel would then find.

    Args:
        image: uint8 (rows, columns, 3), or (rows, columns) of one channel.
        size: pixels, at least 1.

    Returns:
        uint8 (size, size, 3), or (size, size).

    Example:
        >>> fit_square(np.full((30, 40, 3), 7, np.uint8), 8).shape
        (8, 8, 3)
    """
    rows, columns = image.shape[:2]
    side = min(rows, columns)
    top, left = (rows - side) // 2, (columns - side) // 2
    centre = Image.fromarray(image[top : top + side, left : left + side])
    return np.array(centre.resize((size, size), Image.Resampling.HAMMING), np.uint8)


def fit_within(image: npt.NDArray[np.uint8], longest: int) -> npt.NDArray[np.uint8]:
    """Scale the whole picture down so that neither side is longer than ``longest``; a smaller one stays.

    Args:
        image: uint8 (rows, columns, 3).
        longest: pixels, at least 1.

    Returns:
        uint8 (rows, columns, 3).

    Example:
        >>> fit_within(np.zeros((300, 200, 3), np.uint8), 30).shape
        (30, 20, 3)
    """
    scale = longest / max(image.shape[:2])
    if scale >= 1:
        return image
    rows, columns = (max(1, round(side * scale)) for side in image.shape[:2])
    return np.array(Image.fromarray(image).resize((columns, rows), Image.Resampling.HAMMING), np.uint8)


def to_float(image: npt.NDArray[np.uint8], color: bool) -> npt.NDArray[np.float32]:
    """Convert a picture to what a network takes.

    Args:
        image: uint8 (rows, columns, 3).
        color: whether to keep the three channels. Grey is the luma of ITU-R BT.601, as Pillow's mode "L".

    Returns:
        float32 (rows, columns, 3), or (rows, columns, 1) when grey, in [0, 1].

    Example:
        >>> red = np.array([[[255, 0, 0]]], np.uint8)
        >>> to_float(red, color=True).tolist(), round(float(to_float(red, color=False)[0, 0, 0]), 3)
        ([[[1.0, 0.0, 0.0]]], 0.298)
    """
    levels = image if color else np.asarray(Image.fromarray(image).convert("L"))[..., np.newaxis]
    return levels.astype(np.float32) / np.float32(255)


def _read(source: Any, max_bytes: int) -> bytes:
    """Read the bytes of the file, at most ``max_bytes``."""
    try:
        if isinstance(source, (str, Path)):
            with Path(source).open("rb") as file:
                data = file.read(max_bytes + 1)
        elif isinstance(source, (bytes, bytearray, memoryview)):
            data = bytes(source)
        else:
            data = bytes(source.read(max_bytes + 1))
    except (OSError, AttributeError, TypeError, ValueError) as error:
        raise ImageError("unreadable", {"received": f"{type(source).__name__} ({error})"}) from error
    if not data:
        raise ImageError("empty")
    if len(data) > max_bytes:
        raise ImageError("too_many_bytes", {"limit": f"{max_bytes / 1e6:g}"})
    return data


_OPENERS: Final[dict[str, Callable[[Any], ImageFile.ImageFile]]] = {
    "JPEG": JpegImagePlugin.jpeg_factory,
    "PNG": PngImagePlugin.PngImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "PPM": PpmImagePlugin.PpmImageFile,
}


def _decode(data: bytes, kind: str, max_pixels: int) -> npt.NDArray[np.uint8]:
    check_not_empty(data, kind)
    with closing(_OPENERS[kind](BytesIO(data))) as image:
        if kind == "JPEG":
            _prepare_jpeg(image, data, max_pixels)
        if isinstance(image, TiffImagePlugin.TiffImageFile):
            _check_tile(image, max_pixels)
        if image.width * image.height > max_pixels:
            raise _too_many_pixels(_size(image), max_pixels)
        image.load()
        orientation = _orientation(image)
        pixels = rgb_pixels(image, png_depth=data[24] if kind == "PNG" else 8)
    if pixels is None:
        raise ImageError("unsupported_colours", {"received": image.mode})
    return np.ascontiguousarray(_TURNS.get(orientation, _TURNS[1])(pixels))


def _prepare_jpeg(image: ImageFile.ImageFile, data: bytes, max_pixels: int) -> None:
    """Let a large baseline JPEG be decoded at half its size, and refuse one with endless scans, of whatever kind."""
    progressive = "progressive" in image.info
    if _scans(data) > MAX_SCANS:
        raise ImageError("damaged", {"kind": "JPEG"})
    if not progressive and max_pixels < image.width * image.height <= 4 * max_pixels:
        image.draft(None, (max(1, image.width // 2), max(1, image.height // 2)))


def _check_tile(image: TiffImagePlugin.TiffImageFile, max_pixels: int) -> None:
    """Refuse a TIFF whose tile is larger than a picture may be, however small the picture itself is."""
    columns, rows = (image.tag_v2.get(tag, 0) for tag in (322, 323))  # TIFF 6.0, section 15: TileWidth, TileLength
    if columns * rows > max_pixels:
        raise _too_many_pixels(f"a tile of {columns:,} × {rows:,}", max_pixels)


# The next JPEG marker that has a length: not stuffing (00), a restart (D0–D7), a start of image (D8) or filling (FF).
_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)


def _scans(data: bytes) -> int:
    """Count the scans of a JPEG, no further than one above the limit."""
    position, scans = 2, 0
    while scans <= MAX_SCANS and (marker := _MARKER.search(data, position)):
        if marker[1] == b"\xd9":
            break
        scans += marker[1] == b"\xda"
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return scans


def _orientation(image: Image.Image) -> int:
    """Read the EXIF orientation, 1 to 8; 1 (upright) if the EXIF data are damaged. Pillow turns a TIFF by itself."""
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # damaged EXIF data make Pillow raise anything at all; the picture itself is whole
        return 1


# EXIF 2.32, tag 274: what has to be done to (rows, columns, 3) so that it stands upright.
_TURNS: Final[dict[int, Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]]]] = {
    1: lambda array: array,
    2: lambda array: array[:, ::-1],
    3: lambda array: array[::-1, ::-1],
    4: lambda array: array[::-1],
    5: lambda array: array.transpose(1, 0, 2),
    6: lambda array: np.rot90(array, -1),
    7: lambda array: array[::-1, ::-1].transpose(1, 0, 2),
    8: lambda array: np.rot90(array),
}


def _size(image: Image.Image) -> str:
    return f"{image.width:,} × {image.height:,}"


def _too_many_pixels(received: str, max_pixels: int) -> ImageError:
    return ImageError("too_many_pixels", {"limit": f"{max_pixels / 1e6:g}", "received": received})
