"""Execution of a request in a worker, a process of ours or one of a Dask cluster."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import pickle
import queue
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cnn_core.networks.environment import keras_variables
from engine.frames import Block, Frames, pack, unpack

ALLOWED = ("cnn_core.",)
"""Only functions below these names are ever run, and only those of modules that bear the name ``DOOR``."""

DOOR = "worker"

PRELOAD = ("keras", "cnn_core.convolution_lab.worker", "cnn_core.explorer.worker")
"""What a worker imports before its first request."""

BORDER_PRELOAD = ("cnn_core.pictures.worker", "cnn_core.model_files.worker")
"""What a worker that opens strangers' files imports before its first request."""

ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    keras_variables()
    | {
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
    }
)
"""A worker's variables. One thread each, because the workers share the machine with the web process and each other."""

_GRACE_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


def check_name(function: str, allowed: Sequence[str] = ALLOWED) -> None:
    """Refuse a name that is not a public function of a module `worker` below ``allowed``.

    The file's name is the border: whoever adds a function to such a file lets every visitor have it run.

    Raises:
        ValueError: the name is refused.

    Example:
        >>> check_name("cnn_core.pooling_lab.worker.run")
        >>> check_name("os.system")
        Traceback (most recent call last):
        ValueError: The engine runs public functions of modules `worker` below `cnn_core.`. Received: 'os.system'
    """
    parts = function.split(".")
    public = all(part.isidentifier() and not part.startswith("_") for part in parts)
    if not (public and function.startswith(tuple(allowed)) and parts[-2] == DOOR):
        below = "`, `".join(allowed)
        raise ValueError(
            f"The engine runs public functions of modules `{DOOR}` below `{below}`. Received: {function!r}"
        )


def resolve(function: str, allowed: Sequence[str] = ALLOWED) -> Callable[..., Any]:
    """Find the function that a dotted name means, if it is one of ours.

    Raises:
        ValueError: the name is refused, or what it names was defined elsewhere.
        ImportError, AttributeError: there is no such module or function.
    """
    check_name(function, allowed)
    module, _, name = function.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    if not f"{getattr(found, '__module__', '')}.".startswith(tuple(allowed)) or not callable(found):
        raise ValueError(
            f"The engine runs functions that are defined below `{'`, `'.join(allowed)}`. Received: {function!r}"
        )
    return found


def preload(modules: Sequence[str] = PRELOAD) -> None:
    """Import what the requests will need, and take it out of the garbage collector's rounds."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()


def perform(request: Frames, allowed: Sequence[str] = ALLOWED) -> list[Block]:
    """Run one request.

    Args:
        request: a packed ``(function, arguments)``.
        allowed: prefixes of the names that may be run.

    Returns:
        The outcome as one block, then the packed value: b"done" and the result; b"refused" and a ValueError with a
        message for the visitor (its class is ours, or our code raised it with "Received: " in its message); or the
        code of an `EngineError` and nothing.
    """
    function = "a request"
    try:
        function, arguments = unpack(request)
        return [b"done", *pack(resolve(function, allowed)(*arguments))]
    except MemoryError:
        return [b"memory"]
    except ValueError as error:
        return _refusal_reply(error, allowed) or _failure_reply(function)
    except Exception:
        return _failure_reply(function)


def _refusal_reply(error: ValueError, allowed: Sequence[str]) -> list[Block] | None:
    """Make the reply that carries the error itself, if its message is for the visitor and it survives the journey."""
    if not _ours(error, tuple(allowed)):
        return None
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:
        return None
    return [b"refused", *pack(error)]


def _ours(error: ValueError, allowed: tuple[str, ...]) -> bool:
    """Return True if an error speaks to the visitor: its class is ours, or our code raised it in our style."""
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    raised_here = f"{innermost.f_globals.get('__name__')}.".startswith(allowed) and "Received: " in str(error)
    return raised_here or f"{type(error).__module__}.".startswith(allowed)


def _failure_reply(function: str) -> list[Block]:
    _LOG.exception("%s failed", function)
    return [b"failed"]


def perform_within(request: Frames, allowed: Sequence[str], seconds: float) -> tuple[bytes, ...]:
    """Run one request on a Dask worker, where nobody else watches the time.

    When the time is over the caller is told so at once. The thread that hangs cannot be stopped, so its process ends a
    little later, when the answer has been fetched, and the cluster's nanny starts a new one.
    """
    replies: queue.SimpleQueue[list[Block]] = queue.SimpleQueue()
    threading.Thread(target=lambda: replies.put(perform(request, allowed)), daemon=True).start()
    try:
        reply = replies.get(timeout=seconds)
    except queue.Empty:
        threading.Timer(_GRACE_SECONDS, os._exit, (1,)).start()
        reply = [b"timeout"]
    return tuple(bytes(block) for block in reply)
