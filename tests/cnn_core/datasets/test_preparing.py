"""Data sets from their source to the disk: complete, whole, bounded, once."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from cnn_core.datasets import class_names
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import streams as dataset_streams
from cnn_core.datasets import writer as dataset_writer
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import KINDS as NAMES
from cnn_core.datasets.source import DataSource, DataSourceError, decode
from cnn_core.datasets.stream import LabelledPicture, LeftOut, PictureStream, squared
from cnn_core.storage import workspace
from cnn_core.storage.workspace import DiskFullError
from tests.cnn_core.picture_files import encoded, turned, two_classes, zip_of

ROOT = Path(__file__).parents[3]
SHAPES = decode("shapes:count=10")


@pytest.fixture(autouse=True)
def _own_workspace(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CONVLENS_DATA", raising=False)


@pytest.fixture
def data_folder(monkeypatch, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("CONVLENS_DATA", str(folder))
    return folder


def own(tmp_path, files):
    collection = picture_collections.new_collection()
    picture_collections.add_archive(collection, zip_of(tmp_path / "own.zip", files))
    return DataSource("own", collection)


def prepared_folders():
    return [place for place in workspace.folder("data").iterdir() if place.is_dir()]


def test_shapes_are_drawn_at_the_size_that_is_asked_for():
    made = datasets.prepare(SHAPES, 24)
    assert (made.images.shape, made.images.dtype) == ((80, 24, 24, 3), np.uint8)
    assert isinstance(made.images, np.memmap)
    assert not made.images.flags.writeable
    assert (made.labels.dtype, np.bincount(made.labels).tolist()) == (np.int64, [10] * 8)
    assert (made.parts.dtype, made.parts.sum()) == (np.uint8, 0)
    assert (made.sizes.dtype, np.unique(made.sizes).tolist()) == (np.int32, [24])
    assert made.names == ()
    assert (made.left_out, made.left_out_count) == ((), 0)
    assert (made.side, made.channels, made.source) == (24, 3, SHAPES)
    assert made.near_duplicates.tolist() == list(range(80))


def test_digits_are_those_of_scikit_learn():
    from sklearn.datasets import load_digits

    made = datasets.prepare(DataSource("digits"))
    assert made.images.shape == (1797, 8, 8, 1)
    assert (made.images.min(), made.images.max()) == (0, 255)
    np.testing.assert_allclose(made.images[..., 0], load_digits().images * 255 / 16, atol=0.5)
    assert made.labels.tolist() == load_digits().target.tolist()
    assert datasets.prepare(DataSource("digits"), 32).images.shape == (1797, 32, 32, 1)


def test_a_prepared_one_opens_at_once_and_is_the_same():
    assert datasets.prepared(SHAPES, 24) is None
    made = datasets.prepare(SHAPES, 24)
    start = time.process_time()
    found = datasets.prepared(SHAPES, 24)
    assert time.process_time() - start < 1
    np.testing.assert_array_equal(found.images, made.images)
    assert found.digest == made.digest
    assert len(made.digest) == 64
    assert datasets.prepared(SHAPES, 25) is None
    assert datasets.prepare(SHAPES, 24).folder == made.folder


def test_the_digest_tells_data_apart():
    digests = {
        datasets.prepare(decode(text), side).digest
        for text, side in (("shapes:count=10", 24), ("shapes:count=10,seed=1", 24), ("shapes:count=10", 25))
    }
    assert len(digests) == 3


@pytest.mark.parametrize("side", [-1, 1, 7, 257, 10_000])
def test_a_side_has_limits(side):
    for function in (datasets.prepare, datasets.prepared):
        with pytest.raises(ValueError, match="Received: "):
            function(SHAPES, side)


def test_every_kind_says_what_it_is():
    for name in NAMES:
        kind = datasets.kind(name)
        assert len(kind.classes) == len(kind.classes_ko) == len(kind.names)
        assert datasets.side_of(DataSource(name), 0) == kind.default_side == (kind.side or kind.default_side)
        assert kind.channels in (1, 3)
        assert name == "own" or (kind.licence and kind.source)
    with pytest.raises(DataSourceError):
        datasets.kind("faces")


def test_every_class_has_a_name_of_its_own_in_both_languages():
    for names in (class_names.SHAPES, class_names.DIGITS, class_names.FASHION, class_names.CIFAR10,
                  class_names.CIFAR100, class_names.FLOWERS, class_names.TINY_IMAGENET10):  # fmt: skip
        english, korean = zip(*names, strict=True)
        assert len(set(english)) == len(set(korean)) == len(names)
    assert len(class_names.CIFAR100) == 100
    assert list(class_names.CIFAR100) == sorted(class_names.CIFAR100)


def test_labels_are_told_in_both_languages():
    made = datasets.prepare(SHAPES, 24)
    assert made.classes[:2] == made.labels_in("en")[:2] == ("circle", "ring")
    assert made.labels_in("ko")[:2] == ("원", "고리")


def test_own_pictures_are_brought_to_one_size_and_what_is_none_is_listed(tmp_path):
    files = two_classes() | {"cat/t.jpg": turned(200), "cat/z.png": b"no picture", "__MACOSX/x": b""}
    files["고양이/같은.png"] = files["cat/0.png"]
    told = []
    made = datasets.prepare(own(tmp_path, files), 32, lambda *word: told.append(word))
    assert made.images.shape == (10, 32, 32, 3)
    assert made.classes == made.labels_in("ko") == ("cat", "dog", "고양이")
    assert np.bincount(made.labels).tolist() == [5, 4, 1]
    assert made.left_out == (("cat/z.png", "not_a_picture"),)
    assert made.left_out_count == 1
    assert made.names[4] == "t.jpg"
    assert made.sizes[4].tolist() == [32, 16]
    assert made.near_duplicates.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 0]
    assert {phase for phase, *_ in told} == {"read", "compare"}
    assert all(0 <= done <= total for _, done, total in told)


def test_a_changed_collection_is_prepared_anew(tmp_path):
    source = own(tmp_path, two_classes())
    datasets.prepare(source, 32)
    picture_collections.add_pictures(source.name, "bird", [("b.png", encoded(70))])
    assert datasets.prepared(source, 32) is None
    assert datasets.prepare(source, 32).classes == ("cat", "dog", "bird")


def test_a_class_without_a_picture_is_none(tmp_path):
    source = own(tmp_path, two_classes() | {"ape/1.png": b"no picture", "zoo/1.txt": b"text"})
    picture_collections.add_class(source.name, "empty")
    made = datasets.prepare(source, 32)
    assert made.classes == ("cat", "dog")
    assert sorted(set(made.labels.tolist())) == [0, 1]
    assert made.left_out_count == 2


def test_a_collection_without_a_picture_is_refused_and_leaves_nothing(tmp_path):
    source = own(tmp_path, {"cat/1.png": b"no picture", "dog/1.png": b"neither"})
    with pytest.raises(DatasetError, match="2 left out") as refused:
        datasets.prepare(source, 32)
    assert refused.value.code == "no_pictures"
    assert prepared_folders() == []
    assert list(workspace.folder("temporary").iterdir()) == []


@pytest.mark.parametrize("name", ["", "0" * 32])
def test_a_collection_that_is_not_here_is_none(name):
    source = DataSource("own", name)
    assert datasets.prepared(source) is None
    assert datasets.availability(source) == "prepare"
    with pytest.raises(DatasetError) as refused:
        datasets.prepare(source)
    assert refused.value.code == "not_here"


def test_the_readers_files_are_used_and_another_file_is_another_data_set(data_folder):
    random = np.random.default_rng(0)

    def write(count):
        images, labels = random.integers(0, 256, (count, 28, 28), np.uint8), np.arange(count, dtype=np.uint8) % 10
        np.savez(data_folder / "mnist.npz", x_train=images, y_train=labels, x_test=images[:10], y_test=labels[:10])

    source = DataSource("mnist")
    assert datasets.availability(source) == "download"
    write(30)
    assert datasets.availability(source) == "prepare"
    made = datasets.prepare(source)
    assert datasets.availability(source) == "here"
    assert np.bincount(made.parts).tolist() == [30, 10]
    assert made.images.shape == (40, 28, 28, 1)
    assert len(datasets.split(made, 0).test) == 10
    write(50)
    assert datasets.prepared(source) is None
    assert np.bincount(datasets.prepare(source).parts).tolist() == [50, 10]


def test_a_zip_in_the_readers_folder_is_used(data_folder):
    files = {f"{name}/{number}.jpg": encoded(number, "JPEG") for name, _ in class_names.FLOWERS for number in (0, 1)}
    zip_of(data_folder / "flower_photos.zip", files)
    made = datasets.prepare(DataSource("flower_photos"), 48)
    assert made.images.shape == (10, 48, 48, 3)
    assert made.labels_in("ko") == ("데이지", "민들레", "장미", "해바라기", "튤립")


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(dataset_writer, "MOST_BYTES", 50 * 24 * 24 * 3)
    with pytest.raises(DatasetError) as refused:
        datasets.prepare(SHAPES, 24)
    assert refused.value.code == "too_large"
    assert prepared_folders() == []


def test_a_full_disk_leaves_nothing_half(monkeypatch):
    monkeypatch.setattr(dataset_writer, "_LOOK", 20)
    looks = []

    def full(size):
        looks.append(size)
        if len(looks) > 2:
            raise DiskFullError("full")

    monkeypatch.setattr(dataset_writer, "make_room", full)
    with pytest.raises(DiskFullError):
        datasets.prepare(SHAPES, 24)
    assert prepared_folders() == []
    assert list(workspace.folder("temporary").iterdir()) == []
    monkeypatch.undo()


def test_an_error_in_the_middle_leaves_nothing_half(monkeypatch):
    def items():
        yield LabelledPicture(np.zeros((8, 8, 3), np.uint8), 0)
        raise OSError("gone")

    stream = PictureStream((("a", "a"),), 2, items)
    monkeypatch.setattr(dataset_streams, "shape_pictures", lambda source, side: stream)
    with pytest.raises(OSError, match="gone"):
        datasets.prepare(SHAPES, 8)
    assert prepared_folders() == []


def test_left_out_files_are_listed_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(dataset_writer, "MOST_LEFT_OUT", 3)
    items = [LabelledPicture(np.zeros((8, 8, 3), np.uint8), 0), *(LeftOut(f"{n}", "damaged") for n in range(5))]
    stream = PictureStream((("a", "a"),), 6, lambda: iter(items))
    monkeypatch.setattr(dataset_streams, "shape_pictures", lambda source, side: stream)
    made = datasets.prepare(SHAPES, 8)
    assert (len(made.left_out), made.left_out_count) == (3, 5)


def test_many_at_once_prepare_it_once(monkeypatch):
    drawn = []
    shape_pictures = dataset_streams.shape_pictures

    def draw(source, side):
        drawn.append(side)
        return shape_pictures(source, side)

    monkeypatch.setattr(dataset_streams, "shape_pictures", draw)
    found = []
    threads = [threading.Thread(target=lambda: found.append(datasets.prepare(SHAPES, 24).digest)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), len(drawn)) == (5, 1, 1)


PREPARE = """
import sys
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import streams as dataset_streams
from cnn_core.datasets.source import decode
shape_pictures = dataset_streams.shape_pictures
def draw(source, side):
    print("drawn", flush=True)
    return shape_pictures(source, side)
dataset_streams.shape_pictures = draw
datasets.prepare(decode(sys.argv[1]), 32)
"""


def started(text):
    return subprocess.Popen([sys.executable, "-c", PREPARE, text], cwd=ROOT, stdout=subprocess.PIPE, env=os.environ)


def test_two_processes_prepare_it_once():
    processes = [started("shapes:count=100") for _ in range(2)]
    said = b"".join(process.communicate(timeout=60)[0] for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert said == b"drawn\n"
    assert len(prepared_folders()) == 1


def test_a_kill_leaves_nothing_half_and_the_next_one_prepares_it():
    with started("shapes:count=2500") as process:
        assert process.stdout.readline() == b"drawn\n"
        time.sleep(0.3)
        process.kill()
    source = decode("shapes:count=2500")
    assert datasets.prepared(source, 32) is None
    assert prepared_folders() == []
    unfinished = list(workspace.folder("temporary").iterdir())
    assert len(unfinished) == 1
    os.utime(unfinished[0], (0, 0))
    datasets.evict_unused()
    assert list(workspace.folder("temporary").iterdir()) == []


def aged(made, seconds):
    moment = time.time() - seconds
    os.utime(made.folder / "dataset.json", (moment, moment))


def test_the_longest_unused_go_when_there_are_too_many(monkeypatch):
    oldest, older, newer = (datasets.prepare(decode(f"shapes:count=10,seed={seed}"), 24) for seed in range(3))
    for made, hours in ((oldest, 9), (older, 5), (newer, 3)):
        aged(made, hours * 3600)
    size = sum(file.stat().st_size for file in oldest.folder.iterdir())
    monkeypatch.setenv("CONVLENS_DATA_LIMIT", str(int(2.5 * size)))
    datasets.evict_unused()
    assert set(prepared_folders()) == {older.folder, newer.folder}
    monkeypatch.setenv("CONVLENS_DATA_LIMIT", "1")
    assert datasets.prepared(decode("shapes:count=10,seed=1"), 24) is not None  # so it is in use
    datasets.evict_unused()
    assert prepared_folders() == [older.folder]
    assert older.images[0].shape == (24, 24, 3)


def test_what_was_used_in_the_last_hour_stays(monkeypatch):
    made = datasets.prepare(SHAPES, 24)
    monkeypatch.setenv("CONVLENS_DATA_LIMIT", "1")
    datasets.prepare(decode("shapes:count=10,seed=9"), 24)
    assert made.folder in prepared_folders()


def test_a_removed_one_is_still_read_by_those_who_opened_it(monkeypatch):
    made = datasets.prepare(SHAPES, 24)
    total = int(made.images.sum())
    aged(made, 9999)
    monkeypatch.setenv("CONVLENS_DATA_LIMIT", "1")
    datasets.evict_unused()
    assert prepared_folders() == []
    assert int(made.images.sum()) == total


def test_a_data_set_of_another_format_is_prepared_anew(monkeypatch):
    datasets.prepare(SHAPES, 24)
    monkeypatch.setattr(datasets, "FORMAT", 999)
    assert datasets.prepared(SHAPES, 24) is None


def test_facts_are_plain_data():
    about = json.loads((datasets.prepare(SHAPES, 24).folder / "dataset.json").read_text())
    assert about["source"] == "shapes:count=10"


@pytest.mark.parametrize("channels", [1, 3])
def test_the_centre_square_is_taken(channels):
    wide = np.zeros((10, 30, channels), np.uint8)
    wide[:, 10:20] = 200
    assert (squared(wide, 10) == 200).all()
    assert squared(wide[:, 10:20], 20).shape == (20, 20, channels)
    assert squared(wide[:, 10:20], 10).shape == (10, 10, channels)
