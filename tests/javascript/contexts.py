"""Pages of the browser that share what they have fetched: a view's modules are many, and so are the tests of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_contexts: dict[tuple[int, str], BrowserContext] = {}


def new_page(browser: Browser, **options: Any) -> Page:
    """Open an empty page, in the context of all pages with these options.

    Args:
        browser: the one of all tests; it closes its contexts.
        **options: of Playwright's ``new_context``.
    """
    key = (id(browser), repr(sorted(options.items())))
    if key not in _contexts:
        _contexts[key] = browser.new_context(**options)
    return _contexts[key].new_page()
