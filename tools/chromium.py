"""Print the path of a Chromium or Chrome for the browser tests; install one if there is none.

Looked for in this order: ``CONVLENS_CHROMIUM``, what is on the path, what Playwright installed; then Playwright is
asked to install its own; then, as root on Debian, apt. Chromium's headless shell, the same browser without a window to
draw, comes first: a page costs it less processor time. Korean letters need a font: the same goes for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FONT = "fonts-noto-cjk"
FAILED = (
    "The browser tests need Chromium or Chrome. None was found, and neither `playwright install chromium` nor apt "
    "could install one. Install one, or name it: CONVLENS_CHROMIUM=/path/to/chromium. `make test-fast` runs the rest."
)
NO_FONT = (
    f"The browser tests need a font with Korean letters, and apt could not install {FONT}. Install it, or another font "
    "that `fc-list :lang=ko` lists."
)


def named() -> str | None:
    """The executable that ``CONVLENS_CHROMIUM`` names."""
    path = os.environ.get("CONVLENS_CHROMIUM", "")
    if path and not starts(path):
        sys.exit(
            f"CONVLENS_CHROMIUM names a program that starts with --version. Received: {path}. Correct or unset it."
        )
    return path or None


def on_the_path() -> str | None:
    """An installed Chromium or Chrome."""
    return next((path for path in map(shutil.which, NAMES) if path and starts(path)), None)


def of_playwright() -> str | None:
    """Playwright's own Chromium, if it was installed and starts on this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return lightest(Path(path))


def lightest(path: Path) -> str | None:
    """The headless shell that stands beside a Chromium of Playwright's, or else that; None if neither starts.

    Args:
        path: …/chromium-1255/chrome-linux64/chrome, which has …/chromium_headless_shell-1255/*/… beside it.
    """
    folder, _, version = path.parents[1].name.rpartition("-")
    shells = path.parents[2].glob(f"{folder}_headless_shell-{version}/*/*headless*shell")
    return next((str(found) for found in (*sorted(shells), path) if found.exists() and starts(str(found))), None)


def installed_by_playwright() -> str | None:
    """Playwright's own Chromium, fetched now."""
    return of_playwright() if succeeds(sys.executable, "-m", "playwright", "install", "chromium") else None


def installed_by_apt() -> str | None:
    """Debian's Chromium, installed now: root only."""
    return on_the_path() if apt_install("chromium-headless-shell") or apt_install("chromium") else None


def apt_install(package: str) -> bool:
    """Install a Debian package; False if that cannot be done here."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    return succeeds("apt-get", "update") and succeeds("apt-get", "install", "-y", "--no-install-recommends", package)


def starts(path: str) -> bool:
    """Return True if a browser runs at all: its libraries may be missing."""
    return succeeds(path, "--version", quiet=True)


def succeeds(*command: str, quiet: bool = False) -> bool:
    """Run a command; what it prints goes to the error output, so that the path stays alone on the other."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    try:
        return subprocess.run(command, stdout=output, stderr=output, check=False).returncode == 0
    except OSError:
        return False


def has_korean_font() -> bool:
    """Return True if the system can draw Hangul; without fontconfig (macOS, Windows) it can."""
    if shutil.which("fc-list") is None:
        return sys.platform != "linux"
    return bool(subprocess.run(("fc-list", ":lang=ko"), capture_output=True, check=False).stdout.strip())


def main() -> None:
    """Print the path, or say what is missing and fail."""
    ways: tuple[Callable[[], str | None], ...] = (
        named,
        on_the_path,
        of_playwright,
        installed_by_playwright,
        installed_by_apt,
    )
    path = next(filter(None, (way() for way in ways)), None)
    if path is None:
        sys.exit(FAILED)
    if not has_korean_font() and not (apt_install(FONT) and has_korean_font()):
        sys.exit(NO_FONT)
    print(path)


if __name__ == "__main__":
    main()
