"""The named kernels: what people have long looked for in pictures, as arrays of weights.

A kernel is laid on the picture as it is (cross-correlation, as in Keras), so "x" kernels answer positively where it
gets brighter from left to right, "y" kernels where it gets brighter from top to bottom.

Scale, on pictures in [0, 1]: kernels that blur or keep sum to 1. Kernels that look for differences sum to 0, and the
positive weights of each sum to the same at every size: to what the well-known 3×3 kernel has (Sobel 4, Scharr 16,
Prewitt 3, Laplacian 4), else to 1. That sum is also the largest answer that there can be.

An even size has no middle cell. Kernels that only blur or look for differences are symmetric about the middle
between cells; the cell that identity, sharpen, emboss and Gabor count from is the one at (size - 1) // 2, which
"same" padding lays on the output cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]


class KernelError(ValueError):
    """A kernel that cannot be made. The message states the rule, what was received, and what would work."""


@dataclass(frozen=True)
class Kernel:
    """One named kernel.

    Attributes:
        name: its key in `KERNELS`.
        make: (rows, columns, and the `parameters` by keyword) → float64 (rows, columns); `kernel` checks first.
        parameters: which of "angle" (degrees) and "wavelength" (pixels) it depends on.
        minimum_size: the smallest (rows, columns) at which it means what its name says.
        total: what its weights sum to, 0 or 1.
        source: where it comes from.
    """

    name: str
    make: Callable[..., Weights]
    parameters: tuple[str, ...]
    minimum_size: tuple[int, int]
    total: int
    source: str


def kernel(name: str, rows: int, columns: int, *, angle: float = 0.0, wavelength: float = 4.0) -> NDArray[np.float32]:
    """Return the named kernel at a size.

    Args:
        name: a key of `KERNELS`.
        rows: at least the kernel's `minimum_size`.
        columns: at least the kernel's `minimum_size`.
        angle: degrees, anticlockwise as seen on the screen, 0 to the right: for "gabor" the direction in which
            brightness changes (across the stripes), for "motion_blur" the direction of the motion.
        wavelength: pixels from one bright stripe to the next, at least 2; for "gabor".

    Returns:
        float32 (rows, columns).

    Raises:
        KernelError: if there is no such kernel, or a number is out of range.

    Example:
        >>> kernel("sobel_x", 3, 3).tolist()
        [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]
    """
    if name not in KERNELS:
        raise KernelError(f"A named kernel is one of {', '.join(KERNELS)}. Received: {name!r}. Choose one of these.")
    chosen = KERNELS[name]
    least = chosen.minimum_size
    whole = all(isinstance(number, (int, np.integer)) for number in (rows, columns))
    if not whole or rows < least[0] or columns < least[1]:
        raise KernelError(
            f'The kernel "{name}" has at least {least[0]} rows and {least[1]} columns, in whole numbers. '
            f"Received: {rows!r} rows, {columns!r} columns. Choose a larger kernel or another name."
        )
    if not (math.isfinite(angle) and math.isfinite(wavelength) and wavelength >= 2):
        raise KernelError(
            "`angle` is a number of degrees, `wavelength` a number of pixels from 2 on (shorter waves fall between "
            f"the pixels). Received: angle={angle!r}, wavelength={wavelength!r}. Choose a longer wave."
        )
    given = {"angle": angle, "wavelength": wavelength}
    weights = chosen.make(rows, columns, **{key: given[key] for key in chosen.parameters})
    return weights.astype(np.float32) + np.float32(0)  # + 0 turns -0 into 0, which is what a reader expects


def identity(rows: int, columns: int) -> Weights:
    """Return a kernel that keeps the picture as it is: one weight of 1."""
    weights = np.zeros((rows, columns))
    weights[(rows - 1) // 2, (columns - 1) // 2] = 1.0
    return weights


def box(rows: int, columns: int) -> Weights:
    """Return the mean of the window: all weights equal."""
    return np.full((rows, columns), 1.0 / (rows * columns))


def gaussian(rows: int, columns: int) -> Weights:
    """Return a bell whose standard deviation is a quarter of the size, along each axis."""
    return np.outer(_bell(_offsets(rows), rows / 4), _bell(_offsets(columns), columns / 4))


def sharpen(rows: int, columns: int) -> Weights:
    """Return a kernel that adds what a Gaussian blur would take away (unsharp masking, amount 1)."""
    blur = np.outer(_bell(_offsets_from_cell(rows), rows / 4), _bell(_offsets_from_cell(columns), columns / 4))
    return 2.0 * identity(rows, columns) - blur


def sobel_x(rows: int, columns: int) -> Weights:
    """Binomial smoothing down, central difference to the right: vertical edges."""
    return _scale(np.outer(_binomial(rows), _smooth_difference(columns)), positive=4.0)


def sobel_y(rows: int, columns: int) -> Weights:
    """Central difference down, binomial smoothing to the right: horizontal edges."""
    return sobel_x(columns, rows).T


def prewitt(rows: int, columns: int) -> Weights:
    """Return the slope to the right of the plane that fits the window best: vertical edges, no smoothing preferred."""
    return _scale(np.outer(np.ones(rows), _offsets(columns)), positive=3.0)


def scharr(rows: int, columns: int) -> Weights:
    """Return Sobel in x, smoothed by (3, 10, 3), so that an edge's strength depends less on its direction."""
    smoothing = np.convolve((3.0, 10.0, 3.0), _binomial(rows - 2)) if rows >= 3 else np.ones(rows)
    return _scale(np.outer(smoothing, _smooth_difference(columns)), positive=16.0)


def laplacian(rows: int, columns: int) -> Weights:
    """Second difference in x plus that in y, of the picture smoothed binomially where the size allows: blobs, edges.

    Negative in the middle: it answers positively on the dark side of an edge.
    """
    down, right = _second_difference(rows), _second_difference(columns)
    smooth_down, smooth_right = _padded_binomial(rows), _padded_binomial(columns)
    return _scale(np.outer(smooth_down, right) + np.outer(down, smooth_right), positive=4.0)


def laplacian_of_gaussian(rows: int, columns: int) -> Weights:
    """Return the Laplacian of a Gaussian bell whose standard deviation is a sixth of the size, summing to 0."""
    y, x = np.meshgrid(_offsets(rows), _offsets(columns), indexing="ij")  # (rows, columns) each
    down, right = (rows / 6) ** 2, (columns / 6) ** 2
    curve = (y**2 / down - 1) / down + (x**2 / right - 1) / right
    weights = curve * np.exp(-(y**2) / (2 * down) - x**2 / (2 * right))
    return _scale(weights - weights.mean(), positive=4.0)


def emboss(rows: int, columns: int) -> Weights:
    """Return a relief lit from the upper left: the picture plus its slope towards the lower right."""
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")  # (rows, columns) each
    return _scale(x + y, positive=4.0) + identity(rows, columns)


def gabor(rows: int, columns: int, *, angle: float, wavelength: float) -> Weights:
    """Return a cosine wave under a Gaussian bell: stripes of one direction and width. Positive weights sum to 1."""
    y, x = np.meshgrid(_offsets_from_cell(rows), _offsets_from_cell(columns), indexing="ij")  # (rows, columns) each
    along = x * math.cos(math.radians(angle)) - y * math.sin(math.radians(angle))
    bell = np.exp(-(y**2) / (2 * (rows / 4) ** 2) - x**2 / (2 * (columns / 4) ** 2))
    wave = np.cos(2 * math.pi * along / wavelength)
    # Without its mean under the bell it does not answer to even brightness.
    return _scale(bell * (wave - (bell * wave).sum() / bell.sum()), positive=1.0)


def motion_blur(rows: int, columns: int, *, angle: float) -> Weights:
    """Return the mean along a line through the middle, one pixel wide with soft rims."""
    y, x = np.meshgrid(_offsets(rows), _offsets(columns), indexing="ij")  # (rows, columns) each
    distance = np.abs(x * math.sin(math.radians(angle)) + y * math.cos(math.radians(angle)))
    return _scale(np.maximum(0.0, 1.0 - distance), positive=1.0)


def corner(rows: int, columns: int) -> Weights:
    """Return the mixed difference in x and y: 0 on level and upright edges, strong at corners and slanted lines."""
    return _scale(np.outer(_smooth_difference(rows), _smooth_difference(columns)), positive=2.0)


def centre_surround(rows: int, columns: int) -> Weights:
    """Return a narrow bell less a bell 1.6 times as wide: bright spots on dark ground, as ganglion cells of the eye."""
    narrow = np.outer(_bell(_offsets(rows), rows / 6.4), _bell(_offsets(columns), columns / 6.4))
    return _scale(narrow - gaussian(rows, columns), positive=1.0)


def _offsets(size: int) -> Weights:
    """List the distances from the middle of the axis: 3 → -1, 0, 1; 4 → -1.5, -0.5, 0.5, 1.5."""
    return np.arange(size, dtype=np.float64) - (size - 1) / 2


def _offsets_from_cell(size: int) -> Weights:
    """List the distances from the cell at (size - 1) // 2: 3 → -1, 0, 1; 4 → -1, 0, 1, 2."""
    return np.arange(size, dtype=np.float64) - (size - 1) // 2


def _bell(offsets: Weights, deviation: float) -> Weights:
    heights: Weights = np.exp(-(offsets**2) / (2 * deviation**2))
    bell: Weights = heights / heights.sum()
    return bell


def _binomial(size: int) -> Weights:
    """Return a row of Pascal's triangle, summing to 1: 3 → ¼, ½, ¼."""
    return np.array([math.comb(size - 1, place) / 2.0 ** (size - 1) for place in range(size)])


def _smooth_difference(size: int) -> Weights:
    """Return the central difference -1, 0, 1 of an axis smoothed binomially: 2 → -1, 1; 5 → ¼(-1, -2, 0, 2, 1)."""
    return np.convolve((-1.0, 0.0, 1.0), _binomial(size - 2)) if size >= 3 else np.array((-1.0, 1.0))


def _second_difference(size: int) -> Weights:
    return np.convolve((1.0, -2.0, 1.0), _binomial(size - 2))


def _padded_binomial(size: int) -> Weights:
    """Return the smoothing that `_second_difference` has in it, by itself."""
    return np.pad(_binomial(size - 2), 1)


def _scale(weights: Weights, *, positive: float) -> Weights:
    """Scale so that the positive weights sum to `positive`."""
    scaled: Weights = weights * (positive / weights[weights > 0].sum())
    return scaled


_PASCAL = "Larger sizes: difference and smoothing by rows of Pascal's triangle, as in OpenCV."
_GONZALEZ = "Gonzalez and Woods, Digital Image Processing, chapter 3."
_SOBEL = f"Sobel and Feldman, 1968, in Duda and Hart, Pattern Classification and Scene Analysis, 1973. {_PASCAL}"
_SCHARR = f"Scharr, Optimale Operatoren in der Digitalen Bildverarbeitung, 2000. {_PASCAL}"
_PREWITT = "Prewitt, Object enhancement and extraction, 1970: a plane fitted by least squares."
_MARR = "Marr and Hildreth, Theory of edge detection, 1980."
_GABOR = "Gabor, 1946; Daugman, 1985. First layers learn such kernels: Krizhevsky et al., 2012."
_BEAUDET = "The mixed derivative in Beaudet, Rotationally invariant image operators, 1978."
_RETINA = "Kuffler, 1953; Rodieck, 1965. The ratio 1.6: Marr and Hildreth, 1980."

KERNELS: dict[str, Kernel] = {
    entry.name: entry
    for entry in (
        Kernel("identity", identity, (), (1, 1), 1, "The neutral element of convolution."),
        Kernel("box", box, (), (1, 1), 1, "The moving average."),
        Kernel("gaussian", gaussian, (), (1, 1), 1, _GONZALEZ),
        Kernel("sharpen", sharpen, (), (2, 2), 1, f"Unsharp masking: {_GONZALEZ}"),
        Kernel("sobel_x", sobel_x, (), (1, 2), 0, _SOBEL),
        Kernel("sobel_y", sobel_y, (), (2, 1), 0, _SOBEL),
        Kernel("prewitt", prewitt, (), (1, 2), 0, _PREWITT),
        Kernel("scharr", scharr, (), (1, 2), 0, _SCHARR),
        Kernel("laplacian", laplacian, (), (3, 3), 0, _GONZALEZ),
        Kernel("laplacian_of_gaussian", laplacian_of_gaussian, (), (3, 3), 0, _MARR),
        Kernel("emboss", emboss, (), (2, 2), 1, "The relief filter of image editors."),
        Kernel("gabor", gabor, ("angle", "wavelength"), (3, 3), 0, _GABOR),
        Kernel("motion_blur", motion_blur, ("angle",), (1, 1), 1, "The point spread of a camera in even motion."),
        Kernel("corner", corner, (), (2, 2), 0, _BEAUDET),
        Kernel("centre_surround", centre_surround, (), (3, 3), 0, _RETINA),
    )
}
