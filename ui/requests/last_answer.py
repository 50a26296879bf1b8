"""The last answer of the engine that a visitor saw, kept in the session; only another question is requested anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

import engine
from ui.requests.waiting import QUIET_SECONDS, wait_for

Value = TypeVar("Value")
Answer = TypeVar("Answer")


@dataclass(frozen=True, eq=False)
class Request(Generic[Answer]):
    """Requests that the engine has, which together give one answer.

    Attributes:
        futures: of `engine.submit`, each with the pool that it was submitted to.
        finish: makes the answer of their results, which come in the same order.
    """

    futures: Sequence[tuple[Future[Any], str]]
    finish: Callable[[list[Any]], Answer]

    def is_delayed(self) -> bool:
        """Return True if Keras is still being loaded for it, and no answer has come in the meantime."""
        started = all(engine.ready(pool) for _, pool in self.futures)
        return not started and bool(wait([future for future, _ in self.futures], QUIET_SECONDS).not_done)

    def result(self, quiet_seconds: float = QUIET_SECONDS) -> Answer:
        """Wait for the answer, as `ui.requests.waiting.wait_for`."""
        return self.finish([wait_for(one, quiet_seconds=quiet_seconds, pool=pool) for one, pool in self.futures])


class Latest(Generic[Value]):
    """A value kept in the visitor's session for the key that it was made for; that of another key takes its place."""

    def __init__(self, name: str):
        """Name it.

        Args:
            name: its entry in the session.
        """
        self._name = name

    def get(self) -> Value | None:
        """Return the value, whatever it was made for; None: there is none."""
        kept: tuple[object, Value] | None = st.session_state.get(self._name)
        return kept[1] if kept else None

    def find(self, key: object) -> Value | None:
        """Return the value if it was made for this key."""
        kept: tuple[object, Value] | None = st.session_state.get(self._name)
        return kept[1] if kept and kept[0] == key else None

    def keep(self, key: object, value: Value) -> Value:
        """Keep a value for a key."""
        st.session_state[self._name] = (key, value)
        return value

    def get_or_make(self, key: object, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made now if the one that is kept is another's."""
        found = self.find(key)
        return self.keep(key, make()) if found is None else found


class LastAnswer(Latest[Answer]):
    """The last answer of one kind, for the question that was asked."""

    def ask(self, key: object, send: Callable[[], Request[Answer]], *, quiet_seconds: float = QUIET_SECONDS) -> Answer:
        """Return the answer to a question: the last one if it has the same key, else the engine's.

        Args:
            key: equal for questions with the same answer.
            send: submits the requests.
            quiet_seconds: how long the page says nothing while Keras is being loaded.

        Raises:
            EngineError: the engine could not answer; its code has a sentence in the catalogue.
            ValueError: the core refused the question.
        """
        return self.get_or_make(key, lambda: send().result(quiet_seconds))

    def ask_unless_starting(self, key: object, send: Callable[[], Request[Answer]]) -> Answer | None:
        """Ask as `ask` does, but return None while Keras is being loaded; the request goes on, `ask` waits for it."""
        found = self.find(key)
        if found is not None:
            return found
        request = send()
        return None if request.is_delayed() else self.keep(key, request.result())
