"""A loopback HTTP server with one file that it gives in ways good and bad."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer(ThreadingHTTPServer):
    """Serves ``data`` at every address.

    Attributes:
        data: the file.
        stop_after: bytes after which the connection is closed; None for none.
        pause: seconds between two pieces of a thousandth of the file.
        silent_after: bytes after which nothing more is sent, while the connection stays open; None for none.
        ranges: whether a part can be asked for.
        status: what is answered instead of the file.
        stated: whether the file's MD5 is stated as Google's storage does; or another text that is stated.
        asked: for each request its path and its Range.
    """

    daemon_threads = True

    def __init__(self, data: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.data = data
        self.stop_after: int | None = None
        self.silent_after: int | None = None
        self.pause = 0.0
        self.ranges = True
        self.status = 200
        self.stated: bool | bytes = False
        self.length = True
        self.asked: list[tuple[str, str | None]] = []
        self.released = threading.Event()

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        server, asked = self.server, self.headers["Range"]
        server.asked.append((self.path, asked))
        if server.status != 200:
            self.send_error(server.status)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked and server.ranges else 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(server.data) - 1}/{len(server.data)}")
        if server.length:
            self.send_header("Content-Length", str(len(server.data) - start))
        if server.stated:
            digest = hashlib.md5(server.data if server.stated is True else server.stated).digest()  # noqa: S324
            self.send_header("x-goog-hash", "crc32c=AAAAAA==")
            self.send_header("x-goog-hash", f"md5={base64.b64encode(digest).decode()}")
        self.end_headers()
        self._send(server.data, start)

    def _send(self, data: bytes, start: int) -> None:
        step = max(1, len(data) // (1000 if self.server.pause else 10))
        for position in range(start, len(data), step):
            if self.server.stop_after is not None and position >= self.server.stop_after:
                return
            if self.server.silent_after is not None and position >= self.server.silent_after:
                self.server.released.wait(30)
                return
            try:
                self.wfile.write(data[position : position + step])
            except OSError:
                return
            time.sleep(self.server.pause)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(data: bytes) -> Iterator[FileServer]:
    """A server that runs while the block does."""
    with FileServer(data) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()
