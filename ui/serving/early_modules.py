"""Has the browser fetch a page's view while Streamlit still starts, instead of after the page has come.

A view is many small ES modules, and the browser learns of each only from the one that imports it; Streamlit's client
fetches the parts that it draws with only when it meets them. Links in the head of the document name them all at once.
A line of script says where the server is, so that the client need not try addresses before it connects: a page's own
address is the first that it would try, in vain. Nothing else of the document changes. Only ``convlens.py`` can add
this: under ``streamlit run`` the modules are fetched later, and everything works all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import streamlit
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.serving.document import HeadElements, plain

COMPONENTS: Final = Path(__file__).parents[1] / "components"
PARTS: Final = ("ButtonGroup", "BidiComponent", "ImageList", "PageLink", "Html")
"""Parts of Streamlit's client that the heads of pages are drawn with, and the first page."""
VIEWS: Final = {
    "": "",
    "data": "",
    "augment": "",
    "train": "",
    "models": "",
    "convolution_lab": "convolution_lab",
    "network_explorer": "explorer",
    "pooling_lab": "pooling_lab",
    "classify": "classify",
    "build": "builder",
    "evaluate": "confusion_matrix",
    "mlp_and_cnn": "mlp_and_cnn",
}
"""Address of a page → its view, where it has one that comes first."""
_IMPORT: Final = re.compile(r'^(?:import|export)\b[^;]*?\bfrom\s+"(\.[^"]+)"', re.MULTILINE)
_CHUNK: Final = re.compile(r'(?:from|import)\s*"\./([^"]+\.js)"')
_SCRIPT: Final = re.compile(r'static/js/([^"]+\.js)"')
_CLIENT: Final = Path(streamlit.__file__).with_name("static") / "static"


@cache
def modules(view: str) -> tuple[str, ...]:
    """List the modules that a view imports before it runs, itself the first, as paths below ``ui/components``.

    Example:
        >>> modules("page_language")
        ('page_language/view.js',)
    """
    return tuple(path.relative_to(COMPONENTS).as_posix() for path in _imports_of(COMPONENTS / view / "view.js", set()))


def _imports_of(path: Path, seen: set[Path]) -> Iterator[Path]:
    if path in seen:
        return
    seen.add(path)
    yield path
    for name in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield from _imports_of((path.parent / name).resolve(), seen)


@cache
def parts() -> tuple[str, ...]:
    """List the files of Streamlit's client that draw the heads of pages, as ``ImageList.uI_663gL.js``, with imports.

    It fetches them when the page's script has run, and cannot draw before; their names differ with its version. What
    its own document names already is left out.
    """
    found = (sorted(_CLIENT.joinpath("js").glob(f"{name}.????????.js")) for name in PARTS)
    seen = set(_SCRIPT.findall(_CLIENT.parent.joinpath("index.html").read_text(encoding="utf-8")))
    return tuple(name for files in found if len(files) == 1 for name in _fetches_of(files[0].name, seen))


def _fetches_of(name: str, seen: set[str]) -> Iterator[str]:
    if name in seen:
        return
    seen.add(name)
    yield name
    for other in _CHUNK.findall(_CLIENT.joinpath("js", name).read_text(encoding="utf-8")):
        yield from _fetches_of(other, seen)


def connection(path: str) -> bytes:
    """Write the script that tells Streamlit's client its server, and what it would ask there before it connects.

    It is the client's own way for hosts that know both; a client that does not know it asks as ever. No other site's
    pages may send it messages.

    Args:
        path: of the document, as "/network_explorer".
    """
    above = "../" if path.rstrip("/") and path.endswith("/") else "./"
    config = "allowedOrigins:[location.origin],useExternalAuthToken:false,enableCustomParentMessages:false"
    address = f'new URL("{above}",location.href).href'
    return f"<script>window.__streamlit={{BACKEND_BASE_URL:{address},HOST_CONFIG:{{{config}}}}}</script>".encode()


@cache
def links(view: str) -> bytes:
    """Write the elements for the head of the document. They are fetched after what Streamlit itself needs.

    Args:
        view: of the page, or "" for none.
    """
    folder = f"./_stcore/bidi-components/convlens.{view}"
    paths = [f"./static/js/{name}" for name in parts()]
    paths += [f"{folder}/{path}" for path in modules(view)] if view else []
    return "".join(f'<link rel="modulepreload" fetchpriority="low" href="{path}">' for path in paths).encode()


class EarlyModules:
    """Middleware that adds the links to the documents of the pages in ``VIEWS``.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        view = VIEWS.get(scope["path"].rstrip("/").rpartition("/")[2]) if scope["type"] == "http" else None
        if view is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        added = HeadElements(send, connection(scope["path"]) + links(view))
        await self._app({**scope, "headers": plain(scope["headers"])}, receive, added)
