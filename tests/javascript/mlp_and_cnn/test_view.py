"""The view in which a picture is moved: everything follows the slider, the chart and the keys, out of what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from cnn_core.mlp_and_cnn.changed_pictures import moved
from cnn_core.mlp_and_cnn.settings import MOVEMENTS, amounts, measured_amounts
from tests.javascript.network_page import NetworkPage
from ui.components.mlp_and_cnn import VIEW

pytestmark = pytest.mark.browser

NAMES = ("mlp", "cnn")
PIXELS = "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"
RANDOM = np.random.default_rng(2)
PICTURE = RANDOM.integers(0, 256, (1, 16, 16, 1)).astype(np.uint8)


def shares(steps: int) -> np.ndarray:
    return RANDOM.dirichlet(np.full(10, 0.4), steps).astype(np.float32)


SCORES = {name: {movement: shares(len(amounts("digits", movement))) for movement in MOVEMENTS} for name in NAMES}
MEASURED = {
    name: {
        movement: np.sort(RANDOM.random((len(measured_amounts(movement)), 3)).astype(np.float32), axis=1)[:, [1, 0, 2]]
        for movement in MOVEMENTS
    }
    for name in NAMES
}


def payload(*, learnt: tuple[str, ...] = NAMES, measured: bool = True, **changes: Any) -> bytes:
    header = {
        "movements": [
            {"name": name, "label": name.title(), "unit": f"unit of {name}", "amounts": list(amounts("digits", name)),
             "measured": list(measured_amounts(name))}
            for name in MOVEMENTS
        ],
        "chosen": {"movement": "columns", "amount": 0},
        "networks": [{"name": name, "title": name.upper(), "about": f"about {name}"} for name in NAMES],
        "labels": [str(digit) for digit in range(10)],
        "answer": 3,
        "known": True,
        "subject": "A handwritten 3",
        "status": "",
        "measuredOn": "500",
    } | changes  # fmt: skip
    arrays: dict[str, np.ndarray] = {
        f"pictures.{name}": np.concatenate([moved(PICTURE, **{name: amount}) for amount in amounts("digits", name)])
        for name in MOVEMENTS
    }
    for name in learnt:
        arrays |= {f"scores.{name}.{movement}": part for movement, part in SCORES[name].items()}
        if measured:
            arrays |= {f"measured.{name}.{movement}": part for movement, part in MEASURED[name].items()}
    return VIEW.payload(header, arrays)


@pytest.fixture
def view(browser: Browser, components_address: str) -> Iterator[Callable[..., NetworkPage]]:
    opened: list[NetworkPage] = []

    def open_view(data: bytes | None = None, *, width: int = 1000, **options: Any) -> NetworkPage:
        size = {"width": width, "height": 900}
        data = data or payload()
        opened.append(NetworkPage(browser, components_address, data, view="mlp_and_cnn", viewport=size, **options))
        return opened[-1]

    yield open_view
    for page in opened:
        page.page.close()
        assert page.errors == []


def percent(share: float) -> str:
    whole = int(np.floor(100 * np.float64(share) + 0.5))
    return f"{whole}\u00a0%" if whole or not share else "<\u00a01\u00a0%"


def assert_shown(page: NetworkPage, movement: str, amount: int) -> None:
    """Picture, scores and marks are those of this step."""
    step = amounts("digits", movement).index(amount)
    painted = np.array(page.page.locator("canvas").evaluate(PIXELS), np.uint8).reshape(16, 16, 4)
    np.testing.assert_array_equal(painted[..., 0], moved(PICTURE, **{movement: amount})[0, ..., 0])
    for card, name in zip(page.page.locator(".movement-card").all(), NAMES, strict=True):
        found = SCORES[name][movement][step]
        assert card.locator(".card-score").all_inner_texts() == [percent(share) for share in found]
        best = int(found.argmax())
        verdict = "✓ right" if best == 3 else "✗ wrong"
        expect(card.locator(".card-answer")).to_have_text(f"{best} · {percent(found[best])} {verdict}")
    assert page.page.locator(".movement-chart").first.locator(".chart-dot").count() == 2


def test_the_step_of_the_link_is_shown(view):
    page = view(payload(chosen={"movement": "rows", "amount": -3}))
    assert_shown(page, "rows", -3)
    expect(page.page.get_by_role("slider")).to_have_attribute("aria-valuetext", "3 px up")
    expect(page.page.get_by_role("radio", name="Rows")).to_be_checked()


def test_everything_follows_the_slider_by_keys_and_it_is_sent_when_it_is_let_go(view):
    page = view()
    slider = page.page.get_by_role("slider", name="How far")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert_shown(page, "columns", 2)
    assert page.sent()[-1] == ["trigger", "choose", {"movement": "columns", "amount": 2}]
    slider.press("Home")
    assert_shown(page, "columns", -4)
    expect(slider).to_have_attribute("aria-valuetext", "4 px to the left")
    spoken = page.page.get_by_role("status").filter(has_text="4 px to the left. MLP:")
    expect(spoken).to_have_count(1)


def test_while_the_slider_is_dragged_everything_follows_and_nothing_is_sent(view):
    page = view()
    box = page.page.get_by_role("slider").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert_shown(page, "columns", 4)
    assert page.sent() == []
    page.page.mouse.up()
    assert page.sent() == [["trigger", "choose", {"movement": "columns", "amount": 4}]]


def test_another_movement_starts_unmoved(view):
    page = view(payload(chosen={"movement": "columns", "amount": 4}))
    page.page.get_by_role("radio", name="Degrees").check()
    assert_shown(page, "degrees", 0)
    assert page.sent()[-1][2] == {"movement": "degrees", "amount": 0}
    page.page.get_by_role("slider").press("ArrowLeft")
    assert_shown(page, "degrees", -5)
    # −5° is between two measured steps: the curve of many pictures has no dot there.
    assert page.page.locator(".movement-chart").nth(1).locator(".chart-dot").count() == 0


def test_a_pointer_on_a_chart_moves_the_picture(view):
    page = view()
    chart = page.page.locator(".chart").nth(1)
    box = chart.bounding_box()
    at = lambda amount: box["x"] + box["width"] * (46 + (amount + 4) / 8 * (388 - 46)) / 400  # noqa: E731
    page.page.mouse.move(at(1), box["y"] + 50)
    page.page.mouse.down()
    assert_shown(page, "columns", 1)
    page.page.mouse.move(at(-2.2), box["y"] + 60)
    assert_shown(page, "columns", -2)
    assert page.sent() == []
    page.page.mouse.up()
    assert page.sent() == [["trigger", "choose", {"movement": "columns", "amount": -2}]]


def test_an_answer_that_is_on_its_way_does_not_move_the_picture_back(view):
    page = view()
    page.page.get_by_role("slider").press("End")
    page.send(payload())
    assert_shown(page, "columns", 4)
    page.send(payload(chosen={"movement": "columns", "amount": 4}))
    page.send(payload(chosen={"movement": "rows", "amount": 1}))
    assert_shown(page, "rows", 1)


def test_curves_are_drawn_where_the_numbers_are(view):
    page = view()
    for place, numbers in enumerate((SCORES, MEASURED)):
        for name in NAMES:
            line = page.page.locator(".movement-chart").nth(place).locator(f".chart > .chart-line.chart-{name}")
            path = line.get_attribute("d")
            points = [tuple(map(float, point.split())) for point in path.replace("M", "").split("L")]
            values = numbers[name]["columns"][:, 3 if place == 0 else 0]
            wanted = [178 - float(value) * 166 for value in values]
            np.testing.assert_allclose([point[1] for point in points], wanted, atol=0.06)
            np.testing.assert_allclose([point[0] for point in points], np.linspace(46, 388, 9), atol=0.06)
    expect(page.page.locator(".chart-band")).to_have_count(2)


def test_the_table_says_the_same_in_numbers(view):
    page = view()
    page.page.get_by_text("The numbers as a table").click()
    rows = page.page.locator(".movement-table tbody tr")
    expect(rows).to_have_count(9)
    first = rows.first.locator("th, td").all_inner_texts()
    assert first[0] == "−4"
    assert first[1:3] == [percent(SCORES[name]["columns"][0, 3]) for name in NAMES]
    value, low, high = MEASURED["mlp"]["columns"][0]
    assert first[3] == f"{percent(value)} ({percent(low)[:-2]}–{percent(high)[:-2]})"


def test_networks_that_are_still_learning_say_so_and_come_one_by_one(view):
    page = view(payload(learnt=(), status="The MLP is learning 1,297 digits."))
    expect(page.page.get_by_text("The MLP is learning 1,297 digits.")).to_be_visible()
    expect(page.page.locator(".card-answer")).to_have_text(["is still learning"] * 2)
    expect(page.page.get_by_text("It is measured as soon as both have learnt.")).to_be_visible()
    page.send(payload(learnt=("mlp",), measured=False, status="The CNN is learning 1,297 digits."))
    expect(page.page.locator(".card-answer").last).to_have_text("is still learning")
    expect(page.page.locator(".chart > .chart-line")).to_have_count(1)
    page.send(payload())
    assert_shown(page, "columns", 0)
    expect(page.page.locator(".movement-status")).to_be_hidden()


def test_of_a_picture_whose_answer_nobody_knows_none_is_called_right(view):
    page = view(payload(known=False, answer=5))
    expect(page.page.get_by_text("right", exact=False).locator("visible=true").filter(has_text="✓")).to_have_count(0)
    expect(page.page.get_by_role("heading", name="This picture: score of “5”")).to_be_visible()
    expect(page.page.locator(".asked")).to_have_count(0)


def test_names_are_text(view):
    labels = ["<img src=x onerror=alert(1)>", *(str(digit) for digit in range(1, 10))]
    page = view(payload(labels=labels, subject="<b>x</b>"))
    assert page.page.locator(".card-label").first.inner_text() == labels[0]
    assert page.page.locator("canvas").get_attribute("aria-label") == "<b>x</b>, not moved"


@pytest.mark.parametrize("dark", [False, True])
def test_the_view_is_accessible(view, dark: bool):
    page = view(dark=dark)
    page.page.get_by_text("The numbers as a table").click()
    assert page.violations() == []


@pytest.mark.parametrize("width", [340, 700, 1400])
def test_nothing_is_wider_than_the_view(view, width: int):
    page = view(width=width)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
