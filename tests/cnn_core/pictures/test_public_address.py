"""Which addresses strangers may send this server to."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.pictures.errors import PictureLinkError
from cnn_core.pictures.public_address import is_public, resolved

PRIVATE = [
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.168.1.1", "198.18.0.1", "203.0.113.5", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "100::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::8a"]


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_behind_the_servers_walls_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "text", ["", "localhost", "example.org", "127.1", "0x7f000001", "2130706433", "1.1.1.1.", "１.1.1.1x"]
)
def test_what_is_no_written_out_address_is_not(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_every_wrapping(address: ipaddress.IPv4Address) -> None:
    wrapped = [
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        f"2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1",
    ]
    plain = address.is_global and not address.is_multicast
    assert is_public(str(address)) == plain
    for one in wrapped:
        assert not is_public(one) or plain
    assert is_public(wrapped[1]) == plain


@given(st.ip_addresses(v=6))
def test_a_public_ipv6_address_is_global(address: ipaddress.IPv6Address) -> None:
    assert not is_public(str(address)) or (address.is_global and not address.is_multicast)


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_public(text) in (True, False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "::1", "0"])
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(PictureLinkError) as refused:
        resolved(host, 80, 5)
    assert refused.value.code in ("private", "unknown_server")  # systems without IPv6 know no ::1


def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(PictureLinkError) as refused:
        resolved("both.example", 80, 5)
    assert (refused.value.code, refused.value.values) == ("private", {"received": "both.example"})
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers[:1])
    assert resolved("both.example", 80, 5) == "1.1.1.1"


def test_a_name_that_nobody_answers_for_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    release = threading.Event()

    def silent(*_: Any, **__: Any) -> list[Any]:
        release.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with pytest.raises(PictureLinkError) as refused:
        resolved("silent.example", 80, 0.05)
    release.set()
    assert refused.value.code == "unknown_server"


@pytest.mark.parametrize("host", ["a" * 300, f"{'b' * 64}.example", "..", "a..b"])
def test_a_name_that_cannot_be_is_unknown(host: str) -> None:
    with pytest.raises(PictureLinkError) as refused:
        resolved(host, 80, 5)
    assert refused.value.code == "unknown_server"
