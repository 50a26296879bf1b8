import unicodedata
from pathlib import PurePosixPath

import pytest

from cnn_core.datasets.collections.names import LONGEST, clean_name, is_junk, is_unsafe, member_name, places_of


def classes(*paths):
    return [place.class_name for place in places_of([PurePosixPath(path) for path in paths])]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("고양이", "고양이"),
        (unicodedata.normalize("NFD", "고양이"), "고양이"),
        ("🐈‍⬛ 猫", "🐈‍⬛ 猫"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\x00b\x1b[31m\nc", "ab[31mc"),
        ("evil‮gpj.exe", "evilgpj.exe"),
        ("  two   words ", "two words"),
        ("﻿​", ""),
        ("x" * 500, "x" * LONGEST),
    ],
)
def test_a_name_is_kept_as_it_reads_and_does_no_harm(text, kept):
    assert clean_name(text) == kept


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_name_without_the_flag_is_read_as_its_writer_meant_it(encoding):
    assert member_name("강아지/사진 1.jpg".encode(encoding).decode("cp437"), 0) == "강아지/사진 1.jpg"


def test_other_names_without_the_flag_stay():
    assert member_name("cat/1.jpg", 0) == "cat/1.jpg"
    assert member_name("고양이.jpg", 0x800) == "고양이.jpg"
    assert member_name("고양이.jpg", 0) == "고양이.jpg"


@pytest.mark.parametrize(
    "name", ["../a.png", "a/../../b.png", "/a.png", "C:/a.png", "..\\a.png", "\\\\host\\a.png", ".."]
)
def test_a_path_that_leads_out_is_unsafe(name):
    assert is_unsafe(name)


@pytest.mark.parametrize("name", ["a/b.png", "a..b/c.png", "a/...png", "ㄱ/ㄴ.png"])
def test_other_paths_are_safe(name):
    assert not is_unsafe(name)


def test_what_systems_write_beside_pictures_is_junk():
    for name in ("__MACOSX/cat/._1.jpg", "cat/._1.jpg", "cat/.DS_Store", "cat/Thumbs.db", "desktop.ini", ""):
        assert is_junk(name)
    assert not is_junk("cat/1.jpg")


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (("cat/1.jpg", "dog/2.jpg"), ["cat", "dog"]),
        (("pets/cat/1.jpg", "pets/dog/2.jpg"), ["cat", "dog"]),
        (("a/b/c/cat/1.jpg", "a/b/c/dog/2.jpg"), ["cat", "dog"]),
        (("pets/cat/1.jpg",), ["cat"]),
        (("cat/1.jpg",), ["cat"]),
        (("cat/1.jpg", "cat/small/2.jpg"), ["cat", "cat"]),
        (("pets/cat/small/1.jpg", "pets/dog/2.jpg"), ["cat", "dog"]),
        (("1.jpg", "2.jpg"), ["", ""]),
        (("1.jpg", "cat/2.jpg"), ["", "cat"]),
        (("pets/README.txt", "pets/cat/1.jpg", "pets/dog/1.jpg"), ["", "cat", "dog"]),
        (("train/cat/1.jpg", "val/cat/2.jpg", "test/dog/3.jpg"), ["cat", "cat", "dog"]),
        (("all/Train/cat/1.jpg", "all/Test/cat/2.jpg"), ["cat", "cat"]),
        (("train/1.jpg", "test/2.jpg"), ["train", "test"]),
        (("train/1.jpg", "bus/2.jpg"), ["train", "bus"]),
        ((), []),
    ],
)
def test_the_class_is_the_first_folder_that_is_no_wrapping(paths, found):
    assert classes(*paths) == found


def test_test_and_validation_folders_are_held_out():
    paths = ["x/train/cat/1.jpg", "x/val/cat/2.jpg", "x/test/dog/3.jpg"]
    assert [place.held_out for place in places_of([PurePosixPath(path) for path in paths])] == [False, True, True]
