"""Three ways to load a picture file in Python. These functions run, and their very source is shown as their code.

Each library is imported where it is used, so that a function stands by itself when it is copied, and so that only a
process that loads pictures this way pays for matplotlib and OpenCV.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Loader = Callable[[str], NDArray[Any]]


def load_with_pillow(path: str) -> NDArray[Any]:
    """Load the pixels as the file stores them."""
    from PIL import Image

    return np.asarray(Image.open(path))


def load_with_matplotlib(path: str) -> NDArray[Any]:
    """Load the pixels; those of a PNG file as fractions from 0 to 1."""
    from matplotlib.image import imread

    return imread(path)


def load_with_opencv(path: str) -> NDArray[Any]:
    """Load the pixels, upright, as blue, green, red; None, without an error, for a file that it cannot read."""
    import cv2

    return cv2.imread(path)  # type: ignore[return-value]


def rgb_with_pillow(path: str) -> NDArray[np.uint8]:
    """Upright; red, green, blue from 0 to 255, whatever the file holds."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(Image.open(path))
    return np.asarray(upright.convert("RGB"))


def rgb_with_matplotlib(path: str) -> NDArray[np.uint8]:
    """Load red, green, blue from 0 to 255. It knows nothing of the orientation."""
    from matplotlib.image import imread

    array = imread(path)
    if array.dtype != np.uint8:  # PNG: fractions of one
        array = np.rint(array * 255).astype(np.uint8)
    if array.ndim == 2:  # grey
        array = np.stack([array] * 3, axis=-1)
    return array[..., :3]


def rgb_with_opencv(path: str) -> NDArray[np.uint8]:
    """Upright; red, green, blue from 0 to 255."""
    import cv2

    return cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)  # type: ignore[arg-type, return-value]


LOADERS: Final = MappingProxyType(
    {
        "Pillow": (load_with_pillow, rgb_with_pillow),
        "matplotlib": (load_with_matplotlib, rgb_with_matplotlib),
        "OpenCV": (load_with_opencv, rgb_with_opencv),
    }
)
"""Name of the library → how one usually loads a picture with it, and how to get what the other two give."""


def code_of(loader: Loader) -> str:
    """Return the lines of a loader, as they run, ready to be copied.

    Example:
        >>> print(code_of(load_with_matplotlib))
        from matplotlib.image import imread
        <BLANKLINE>
        array = imread(path)
    """
    source = inspect.getsource(loader)
    body = source[source.index('"""\n', source.index('"""') + 3) + 4 :]
    lines = [line.split("  # type:")[0] for line in textwrap.dedent(body).rstrip().splitlines()]
    lines[-1] = f"array = {lines[-1].removeprefix('return ')}"
    numpy = ["import numpy as np"] if any("np." in line for line in lines) else []
    return "\n".join([*numpy, *lines])
