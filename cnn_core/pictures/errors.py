"""The exceptions that a refused picture and a refused link raise, and their sentences in English."""

from __future__ import annotations

from typing import Final

from cnn_core.errors import CodedError

_SENTENCES: Final = {
    "empty": "A picture file has content. Received: 0 bytes. Choose another file.",
    "too_many_bytes": "A picture file may have at most {limit} MB. Received: more. Save it smaller, as JPEG.",
    "too_many_pixels": "A picture may have at most {limit} million pixels. Received: {received} pixels. Scale it down.",
    "zero_size": "A picture has at least one row and one column. Received: {received} pixels. Save it again.",
    "damaged": "A picture file is complete and undamaged. Received: a broken {kind} file. Save or send it again.",
    "not_a_picture": "A picture is a JPEG, PNG, WebP, BMP, GIF, TIFF or PPM file. Received: something else. "
    "Open it in the program that it belongs to, and save it as JPEG or PNG.",
    "svg": "A picture is made of pixels. Received: an SVG file, which is a drawing made of lines. Export it as PNG.",
    "heic": "A picture is a JPEG, PNG, WebP, BMP, GIF, TIFF or PPM file. Received: {kind}. Export it as JPEG "
    "(a phone does so when you share the photo, or set its camera to “most compatible”).",
    "unsupported_colours": "A picture's colours are grey, palette, RGB or CMYK. Received: {received}. Save it as RGB.",
    "too_costly": "A picture is opened within {seconds} seconds and 1 GB of memory. Received: one that is not. Open "
    "it in another program and save it as JPEG or PNG.",
    "busy": "Pictures are opened one after the other. Received: one whose turn did not come in time. Send it again in "
    "a moment.",
    "unreadable": "A picture is bytes, an open binary file or the path of a file. Received: {received}. "
    "Check that the file exists and that you may read it.",
}  # fmt: skip


class ImageError(CodedError, ValueError):
    """A picture that cannot be used; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``image_error.<code>``.
        values: what is to be put into that sentence.
    """

    sentences = _SENTENCES


_LINK_SENTENCES: Final = {
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

    sentences = _LINK_SENTENCES
