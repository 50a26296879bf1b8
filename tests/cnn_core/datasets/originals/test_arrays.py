"""Files of arrays, as their publishers make them, and as nobody should."""

import gzip
import io
import pickle
import struct
import tarfile

import numpy as np
import pytest

from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.kinds import KINDS
from cnn_core.datasets.originals import arrays as array_pictures
from cnn_core.datasets.stream import TEST, TRAIN

RANDOM = np.random.default_rng(0)


def arrays(kind, train=30, test=10):
    side, channels = kind.side, (kind.channels,) if kind.channels == 3 else ()
    found = {}
    for part, count in (("train", train), ("test", test)):
        found[f"x_{part}"] = RANDOM.integers(0, 256, (count, side, side, *channels), np.uint8)
        found[f"y_{part}"] = (np.arange(count) % len(kind.names)).astype(np.uint8)
    return found


def npz(path, **content):
    np.savez_compressed(path, **content)
    return path


def same(stream, wanted, kind):
    items = list(stream.items())
    assert stream.total == len(items)
    assert stream.names == kind.names
    for part, name in ((TRAIN, "train"), (TEST, "test")):
        mine = [item for item in items if item.part == part]
        pixels = np.stack([item.pixels for item in mine])
        assert pixels.shape[3] == kind.channels
        np.testing.assert_array_equal(pixels.reshape(wanted[f"x_{name}"].shape), wanted[f"x_{name}"])
        assert [item.label for item in mine] == wanted[f"y_{name}"].tolist()


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "cifar10", "cifar100"])
def test_keras_convention(tmp_path, name):
    wanted = arrays(KINDS[name])
    same(array_pictures.npz_pictures(npz(tmp_path / "a.npz", **wanted), KINDS[name], 0), wanted, KINDS[name])


def test_labels_in_a_column_are_read_too(tmp_path):
    wanted = arrays(KINDS["cifar10"])
    columns = wanted | {key: wanted[key][:, np.newaxis] for key in ("y_train", "y_test")}
    same(array_pictures.npz_pictures(npz(tmp_path / "a.npz", **columns), KINDS["cifar10"], 0), wanted, KINDS["cifar10"])


def test_as_many_of_each_class_as_is_said(tmp_path):
    path = npz(tmp_path / "a.npz", **arrays(KINDS["mnist"], 95, 30))
    items = list(array_pictures.npz_pictures(path, KINDS["mnist"], 2).items())
    for part in (TRAIN, TEST):
        assert np.bincount([item.label for item in items if item.part == part]).tolist() == [2] * 10


MNIST = arrays(KINDS["mnist"])


@pytest.mark.parametrize(
    "change",
    [
        {"x_train": MNIST["x_train"].astype(np.float32)},
        {"x_train": MNIST["x_train"][:5]},
        {"x_train": np.zeros((30, 28, 28, 3), np.uint8)},
        {"x_train": np.zeros((30, 28), np.uint8)},
        {"x_train": np.zeros((0, 28, 28), np.uint8), "y_train": np.zeros(0, np.uint8)},
        {"y_test": MNIST["y_test"] + 1},
        {"y_test": MNIST["y_test"].astype(np.int16) - 1},
        {"y_test": MNIST["y_test"].astype(float)},
        {"y_test": np.array(["0"] * 10)},
        {"y_test": np.array([print] * 10, object)},
    ],
)
def test_arrays_of_another_form_are_refused(tmp_path, change):
    path = npz(tmp_path / "a.npz", **(MNIST | change))
    with pytest.raises(DatasetError, match=r"a\.npz has the form that its name says\. Received: "):
        array_pictures.npz_pictures(path, KINDS["mnist"], 0)


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_npz_is_refused(tmp_path, data):
    path = tmp_path / "a.npz"
    path.write_bytes(data)
    with pytest.raises(DatasetError):
        array_pictures.npz_pictures(path, KINDS["mnist"], 0)
    path = npz(tmp_path / "b.npz", x_train=MNIST["x_train"])
    with pytest.raises(DatasetError):
        array_pictures.npz_pictures(path, KINDS["mnist"], 0)


def idx(path, array):
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes()))
    return path


def test_idx_files(tmp_path):
    kind = KINDS["fashion_mnist"]
    wanted = arrays(kind)
    paths = tuple(idx(tmp_path / key, wanted[key]) for key in array_pictures.KEYS)
    same(array_pictures.idx_pictures(paths, kind, 0), wanted, kind)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"\0\0\x08\x03\0\0", mtime=0),
        gzip.compress(bytes(4) + b"x" * 50, mtime=0),
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path, data):
    wanted = arrays(KINDS["fashion_mnist"])
    paths = tuple(idx(tmp_path / key, wanted[key]) for key in array_pictures.KEYS)
    paths[0].write_bytes(data)
    with pytest.raises(DatasetError):
        array_pictures.idx_pictures(paths, KINDS["fashion_mnist"], 0)


def tape(path, batches):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in batches.items():
            member = tarfile.TarInfo(f"cifar/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


class PicklerOfPython2(pickle._Pickler):
    """Writes as CIFAR's publisher did: bytes are Python 2's texts, and NumPy's function has its old name."""

    dispatch = pickle._Pickler.dispatch.copy()

    def save_bytes(self, data):
        self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        self.memoize(data)

    dispatch[bytes] = save_bytes


def pickled(content):
    file = io.BytesIO()
    PicklerOfPython2(file, 2).dump(content)
    return file.getvalue().replace(b"cnumpy._core.multiarray", b"cnumpy.core.multiarray")


def batch(images, labels, key):
    rows = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    return pickled({b"data": rows, key: labels.tolist(), b"batch_label": b"one", b"filenames": [b"a.png"]})


def test_cifar10_in_its_batches(tmp_path):
    kind = KINDS["cifar10"]
    wanted = arrays(kind)
    batches = {
        f"data_batch_{number + 1}": batch(
            wanted["x_train"][number * 6 : number * 6 + 6], wanted["y_train"][number * 6 : number * 6 + 6], b"labels"
        )
        for number in range(5)
    }
    batches |= {"test_batch": batch(wanted["x_test"], wanted["y_test"], b"labels"), "batches.meta": b"not read"}
    same(array_pictures.cifar_pictures(tape(tmp_path / "a.tar.gz", batches), kind, 0), wanted, kind)


def test_cifar100_by_its_fine_labels(tmp_path):
    kind = KINDS["cifar100"]
    wanted = arrays(kind)
    batches = {part: batch(wanted[f"x_{part}"], wanted[f"y_{part}"], b"fine_labels") for part in ("train", "test")} | {
        "meta": b"not read"
    }
    same(array_pictures.cifar_pictures(tape(tmp_path / "a.tar.gz", batches), kind, 0), wanted, kind)


def test_a_pickle_of_todays_numpy_is_read_too():
    found = array_pictures._OnlyArrays(io.BytesIO(pickle.dumps(np.arange(4, dtype=np.uint8), 3))).load()
    assert found.tolist() == [0, 1, 2, 3]


class Evil:
    """Runs a program when it is unpickled as usual."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        import pathlib

        return pathlib.Path.touch, (self.path,)


def test_a_pickle_that_would_run_something_is_refused(tmp_path):
    mark = tmp_path / "ran"
    path = tape(tmp_path / "a.tar.gz", {"train": pickle.dumps({b"data": Evil(mark)}, 3), "test": b""})
    with pytest.raises(DatasetError, match="Received: "):
        array_pictures.cifar_pictures(path, KINDS["cifar100"], 0)
    assert not mark.exists()


@pytest.mark.parametrize(
    "batches", [{}, {"train": b""}, {"train": b"text"}, {"train": pickle.dumps([1, 2]), "test": pickle.dumps(3)}]
)
def test_what_is_no_batch_is_refused(tmp_path, batches):
    with pytest.raises(DatasetError):
        array_pictures.cifar_pictures(tape(tmp_path / "a.tar.gz", batches), KINDS["cifar100"], 0)


@pytest.mark.parametrize("data", [b"", b"no tape", gzip.compress(b"no tape", mtime=0)])
def test_what_is_no_tape_is_refused(tmp_path, data):
    path = tmp_path / "a.tar.gz"
    path.write_bytes(data)
    with pytest.raises(DatasetError):
        array_pictures.cifar_pictures(path, KINDS["cifar10"], 0)
