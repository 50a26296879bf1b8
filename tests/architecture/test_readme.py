"""README and CONTRIBUTING name only commands, files and dependencies that there are."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
PLACES = (*DOCUMENTS, "docs/architecture.md", "docs/public_names.md")
"""Documents whose files and folders are looked for."""


def text(document: str) -> str:
    return (ROOT / document).read_text()


def commands(document: str) -> list[str]:
    """The lines of the shell blocks, and what stands in backticks and starts like a command."""
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", text(document), flags=re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines() if line.strip() and line[0] != "#"]
    return lines + re.findall(r"`((?:make|\.venv/bin/\w+|\.ci/run|streamlit|pip)[^`]*)`", text(document))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document: str):
    named = {word for line in commands(document) for word in re.findall(r"\bmake ([a-z][a-z-]*)", line)}
    assert named
    assert named <= targets()


def test_the_two_commands_stand_near_the_top_of_the_readme():
    top = "\n".join(text("README.md").splitlines()[:25])
    assert "make run" in top
    assert "make test" in top


def test_every_make_target_is_explained():
    for target in targets() - {"help"}:
        assert re.search(rf"^{target}:.*## \w", text("Makefile"), flags=re.MULTILINE), target


@pytest.mark.parametrize("document", PLACES)
def test_every_file_that_is_named_exists(document: str):
    named = re.findall(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|txt))`", text(document))
    placeholders = re.compile(r"NAME|CODE|__init__|^\.venv")
    missing = [name for name in named if not placeholders.search(name) and not (ROOT / name).exists()]
    assert not missing


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md"])
def test_links_between_documents_lead_somewhere(document: str):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text(document)):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_readme_gives_a_reason_for_every_dependency():
    lines = text("requirements.txt").splitlines()
    names = [re.split(r"[<>=]", line)[0] for line in lines if line and line[0] not in "#-"]
    for name in names:
        assert re.search(rf"^\| {re.escape(name)} ", text("README.md"), flags=re.MULTILINE), name


def test_every_dependency_has_a_tested_version():
    tested = {
        line.split("==")[0].lower().replace("_", "-") for line in text("constraints.txt").splitlines() if "==" in line
    }
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-cluster.txt"):
        lines = [line for line in text(file).splitlines() if line and line[0] not in "#-"]
        assert {re.split(r"[<>=]", line)[0].lower() for line in lines} <= tested
