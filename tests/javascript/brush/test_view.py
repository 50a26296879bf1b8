"""The brush: what it does to pixels, by pointer and by keys, what it takes back, and what it asks of the server."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from scipy.ndimage import uniform_filter1d

from tests.javascript.network_page import NetworkPage
from ui.components.brush import VIEW
from ui.language import catalogue

pytestmark = pytest.mark.browser

WORDS = {key.removeprefix("why.brush."): text for key, text in catalogue("en").items() if key.startswith("why.brush.")}
EDITS = "brush/edits.js"
SIDE = 32
PICTURE = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
SHARES = np.array([0.7, 0.2, 0.06, 0.02, 0.01, 0.006, 0.004], np.float32)
QUIET = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None, "max_examples": 25}


def payload(key: str = "a", turn: int | None = None, problem: str = "", wanted: int = 0, **arrays: Any) -> bytes:
    labels = ["cup", "pan", "jug", "pot", "mug", "tin"]
    header = {"key": key, "labels": labels, "wanted": wanted, "turn": turn, "problem": problem}
    return VIEW.payload(header, {"picture": PICTURE, "shares": SHARES} | arrays)


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(data: bytes | None = None, *, width: int = 1000) -> NetworkPage:
        size = {"width": width, "height": 900}
        data = payload() if data is None else data
        opened.append(NetworkPage(browser, components_address, data, view="brush", viewport=size))
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def pixels(page: NetworkPage) -> np.ndarray:
    read = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
    found = np.array(page.page.locator(".brush-picture").evaluate(read), np.uint8).reshape(SIDE, SIDE, 4)
    return found[..., :3]


def pictures(page: NetworkPage) -> list[np.ndarray]:
    """What was sent: the changed pictures."""
    return [
        np.frombuffer(base64.b64decode(value["pixels"]), np.uint8).reshape(SIDE, SIDE, 3)
        for _, name, value in page.sent()
        if name == "brush"
    ]


def turns(page: NetworkPage) -> list[int]:
    return [value["turn"] for _, _, value in page.sent()]


def drag(page: Page, *places: tuple[float, float]) -> None:
    """With the button held, over places given as shares of the picture, row first."""
    box = page.locator(".brush-picture").bounding_box()
    assert box is not None
    points = [(box["x"] + column * box["width"], box["y"] + row * box["height"]) for row, column in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


@settings(**QUIET)
@given(seed=st.integers(0, 99), radius=st.integers(1, 12))
def test_a_blurred_picture_is_the_mean_of_what_is_around(modules, seed: int, radius: int):
    picture = np.random.default_rng(seed).integers(0, 256, (9, 7, 3)).astype(np.uint8)
    found = modules.call(EDITS, "blurred", picture, radius)

    def mean(values: np.ndarray, axis: int) -> np.ndarray:
        size = 2 * radius + 1
        sums, counts = (uniform_filter1d(one, size, axis, mode="constant") for one in (values, np.ones_like(values)))
        return sums / counts

    expected = mean(mean(picture.astype(float), 1), 0)
    np.testing.assert_allclose(found, expected, atol=0.51)


@settings(**QUIET)
@given(
    row=st.floats(-5, 15),
    column=st.floats(-5, 15),
    down=st.floats(-9, 9),
    right=st.floats(-9, 9),
    radius=st.floats(1, 6),
)
def test_a_moved_spot_is_there_and_no_longer_here(modules, row, column, down, right, radius):
    picture = np.random.default_rng(1).integers(0, 256, (10, 10, 3)).astype(np.uint8)
    start, end = {"row": row, "column": column}, {"row": row + down, "column": column + right}
    found = modules.call(EDITS, "movedSpot", picture, start, end, radius).reshape(10, 10, 3)
    mean = np.array(modules.call(EDITS, "meanColour", picture))
    np.testing.assert_allclose(mean, picture.mean(axis=(0, 1)), atol=0.51)
    # JavaScript rounds halves up.
    step_down, step_right = int(np.floor(end["row"] - row + 0.5)), int(np.floor(end["column"] - column + 0.5))
    rows, columns = np.indices((10, 10))
    taken = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
    put = (rows - row - step_down) ** 2 + (columns - column - step_right) ** 2 <= radius**2
    np.testing.assert_array_equal(found[~taken & ~put], picture[~taken & ~put])
    assert (found[taken & ~put] == mean).all()
    for place in np.argwhere(put):
        source = place - [step_down, step_right]
        inside = ((source >= 0) & (source < 10)).all()
        np.testing.assert_array_equal(found[tuple(place)], picture[tuple(source)] if inside else mean)


@settings(**QUIET)
@given(ends=st.tuples(*[st.floats(0, 200)] * 4), step=st.floats(0.5, 20))
def test_a_fast_stroke_leaves_no_gaps(modules, ends, step):
    places = modules.call(
        EDITS, "along", {"row": ends[0], "column": ends[1]}, {"row": ends[2], "column": ends[3]}, step
    )
    line = np.array([[place["row"], place["column"]] for place in places])
    np.testing.assert_allclose(line[[0, -1]].ravel(), ends, atol=1e-9)
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).max() <= step + 1e-9


def test_a_stroke_covers_with_the_mean_colour_and_asks_for_the_scores(view):
    page = view()
    drag(page.page, (0.5, 0.2), (0.5, 0.8))
    found = pixels(page)
    changed = (found != PICTURE).any(axis=2)
    assert changed[16, 6:26].all()
    assert not changed[:12].any()
    assert (found[changed] == np.round(PICTURE.mean(axis=(0, 1)))).all()
    assert len(pictures(page)) == 1
    page.send(payload(turn=turns(page)[0], changed=SHARES[::-1].copy()))
    np.testing.assert_array_equal(pictures(page)[-1], found)


def test_one_question_at_a_time_and_the_newest_after_it(view):
    page = view()
    for row in (0.2, 0.4, 0.6, 0.8):
        drag(page.page, (row, 0.3), (row, 0.7))
    assert len(turns(page)) == 1
    page.send(payload(turn=turns(page)[0], changed=SHARES))
    assert len(turns(page)) == 2
    np.testing.assert_array_equal(pictures(page)[1], pixels(page))
    page.send(payload(turn=turns(page)[1], changed=SHARES))
    assert len(turns(page)) == 2


def test_scores_follow_with_what_has_changed(view):
    page = view(payload(wanted=6))
    rows = page.page.locator(".brush-score")
    assert [text.split("\n")[0] for text in rows.all_inner_texts()] == ["cup", "pan", "jug", "pot", "mug", "class 6"]
    drag(page.page, (0.5, 0.2), (0.5, 0.8))
    page.send(
        payload(
            turn=turns(page)[-1], wanted=6, changed=np.array([0.1, 0.2, 0.06, 0.02, 0.01, 0.006, 0.604], np.float32)
        )
    )
    expect(rows.first).to_contain_text("class 6")
    expect(rows.first).to_contain_text("+60.0 points")
    expect(page.page.locator(".brush-answer [role=status]")).to_have_text("class 6 60.4 %, +60.0 points")


def test_why_there_are_no_scores_is_said(view):
    page = view()
    drag(page.page, (0.5, 0.5), (0.5, 0.6))
    page.send(payload(turn=turns(page)[-1], problem="It took too long."))
    expect(page.page.get_by_role("alert")).to_have_text("It took too long.")
    page.page.get_by_role("button", name=WORDS["again"]).click()
    expect(page.page.get_by_role("alert")).to_be_hidden()


def test_changes_are_taken_back_one_by_one_and_all_at_once(view):
    page = view()
    undo, again = (page.page.get_by_role("button", name=WORDS[name]) for name in ("undo", "again"))
    expect(undo).to_have_attribute("aria-disabled", "true")
    seen = [pixels(page)]
    for row in (0.2, 0.5, 0.8):
        drag(page.page, (row, 0.3), (row, 0.7))
        seen.append(pixels(page))
    undo.click()
    np.testing.assert_array_equal(pixels(page), seen[2])
    page.page.locator(".brush-picture").press("Control+z")
    np.testing.assert_array_equal(pixels(page), seen[1])
    again.click()
    np.testing.assert_array_equal(pixels(page), PICTURE)
    undo.click()
    np.testing.assert_array_equal(pixels(page), seen[1])
    undo.click()
    np.testing.assert_array_equal(pixels(page), PICTURE)
    expect(undo).to_have_attribute("aria-disabled", "true")
    expect(again).to_have_attribute("aria-disabled", "true")


def test_an_answer_to_a_stroke_that_was_taken_back_is_passed_over(view):
    page = view()
    drag(page.page, (0.5, 0.2), (0.5, 0.8))
    page.page.get_by_role("button", name=WORDS["again"]).click()
    page.send(payload(turn=turns(page)[-1], changed=SHARES[::-1].copy()))
    expect(page.page.locator(".brush-score").first).to_contain_text("cup")
    expect(page.page.locator(".brush-score").first).not_to_contain_text("points")


def test_keys_cover_blur_move_and_put_back(view):
    page = view()
    canvas = page.page.locator(".brush-picture")
    canvas.focus()
    page.page.keyboard.press("ArrowUp")
    expect(page.page.locator(".brush-ring")).to_be_visible()
    page.page.keyboard.press("Space")
    covered = pixels(page)
    assert (covered != PICTURE).any()
    page.page.keyboard.press("Control+z")
    page.page.get_by_role("radio", name=WORDS["blur"]).press("Space")
    canvas.focus()
    page.page.keyboard.press("Enter")
    blurred = pixels(page)
    assert (blurred != PICTURE).any()
    assert (blurred != covered).any()
    page.page.keyboard.press("Control+z")
    page.page.get_by_role("radio", name=WORDS["move"]).press("Space")
    canvas.focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.page.keyboard.press(key)
    assert (pixels(page) != PICTURE).any()
    page.page.keyboard.press("Escape")
    np.testing.assert_array_equal(pixels(page), PICTURE)
    for key in ("Space", "ArrowLeft", "Shift+ArrowDown", "Space"):
        page.page.keyboard.press(key)
    moved = pixels(page)
    page.page.keyboard.press("ArrowUp")
    np.testing.assert_array_equal(pixels(page), moved)


def test_another_picture_begins_anew_and_turns_go_on(view):
    page = view(payload(turn=40))
    drag(page.page, (0.5, 0.2), (0.5, 0.8))
    assert turns(page)[0] > 40
    page.send(payload(key="b", turn=40))
    np.testing.assert_array_equal(pixels(page), PICTURE)
    expect(page.page.locator(".brush-score").first).not_to_contain_text("points")
    page.page.evaluate("cleanUp()")
    expect(page.page.locator(".brush")).to_have_count(0)
