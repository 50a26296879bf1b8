"""The Network Explorer's page without a browser: what its view was sent, and messages as the view sends them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from tests.pages import app_page
from tests.pages.app_page import page_at, unpacked

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/network_explorer.py"
STATES = ("scale", "detail", "selected", "walk")


def opened(**link: str) -> AppTest:
    """The page at a link, when its networks are there."""
    return page_at("network_explorer", **link)


def payload(page: AppTest) -> bytes:
    """The bytes that the view was sent."""
    sent: bytes = component(page).bytes
    return sent


def view(page: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the view was sent: its header and its arrays."""
    return unpacked(payload(page))


def component(page: AppTest) -> Any:
    """The view's message to the browser."""
    return app_page.component(page, "explorer")


def sent(page: AppTest, **events: Any) -> AppTest:
    """Run the page with what the view sends: scale, detail, selected and walk are state, all else triggers."""
    state = {name: events.pop(name) for name in STATES if name in events}
    return app_page.sent(page, "explorer", state, **events)


def notices(page: AppTest) -> list[str]:
    """The sentences above the networks."""
    return [notice["text"] for notice in view(page)[0]["notices"]]
