"""The links that let a browser fetch a page's view early: which modules they name, and what they leave alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit

from ui.serving.early_modules import (
    COMPONENTS,
    PARTS,
    VIEWS,
    EarlyModules,
    _imports_of,
    connection,
    links,
    modules,
    parts,
)

DOCUMENT = b"<!DOCTYPE html><html><head><title>x</title></head><body></body></html>"


def answered(path: str, *, body: bytes = DOCUMENT, kind: str = "text/html; charset=utf-8", **head: Any) -> Any:
    """What comes back through the middleware: the start's headers, the body, and the headers that the app saw."""
    seen: list[tuple[bytes, bytes]] = []
    sent: list[dict[str, Any]] = []
    status = head.pop("status", 200)
    extra = head.pop("headers", [])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(scope["headers"])
        headers = [(b"content-type", kind.encode()), (b"Content-Length", str(len(body)).encode()), *extra]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        half = len(body) // 2
        await send({"type": "http.response.body", "body": body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": body[half:]})

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": head.pop("method", "GET"),
        "path": path,
        "headers": [(b"accept-encoding", b"br")],
    }
    asyncio.run(EarlyModules(app)(scope, None, keep))  # type: ignore[arg-type]
    headers = {name.lower(): value for name, value in sent[0]["headers"]}
    return headers, b"".join(message.get("body", b"") for message in sent[1:]), dict(seen)


@pytest.mark.parametrize("view", [view for view in VIEWS.values() if view])
def test_every_module_that_a_view_imports_is_named_once(view):
    named = modules(view)
    assert named[0] == f"{view}/view.js"
    assert len(set(named)) == len(named) > 5
    assert all((COMPONENTS / path).is_file() for path in named)


LATER = re.compile(r'\(\) => import\("(\.[^"]+)"\)')
"""A module that is fetched when a part of a view is first needed, by ``createLater``."""


def later(view: str) -> set[str]:
    """Return the modules that a view fetches when it is on screen already, as paths below ``ui/components``."""
    found: set[str] = set()
    waiting = set(modules(view))
    while waiting:
        texts = {name: (COMPONENTS / name).read_text(encoding="utf-8") for name in waiting}
        entries = {(COMPONENTS / name).parent / path for name, text in texts.items() for path in LATER.findall(text)}
        waiting = {name for path in entries for name in _below(path)} - found - set(modules(view))
        found |= waiting
    return found


def _below(path: Path) -> Iterator[str]:
    return (found.relative_to(COMPONENTS).as_posix() for found in _imports_of(path.resolve(), set()))


def test_what_is_fetched_later_is_not_named():
    fetched = later("explorer")
    assert {"explorer/unit/unit_view.js", "explorer/graph/graph.js", "explorer/walk/walk.js"} <= fetched
    assert not fetched & set(modules("explorer"))


def test_the_explorer_is_made_of_few_modules():
    assert len(modules("explorer")) <= 30
    assert len(modules("explorer")) + len(later("explorer")) <= 60


def test_the_lab_is_made_of_few_modules():
    assert len(modules("convolution_lab")) + len(later("convolution_lab")) <= 45


def test_parts_of_streamlits_client_are_named():
    names = [name.partition(".")[0] for name in parts()]
    assert set(PARTS) <= set(names)
    assert len(set(parts())) == len(names)
    for view in VIEWS.values():
        assert all(f'href="./static/js/{name}"'.encode() in links(view) for name in parts())


def test_what_these_parts_import_is_named_too_but_for_what_streamlits_document_names():
    folder = Path(streamlit.__file__).with_name("static")
    document = (folder / "index.html").read_text(encoding="utf-8")
    imported: list[str] = []
    for name in parts():
        assert name not in document
        code = (folder / "static" / "js" / name).read_text(encoding="utf-8")
        imported += (others := re.findall(r'(?:from|import)"\./([^"]+)"', code))
        assert all(other in document or other in parts() for other in others)
    assert len(imported) > len(parts())


def test_every_page_is_known():
    pages = {path.stem for path in (COMPONENTS.parents[1] / "pages").glob("*.py")}
    assert set(VIEWS) == {"", *pages} - {"home"}


@pytest.mark.parametrize(
    ("path", "base"),
    [("/", "./"), ("/train", "./"), ("/base/train", "./"), ("/train/", "../"), ("/base/train/", "../")],
)
def test_the_server_is_where_the_pages_are(path, base):
    script = connection(path).decode()
    assert f'BACKEND_BASE_URL:new URL("{base}",location.href).href' in script
    assert "allowedOrigins:[location.origin]" in script


@pytest.mark.parametrize(
    ("path", "view"), [("/", ""), ("/network_explorer", "explorer"), ("/base/network_explorer/", "explorer")]
)
def test_a_pages_document_gets_the_links_and_stays_whole(path, view):
    headers, body, seen = answered(path)
    assert body == DOCUMENT.replace(b"</head>", connection(path) + links(view) + b"</head>")
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"accept-encoding" not in seen


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("/somewhere", {}),
        ("/network_explorer", {"method": "HEAD"}),
        ("/network_explorer", {"status": 404}),
        ("/network_explorer", {"kind": "application/json"}),
        ("/network_explorer", {"headers": [(b"content-encoding", b"gzip")]}),
    ],
)
def test_everything_else_passes_untouched(path, changes):
    headers, body, _ = answered(path, **changes)
    assert body == DOCUMENT
    assert headers[b"content-length"] == str(len(DOCUMENT)).encode()


def test_other_protocols_pass():
    passed = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    asyncio.run(EarlyModules(app)({"type": "websocket", "path": "/network_explorer"}, None, None))  # type: ignore[arg-type]
    assert passed == ["websocket"]
