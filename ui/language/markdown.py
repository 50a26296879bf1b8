"""Escaping of texts that Markdown would read."""

from __future__ import annotations


def plain(text: str) -> str:
    r"""Escape the letters that mean something to Markdown.

    Example:
        >>> plain("2 * 3 [x](y)")
        '2 \\* 3 \\[x\\](y)'
    """
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#$~|:" else letter for letter in text)
