"""Streamlit's queue of messages keeps what others depend on when a fragment's run begins."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import reload

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import forward_msg_queue

from ui.serving import message_queue


@pytest.fixture
def streamlits_own() -> Iterator[None]:
    """Streamlit's own class, whatever another test has done to it; at the end as it was before."""
    before = forward_msg_queue.ForwardMsgQueue
    reload(forward_msg_queue)
    message_queue.ForwardMsgQueue = forward_msg_queue.ForwardMsgQueue
    message_queue.keep_waiting_messages.cache_clear()
    yield
    forward_msg_queue.ForwardMsgQueue = message_queue.ForwardMsgQueue = before


def container(path: list[int], fragment: str = "") -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend(path)
    message.delta.add_block.allow_empty = True
    message.delta.fragment_id = fragment
    return message


def whole_run() -> forward_msg_queue.ForwardMsgQueue:
    """The page's own container, a fragment's, that of a fragment inside of it, and what stands below."""
    queue = forward_msg_queue.ForwardMsgQueue()
    for path, fragment in (([0, 0], ""), ([0, 1], "outer"), ([0, 1, 0], "inner"), ([0, 2], "")):
        queue.enqueue(container(path, fragment))
    return queue


def paths(queue: forward_msg_queue.ForwardMsgQueue) -> list[list[int]]:
    return [list(message.metadata.delta_path) for message in queue.flush()]


def test_streamlit_keeps_a_child_without_its_parent(streamlits_own: None):
    queue = whole_run()
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    assert paths(queue) == [[0, 0], [0, 1, 0], [0, 2]], "mended in Streamlit: ui/serving/message_queue.py can go"


def test_every_message_is_sent_in_its_order(streamlits_own: None):
    message_queue.keep_waiting_messages()
    queue = whole_run()
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["outer"])
    queue.enqueue(container([0, 1], "outer"))
    assert paths(queue) == [[0, 0], [0, 1], [0, 1, 0], [0, 2], [0, 1]]


def test_a_run_of_the_whole_page_begins_anew(streamlits_own: None):
    message_queue.keep_waiting_messages()
    queue = whole_run()
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.is_empty()


def test_a_flushed_queue_is_empty(streamlits_own: None):
    message_queue.keep_waiting_messages()
    queue = whole_run()
    queue.flush()
    assert queue.is_empty()
