"""Who imports whom, where import-linter does not look: the scripts app.py and pages/, and what a running page loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_do_not_import_each_other_or_keras(page: Path):
    roots = {name.split(".")[0] for name in imported(page)}
    assert not roots & {"pages", "app", "keras", "tensorflow"}


def test_the_core_and_the_engine_do_not_import_pages_or_the_app():
    for package in ("cnn_core", "engine", "figures", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            assert not {name.split(".")[0] for name in imported(path)} & {"pages", "app"}, path


def test_the_web_process_never_loads_keras():
    script = (
        "import sys, pathlib, importlib\n"
        "from streamlit.testing.v1 import AppTest\n"
        "import engine\n"
        "engine.warm_up = lambda *_: None\n"
        "app = AppTest.from_file('app.py', default_timeout=240).run()\n"
        "assert not app.exception, app.exception\n"
        "for page in sorted(pathlib.Path('pages').glob('*.py')):\n"
        "    app.switch_page(str(page)).run()\n"
        "    assert not app.exception, (page, app.exception)\n"
        "engine.shutdown()\n"
        "print(*sorted({'keras', 'tensorflow'} & set(sys.modules)))\n"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.strip() == ""
