"""What the gallery and the live camera may send."""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.components.gallery import MOST_IDS, MOST_PICTURES, Message, SentPicture, message_of
from ui.components.live import MOST_BYTES, frame_of
from ui.components.messages import MessageError, data_of

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda parts: st.one_of(
        st.lists(parts, max_size=4),
        st.dictionaries(st.sampled_from(["kind", "number", "pictures", "picture", "name", "url", "id", "ids"]), parts),
    ),
    max_leaves=12,
)


def url(content: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"


def sent(**parts: Any) -> dict[str, Any]:
    return {"kind": "add", "number": 1} | parts


def test_pictures_come_with_their_names() -> None:
    pictures = [{"name": "a.jpg", "url": url(b"abc")}, {"name": "b.tif", "url": "", "large": True}]
    found = message_of(sent(pictures=pictures, more=True))
    expected = (SentPicture("a.jpg", b"abc"), SentPicture("b.tif", b"", True))
    assert found == Message("add", 1, expected, True)


def test_javascripts_whole_numbers_are_whole() -> None:
    assert message_of({"kind": "thumbnails", "number": 4.0, "ids": [0, 2.0]}).ids == (0, 2)


@given(st.binary(max_size=200))
def test_any_content_arrives(content: bytes) -> None:
    assert data_of(url(content), most_letters=1000) == content


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        "add",
        sent(kind="eval"),
        sent(number=-1),
        sent(number=1.5),
        sent(number="1"),
        sent(number=True),
        sent(pictures={}),
        sent(pictures=[{"name": "a", "url": url(b"")}] * (MOST_PICTURES + 1)),
        sent(pictures=["a"]),
        sent(pictures=[{"name": "a" * 1001, "url": url(b"")}]),
        sent(pictures=[{"name": 3, "url": url(b"")}]),
        sent(pictures=[{"name": "a", "url": "https://example.org/a.jpg"}]),
        sent(pictures=[{"name": "a", "url": "data:image/jpeg;base64,%%%"}]),
        sent(pictures=[{"name": "a", "url": "data:image/jpeg;base64,가"}]),
        sent(pictures=[{"name": "a", "url": f"data:{'x' * 90};base64,"}]),
        sent(kind="thumbnails", ids=list(range(MOST_IDS + 1))),
        sent(kind="open", id=-1),
        sent(kind="open", id="0"),
        sent(kind="open", id=float("nan")),
    ],
)
def test_what_the_gallery_cannot_have_sent_is_refused(wrong: object) -> None:
    with pytest.raises(MessageError, match="Received: "):
        message_of(wrong)


@given(JSON)
def test_whatever_comes_is_a_message_or_refused(something: object) -> None:
    with suppress(MessageError):
        assert isinstance(message_of(something), Message)


@given(JSON)
def test_whatever_comes_is_a_frame_or_refused(something: object) -> None:
    with pytest.raises(MessageError):
        frame_of(something)


def test_a_frame_has_a_bound() -> None:
    assert frame_of({"number": 1, "url": url(bytes(MOST_BYTES))}).number == 1
    with pytest.raises(MessageError, match=f"{MOST_BYTES:,} bytes"):
        frame_of({"number": 1, "url": url(bytes(MOST_BYTES + 1))})
