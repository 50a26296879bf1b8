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


def test_no_function_is_named_by_a_bare_participle():
    """A participle says what came of a thing; the name of a function says what it does."""
    bare = re.compile(r"_?(asked|told|drawn|said|shown|made|found|kept|written|taken|given|known|seen)")
    offenders = [
        place
        for place, node in definitions()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and bare.fullmatch(node.name)
    ]
    assert not offenders, "\n".join(offenders)
