"""Answers about many pictures as files that other programs read: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cnn_core.classification.many_pictures_result import LISTED

COLUMNS: Final = (
    "file",
    "problem",
    "answer",
    "none_of_these",
    *(f"{name}_{place}" for place in range(1, LISTED + 1) for name in ("class", "score")),
    "marked",
    "right_class",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class AnswerRow:
    """One picture.

    Attributes:
        file: the name of its file.
        problem: why it has no answer, in a sentence, or "".
        best: (class, score) of the classes with the highest scores, best first.
        refused: whether the answer is "none of these"; None if the network cannot refuse.
        right: what the visitor said of the answer; None: nothing.
        right_class: the class that the visitor named, or "".
    """

    file: str
    problem: str = ""
    best: tuple[tuple[str, float], ...] = ()
    refused: bool | None = None
    right: bool | None = None
    right_class: str = ""

    @property
    def answer(self) -> str:
        """The first class, or "" where there is none."""
        return self.best[0][0] if self.best and not self.refused else ""


def as_csv(rows: Sequence[AnswerRow]) -> bytes:
    """Write the rows as CSV in UTF-8 with a byte-order mark, so that spreadsheets show Korean names.

    A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV Injection",
    https://owasp.org/www-community/attacks/CSV_Injection).

    Example:
        >>> as_csv([AnswerRow("=1+1.jpg", "", (("cup", 0.75),), False)]).decode("utf-8-sig").splitlines()[1]
        "'=1+1.jpg,,cup,no,cup,0.750000,,,,,,,,,,"
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_harmless(cell) for cell in _cells(row)] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def as_json(rows: Sequence[AnswerRow], network: str) -> bytes:
    """Write the rows as JSON in UTF-8: {"network": …, "pictures": [{"file", "answer", …}]}.

    Example:
        >>> json.loads(as_json([AnswerRow("a.jpg", "", (("cup", 0.75),), False)], "Tiny VGG"))["pictures"][0]["answer"]
        'cup'
    """
    pictures = [
        {
            "file": row.file,
            "problem": row.problem or None,
            "answer": row.answer or None,
            "none_of_these": row.refused,
            "best": [{"class": name, "score": round(score, 6)} for name, score in row.best],
            "marked": _mark(row) or None,
            "right_class": row.right_class or None,
        }
        for row in rows
    ]
    return json.dumps({"network": network, "pictures": pictures}, ensure_ascii=False, indent=1).encode()


def _cells(row: AnswerRow) -> list[str]:
    refused = {None: "", True: "yes", False: "no"}[row.refused]
    best: list[Any] = [cell for name, score in row.best for cell in (name, f"{score:.6f}")]
    best += [""] * (2 * LISTED - len(best))
    return [row.file, row.problem, row.answer, refused, *best, _mark(row), row.right_class]


def _mark(row: AnswerRow) -> str:
    return {None: "", True: "right", False: "wrong"}[row.right]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
