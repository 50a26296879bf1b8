"""A page of the app without a browser: opened at a link, read, and sent messages as its views send them."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

APP = Path(__file__).parents[2] / "app.py"
SECONDS = 240.0  # generous: a first answer waits for Keras, on a busy machine for longer


def page_at(name: str, **link: str) -> AppTest:
    """Open a page at a link.

    Args:
        name: of its file in pages/.
        **link: the parameters of its address.
    """
    return ran(unopened(name, **link))


def unopened(name: str, **link: str) -> AppTest:
    """Name a page and its link; nothing has run yet."""
    page = AppTest.from_file(str(APP), default_timeout=SECONDS).switch_page(f"pages/{name}.py")
    page.query_params.update(link)
    return page


def ran(page: AppTest) -> AppTest:
    """Run the page's script once more."""
    page.run()
    assert not page.exception
    return page


def address(page: AppTest) -> dict[str, str]:
    """Read the parameters of the page's address."""
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def said(page: AppTest) -> str:
    """Join all sentences of the page, one a line."""
    kinds = (
        page.markdown,
        page.caption,
        page.info,
        page.warning,
        page.error,
        page.success,
        page.header,
        page.subheader,
    )
    return "\n".join(element.value for kind in kinds for element in kind)


def components(page: AppTest, name: str) -> list[Any]:
    """List what the page's views of one name were sent, as Streamlit's messages."""
    return [node.proto for node in page.get("bidi_component") if node.proto.component_name == f"convlens.{name}"]


def component(page: AppTest, name: str) -> Any:
    """Give what the page's one view of a name was sent."""
    (found,) = components(page, name)
    return found


def unpacked(payload: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Split a payload into its header and its arrays."""
    (length,) = struct.unpack("<I", payload[4:8])
    head = json.loads(payload[8 : 8 + length])
    data = payload[(8 + length + 7) // 8 * 8 :]
    return head["header"], {entry["name"]: _array(entry, data) for entry in head["arrays"]}


def _array(entry: dict[str, Any], data: bytes) -> np.ndarray:
    count = int(np.prod(entry["shape"]))
    return np.frombuffer(data, entry["dtype"], count, entry["offset"]).reshape(entry["shape"])


def sent(page: AppTest, name: str, state: dict[str, Any] | None = None, **events: Any) -> AppTest:
    """Run the page with what one of its views sends.

    Args:
        page: with one view of the name.
        name: of the view.
        state: what the view keeps; nothing is sent of it if it is empty.
        **events: what it sends once.
    """
    states = page._tree.get_widget_states()
    identity = component(page, name).id
    if state:
        states.widgets.append(WidgetState(id=identity, json_value=json.dumps(state)))
    if events:
        told = json.dumps([{"event": event, "value": value} for event, value in events.items()])
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{identity}__events"
        states.widgets.append(WidgetState(id=trigger, json_trigger_value=told))
    page._run(states)
    assert not page.exception
    return page
