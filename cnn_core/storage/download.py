"""Fetches a large file from the internet, in the background and with progress, and trusts it only after a check.

It is written beside its place as ``NAME.part`` and moved there when it is whole and right. A part that an earlier try
left is gone on with where the server can do that, and begun anew where it cannot.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import shutil
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from cnn_core.errors import CodedError

_SENTENCES: Final = {
    "unreachable": "The file lies on the internet. Received: no answer from {server}. Everything else works "
    "without it; try again when there is internet.",
    "refused": "The file lies on the internet. Received: HTTP {status} from {server}. Try again later.",
    "interrupted": "A download arrives whole. Received: {received} of {total} MB. Try again: it goes on from there.",
    "slow": "A download takes at most {minutes} minutes. Received: {received} of {total} MB in that time. "
    "Try again: it goes on from there.",
    "other": "The file has {total} MB. Received: a file of another size. Try again later.",
    "damaged": "A download has the hash that its publisher states. Received: another. It was deleted; try again.",
    "disk": "A download needs {total} MB on the disk. Received: {received}. Make room, or name another folder in "
    "CONVLENS_CACHE.",
}


class DownloadError(CodedError, RuntimeError):
    """A download that failed; the message states the rule, what was received, and what to do.

    Attributes:
        code: what failed; the catalogues have its sentence under ``download_error.<code>``.
        values: what is to be put into that sentence.

    Example:
        >>> str(DownloadError("refused", {"status": 404, "server": "example.org"}))
        'The file lies on the internet. Received: HTTP 404 from example.org. Try again later.'
    """

    sentences = _SENTENCES


__all__ = ["Download", "DownloadError", "DownloadLimits", "Progress", "RemoteFile"]

_BLOCK: Final = 1 << 18  # bytes between two looks at the clock
_ROOM: Final = 100_000_000  # bytes of the disk that are left to others


@dataclass(frozen=True)
class RemoteFile:
    """A file on the internet.

    Attributes:
        url: where it is, http or https.
        name: what it is called here.
        size: its bytes.
        md5: its MD5, hexadecimal. "" where its publisher gives none: then the MD5 must be right that the server states
            (Google's ``x-goog-hash``), if it states one, and in any case the size.
    """

    url: str
    name: str
    size: int
    md5: str = ""


@dataclass(frozen=True)
class DownloadLimits:
    """The timeouts of a download: seconds for all of it, and without a single byte."""

    seconds: float = 3600.0
    silence: float = 20.0


@dataclass(frozen=True)
class Progress:
    """The progress of a download.

    Attributes:
        state: "running", "done" or "failed".
        received: bytes that are here.
        total: bytes that there are.
        error: why it failed.
    """

    state: Literal["running", "done", "failed"]
    received: int
    total: int
    error: DownloadError | None = None

    @property
    def share(self) -> float:
        """Return the fraction that is here, in [0, 1]."""
        return min(1.0, self.received / self.total)


class Download:
    """A download, begun at once in a thread of its own; any thread may ask how far it is.

    Args:
        file: what to fetch.
        folder: where to; it is made if need be.
        limits: how long it may take.
    """

    def __init__(self, file: RemoteFile, folder: Path, limits: DownloadLimits | None = None) -> None:
        self._file, self._folder, self._limits = file, folder, limits or DownloadLimits()
        self._server = urlsplit(file.url).hostname or file.url
        self._progress = Progress("running", 0, file.size)
        self._thread = threading.Thread(target=self._run, name=f"download of {file.name}", daemon=True)
        self._thread.start()

    def progress(self) -> Progress:
        """Return the progress."""
        return self._progress

    def wait(self, timeout: float | None = None) -> Progress:
        """Return the progress once the download has ended, or after ``timeout`` seconds."""
        self._thread.join(timeout)
        return self._progress

    def _run(self) -> None:
        try:
            self._fetch()
            self._progress = Progress("done", self._file.size, self._file.size)
        except DownloadError as error:
            self._progress = replace(self._progress, state="failed", error=error)
        except OSError as error:
            self._progress = replace(self._progress, state="failed", error=self._error("disk", received=error))

    def _fetch(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{self._file.name}.part"
        there = part.stat().st_size if part.exists() else 0
        free = shutil.disk_usage(self._folder).free - _ROOM
        if free < self._file.size - there:
            raise self._error("disk", received=f"{max(0, free) / 1e6:.0f} MB")
        with self._answer(there) as answer:
            self._write(answer, part)
            stated = _stated_md5(answer)
        wanted = self._file.md5 or stated
        if wanted and _md5(part) != wanted:
            part.unlink()
            raise self._error("damaged")
        os.replace(part, self._folder / self._file.name)

    def _answer(self, there: int) -> http.client.HTTPResponse:
        """Request the bytes from ``there`` on, or all of them, and return the server's answer."""
        if urlsplit(self._file.url).scheme not in ("http", "https"):
            raise self._error("unreachable")
        wanted = {"Range": f"bytes={there}-"} if 0 < there < self._file.size else {}
        request = urllib.request.Request(self._file.url, headers=wanted | {"Accept-Encoding": "identity"})  # noqa: S310
        try:
            answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=self._limits.silence)  # noqa: S310
        except urllib.error.HTTPError as error:
            error.close()
            raise self._error("refused", status=error.code) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._error("unreachable") from error
        return answer

    def _write(self, answer: http.client.HTTPResponse, part: Path) -> None:
        """Write what the server sends behind what is there, or over it."""
        start = _start(answer)
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and start + int(length) != self._file.size:
            raise self._error("other")
        deadline = time.monotonic() + self._limits.seconds
        with part.open("r+b" if start else "wb") as file:
            file.truncate(start)
            file.seek(start)
            self._progress = replace(self._progress, received=start)
            while block := self._block(answer):
                file.write(block)
                self._progress = replace(self._progress, received=self._progress.received + len(block))
                if self._progress.received > self._file.size:
                    raise self._error("other")
                if time.monotonic() > deadline:
                    raise self._error("slow", minutes=f"{self._limits.seconds / 60:g}")
        if self._progress.received < self._file.size:
            raise self._error("interrupted")

    def _block(self, answer: http.client.HTTPResponse) -> bytes:
        try:
            return answer.read1(_BLOCK)
        except (OSError, http.client.HTTPException) as error:
            raise self._error("interrupted") from error

    def _error(self, code: str, **values: object) -> DownloadError:
        amounts = {"received": f"{self._progress.received / 1e6:.1f}", "total": f"{self._file.size / 1e6:.1f}"}
        return DownloadError(code, amounts | {"server": self._server} | values)


def _start(answer: http.client.HTTPResponse) -> int:
    """Return the position of the first byte that a server sends: 0 unless it says that it sends a part."""
    told = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(told) if answer.status == http.client.PARTIAL_CONTENT and told.isdecimal() else 0


def _stated_md5(answer: http.client.HTTPResponse) -> str:
    """Return the MD5 that Google's storage states of a file, hexadecimal, or ""."""
    for entry in ",".join(answer.headers.get_all("x-goog-hash", [])).split(","):
        kind, _, value = entry.strip().partition("=")
        if kind == "md5":
            return base64.b64decode(value).hex()
    return ""


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
