"""Every word stands in both catalogues, is used, and no page shows a word past them."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from ui.language import LANGUAGES, catalogue

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "ui").rglob("*.py"))]
SCRIPTS = sorted((ROOT / "ui" / "components").rglob("*.js"))

# Keys below these are put together while the app runs; for each, where. Their completeness is tested by name below
# or by the tests of what puts them together.
DYNAMIC = {
    "page": "app.py: one for each page",
    "settings": "ui/settings/controls.py: label and help of each field",
    "options": "ui/settings/controls.py: one for each option",
}
CALLS = {"t", "has", "start", "sentence"}
SHOWN_BY_STREAMLIT = {
    "write", "markdown", "title", "header", "subheader", "caption", "text", "info", "warning", "error", "success",
    "toast", "button", "download_button", "link_button", "page_link", "toggle", "checkbox", "slider", "select_slider",
    "selectbox", "multiselect", "radio", "segmented_control", "pills", "number_input", "text_input", "text_area",
    "file_uploader", "camera_input", "expander", "popover", "tabs", "metric", "spinner", "status", "dialog", "badge",
    "menu_button", "Page",
}  # fmt: skip
SHOWN_KEYWORDS = {"label", "help", "placeholder", "caption", "captions", "title", "page_title", "body", "text"}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_in(path: Path) -> list[str]:
    """The literal keys of a module: whole strings that look like ``word.word``."""
    tree = ast.parse(path.read_text())
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in strings if re.fullmatch(r"[a-z_]+(\.[A-Za-z0-9_]+)+", text)]


def called_keys(path: Path) -> list[str]:
    """The literal first arguments of ``t``."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call) and node.args)
    return [
        call.args[0].value
        for call in calls
        if _name(call.func) == "t" and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    ]


def prefixes_in(path: Path) -> set[str]:
    """Return the literal beginnings of formatted keys, as in ``t(f"settings.{name}")``, and the words of views."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first = node.args[0]
        if _name(node.func) == "words" and isinstance(first, ast.Constant):
            found.add(f"{first.value}.")
        if _name(node.func) == "View":
            given = [one.value for one in node.keywords if one.arg == "words"]
            found |= {f"{one.value}." for one in given if isinstance(one, ast.Constant)}
        if _name(node.func) in CALLS:
            found |= {part.values[0].value for part in ast.walk(first) if _starts_with_text(part)}  # type: ignore[attr-defined]
    return found


def _starts_with_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) and bool(node.values) and isinstance(node.values[0], ast.Constant)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_both_catalogues_have_the_same_keys():
    assert catalogue("en").keys() == catalogue("ko").keys()


def test_a_sentence_has_the_same_placeholders_in_each_language():
    english, korean = catalogue("en"), catalogue("ko")
    assert not [key for key in english if placeholders(english[key]) != placeholders(korean[key])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str):
    assert not [key for key, text in catalogue(language).items() if not text.strip()]


def test_no_sentence_was_left_in_the_other_language():
    hangul = re.compile("[가-힣]")
    assert not [key for key, text in catalogue("en").items() if hangul.search(text)]


def test_every_key_in_the_code_exists():
    called = [(place(path), key) for path in SOURCES for key in called_keys(path)]
    assert called
    assert not [(file, key) for file, key in called if key not in catalogue("en")]


def test_every_dynamic_prefix_leads_to_words():
    for path in SOURCES:
        for prefix in prefixes_in(path):
            assert any(key.startswith(prefix) for key in catalogue("en")), (path, prefix)


def test_every_key_is_used():
    literal = {key for path in SOURCES for key in keys_in(path)}
    dynamic = tuple(prefix for path in SOURCES for prefix in prefixes_in(path))
    unused = [key for key in catalogue("en") if key not in literal and not key.startswith(dynamic)]
    assert not unused


def test_no_word_is_shown_past_the_catalogue():
    assert not [(place(path), *found) for path in SOURCES for found in _literal_words(ast.parse(path.read_text()))]


def _literal_words(tree: ast.AST):  # type: ignore[no-untyped-def]
    """Every literal text with a letter in it that a call shows to the visitor: (line, text)."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        streamlit = isinstance(call.func, ast.Attribute) and call.func.attr in SHOWN_BY_STREAMLIT
        shown = [*call.args[:1]] if streamlit else []
        shown += [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_KEYWORDS]
        for value in shown:
            yield from ((call.lineno, text) for text in _texts(value) if re.search(r"[^\W\d_]", text))


def _texts(value: ast.expr) -> list[str]:
    """The literal texts of an argument: itself, the parts of an f-string or of a list. Keys in t(…) are no text."""
    if isinstance(value, ast.Constant):
        return [value.value] if isinstance(value.value, str) and not _is_a_name(value.value) else []
    if isinstance(value, ast.JoinedStr):
        if _starts_with_text(value) and value.values[0].value.startswith(("pages/", ":material/")):  # type: ignore[attr-defined]
            return []
        return [part.value for part in value.values if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    if isinstance(value, (ast.List, ast.Tuple)):
        return [text for element in value.elts for text in _texts(element)]
    if isinstance(value, ast.IfExp):
        return [*_texts(value.body), *_texts(value.orelse)]
    return []


def _is_a_name(text: str) -> bool:
    """A page's file, an icon: no words."""
    return bool(re.fullmatch(r"pages/\w+\.py|:material/\w+:", text))


def test_no_script_carries_sentences_of_its_own():
    assert not [(place(path), text) for path in SCRIPTS for text in _sentences_of_a_script(path)]


def _sentences_of_a_script(path: Path) -> list[str]:
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
    assigned = re.findall(
        r"(?:textContent|ariaLabel|title|placeholder|innerText)\s*[=:]\s*[\"']([^\"']*[A-Za-z]{2}[^\"']*)[\"']", code
    )
    labelled = re.findall(r"[\"']aria-label[\"']\s*[,:]\s*[\"']([^\"']*[A-Za-z]{2}[^\"']*)[\"']", code)
    return assigned + labelled


def test_there_is_a_catalogue_for_each_language():
    assert {path.stem for path in (ROOT / "locales").glob("*.toml")} == set(LANGUAGES)


def test_dynamic_tables_are_still_there():
    assert all(any(key.startswith(f"{table}.") for key in catalogue("en")) for table in DYNAMIC)
