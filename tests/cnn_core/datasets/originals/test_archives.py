"""Archives of picture files, as publishers offer them."""

import io
import tarfile

import pytest

from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.kinds import KINDS
from cnn_core.datasets.originals.archives import SYNSETS, tar_pictures, tiny_imagenet_pictures, zip_pictures
from cnn_core.datasets.stream import TEST, TRAIN, LabelledPicture, LeftOut
from tests.cnn_core.picture_files import encoded, zip_of

FLOWERS, TINY = KINDS["flower_photos"], KINDS["tiny_imagenet10"]


def pictures(stream):
    return sorted(
        (FLOWERS.classes[one.label], one.name, one.part) for one in stream.items() if isinstance(one, LabelledPicture)
    )


def left_out(stream):
    return [one for one in stream.items() if isinstance(one, LeftOut)]


def test_a_zip_with_a_folder_for_each_class(tmp_path):
    files = {
        f"flower_photos/{name}/{number}.jpg": encoded(number, "JPEG") for name in FLOWERS.classes for number in (0, 1)
    }
    others = {
        "flower_photos/LICENSE.txt": b"by",
        "flower_photos/weeds/1.jpg": encoded(3),
        "flower_photos/daisy/3.jpg": b"-",
    }
    stream = zip_pictures(zip_of(tmp_path / "flower_photos.zip", files | others), FLOWERS)
    assert pictures(stream) == sorted((name, f"{number}.jpg", TRAIN) for name in FLOWERS.classes for number in (0, 1))
    assert left_out(stream) == [
        LeftOut("flower_photos/LICENSE.txt", "no_class"),
        LeftOut("weeds/1.jpg", "no_class"),
        LeftOut("daisy/3.jpg", "not_a_picture"),
    ]
    assert stream.total == 13


def test_train_and_val_folders_are_the_parts(tmp_path):
    files = {f"train/{name}/a.jpg": encoded(1, "JPEG", 64) for name in TINY.classes}
    files |= {f"val/{name}/b.jpg": encoded(2, "JPEG", 64) for name in TINY.classes}
    found = list(zip_pictures(zip_of(tmp_path / "a.zip", files), TINY).items())
    assert sorted((one.label, one.name, one.part) for one in found) == sorted(
        (label, name, part) for label in range(10) for name, part in (("a.jpg", TRAIN), ("b.jpg", TEST))
    )


def test_a_zip_of_other_classes_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="Received: no folder daisy"):
        zip_pictures(zip_of(tmp_path / "a.zip", {"cat/1.png": encoded(1)}), FLOWERS)


def tiny_imagenet(path, annotations=None):
    top, files, lines = "tiny-imagenet-200", {}, []
    for number, synset in enumerate([*SYNSETS, "n00000001"]):
        files[f"{top}/train/{synset}/images/{synset}_0.JPEG"] = encoded(number, "JPEG", 64)
        files[f"{top}/train/{synset}/{synset}_boxes.txt"] = b"boxes"
        files[f"{top}/val/images/val_{number}.JPEG"] = encoded(number + 50, "JPEG", 64)
        lines.append(f"val_{number}.JPEG\t{synset}\t0\t0\t62\t62")
    files[f"{top}/val/val_annotations.txt"] = "\n".join(lines).encode() if annotations is None else annotations
    files[f"{top}/test/images/test_0.JPEG"] = encoded(99, "JPEG", 64)
    return zip_of(path, files)


def test_the_ten_classes_of_tiny_imagenet(tmp_path):
    stream = tiny_imagenet_pictures(tiny_imagenet(tmp_path / "a.zip"), TINY)
    found = list(stream.items())
    assert stream.total == len(found) == 20
    for number, name in enumerate(SYNSETS.values()):
        synset = list(SYNSETS)[number]
        label = TINY.classes.index(name)
        assert {(one.name, one.part) for one in found if one.label == label} == {
            (f"{synset}_0.JPEG", TRAIN), (f"val_{number}.JPEG", TEST),
        }  # fmt: skip


@pytest.mark.parametrize("annotations", [b"\xff\xfe", None])
def test_another_zip_is_not_tiny_imagenet(tmp_path, annotations):
    path = tmp_path / "a.zip"
    if annotations is None:
        zip_of(path, {"a/b.txt": b"text"})
    else:
        tiny_imagenet(path, annotations)
    with pytest.raises(DatasetError, match="val_annotations"):
        tiny_imagenet_pictures(path, TINY)


def tape(path, files, link=None):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        if link:
            member = tarfile.TarInfo(link)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(member)
    return path


def test_a_tape_with_a_folder_for_each_class(tmp_path):
    files = {f"flower_photos/{name}/1.jpg": encoded(1, "JPEG") for name in FLOWERS.classes}
    others = {
        "flower_photos/LICENSE.txt": b"by",
        "flower_photos/roses/2.jpg": b"no picture",
        "../../tulips/x.jpg": encoded(5),
    }
    stream = tar_pictures(tape(tmp_path / "a.tgz", files | others, "flower_photos/roses/link.jpg"), FLOWERS)
    assert [one[0] for one in pictures(stream)] == [*FLOWERS.classes, "tulips"]
    assert left_out(stream) == [LeftOut("roses/2.jpg", "not_a_picture")]
    assert [file.name for file in tmp_path.iterdir()] == ["a.tgz"]


@pytest.mark.parametrize("cut", [0, 10, 2000])
def test_a_tape_that_is_cut_off_is_refused(tmp_path, cut):
    path = tape(tmp_path / "a.tgz", {f"f/daisy/{number}.jpg": encoded(number) for number in range(5)})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DatasetError, match="Received: "):
        list(tar_pictures(path, FLOWERS).items())
