"""Every kind of picture comes in right; everything else is refused with a code, in bounded time and memory."""

import io
import pickle
import struct
import threading
import time
import tracemalloc
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from PIL import Image

from cnn_core.pictures.images import MAX_SCANS, ImageError, _scans, fit_square, fit_within, load_image, to_float
from tests.examples import examples

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def file_of(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG written by hand, for what Pillow does not write."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    framed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def code_of(source: object, **limits: int) -> str:
    with pytest.raises(ImageError) as caught:
        load_image(source, **limits)  # type: ignore[arg-type]
    assert "Received: " in str(caught.value)
    return caught.value.code


@pytest.fixture
def corners() -> Image.Image:
    """16 × 24: the four quarters in four colours, so that every turn is told apart."""
    image = Image.new("RGB", (24, 16), WHITE)
    for colour, place in ((RED, (0, 0)), (GREEN, (12, 0)), (BLUE, (0, 8))):
        image.paste(colour, (*place, place[0] + 12, place[1] + 8))
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_every_format_is_read(kind: str, corners: Image.Image) -> None:
    pixels = load_image(file_of(corners, kind))
    assert pixels.shape == (16, 24, 3)
    assert pixels.dtype == np.uint8
    assert pixels.flags.writeable
    assert pixels.flags.c_contiguous
    middles = pixels[4::8, 6::12].astype(int)  # (2, 2, 3)
    assert np.abs(middles - np.array([[RED, GREEN], [BLUE, WHITE]])).max() <= 20  # JPEG and WebP lose a little


def test_every_kind_of_source_gives_the_same(tmp_path: Path, corners: Image.Image) -> None:
    data = file_of(corners)
    path = tmp_path / "no_picture_by_its_name.txt"
    path.write_bytes(data)
    expected = np.asarray(corners)
    for source in (data, bytearray(data), memoryview(data), io.BytesIO(data), path, str(path)):
        np.testing.assert_array_equal(load_image(source), expected)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_stands_the_picture_upright(kind: str, orientation: int, corners: Image.Image) -> None:
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Pillow's transpositions that undo each orientation
    stored = corners if orientation == 1 else corners.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    pixels = load_image(file_of(stored, kind, exif=exif, **options))
    assert np.abs(pixels.astype(int) - np.asarray(corners).astype(int)).max() <= 4


def test_damaged_exif_leaves_the_picture_as_it_is(corners: Image.Image) -> None:
    data = file_of(corners, "PNG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    np.testing.assert_array_equal(load_image(data), np.asarray(corners))


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 255, 0)), ("LA", (0, 0))])
def test_transparency_is_laid_on_white(mode: str, colour: tuple[int, ...]) -> None:
    image = Image.new(mode, (2, 1), colour)
    image.putpixel((1, 0), (*colour[:-1], 128))
    pixels = load_image(file_of(image))
    assert tuple(pixels[0, 0]) == WHITE
    assert pixels[0, 1].tolist() == ([127, 127, 255] if mode == "RGBA" else [127, 127, 127])


def test_palettes_with_and_without_transparency(corners: Image.Image) -> None:
    palette = corners.quantize(4)
    np.testing.assert_array_equal(load_image(file_of(palette)), np.asarray(palette.convert("RGB")))
    red = palette.getpixel((0, 0))
    for kind in ("PNG", "GIF"):
        pixels = load_image(file_of(palette, kind, transparency=red))
        assert tuple(pixels[0, 0]) == WHITE
        assert tuple(pixels[0, -1]) == GREEN
    half = load_image(file_of(palette, transparency=bytes([128] * 4)))
    assert half[0, -1].tolist() == [127, 255, 127]


@pytest.mark.parametrize(
    ("depth", "rows", "transparent", "expected"),
    [
        (1, b"\0\x40", 1, [0, 255]),
        (1, b"\0\x40", 0, [255, 255]),
        (2, b"\0\xb0", 2, [255, 255]),
        (4, b"\0\x3f", 3, [255, 255]),
        (8, b"\0\x07\x10", 7, [255, 16]),
        (16, b"\0\x12\x34\x80\x00", 0x1234, [255, 128]),
    ],
)
def test_the_transparent_grey_of_a_png(depth: int, rows: bytes, transparent: int, expected: list[int]) -> None:
    pixels = load_image(png(2, 1, depth, 0, rows, (b"tRNS", struct.pack(">H", transparent))))
    assert pixels[0, :, 0].tolist() == expected


@pytest.mark.parametrize("depth", [8, 16])
def test_the_transparent_colour_of_a_png(depth: int) -> None:
    blue, grey = ((0, 0, 200), (7, 7, 7)) if depth == 8 else ((0, 0, 200 << 8), (7 << 8, 7 << 8, 7 << 8))
    form = ">6B" if depth == 8 else ">6H"
    data = png(2, 1, depth, 2, b"\0" + struct.pack(form, *blue, *grey), (b"tRNS", struct.pack(">3H", *blue)))
    assert load_image(data).tolist() == [[[255, 255, 255], [7, 7, 7]]]


def test_grey_one_bit_and_cmyk() -> None:
    assert load_image(file_of(Image.new("L", (1, 1), 77))).tolist() == [[[77, 77, 77]]]
    assert load_image(file_of(Image.new("1", (1, 1), 1))).tolist() == [[[255, 255, 255]]]
    for kind in ("TIFF", "JPEG"):
        pixels = load_image(file_of(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), kind))
        assert np.abs(pixels[0, 0].astype(int) - RED).max() <= 3


def test_sixteen_bits_are_scaled_to_eight() -> None:
    levels = np.array([[0, 257, 32896, 65535]], np.uint16)
    for kind in ("PNG", "TIFF", "PPM"):
        assert load_image(file_of(Image.fromarray(levels), kind))[0, :, 0].tolist() == [0, 1, 128, 255]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[0.0, 51.0, 255.0]], np.float32), [0, 51, 255]),
        (np.array([[-1.0, 0.0, 1.0]], np.float32), [0, 128, 255]),
        (np.array([[np.nan, np.inf, 1.0]], np.float32), [0, 255, 255]),
        (np.full((1, 3), 1e30, np.float32), [0, 0, 0]),
        (np.array([[0, 32896, 65535]], np.int32), [0, 128, 255]),
        (np.array([[0, 51, 255]], np.int32), [0, 51, 255]),
        (np.array([[-100_000, 0, 100_000]], np.int32), [0, 128, 255]),
    ],
)
def test_floating_point_and_long_whole_numbers(values: np.ndarray, expected: list[int]) -> None:
    assert load_image(file_of(Image.fromarray(values), "TIFF"))[0, :, 0].tolist() == expected


def test_colours_that_need_a_profile_are_refused() -> None:
    assert code_of(file_of(Image.new("LAB", (4, 4)), "TIFF")) == "unsupported_colours"


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_the_first_frame_counts(kind: str) -> None:
    frames = [Image.new("RGB", (4, 4), colour) for colour in (RED, GREEN, BLUE)]
    options = {"lossless": True} if kind == "WEBP" else {}
    data = file_of(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    assert tuple(load_image(data)[0, 0]) == RED


def test_the_content_decides_not_the_name(tmp_path: Path, corners: Image.Image) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(file_of(corners, "PNG"))
    np.testing.assert_array_equal(load_image(path), np.asarray(corners))
    path.write_text("<!doctype html><title>Not found</title>")
    assert code_of(path) == "not_a_picture"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"\0\0\0\x18ftypisom", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- drawn -->\n<SVG/>", "svg"),
        ("<?xml version='1.0'?><svg/>".encode("utf-16"), "svg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0", "heic"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "heic"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"BM", "damaged"),
        (b"GIF89a\0\0\0\0\0\0\0", "zero_size"),
        (b"RIFF\0\0\0\0WEBP", "damaged"),
        (b"P6 1 1 255 ", "damaged"),
        (42, "unreadable"),
        ("/no/such/picture.png", "unreadable"),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data: object, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM"])
def test_truncated_files_are_refused(kind: str, corners: Image.Image) -> None:
    noise = Image.effect_noise((64, 64), 90)
    data = file_of(noise.convert("RGB"), kind)
    assert code_of(data[: len(data) // 2]) == "damaged"


def test_zero_size() -> None:
    assert code_of(png(0, 4, 8, 2, b"")) == "zero_size"
    assert code_of(b"BM" + bytes(60)) == "zero_size"
    assert code_of(b"P6 0 4 255 ") == "damaged"


def test_limits_of_bytes_and_pixels(corners: Image.Image) -> None:
    data = file_of(corners)
    assert code_of(data, max_bytes=len(data) - 1) == "too_many_bytes"
    assert load_image(data, max_bytes=len(data)).shape == (16, 24, 3)
    assert code_of(data, max_pixels=16 * 24 - 1) == "too_many_pixels"
    assert load_image(data, max_pixels=16 * 24).shape == (16, 24, 3)
    endless = type("Endless", (), {"read": lambda self, count: b"\0" * count})()
    assert code_of(endless, max_bytes=1000) == "too_many_bytes"


BOMBS = {
    "png": png(50_000, 50_000, 8, 2, bytes(1000)),
    "png_1_bit": png(100_000, 100_000, 1, 0, bytes(1000)),
    "gif": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",\0\0\0\0\xff\xff\xff\xff\0\x02\0;",
    "bmp": file_of(Image.new("1", (8, 8)), "BMP").replace(
        struct.pack("<ii", 8, 8), struct.pack("<ii", 60_000, 60_000), 1
    ),
    "ppm": b"P6 50000 50000 255 " + bytes(100),
    "webp": b"RIFF\x3e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x3f\0\xff\x3f\0" + bytes(40),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_nothing(name: str) -> None:
    tracemalloc.start()
    started = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert code_of(BOMBS[name]) in {"too_many_pixels", "damaged"}
    assert time.process_time() - started < 5
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_the_png_bomb_is_told_its_size() -> None:
    with pytest.raises(ImageError, match=r"at most 40 million pixels\. Received: 50,000 × 50,000 pixels"):
        load_image(BOMBS["png"])


def test_pillows_own_limit_stays_and_its_warning_does_not_leak() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert code_of(png(10_000, 10_000, 1, 0, bytes(1000))) == "too_many_pixels"
    assert Image.MAX_IMAGE_PIXELS


def test_a_large_jpeg_is_read_at_half_its_size(corners: Image.Image) -> None:
    large = corners.resize((480, 320), Image.Resampling.NEAREST)
    baseline, progressive = file_of(large, "JPEG"), file_of(large, "JPEG", progressive=True)
    assert load_image(baseline, max_pixels=240 * 160).shape == (160, 240, 3)
    assert code_of(baseline, max_pixels=240 * 160 - 1) == "too_many_pixels"
    assert load_image(progressive).shape == (320, 480, 3)
    assert code_of(progressive, max_pixels=240 * 160) == "too_many_pixels"


def test_a_progressive_jpeg_with_endless_scans_is_refused(corners: Image.Image) -> None:
    data = file_of(corners, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    assert 3 < _scans(data) < 20
    bomb = data[:last] + data[last:-2] * 300 + b"\xff\xd9"
    assert _scans(bomb) == MAX_SCANS + 1
    assert code_of(bomb) == "damaged"


def test_a_sequential_jpeg_with_endless_scans_is_refused_at_once(corners: Image.Image) -> None:
    data = file_of(corners, "JPEG")
    last = data.rindex(b"\xff\xda")
    bomb = data[:last] + data[last:-2] * 4000 + b"\xff\xd9"
    started = time.process_time()
    assert code_of(bomb) == "damaged"
    assert time.process_time() - started < 5


def test_a_tiff_with_one_huge_tile_is_refused_unread() -> None:
    tags = ((256, 100), (257, 100), (258, 8), (259, 8), (262, 1), (277, 1), (322, 40_000), (323, 40_000))
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    tile = struct.pack("<HHII", 324, 4, 1, 300) + struct.pack("<HHII", 325, 4, 1, 100)
    data = b"II*\0" + struct.pack("<IH", 8, len(tags) + 2) + entries + tile + bytes(400)
    with pytest.raises(ImageError, match="a tile of 40,000 × 40,000 pixels"):
        load_image(data)


def test_a_picture_for_which_there_is_no_memory_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("cnn_core.pictures.images._decode", decode)
    with pytest.raises(ImageError, match=r"within 10 seconds and 1 GB of memory"):
        load_image(png(4, 4, 8, 2, b""))


def test_many_at_once_are_read_in_turn(corners: Image.Image) -> None:
    data, results = file_of(corners), []
    threads = [threading.Thread(target=lambda: results.append(load_image(data))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8


def test_the_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(ImageError("heic", {"kind": "HEIC"})))  # noqa: S301 - our own bytes
    assert (error.code, error.values) == ("heic", {"kind": "HEIC"})
    assert "HEIC" in str(error)
    assert isinstance(error, ValueError)


def _originals() -> list[bytes]:
    noise = np.random.default_rng(0).integers(0, 256, (24, 20, 4), np.uint8)
    rgb, rgba = Image.fromarray(noise[..., :3]), Image.fromarray(noise)
    exif = Image.Exif()
    exif[0x0112] = 6
    return [
        *(file_of(rgb, kind) for kind in ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM")),
        file_of(rgba),
        file_of(rgba, "WEBP"),
        file_of(rgb, "JPEG", progressive=True, exif=exif),
        file_of(rgb, "TIFF", compression="tiff_lzw"),
        file_of(rgb, "TIFF", compression="jpeg"),
        file_of(rgb.convert("CMYK"), "JPEG"),
        file_of(rgb.quantize(16), "PNG", transparency=3, exif=exif),
        file_of(Image.fromarray(noise[..., 0].astype(np.float32)), "TIFF"),
        file_of(Image.fromarray(noise[..., 0].astype(np.uint16))),
        file_of(rgb, "GIF", save_all=True, append_images=[rgb.rotate(90)]),
    ]


ORIGINALS = _originals()


@examples(1500, suppress_health_check=[HealthCheck.too_slow])
@given(
    original=st.sampled_from(ORIGINALS),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=6),
    kept=st.one_of(st.just(1.0), st.floats(0, 1)),
)
def test_mutated_files_give_an_array_or_an_image_error(
    original: bytes, changes: list[tuple[float, bytes]], kept: float
) -> None:
    data = bytearray(original)
    for place, change in changes:
        start = int(place * len(data))
        data[start : start + len(change)] = change
    assert_array_or_image_error(bytes(data[: int(kept * len(data))]))


@examples(500)
@given(start=st.sampled_from([original[:12] for original in ORIGINALS]), rest=st.binary(max_size=200))
def test_noise_behind_a_real_beginning(start: bytes, rest: bytes) -> None:
    assert_array_or_image_error(start + rest)


def assert_array_or_image_error(data: bytes) -> None:
    try:
        pixels = load_image(data, max_pixels=4_000_000)
    except ImageError:
        return
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[2] == 3


def test_fit_square_takes_the_centre() -> None:
    image = np.zeros((30, 50, 3), np.uint8)
    image[:, 10:40] = 200
    assert (fit_square(image, 10) == 200).all()
    assert fit_square(image.transpose(1, 0, 2), 64).shape == (64, 64, 3)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (7, 3)])
@pytest.mark.parametrize("size", [1, 8, 256])
def test_fit_square_of_odd_shapes(shape: tuple[int, int], size: int) -> None:
    fitted = fit_square(np.full((*shape, 3), 9, np.uint8), size)
    assert fitted.shape == (size, size, 3)
    assert (fitted == 9).all()


def test_fit_square_does_not_overshoot_at_an_edge() -> None:
    image = np.full((90, 90, 3), 50, np.uint8)
    image[:, 45:] = 200
    fitted = fit_square(image, 30)
    assert (fitted.min(), fitted.max()) == (50, 200)


@pytest.mark.parametrize(
    ("shape", "expected"), [((40, 20), (10, 5)), ((3, 900), (1, 10)), ((10, 4), (10, 4)), ((1, 1), (1, 1))]
)
def test_fit_within_keeps_the_whole_picture(shape: tuple[int, int], expected: tuple[int, int]) -> None:
    fitted = fit_within(np.full((*shape, 3), 9, np.uint8), 10)
    assert fitted.shape == (*expected, 3)
    assert (fitted == 9).all()


def test_to_float_is_in_range_and_grey_is_the_luma() -> None:
    image = np.random.default_rng(1).integers(0, 256, (5, 6, 3), np.uint8)
    colour, grey = to_float(image, color=True), to_float(image, color=False)
    assert (colour.shape, grey.shape) == ((5, 6, 3), (5, 6, 1))
    assert colour.dtype == grey.dtype == np.float32
    np.testing.assert_array_equal(np.rint(colour * 255), image)
    np.testing.assert_allclose(grey[..., 0], colour @ np.array([0.299, 0.587, 0.114], np.float32), atol=1 / 255)
