import io
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cnn_core.datasets.collections import archive as picture_archive
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.collections import file as collection_file
from cnn_core.datasets.collections import pictures as collection_pictures
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import DataSource
from cnn_core.datasets.stream import LabelledPicture, LeftOut
from cnn_core.storage import workspace
from cnn_core.storage.workspace import DiskFullError
from tests.cnn_core.picture_files import encoded, turned, two_classes, zip_of

ROOT = Path(__file__).parents[4]


@pytest.fixture
def mine():
    return picture_collections.new_collection()


def by_name(collection):
    return {one.name: one.id for one in picture_collections.classes(collection)}


def code(function, *arguments):
    with pytest.raises(DatasetError) as refused:
        function(*arguments)
    assert "Received: " in str(refused.value)
    return refused.value.code


def test_a_new_collection_is_empty_and_nobody_guesses_it(mine):
    assert workspace.is_id(mine)
    assert mine != picture_collections.new_collection()
    assert picture_collections.contents(mine) == {}
    assert picture_collections.exists(mine)


@pytest.mark.parametrize("name", ["", "../../etc", "0" * 32, "own"])
def test_what_is_not_here_is_said_to_be_not_here(name):
    assert not picture_collections.exists(name)
    assert code(picture_collections.contents, name) == "not_here"
    assert code(picture_collections.add_pictures, name, "cat", []) == "not_here"
    assert code(picture_collections.add_archive, name, io.BytesIO()) == "not_here"
    picture_collections.remove_collection(name)


def test_pictures_are_added_class_by_class(mine):
    picture_collections.add_pictures(mine, "cat", [("a.png", encoded(1)), ("b.jpg", encoded(2, "JPEG"))])
    picture_collections.add_pictures(mine, "dog", [("c.png", encoded(3))])
    picture_collections.add_pictures(mine, "cat", [("d.webp", encoded(4, "WebP"))])
    assert picture_collections.contents(mine) == {"cat": 3, "dog": 1}
    newest, *_ = picture_collections.pictures(mine, by_name(mine)["cat"])
    assert newest.name == "d.webp"
    assert picture_collections.picture_bytes(mine, newest.id) == encoded(4, "WebP")
    assert len(picture_collections.pictures(mine, by_name(mine)["cat"], limit=2)) == 2


def test_what_is_no_picture_is_left_out_and_listed(mine):
    files = [("a.png", encoded(1)), ("a.txt", b"Hello"), ("b.png", encoded(2)[:80]), ("c.svg", b"<svg></svg>")]
    added = picture_collections.add_pictures(mine, "cat", files)
    assert added.count == 1
    assert [file.name for file in added.left_out] == ["a.txt", "b.png", "c.svg"]
    assert [file.reason for file in added.left_out][::2] == ["not_a_picture", "svg"]
    assert picture_collections.left_out(mine) == added.left_out


def test_classes_are_made_renamed_and_removed(mine):
    cat = picture_collections.add_class(mine, " cat ")
    picture_collections.add_pictures(mine, "cat", [("a.png", encoded(1))])
    picture_collections.add_pictures(mine, "dog", [("b.png", encoded(2))])
    picture_collections.rename_class(mine, cat, "고양이 <b>")
    assert picture_collections.contents(mine) == {"고양이 <b>": 1, "dog": 1}
    assert by_name(mine)["고양이 <b>"] == cat
    picture_collections.remove_class(mine, cat)
    picture_collections.remove_class(mine, cat)
    assert picture_collections.contents(mine) == {"dog": 1}
    (picture,) = picture_collections.pictures(mine, by_name(mine)["dog"])
    picture_collections.remove_picture(mine, picture.id)
    assert picture_collections.contents(mine) == {"dog": 0}
    assert code(picture_collections.picture_bytes, mine, picture.id) == "not_here"


def test_a_name_is_taken_once_and_is_one(mine):
    cat = picture_collections.add_class(mine, "cat")
    dog = picture_collections.add_class(mine, "dog")
    assert code(picture_collections.add_class, mine, "cat") == "name_taken"
    assert code(picture_collections.rename_class, mine, dog, "cat") == "name_taken"
    assert code(picture_collections.add_class, mine, " \u200b\n") == "no_name"
    assert code(picture_collections.rename_class, mine, cat, "") == "no_name"
    picture_collections.rename_class(mine, cat, "cat")
    assert list(picture_collections.contents(mine)) == ["cat", "dog"]


def test_every_change_is_another_version(mine):
    versions = [picture_collections.version(mine)]
    cat = picture_collections.add_class(mine, "cat")
    versions.append(picture_collections.version(mine))
    picture_collections.rename_class(mine, cat, "tiger")
    versions.append(picture_collections.version(mine))
    assert versions == sorted(set(versions))
    with pytest.raises(DatasetError):
        picture_collections.add_class(mine, "tiger")
    assert picture_collections.version(mine) == versions[-1]


@pytest.mark.parametrize("as_file", [False, True])
def test_an_archive_is_added_and_joins_what_is_there(mine, tmp_path, as_file):
    picture_collections.add_pictures(mine, "dog", [("rex.png", encoded(50))])
    path = zip_of(tmp_path / "pets.zip", two_classes() | {"notes/read.me": b"Hello", "pets.zip": b"PK\x03\x04"})
    added = picture_collections.add_archive(mine, io.BytesIO(path.read_bytes()) if as_file else path)
    path.unlink()
    assert added.count == 9
    assert added.left_out == (LeftOut("pets.zip", "nested"),)
    assert picture_collections.contents(mine) == {"dog": 5, "cat": 4, "notes": 1}
    (newest, *_) = picture_collections.pictures(mine, by_name(mine)["cat"])
    assert picture_collections.picture_bytes(mine, newest.id) == two_classes()["cat/3.png"]


def test_an_archive_that_is_refused_leaves_nothing(mine, tmp_path):
    picture_collections.add_archive(mine, zip_of(tmp_path / "good.zip", two_classes()))
    folder = collection_file.folder_of(mine)
    before = sorted(folder.iterdir()), picture_collections.contents(mine), picture_collections.version(mine)
    assert code(picture_collections.add_archive, mine, io.BytesIO(b"no archive")) == "not_an_archive"
    assert (sorted(folder.iterdir()), picture_collections.contents(mine), picture_collections.version(mine)) == before


def test_there_are_bounds(mine, tmp_path, monkeypatch):
    path = zip_of(tmp_path / "a.zip", two_classes())
    monkeypatch.setattr(collection_file, "MOST_PICTURES", 9)
    picture_collections.add_archive(mine, path)
    assert code(picture_collections.add_archive, mine, path) == "too_many_pictures"
    files = [("a.png", encoded(1)), ("b.png", encoded(2))]
    assert code(picture_collections.add_pictures, mine, "cat", files) == "too_many_pictures"
    monkeypatch.setattr(picture_archive, "MOST_CLASSES", 2)
    assert code(picture_collections.add_class, mine, "bird") == "too_many_classes"
    monkeypatch.setattr(picture_archive, "MOST_BYTES", 100)
    assert code(picture_collections.add_archive, mine, path) == "archive_too_large"
    assert picture_collections.contents(mine) == {"cat": 4, "dog": 4}


def test_a_full_disk_leaves_what_was_there(mine, tmp_path, monkeypatch):
    picture_collections.add_pictures(mine, "cat", [("a.png", encoded(1))])
    monkeypatch.setattr(workspace, "ROOM", 10**18)
    with pytest.raises(DiskFullError):
        picture_collections.add_pictures(mine, "cat", [("b.png", encoded(2))])
    with pytest.raises(DiskFullError):
        picture_collections.add_archive(mine, zip_of(tmp_path / "a.zip", two_classes()))
    assert picture_collections.contents(mine) == {"cat": 1}
    assert [file.name for file in collection_file.folder_of(mine).iterdir()] == [collection_file.FILE]


def test_many_at_once_add_all_their_pictures(mine):
    def add(number):
        picture_collections.add_pictures(mine, f"class {number % 2}", [(f"{number}.png", encoded(number))])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(picture_collections.contents(mine).values()) == 12


KILLED = """
import sys
from cnn_core.datasets.collections import file as collection_file
with collection_file.changing(sys.argv[1]) as connection:
    connection.execute("DELETE FROM pictures")
    print("half", flush=True)
    import time; time.sleep(60)
"""


def test_a_kill_in_the_middle_of_a_change_leaves_the_old_state(mine):
    picture_collections.add_pictures(mine, "cat", [("a.png", encoded(1))])
    with subprocess.Popen([sys.executable, "-c", KILLED, mine], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"half\n"
        process.kill()
    assert picture_collections.contents(mine) == {"cat": 1}
    picture_collections.add_pictures(mine, "cat", [("b.png", encoded(2))])
    assert picture_collections.contents(mine) == {"cat": 2}


def test_a_removed_collection_is_gone(mine):
    picture_collections.remove_collection(mine)
    assert not picture_collections.exists(mine)


def items(collection):
    return list(collection_pictures.collected_pictures(DataSource("own", collection)).items())


def test_pictures_come_class_by_class_and_what_is_none_is_left_out(mine, tmp_path):
    files = two_classes(2) | {"cat/z.png": b"no picture", "dog/t.jpg": turned(90), "dog/note.txt": b"Hello"}
    picture_collections.add_archive(mine, zip_of(tmp_path / "a.zip", files | {"x.png": encoded(1)}))
    picture_collections.add_pictures(mine, "dog", [("rex.gif", encoded(7, "GIF"))])
    found = items(mine)
    assert found[0] == LeftOut("x.png", "no_class")
    assert [one for one in found[1:] if isinstance(one, LeftOut)] == [
        LeftOut("cat/z.png", "not_a_picture"),
        LeftOut("dog/note.txt", "not_a_picture"),
    ]
    good = [one for one in found if isinstance(one, LabelledPicture)]
    assert [(one.label, one.name) for one in good] == [
        (0, "0.png"), (0, "1.png"), (1, "0.png"), (1, "1.png"), (1, "t.jpg"), (1, "rex.gif"),
    ]  # fmt: skip
    assert {one.name: one.pixels.shape for one in good}["t.jpg"] == (32, 16, 3)
    assert collection_pictures.collected_pictures(DataSource("own", mine)).total == len(found)


def test_a_picture_that_is_removed_meanwhile_is_left_out(mine):
    picture_collections.add_pictures(mine, "cat", [("a.png", encoded(1)), ("b.png", encoded(2))])
    stream = collection_pictures.collected_pictures(DataSource("own", mine)).items()
    assert next(stream).name == "a.png"
    newest, _ = picture_collections.pictures(mine, by_name(mine)["cat"])
    picture_collections.remove_picture(mine, newest.id)
    assert list(stream) == [LeftOut("cat/b.png", "unreadable")]


def test_a_collection_goes_into_a_zip_and_comes_back(mine, tmp_path):
    picture_collections.add_archive(mine, zip_of(tmp_path / "a.zip", two_classes(2)))
    picture_collections.add_pictures(mine, "../<b>/고양이", [("../x.png", encoded(3))])
    collection_pictures.write_archive(mine, tmp_path / "out.zip")
    other = picture_collections.new_collection()
    assert picture_collections.add_archive(other, tmp_path / "out.zip").left_out == ()
    assert sorted(picture_collections.contents(other).values()) == [1, 2, 2]
    assert [one.pixels.tobytes() for one in sorted(items(other), key=lambda one: one.pixels.tobytes())] == [
        one.pixels.tobytes() for one in sorted(items(mine), key=lambda one: one.pixels.tobytes())
    ]


def test_a_collection_goes_to_another_machine_in_its_order(mine, tmp_path):
    for name in ("zebra", "00000", "없음", "ant"):
        picture_collections.add_class(mine, name)
    for number, name in enumerate(("ant", "zebra", "00000", "zebra")):
        picture_collections.add_pictures(mine, name, [(f"{number}.png", encoded(number))])
    collection_pictures.write_archive(mine, tmp_path / "out.zip", numbered=True)
    other = collection_pictures.restored(tmp_path / "out.zip", ["zebra", "00000", "없음", "ant"])
    assert picture_collections.contents(other) == {"zebra": 2, "00000": 1, "없음": 0, "ant": 1}
    assert [(one.label, one.name, one.pixels.tobytes()) for one in items(other)] == [
        (one.label, one.name, one.pixels.tobytes()) for one in items(mine)
    ]


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", " "]])
def test_a_collection_with_other_names_than_its_classes_is_refused(mine, tmp_path, names):
    for name in ("cat", "dog"):
        picture_collections.add_pictures(mine, name, [("a.png", encoded(1))])
    collection_pictures.write_archive(mine, tmp_path / "out.zip", numbered=True)
    before = sorted(workspace.folder("collections").iterdir())
    with pytest.raises(DatasetError, match="Received: "):
        collection_pictures.restored(tmp_path / "out.zip", names)
    assert sorted(workspace.folder("collections").iterdir()) == before


def test_ten_thousand_classes_are_looked_through_soon(mine, tmp_path):
    files = {f"{number}/1.png": b"picture" for number in range(10_000)}
    start = time.process_time()
    picture_collections.add_archive(mine, zip_of(tmp_path / "a.zip", files))
    assert len(picture_collections.contents(mine)) == 10_000
    assert time.process_time() - start < 30
