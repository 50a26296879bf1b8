"""Downloads over loopback: whole ones arrive, broken ones leave nothing that is trusted and say what was wrong."""

import hashlib
import shutil
import socket
from collections import namedtuple
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

from cnn_core.storage.download import _SENTENCES, Download, DownloadLimits, Progress, RemoteFile
from tests.cnn_core.file_server import serving
from ui.language import catalogue

DATA = np.random.default_rng(0).integers(0, 256, 3_000_000, np.uint8).tobytes()
MD5 = hashlib.md5(DATA).hexdigest()  # noqa: S324
LIMITS = DownloadLimits(seconds=20, silence=5)


@pytest.fixture
def server():
    with serving(DATA) as running:
        yield running


def remote(address: str, size: int = len(DATA), md5: str = MD5) -> RemoteFile:
    return RemoteFile(f"{address}/some/weights.h5", "weights.h5", size, md5)


def fetched(address: str, folder: Path, limits: DownloadLimits = LIMITS, **values) -> Progress:
    return Download(remote(address, **values), folder, limits).wait(30)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def test_a_whole_file_arrives_with_nothing_beside_it(server, tmp_path: Path):
    done = fetched(server.address, tmp_path / "new" / "folder")
    assert done == Progress("done", len(DATA), len(DATA))
    assert done.share == 1
    assert (tmp_path / "new" / "folder" / "weights.h5").read_bytes() == DATA
    assert names(tmp_path / "new" / "folder") == ["weights.h5"]
    assert server.asked == [("/some/weights.h5", None)]


def test_progress_grows_while_it_runs_and_the_file_has_its_name_only_at_the_end(server, tmp_path: Path):
    server.pause = 0.001
    download = Download(remote(server.address), tmp_path, LIMITS)
    seen = set()
    while (progress := download.wait(0.01)).state == "running":
        seen.add(progress.received)
        assert progress.total == len(DATA)
        assert names(tmp_path) in ([], ["weights.h5.part"], ["weights.h5"])
    assert progress.state == "done"
    assert len(seen) > 5


@pytest.mark.parametrize("length", [True, False])
def test_a_connection_that_ends_early_keeps_the_part_and_the_next_try_goes_on(server, tmp_path: Path, length: bool):
    server.stop_after, server.length = len(DATA) // 2, length
    failed = fetched(server.address, tmp_path)
    assert (failed.state, failed.error.code) == ("failed", "interrupted")
    assert "1.5 of 3.0 MB" in str(failed.error)
    assert names(tmp_path) == ["weights.h5.part"]
    server.stop_after = None
    assert fetched(server.address, tmp_path).state == "done"
    assert server.asked[-1] == ("/some/weights.h5", f"bytes={len(DATA) // 2}-")
    assert (tmp_path / "weights.h5").read_bytes() == DATA


def test_a_server_that_knows_no_parts_begins_anew(server, tmp_path: Path):
    server.ranges = False
    (tmp_path / "weights.h5.part").write_bytes(b"x" * 1000)
    assert fetched(server.address, tmp_path).state == "done"
    assert (tmp_path / "weights.h5").read_bytes() == DATA


@pytest.mark.parametrize("left", [DATA, DATA + b"more", b"x" * len(DATA)], ids=["whole", "longer", "wrong"])
def test_a_part_as_long_as_the_file_is_fetched_anew(server, tmp_path: Path, left: bytes):
    (tmp_path / "weights.h5.part").write_bytes(left)
    assert fetched(server.address, tmp_path).state == "done"
    assert (tmp_path / "weights.h5").read_bytes() == DATA


def test_a_wrong_part_is_found_by_the_hash_deleted_and_then_fetched_anew(server, tmp_path: Path):
    (tmp_path / "weights.h5.part").write_bytes(b"x" * 1000)
    assert fetched(server.address, tmp_path).error.code == "damaged"
    assert names(tmp_path) == []
    assert fetched(server.address, tmp_path).state == "done"


def test_a_file_with_another_hash_is_not_kept(server, tmp_path: Path):
    failed = fetched(server.address, tmp_path, md5="0" * 32)
    assert (failed.state, failed.error.code) == ("failed", "damaged")
    assert names(tmp_path) == []


@pytest.mark.parametrize(("stated", "code"), [(True, None), (b"something else", "damaged"), (False, None)])
def test_without_a_published_hash_the_one_that_the_server_states_counts(server, tmp_path: Path, stated, code):
    server.stated = stated
    ended = fetched(server.address, tmp_path, md5="")
    assert (ended.error and ended.error.code) == code
    assert names(tmp_path) == ([] if code else ["weights.h5"])


def test_a_published_hash_counts_more_than_a_stated_one(server, tmp_path: Path):
    server.stated = b"something else"
    assert fetched(server.address, tmp_path).state == "done"


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize("size", [len(DATA) - 5, 1000])
def test_a_file_that_is_larger_than_it_should_be_is_refused(server, tmp_path: Path, size: int, length: bool):
    server.length = length
    failed = fetched(server.address, tmp_path, size=size)
    assert (failed.state, failed.error.code) == ("failed", "other")
    assert "weights.h5" not in names(tmp_path)


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_a_server_that_refuses_is_quoted(server, tmp_path: Path, status: int):
    server.status = status
    failed = fetched(server.address, tmp_path)
    assert (failed.state, failed.error.code) == ("failed", "refused")
    assert f"HTTP {status} from 127.0.0.1" in str(failed.error)
    assert names(tmp_path) == []


def test_a_server_that_falls_silent_is_given_up(server, tmp_path: Path):
    server.silent_after = len(DATA) // 2
    failed = fetched(server.address, tmp_path, DownloadLimits(seconds=20, silence=0.3))
    assert (failed.state, failed.error.code) == ("failed", "interrupted")


def test_a_server_that_never_ends_is_given_up(server, tmp_path: Path):
    server.pause = 0.01
    failed = fetched(server.address, tmp_path, DownloadLimits(seconds=0.3, silence=5))
    assert (failed.state, failed.error.code) == ("failed", "slow")
    assert names(tmp_path) == ["weights.h5.part"]


def test_without_a_server_it_says_so_in_one_sentence(tmp_path: Path):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        failed = fetched(f"http://127.0.0.1:{unused.getsockname()[1]}", tmp_path)
    assert (failed.state, failed.error.code) == ("failed", "unreachable")
    assert "no answer from 127.0.0.1. Everything else works" in str(failed.error)


@pytest.mark.parametrize("address", ["http://nowhere.invalid", "file:///etc", "ftp://127.0.0.1", "nonsense"])
def test_other_addresses_are_not_reached(tmp_path: Path, address: str):
    assert fetched(address, tmp_path).error.code == "unreachable"


def test_what_speaks_no_http_is_not_reached(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        download = Download(remote(f"http://127.0.0.1:{other.getsockname()[1]}"), tmp_path, LIMITS)
        connection, _ = other.accept()
        with connection:
            connection.sendall(b"220 mail.example ESMTP\r\n")
        assert download.wait(30).error.code == "unreachable"


def test_a_folder_that_cannot_be_made_is_named(server, tmp_path: Path):
    (tmp_path / "file").write_text("")
    failed = fetched(server.address, tmp_path / "file" / "folder")
    assert (failed.state, failed.error.code) == ("failed", "disk")
    assert "CONVLENS_CACHE" in str(failed.error)


def test_a_full_disk_is_found_before_anything_is_asked(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 102_000_000, 102_000_000))
    failed = fetched(server.address, tmp_path)
    assert failed.error.code == "disk"
    assert "needs 3.0 MB on the disk. Received: 2 MB." in str(failed.error)
    assert server.asked == []


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", sorted(_SENTENCES))
def test_every_failure_has_its_sentence_in_both_languages(language: str, code: str):
    told = catalogue(language)[f"download_error.{code}"]
    fields = {name for _, name, _, _ in Formatter().parse(told) if name}
    assert fields == {name for _, name, _, _ in Formatter().parse(_SENTENCES[code]) if name}
    if language == "en":
        assert told == _SENTENCES[code]
