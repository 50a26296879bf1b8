"""The name under which a visitor's requests go to the engine."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def session() -> str:
    """Return the id of the visitor's session; "none" outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else "none"
