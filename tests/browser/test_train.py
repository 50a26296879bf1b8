"""The page Train as visitors use it: a real run on drawn shapes, watched, steered, stopped, looked back through."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.training import run_folder
from tests.browser.conftest import at_every_width, downloaded, has_horizontal_scroll, settled
from tests.cnn_core.made_runs import SHAPES, made_run, prepared

DATA = "/train?data=shapes:count%3D40&learning_rate=0.003"
RESULT = {"accuracy": 0.925, "low": 0.9, "high": 0.95, "right": 37, "pictures": 40}
MINUTE = 60_000
EXPANDERS = {
    "en": ("The curves as a table", "Gradients and activations", "Take the run away"),
    "ko": ("곡선을 표로 보기", "층마다의 기울기와 활성화", "가져가기"),
}
SETUP = {"en": ("More settings", "The same as code"), "ko": ("설정 더 보기", "같은 내용의 코드")}

# Keras saves the made runs' networks in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def _data() -> None:
    """The pictures are there, as they are after a visit to the page Data."""
    prepared()
    datasets.prepare(data_source.decode("shapes:count=40"))


@pytest.fixture
def visit_and_stop(visit) -> Iterator[Any]:
    """``visit``; the runs that its pages have opened are stopped in the end, so that no other waits for them."""
    pages: list[Page] = []

    def opened(*arguments: Any, **options: Any) -> Page:
        pages.append(visit(*arguments, **options))
        return pages[-1]

    opened.address = visit.address  # type: ignore[attr-defined]
    yield opened
    for page in pages:
        for name in re.findall("[?&]run=([0-9a-f]{32})", page.evaluate("location.href")):
            run_folder.open_run(name).command("stop")


def badge(page: Page, state: str) -> Any:
    return page.locator(".stMarkdownBadge", has_text=re.compile(f"{state}$"))


def button(page: Page, key: str) -> Any:
    return page.locator(f".st-key-train_{key} button")


def run_in(page: Page) -> str:
    page.wait_for_function("() => /run=[0-9a-f]{32}/.test(location.href)")
    return re.findall("run=([0-9a-f]{32})", page.evaluate("location.href"))[0]


def test_a_run_is_watched_steered_and_stopped_also_from_another_browser(visit_and_stop):
    page = visit_and_stop(f"{DATA}&epochs=400")
    button(page, "start").click()
    expect(badge(page, "running")).to_be_visible(timeout=MINUTE)
    expect(page.locator(".js-plotly-plot .scatterlayer .trace")).not_to_have_count(0, timeout=2 * MINUTE)
    expect(page.locator(".epoch-name")).to_contain_text("of 400", timeout=MINUTE)
    page.get_by_role("button", name="Learning rate").click()
    page.get_by_role("spinbutton", name="Learning rate").fill("0.0005")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Take over").click()
    page.keyboard.press("Escape")
    button(page, "pause").click()
    expect(badge(page, "paused")).to_be_visible(timeout=MINUTE)

    other = visit_and_stop(f"/train?run={run_in(page)}", language="ko", theme="dark")
    expect(badge(other, "일시 정지")).to_be_visible()
    expect(other.locator(".epoch-name")).to_contain_text("/ 400", timeout=MINUTE)
    button(other, "go_on").click()
    expect(badge(page, "running")).to_be_visible(timeout=MINUTE)
    button(page, "stop").click()
    expect(badge(page, "stopped")).to_be_visible(timeout=MINUTE)
    expect(badge(other, "멈춤")).to_be_visible(timeout=MINUTE)

    records = run_folder.open_run(run_in(page)).metrics()
    events = [(record["event"], record.get("rate")) for record in records if record["kind"] == "event"]
    # A click may count twice while the page looks at the run by itself; what it asks for is the same twice.
    assert list(dict.fromkeys(events)) == [("rate", 0.0005), ("paused", None), ("go_on", None), ("stopped", None)]
    button(page, "go_on").click()
    expect(badge(page, "running")).to_be_visible(timeout=MINUTE)
    button(page, "new").click()
    expect(page.get_by_role("spinbutton", name="Epochs")).to_have_value("400")


def test_a_run_is_made_looked_through_and_opened_by_keys_alone(visit_and_stop):
    page = visit_and_stop(f"{DATA}&epochs=3&picture=coffee")
    button(page, "start").focus()
    page.keyboard.press("Enter")
    expect(badge(page, "finished")).to_be_visible(timeout=3 * MINUTE)
    expect(page.get_by_text("On test pictures that it has never seen")).to_be_visible(timeout=MINUTE)
    name = page.locator(".epoch-name")
    expect(name).to_have_text("Epoch 3 of 3")
    before = page.locator(".training canvas").nth(1).evaluate("canvas => canvas.toDataURL()")
    page.get_by_role("slider", name="Epoch").focus()
    page.keyboard.press("Home")
    expect(name).to_have_text("Before training")
    assert page.locator(".training canvas").nth(1).evaluate("canvas => canvas.toDataURL()") != before
    page.keyboard.press("ArrowRight")
    expect(name).to_have_text("Epoch 1 of 3")
    page.wait_for_function("() => location.href.includes('epoch=1')")
    settled(page)
    again = visit_and_stop(page.evaluate("location.pathname + location.search"))
    expect(again.locator(".epoch-name")).to_have_text("Epoch 1 of 3", timeout=MINUTE)
    again.get_by_role("link", name="Look inside in the Network Explorer").focus()
    again.keyboard.press("Enter")
    expect(again.get_by_role("heading", level=1)).to_have_text("Network Explorer", timeout=MINUTE)
    expect(again.get_by_text("as it was after epoch 3")).to_be_visible(timeout=MINUTE)
    expect(again.get_by_text("conv2d_1").first).to_be_visible(timeout=MINUTE)


def test_the_program_and_what_it_reads_are_downloaded(visit, tmp_path: Path):
    page = visit(f"/train?run={made_run().id}")
    page.locator("summary", has_text="Take the run away").click()
    for key, name in (("script", "train.py"), ("pictures", "pictures.npz"), ("notebook", "train.ipynb")):
        downloaded(page, button(page, key)).save_as(tmp_path / name)
    assert "pictures.npz" in ast.unparse(ast.parse((tmp_path / "train.py").read_text(encoding="utf-8")))
    assert (tmp_path / "pictures.npz").stat().st_size > 80 * 32 * 32 * 3


@pytest.fixture(scope="module")
def runs() -> str:
    """The link to one of two runs that are compared."""
    first, second = made_run(result=RESULT), made_run(epochs=(1, 2), best=1)
    return f"run={first.id}&runs={first.id},{second.id}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_run_fits_and_is_accessible(visit, axe, runs: str, language: str, theme: str):
    page = visit(f"/train?{runs}", language=language, theme=theme)
    expect(page.locator(".js-plotly-plot .scatterlayer")).to_have_count(4, timeout=MINUTE)
    expect(page.locator(".epoch-name")).to_be_visible(timeout=MINUTE)
    for name in EXPANDERS[language]:
        page.locator("summary", has_text=name).click()
    expect(page.locator(".train-table")).to_have_count(3)
    for width in at_every_width(page):
        assert not has_horizontal_scroll(page), width
        assert axe(page) == [], width


@pytest.mark.parametrize(
    ("language", "theme", "width"), [("en", "light", 1280), ("ko", "dark", 390), ("ko", "light", 1920)]
)
def test_preparing_fits_and_is_accessible(visit, axe, language: str, theme: str, width: int):
    page = visit(f"/train?data={SHAPES}", language=language, theme=theme, width=width)
    for name in SETUP[language]:
        page.locator("summary", has_text=name).click()
    expect(page.get_by_text("keras.optimizers.Adam")).to_be_visible()
    assert not has_horizontal_scroll(page)
    assert axe(page) == []
