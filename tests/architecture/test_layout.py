"""The shape of the code: thin pages, files that fit on a screen or two, names that say what a file knows."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cnn_core", "engine", "figures", "ui", "pages")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
TOOLS = [path for folder in ("tools", "benchmarks", "recipes") for path in sorted((ROOT / folder).rglob("*.py"))]
SCRIPTS = sorted((ROOT / "ui" / "components").rglob("*.js"))
SHEETS = sorted((ROOT / "ui" / "components").rglob("*.css"))
ROOMS = [path.parent for package in ("cnn_core", "ui") for path in sorted((ROOT / package).glob("*/__init__.py"))]
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "lib"}

LONGEST_PAGE = 120
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
MOST_MODULES = 16
"""In a folder; more of them are a floor that fills up again."""


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_file_is_short_enough_to_read():
    def bound(path: Path) -> int:
        return LONGEST_PAGE if path.parent == ROOT / "pages" else LONGEST_FILE

    lengths = {path: len(path.read_text().splitlines()) for path in (*MODULES, *SCRIPTS, *SHEETS)}
    assert not {place(path): length for path, length in lengths.items() if length > bound(path)}


def test_a_folder_can_be_looked_over():
    modules = (path for path in (*MODULES, *SCRIPTS) if path.name != "__init__.py")
    counts = Counter((place(path.parent), path.suffix) for path in modules)
    assert not {folder: count for folder, count in counts.items() if count > MOST_MODULES}


def test_a_file_is_named_after_what_it_knows():
    named = [path for path in (*MODULES, *TOOLS, *SCRIPTS, *SHEETS) if {path.stem, path.parent.name} & EMPTY_NAMES]
    assert not [place(path) for path in named]


def test_a_function_is_short_enough_to_read():
    lengths = {
        f"{place(path)}:{function.lineno} {function.name}": length
        for path in (*MODULES, *TOOLS)
        for function, length in functions(path)
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION}


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """Every function of a module with the lines of its body; its docstring and its signature are no body."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            yield node, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_room_says_of_itself_what_it_holds():
    assert not [place(room) for room in ROOMS if not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))]


def test_every_room_has_a_folder_of_its_tests():
    assert not [place(room) for room in ROOMS if not (ROOT / "tests" / room.relative_to(ROOT)).is_dir()]


def test_no_room_imports_its_worker_as_it_is_entered():
    """Importing any module of a room runs the room's ``__init__``, also in the web process."""
    found = []
    for room in ROOMS:
        for node in ast.walk(ast.parse((room / "__init__.py").read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            if any("worker" in name.split(".") for name in (module, *names)):
                found.append(place(room))
    assert not found


def test_every_dotted_name_of_the_core_in_a_text_leads_somewhere():
    """The engine's functions, for one, are named by texts, which no type checker follows."""
    names = [
        (place(path), node.value)
        for path in (*MODULES, *TOOLS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"cnn_core(\.[A-Za-z_]\w*)+", node.value)
    ]
    assert names
    assert not [(file, name) for file, name in names if not leads_somewhere(name)]


def leads_somewhere(name: str) -> bool:
    """Return True if a dotted name is one of a module, or of something that a module has."""
    parts = name.split(".")
    size = next(size for size in range(len(parts), 0, -1) if is_module(".".join(parts[:size])))
    thing: object = import_module(".".join(parts[:size]))
    for part in parts[size:]:
        thing = getattr(thing, part, None)
    return thing is not None


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a part before the last is no package
        return False


def test_scripts_put_no_data_into_the_page_as_html():
    words = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
    assert not [(place(path), word) for path in SCRIPTS for word in words if word in path.read_text()]


def test_pages_and_shared_code_show_no_data_as_html():
    words = ("unsafe_allow_html", "unsafe_allow_javascript")
    assert not [(place(path), word) for path in MODULES for word in words if word in path.read_text()]
