"""The data page: which pictures are shown, what is said of them, and that what visitors bring is taken or refused."""

from __future__ import annotations

import base64
import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.error import _SENTENCES as DATASET_SENTENCES
from cnn_core.datasets.source import KINDS, decode
from cnn_core.datasets.split import split
from cnn_core.pictures.errors import _SENTENCES as IMAGE_SENTENCES
from cnn_core.storage import workspace
from tests.pages.app_page import address, component, components, page_at, ran, said, unpacked
from ui.components.collector import message_of
from ui.components.messages import MessageError
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/data.py"
SMALL = "shapes:count=20"


def opened(**link: str) -> AppTest:
    return page_at("data", **link)


def grids(page: AppTest) -> dict[str, tuple[dict[str, Any], np.ndarray]]:
    """The label of each grid of pictures → its header and its pictures."""
    found = [unpack(proto.bytes) for proto in components(page, "picture_grid")]
    return {header["label"]: (header, images) for header, images in found}


def unpack(payload: bytes) -> tuple[dict[str, Any], np.ndarray]:
    header, arrays = unpacked(payload)
    (images,) = arrays.values()
    return header, images


def collected(page: AppTest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(component(page, "collector").json)
    return data


def picture(colour: tuple[int, int, int], kind: str = "JPEG", side: int = 40) -> bytes:
    pixels = np.random.default_rng(sum(colour)).integers(0, 60, (side, side, 3)) + np.array(colour) // 2
    buffer = BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(buffer, kind)
    return buffer.getvalue()


def collection_of(**classes: int) -> str:
    made = picture_collections.new_collection()
    for place, (name, count) in enumerate(classes.items()):
        files = [(f"{name}{one}.jpg", picture((20 * one, 60 * place, 90))) for one in range(count)]
        picture_collections.add_pictures(made, name, files)
    return made


def test_shapes_are_there_at_once_and_the_address_is_empty():
    page = opened()
    header, images = grids(page)["Pictures of the data set"]
    made = datasets.prepared(decode("shapes"))
    assert made is not None
    assert images.shape == (25, made.side, made.side, 3)
    for shown, pixels in zip(header["pictures"], images, strict=True):
        position = int(shown["name"])
        np.testing.assert_array_equal(pixels, made.images[position])
        assert shown["label"] == made.classes[made.labels[position]]
    assert address(page) == {}


def test_every_kind_of_data_has_its_words():
    for language in ("en", "ko"):
        words = catalogue(language)
        for kind in KINDS:
            assert words[f"data.kind.{kind}"]
            assert words[f"data.about.{kind}"]


def test_every_reason_has_its_words_in_both_languages():
    reasons = {line.split('"')[1] for line in (picture_archive.__doc__ or "").splitlines() if line.startswith('- "')}
    assert {"nested", "no_class", "unsafe_path"} <= reasons
    for language in ("en", "ko"):
        words = catalogue(language)
        assert not [code for code in {*reasons, *IMAGE_SENTENCES} if f"data.left_out.{code}" not in words]
        assert not [code for code in DATASET_SENTENCES if f"dataset_error.{code}" not in words]


def test_the_split_is_counted_and_its_worth_told():
    page = opened(data=SMALL, split_seed="3")
    made = datasets.prepared(decode(SMALL))
    assert made is not None
    parts = split(made, 3)
    (figure, *_) = (json.loads(chart.proto.spec) for chart in page.get("plotly_chart"))
    totals = [sum(_numbers(bar["x"])) for bar in figure["data"]]
    assert totals == [len(parts.train), len(parts.validation), len(parts.test)]
    assert f"{len(parts.train)} to learn from, {len(parts.validation)} to choose by" in said(page)
    assert f"What {len(parts.validation)} validation pictures are worth" in said(page)
    assert "differences of less than" in said(page)
    assert address(page) == {"data": SMALL, "split_seed": "3"}


def _numbers(values: Any) -> list[float]:
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), values["dtype"]).tolist()
    return list(values)


def test_another_part_another_class_and_other_pictures():
    page = opened(data=SMALL, grid_class="4", grid_part="test")
    header, images = grids(page)["Pictures of the data set"]
    assert {shown["label"] for shown in header["pictures"]} == {"star"}
    assert len(images) < 25
    page = opened(data=SMALL)
    before = [shown["name"] for shown in grids(page)["Pictures of the data set"][0]["pictures"]]
    next(button for button in page.button if button.label == "Show others").click()
    ran(page)
    assert [shown["name"] for shown in grids(page)["Pictures of the data set"][0]["pictures"]] != before
    assert address(page) == {"data": SMALL, "grid_seed": "1"}


def test_a_class_that_these_data_do_not_have_means_all():
    page = opened(data=SMALL, grid_class="400")
    assert len(grids(page)["Pictures of the data set"][1]) == 25


def test_an_option_makes_other_data():
    page = opened()
    page.number_input(key="data_option_count").set_value(30)
    ran(page)
    assert address(page)["data"] == "shapes:count=30"
    assert datasets.prepared(decode("shapes:count=30")) is not None
    page.pills(key="data_kind").set_value("digits")
    ran(page)
    assert address(page) == {"data": "digits"}
    assert grids(page)["Pictures of the data set"][1].shape == (25, 8, 8, 1)


def test_the_means_are_those_of_the_pictures():
    page = opened(data="digits")
    header, images = grids(page)["Mean pictures: of all pictures, and of each class"]
    made = datasets.prepared(decode("digits"))
    assert made is not None
    assert [shown["label"] for shown in header["pictures"]] == ["All", *made.classes]
    pixels, labels = np.asarray(made.images, np.float64), np.asarray(made.labels)
    np.testing.assert_allclose(images[0], pixels.mean(axis=0), atol=0.51)
    np.testing.assert_allclose(images[4], pixels[labels == 3].mean(axis=0), atol=0.51)


def test_data_that_must_be_fetched_wait_for_a_button():
    page = opened(data="cifar10")
    assert any(button.label == "Download 170 MB and prepare" for button in page.button)
    assert "needs the internet once: 170 MB" in said(page)
    assert "Pictures of the data set" not in grids(page)


@pytest.mark.parametrize("text", ["no such", "shapes:count=-4", "own:../../etc", "shapes:size=3"])
def test_a_link_that_nobody_can_read_shows_shapes_and_says_so(text: str):
    page = opened(data=text)
    assert "The link's data set cannot be read" in said(page)
    assert "Pictures of the data set" in grids(page)


def test_korean():
    page = opened(lang="ko", data=SMALL)
    header, _ = grids(page)["데이터셋의 사진들"]
    assert {shown["label"] for shown in header["pictures"]} <= set(decode_names("ko"))
    assert "검증 사진" in said(page)


def decode_names(language: str) -> tuple[str, ...]:
    made = datasets.prepared(decode(SMALL))
    assert made is not None
    return made.labels_in(language)


def test_a_collection_begins_with_two_classes():
    page = opened(data="own")
    next(button for button in page.button if button.label == "Begin a collection").click()
    ran(page)
    assert [one["name"] for one in collected(page)["classes"]] == ["Class 1", "Class 2"]
    source = decode(address(page)["data"])
    assert picture_collections.contents(source.name) == {"Class 1": 0, "Class 2": 0}
    assert "At least two classes with pictures are needed" in said(page)


def test_ones_own_pictures_are_looked_at_with_their_names():
    mine = collection_of(cat=9, **{"<script>alert(1)</script> 고양이 🐈": 8})
    page = opened(data=f"own:{mine}")
    header, images = grids(page)["Pictures of the data set"]
    assert images.shape == (17, 96, 96, 3)
    assert {shown["label"] for shown in header["pictures"]} == set(picture_collections.contents(mine))
    assert "40 × 40 pixels" in header["pictures"][0]["detail"]
    assert [one["count"] for one in collected(page)["classes"]] == [9, 8]
    assert len(collected(page)["classes"][0]["pictures"]) == 9


def test_pictures_that_were_added_are_there_at_the_next_look():
    mine = collection_of(cat=5, dog=5)
    page = opened(data=f"own:{mine}")
    picture_collections.add_pictures(mine, "dog", [("new.jpg", picture((250, 0, 0)))])
    next(button for button in page.button if button.label.startswith("Look at these")).click()
    ran(page)
    assert len(grids(page)["Pictures of the data set"][1]) == 11


def test_uneven_classes_and_files_that_are_no_pictures_are_named():
    mine = collection_of(cat=12, dog=2)
    picture_collections.add_pictures(mine, "dog", [("notes.txt", b"Hello"), ("*empty*.jpg", b"")])
    page = opened(data=f"own:{mine}")
    assert "cat has 6.0 times as many pictures as dog" in said(page)
    assert "Files left out: 2." in said(page)
    (table,) = [frame.value for frame in page.dataframe if "Reason" in frame.value.columns]
    assert table["File"].tolist() == ["notes.txt", "*empty*.jpg"]
    assert table["Reason"].tolist() == ["it is not a picture", "it is empty"]


def test_twins_are_shown_side_by_side():
    mine = collection_of(cat=4, dog=4)
    same = picture((7, 200, 9))
    picture_collections.add_pictures(mine, "cat", [("one.jpg", same)])
    picture_collections.add_pictures(mine, "dog", [("other.jpg", same)])
    page = opened(data=f"own:{mine}")
    header, images = grids(page)["Twins, pair by pair"]
    assert [shown["detail"] for shown in header["pictures"]] == ["Pair 1 · one.jpg", "Pair 1 · other.jpg"]
    np.testing.assert_array_equal(images[0], images[1])
    assert "Pairs whose pictures stand in two classes: 1." in said(page)


def test_a_zip_brings_its_folders_as_classes():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("장미/1.jpg", "장미/2.jpg", "tulip/1.jpg", "tulip/2.jpg", "tulip/readme.txt"):
            content = b"text" if name.endswith("txt") else picture((len(name) * 9, int(name[-5]) * 70, 30))
            archive.writestr(name, content)
    page = opened(data="own")
    next(button for button in page.button if button.label == "Begin a collection").click()
    ran(page)
    page.file_uploader[0].set_value(("flowers.zip", buffer.getvalue(), "application/zip"))
    ran(page)
    ran(page)  # the collector ran by itself; what is below shows it at the next look
    assert {one["name"]: one["count"] for one in collected(page)["classes"]} == {"tulip": 3, "장미": 2}
    assert len(grids(page)["Pictures of the data set"][1]) == 4
    assert "Files left out: 1." in said(page)


def test_a_zip_full_of_trouble_gives_what_is_good_in_it_and_lists_the_rest():
    nested = BytesIO()
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("1.jpg", picture((1, 2, 3)))
    hostile = "<script>alert(1)"
    members = {
        f"{hostile}/{place}.jpg": picture((250, 30 * place, 0)) for place in range(5)
    } | {f"강아지 🐶/{place}.png": picture((0, 30 * place, 250), "PNG") for place in range(5)} | {
        "alone/1.jpg": picture((9, 200, 90)),
        "alone/broken.jpg": picture((9, 9, 9))[:200],
        "강아지 🐶/empty.jpg": b"",
        "강아지 🐶/more.zip": nested.getvalue(),
        "강아지 🐶/disguised.jpg": nested.getvalue(),
        "../../outside.jpg": picture((5, 5, 5)),
        "loose.jpg": picture((6, 6, 6)),
    }  # fmt: skip
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    mine = picture_collections.new_collection()
    page = opened(data=f"own:{mine}")
    page.file_uploader[0].set_value(("trouble.zip", buffer.getvalue(), "application/zip"))
    ran(page)
    ran(page)
    header, images = grids(page)["Pictures of the data set"]
    assert len(images) == 11
    assert {one["label"] for one in header["pictures"]} == {hostile, "강아지 🐶", "alone"}
    (table,) = [frame.value for frame in page.dataframe if "Reason" in frame.value.columns]
    left_out = dict(zip(table["File"], table["Reason"], strict=True))
    assert sorted(left_out) == [
        "../../outside.jpg", "alone/broken.jpg", "loose.jpg", "강아지 🐶/disguised.jpg", "강아지 🐶/empty.jpg",
        "강아지 🐶/more.zip",
    ]  # fmt: skip
    assert f"Files left out: {len(left_out)}." in said(page)
    assert left_out["강아지 🐶/more.zip"] == left_out["강아지 🐶/disguised.jpg"]
    assert "too few different pictures to validate with: alone" in said(page)
    assert hostile not in said(page)  # Markdown's signs are escaped
    assert not (workspace.folder("collections").parent / "outside.jpg").exists()


def test_one_class_alone_and_none_at_all_are_nothing_to_tell_apart():
    for classes in ({"cat": 3}, {}):
        page = opened(data=f"own:{collection_of(**classes)}")
        assert not grids(page)
        assert catalogue("en")["data.own.two_classes"] in said(page)


@pytest.mark.slow
def test_ten_thousand_classes_are_looked_through(tmp_path):
    small = BytesIO()
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(small, "PNG")
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(10_000):
            archive.writestr(f"class {place}/1.png", small.getvalue())
    mine = picture_collections.new_collection()
    picture_collections.add_archive(mine, path)
    datasets.prepare(decode(f"own:{mine}"), 8)
    page = opened(data=f"own:{mine}", side="8")
    assert "10,000" in said(page)
    assert len(grids(page)["Pictures of the data set"][1]) == 25
    assert not components(page, "collector")  # no 10,000 cards
    assert len(grids(page)["Mean pictures: of all pictures, and of each class"][1]) < 100
    sent = sum(len(proto.bytes) for proto in components(page, "picture_grid"))
    assert sent < 1_000_000


def test_what_is_no_zip_is_refused_and_the_pictures_stay():
    mine = collection_of(cat=3, dog=3)
    page = opened(data=f"own:{mine}")
    page.file_uploader[0].set_value(("flowers.zip", b"PK no archive", "application/zip"))
    ran(page)
    assert catalogue("en")["dataset_error.not_an_archive"] in said(page)
    assert picture_collections.contents(mine) == {"cat": 3, "dog": 3}


def test_removing_takes_the_collection_away():
    mine = collection_of(cat=3, dog=3)
    page = opened(data=f"own:{mine}")
    next(button for button in page.button if button.label == "Remove them now").click()
    ran(page)
    assert not picture_collections.exists(mine)
    assert not (workspace.folder("collections") / mine).exists()
    assert address(page) == {"data": "own"}
    assert any(button.label == "Begin a collection" for button in page.button)


def test_a_collection_that_is_not_here_says_so():
    page = opened(data=f"own:{'0' * 32}")
    assert "The collection of this link is not on this computer" in said(page)
    assert any(button.label == "Begin a collection" for button in page.button)


def test_the_three_loaders_have_really_run():
    page = opened(data=SMALL)
    assert [header.value for header in page.subheader] == ["Pillow", "matplotlib", "OpenCV"]
    assert any("cv2.imread(path)" in code.value for code in page.code)
    facts = [element.value for element in page.markdown if element.value.startswith("- Shape")]
    assert "**(600, 400, 3)**" in facts[0]
    assert "**blue, green, red" in facts[2]
    page.segmented_control(key="loader_file").set_value("grey")
    ran(page)
    facts = [element.value for element in page.markdown if element.value.startswith("- Shape")]
    assert "three, all equal" in facts[2]
    assert address(page) == {"data": SMALL, "loader_file": "grey"}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "add",
        {"kind": "explode", "number": 1},
        {"kind": "add", "number": "1"},
        {"kind": "add", "number": 1.5},
        {"kind": "add", "number": True},
        {"kind": "rename", "number": 1, "class": 0, "name": ["x"]},
        {"kind": "add", "number": 1, "class": 0, "pictures": [{"name": "a", "url": "data:text/html;base64,AAAA"}]},
        {"kind": "add", "number": 1, "class": 0, "pictures": [{"name": "a", "url": "data:image/jpeg;base64,A"}]},
        {"kind": "add", "number": 1, "class": 0, "pictures": ["x"]},
        {"kind": "add", "number": 1, "class": 0, "pictures": [{}] * 13},
        {"kind": "add", "number": 1, "pictures": [{"name": "a", "url": f"data:image/jpeg;base64,{'A' * 800_000}"}]},
    ],
)
def test_messages_that_the_collector_does_not_send_are_refused(sent: object):
    with pytest.raises(MessageError):
        message_of(sent)
