"""Which browser the browser tests take."""

from __future__ import annotations

from pathlib import Path

from tools.chromium import lightest


def program(path: Path, status: int = 0) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_the_headless_shell_of_the_same_version_comes_first(tmp_path: Path):
    chrome = program(tmp_path / "chromium-1255" / "chrome-linux64" / "chrome")
    program(tmp_path / "chromium_headless_shell-1200" / "chrome-linux" / "headless_shell")
    assert lightest(chrome) == str(chrome)
    shell = program(
        tmp_path / "chromium_headless_shell-1255" / "chrome-headless-shell-linux64" / "chrome-headless-shell"
    )
    assert lightest(chrome) == str(shell)


def test_what_does_not_start_is_passed_over(tmp_path: Path):
    chrome = program(tmp_path / "chromium-7" / "chrome-linux" / "chrome")
    program(tmp_path / "chromium_headless_shell-7" / "chrome-linux" / "headless_shell", status=127)
    assert lightest(chrome) == str(chrome)
    program(tmp_path / "chromium-8" / "chrome-linux" / "chrome", status=127)
    assert lightest(tmp_path / "chromium-8" / "chrome-linux" / "chrome") is None
    assert lightest(tmp_path / "chromium-9" / "chrome-linux" / "chrome") is None
