"""The maps of all stages as pictures: limits of the three scales, sizes, order and colours."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from figures.colours import colours_of
from figures.maps import GAP as GAP_IN_STRIP
from figures.stages import GAP, maps_zip, scale_limits, stages_png

RANDOM = np.random.default_rng(8)
FEATURE = RANDOM.normal(size=(12, 12, 3)).astype(np.float32) * np.float32([1, 5, 0.1])
STAGES = {"feature": FEATURE, "activation": np.maximum(FEATURE, 0), "pooled": np.maximum(FEATURE, 0)[::2, ::2]}
WHITE = [255, 255, 255]


def pixels(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as image:
        assert (image.format, image.mode) == ("PNG", "RGB")
        return np.asarray(image)


def centres(picture: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The pixel in the middle of every cell of a map's picture."""
    height, width = picture.shape[:2]
    down = (np.arange(rows) + 0.5) * height / rows
    across = (np.arange(columns) + 0.5) * width / columns
    return picture[np.ix_(down.astype(int), across.astype(int))]


def test_each_map_has_a_limit_of_its_own():
    limits = scale_limits(STAGES, "map")
    for name, maps in STAGES.items():
        assert limits[name] == [float(abs(maps[..., i]).max()) for i in range(3)]
    assert len(set(limits["feature"])) == 3


def test_the_maps_of_a_stage_share_its_largest_limit():
    limits = scale_limits(STAGES, "stage")
    for name, maps in STAGES.items():
        assert limits[name] == [float(abs(maps).max())] * 3


def test_all_maps_share_the_largest_limit_of_all():
    later = STAGES | {"pooled": STAGES["pooled"] * 9}
    assert scale_limits(later, "all") == dict.fromkeys(later, [float(later["pooled"].max())] * 3)


def test_maps_of_zeros_get_a_limit_of_one():
    nothing = {"feature": np.zeros((4, 4, 2), np.float32), "pooled": np.zeros((1, 1, 2), np.float32)}
    for scale in ("map", "stage", "all"):
        assert scale_limits(nothing, scale) == {"feature": [1.0, 1.0], "pooled": [1.0, 1.0]}


def test_a_stage_of_zeros_takes_the_limit_of_all():
    stages = {"feature": np.full((2, 2, 1), -3, np.float32), "activation": np.zeros((2, 2, 1), np.float32)}
    assert scale_limits(stages, "stage")["activation"] == [1.0]
    assert scale_limits(stages, "all")["activation"] == [3.0]
    assert (pixels(stages_png(stages, scale_limits(stages, "all")))[-1, -1] == WHITE).all()


@pytest.mark.parametrize("scale", ["map", "stage", "all"])
def test_the_archive_has_every_map_in_its_colours(scale: str):
    limits = scale_limits(STAGES, scale)
    with zipfile.ZipFile(io.BytesIO(maps_zip(STAGES, limits))) as archive:
        assert archive.namelist() == [f"{name}-{number}.png" for name in STAGES for number in (1, 2, 3)]
        assert archive.testzip() is None
        for name, maps in STAGES.items():
            for index in range(3):
                picture = pixels(archive.read(f"{name}-{index + 1}.png"))
                cells = maps[..., index]
                factor = picture.shape[0] // cells.shape[0]
                expected = colours_of(cells, limits[name][index]).repeat(factor, 0).repeat(factor, 1)
                np.testing.assert_array_equal(picture, expected)


def test_the_archive_is_the_same_each_time():
    limits = scale_limits(STAGES, "map")
    assert maps_zip(STAGES, limits) == maps_zip(STAGES, limits)


@pytest.mark.parametrize("scale", ["map", "stage", "all"])
def test_one_picture_has_the_stages_below_one_another_in_their_colours(scale: str):
    limits = scale_limits(STAGES, scale)
    whole = pixels(stages_png(STAGES, limits))
    side = (whole.shape[1] - 2 * GAP_IN_STRIP) // 3
    height = (whole.shape[0] - 2 * GAP) // 3
    for stage, (name, maps) in enumerate(STAGES.items()):
        strip = whole[stage * (height + GAP) :][:height]
        for index in range(3):
            tile = strip[:, index * (side + GAP_IN_STRIP) :][:, :side]
            expected = colours_of(maps[..., index], limits[name][index])
            np.testing.assert_array_equal(centres(tile, *maps.shape[:2]), expected, err_msg=f"{name} {index}")
    for gap in (whole[height : height + GAP], whole[2 * height + GAP :][:GAP]):
        assert (gap == 255).all()


def test_strips_of_other_sizes_become_equally_wide():
    stages = {"feature": np.ones((100, 60, 2), np.float32), "pooled": np.ones((1, 1, 2), np.float32)}
    whole = pixels(stages_png(stages, {"feature": [1, 1], "pooled": [1, 1]}))
    blue = colours_of(np.ones(1), 1)[0]
    assert (whole[[0, 0, -1, -1], [0, -1, 0, -1]] == blue).all()
    one = pixels(stages_png({"feature": stages["feature"]}, {"feature": [1, 1]}))
    assert whole.shape[1] >= one.shape[1]
    assert whole.shape[0] > one.shape[0] + GAP
