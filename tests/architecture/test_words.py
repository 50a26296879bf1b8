"""Words in code: docstrings begin with what a search finds, and functions are named by a verb."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("cnn_core", "engine", "figures", "ui", "pages", "recipes", "benchmarks", "tools")
CLAUSE = re.compile(r"(What|How|Whether|Why|Who|Whose|That|When)\b")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module


def definitions() -> Iterator[tuple[str, Definition]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, Definition):
                    place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', 'module')}"
                    yield place, node


def test_a_docstring_begins_with_a_noun_phrase_or_a_verb():
    """A module is a thing, a function does one: neither begins with a clause, which no search finds."""
    offenders = [place for place, node in definitions() if CLAUSE.match(ast.get_docstring(node) or "")]
    assert not offenders, "\n".join(offenders)
