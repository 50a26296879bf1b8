"""Puts the home page's stages into its document, so that they are seen while Streamlit's client is still being fetched.

They stand where the page will draw them, in the visitor's language and theme, and leave when it has
(`first_sight.js`). They are a picture of the page for the eye and the pointer: a screen reader waits for the page
itself. Only ``convlens.py`` can add this: under ``streamlit run`` the page is seen when it has been drawn.
"""

from __future__ import annotations

import asyncio
import base64
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.types import ASGIApp, Receive, Scope, Send

from cnn_core.pictures.samples import DEFAULT, SAMPLES
from figures.colours import limit_of
from figures.maps import strip_png
from ui import language
from ui.home.home import FURTHER, PICTURE, STAGES
from ui.home.stages import Glance, written_out
from ui.language import LANGUAGES, number, said
from ui.pictures import visitor as visitor_picture
from ui.serving.document import Adding, plain

HOME: Final = frozenset({"", "home"})
"""What the address of the home page can end with."""
_ARROW: Final = "M12 4l-1.41 1.41L16.17 11H4v2h12.17l-5.58 5.59L12 20l8-8z"
_CHEVRON: Final = "M7.41 8.59 12 13.17l4.59-4.58L18 10l-6 6-6-6 1.41-1.41z"


class FirstSight:
    """Middleware that adds the home page's stages to its document.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = _asked(scope)
        if asked is None:
            await self._app(scope, receive, send)
            return
        body = await asyncio.to_thread(first_sight, *asked)
        await self._app({**scope, "headers": plain(scope["headers"])}, receive, Adding(send, body=body))


def _asked(scope: Scope) -> tuple[str, str] | None:
    """Language and sample of a request for the home page; None for others, and for links that hold anything else."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].rstrip("/").rpartition("/")[2] not in HOME:
        return None
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    wanted = dict(query)
    browser = next((value for name, value in scope["headers"] if name.lower() == b"accept-language"), b"")
    spoken = "ko" if browser.lower().startswith(b"ko") else "en"
    words = wanted.pop(language.PARAMETER, spoken)
    sample = wanted.pop(visitor_picture.PARAMETER, DEFAULT)
    known = words in LANGUAGES and sample in SAMPLES and not wanted and len(dict(query)) == len(query)
    return (words, sample) if known else None


@lru_cache(maxsize=8)
def first_sight(words: str, sample: str) -> bytes:
    """The elements for the end of the document's body: the page's stages, their style, and the script that ends them.

    Args:
        words: the language, "en" or "ko".
        sample: name of the picture in `cnn_core.pictures.samples.SAMPLES`.
    """
    # What is hidden from screen readers must not be reached by keys: no link of it, nor itself, though it can scroll.
    page = Element("div", {"class": "first-sight", "aria-hidden": "true", "tabindex": "-1", "lang": words})
    glance = written_out(visitor_picture.sample(sample))
    picture = _url(visitor_picture.encoded(glance.square, "PNG"))
    _head(page, words)
    _picker(page, words, sample, picture)
    _stages(page, words, glance, picture)
    # Where the maps come from is said by the page, which knows; the line keeps its place.
    _add(page, "p", "first-caption first-unsaid", said(words, "home.from_keras"))
    _further(page, words)
    elements = tostring(page, "unicode", method="html")
    return f"<style>{_file('.css')}</style>{elements}<script>{_file('.js')}</script>".encode()


def _stages(page: Element, words: str, glance: Glance, picture: str) -> None:
    stages = SubElement(page, "div", {"class": "first-columns"})
    _stage(stages, words, "picture", picture, said(words, "home.picture_is", size=len(glance.square)), PICTURE)
    for stage, explained in STAGES.items():
        maps = glance.maps[stage]
        rows, columns, count = maps.shape
        limit = limit_of(maps)
        legend = said(words, "home.maps", count=count, rows=rows, columns=columns, limit=number(limit))
        strip = _url(strip_png(maps, limits=limit, columns=2))
        _stage(stages, words, stage, strip, f"{said(words, f'home.{stage}_is')} {legend}", explained)


def _file(suffix: str) -> str:
    return Path(__file__).with_suffix(suffix).read_text(encoding="utf-8")


def _head(page: Element, words: str) -> None:
    head = SubElement(page, "div", {"class": "first-head"})
    _add(head, "div", "first-title", said(words, "home.title"))
    _add(head, "p", "first-caption", said(words, "home.lead"))
    switch = SubElement(head, "div", {"class": "first-switch"})
    for name, label in LANGUAGES.items():
        _add(switch, "span", "first-chosen" if name == words else "", label)


def _picker(page: Element, words: str, sample: str, picture: str) -> None:
    picker = SubElement(page, "div", {"class": "first-picker"})
    _add(picker, "img", src=picture, alt="")
    _add(picker, "span", text=said(words, f"sample.{sample}"))
    _drawn(_add(picker, "span", "first-button", said(words, "picture.change")), _CHEVRON)


def _stage(stages: Element, words: str, stage: str, picture: str, caption: str, explained: str) -> None:
    card = _card(stages, said(words, f"home.{stage}"))
    _add(card, "img", src=picture, alt="")
    _add(card, "p", "first-caption", caption)
    _link(card, words, explained)


def _further(page: Element, words: str) -> None:
    _add(page, "div", "first-further", said(words, "home.further"))
    columns = SubElement(page, "div", {"class": "first-columns"})
    for what, names in FURTHER.items():
        card = _card(columns, said(words, f"home.{what}"))
        _add(card, "p", "first-caption", said(words, f"home.{what}_is"))
        links = SubElement(card, "div", {"class": "first-links"})
        for name in names:
            _link(links, words, name)


def _card(columns: Element, title: str) -> Element:
    card = SubElement(columns, "div", {"class": "first-card"})
    _add(card, "div", "first-heading", title)
    return card


def _link(parent: Element, words: str, name: str) -> None:
    link = SubElement(parent, "a", {"href": f"./{name}", "tabindex": "-1"})
    _drawn(link, _ARROW)
    _add(link, "span", text=said(words, f"page.{name}"))


def _drawn(parent: Element, path: str) -> None:
    SubElement(SubElement(parent, "svg", {"viewBox": "0 0 24 24"}), "path", {"d": path})


def _add(parent: Element, tag: str, class_: str = "", text: str = "", **attributes: Any) -> Element:
    element = SubElement(parent, tag, {**({"class": class_} if class_ else {}), **attributes})
    element.text = text
    return element


def _url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
