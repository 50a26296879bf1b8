"""Draws the data set "shapes": eight classes of shapes at any place, size and angle, on all kinds of grounds.

The same description gives the same picture, at every size: all chances are drawn before a pixel is. Nothing but the
outline tells the classes apart; place, size, angle, colours, texture and noise come from the same distributions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from cnn_core.datasets.class_names import SHAPES
from cnn_core.datasets.shapes.grounds import Ground, draw_ground, paint
from cnn_core.datasets.shapes.outlines import OUTLINES

CLASSES: Final = tuple(english for english, _ in SHAPES)
FINENESS: Final = 4
"""Edges are drawn this many times larger and averaged."""


@dataclass(frozen=True)
class ShapeDrawing:
    """All that chance decides about one picture. Places and lengths are fractions of the picture's side.

    Attributes:
        centre: row and column.
        radius: of the circle around the shape.
        angle: radians.
        stretch: height by width, before it is turned.
        shape: what fills the shape.
        ground: what is behind it.
        noise_seed: of the noise.
    """

    centre: tuple[float, float]
    radius: float
    angle: float
    stretch: float
    shape: Ground
    ground: Ground
    noise_seed: int


def drawing(label: int, index: int, *, turn: float, seed: int) -> ShapeDrawing:
    """Draw by chance what decides about picture ``index`` of a class; ``turn``: degrees, to either side."""
    random = np.random.default_rng((seed, label, index))
    radius = random.uniform(0.3, 0.42)
    row, column = random.uniform(radius, 1 - radius, 2)
    ground = draw_ground(random)
    return ShapeDrawing(
        centre=(float(row), float(column)),
        radius=float(radius),
        angle=float(np.radians(random.uniform(-turn, turn))),
        stretch=float(random.uniform(0.93, 1.07)),
        ground=ground,
        shape=draw_ground(random, apart_from=ground.colour),
        noise_seed=int(random.integers(1 << 31)),
    )


def picture(
    label: int, index: int, *, side: int, turn: float = 30, noise: float = 0.05, seed: int = 0
) -> NDArray[np.uint8]:
    """Draw one picture of the data set "shapes".

    Args:
        label: the class, a position in `CLASSES`.
        index: which picture of the class, from 0.
        side: pixels of a side.
        turn: degrees by which the shape may be turned, to either side.
        noise: standard deviation of the noise, as a fraction of the range.
        seed: another one draws other pictures.

    Returns:
        uint8 (side, side, 3), red, green, blue.

    Example:
        >>> picture(3, 0, side=32).shape, bool((picture(3, 0, side=32) == picture(3, 0, side=32)).all())
        ((32, 32, 3), True)
    """
    plan = drawing(label, index, turn=turn, seed=seed)
    inside = _mask(plan, label, side)[..., np.newaxis]  # (side, side, 1)
    mixed = paint(plan.ground, side) * (1 - inside) + paint(plan.shape, side) * inside
    if noise:
        random = np.random.default_rng(plan.noise_seed)
        mixed += random.standard_normal(mixed.shape, np.float32) * np.float32(noise)
    return np.asarray(np.clip(mixed, 0, 1) * 255 + 0.5, np.uint8)


def _mask(plan: ShapeDrawing, label: int, side: int) -> NDArray[np.float32]:
    """Compute how much of each pixel lies inside of the shape: float32 (side, side) in [0, 1]."""
    large = Image.new("L", (side * FINENESS, side * FINENESS))
    pen = ImageDraw.Draw(large)
    outer, *holes = OUTLINES[label]
    pen.polygon(_place(outer, plan, side), fill=255)
    for hole in holes:
        pen.polygon(_place(hole, plan, side), fill=0)
    return np.asarray(large.reduce(FINENESS), np.float32) / np.float32(255)


def _place(outline: NDArray[np.float64], plan: ShapeDrawing, side: int) -> list[tuple[float, float]]:
    """Return the corners of an outline as Pillow takes them: (column, row) in fine pixels."""
    rows, columns = outline[:, 0] * plan.stretch, outline[:, 1] / plan.stretch
    cosine, sine = np.cos(plan.angle), np.sin(plan.angle)
    turned = np.stack([cosine * columns - sine * rows, sine * columns + cosine * rows], axis=1)
    placed = (np.array(plan.centre)[::-1] + plan.radius * turned) * (side * FINENESS)
    return [(float(column), float(row)) for column, row in placed]
