"""The Network Explorer's page without a browser: what its view was sent, and messages as the view sends them."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/network_explorer.py"
STATES = ("scale", "detail", "selected", "walk")


def opened(**link: str) -> AppTest:
    """The page at a link, when its networks are there."""
    page = AppTest.from_file(str(APP), default_timeout=120).switch_page(PAGE)
    page.query_params.update(link)
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def payload(page: AppTest) -> bytes:
    """The bytes that the view was sent."""
    sent: bytes = component(page).bytes
    return sent


def view(page: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the view was sent: its header and its arrays."""
    return unpacked(payload(page))


def unpacked(sent: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the arrays of a payload."""
    (length,) = struct.unpack("<I", sent[4:8])
    head = json.loads(sent[8 : 8 + length])
    data = sent[(8 + length + 7) // 8 * 8 :]
    arrays = {
        entry["name"]: np.frombuffer(data, entry["dtype"], int(np.prod(entry["shape"])), entry["offset"]).reshape(
            entry["shape"]
        )
        for entry in head["arrays"]
    }
    return head["header"], arrays


def component(page: AppTest) -> Any:
    """The view's message to the browser."""
    nodes = page.get("bidi_component")
    (proto,) = (node.proto for node in nodes if node.proto.component_name == "convlens.explorer")
    return proto


def sent(page: AppTest, **events: Any) -> AppTest:
    """Run the page with what the view sends: scale, detail, selected and walk are state, all else triggers."""
    states = page._tree.get_widget_states()
    identity = component(page).id
    state = {name: events.pop(name) for name in STATES if name in events}
    if state:
        states.widgets.append(WidgetState(id=identity, json_value=json.dumps(state)))
    triggers = [{"event": name, "value": value} for name, value in events.items()]
    if triggers:
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{identity}__events"
        states.widgets.append(WidgetState(id=trigger, json_trigger_value=json.dumps(triggers)))
    page._run(states)
    assert not page.exception
    return page


def address(page: AppTest) -> dict[str, str]:
    """The parameters of the page's address."""
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def notices(page: AppTest) -> list[str]:
    """The sentences above the networks."""
    return [notice["text"] for notice in view(page)[0]["notices"]]
