"""Fetches the picture behind a link that a visitor gives, where whoever runs the server has switched that on.

A server that fetches what strangers name can be sent to its own neighbours (server-side request forgery). So each
server's name is resolved once, every address of it must be public, and the connection goes to that very address;
a redirect is checked in the same way. Size, time and the number of fetches under way are limited.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from cnn_core.pictures.errors import PictureLinkError
from cnn_core.pictures.images import MAX_BYTES
from cnn_core.pictures.public_address import is_public, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST", "SWITCH", "LinkLimits", "PictureLinkError", "fetch", "switched_on"]

SWITCH: Final = "CONVLENS_PICTURE_LINKS"
LONGEST: Final = 2000
"""Characters of a link."""
_AT_A_TIME: Final = 4
_BLOCK: Final = 1 << 16
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_HEADERS: Final = {"Accept": "image/*", "Accept-Encoding": "identity", "User-Agent": "ConvLens"}
_places = threading.BoundedSemaphore(_AT_A_TIME)


@dataclass(frozen=True)
class LinkLimits:
    """The bounds of one fetch.

    Attributes:
        bytes: of the picture's file.
        seconds: for all of it, redirects included.
        redirects: how often it may be passed on.
        ports: of servers.
        allowed: which addresses may be connected to.
    """

    bytes: int = MAX_BYTES
    seconds: float = 10.0
    redirects: int = 3
    ports: frozenset[int] = frozenset((80, 443))
    allowed: Callable[[str], bool] = is_public


def switched_on() -> bool:
    """Return True if this server may fetch what visitors name: ``CONVLENS_PICTURE_LINKS=1``."""
    return os.environ.get(SWITCH, "") == "1"


def fetch(link: str, limits: LinkLimits | None = None) -> bytes:
    """Fetch the file behind a link; `cnn_core.pictures.images.load_image` says if it is a picture.

    Args:
        link: as a visitor typed it, http or https.
        limits: what it may take.

    Raises:
        PictureLinkError: the link is none, leads to a server that is not public, or no file came within the limits.
    """
    bounds = limits or LinkLimits()
    if not _places.acquire(blocking=False):
        raise PictureLinkError("busy", {"limit": _AT_A_TIME})
    try:
        return _fetch(link.strip(), bounds, time.monotonic() + bounds.seconds)
    finally:
        _places.release()


def _fetch(link: str, bounds: LinkLimits, deadline: float) -> bytes:
    for _ in range(bounds.redirects + 1):
        target = _split_checked(link, bounds)
        with _answer(target, bounds, deadline) as answer:
            if answer.status not in _REDIRECTS:
                return _content(answer, target, bounds, deadline)
            link = urljoin(target.geturl(), answer.headers.get("Location", ""))
    raise PictureLinkError("redirects", {"limit": bounds.redirects})


def _split_checked(link: str, bounds: LinkLimits) -> SplitResult:
    """Split a link that may be followed, as far as that can be told without asking anybody."""
    if len(link) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in link):
        raise _not_a_link(link)
    try:
        target = urlsplit(link)
        port = target.port
    except ValueError as error:  # a port that is no number, half an IPv6 address
        raise _not_a_link(link) from error
    if target.scheme not in ("http", "https") or not target.hostname:
        raise _not_a_link(link)
    if target.username is not None or target.password is not None:
        raise PictureLinkError("password")
    if _port(target) not in bounds.ports:
        raise PictureLinkError("port", {"received": port})
    return target


def _not_a_link(link: str) -> PictureLinkError:
    shown = "".join(sign for sign in link[:80] if sign.isprintable())
    return PictureLinkError("not_a_link", {"received": shown or "nothing"})


def _port(target: SplitResult) -> int:
    if target.port is not None:
        return target.port
    return 443 if target.scheme == "https" else 80


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked; the name serves for the certificate and the Host header alone."""

    def __init__(self, target: SplitResult, address: str, seconds: float) -> None:
        super().__init__(str(target.hostname), _port(target), timeout=seconds)
        self._address, self._secure = address, target.scheme == "https"
        self.default_port = 443 if self._secure else 80

    def connect(self) -> None:
        """Connect, in such a way that `_cut` finds the socket while the keys are still being agreed on."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secure
            secure.do_handshake()


@contextmanager
def _answer(target: SplitResult, bounds: LinkLimits, deadline: float) -> Iterator[http.client.HTTPResponse]:
    """Yield a server's answer. When the time is over the connection is cut, however slowly bytes still come."""
    host = str(target.hostname)
    address = resolved(host, _port(target), _left(deadline, bounds), bounds.allowed)
    connection = _Pinned(target, address, _left(deadline, bounds))
    watch = threading.Timer(_left(deadline, bounds), _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", _path(target), headers=_HEADERS)
        with connection.getresponse() as answer:  # it holds the socket where the server ends the connection
            yield answer
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        _left(deadline, bounds)  # it was cut
        raise PictureLinkError("unreachable", {"received": host[:80]}) from error
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: _Pinned) -> None:
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _path(target: SplitResult) -> str:
    """Return the path of the request, in ASCII; %XX stays so."""
    path = quote(target.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return f"{path}?{quote(target.query, safe='/%:@!$&()*+,;=~-._?[]')}" if target.query else path


def _content(answer: http.client.HTTPResponse, target: SplitResult, bounds: LinkLimits, deadline: float) -> bytes:
    if answer.status != http.client.OK:
        raise PictureLinkError("status", {"received": answer.status})
    data = bytearray()
    while block := answer.read1(_BLOCK):
        data += block
        if len(data) > bounds.bytes:
            raise PictureLinkError("too_many_bytes", {"limit": f"{bounds.bytes / 1e6:g}"})
        _left(deadline, bounds)
    _left(deadline, bounds)  # what was cut ends too
    if answer.length:  # the connection ended before the length that was told
        raise PictureLinkError("unreachable", {"received": str(target.hostname)[:80]})
    return bytes(data)


def _left(deadline: float, bounds: LinkLimits) -> float:
    """Return the seconds that are left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise PictureLinkError("slow", {"limit": f"{bounds.seconds:g}"})
    return left
