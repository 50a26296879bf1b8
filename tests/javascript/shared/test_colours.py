"""The browser's colours: the same as the exports', and painted where they belong."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from figures.colours import DIVERGING, STOPS, TABLE_SIZE, Kind, colours_of, table

pytestmark = pytest.mark.browser

MODULE = "shared/colours.js"
KINDS = get_args(Kind)
PAINT = """async ({ data, rows, columns, channels, channel, scale, width, left, top, height }) => {
  const { paintMap } = await import("/shared/colours.js");
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  paintMap(pixels, width, data.map(Number), rows, columns, channels, channel, scale, left, top);
  context.putImageData(pixels, 0, 0);
  return Array.from(context.getImageData(0, 0, width, height).data);
}"""


def paint(modules, values: np.ndarray, scale, *, channel=0, width=None, height=None, left=0, top=0) -> np.ndarray:
    rows, columns, channels = values.shape
    width, height = width or columns, height or rows
    data = [str(value) for value in values.ravel()]
    place = {"width": width, "height": height, "left": left, "top": top, "channel": channel, "scale": scale}
    shape = {"rows": rows, "columns": columns, "channels": channels}
    pixels = modules.page.evaluate(PAINT, {"data": [d.replace("inf", "Infinity") for d in data], **shape, **place})
    return np.array(pixels, np.uint8).reshape(height, width, 4)


def test_stops_are_those_of_the_exports(modules):
    stops = modules.page.evaluate(f"async () => (await import('/{MODULE}')).STOPS")
    assert stops == {kind: list(colours) for kind, colours in STOPS.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_tables_are_those_of_the_exports(modules, kind):
    positions = np.arange(TABLE_SIZE)
    values = positions - 255 if kind in DIVERGING else positions
    limit = 255 if kind in DIVERGING else 510
    results = modules.call_each(MODULE, "colour", [[kind, int(value), limit] for value in values])
    assert results == table(kind)[:-1].tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_colours_of_any_values_are_those_of_the_exports(modules, kind):
    values = np.random.default_rng(4).normal(size=300)
    results = modules.call_each(MODULE, "colour", [[kind, value, 1.7] for value in values.tolist()])
    assert results == colours_of(values, 1.7, kind).tolist()


@pytest.mark.parametrize(
    ("name", "value", "limit", "expected"),
    [
        ("activationColour", 0, 3, [255, 255, 255]),
        ("activationColour", 3, 3, [5, 48, 97]),
        ("activationColour", -3, 3, [103, 0, 31]),
        ("activationColour", 99, 3, [5, 48, 97]),
        ("activationColour", 0, 0, [255, 255, 255]),
        ("activationColour", float("nan"), 3, [128, 128, 128]),
        ("weightColour", 0, 1, [255, 255, 255]),
        ("weightColour", -1, 1, [84, 48, 5]),
        ("weightColour", 1, 1, [0, 60, 48]),
        ("probabilityColour", 0, 1, [255, 245, 235]),
        ("probabilityColour", 1, 1, [127, 39, 4]),
        ("greyColour", 0.2, 1, [51, 51, 51]),
    ],
)
def test_known_colours(modules, name, value, limit, expected):
    assert modules.call(MODULE, name, value, limit) == expected


def test_a_painted_map_has_known_pixels(modules):
    values = np.array([[-2, -1, 0], [1, 2, np.nan]], np.float32)[..., None]
    pixels = paint(modules, values, 2)
    assert pixels[..., 3].tolist() == [[255] * 3] * 2
    assert pixels[0, 0, :3].tolist() == [103, 0, 31]
    assert pixels[0, 2, :3].tolist() == [255, 255, 255]
    assert pixels[1, 1, :3].tolist() == [5, 48, 97]
    assert pixels[1, 2, :3].tolist() == [128, 128, 128]


@pytest.mark.parametrize("kind", KINDS)
def test_painting_takes_the_colours_of_single_values(modules, kind):
    values = np.random.default_rng(6).normal(size=(7, 9, 3)).astype(np.float32)
    values[0, :2, 1] = [np.inf, -np.inf]
    pixels = paint(modules, values, {"kind": kind, "limit": 1.5}, channel=1)
    np.testing.assert_array_equal(pixels[..., :3], colours_of(values[..., 1], 1.5, kind))


def test_painting_starts_where_it_is_told_and_leaves_the_rest(modules):
    pixels = paint(modules, np.ones((2, 2, 1), np.float32), 1, width=5, height=4, left=2, top=1)
    painted = np.zeros((4, 5), bool)
    painted[1:3, 2:4] = True
    np.testing.assert_array_equal(pixels[..., 3] == 255, painted)


def test_a_limit_of_zero_paints_zero_white(modules):
    pixels = paint(modules, np.zeros((1, 2, 1), np.float32), 0)
    assert pixels[..., :3].tolist() == [[[255, 255, 255]] * 2]


@pytest.mark.parametrize("channels", [1, 3])
def test_a_picture_is_painted_in_its_true_colours(modules, channels):
    picture = np.random.default_rng(9).integers(0, 256, (3, 4, channels))
    result = modules.page.evaluate(
        """async ({ data, channels }) => {
          const { paintPicture } = await import("/shared/colours.js");
          const target = new Uint8ClampedArray(3 * 4 * 4);
          paintPicture(target, 4, Float32Array.from(data), 3, 4, channels);
          return Array.from(target);
        }""",
        {"data": (picture / 255).ravel().tolist(), "channels": channels},
    )
    pixels = np.array(result).reshape(3, 4, 4)
    np.testing.assert_array_equal(pixels[..., :3], np.broadcast_to(picture, (3, 4, 3)))
    assert (pixels[..., 3] == 255).all()


def test_the_limit_is_the_largest_finite_magnitude(modules):
    values = np.array([1, -5, np.nan, 3, -np.inf, 4], np.float32)
    assert modules.call(MODULE, "limitOf", values) == 5
    assert modules.call(MODULE, "limitOf", values, 2, 0) == 1
    assert modules.call(MODULE, "limitOf", values, 2, 1) == 5
    assert modules.call(MODULE, "limitOf", np.zeros(0, np.float32)) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_text_on_every_colour_has_the_contrast_of_wcag_aa(modules, kind):
    colours = table(kind)[:-1]
    texts = modules.call_each(MODULE, "textColour", [[colour] for colour in colours.tolist()])
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    black = np.array(texts) == "#000000"
    contrast = np.where(black, (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05))
    assert contrast.min() >= 4.5


def test_legends_are_gradients_that_css_accepts(modules):
    for kind in KINDS:
        stops = modules.call(MODULE, "legendStops", kind)
        assert stops.startswith(f"{STOPS[kind][0]} 0%")
        assert stops.endswith(f"{STOPS[kind][-1]} 100%")
        assert modules.page.evaluate(
            "stops => CSS.supports('background', `linear-gradient(to right, ${stops})`)", stops
        )
