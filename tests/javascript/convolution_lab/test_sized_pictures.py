"""The picture at other sizes: asked for once, only the last one waited for, and none where nobody answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

START = """async () => {
  const { createSizedPictures } = await import("/convolution_lab/lab.js");
  const lab = (digest) => ({ digest, pictures: { channelNames: { colour: ["red"], grey: ["grey"] } } });
  globalThis.come = 0;
  const sized = createSizedPictures(() => { globalThis.come += 1; });
  globalThis.sized = sized;
  globalThis.at = (digest, size) => {
    const found = sized.at(lab(digest), size);
    return found && [found.levels.shape, found.levels.data[0], found.colour.channelNames, found.grey.image.shape];
  };
}"""


@pytest.fixture
def asked(modules: Any) -> Iterator[tuple[Page, list[Route]]]:
    """The page, and the requests that wait for an answer."""
    page, waiting = modules.page, []
    page.route("**/_convlens/squares/**", lambda route: waiting.append(route))
    page.evaluate(START)
    yield page, waiting
    page.unroute_all(behavior="ignoreErrors")


def until(page: Page, condition: Callable[[], bool]) -> None:
    for _ in range(400):
        if condition():
            return
        page.wait_for_timeout(5)
    raise AssertionError("It did not come.")


def bytes_of(size: int, value: int = 7) -> bytes:
    return bytes([value]) * (size * size * 3)


def test_it_comes_once_and_stays(asked):
    page, waiting = asked
    assert page.evaluate("at('feed', 9)") is None
    assert page.evaluate("at('feed', 9)") is None
    until(page, lambda: len(waiting) == 1)
    assert waiting[0].request.url.endswith("/_convlens/squares/feed/9")
    waiting[0].fulfill(body=bytes_of(9))
    page.wait_for_function("come === 1")
    assert page.evaluate("at('feed', 9)") == [[9, 9, 3], 7, ["red"], [9, 9, 1]]
    assert len(waiting) == 1


def test_only_the_last_size_is_waited_for(asked):
    page, waiting = asked
    page.evaluate("[at('feed', 9), at('feed', 10), at('feed', 11)]")
    until(page, lambda: any(route.request.url.endswith("/11") for route in waiting))
    waiting[-1].fulfill(body=bytes_of(11))
    page.wait_for_function("come === 1")
    assert page.evaluate("at('feed', 11)")[0] == [11, 11, 3]
    assert page.evaluate("at('feed', 9)") is None  # and it can be asked for again
    until(page, lambda: waiting[-1].request.url.endswith("/9"))
    waiting[-1].fulfill(body=bytes_of(9, 3))
    page.wait_for_function("come === 2")
    assert page.evaluate("at('feed', 9)")[1] == 3


@pytest.mark.parametrize(
    "answer",
    [{"status": 404, "body": b""}, {"status": 200, "body": b"<!doctype html>"}, {"status": 500, "body": bytes_of(9)}],
    ids=["not found", "the page of streamlit run", "an error"],
)
def test_where_nobody_answers_it_is_not_asked_again(asked, answer):
    page, waiting = asked
    page.evaluate("at('feed', 9)")
    until(page, lambda: len(waiting) == 1)
    waiting[0].fulfill(**answer)
    page.wait_for_timeout(50)
    assert page.evaluate("[at('feed', 9), come]") == [None, 0]
    page.wait_for_timeout(50)
    assert len(waiting) == 1


def test_another_picture_is_another_request_and_few_are_kept(asked):
    page, waiting = asked
    for number in range(14):
        page.evaluate(f"at('feed{number}', 8)")
        until(page, lambda number=number: len(waiting) == number + 1)
        waiting[number].fulfill(body=bytes_of(8, number))
        page.wait_for_function(f"come === {number + 1}")
    assert page.evaluate("at('feed13', 8)")[1] == 13
    assert page.evaluate("at('feed0', 8)") is None


def test_a_view_that_goes_hears_nothing_more(asked):
    page, waiting = asked
    page.evaluate("at('feed', 9)")
    until(page, lambda: len(waiting) == 1)
    page.evaluate("sized.destroy()")
    page.wait_for_timeout(50)
    assert page.evaluate("come") == 0
