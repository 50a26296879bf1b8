"""The visitor's picture at other sizes, for a view that shows another size before the page has run.

A picture is asked for by its digest, which nobody can know who has not seen the page that shows it, and for as long as
somebody has it; only ``convlens.py`` answers. Under ``streamlit run`` the view waits for the page.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import limits
from ui.pictures.offered import offered

_ASKED: Final = re.compile(r"/_convlens/squares/([0-9a-f]+)/(\d{1,4})$")
_SIZES: Final = limits(ConvolutionStack, "size")


class PictureSizes:
    """Middleware that answers ``_convlens/squares/DIGEST/SIZE`` with uint8 (size, size, 3), row by row.

    Args:
        app: what answers everything else.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = _ASKED.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if asked is None:
            await self._app(scope, receive, send)
            return
        picture, size = offered(asked[1]), int(asked[2])
        known = picture is not None and (_SIZES.minimum or 0) <= size <= (_SIZES.maximum or 0)
        body = (await asyncio.to_thread(picture.square, size)).tobytes() if picture is not None and known else b""
        headers = [(b"content-type", b"application/octet-stream"), (b"cache-control", b"no-store")]
        length = (b"content-length", str(len(body)).encode())
        await send({"type": "http.response.start", "status": 200 if known else 404, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": body})
