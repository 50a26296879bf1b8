"""Files of the page, answered from memory: the same as before, once read, small, and nothing else is kept."""

from __future__ import annotations

import asyncio
import gzip
import os
from typing import Any

import pytest

from ui.serving.quick_files import QuickFiles

CHUNK = "/static/js/index.DormvYxC.js"
MODULE = "/_stcore/bidi-components/convlens.convolution_lab/shared/colours.js"
CODE = b"export const number = 1;\n" * 100
GZIP = (b"accept-encoding", b"gzip, br")


class App:
    """An application that counts what it is asked for, and answers with headers and a body in two parts."""

    def __init__(
        self,
        body: bytes = CODE,
        *,
        status: int = 200,
        kind: bytes = b"application/javascript",
        parts: int = 2,
        **extra: bytes,
    ):
        self.body, self.status, self.parts = body, status, parts
        self.headers = [(b"Content-Type", kind), (b"content-length", str(len(body)).encode()), (b"etag", b'"1"')]
        self.headers += [(name.replace("_", "-").encode(), value) for name, value in extra.items()]
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope)
        half = len(self.body) // 2
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        if self.parts == 2:
            await send({"type": "http.response.body", "body": self.body[half:]})


def ask(files: QuickFiles, path: str = CHUNK, *headers: Any, **scope: Any) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of a request."""
    sent: list[dict[str, Any]] = []

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    asked = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": list(headers), **scope}
    asyncio.run(files(asked, None, keep))  # type: ignore[arg-type]
    found = {name.lower(): value for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", [CHUNK, f"/base{CHUNK}", MODULE, "/static/css/index.C1JORDN2.css"])
@pytest.mark.parametrize("headers", [(), (GZIP,)], ids=["plain", "compressed"])
def test_a_file_is_read_once_and_is_the_same_ever_after(path, headers):
    app = App()
    files = QuickFiles(app)
    first, second = ask(files, path, *headers), ask(files, path, *headers)
    assert first == second
    status, found, body = first
    assert (status, found[b"content-type"]) == (200, b"application/javascript")
    assert found[b"content-length"] == str(len(body)).encode()
    assert found[b"vary"] == b"Accept-Encoding"
    assert (gzip.decompress(body) if headers else body) == CODE
    assert (b"content-encoding" in found) == bool(headers)
    assert len(app.asked) == 1
    assert GZIP not in app.asked[0]["headers"]


def test_who_cannot_unpack_gets_the_file_as_it_is():
    files = QuickFiles(App())
    assert ask(files, CHUNK, GZIP)[2] != CODE
    assert ask(files, CHUNK)[2] == CODE
    assert ask(files, CHUNK, (b"accept-encoding", b"br"))[2] == CODE


def test_small_files_and_those_that_are_small_already_are_not_compressed():
    assert ask(QuickFiles(App(b"short")), CHUNK, GZIP)[2] == b"short"
    font = App(CODE, kind=b"font/woff2")
    assert ask(QuickFiles(font), "/static/media/SourceSans.woff2", GZIP)[2] == CODE


@pytest.mark.parametrize(
    ("path", "headers", "scope"),
    [
        ("/", (), {}),
        ("/_stcore/health", (), {}),
        ("/media/abc.png", (), {}),
        ("/_stcore/bidi-components/convlens.convolution_lab/no/such.js", (), {}),
        ("/_stcore/bidi-components/convlens.convolution_lab/../../app.js", (), {}),
        ("/_stcore/bidi-components/other.view/shared/colours.js", (), {}),
        ("/static/js/../../secret.js", (), {}),
        (CHUNK, (), {"method": "HEAD"}),
        (CHUNK, (), {"query_string": b"v=1"}),
        (CHUNK, ((b"Range", b"bytes=0-1"),), {}),
        (CHUNK, ((b"if-none-match", b'"1"'),), {}),
        (CHUNK, ((b"if-modified-since", b"today"),), {}),
    ],
)
def test_everything_else_goes_through_untouched(path, headers, scope):
    app = App()
    files = QuickFiles(app)
    for _ in range(2):
        status, found, body = ask(files, path, *headers, GZIP, **scope)
        assert (status, found[b"etag"], body) == (200, b'"1"', CODE)
    assert len(app.asked) == 2
    assert all(GZIP in asked["headers"] for asked in app.asked)


@pytest.mark.parametrize("app", [App(status=404), App(status=304), App(set_cookie=b"a=1"), App(content_encoding=b"br")])
def test_what_is_no_whole_file_is_sent_and_not_kept(app):
    files = QuickFiles(app)
    for _ in range(2):
        status, found, body = ask(files, CHUNK, GZIP)
        assert (status, found[b"etag"], body) == (app.status, b'"1"', CODE)
    assert len(app.asked) == 2


def test_what_is_cut_short_is_sent_to_no_other_visitor():
    app = App(parts=1)
    files = QuickFiles(app)
    ask(files, CHUNK, GZIP)
    app.parts = 2
    assert gzip.decompress(ask(files, CHUNK, GZIP)[2]) == CODE


def test_a_body_that_is_shorter_than_its_header_says_is_not_kept():
    app = App()
    app.headers[1] = (b"content-length", b"1000000")
    files = QuickFiles(app)
    for _ in range(2):
        ask(files, CHUNK)
    assert len(app.asked) == 2


def test_what_is_kept_has_a_bound():
    app = App()
    files = QuickFiles(app, most_bytes=len(CODE))
    for name in ("one", "two", "one", "two"):
        assert ask(files, f"/static/js/{name}.12345678.js")[2] == CODE
    assert len(app.asked) == 3


def test_a_module_that_is_changed_is_read_again(tmp_path, monkeypatch):
    (tmp_path / "shared").mkdir()
    module = tmp_path / "shared" / "colours.js"
    module.write_text("one")
    monkeypatch.setattr("ui.serving.quick_files.COMPONENTS", tmp_path)
    app = App()
    files = QuickFiles(app)
    ask(files, MODULE)
    ask(files, MODULE)
    assert len(app.asked) == 1
    os.utime(module, ns=(1, 1))
    ask(files, MODULE)
    assert len(app.asked) == 2


def test_a_websocket_goes_through():
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(QuickFiles(app)({"type": "websocket", "path": CHUNK}, None, None))  # type: ignore[arg-type]
    assert seen == ["websocket"]
