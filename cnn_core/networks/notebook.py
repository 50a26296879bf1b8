"""Jupyter notebooks as files: cells without outputs, in nbformat 4.5."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

Cell: TypeAlias = dict[str, Any]


def text_cell(text: str) -> Cell:
    """Return a cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code_cell(code: str) -> Cell:
    """Return a cell of Python that has not run; empty lines around the code are left out."""
    lines = code.strip().splitlines(keepends=True)
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": lines}


def to_file(cells: Sequence[Cell]) -> bytes:
    """Write a notebook for Python 3 as its file's bytes; the cells are called cell-0, cell-1, ….

    Example:
        >>> document = json.loads(to_file([text_cell("# Maps"), code_cell("print(maps)")]))
        >>> document["nbformat"], [(cell["id"], cell["source"]) for cell in document["cells"]]
        (4, [('cell-0', ['# Maps']), ('cell-1', ['print(maps)'])])
    """
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "cells": [cell | {"id": f"cell-{place}"} for place, cell in enumerate(cells)],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
