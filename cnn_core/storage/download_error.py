"""Why a download failed, and its sentences in English."""

from __future__ import annotations

from typing import Final

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
