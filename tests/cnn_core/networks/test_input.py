"""Pictures fitted to networks: cut, letterboxed, grey, in the right range."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from cnn_core.errors import RefusedError
from cnn_core.model_store.cards import CardInput
from cnn_core.networks.input import FITS, network_input, network_picture
from cnn_core.pictures.images import fit_square, to_float
from cnn_core.pictures.samples import SAMPLES

TINY = CardInput(64, 64, 3, "unit")


@pytest.fixture(scope="module")
def cat() -> np.ndarray:
    return SAMPLES["cat"]()


@pytest.mark.parametrize("size", [28, 64, 180, 224])
def test_a_cut_picture_is_the_one_of_the_lab(cat: np.ndarray, size: int):
    seen = network_picture(cat, CardInput(size, size, 3, "unit"))
    np.testing.assert_array_equal(seen, fit_square(cat, size))
    np.testing.assert_array_equal(network_input(cat, CardInput(size, size, 3, "unit")), to_float(seen, True))


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("shape", [(300, 451), (451, 300), (1, 500), (500, 1), (3, 3), (64, 64)])
def test_any_picture_fits_and_a_fitted_one_stays(shape: tuple[int, int], channels: int, fit: str):
    image = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)
    input_ = CardInput(40, 64, channels, "bytes")
    seen = network_picture(image, input_, fit)
    assert seen.shape == (40, 64, 3)
    assert seen.dtype == np.uint8
    np.testing.assert_array_equal(network_picture(seen, input_, fit), seen)
    numbers = network_input(image, input_, fit)
    assert numbers.dtype == np.float32
    np.testing.assert_array_equal(numbers, seen[..., :channels].astype(np.float32))


def test_letterboxing_keeps_the_whole_picture_between_black_bars():
    image = np.full((20, 40, 3), 200, np.uint8)
    image[:, :10] = 90
    seen = network_picture(image, TINY, "letterbox")
    assert not seen[:16].any()
    assert not seen[48:].any()
    assert (seen[16:48, 20:] == 200).all()
    assert (seen[16:48, :14] == 90).all()


def test_a_cut_is_taken_from_the_middle_in_the_proportions_of_the_network():
    image = np.zeros((40, 100, 3), np.uint8)
    image[:, 30:70] = 255
    assert (network_picture(image, CardInput(10, 10, 3, "unit")) == 255).all()
    assert (network_picture(image, CardInput(20, 20, 3, "unit")) == 255).all()
    assert not (network_picture(image, CardInput(10, 25, 3, "unit")) == 255).all()


def test_grey_networks_get_luma():
    image = np.random.default_rng(2).integers(0, 256, (28, 28, 3)).astype(np.uint8)
    grey = np.asarray(Image.fromarray(image).convert("L"))
    input_ = CardInput(28, 28, 1, "unit")
    for channel in range(3):
        np.testing.assert_array_equal(network_picture(image, input_)[..., channel], grey)
    np.testing.assert_array_equal(network_input(image, input_)[..., 0], grey.astype(np.float32) / np.float32(255))


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(image: np.ndarray):
    with pytest.raises(RefusedError, match=r"uint8 \(rows, columns, 3\).*Received: "):
        network_picture(image, TINY)


def test_an_unknown_fit_is_refused(cat: np.ndarray):
    with pytest.raises(RefusedError, match=r"crop or letterbox\. Received: 'stretch'"):
        network_picture(cat, TINY, "stretch")
