"""The fence around a worker that opens what strangers bring: bounds of the system on memory, no network, no programs.

The pool watches time and memory from outside, a few times a second; what is here holds between two looks, and for what
is asked for in one go. It is a second line of defence: nothing that is opened is meant to run code at all.
"""

from __future__ import annotations

import resource
import sys
from typing import Any, Final

FORBIDDEN: Final = (
    "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr", "socket.gethostbyname",
    "socket.sendto", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "subprocess.Popen", "pty.spawn", "ctypes.dlopen",
)  # fmt: skip
"""Events of Python's audit hooks (PEP 578) that end with a PermissionError."""

_MOST_OPEN_FILES: Final = 256


def put_up(most_bytes: int) -> None:
    """Fence this process in; nothing takes the fence down again.

    Args:
        most_bytes: of memory that the process may ask for; more ends with a MemoryError.
    """
    for limit, most in ((resource.RLIMIT_AS, most_bytes), (resource.RLIMIT_NOFILE, _MOST_OPEN_FILES)):
        hard = resource.getrlimit(limit)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in FORBIDDEN:
        raise PermissionError(f"What opens a stranger's file stays inside of its process. Received: {event}")
