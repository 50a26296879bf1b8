"""Who imports whom, and who asks the engine in whose name, where import-linter does not look."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))


def imported(path: Path) -> set[str]:
    """The dotted names of the modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_app_and_its_pages_do_not_import_each_other_or_keras():
    for path in (ROOT / "app.py", *PAGES):
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & {"pages", "app", "keras", "tensorflow"}, path


def test_the_core_and_the_engine_do_not_import_pages_or_the_app():
    for package in ("cnn_core", "engine", "figures", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            assert not {name.split(".")[0] for name in imported(path)} & {"pages", "app"}, path


def test_strangers_files_are_opened_by_the_engines_workers_alone():
    opening = {"cnn_core.pictures.images.load_image", "cnn_core.model_files.check.check_model_file", "zipfile", "PIL"}
    allowed = {"ui/pictures/visitor.py": {"PIL"}}  # writes pictures
    for path in ((ROOT / "app.py"), *(ROOT / "ui").rglob("*.py"), *PAGES):
        name = str(path.relative_to(ROOT))
        assert not imported(path) & opening - allowed.get(name, set()), name


def test_every_request_of_a_page_says_whose_turn_it_takes():
    nobodys = []
    for path in (*(ROOT / "ui").rglob("*.py"), *PAGES):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "engine.submit":
                given = {keyword.arg for keyword in node.keywords}
                nobodys += [] if given & {"visitor", "turn"} else [f"{path.relative_to(ROOT)}:{node.lineno}"]
    assert nobodys == []
