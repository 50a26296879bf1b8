"""The readers of the four data sets, on small made-up files in their forms."""

import io
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recipes import cifar10, cifar10_split, flower_photos, flowers_cnn, mnist, splits, tiny_imagenet10
from recipes.source_files import FOLDER_VARIABLE


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the readers look into."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


def jpeg(seed: int, size: tuple[int, int] = (64, 64), mode: str = "RGB") -> bytes:
    rows, columns = size
    shape = (rows, columns, 3) if mode == "RGB" else (rows, columns)
    picture = Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))
    stream = io.BytesIO()
    picture.save(stream, "JPEG")
    return stream.getvalue()


def test_mnist_has_one_channel(data: Path):
    grey = np.zeros((3, 28, 28), np.uint8)
    np.savez(data / "mnist.npz", x_train=grey, y_train=[1, 2, 3], x_test=grey[:2], y_test=[4, 5])
    train, test = mnist.load()
    assert train.images.shape == (3, 28, 28, 1)
    assert test.labels.tolist() == [4, 5]


@pytest.fixture
def small_cifar10(data: Path) -> None:
    """100 pictures to learn from, ten of each class, and 20 test pictures."""
    images = np.random.default_rng(0).integers(0, 256, (120, 32, 32, 3), np.uint8)
    labels = np.tile(np.arange(10, dtype=np.uint8), 12)
    np.savez(
        data / "cifar10.npz", x_train=images[:100], y_train=labels[:100, None], x_test=images[100:], y_test=labels[100:]
    )


@pytest.mark.usefixtures("small_cifar10")
def test_cifar10_labels_are_flat():
    train, test = cifar10.load()
    assert train.labels.shape == (100,)
    assert test.images.shape == (20, 32, 32, 3)


@pytest.mark.usefixtures("small_cifar10")
def test_cifar10_is_never_learnt_from_and_measured_with_the_same_picture():
    learn, none = cifar10_split.to_learn_from(tune=False)
    less, watch = cifar10_split.to_learn_from(tune=True)
    (words, test), (_, held) = cifar10_split.held_out()
    assert none is None
    assert watch is not None
    sides = [{image.tobytes() for image in part.images} for part in (less, watch, held, test)]
    assert [len(side) for side in sides] == [80, 10, 10, 20]
    assert len(set.union(*sides)) == 120
    assert {image.tobytes() for image in learn.images} == sides[0] | sides[1]
    assert words == "the first 20 of CIFAR-10's test pictures"


def test_tiny_imagenet_from_the_extract(data: Path):
    with zipfile.ZipFile(data / "tiny_imagenet10.zip", "w") as archive:
        archive.writestr("train/koala/n01882714_1.JPEG", jpeg(1))
        archive.writestr("train/koala/n01882714_0.JPEG", jpeg(2, mode="L"))
        archive.writestr("train/bell_pepper/n07720875_0.JPEG", jpeg(3))
        archive.writestr("val/pizza/val_7.JPEG", jpeg(4))
    train, validation = tiny_imagenet10.load()
    assert train.names == ("n07720875_0.JPEG", "n01882714_0.JPEG", "n01882714_1.JPEG")
    assert [tiny_imagenet10.CLASSES[label] for label in train.labels] == ["bell_pepper", "koala", "koala"]
    assert train.images.shape == (3, 64, 64, 3)  # the grey one too
    assert [tiny_imagenet10.CLASSES[label] for label in validation.labels] == ["pizza"]


def test_tiny_imagenet_from_the_archive_of_all_200_classes(data: Path, monkeypatch: pytest.MonkeyPatch):
    top = "tiny-imagenet-200"
    with zipfile.ZipFile(data / "tiny-imagenet-200.zip", "w") as archive:
        archive.writestr(f"{top}/train/n01882714/images/n01882714_0.JPEG", jpeg(1))
        archive.writestr(f"{top}/train/n00000001/images/n00000001_0.JPEG", jpeg(2))
        archive.writestr(f"{top}/val/images/val_0.JPEG", jpeg(3))
        archive.writestr(f"{top}/val/images/val_1.JPEG", jpeg(4))
        archive.writestr(
            f"{top}/val/val_annotations.txt", "val_0.JPEG\tn07873807\t0\t0\t9\t9\nval_1.JPEG\tn00000001\t0\t0\t9\t9\n"
        )
    train, validation = tiny_imagenet10.load()
    assert train.names == ("n01882714_0.JPEG",)
    assert validation.names == ("val_0.JPEG",)
    assert [tiny_imagenet10.CLASSES[label] for label in validation.labels] == ["pizza"]


def flowers() -> dict[str, bytes]:
    """Ten photos of each flower; one of roses also stands among the tulips, one daisy stands there twice."""
    photos = {
        f"flower_photos/{flower}/{flower}_{place}.jpg": jpeg(10 * number + place, (150, 200))
        for number, flower in enumerate(flower_photos.CLASSES)
        for place in range(10)
    }
    photos["flower_photos/tulips/both.jpg"] = photos["flower_photos/roses/roses_3.jpg"]
    photos["flower_photos/daisy/again.jpg"] = photos["flower_photos/daisy/daisy_5.jpg"]
    photos["flower_photos/LICENSE.txt"] = b"words"
    return photos


@pytest.fixture(params=["zip", "tgz"])
def garden(request: pytest.FixtureRequest, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The photos as the reduced archive, or as the one that the tutorial downloads."""
    if request.param == "zip":
        with zipfile.ZipFile(data / "flower_photos.zip", "w") as archive:
            for name, content in flowers().items():
                archive.writestr(name, content)
        return
    with tarfile.open(data / "flower_photos.tgz", "w:gz") as tape:
        for name, content in flowers().items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tape.addfile(member, io.BytesIO(content))


@pytest.mark.usefixtures("garden")
def test_a_photo_in_two_classes_is_left_out():
    photos = flower_photos.load()
    assert "both.jpg" not in photos.names
    assert "roses_3.jpg" not in photos.names
    assert photos.images.shape == (50, 180, 180, 3)  # 50, one of them twice, without the one in two classes
    assert np.bincount(photos.labels).tolist() == [11, 10, 9, 10, 10]


@pytest.mark.usefixtures("garden")
def test_identical_photos_stand_on_one_side_of_the_split():
    photos = flower_photos.load()
    (group,) = flower_photos.near_duplicates(photos)
    assert {photos.names[position] for position in group} == {"again.jpg", "daisy_5.jpg"}
    learn, held = flowers_cnn.split(photos)
    assert len(learn.labels) + len(held.labels) == 50
    assert not {image.tobytes() for image in learn.images} & {image.tobytes() for image in held.images}
    for seed in range(10):
        _, positions = splits.stratified(photos.labels, 0.2, seed, flower_photos.near_duplicates(photos))
        assert len({position in positions for position in group}) == 1


def test_a_photo_becomes_its_central_square():
    left_and_right = np.zeros((120, 360, 3), np.uint8)
    left_and_right[:, :120, 0] = left_and_right[:, 240:, 2] = 255
    left_and_right[:, 120:240, 1] = 255
    stream = io.BytesIO()
    Image.fromarray(left_and_right).save(stream, "PNG")
    square = flower_photos.square(stream.getvalue())
    assert square.shape == (180, 180, 3)
    assert square[90, 5:175].argmax(axis=-1).tolist() == [1] * 170
