"""Links to pictures against a server on loopback: refused as it is, fetched where the test allows that address."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.pictures import link as picture_link
from cnn_core.pictures.images import load_image
from cnn_core.pictures.link import LinkLimits, PictureLinkError, fetch
from tests.cnn_core.picture_server import PictureServer, picture_server, png
from tests.examples import examples


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with picture_server() as running:
        yield running


def allowing(server: PictureServer, **limits: object) -> LinkLimits:
    """Loopback alone is allowed, and this server's port."""
    ports = frozenset((server.server_port,))
    return LinkLimits(ports=ports, allowed=lambda address: address == "127.0.0.1", **limits)  # type: ignore[arg-type]


def code_of(link: str, limits: LinkLimits | None = None) -> str:
    with pytest.raises(PictureLinkError) as refused:
        fetch(link, limits)
    assert "Received: " in str(refused.value)
    return refused.value.code


def test_a_picture_on_an_allowed_server_is_fetched(server: PictureServer) -> None:
    data = fetch(server.link("/picture?size=large&name=고양이"), allowing(server))
    assert data == png()
    assert load_image(data).shape == (30, 40, 3)
    assert server.asked == [("/picture?size=large&name=%EA%B3%A0%EC%96%91%EC%9D%B4", f"127.0.0.1:{server.server_port}")]


def test_loopback_is_never_asked(server: PictureServer) -> None:
    bounds = LinkLimits(ports=frozenset((server.server_port,)))
    for host in ("127.0.0.1", "localhost", "127.1", "2130706433"):
        assert code_of(server.link("/picture", host), bounds) == "private"
    assert server.asked == []


def test_the_connection_goes_to_the_checked_address(server: PictureServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means another address when it is asked for again (DNS rebinding) is not asked for again."""
    asked: list[str] = []

    def once(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with monkeypatch.context() as patched:
        connect = socket.create_connection
        patched.setattr("cnn_core.pictures.public_address.socket.getaddrinfo", once)
        reached: list[tuple[str, int]] = []
        patched.setattr(
            "cnn_core.pictures.link.socket.create_connection",
            lambda place, timeout: (reached.append(place), _plain(place, timeout))[1],
        )
        assert fetch(server.link("/picture", "pictures.example"), allowing(server)) == png()
    assert connect is socket.create_connection
    assert asked == ["pictures.example"]
    assert reached == [("127.0.0.1", server.server_port)]
    assert server.asked[0][1] == f"pictures.example:{server.server_port}"


def _plain(place: tuple[str, int], timeout: float) -> socket.socket:
    connected = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connected.settimeout(timeout)
    connected.connect(place)
    return connected


def test_a_redirect_is_followed_where_it_may_lead(server: PictureServer) -> None:
    assert fetch(server.link("/to?/picture"), allowing(server)) == png()
    assert [path for path, _ in server.asked] == ["/to?/picture", "/picture"]


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("http://10.0.0.1/picture", "port"),
        ("http://10.0.0.1:{port}/picture", "private"),
        ("http://[::1]:{port}/picture", "private"),
        ("file:///etc/passwd", "not_a_link"),
        ("ftp://127.0.0.1:{port}/picture", "not_a_link"),
        ("gopher://127.0.0.1:{port}/_x", "not_a_link"),
        ("http://user:secret@127.0.0.1:{port}/picture", "password"),
    ],
)
def test_a_redirect_leads_nowhere_that_a_link_may_not(server: PictureServer, place: str, code: str) -> None:
    link = server.link(f"/to?{place.format(port=server.server_port)}")
    assert code_of(link, allowing(server)) == code
    assert len(server.asked) == 1


def test_redirects_end(server: PictureServer) -> None:
    assert code_of(server.link("/again"), allowing(server)) == "redirects"
    assert len(server.asked) == 4


def test_a_file_is_no_larger_than_it_may_be(server: PictureServer) -> None:
    assert code_of(server.link("/endless"), allowing(server, bytes=1_000_000)) == "too_many_bytes"


@pytest.mark.parametrize("path", ["/drip", "/silent"])
def test_time_is_limited_however_slowly_something_still_comes(server: PictureServer, path: str) -> None:
    assert code_of(server.link(path), allowing(server, seconds=0.3)) == "slow"


def test_half_a_file_is_none(server: PictureServer) -> None:
    assert code_of(server.link("/cut"), allowing(server)) == "unreachable"


def test_an_answer_without_the_file_is_told(server: PictureServer) -> None:
    with pytest.raises(PictureLinkError, match="Received: HTTP 404"):
        fetch(server.link("/missing"), allowing(server))


def test_a_server_that_does_not_answer_is_told(server: PictureServer) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        bounds = LinkLimits(ports=frozenset((port,)), allowed=lambda _: True)
        assert code_of(f"http://127.0.0.1:{port}/", bounds) == "unreachable"


def test_a_server_that_speaks_another_language_over_https_is_told(server: PictureServer) -> None:
    assert code_of(server.link("/picture").replace("http:", "https:"), allowing(server)) == "unreachable"


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("", "not_a_link"),
        ("cat.jpg", "not_a_link"),
        ("//example.org/cat.jpg", "not_a_link"),
        ("http://", "not_a_link"),
        ("http:///cat.jpg", "not_a_link"),
        ("javascript:alert(1)", "not_a_link"),
        ("data:image/png;base64,AAAA", "not_a_link"),
        ("file:///etc/passwd", "not_a_link"),
        ("http://[::1", "not_a_link"),
        ("http://example.org:port/", "not_a_link"),
        ("http://example.org:99999/", "not_a_link"),
        ("http://example.org/a b", "not_a_link"),
        ("http://example.org/\r\nHost: inner", "not_a_link"),
        (f"http://example.org/{'a' * 2000}", "not_a_link"),
        ("http://example.org:22/", "port"),
        ("https://example.org:6379/", "port"),
        ("http://user@example.org/", "password"),
        ("http://127.0.0.1/", "private"),
        ("http://169.254.169.254/latest/meta-data", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
    ],
)
def test_what_is_no_link_to_a_public_server_is_refused(link: str, code: str) -> None:
    assert code_of(link) == code


@examples(200)
@given(st.one_of(st.text(max_size=80), st.text(max_size=40).map(lambda end: f"http://127.0.0.1{end}")))
def test_whatever_is_typed_reaches_nobody(link: str) -> None:
    """Nobody may be reached: every address is refused, and a sentence says why."""
    with pytest.raises(PictureLinkError) as refused:
        fetch(link, LinkLimits(seconds=2, allowed=lambda _: False))
    assert "Received: " in str(refused.value)


def test_only_so_many_are_fetched_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(picture_link, "_places", threading.BoundedSemaphore(1))
    assert code_of("http://127.0.0.1/") == "private"  # and its place is free again
    with picture_link._places:
        assert code_of("http://127.0.0.1/") == "busy"


@pytest.mark.parametrize(("value", "on"), [("1", True), ("0", False), ("", False), ("yes", False)])
def test_the_operator_switches_it_on(monkeypatch: pytest.MonkeyPatch, value: str, on: bool) -> None:
    monkeypatch.setenv(picture_link.SWITCH, value)
    assert picture_link.switched_on() is on


def test_without_a_word_of_the_operator_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(picture_link.SWITCH, raising=False)
    assert not picture_link.switched_on()
