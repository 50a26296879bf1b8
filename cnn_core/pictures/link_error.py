"""The one exception that a refused link to a picture raises, and its sentences in English."""

from __future__ import annotations

from typing import Final

from cnn_core.errors import CodedError

_SENTENCES: Final = {
    "not_a_link": "A link to a picture starts with https:// or http:// and names a server. Received: {received}. "
    "Copy it from the address bar.",
    "password": "A link to a picture holds no user name and no password. Received: one that does. Leave them out.",
    "port": "A link to a picture leads to port 80 or 443. Received: port {received}. Save the picture and upload it.",
    "private": "A link to a picture leads to a public server. Received: {received}, which is private, reserved or "
    "this computer itself. Save the picture and upload it.",
    "unknown_server": "A link to a picture names a server that there is. Received: {received}. Check the link.",
    "unreachable": "A link to a picture leads to a server that answers. Received: no whole answer from {received}. "
    "Try again later, or save the picture and upload it.",
    "status": "A link to a picture is answered with the picture. Received: HTTP {received}. Open it in a browser.",
    "redirects": "A link to a picture is passed on at most {limit} times. Received: more. Copy the picture's own link.",
    "too_many_bytes": "A picture behind a link has at most {limit} MB. Received: more. Choose a smaller one.",
    "slow": "A picture behind a link arrives within {limit} seconds. Received: less than all of it. Try again later, "
    "or save the picture and upload it.",
    "busy": "{limit} links are fetched at a time. Received: one more. Try again in a moment.",
}  # fmt: skip


class PictureLinkError(CodedError, ValueError):
    """A link that is not fetched; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``picture_link.<code>``.
        values: what is to be put into that sentence.
    """

    sentences = _SENTENCES
