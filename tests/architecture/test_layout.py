"""The shape of the code: thin pages, files that fit on a screen or two, names that say what a file knows."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cnn_core", "engine", "figures", "ui", "pages")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
SCRIPTS = sorted((ROOT / "ui" / "components").rglob("*.js"))
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "lib"}


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_enough_to_read(path: Path):
    assert lines(path) <= (120 if path.parent == ROOT / "pages" else 300)


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_named_after_what_it_knows(path: Path):
    assert path.stem not in EMPTY_NAMES
    assert path.parent.name not in EMPTY_NAMES


def test_scripts_put_no_data_into_the_page_as_html():
    for path in SCRIPTS:
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
            assert word not in path.read_text(), path


def test_pages_and_shared_code_show_no_data_as_html():
    for path in MODULES:
        assert "unsafe_allow_html" not in path.read_text(), path
        assert "unsafe_allow_javascript" not in path.read_text(), path
