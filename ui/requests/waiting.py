"""Waiting for the engine inside a page: quietly at first, and no longer than the visitor wants the answer."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, get_script_run_ctx

import engine
from ui.language import t

Result = TypeVar("Result")

QUIET_SECONDS = 0.3
"""How long nothing is shown: an answer that comes sooner should not flicker."""

_LOOK_SECONDS = 0.05


def wait_for(future: Future[Result], *, quiet_seconds: float = QUIET_SECONDS, pool: str = "shared") -> Result:
    """Wait for a result of `engine.submit` in a page or a fragment.

    While it waits, a newer change of the same visitor ends this run of the page, as it would at any Streamlit
    command, and the future is cancelled: nobody would see its result. If Keras is still being loaded after
    ``quiet_seconds``, one line says so, until the answer is there.

    Args:
        future: of `engine.submit`.
        quiet_seconds: how long nothing is shown.
        pool: the one that it was submitted to.

    Returns:
        The future's result.

    Raises:
        Exception: the future's own, such as `engine.EngineError`.
    """
    if future.done():
        return future.result()
    context = get_script_run_ctx(suppress_warning=True)
    line = None
    waited = 0.0
    try:
        while not wait([future], _LOOK_SECONDS).done:
            waited += _LOOK_SECONDS
            _let_newer_changes_through(context)
            if line is None and waited >= quiet_seconds and not engine.ready(pool):
                line = st.empty()
                line.caption(t("engine.starting"))
    except BaseException:
        future.cancel()
        raise
    if line is not None:
        line.empty()
    return future.result()


def wait_for_any(futures: Collection[Future[Any]], seconds: float) -> None:
    """Wait until one of some results is there, or a newer change of the visitor's, or the time is over.

    Nothing is cancelled: whoever keeps the futures looks at them again in the next run.

    Args:
        futures: of `engine.submit`.
        seconds: how long at most.
    """
    context = get_script_run_ctx(suppress_warning=True)
    waited = 0.0
    while futures and waited < seconds and not wait(futures, _LOOK_SECONDS, FIRST_COMPLETED).done:
        waited += _LOOK_SECONDS
        _let_newer_changes_through(context)


def _let_newer_changes_through(context: ScriptRunContext | None) -> None:
    """Raise Streamlit's own signal if this run of the page, or of the fragment, has been overtaken.

    Streamlit's check ends a run of the page. It lets a fragment's run go on when the same fragment is to run again,
    so that case is looked at here.
    """
    if context is None:
        return
    context.yield_check()
    requests = context.script_requests
    overtaken = requests is not None and requests._state is ScriptRequestType.RERUN
    if overtaken and context.fragment_ids_this_run:
        st.rerun(scope="fragment")


def run_again() -> None:
    """Run the fragment that is under way once more, or the page if all of it is: something on it has become known."""
    context = get_script_run_ctx(suppress_warning=True)
    st.rerun(scope="fragment" if context and context.fragment_ids_this_run else "app")
