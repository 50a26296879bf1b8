"""A client-side view as a Streamlit component: registered once, sent its words and data, listened to by event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words


@dataclass(frozen=True)
class View:
    """A view in a folder of ``ui/components``, registered in ``pyproject.toml``.

    Attributes:
        name: of the folder, which holds ``view.js`` and perhaps ``view.css``.
        words: prefix of its words in the catalogues, or "".
        events: what it sends; Streamlit takes an event only where somebody listens.

    Example:
        >>> View("brush", words="why.brush", events=("brush",)).payload({"turn": None})[:4]
        b'CLP1'
    """

    name: str
    words: str = ""
    events: tuple[str, ...] = ()

    @cached_property
    def component(self) -> Any:
        """Streamlit's component. It can be registered only while Streamlit runs, and modules are imported before."""
        css = f"{self.name}/view.css"
        styled = Path(__file__).with_name(self.name).joinpath("view.css").is_file()
        return st.components.v2.component(
            f"convlens.{self.name}", js=f"{self.name}/view.js", css=css if styled else None
        )

    def payload(self, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]] | None = None) -> bytes:
        """Pack what the view is sent: its words, the visitor's language, ``header`` and ``arrays``.

        Args:
            header: what JSON can hold.
            arrays: as `ui.components.payload.pack` takes them.
        """
        return pack({"words": words(self.words), "language": current(), **header}, arrays or {})

    def draw(self, data: Any, *, key: str, **listeners: Callable[[], None]) -> Any:
        """Draw the view.

        Args:
            data: a payload, or what JSON can hold.
            key: the component's key; while a listener runs, ``st.session_state[key][event]`` is what was sent.
            **listeners: by event, who is told of it; for the others the run itself answers.

        Returns:
            The component's state.

        Raises:
            ValueError: the view has no such event.
        """
        if unknown := listeners.keys() - set(self.events):
            raise ValueError(f"A listener is for an event of the view {self.name}. Received: {sorted(unknown)}")
        told = {f"on_{event}_change": listeners.get(event, _rerun) for event in self.events}
        return self.component(key=key, data=data, **told)


def _rerun() -> None:
    """Do nothing: the run that follows an event answers it."""
