"""The PNG files of an evaluation can be opened, say what they should, and take whatever visitors call their classes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from cnn_core.metrics.calibration import reliability
from figures import evaluation_png as png
from figures.colours import colours_of
from figures.evaluation_charts import CorruptionLine

NAMES = ["고양이 $x$ & <b>", "dog_$", "naïve 🦄"]
COUNTS = np.array([[5, 0, 1], [2, 7, 0], [0, 0, 9]])
WORDS = {name: name for name in ("before", "after", "perfect", "confidence", "accuracy", "pictures")}


def opened(content: bytes) -> np.ndarray:
    image = Image.open(io.BytesIO(content))
    assert image.format == "PNG"
    return np.asarray(image.convert("RGB"))


def has(pixels: np.ndarray, colour: np.ndarray) -> bool:
    return bool((pixels == colour).all(axis=2).sum() > 50)


@pytest.mark.parametrize("shares", [False, True])
def test_a_matrix_has_the_colour_of_every_cell(shares: bool):
    pixels = opened(png.matrix_png(COUNTS, NAMES, shares=shares, x_title="답", y_title="사진"))
    values = COUNTS / COUNTS.sum(axis=1, keepdims=True) if shares else COUNTS.astype(float)
    for colour in colours_of(values[COUNTS > 0], 1.0 if shares else 9.0, "probability"):
        assert has(pixels, colour)


@pytest.mark.slow
def test_a_matrix_of_a_hundred_classes_is_drawn():
    counts = np.random.default_rng(0).integers(0, 5, (100, 100))
    assert (
        opened(
            png.matrix_png(counts, [f"class {place}" for place in range(100)], shares=False, x_title="", y_title="")
        ).std()
        > 0
    )


def test_figures_that_are_unknown_are_left_out():
    figures = {"recall": np.array([0.5, np.nan, 1.0]), "precision": np.full(3, np.nan)}
    assert opened(png.classes_png(NAMES, figures, x_title="share")).std() > 0


def test_curves_are_drawn():
    found = reliability(np.array([0.9, 0.4], np.float32), np.array([True, False]))
    for after in (None, found):
        assert opened(png.calibration_png(found, after, words=WORDS)).std() > 0
    line = CorruptionLine("잡음", ("없음", "5 %"), (0.9, 0.5), (0.8, 0.4), (1.0, 0.6))
    assert opened(png.robustness_png([line] * 5, x_title="단계", y_title="", none="없음")).std() > 0
    assert opened(png.cases_png(NAMES, [3, 0, 1000], x_title="pictures")).std() > 0


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_keep_their_pixels(channels: int):
    images = np.zeros((7, 8, 8, channels), np.uint8)
    images[:, :4] = 200
    pixels = opened(png.pictures_png(images, ["→ 개"] * 7))
    assert has(pixels, np.full(3, 200))
    assert has(pixels, np.zeros(3))


def test_letters_that_no_font_has_are_replaced():
    assert png.drawable("Ünïcode") == "Ünïcode"
    assert png.drawable("a\U0010fffeb") == "a?b"
