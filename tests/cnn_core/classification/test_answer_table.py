"""Answers as CSV and JSON, read again by what others read them with."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from cnn_core.classification.answer_table import COLUMNS, AnswerRow, as_csv, as_json

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)
ROWS = st.builds(
    AnswerRow,
    TEXTS,
    TEXTS,
    st.lists(st.tuples(TEXTS, st.floats(0, 1)), max_size=5).map(tuple),
    st.sampled_from((None, True, False)),
    st.sampled_from((None, True, False)),
    TEXTS,
)


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(ROWS, max_size=6))
def test_csv_is_read_again_and_no_cell_is_a_formula(rows: list[AnswerRow]) -> None:
    found = read(as_csv(rows))
    assert len(found) == len(rows)
    for line, row in zip(found, rows, strict=True):
        assert tuple(line) == COLUMNS
        assert line["file"].removeprefix("'") == row.file.removeprefix("'")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line.values())
        for place, (name, score) in enumerate(row.best, start=1):
            assert line[f"class_{place}"].removeprefix("'") == name.removeprefix("'")
            assert abs(float(line[f"score_{place}"]) - score) < 1e-6


@given(st.lists(ROWS, max_size=6), TEXTS)
def test_json_holds_everything(rows: list[AnswerRow], network: str) -> None:
    found = json.loads(as_json(rows, network))
    assert found["network"] == network
    for entry, row in zip(found["pictures"], rows, strict=True):
        assert entry["file"] == row.file
        assert entry["answer"] == (row.answer or None)
        assert entry["none_of_these"] is row.refused
        assert [one["class"] for one in entry["best"]] == [name for name, _ in row.best]


def test_what_is_none_of_these_has_no_answer_and_says_so() -> None:
    row = AnswerRow("coffee.png", "", (("tulip", 0.9), ("rose", 0.1)), True, False, "cup")
    (line,) = read(as_csv([row]))
    assert (line["answer"], line["none_of_these"], line["class_1"]) == ("", "yes", "tulip")
    assert (line["marked"], line["right_class"]) == ("wrong", "cup")


def test_korean_names_open_in_a_spreadsheet() -> None:
    assert as_csv([AnswerRow("고양이.jpg")]).startswith(b"\xef\xbb\xbf")
