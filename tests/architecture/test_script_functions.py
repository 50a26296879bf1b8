"""The functions of the scripts are short enough to read; a scanner finds them, as Python has no parser for them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "ui" / "components").rglob("*.js"))
LONGEST_FUNCTION = 60

STATEMENTS = {"if", "for", "while", "switch", "catch", "with", "await"}
BEFORE_A_VALUE = {
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "throw",
    "new",
    "else",
    "do",
    "await",
    "yield",
}
PAIRS = {")": "(", "]": "[", "}": "{"}
REGEX = re.compile(r"/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
TOKEN = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|/\*.*?\*/)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\w$#]+|=>|\+\+|--|.""", re.DOTALL
)
TEMPLATE_TEXT = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*", re.DOTALL)


class Token(NamedTuple):
    text: str
    line: int


def test_a_function_of_a_script_is_short_enough_to_read():
    lengths = {
        f"{path.relative_to(ROOT)}:{first}": last - first + 1
        for path in SCRIPTS
        for first, last in functions(path.read_text())
    }
    assert len(lengths) > 1000
    assert not {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION}


def test_functions_are_found_in_every_form_and_nowhere_else():
    source = r"""
function plain({ a } = {}) {
  if (a) { return `}${[1].map((one) => { return `{${one}`; })}{`; }
}
const arrow = async () => {
  for await (const x of y) { /[}/]{/.test("}"); } // }
};
class Some {
  constructor() { this.x = 4 / 2 / 1; }
  static #hidden(a, b = (1)) {
    /* } */ switch (a) { case 1: { break; } }
  }
  get value() {
    return { method() {
    } };
  }
}
"""
    assert sorted(functions(source)) == [(2, 4), (3, 3), (5, 7), (9, 9), (10, 12), (13, 16), (14, 15)]


def functions(source: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of every function, method and arrow function with a body in braces."""
    scanned = list(tokens(source))
    partners: dict[int, int] = {}
    opened: list[int] = []
    for place, (text, line) in enumerate(scanned):
        if text in PAIRS.values():
            opened.append(place)
        elif text in PAIRS:
            start = opened.pop()
            assert scanned[start].text == PAIRS[text], f"line {line}: {text} does not close {scanned[start]}"
            partners[place] = start
            head = head_of_function(scanned, partners, start) if text == "}" else None
            if head is not None:
                yield scanned[head].line, line
    assert not opened


def head_of_function(scanned: list[Token], partners: dict[int, int], brace: int) -> int | None:
    """The token that a function begins with, by the brace of its body; None for any other brace."""
    if not brace or scanned[brace - 1].text not in {"=>", ")"}:
        return None
    end = brace - 2 if scanned[brace - 1].text == "=>" else brace - 1
    head = partners.get(end, end)
    if scanned[brace - 1].text == "=>":
        return head
    return None if scanned[head - 1].text in STATEMENTS else head - 1


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a script without gaps and comments; of a template only the code in it, of texts only a quote."""
    at, line, before = 0, 1, ""
    depths: list[int] = []  # for each template that is open the braces open in its code
    while at < len(source):
        if source[at] == "`" or (source[at] == "}" and depths and not depths[-1]):
            if source[at] == "}":
                depths.pop()
                yield Token("}", line)
            text = TEMPLATE_TEXT.match(source, at + 1)
            assert text
            ended = source[text.end()] == "`"
            at, before = text.end() + (1 if ended else 2), '"' if ended else "{"
            line += text.group().count("\n")
            if not ended:
                depths.append(0)
            yield Token(before, line)
            continue
        value_ended = before not in BEFORE_A_VALUE and re.fullmatch(r"[\w$#]+|[)\]}\"]", before)
        found = (None if value_ended else REGEX.match(source, at)) or TOKEN.match(source, at)
        assert found
        at, started = found.end(), line
        line += found.group().count("\n")
        if found.re is TOKEN and found["gap"]:
            continue
        before = '"' if found.group()[0] in "\"'" or found.re is REGEX else found.group()
        if depths:
            depths[-1] += {"{": 1, "}": -1}.get(before, 0)
        yield Token(before, started)
