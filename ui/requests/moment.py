"""The state of a page that shows one answer of the engine: settings, the answer on screen, why it is not newer."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, TypeVar

import streamlit as st

from cnn_core.settings import Problem
from engine import EngineError
from ui.requests.last_answer import LastAnswer, Request

Settings = TypeVar("Settings")
Answer = TypeVar("Answer")
Notice = TypeVar("Notice")
AnyMoment = TypeVar("AnyMoment", bound="Moment[Any, Any, Any]")


@dataclass(frozen=True)
class Moment(Generic[Settings, Answer, Notice]):
    """A page at one moment.

    Attributes:
        settings: the visitor's.
        problems: what is wrong with them, each at its control.
        answer: what is on screen, perhaps to earlier settings; None: there is nothing yet.
        notices: sentences above it.
        stale: True if the answer belongs to earlier settings.
        error: why the engine did not answer, or the core refused to.
        resume: waits for the answer while Keras is being loaded; None: it is loaded, or nothing was requested.
    """

    settings: Settings
    problems: tuple[Problem, ...] = ()
    answer: Answer | None = None
    notices: tuple[Notice, ...] = ()
    stale: bool = False
    error: Exception | None = field(default=None, compare=False)
    resume: Callable[[], object] | None = field(default=None, compare=False, repr=False)

    @property
    def starting(self) -> bool:
        """Return True if Keras is still being loaded for the answer."""
        return self.resume is not None

    def run_again_when_started(self) -> None:
        """While Keras is being loaded, wait for the answer, and run the page again; else do nothing."""
        if self.resume is None:
            return
        with suppress(EngineError, ValueError):  # the next run meets it again, and says it
            self.resume()
        st.rerun()


def request_answer(
    moment: AnyMoment,
    last: LastAnswer[Any],
    key: object,
    send: Callable[[], Request[Any]],
    *,
    refusals: tuple[type[Exception], ...] = (EngineError,),
    wait: bool = False,
) -> AnyMoment:
    """Return a moment with the engine's answer; without one, with the last answer, stale, and the reason.

    Args:
        moment: the page's settings, with nothing requested yet.
        last: where the page's answers are kept.
        key: as in `LastAnswer.ask`.
        send: as in `LastAnswer.ask`.
        refusals: the errors that the page has a sentence for.
        wait: True to wait here while Keras is being loaded, instead of leaving that to `run_again_when_started`.
    """
    try:
        answer = last.ask(key, send) if wait else last.ask_unless_starting(key, send)
    except refusals as error:
        return replace(moment, answer=last.get(), stale=True, error=error)
    if answer is None:
        resume = partial(last.ask, key, send, quiet_seconds=math.inf)
        return replace(moment, answer=last.get(), stale=True, resume=resume)
    return replace(moment, answer=answer)
