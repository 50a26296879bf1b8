"""Files of data sets: in a folder of one's own, fetched before, or from a server on this machine."""

import hashlib
import threading

import pytest

from cnn_core.datasets.kinds import KINDS
from cnn_core.datasets.originals import files as dataset_files
from cnn_core.datasets.originals.files import ORIGINALS, OriginalFile
from cnn_core.storage import workspace
from cnn_core.storage.download import DownloadError, RemoteFile
from tests.cnn_core.file_server import serving

DATA = bytes(range(256)) * 400


@pytest.fixture(autouse=True)
def _own_workspace(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CONVLENS_DATA", raising=False)


@pytest.fixture
def server(monkeypatch):
    with serving(DATA) as server:
        yield server


def offered(server, monkeypatch, md5=None, sha256=""):
    known = hashlib.md5(DATA).hexdigest() if md5 is None else md5  # noqa: S324 - what publishers state
    original = OriginalFile(RemoteFile(f"{server.address}/file", "file.bin", len(DATA), known), sha256)
    monkeypatch.setitem(ORIGINALS, "mnist", (original,))


def fetch(progress=lambda received, total: None):
    return dataset_files.fetched("mnist", progress)


def test_a_file_is_fetched_once_with_progress(server, monkeypatch):
    offered(server, monkeypatch)
    server.pause = 0.0008
    assert not dataset_files.here("mnist")
    told = []
    (path,) = fetch(lambda received, total: told.append((received, total)))
    assert path.read_bytes() == DATA
    assert all(0 <= received <= total == len(DATA) for received, total in told)
    assert len(told) >= 2
    assert told == sorted(told)
    assert dataset_files.here("mnist")
    assert fetch() == (path,)
    assert len(server.asked) == 1


def test_several_files_are_one_progress(server, monkeypatch):
    one = OriginalFile(RemoteFile(f"{server.address}/1", "one.bin", len(DATA)))
    other = OriginalFile(RemoteFile(f"{server.address}/2", "two.bin", len(DATA)))
    monkeypatch.setitem(ORIGINALS, "mnist", (one, other))
    server.pause = 0.0008
    told = []
    paths = fetch(lambda received, total: told.append((received, total)))
    assert [path.name for path in paths] == ["one.bin", "two.bin"]
    assert told == sorted(told)
    assert {total for _, total in told} == {2 * len(DATA)}
    assert max(told)[0] > len(DATA)


def test_a_download_that_was_cut_off_goes_on(server, monkeypatch):
    offered(server, monkeypatch)
    server.stop_after = len(DATA) // 2
    with pytest.raises(DownloadError) as cut:
        fetch()
    assert cut.value.code == "interrupted"
    assert not dataset_files.here("mnist")
    server.stop_after = None
    (path,) = fetch()
    assert path.read_bytes() == DATA
    assert server.asked[-1][1] is not None


@pytest.mark.parametrize("hashes", [{"md5": "0" * 32}, {"md5": "", "sha256": "0" * 64}])
def test_a_file_with_another_hash_is_not_kept(server, monkeypatch, hashes):
    offered(server, monkeypatch, **hashes)
    with pytest.raises(DownloadError) as damaged:
        fetch()
    assert damaged.value.code == "damaged"
    assert str(damaged.value)
    assert [file for file in workspace.folder("downloads").iterdir() if file.suffix != ".lock"] == []


def test_the_right_sha256_is_accepted(server, monkeypatch):
    offered(server, monkeypatch, md5="", sha256=hashlib.sha256(DATA).hexdigest())
    assert fetch()[0].read_bytes() == DATA


def test_without_internet_it_says_so(server, monkeypatch):
    offered(server, monkeypatch)
    server.shutdown()
    server.server_close()
    with pytest.raises(DownloadError) as unreachable:
        fetch()
    assert unreachable.value.code == "unreachable"


def test_two_at_once_fetch_it_once(server, monkeypatch):
    offered(server, monkeypatch)
    server.pause = 0.0005
    found = []
    threads = [threading.Thread(target=lambda: found.append(fetch())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(server.asked) == 1


def test_the_readers_folder_comes_first(server, monkeypatch, tmp_path):
    offered(server, monkeypatch)
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("CONVLENS_DATA", str(folder))
    assert dataset_files.own_file("mnist") is None
    (folder / "file.bin").write_bytes(b"as offered")
    assert fetch()[0] == folder / "file.bin"
    for name in ("mnist.zip", "mnist.npz"):
        (folder / name).write_bytes(b"")
        assert dataset_files.own_file("mnist") == folder / name
    assert dataset_files.here("mnist")
    assert server.asked == []


def test_a_folder_that_is_not_there_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVLENS_DATA", str(tmp_path / "nowhere"))
    assert dataset_files.own_file("mnist") is None


@pytest.mark.parametrize("kind", ORIGINALS)
def test_every_original_has_a_hash_and_the_kinds_say_how_large_it_is(kind):
    for original in ORIGINALS[kind]:
        assert len(original.remote.md5) == 32 or len(original.sha256) == 64
        assert original.remote.url.startswith(("https://", "http://cs231n."))
    assert sum(original.remote.size for original in ORIGINALS[kind]) == KINDS[kind].bytes


def test_what_is_fetched_is_what_has_bytes():
    assert {name for name, kind in KINDS.items() if kind.bytes} == set(ORIGINALS)
