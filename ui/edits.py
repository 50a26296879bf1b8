"""What the kernel editor sends, as the text of edited kernels that a link keeps. It comes from outside: checked here."""

from __future__ import annotations

from typing import Any

import numpy as np

from cnn_core.kernel_edits import EditsError, KernelEdit, decode_edits, encode_edits

Place = tuple[bool, int, int]


def merged(text: str, message: dict[str, Any]) -> str:
    """The edits in ``text`` with the editor's message put in.

    Args:
        text: edited kernels as `cnn_core.kernel_edits.encode_edits` writes them, or "".
        message: ``{"grids": [{"at", "pointwise", "rows", "columns", "values"}, …]}`` adds grids;
            ``{"reset": "all"}`` or ``{"reset": [{"at", "pointwise"}, …]}`` takes grids out.

    Raises:
        EditsError: the message is not one that the editor sends, or the edits no longer fit into a link.

    Example:
        >>> grid = {"at": [0, 1], "pointwise": False, "rows": 1, "columns": 1, "values": [0.5]}
        >>> text = merged("", {"grids": [grid]})
        >>> decode_edits(text)[0].values.tolist(), merged(text, {"reset": "all"})
        ([[0.5]], '')
    """
    kept = {_place(edit): edit for edit in decode_edits(text)}
    try:
        if message.get("reset") == "all":
            return ""
        for entry in message.get("reset") or []:
            kept.pop((bool(entry["pointwise"]), int(entry["at"][0]), int(entry["at"][1])), None)
        added = [_edit(entry) for entry in message.get("grids") or []]
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise EditsError("An edit names whole grids of numbers. Received: something else.") from error
    kept |= {_place(edit): edit for edit in added}
    return encode_edits(kept.values())


def _edit(entry: dict[str, Any]) -> KernelEdit:
    first, second = entry["at"]
    values = np.asarray(entry["values"], dtype=np.float32).reshape(int(entry["rows"]), int(entry["columns"]))
    return KernelEdit(int(first), int(second), values, bool(entry["pointwise"]))


def _place(edit: KernelEdit) -> Place:
    return (edit.pointwise, edit.first, edit.second)
