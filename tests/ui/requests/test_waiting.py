"""Waiting in a page, on a real server and with Streamlit's own messages, and without one."""

import asyncio
import threading
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.client import Visitor
from benchmarks.server import serve
from ui.requests.waiting import wait_for


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("waiting")
    with serve("tests/ui/requests/waiting_page.py", environment={"WAITING_FOLDER": str(folder)}) as running:
        yield running.port, folder


@pytest.mark.parametrize("place", ["page", "part"])
def test_a_newer_change_ends_the_wait_and_cancels_the_request(server, place):
    port, folder = server

    async def visit():
        async with Visitor(port) as visitor:
            await visitor.rerun()
            await visitor.send(**{place: 3})
            await _until((folder / f"{place}-3-begins").exists)
            answer = await visitor.rerun(**{place: 4})
            assert f"{place} got 4" in answer.texts
            assert not answer.errors
            await _until((folder / f"{place}-3-True").exists)  # the run that was overtaken ends a little later

    asyncio.run(visit())


def test_a_line_says_that_keras_is_starting(server):
    port, folder = server

    async def visit():
        async with Visitor(port) as visitor:
            await visitor.rerun()
            await visitor.send(page=5)
            await _until((folder / "page-5-begins").exists)
            await asyncio.sleep(1.5)
            return (await visitor.rerun(page=6)).texts

    assert any("Keras" in text for text in asyncio.run(visit()))


async def _until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_nothing_is_said_when_the_answer_comes_soon():
    def page():
        import threading
        from concurrent.futures import Future
        from unittest.mock import patch

        import streamlit as st

        from ui.requests.waiting import wait_for

        future = Future()
        threading.Timer(0.2, future.set_result, ["the answer"]).start()
        with patch.object(st, "empty", side_effect=AssertionError("something is shown")):
            wait_for(future, quiet_seconds=20.0)

    assert not AppTest.from_function(page, default_timeout=30).run().exception


def test_the_line_is_gone_when_the_answer_is_there():
    def page():
        import threading
        from concurrent.futures import Future

        import streamlit as st

        from ui.requests.waiting import wait_for

        future = Future()
        threading.Timer(0.3, future.set_result, ["the answer"]).start()
        st.write(wait_for(future, quiet_seconds=0.0))

    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    assert [element.value for element in app.markdown] == ["the answer"]
    assert not app.caption


def test_it_waits_without_a_page_too():
    future = Future()
    threading.Timer(0.2, future.set_result, [7]).start()
    assert wait_for(future) == 7


def test_the_error_of_the_computation_is_raised():
    future = Future()
    future.set_exception(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        wait_for(future)
