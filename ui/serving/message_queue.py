"""The queue of Streamlit's messages to a browser: a fragment's run deletes none of those that wait in it."""

from __future__ import annotations

from functools import cache, wraps

from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


@cache
def keep_waiting_messages() -> None:
    """Let the messages that wait be sent when a fragment begins to run; called by ``app.py``.

    Streamlit then deletes those of this fragment that have not been sent yet, and keeps the others. But others depend
    on them: those of a fragment inside of it, and what stands below it on the page. The browser would be told to put
    an element into a container that it never got, stop with "Cannot set a node at a delta path" and lose the
    connection. So all are kept and sent in their order, as if they had been sent a moment before the run; a run of
    the whole page still deletes all of the run before. Only the first call does anything.
    """
    delete = ForwardMsgQueue.clear

    @wraps(delete)
    def clear(
        queue: ForwardMsgQueue,
        retain_lifecycle_msgs: bool = False,
        fragment_ids_this_run: list[str] | None = None,
    ) -> None:
        if retain_lifecycle_msgs and fragment_ids_this_run:
            queue._delta_index_map = {}  # what follows is not composed with what is there
        else:
            delete(queue, retain_lifecycle_msgs, fragment_ids_this_run)

    ForwardMsgQueue.clear = clear  # type: ignore[method-assign,assignment]
