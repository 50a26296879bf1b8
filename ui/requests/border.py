"""Requests to the fenced workers that open strangers' files: one file each, in bounds of time and memory.

They are waited for here without a word on the page, in callbacks too, where nothing can be drawn.
"""

from __future__ import annotations

from concurrent.futures import CancelledError, Future
from typing import Any

import engine
from ui.requests import timeouts
from ui.requests.session import session


def submit(function: str, *arguments: Any, view: str) -> Future[Any]:
    """Have one file opened.

    Args:
        function: as in `engine.submit`.
        *arguments: the file's bytes or path, and what is wanted of it.
        view: the part of the page that asks, which takes its turn with the visitor's others.
    """
    return engine.submit(function, *arguments, turn=f"{session()}:{view}", timeout=timeouts.BORDER, pool=engine.BORDER)


def result_of(future: Future[Any]) -> Any:
    """Wait for what was opened.

    Raises:
        EngineError: it took too much; or, with the code "full", its turn did not come.
        ValueError: the core refused the file.
    """
    try:
        return future.result(timeouts.BORDER_TURN)
    except (TimeoutError, CancelledError) as error:
        future.cancel()
        raise engine.EngineError("full") from error
