"""Picture files that visitors bring, opened by the engine's fenced workers and never in the web process."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import MAX_SECONDS
from ui.requests import border


def open_picture(data: bytes, longest: int) -> NDArray[np.uint8]:
    """Open a picture file, scaled down so that neither side is longer than ``longest`` pixels. For callbacks too.

    Args:
        data: any bytes.
        longest: pixels, at least 1.

    Returns:
        uint8 (rows, columns, 3), read-only.

    Raises:
        ImageError: it cannot be used, or takes too much to open.
    """
    return _result(_submit("picture_within", data, longest))


def open_square(data: bytes, side: int) -> NDArray[np.uint8]:
    """Open a picture file and cut its centre square, uint8 (side, side, 3); raises as `open_picture`."""
    return _result(_submit("centre_square", data, side))


def open_squares(files: Sequence[bytes], side: int) -> list[NDArray[np.uint8] | None]:
    """Open picture files and cut their centre squares, uint8 (side, side, 3); None for each that cannot be used."""
    futures = [_submit("centre_square", data, side) for data in files]
    return [_result_or_none(future) for future in futures]


def _submit(function: str, data: bytes, size: int) -> Future[Any]:
    return border.submit(f"cnn_core.pictures.worker.{function}", data, size, view="pictures")


def _result(future: Future[Any]) -> NDArray[np.uint8]:
    try:
        found: NDArray[np.uint8] = border.result_of(future)
    except engine.EngineError as error:
        if error.code in ("timeout", "memory", "died"):
            raise ImageError("too_costly", {"seconds": MAX_SECONDS}) from error
        raise ImageError("busy") from error
    return found


def _result_or_none(future: Future[Any]) -> NDArray[np.uint8] | None:
    try:
        return _result(future)
    except ImageError:
        return None
