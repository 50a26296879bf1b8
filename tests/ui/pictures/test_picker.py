"""The visitor's picture: link, upload, camera, across pages, inside and outside of a fragment, and what is refused."""

import base64
import io
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.pictures import link as picture_link
from cnn_core.pictures.errors import _LINK_SENTENCES, _SENTENCES, ImageError
from cnn_core.pictures.link import LinkLimits
from cnn_core.pictures.samples import SAMPLES
from tests.cnn_core.picture_server import picture_server
from ui.components.drawing_pad import MAX_LETTERS, SIZE, png_of
from ui.language import catalogue
from ui.pictures.picker import FORMATS, SOURCES, Picture
from ui.pictures.visitor import LONGEST_SIDE, choose, sample

PAGE = Path(__file__).with_name("pages") / "app.py"


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def with_source(page: AppTest, source: str) -> AppTest:
    page.session_state["picture_open"] = True
    page.session_state["picture_source"] = source
    return ran(page)


def shown(page: AppTest) -> Picture:
    picture = page.session_state["shown"]
    assert isinstance(picture.array, np.ndarray)
    return picture


def address(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def file_of(rows: int = 30, columns: int = 20, colour: str = "teal", kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (columns, rows), colour).save(buffer, kind)
    return buffer.getvalue()


def upload(page: AppTest, data: bytes, name: str = "photo.png") -> AppTest:
    page.file_uploader[0].upload(name, data, "image/png")
    return ran(page)


def test_without_a_link_it_is_the_cat_and_the_address_is_empty():
    page = opened()
    assert shown(page).name == "cat"
    assert shown(page).label == "Cat"
    assert shown(page).in_link
    assert address(page) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_link_opens_every_sample(name: str):
    page = opened(picture=name, filters="8")
    assert shown(page).name == name
    assert address(page) == ({"filters": "8"} | ({} if name == "cat" else {"picture": name}))
    assert not page.info


@pytest.mark.parametrize("name", ["dog", "", "own", "../../etc/passwd", "<b>", "cat" * 999])
def test_a_wrong_link_falls_back_with_one_line_that_stands_until_a_choice(name: str):
    page = opened(picture=name)
    assert shown(page).name == "cat"
    assert address(page) == {}
    assert len(ran(page).info) == 1
    assert name == "" or name not in page.info[0].value
    page.button(key="rocket").click()
    assert not ran(page).info


def test_a_choice_goes_into_the_address_and_the_default_out_of_it():
    page = opened()
    page.button(key="rocket").click()
    assert shown(ran(page)).name == "rocket"
    assert address(page) == {"picture": "rocket"}
    page.button(key="cat").click()
    assert shown(ran(page)).name == "cat"
    assert address(page) == {}


def test_closed_it_draws_nothing_of_the_choice_and_open_only_what_is_chosen():
    page = opened()
    assert not page.get("bidi_component")
    assert not page.button_group
    page.session_state["picture_open"] = True
    assert len(ran(page).get("bidi_component")) == 1
    drawn = {"upload": "file_uploader", "camera": "camera_input", "drawing": "bidi_component"}
    for source in SOURCES[1:]:
        with_source(page, source)
        assert [kind for kind in set(drawn.values()) if page.get(kind)] == [drawn[source]]


def test_the_gallery_has_all_samples_and_says_which_is_chosen():
    page = opened(picture="coins", lang="ko")
    page.session_state["picture_open"] = True
    payload = ran(page).get("bidi_component")[0].proto.json
    assert '"chosen": "coins"' in payload
    for name in SAMPLES:
        assert f'"name": "{name}"' in payload
    assert len(payload) < 100_000


def test_an_upload_becomes_the_picture_and_leaves_the_address():
    page = with_source(opened(picture="rocket"), "upload")
    upload(page, file_of(30, 20))
    picture = shown(page)
    assert (picture.name, picture.origin, picture.label) == ("own", "upload", "Your picture")
    assert picture.array.shape == (30, 20, 3)
    assert picture.array[0, 0].tolist() == [0, 128, 128]
    assert not picture.array.flags.writeable
    assert not picture.in_link
    assert picture.square(16).shape == (16, 16, 3)
    assert address(page) == {}
    assert "Cat" in page.caption[0].value
    assert page.session_state["picture_open"] is False


def test_a_large_upload_is_scaled_down_and_only_one_is_kept():
    page = with_source(opened(), "upload")
    upload(page, file_of(3000, 1500))
    assert shown(page).array.shape == (LONGEST_SIDE, LONGEST_SIDE // 2, 3)
    first = shown(page).digest
    upload(with_source(page, "upload"), file_of(8, 8, "red"))
    assert shown(page).array.shape == (8, 8, 3)
    assert shown(page).digest != first
    assert page.session_state["pictures.own"].digest == shown(page).digest


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"<svg/>", "SVG"), (b"\0\0\0\x18ftypheic", "HEIC"), (b"hello", "something else"), (file_of()[:60], "broken PNG")],
)
def test_a_refused_upload_says_why_and_the_picture_stays(data: bytes, word: str):
    page = with_source(opened(picture="coins"), "upload")
    upload(page, data)
    assert word in page.error[0].value
    assert "stays" in page.error[0].value
    assert shown(page).name == "coins"
    assert address(page) == {"picture": "coins"}
    upload(page, file_of())
    assert not page.error
    assert shown(page).origin == "upload"


def test_a_refusal_is_in_the_visitors_language():
    page = with_source(opened(lang="ko"), "upload")
    upload(page, b"<svg/>")
    assert "SVG 파일" in page.error[0].value


def test_the_camera_gives_the_picture():
    page = with_source(opened(), "camera")
    page.camera_input[0].set_value(("photo.jpg", file_of(24, 32, kind="JPEG"), "image/jpeg"))
    assert (shown(ran(page)).origin, shown(page).array.shape) == ("camera", (24, 32, 3))


def test_ones_own_picture_stays_beside_the_samples():
    page = with_source(opened(), "upload")
    upload(page, file_of())
    page.button(key="rocket").click()
    assert shown(ran(page)).name == "rocket"
    page.session_state["picture_open"] = True
    assert '"name": "own"' in ran(page).get("bidi_component")[0].proto.json


def test_it_follows_to_another_page_and_into_a_fragment():
    page = opened(picture="rocket")
    for own in (False, True):
        if own:
            upload(with_source(page, "upload"), file_of())
        page.switch_page("fragment.py")
        assert shown(ran(page)).name == ("own" if own else "rocket")
        page.switch_page("plain.py")
        assert shown(ran(page)).name == ("own" if own else "rocket")


def test_equal_pixels_have_equal_digests_and_drawn_samples_are_drawn_at_size():
    assert sample("cat").digest == sample("cat").digest
    assert len({sample(name).digest for name in SAMPLES}) == len(SAMPLES)
    assert (sample("single_pixel").square(99) > 0).sum() == 3
    assert Image.open(io.BytesIO(sample("cat").thumbnail)).size == (96, 96)


@pytest.mark.parametrize("name", ["dog", "own", None, {"a": 1}, ["cat"]])
def test_only_what_is_there_can_be_chosen(name: object):
    with pytest.raises(ValueError, match="Received: "):
        choose(name)  # type: ignore[arg-type]


def test_the_pads_messages_are_checked():
    url = "data:image/png;base64," + base64.b64encode(file_of(SIZE, SIZE)).decode()
    assert png_of(url) == file_of(SIZE, SIZE)
    noise = np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 4), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "PNG")
    assert png_of("data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode())
    for wrong in (None, 1, {}, "", "data:image/svg+xml;base64,AAAA", url[:-3] + "!", url + "A" * MAX_LETTERS):
        with pytest.raises(ImageError):
            png_of(wrong)


def test_every_refusal_has_its_sentence_in_both_languages():
    for language in ("en", "ko"):
        words = catalogue(language)
        assert {key.removeprefix("image_error.") for key in words if key.startswith("image_error.")} == set(_SENTENCES)
        for code, sentence in _SENTENCES.items():
            assert set(re.findall(r"{(\w+)}", words[f"image_error.{code}"])) == set(re.findall(r"{(\w+)}", sentence))
        assert {key.removeprefix("sample.") for key in words if key.startswith("sample.")} == set(SAMPLES)


def test_the_uploaders_formats_are_those_that_are_read():
    extensions = Image.registered_extensions()
    read = {extensions[f".{name}"] for name in FORMATS}
    assert read == {"JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM"}


def test_links_are_offered_only_where_the_operator_allows_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(picture_link.SWITCH, raising=False)
    page = with_source(opened(), "samples")
    assert page.segmented_control[0].options == ["Samples", "Upload", "Camera", "Draw"]
    monkeypatch.setenv(picture_link.SWITCH, "1")
    page = with_source(opened(), "samples")
    assert page.segmented_control[0].options[-1] == "Link"


def fetched(page: AppTest, link: str) -> AppTest:
    page.text_input[0].set_value(link)
    (button,) = [one for one in page.button if one.label == "Fetch it"]
    button.click()
    return ran(page)


def test_a_link_to_this_computer_is_refused_and_the_picture_stays(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(picture_link.SWITCH, "1")
    with picture_server() as server:
        page = fetched(with_source(opened(picture="coffee"), "link"), "http://127.0.0.1/picture")
        assert server.asked == []
    assert "Received: 127.0.0.1, which is private" in page.error[0].value
    assert shown(page).name == "coffee"


def test_a_picture_behind_an_allowed_link_becomes_the_visitors(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(picture_link.SWITCH, "1")
    with picture_server() as server:
        bounds = LinkLimits(ports=frozenset((server.server_port,)), allowed=lambda address: address == "127.0.0.1")
        monkeypatch.setattr("ui.pictures.picker.picture_link.fetch", partial(picture_link.fetch, limits=bounds))
        page = fetched(with_source(opened(), "link"), server.link("/picture"))
        assert shown(page).origin == "upload"
        assert shown(page).array.shape == (30, 40, 3)
        page = fetched(with_source(page, "link"), server.link("/missing"))
    assert "Received: HTTP 404" in page.error[0].value
    assert shown(page).array.shape == (30, 40, 3)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_refusal_of_a_link_has_its_sentence(language: str):
    words = catalogue(language)
    for code, sentence in _LINK_SENTENCES.items():
        placeholders = set(re.findall(r"\{(\w+)\}", sentence))
        assert set(re.findall(r"\{(\w+)\}", words[f"picture_link.{code}"])) == placeholders
    assert {key for key in words if key.startswith("picture_link.")} == {
        f"picture_link.{code}" for code in _LINK_SENTENCES
    }
