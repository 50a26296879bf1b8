"""What three libraries make of a file, held against what is known of the file."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.loader_examples import EXAMPLES
from cnn_core.pictures.loaders import LOADERS, code_of
from cnn_core.pictures.loaders_side_by_side import LONGEST_SIDE, Loaded, SideBySide, as_rgb, load_each, load_example

RED, GREEN, BLUE = (200, 30, 10), (20, 180, 40), (10, 20, 220)
CORNERS = np.kron(np.array([[RED, GREEN, RED], [BLUE, GREEN, BLUE]], np.uint8), np.ones((8, 8, 1), np.uint8))
"""(16, 24, 3): wider than high, no two ways to lay it look alike."""


def written(kind: str, pixels: np.ndarray = CORNERS, mode: str | None = None, **options: Any) -> bytes:
    buffer = BytesIO()
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(buffer, kind, **options)
    return buffer.getvalue()


def orientation(tag: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = tag
    return exif


def by_library(side: SideBySide) -> dict[str, Loaded]:
    return {one.library: one for one in side.loaded}


def test_opencv_gives_blue_first_and_the_others_red():
    found = by_library(load_each(written("PNG")))
    assert {name: one.order for name, one in found.items()} == {"Pillow": "rgb", "matplotlib": "rgb", "OpenCV": "bgr"}
    assert found["Pillow"].pixel == found["OpenCV"].pixel[::-1]
    np.testing.assert_array_equal(found["OpenCV"].shown, CORNERS[..., ::-1])
    assert all(one.difference == 0 for one in found.values())


def test_matplotlib_gives_a_png_as_fractions_and_a_jpeg_as_bytes():
    png = by_library(load_each(written("PNG")))["matplotlib"]
    assert (png.dtype, png.maximum) == ("float32", pytest.approx(220 / 255))
    assert by_library(load_each(written("JPEG")))["matplotlib"].dtype == "uint8"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP"])
def test_only_opencv_turns_a_photo_by_its_exif_tag(kind: str):
    found = load_each(written(kind, np.rot90(CORNERS), exif=orientation(6)))
    assert (found.file.rows, found.file.columns, found.file.orientation) == (24, 16, 6)
    loaded = by_library(found)
    assert {name: (one.orientation, one.shape) for name, one in loaded.items()} == {
        "Pillow": ("as_stored", (24, 16, 3)),
        "matplotlib": ("as_stored", (24, 16, 3)),
        "OpenCV": ("turned", (16, 24, 3)),
    }
    assert loaded["matplotlib"].difference is None
    assert loaded["OpenCV"].difference is not None


def test_a_square_photo_shows_by_its_pixels_that_it_was_turned():
    square = CORNERS[:, :16]
    loaded = by_library(load_each(written("PNG", np.rot90(square), exif=orientation(6))))
    assert [loaded[name].orientation for name in LOADERS] == ["as_stored", "as_stored", "turned"]
    assert loaded["matplotlib"].difference > 100


def test_pillow_turns_a_tiff_and_opencv_says_of_what_it_cannot_read_that_there_is_nothing():
    loaded = by_library(load_each(written("TIFF", np.rot90(CORNERS), exif=orientation(6))))
    assert loaded["Pillow"].orientation == "turned"
    if loaded["OpenCV"].shown is None:  # OpenCV 5.0 fails at this file, others do not
        assert (loaded["OpenCV"].order, loaded["OpenCV"].shape) == ("none", ())


def test_transparency_is_kept_or_dropped():
    alpha = np.dstack([CORNERS, np.full(CORNERS.shape[:2], 128, np.uint8)])
    found = load_each(written("PNG", alpha))
    assert found.file.transparent
    assert [one.alpha for one in found.loaded] == ["kept", "kept", "dropped"]
    assert by_library(load_each(written("PNG")))["OpenCV"].alpha == "none"


def test_grey_has_one_channel_or_three_that_are_equal():
    found = load_each(written("PNG", mode="L"))
    assert [one.order for one in found.loaded] == ["grey", "grey", "equal"]
    assert [len(one.shape) for one in found.loaded] == [2, 2, 3]
    assert [one.difference for one in found.loaded] == [0, 0, 0]


def test_pillow_gives_the_numbers_of_a_palette_and_the_inks_of_cmyk():
    assert by_library(load_each(written("PNG", mode="P")))["Pillow"].order == "palette"
    cmyk = by_library(load_each(written("JPEG", mode="CMYK", quality=95)))
    assert {name: one.order for name, one in cmyk.items()} == {"Pillow": "cmyk", "matplotlib": "rgb", "OpenCV": "bgr"}


def test_what_is_shown_is_small_and_what_is_said_is_of_the_whole():
    found = load_each(written("PNG", np.tile(CORNERS, (40, 40, 1))))
    pillow = by_library(found)["Pillow"]
    assert pillow.shape == (640, 960, 3)
    assert pillow.shown.shape == (213, LONGEST_SIDE, 3)


def test_the_code_is_what_runs(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(written("PNG"))
    for usual, alike in LOADERS.values():
        for loader in (usual, alike):
            names: dict[str, Any] = {"path": str(path)}
            exec(code_of(loader), names)  # noqa: S102
            np.testing.assert_array_equal(names["array"], loader(str(path)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_in_every_example_something_differs(name: str):
    loaded = load_example(name).loaded
    assert len({(one.shape, one.dtype, one.order, one.orientation, one.alpha) for one in loaded}) > 1


@pytest.mark.parametrize(("data", "code"), [(b"", "empty"), (b"no picture", "not_a_picture")])
def test_what_is_no_picture_is_refused_before_a_library_sees_it(data: bytes, code: str):
    with pytest.raises(ImageError) as refused:
        load_each(data)
    assert refused.value.code == code


def test_too_many_pixels_are_refused():
    with pytest.raises(ImageError) as refused:
        load_each(written("JPEG", np.zeros((3500, 3500), np.uint8)))
    assert refused.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        (np.array([[True, False]]), [[[255] * 3, [0] * 3]]),
        (np.array([[65535, 256]], np.uint16), [[[255] * 3, [1] * 3]]),
        (np.array([[[0.5, 0, 1, 0.5]]], np.float32), [[[191, 127, 255]]]),
        (np.array([[[7, 9]]], np.uint8), [[[7, 7, 7]]]),
    ],
)
def test_an_array_as_it_looks_when_it_is_taken_for_rgb(array: np.ndarray, wanted: list):
    assert np.abs(as_rgb(array).astype(int) - np.array(wanted)).max() <= 1
