"""The visitor's picture at other sizes: who gets it, and who does not."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import numpy as np
import pytest

from ui.pictures.offered import offer
from ui.pictures.visitor import Picture, sample
from ui.serving.picture_sizes import PictureSizes


def answered(path: str, *, method: str = "GET", kind: str = "http") -> Any:
    """Status, headers and body of what comes back; None if the app behind was asked."""
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        pass

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(PictureSizes(app)({"type": kind, "method": method, "path": path}, None, keep))  # type: ignore[arg-type]
    return (sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]) if sent else None


@pytest.mark.parametrize("name", ["cat", "checkerboard", "single_pixel"])
@pytest.mark.parametrize("size", [8, 97, 256])
@pytest.mark.parametrize("base", ["", "/base"])
def test_it_is_the_picture_that_the_layer_would_get(name, size, base):
    picture = sample(name)
    status, headers, body = answered(f"{base}/_convlens/squares/{offer(picture)}/{size}")
    assert status == 200
    assert np.array_equal(np.frombuffer(body, np.uint8).reshape(size, size, 3), picture.square(size))
    assert headers[b"content-length"] == str(len(body)).encode()
    assert headers[b"cache-control"] == b"no-store"


@pytest.mark.parametrize("size", ["0", "7", "257", "9999"])
def test_a_size_that_no_layer_takes_is_refused(size):
    status, _, body = answered(f"/_convlens/squares/{offer(sample('cat'))}/{size}")
    assert (status, body) == (404, b"")


def test_a_picture_that_nobody_has_is_not_there():
    assert answered("/_convlens/squares/0123456789abcdef/96")[0] == 404
    pixels = np.random.default_rng(1).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    own = Picture(pixels, "own", "upload", "feedbeef")
    assert answered(f"/_convlens/squares/{offer(own)}/16")[0] == 200
    del own
    gc.collect()
    assert answered("/_convlens/squares/feedbeef/16")[0] == 404


@pytest.mark.parametrize(
    ("path", "request_"),
    [
        ("/_convlens/squares/feed/96/", {}),
        ("/_convlens/squares/feed", {}),
        ("/_convlens/squares/../96", {}),
        ("/_convlens/squares/feed/-8", {}),
        ("/_convlens/squares/feed/12345", {}),
        ("/convolution_lab", {}),
        ("/_convlens/squares/feed/96", {"method": "POST"}),
        ("/_convlens/squares/feed/96", {"kind": "websocket"}),
    ],
)
def test_everything_else_is_for_the_app_behind(path, request_):
    assert answered(path, **request_) is None
