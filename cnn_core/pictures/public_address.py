"""Which addresses of the internet a server may be sent to by a stranger: public ones, and nothing behind its walls."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable
from typing import Final

from cnn_core.pictures.errors import PictureLinkError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1, long out of use; systems still take it


def is_public(text: str) -> bool:
    """Return True if anybody on the internet can reach the address.

    Addresses that are wrapped in another one (mapped and compatible IPv4, NAT64, 6to4, Teredo) count as what they hold.

    Args:
        text: as `socket.getaddrinfo` gives it, without a name to be resolved.

    Example:
        >>> [is_public(one) for one in ("1.1.1.1", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0")]
        [True, False, False, False, False, False]
        >>> is_public("::ffff:127.0.0.1"), is_public("64:ff9b::a00:1"), is_public("localhost")
        (False, False, False)
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_addresses_within(address)))


def _addresses_within(address: Address) -> list[Address]:
    """List the IPv4 addresses that an IPv6 address holds."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    held: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        held.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in held if one is not None]


def resolved(host: str, port: int, seconds: float, allowed: Callable[[str], bool] = is_public) -> str:
    """Resolve the address of a server; every address of it must be allowed.

    A name that leads to a public address and a private one is refused, since whoever asks next might get the other.
    The caller connects to the address that is returned, and does not ask for the name again.

    Args:
        host: a name or an address.
        port: of the server.
        seconds: within which the name must be found; the operating system sets no limit of its own.
        allowed: which addresses may be connected to.

    Raises:
        PictureLinkError: there is no such server, or it has an address that is not allowed.
    """
    found: list[str] = []

    def ask() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):  # UnicodeError: a part of the name is too long
            return
        found.extend(str(answer[4][0]) for answer in answers)

    thread = threading.Thread(target=ask, name="name of a server", daemon=True)
    thread.start()
    thread.join(seconds)
    addresses = list(found)
    if not addresses:
        raise PictureLinkError("unknown_server", {"received": host[:80]})
    if not all(map(allowed, addresses)):
        raise PictureLinkError("private", {"received": host[:80]})
    return addresses[0]
