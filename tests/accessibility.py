"""Accessibility of a page in the browser, by the rules of WCAG 2.2 A and AA, as axe-core knows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Only lines of text travel back: all that axe-core says of a page is megabytes.
_RUN = """
async ([tags, exclude]) => {
  const { violations } = await axe.run({ exclude }, { runOnly: tags, resultTypes: ["violations"] });
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${JSON.stringify(target)} ${html.slice(0, 200)}`));
}
"""


def violations(page: Page, exclude: Sequence[str] = ()) -> list[str]:
    """Find what breaks a rule, in shadow roots too: one line for each element; [] is right.

    Args:
        page: at rest; paler colours of a transition are no colours to judge.
        exclude: selectors of what is not looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_RUN, [_TAGS, [[selector] for selector in exclude]])
    return found
