"""Grounds of drawn shapes and of what lies behind them: a colour with a texture."""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Pattern = NDArray[np.float32]

LEAST_CONTRAST: Final = 0.35
"""A shape is at least this much lighter or darker than its ground, of the range."""

_LUMA: Final = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601


@dataclass(frozen=True)
class Ground:
    """A colour with a texture.

    Attributes:
        colour: red, green, blue in [0, 1].
        texture: a name of `TEXTURES`.
        strength: how far the texture changes the colour, as a fraction of the range.
        angle: radians by which the texture is turned.
        period: after how much of the picture's side it comes again.
        seed: of textures that are chance.
    """

    colour: tuple[float, float, float]
    texture: str
    strength: float
    angle: float
    period: float
    seed: int


def draw_ground(random: Generator, apart_from: tuple[float, float, float] | None = None) -> Ground:
    """Draw a colour with a texture by chance.

    Args:
        random: what decides.
        apart_from: a colour that the new one is lighter or darker than, by `LEAST_CONTRAST` at least.
    """
    colour = _colour(random)
    while apart_from is not None and abs(_luma(colour) - _luma(apart_from)) < LEAST_CONTRAST:
        colour = _colour(random)
    return Ground(
        colour=colour,
        texture=str(random.choice(list(TEXTURES))),
        strength=float(random.uniform(0.03, 0.1)),
        angle=float(random.uniform(0, np.pi)),
        period=float(random.uniform(0.12, 0.35)),
        seed=int(random.integers(1 << 31)),
    )


def paint(ground: Ground, side: int) -> Pattern:
    """Paint the colour with its texture: float32 (side, side, 3), around [0, 1]."""
    places = (np.arange(side, dtype=np.float32) + np.float32(0.5)) / np.float32(side)
    cosine, sine = np.float32(np.cos(ground.angle)), np.float32(np.sin(ground.angle))
    along = places[:, np.newaxis] * sine + places * cosine
    across = places[:, np.newaxis] * cosine - places * sine
    texture = TEXTURES[ground.texture](along, across, ground) * np.float32(ground.strength)
    return np.asarray(np.array(ground.colour, np.float32) + texture[..., np.newaxis], np.float32)


def _colour(random: Generator) -> tuple[float, float, float]:
    return colorsys.hsv_to_rgb(random.uniform(), random.uniform(0.15, 0.95), random.uniform(0.15, 1.0))


def _luma(colour: tuple[float, float, float]) -> float:
    return float(_LUMA @ colour)


def _wave(distance: Pattern, period: float) -> Pattern:
    return np.asarray(np.sin(distance * np.float32(2 * np.pi / period)), np.float32)


def _flat(along: Pattern, across: Pattern, ground: Ground) -> Pattern:
    return np.zeros_like(along)


def _gradient(along: Pattern, across: Pattern, ground: Ground) -> Pattern:
    return np.asarray((along - along.mean()) * 3, np.float32)


def _stripes(along: Pattern, across: Pattern, ground: Ground) -> Pattern:
    return _wave(along, ground.period)


def _checks(along: Pattern, across: Pattern, ground: Ground) -> Pattern:
    return np.asarray(_wave(along, ground.period) * _wave(across, ground.period) * 1.5, np.float32)


def _clouds(along: Pattern, across: Pattern, ground: Ground) -> Pattern:
    """Five waves in all directions."""
    random = np.random.default_rng(ground.seed)
    total = np.zeros_like(along)
    for angle, phase, length in random.uniform(size=(5, 3)):
        cosine, sine = np.cos(angle * 2 * np.pi), np.sin(angle * 2 * np.pi)
        frequency = 2 * np.pi / (ground.period * (1 + length))
        total += np.sin((along * cosine + across * sine) * frequency + phase * 2 * np.pi)
    return np.asarray(total / 2, np.float32)


TEXTURES: Final[dict[str, Callable[[Pattern, Pattern, Ground], Pattern]]] = {
    "flat": _flat,
    "gradient": _gradient,
    "stripes": _stripes,
    "checks": _checks,
    "clouds": _clouds,
}
"""Name → places along and across, float32 (side, side), and the ground → the change of brightness, in about [-1, 1]."""
