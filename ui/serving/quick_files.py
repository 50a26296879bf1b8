"""Answers requests for the files of the page from memory, and small.

A page is a hundred files and more, of Streamlit's client and of our views. Streamlit reads each of them anew for every
visitor, in a thread of its own, and sends those of its client as large as they are. Here a file is read and compressed
once; what is asked for in any other way than a browser's plain first request goes through. Only ``convlens.py`` can add
this: under ``streamlit run`` everything works all the same, at Streamlit's own pace.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import dataclass, field
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.early_modules import COMPONENTS

MOST_BYTES: Final = 32_000_000
"""So much is kept; what comes later is sent, but not kept."""
WORTH_IT: Final = 1000
"""Bytes below which a file is not compressed."""

_CLIENT: Final = re.compile(r"/static/(?:js|css|media)/[\w.-]+$")
_OURS: Final = re.compile(r"/_stcore/bidi-components/convlens\.\w+/((?:\w+/)*\w+\.(?:js|css))$")
_CONDITIONS: Final = frozenset({b"range", b"if-none-match", b"if-modified-since", b"if-range"})
_COMPRESSED: Final = re.compile(rb"javascript|text/|json|svg|wasm")
_OWN: Final = frozenset({b"content-length", b"content-encoding", b"vary", b"etag"})

Header = tuple[bytes, bytes]
Key = tuple[str, int, bool]


@dataclass(frozen=True)
class Answer:
    """A whole response, as it is sent."""

    headers: list[Header] = field(repr=False)
    body: bytes = field(repr=False)

    async def send(self, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": 200, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class QuickFiles:
    """Middleware that keeps the files of the page.

    Args:
        app: what answers.
        most_bytes: how much is kept.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._kept: dict[Key, Answer] = {}
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
        elif key in self._kept:
            await self._kept[key].send(send)
        else:
            await self._fetch(key, scope, receive, send)

    async def _fetch(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        # The file has to come as it is: what is compressed on the way is compressed anew for each visitor.
        plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, keep)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        if not _is_file(messages[0]) or _is_cut(messages, body):
            for message in messages:
                await send(message)
            return
        answer = await _answer(messages[0]["headers"], body, compress=key[2])
        if self._bytes + len(answer.body) <= self._most_bytes and key not in self._kept:
            self._kept[key] = answer
            self._bytes += len(answer.body)
        await answer.send(send)


def _key(scope: Scope) -> Key | None:
    """Return the key under which a file is cached: path, time of the last change, compressed or not."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope.get("query_string"):
        return None
    headers = {name.lower(): value for name, value in scope["headers"]}
    if headers.keys() & _CONDITIONS:
        return None
    compressed = b"gzip" in headers.get(b"accept-encoding", b"")
    if _CLIENT.search(scope["path"]):  # its names differ with what is in it
        return scope["path"], 0, compressed
    ours = _OURS.search(scope["path"])
    file = COMPONENTS / ours[1] if ours else None
    return (scope["path"], file.stat().st_mtime_ns, compressed) if file and file.is_file() else None


def _is_cut(messages: list[Message], body: bytes) -> bool:
    """Return True if the response has ended too early, as when its visitor has gone; others must not get it."""
    length = {name.lower(): value for name, value in messages[0]["headers"]}.get(b"content-length")
    return bool(messages[-1].get("more_body")) or (length is not None and int(length) != len(body))


def _is_file(start: Message) -> bool:
    headers = {name.lower() for name, _ in start["headers"]}
    return bool(start["status"] == 200 and not headers & {b"set-cookie", b"content-encoding"})


async def _answer(headers: list[Header], body: bytes, *, compress: bool) -> Answer:
    kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
    others = [(name, value) for name, value in headers if name.lower() not in _OWN]
    if compress and len(body) >= WORTH_IT and _COMPRESSED.search(kind):
        body = await asyncio.to_thread(gzip.compress, body, 6, mtime=0)
        others.append((b"content-encoding", b"gzip"))
    size = str(len(body)).encode()
    return Answer([*others, (b"content-length", size), (b"vary", b"Accept-Encoding")], body)
