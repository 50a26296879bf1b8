"""The sample pictures: all there without a download, never changed, drawn ones right at every size."""

import subprocess
import sys

import numpy as np
import pytest

from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import DEFAULT, SAMPLES

NAMED = ("cat", "coffee", "astronaut", "camera", "coins", "rocket")
DRAWN = ("vertical_bar", "checkerboard", "grating", "glyph", "single_pixel", "dark_strokes")


def test_the_promised_samples_are_there_photographs_first() -> None:
    assert DEFAULT in SAMPLES
    assert set(NAMED) | set(DRAWN) <= set(SAMPLES)
    assert list(SAMPLES)[: len(NAMED)] == list(NAMED)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_an_rgb_picture_that_cannot_be_changed(name: str) -> None:
    sample = SAMPLES[name]
    pixels = sample()
    assert sample.name == name
    assert sample.source
    assert sample.licence
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3
    assert pixels.max() > pixels.min()
    assert sample() is pixels
    with pytest.raises(ValueError, match="read-only"):
        pixels[0, 0] = 0


@pytest.mark.parametrize("size", [8, 9, 96, 256])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_at_every_size(name: str, size: int) -> None:
    pixels = SAMPLES[name].square(size)
    assert pixels.shape == (size, size, 3)
    assert not pixels.flags.writeable
    assert pixels.max() > pixels.min()


@pytest.mark.parametrize("size", [8, 31, 256])
def test_a_single_pixel_stays_one_pixel(size: int) -> None:
    grey = to_float(SAMPLES["single_pixel"].square(size), color=False)[..., 0]
    assert np.argwhere(grey).tolist() == [[size // 2, size // 2]]
    assert grey.max() == 1


def test_dark_strokes_are_dark_on_bright_and_the_glyph_bright_on_dark() -> None:
    assert SAMPLES["dark_strokes"]().mean() > 200
    assert SAMPLES["glyph"]().mean() < 80


def test_samples_are_made_without_importing_what_is_slow() -> None:
    program = (
        "import sys; from cnn_core.pictures.samples import SAMPLES; [sample() for sample in SAMPLES.values()];"
        "slow = {'scipy', 'skimage.data', 'skimage.io', 'pooch', 'tensorflow'}; print(slow & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"
