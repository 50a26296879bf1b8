"""Elements for the head of the document that Streamlit serves for every page."""

from __future__ import annotations

from typing import Any, Final

from starlette.types import Message, Send

_OWN: Final = frozenset({b"content-length", b"etag", b"last-modified"})
_CONDITIONS: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})

Header = tuple[bytes, bytes]


def plain(headers: list[Header]) -> list[Header]:
    """Change a request's headers, so that the document comes whole: uncompressed, and not as "not modified"."""
    return [header for header in headers if header[0].lower() not in _CONDITIONS]


class HeadElements:
    """Passes a response on, with elements added to its document's head; what is not a document stays as it is.

    Args:
        send: takes the response.
        elements: for the end of the head.
    """

    def __init__(self, send: Send, elements: bytes) -> None:
        self._send = send
        self._elements = elements
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the response."""
        if message["type"] == "http.response.start" and _is_document(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(message)

    async def _finish(self, message: Message) -> None:
        start: Any = self._start
        before, found, after = self._body.rpartition(b"</head>")
        body = before + self._elements + found + after if found else self._body
        headers = [header for header in start["headers"] if header[0].lower() not in _OWN]
        await self._send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
        await self._send({**message, "body": body})


def _is_document(message: Message) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    document = headers.get(b"content-type", b"").startswith(b"text/html")
    return bool(message["status"] == 200 and document and b"content-encoding" not in headers)
