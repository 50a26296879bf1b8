"""The home page's stages in its document: for whom they come, what they say, and that they show what the page shows."""

from __future__ import annotations

import asyncio
import base64
import re
import tomllib
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.pictures.samples import DEFAULT, SAMPLES
from figures.colours import limit_of
from ui.home.home import FURTHER, PICTURE, STAGES
from ui.home.stages import written_out
from ui.home.strips import strip_png
from ui.language import LANGUAGES, said
from ui.pictures.visitor import sample
from ui.serving.first_view import FirstSight, first_sight

ROOT = Path(__file__).parents[3]
DOCUMENT = b"<!DOCTYPE html><html><head></head><body><div id=root></div></body></html>"


def answered(path: str, *, query: str = "", method: str = "GET", headers: Any = (), status: int = 200) -> Any:
    """What comes back through the middleware: the headers, the body, and the headers that the app saw."""
    seen: list[tuple[bytes, bytes]] = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.extend(scope["headers"])
        start = [(b"content-type", b"text/html; charset=utf-8"), (b"ETag", b'"x"'), (b"Last-Modified", b"y")]
        await send({"type": "http.response.start", "status": status, "headers": start})
        await send({"type": "http.response.body", "body": DOCUMENT})

    async def keep(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": list(headers)}
    asyncio.run(FirstSight(app)(scope, None, keep))  # type: ignore[arg-type]
    return dict(sent[0]["headers"]), sent[1]["body"], dict(seen)


def document(words: str, name: str) -> bytes:
    return DOCUMENT.replace(b"</body>", first_sight(words, name) + b"</body>")


class Reader(HTMLParser):
    """The texts, pictures and links of a document, in its order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.pictures: list[np.ndarray[Any, Any]] = []
        self.links: list[str] = []
        self.feed(re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "img":
            png = base64.b64decode(str(values["src"]).removeprefix("data:image/png;base64,"))
            self.pictures.append(np.asarray(Image.open(BytesIO(png)).convert("RGB")))
        if tag == "a":
            assert values["tabindex"] == "-1"
            self.links.append(str(values["href"]))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("path", ["/", "/home", "/home/"])
@pytest.mark.parametrize(
    ("query", "spoken", "words", "name"),
    [
        ("", None, "en", DEFAULT),
        ("", "en-GB,en;q=0.9", "en", DEFAULT),
        ("", "ko-KR,ko;q=0.9,en;q=0.8", "ko", DEFAULT),
        ("", "KO", "ko", DEFAULT),
        ("", "de,ko;q=0.9", "en", DEFAULT),
        ("lang=en", "ko-KR", "en", DEFAULT),
        ("lang=ko&picture=coffee", None, "ko", "coffee"),
        ("picture=coins", "ko", "ko", "coins"),
    ],
)
def test_it_comes_in_the_language_and_with_the_picture_that_the_page_will_have(path, query, spoken, words, name):
    headers = [(b"Accept-Language", spoken.encode())] if spoken else []
    got, body, _ = answered(path, query=query, headers=headers)
    assert body == document(words, name)
    assert got[b"content-length"] == str(len(body)).encode()


def test_the_browser_asks_for_it_anew_each_time():
    conditions = [(b"if-none-match", b'"x"'), (b"if-modified-since", b"y"), (b"accept-encoding", b"br")]
    got, _, seen = answered("/", headers=[*conditions, (b"cookie", b"a=b")])
    assert set(got) == {b"content-type", b"content-length"}
    assert seen == {b"cookie": b"a=b"}


@pytest.mark.parametrize(
    ("path", "query", "method"),
    [
        ("/train", "", "GET"),
        ("/train/", "", "GET"),
        ("/static/js/home", "", "POST"),
        ("/", "", "HEAD"),
        ("/", "lang=de", "GET"),
        ("/", "lang=", "GET"),
        ("/", "picture=own", "GET"),
        ("/", "picture=../../etc/passwd", "GET"),
        ("/", "lang=en&lang=ko", "GET"),
        ("/", "embed=true", "GET"),
        ("/", "picture=%ff%fe", "GET"),
    ],
)
def test_what_it_does_not_know_passes_untouched(path, query, method):
    got, body, _ = answered(path, query=query, method=method)
    assert body == DOCUMENT
    assert b"ETag" in got


def test_a_refusal_and_another_protocol_pass():
    assert answered("/", status=404)[1] == DOCUMENT
    passed = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    asyncio.run(FirstSight(app)({"type": "websocket", "path": "/"}, None, None))  # type: ignore[arg-type]
    assert passed == ["websocket"]


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize("name", ["cat", "checkerboard"])
def test_it_says_and_shows_what_the_page_does(words, name):
    read = Reader(first_sight(words, name).decode())
    titles = [f"home.{key}" for key in ("title", "lead", "picture", *STAGES, "further", *FURTHER)]
    titles += [f"home.{what}_is" for what in FURTHER] + [f"sample.{name}", "picture.change"]
    assert {said(words, key) for key in titles} <= set(read.texts)
    pages = [PICTURE, *STAGES.values(), *(page for pages in FURTHER.values() for page in pages)]
    assert read.links == [f"./{page}" for page in pages]
    assert {said(words, f"page.{page}") for page in pages} <= set(read.texts)
    seen = written_out(sample(name))
    strips = [strip_png(maps, limits=limit_of(maps), columns=2) for maps in seen.maps.values()]
    expected = [seen.square, seen.square, *(np.asarray(Image.open(BytesIO(one)).convert("RGB")) for one in strips)]
    assert len(read.pictures) == len(expected)
    assert all(np.array_equal(got, want) for got, want in zip(read.pictures, expected, strict=True))


def test_samples_have_a_sight_of_their_own_and_few_are_kept():
    sights = {first_sight("en", name) for name in SAMPLES}
    assert len(sights) == len(SAMPLES)
    assert first_sight.cache_info().currsize <= 8
    assert max(map(len, sights)) < 600_000


def test_its_colours_and_letters_are_the_themes():
    style = (ROOT / "ui" / "serving" / "first_view.css").read_text(encoding="utf-8")
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    pairs = set(re.findall(r"light-dark\((#\w{6}), (#\w{6})\)", style))
    known = {(value, theme["dark"][key]) for key, value in theme["light"].items()}
    assert len(pairs) > 3
    assert pairs <= known
    family = theme["font"].replace("'", '"')
    assert family in " ".join(style.split())
