"""A data set's file is taken from the reader's folder, or downloaded from a server and checked."""

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import keras
import pytest

from recipes import source_files
from recipes.source_files import SourceFile, SourceFileError

CONTENT = b"pictures"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on loopback that has ``data.bin``; Keras's cache is an empty folder, and no folder is named."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "data.bin").write_bytes(CONTENT)
    cache = tmp_path / "cache"
    monkeypatch.setattr(keras.config, "keras_home", lambda: str(cache), raising=False)
    monkeypatch.setattr("keras.src.utils.file_utils.config.keras_home", lambda: str(cache))
    monkeypatch.delenv(source_files.FOLDER_VARIABLE, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(shared))) as httpd:
        Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


def test_a_file_in_the_folder_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(source_files.FOLDER_VARIABLE, str(tmp_path))
    (tmp_path / "data.bin").write_bytes(b"other content")
    assert source_files.find(SourceFile("data.bin", "http://unreachable.invalid/", SHA256)) == tmp_path / "data.bin"


def test_without_a_folder_it_is_downloaded_and_checked(server: str):
    assert source_files.find(SourceFile("data.bin", f"{server}/data.bin", SHA256)).read_bytes() == CONTENT


def test_a_wrong_file_is_refused_and_deleted(server: str):
    with pytest.raises(SourceFileError, match=f"Received: {SHA256}"):
        source_files.find(SourceFile("data.bin", f"{server}/data.bin", "0" * 64))
    assert source_files.find(SourceFile("data.bin", f"{server}/data.bin", SHA256)).read_bytes() == CONTENT


def test_a_server_without_the_file_is_named(server: str):
    with pytest.raises(SourceFileError, match=r"must be reachable\. Received"):
        source_files.find(SourceFile("absent.bin", f"{server}/absent.bin"))


def test_a_file_that_nobody_offers_says_where_to_put_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(source_files.FOLDER_VARIABLE, raising=False)
    with pytest.raises(SourceFileError, match="name the folder in CONVLENS_DATA"):
        source_files.find(SourceFile("data.bin"))
