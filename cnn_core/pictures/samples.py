"""The sample pictures: photographs that come with scikit-image, and patterns that are drawn here.

A pattern shows what one kernel does better than a photograph can, so it is drawn at the size that is asked for:
a single bright pixel stays a single bright pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from cnn_core.pictures import patterns
from cnn_core.pictures.images import fit_square, load_image

Pixels = npt.NDArray[np.uint8]

DRAWN_SIZE: Final = 64
DEFAULT: Final = "cat"


@dataclass(frozen=True)
class Sample:
    """A sample picture; calling it gives its pixels.

    Attributes:
        name: as it stands in links.
        make: makes the pixels: uint8 (size, size, 3), or for None as they are by themselves.
        source: who made it.
        licence: what may be done with it.
    """

    name: str
    make: Callable[[int | None], Pixels]
    source: str
    licence: str

    def __call__(self) -> Pixels:
        """Return the picture as it is: uint8 (rows, columns, 3), read-only. Drawn ones have 64 × 64 pixels."""
        return _make(self.name, None)

    def square(self, size: int) -> Pixels:
        """Return the picture as uint8 (size, size, 3), read-only: a photograph's centre, or a pattern of this size."""
        return _make(self.name, size)


@lru_cache(maxsize=48)
def _make(name: str, size: int | None) -> Pixels:
    pixels = SAMPLES[name].make(size)
    pixels.setflags(write=False)
    return pixels


def _photograph(file: str, size: int | None) -> Pixels:
    """Load a photograph of the installed scikit-image as a file, because importing skimage takes long."""
    pixels = load_image(files("skimage").joinpath("data", file).read_bytes())
    return pixels if size is None else fit_square(pixels, size)


def _draw(draw: Callable[[int], patterns.Brightness], size: int | None) -> Pixels:
    grey = np.rint(draw(size or DRAWN_SIZE) * 255).astype(np.uint8)
    return np.repeat(grey[..., np.newaxis], 3, axis=2)  # (size, size, 3)


_PHOTOGRAPHS: Final = (
    ("cat", "chelsea.png", "Stefan van der Walt", "CC0"),
    ("coffee", "coffee.png", "Rachel Michetti, Pikolo Espresso Bar", "CC0"),
    ("astronaut", "astronaut.png", "NASA", "public domain"),
    ("camera", "camera.png", "Lav Varshney", "CC0"),
    ("coins", "coins.png", "Brooklyn Museum", "no known copyright restrictions"),
    ("rocket", "rocket.jpg", "SpaceX", "public domain"),
    ("brick", "brick.png", "CC0Textures", "CC0"),
    ("text", "text.png", "Wikimedia Commons", "public domain"),
)
_PATTERNS: Final = (
    patterns.vertical_bar,
    patterns.checkerboard,
    patterns.grating,
    patterns.glyph,
    patterns.single_pixel,
    patterns.dark_strokes,
)

SAMPLES: Final[dict[str, Sample]] = {
    name: Sample(name, partial(_photograph, file), source, licence) for name, file, source, licence in _PHOTOGRAPHS
} | {draw.__name__: Sample(draw.__name__, partial(_draw, draw), "ConvLens", "MIT") for draw in _PATTERNS}
