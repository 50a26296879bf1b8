"""A table of words: a heading row, one row a thing, and a frame that the keyboard can scroll where it is too narrow."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st


def draw_table(rows: Sequence[dict[str, str]], label: str, marked: Sequence[bool] = ()) -> None:
    """Draw a table.

    Args:
        rows: heading → text, all with the same headings; the first text names the row.
        label: what the table is, for whoever does not see it.
        marked: for each row whether it stands out; none does, if there are fewer of them.
    """
    st.html(html(rows, label, marked))


def html(rows: Sequence[dict[str, str]], label: str, marked: Sequence[bool] = ()) -> str:
    """Write the table as HTML, every text escaped.

    Example:
        >>> html([{"Layer": "<b>", "Units": "3"}], "Layers").count("&lt;b&gt;")
        1
    """
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows[0])
    body = "".join(_row(list(row.values()), place < len(marked) and marked[place]) for place, row in enumerate(rows))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="train-table" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'


def _row(texts: Sequence[str], marked: bool) -> str:
    first, *others = (escape(text) for text in texts)
    cells = "".join(f"<td>{text}</td>" for text in others)
    return f'<tr{" class=marked" if marked else ""}><th scope="row">{first}</th>{cells}</tr>'
