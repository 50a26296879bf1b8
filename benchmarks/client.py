"""A visitor without a browser: Streamlit's own messages over its websocket."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.server import HOST

STREAM = Subprotocol("streamlit")
TRIGGERS = frozenset({"trigger_value", "string_trigger_value", "json_trigger_value"})


@dataclass
class Run:
    """One run of the script, as it arrived.

    Attributes:
        seconds: from the message sent to the last message of the run.
        bytes: how much came.
        errors: messages of exceptions and error boxes on the page.
        elements: the types of the elements that came, in order.
        texts: the Markdown texts that came, in order.
    """

    seconds: float = 0.0
    bytes: int = 0
    errors: list[str] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Widget:
    """Where a control's value goes."""

    id: str
    kind: str
    fragment: str


class Visitor:
    """One browser tab, as the server sees it: ``async with Visitor(port, page="convolution_lab") as visitor``.

    Args:
        port: the server's, on loopback.
        page: address of a page; "" for the first.
        query: the link's parameters, as "filters=8&size=224".
        locale: the browser's language.
    """

    def __init__(self, port: int, page: str = "", query: str = "", locale: str = "en-US"):
        self.widgets: dict[str, Widget] = {}
        self._address = f"ws://{HOST}:{port}/_stcore/stream"
        self._origin = Origin(f"http://{HOST}:{port}")
        self._page, self._query, self._locale = page, query, locale
        self._page_hash = ""
        self._states: dict[str, WidgetState] = {}
        self._socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        # Browsers offer compression, and a server that takes the offer pays for it.
        self._socket = await connect(
            self._address,
            origin=self._origin,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression="deflate",
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    async def rerun(self, **changes: Any) -> Run:
        """Run the page again, with controls changed by their keys, and wait until all of it has come.

        A client-side view sends what its events are: ``rerun(lab_view={"change": {"values": {"bias": 0.5}}})``.
        """
        start = time.perf_counter()
        await self.send(**changes)
        run = await self.finish()
        run.seconds = time.perf_counter() - start
        return run

    async def send(self, **changes: Any) -> None:
        """Change controls, and do not wait. A control of a fragment reruns its fragment, as in a browser."""
        message = BackMsg()
        request = message.rerun_script
        request.query_string = self._query
        request.page_name = "" if self._page_hash else self._page
        request.page_script_hash = self._page_hash
        request.context_info.locale = self._locale
        request.context_info.url = f"{self._origin}/{self._page}"
        for key, value in changes.items():
            widget = self.widgets[key]
            self._states[key] = _state(widget, value)
            request.fragment_id = widget.fragment
        request.widget_states.widgets.extend(self._states.values())
        self._states = {key: state for key, state in self._states.items() if state.WhichOneof("value") not in TRIGGERS}
        await self._connection().send(message.SerializeToString())

    async def finish(self, patience: float = 60.0) -> Run:
        """Everything up to the end of the run, or of the run that overtook it."""
        run = Run()
        async with asyncio.timeout(patience):
            while True:
                data = await self._connection().recv(decode=False)
                run.bytes += len(data)
                message = ForwardMsg.FromString(data)
                kind = message.WhichOneof("type")
                if kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    return run
                if kind == "navigation":
                    self._page_hash = message.navigation.page_script_hash
                elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                    self._note(message.delta, run)

    def _note(self, delta: Any, run: Run) -> None:
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        run.elements.append(kind)
        if kind == "exception":
            run.errors.append(f"{element.type}: {element.message}")
        elif kind == "alert" and element.format == element.ERROR:
            run.errors.append(element.body)
        elif kind == "markdown":
            run.texts.append(element.body)
        key = _key(getattr(element, "id", ""))
        if key:
            self.widgets[key] = Widget(element.id, kind, delta.fragment_id)

    def _connection(self) -> ClientConnection:
        assert self._socket is not None, "use a visitor in `async with`"
        return self._socket


def _key(identifier: str) -> str:
    """The key that a control's identifier ends with: ``$$ID-digest-key``."""
    _, _, key = identifier.removeprefix("$$ID-").partition("-")
    return "" if key == "None" else key


def _state(widget: Widget, value: Any) -> WidgetState:
    """A control's value in the field that its kind uses."""
    state = WidgetState(id=widget.id)
    match widget.kind:
        case "bidi_component":
            state.id = f"$$STREAMLIT_INTERNAL_KEY_{widget.id}__events"
            state.json_trigger_value = json.dumps([{"event": name, "value": given} for name, given in value.items()])
        case "slider":
            state.double_array_value.data.extend(value if isinstance(value, (list, tuple)) else [value])
        case "number_input":
            state.double_value = value
        case "checkbox":
            state.bool_value = value
        case "button":
            state.trigger_value = True
        case "button_group" | "multiselect":
            state.string_array_value.data.extend(value if isinstance(value, (list, tuple)) else [value])
        case "selectbox" | "radio" | "text_input" | "text_area":
            state.string_value = value
        case _:
            raise ValueError(f"A change is for a control that is known here. Received: {widget.kind}")
    return state
