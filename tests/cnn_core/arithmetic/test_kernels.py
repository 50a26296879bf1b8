"""The named kernels: what each answers to, at every size, and where they meet scikit-image's filters."""

import numpy as np
import pytest
import skimage.filters
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.kernels import KERNELS, KernelError, kernel
from cnn_core.convolution_lab.stack import KERNEL_NAMES
from tests.examples import examples

GRID = examples(60)
POSITIVE = {
    "sobel_x": 4, "sobel_y": 4, "prewitt": 3, "scharr": 16, "laplacian": 4, "laplacian_of_gaussian": 4,
    "gabor": 1, "corner": 2, "centre_surround": 1,
}  # fmt: skip
BLURS = ("box", "gaussian", "motion_blur")
PICTURE = np.random.default_rng(0).random((20, 24))


def answer(name, picture, rows=3, columns=3, **parameters):
    """The feature map (rows, columns) of a grey picture, where the window lies inside."""
    weights = kernel(name, rows, columns, **parameters)
    return conv2d(picture[..., np.newaxis], weights[..., np.newaxis, np.newaxis])[..., 0]


def test_every_kernel_of_the_lab_is_there():
    assert tuple(KERNELS) == KERNEL_NAMES
    for name, entry in KERNELS.items():
        assert entry.name == name
        assert entry.source
        assert entry.make.__doc__


@pytest.mark.parametrize("name", KERNEL_NAMES)
@GRID
@given(data=st.data())
def test_shape_scale_and_balance_hold_at_every_size(name, data):
    least = KERNELS[name].minimum_size
    rows, columns = (data.draw(st.integers(size, 11)) for size in least)
    angle, wavelength = data.draw(st.integers(-360, 360)), data.draw(st.floats(2, 16))
    weights = kernel(name, rows, columns, angle=angle, wavelength=wavelength)
    assert weights.dtype == np.float32
    assert weights.shape == (rows, columns)
    assert weights.sum(dtype=np.float64) == pytest.approx(KERNELS[name].total, abs=1e-5)
    assert not np.any(np.signbit(weights) & (weights == 0))
    if name in POSITIVE:
        assert weights[weights > 0].sum(dtype=np.float64) == pytest.approx(POSITIVE[name], abs=1e-5)
    if name in BLURS:
        assert weights.min() >= 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("sobel_x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        ("sobel_y", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        ("prewitt", [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]),
        ("scharr", [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]]),
        ("laplacian", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
        ("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ("corner", [[1, 0, -1], [0, 0, 0], [-1, 0, 1]]),
    ],
)
def test_at_three_by_three_they_are_the_well_known_ones(name, expected):
    np.testing.assert_allclose(kernel(name, 3, 3), expected, atol=1e-6)


def test_sobel_of_five_is_the_literature_up_to_scale():
    expected = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1])
    np.testing.assert_allclose(kernel("sobel_x", 5, 5), expected * 4 / 48, atol=1e-6)


def inner(filtered, margin=1):
    return filtered[margin:-margin, margin:-margin]


@pytest.mark.parametrize(
    ("name", "reference", "scale"),
    [
        # scikit-image divides each of its kernels by the sum of its positive weights.
        ("sobel_x", skimage.filters.sobel_v, 4),
        ("sobel_y", skimage.filters.sobel_h, 4),
        ("prewitt", skimage.filters.prewitt_v, 3),
        ("scharr", skimage.filters.scharr_v, 16),
        # It has the Laplacian's middle positive.
        ("laplacian", skimage.filters.laplace, -1),
    ],
)
def test_differences_are_those_of_scikit_image(name, reference, scale):
    np.testing.assert_allclose(answer(name, PICTURE), scale * inner(reference(PICTURE)), atol=1e-5)


@pytest.mark.parametrize("size", [3, 5, 9])
def test_gaussian_is_that_of_scikit_image(size):
    reference = skimage.filters.gaussian(PICTURE, sigma=size / 4, truncate=(size // 2) / (size / 4))
    np.testing.assert_allclose(answer("gaussian", PICTURE, size, size), inner(reference, size // 2), atol=1e-5)


def middle_nine(weights):
    row, column = weights.shape[0] // 2, weights.shape[1] // 2
    return weights[row - 4 : row + 5, column - 4 : column + 5]


@pytest.mark.parametrize(("angle", "wavelength"), [(0, 4), (30, 3), (90, 5), (135, 4)])
def test_gabor_is_that_of_scikit_image_less_its_mean(angle, wavelength):
    shape = {"theta": -np.radians(angle), "sigma_x": 9 / 4, "sigma_y": 9 / 4}
    wave = middle_nine(skimage.filters.gabor_kernel(1 / wavelength, **shape).real)
    bell = middle_nine(skimage.filters.gabor_kernel(0, **shape).real)
    balanced = wave - bell * wave.sum() / bell.sum()
    expected = balanced / balanced[balanced > 0].sum()
    np.testing.assert_allclose(kernel("gabor", 9, 9, angle=angle, wavelength=wavelength), expected, atol=1e-5)


EDGE = np.tile(np.repeat([0.0, 1.0], 12), (20, 1))  # (20, 24), dark left, bright right


@pytest.mark.parametrize("name", ["sobel_x", "prewitt", "scharr"])
@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (1, 2), (5, 4), (4, 7)])
def test_x_kernels_answer_positively_from_dark_to_bright_to_the_right(name, rows, columns):
    found = answer(name, EDGE, rows, columns)
    assert found.min() >= -1e-6
    assert found.max() == pytest.approx(POSITIVE[name], abs=1e-5)  # the largest answer that there can be
    np.testing.assert_allclose(answer(name, EDGE.T, rows, columns), 0, atol=1e-5)


def test_sobel_y_is_sobel_x_turned():
    np.testing.assert_array_equal(kernel("sobel_y", 4, 7), kernel("sobel_x", 7, 4).T)
    assert answer("sobel_y", EDGE.T).max() == pytest.approx(4)


@pytest.mark.parametrize("name", ["identity", "box", "gaussian", "sharpen", "emboss", "motion_blur"])
def test_kernels_that_sum_to_one_keep_even_brightness(name):
    np.testing.assert_allclose(answer(name, np.full((9, 9), 0.7), 4, 5), 0.7, atol=1e-5)


@pytest.mark.parametrize("size", [3, 4])
def test_identity_keeps_the_picture_under_same_padding(size):
    weights = kernel("identity", size, size)[..., np.newaxis, np.newaxis]
    found = conv2d(PICTURE[..., np.newaxis], weights, padding="same")[..., 0]
    np.testing.assert_array_equal(found, PICTURE.astype(np.float32))


@pytest.mark.parametrize("angle", [0, 45, 90, 135])
def test_gabor_answers_most_to_stripes_of_its_angle_and_width(angle):
    y, x = np.mgrid[:9, :9] - 4

    def stripes(direction, wavelength):
        along = x * np.cos(np.radians(direction)) - y * np.sin(np.radians(direction))
        return 0.5 + 0.5 * np.cos(2 * np.pi * along / wavelength)

    def strength(picture):
        return answer("gabor", picture, 9, 9, angle=angle, wavelength=4)[0, 0]

    own = strength(stripes(angle, 4))
    assert own > 0.7
    assert own > 3 * max(strength(stripes(angle + turn, 4)) for turn in (45, 90, 135))
    assert own > 2 * strength(stripes(angle, 9))


def test_motion_blur_follows_its_angle():
    np.testing.assert_allclose(kernel("motion_blur", 3, 3, angle=0), [[0, 0, 0], [1 / 3] * 3, [0, 0, 0]], atol=1e-6)
    np.testing.assert_allclose(kernel("motion_blur", 5, 3, angle=90), kernel("motion_blur", 3, 5, angle=0).T, atol=1e-6)
    rising = kernel("motion_blur", 5, 5, angle=45)
    assert rising[0, 4] == rising[4, 0] == rising.max()
    np.testing.assert_allclose(rising, kernel("motion_blur", 5, 5, angle=135)[:, ::-1], atol=1e-6)


@pytest.mark.parametrize("name", ["laplacian_of_gaussian", "centre_surround"])
def test_blob_kernels_answer_most_in_the_middle_of_a_spot(name):
    spot = np.zeros((17, 17))
    spot[8, 8] = 1.0
    found = answer(name, spot, 9, 9)
    assert np.unravel_index(np.abs(found).argmax(), found.shape) == (4, 4)
    assert (found[4, 4] > 0) == (name == "centre_surround")


def test_corner_answers_to_a_corner_and_not_to_an_edge():
    square = np.zeros((12, 12))
    square[6:, 6:] = 1.0
    assert answer("corner", square).max() == pytest.approx(1.0)
    np.testing.assert_allclose(answer("corner", EDGE), 0, atol=1e-6)
    np.testing.assert_allclose(answer("corner", EDGE.T), 0, atol=1e-6)


def test_sharpen_makes_an_edge_overshoot():
    found = answer("sharpen", EDGE, 5, 5)
    assert found.min() < -0.05
    assert found.max() > 1.05


@pytest.mark.parametrize("name", KERNEL_NAMES)
def test_the_minimum_size_is_kept(name):
    rows, columns = KERNELS[name].minimum_size
    assert np.abs(kernel(name, rows, columns)).sum() > 0.5
    for too_small in ((rows - 1, columns), (rows, columns - 1)):
        with pytest.raises(KernelError, match=f"at least {rows} rows and {columns} columns.*Received: "):
            kernel(name, *too_small)


@pytest.mark.parametrize(
    ("arguments", "parameters", "rule"),
    [
        (("blurr", 3, 3), {}, "one of identity, box"),
        (("box", 3.0, 3), {}, "whole numbers"),
        (("gabor", 3, 3), {"wavelength": 1.9}, "from 2 on"),
        (("gabor", 3, 3), {"angle": float("nan")}, "number of degrees"),
        (("gabor", 3, 3), {"wavelength": float("inf")}, "number of pixels"),
    ],
)
def test_a_kernel_that_cannot_be_says_the_rule_and_what_was_received(arguments, parameters, rule):
    with pytest.raises(KernelError) as caught:
        kernel(*arguments, **parameters)
    assert rule in str(caught.value)
    assert "Received: " in str(caught.value)
