"""Waits until nothing on a page moves, and never longer than a page may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

# True after three looks in a row at which nothing moved: what was just begun starts with the next frame. The promise
# `finished` of an animation is not waited for: when the element is taken away, it may stay open for ever.
_STILL = """() => {
  const moving = document.getAnimations().some(({ playState, effect }) =>
    playState === "running" && effect.getComputedTiming().endTime < Infinity);
  window.looksAtRest = moving ? 0 : (window.looksAtRest ?? 0) + 1;
  return window.looksAtRest >= 3;
}"""


def until_still(page: Page) -> None:
    """Wait until every animation that has an end has come to it.

    Raises:
        playwright.sync_api.TimeoutError: something moves for longer than a minute and a half.
    """
    page.evaluate("() => { window.looksAtRest = 0; }")
    page.wait_for_function(_STILL, timeout=90_000)
