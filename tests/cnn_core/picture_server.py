"""A loopback HTTP server that answers with a picture, or in the ways in which servers misbehave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any

from PIL import Image


def png() -> bytes:
    """A small picture."""
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return buffer.getvalue()


class PictureServer(ThreadingHTTPServer):
    """Answers by path: /picture, /cut, /endless, /drip, /silent, /missing, and /to?LINK, which is a redirect there.

    Attributes:
        asked: the path of each request, with its Host.
        released: set at the end, so that slow answers end.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str | None]] = []
        self.released = threading.Event()

    def link(self, path: str, host: str = "127.0.0.1") -> str:
        """A link to a path of it."""
        return f"http://{host}:{self.server_port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: PictureServer

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))
        path, _, query = self.path.partition("?")
        try:
            {
                "/picture": lambda: self._send(png()),
                "/cut": lambda: self._send(png(), length=10_000),
                "/endless": self._endless,
                "/drip": self._drip,
                "/silent": lambda: self.server.released.wait(30),
                "/to": lambda: self._redirect(query),
                "/again": lambda: self._redirect("/again"),
            }.get(path, lambda: self.send_error(404))()
        except OSError:
            return  # whoever asked has gone

    def _send(self, data: bytes, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(length or len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        while not self.server.released.is_set():
            self.wfile.write(bytes(65536))

    def _drip(self) -> None:
        """Headers without an end, a letter at a time."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.released.wait(0.02):
            self.wfile.write(b"x")

    def _redirect(self, place: str) -> None:
        self.send_response(302)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def picture_server() -> Iterator[PictureServer]:
    """A server that runs while the block does."""
    with PictureServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()
