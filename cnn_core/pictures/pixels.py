"""The pixels of a decoded picture, of whatever colour mode, as 8-bit red, green and blue."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

_OPAQUE: Final = {"1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr", "HSV"}
_TRANSPARENT: Final = {"LA", "PA", "RGBA", "RGBa"}
_DEEP: Final = {"I", "F", "I;16", "I;16B", "I;16L", "I;16N"}


def rgb_pixels(image: Image.Image, png_depth: int = 8) -> npt.NDArray[np.uint8] | None:
    """Convert the pixels of ``image`` to RGB, transparency laid on white.

    Args:
        image: a decoded picture of any of Pillow's modes.
        png_depth: bits of a sample in the file if it is a PNG; its transparent colour is given in these units.

    Returns:
        uint8 (rows, columns, 3), or None for a colour mode that cannot be converted without a colour profile (LAB).

    Example:
        >>> rgb_pixels(Image.new("RGBA", (1, 1), (0, 0, 255, 128))).tolist()
        [[[127, 127, 255]]]
    """
    if image.mode in _DEEP:
        return _from_deep_grey(image)
    if image.mode in _TRANSPARENT:
        return _onto_white(_convert(image, "RGBA"))
    if image.mode not in _OPAQUE:
        return None
    if "transparency" not in image.info:
        return np.array(_convert(image, "RGB"), np.uint8)
    image.info["transparency"] = _transparent_colour(image, png_depth)
    return _onto_white(_convert(image, "RGBA"))


def _convert(image: Image.Image, mode: str) -> Image.Image:
    """Convert the image to ``mode``; no copy if it is so already: a picture may be hundreds of megabytes."""
    return image if image.mode == mode and "transparency" not in image.info else image.convert(mode)


def _onto_white(image: Image.Image) -> npt.NDArray[np.uint8]:
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return np.array(white, np.uint8)


def _transparent_colour(image: Image.Image, depth: int) -> Any:
    """Return the transparent colour in 8-bit levels: Pillow scales the pixels of a PNG, but not this colour."""
    colour = image.info["transparency"]
    if image.mode == "RGB" and depth == 16:
        return tuple(level >> 8 for level in colour)
    if image.mode == "L" and depth < 8:
        return colour * 255 // (2**depth - 1)
    return colour


def _from_deep_grey(image: Image.Image) -> npt.NDArray[np.uint8]:
    values = np.asarray(image)
    low, high = (0.0, 65535.0) if image.mode.startswith("I;16") else _range(values)
    transparent = image.info.get("transparency")
    clear = values == transparent if isinstance(transparent, int) else None
    levels = values.astype(np.float32)
    np.nan_to_num(levels, copy=False, nan=low, posinf=high, neginf=low)
    levels -= np.float32(low)
    levels *= np.float32(255 / (high - low))
    grey = np.rint(np.clip(levels, 0, 255, out=levels)).astype(np.uint8)
    if clear is not None:
        grey[clear] = 255
    return np.repeat(grey[..., np.newaxis], 3, axis=2)  # (rows, columns, 3)


def _range(values: npt.NDArray[Any]) -> tuple[float, float]:
    """Choose black and white: the smallest usual scale that holds all values, else their own range."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    scales = (1, 255, 65535) if values.dtype.kind == "f" else (255, 65535)
    if low >= 0 and high <= scales[-1]:
        return 0.0, float(next(scale for scale in scales if high <= scale))
    return low, high if high > low else low + max(1.0, abs(low))
