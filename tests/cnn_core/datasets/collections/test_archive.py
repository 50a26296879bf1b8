"""What comes in a ZIP: good pictures are found, and no archive, however it is made, does harm or hangs."""

import struct
import time
import zipfile
import zlib

import pytest

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.error import DatasetError
from tests.cnn_core.picture_files import encoded, two_classes, zip_of


def reasons(survey):
    return {file.name: file.reason for file in survey.left_out}


def refused(path):
    with pytest.raises(DatasetError) as error:
        picture_archive.survey(path)
    assert "Received: " in str(error.value)
    return error.value.code


def contents(path):
    """class/name → the picture's bytes, or the reason why there are none."""
    found = picture_archive.survey(path)
    with picture_archive.opened(path) as archive:
        return {
            f"{one.class_name}/{one.name}": picture_archive.read_member(archive, one.position) for one in found.members
        }


@pytest.mark.parametrize("prefix", ["", "pets/", "deep/er/pets/"])
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pictures_are_found_in_their_folders(tmp_path, prefix, compression):
    path = zip_of(tmp_path / "a.zip", two_classes(prefix=prefix), compression)
    assert contents(path) == two_classes()
    assert picture_archive.survey(path).left_out == ()


def test_names_are_shown_as_they_were_meant(tmp_path):
    names = ("고양이", "<script>alert(1)</script>", "🐕", "a'; DROP TABLE pictures; --")
    path = zip_of(tmp_path / "a.zip", {f"{name}/1.png": encoded(1) for name in names})
    assert {one.class_name for one in picture_archive.survey(path).members} == {
        "고양이",
        "<script>alert(1)<",  # its slash parts folders
        "🐕",
        "a'; DROP TABLE pictures; --",
    }


def test_what_systems_write_is_passed_over(tmp_path):
    junk = {"__MACOSX/cat/._0.png": b"junk", "cat/.DS_Store": b"junk", "Thumbs.db": b"junk", "empty/": b""}
    assert contents(zip_of(tmp_path / "a.zip", two_classes() | junk)) == two_classes()


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/cron.d/evil.png", "C:\\evil.png", "cat\\..\\..\\evil.png"])
def test_a_path_that_leads_out_is_left_out_and_nothing_is_written(tmp_path, name):
    path = zip_of(tmp_path / "a.zip", two_classes() | {name: encoded(9)})
    assert contents(path) == two_classes()
    assert list(reasons(picture_archive.survey(path)).values()) == ["unsafe_path"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.zip"]


def test_a_link_is_left_out(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes())
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("cat/link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert reasons(picture_archive.survey(path)) == {"cat/link.png": "link"}


@pytest.mark.parametrize("name", ["cat/inner.zip", "cat/inner.tar.gz", "dog/inner.7z"])
def test_an_archive_in_an_archive_is_left_out(tmp_path, name):
    inner = zip_of(tmp_path / "inner.zip", two_classes()).read_bytes()
    path = zip_of(tmp_path / "a.zip", two_classes() | {name: inner})
    assert reasons(picture_archive.survey(path)) == {name: "nested"}


def test_an_archive_that_calls_itself_a_picture_is_left_out_when_it_is_read(tmp_path):
    assert picture_archive.decoded(zip_of(tmp_path / "inner.zip", two_classes()).read_bytes()) == "nested"


def test_members_with_a_password_are_left_out(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes())
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, place + 8, 1)
    path.write_bytes(data)
    assert reasons(picture_archive.survey(path)) == {"cat/0.png": "encrypted"}


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_packing_is_left_out(tmp_path, compression):
    path = zip_of(tmp_path / "a.zip", two_classes())
    with zipfile.ZipFile(path, "a", compression) as archive:
        archive.writestr("cat/rare.png", encoded(3))
    assert reasons(picture_archive.survey(path)) == {"cat/rare.png": "compression"}


def test_a_member_whose_bytes_are_not_those_that_were_packed_is_broken(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes(), zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 6] ^= 0xFF
    path.write_bytes(data)
    found = contents(path)
    assert found.pop("cat/0.png") == "broken"
    assert found == {name: content for name, content in two_classes().items() if name != "cat/0.png"}


def test_a_member_that_is_cut_off_or_garbled_is_broken(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes())
    data = bytearray(path.read_bytes())
    start = data.index(b"cat/0.png") + len(b"cat/0.png")
    data[start : start + 20] = b"\xff" * 20
    path.write_bytes(data)
    assert contents(path)["cat/0.png"] == "broken"


def test_a_member_that_unpacks_to_too_much_is_left_out_unread(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes() | {"cat/bomb.png": bytes(picture_archive.MAX_BYTES + 1)})
    assert path.stat().st_size < 1_000_000
    assert reasons(picture_archive.survey(path)) == {"cat/bomb.png": "too_many_bytes"}


def test_a_member_that_lies_about_its_size_is_not_unpacked_further(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes() | {"cat/bomb.png": bytes(60_000_000)})
    data = bytearray(path.read_bytes())
    place = data.rindex(b"cat/bomb.png") - 46
    struct.pack_into("<L", data, place + 24, 1000)
    path.write_bytes(data)
    assert contents(path)["cat/bomb.png"] in ("broken", "too_many_bytes")


def test_members_that_overlap_are_a_bomb(tmp_path):
    """As in Fifield (2019), "A better zip bomb": many entries of the directory share the same packed bytes."""
    packed = zlib.compress(bytes(1_000_000), 9)[2:-4]
    name, check = b"cat/0000.png", zlib.crc32(bytes(1_000_000))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(packed), 1_000_000, len(name), 0)
    entries = b""
    for number in range(5000):
        entry = struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(packed), 1_000_000, len(name), 0, 0, 0, 0, 0, 0
        )
        entries += entry + b"cat/%04d.png" % number
    body = local + name + packed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 5000, 5000, len(entries), len(body), 0)
    path = tmp_path / "a.zip"
    path.write_bytes(body + entries + end)
    assert refused(path) == "bomb"


def test_more_unpacked_than_any_collection_has_is_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(picture_archive, "MOST_UNPACKED", 1000)
    assert refused(zip_of(tmp_path / "a.zip", two_classes())) == "bomb"


def test_a_directory_of_millions_is_refused_before_it_is_read(tmp_path):
    path = zip_of(tmp_path / "a.zip", two_classes())
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x05\x06")
    struct.pack_into("<2H2L", data, place + 8, 60_000, 60_000, 0xFFFFFFF0, 0)
    path.write_bytes(data)
    start = time.process_time()
    assert refused(path) == "too_many_files"
    assert time.process_time() - start < 5


@pytest.mark.slow
def test_the_long_form_of_a_directory_is_read_and_bounded(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(66_000):
            archive.writestr(f"cat/{number}.png", b"")
    assert len(picture_archive.survey(path).members) == 66_000
    data = bytearray(path.read_bytes())
    struct.pack_into("<2Q", data, data.rindex(b"PK\x06\x06") + 24, 10**9, 10**9)
    path.write_bytes(data)
    assert refused(path) == "too_many_files"


def test_ten_thousand_classes_are_taken_and_more_are_refused(tmp_path):
    files = {f"{number}/1.png": b"picture" for number in range(picture_archive.MOST_CLASSES)}
    path = zip_of(tmp_path / "a.zip", files, zipfile.ZIP_STORED)
    assert len(picture_archive.survey(path).members) == 10_000
    path = zip_of(tmp_path / "b.zip", files | {"more/1.png": b"picture"}, zipfile.ZIP_STORED)
    assert refused(path) == "too_many_classes"


def test_an_archive_that_is_too_large_is_refused(tmp_path, monkeypatch):
    path = zip_of(tmp_path / "a.zip", two_classes())
    monkeypatch.setattr(picture_archive, "MOST_BYTES", 100)
    assert refused(path) == "archive_too_large"


@pytest.mark.parametrize(
    "files",
    [{}, {"1.png": encoded(1)}, {"cat/": b""}, {"__MACOSX/cat/1.png": encoded(1)}, {"../cat/1.png": encoded(1)}],
)
def test_an_archive_without_a_class_is_refused(tmp_path, files):
    assert refused(zip_of(tmp_path / "a.zip", files)) == "no_pictures"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04", b"Rar!\x1a\x07\x00", encoded(1), b"\x00" * 70_000, b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_archive_is_refused(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert refused(path) in ("not_an_archive", "no_pictures", "too_many_files")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_half_an_archive_is_refused(tmp_path, share):
    path = zip_of(tmp_path / "a.zip", two_classes(20))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refused(path) == "not_an_archive"


def test_bytes_turned_at_random_never_do_more_than_refuse(tmp_path):
    import random

    data = zip_of(tmp_path / "good.zip", two_classes(3)).read_bytes()
    chance, path = random.Random(0), tmp_path / "a.zip"  # noqa: S311 - no secret
    for _ in range(300):
        garbled = bytearray(data)
        for _ in range(chance.randint(1, 12)):
            garbled[chance.randrange(len(garbled))] = chance.randrange(256)
        path.write_bytes(garbled)
        try:
            for content in contents(path).values():
                assert isinstance(content, str) or len(content) <= picture_archive.MAX_BYTES
        except DatasetError:
            continue
