"""The window view: its numbers are the layer's and add up as shown; pointer, keyboard and play move the window."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES, ConvolutionStack

pytestmark = pytest.mark.browser

LAYERS = {
    "plain": ConvolutionStack(size=24, filters=3, bias=0.15),
    "strided and padded by hand": ConvolutionStack(
        size=25, stride_rows=2, padding="custom", pad_top=2, pad_left=3, kernel_rows=5, kernel_columns=5
    ),
    "dilated": ConvolutionStack(size=24, dilation_rate=3, padding="valid"),
    "grouped": ConvolutionStack(size=24, layer="grouped", filters=3, groups=3),
    "depthwise": ConvolutionStack(size=24, layer="DepthwiseConv2D", depth_multiplier=2, activation="tanh"),
    "separable": ConvolutionStack(size=24, layer="SeparableConv2D", bias=-0.25, kernels=("gabor", "gaussian")),
    "transposed": ConvolutionStack(size=12, layer="Conv2DTranspose", stride_rows=2, kernel_rows=3, bias=0.1),
    "grey and large": ConvolutionStack(size=24, color=False, kernel_rows=11, kernel_columns=11, kernels=("gabor",)),
    "average of same": ConvolutionStack(size=25, pooling="average", pool_size=3, pool_padding="same"),
}
Show = Callable[..., Any]
Lab = Callable[..., dict[str, Any]]


def number(text: str) -> Decimal:
    """The number that a text on screen shows."""
    text = text.replace("−", "-").replace(",", "")
    return Decimal(re.sub(r"^(-?)\.", r"\g<1>0.", text))


def numbers(texts: list[str]) -> list[Decimal]:
    return [number(text) for text in texts]


def corners_and_middle(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    rows, columns = shape[:2]
    return [(0, 0), (0, columns - 1), (rows - 1, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)]


@pytest.fixture(scope="module")
def plain(lab_of: Lab) -> dict[str, Any]:
    return lab_of(LAYERS["plain"])


def test_sums_add_up_as_shown_and_are_those_of_every_layer(show: Show, lab_of: Lab, plain: dict[str, Any]) -> None:
    view = show("formula", plain)
    for name, stack in LAYERS.items():
        lab = lab_of(stack)
        view.select(stage="feature", row=0, column=0, map=0)
        view.relab(lab)
        for map_ in range(min(lab["feature"].shape[2], 3)):
            for row, column in corners_and_middle(lab["feature"].shape):
                view.select(row=row, column=column, map=map_)
                place = f"{name}, map {map_}, row {row}, column {column}"
                terms = numbers(view.texts(".step-sum .term-number"))
                assert sum(terms[:-1]) == terms[-1], place
                unit = float(Decimal(1).scaleb(int(terms[-1].as_tuple().exponent)))
                assert abs(float(terms[-1]) - lab["feature"][row, column, map_]) < unit, place
                check_products(view, lab, place)
                assert not view.texts(".check-differs"), place


def check_products(view: Any, lab: dict[str, Any], place: str) -> None:
    sums = numbers(view.texts(".channel-sum"))
    products = view.drawn("products")
    if view.page.locator(".channels").is_hidden():
        assert lab["program"]["layer"] == "Conv2DTranspose", place
        return
    for shown, drawn in zip(sums, products, strict=True):
        assert sum(numbers(drawn["texts"])) == shown, place
    contributions = numbers(view.texts(".channel-contribution")) if lab["pointwise"] is not None else sums
    terms = numbers(view.texts(".step-sum .term-number"))
    assert contributions == terms[: len(contributions)], place


def test_the_window_shows_the_picture_the_kernel_and_hatched_padding(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 0, "column": 0})
    window, kernel, products = (view.drawn(grid)[1] for grid in ("window", "kernel", "products"))
    assert [number(text) for text in window["texts"]] == [
        0, 0, 0, 0, *(round(Decimal(float(value)), 2) for value in plain["image"][0, :2, 1]),
        0, *(round(Decimal(float(value)), 2) for value in plain["image"][1, :2, 1]),
    ]  # fmt: skip
    assert [number(text) for text in kernel["texts"]] == [
        round(Decimal(float(weight)), 2) for weight in plain["kernel"][:, :, 1, 0].ravel()
    ]
    # Five cells of the window lie in the padding, and two of the padding beside it are seen.
    assert products["hatched"] == 5
    assert window["hatched"] == 7
    view.select(row=12, column=12)
    assert [drawn["hatched"] for drawn in view.drawn("window")] == [0, 0, 0]


def test_a_group_sees_only_its_channels_and_a_depthwise_map_one(show: Show, lab_of: Lab, plain: dict[str, Any]) -> None:
    view = show("formula", plain)
    assert view.texts(".channel-name") == ["red", "green", "blue"]
    view.relab(lab_of(LAYERS["grouped"]))
    view.select(map=2)
    assert view.texts(".channel-name") == ["blue"]
    view.relab(lab_of(LAYERS["depthwise"]))
    view.select(map=3)
    assert view.texts(".channel-name") == ["green"]


def test_many_channels_are_shown_when_asked_for(show: Show, lab_of: Lab) -> None:
    lab = lab_of(ConvolutionStack(size=16, layer="SeparableConv2D", depth_multiplier=2))
    view = show("formula", lab, {"row": 5, "column": 5})
    for _ in range(2):
        few = view.page.get_by_role("button", name="Show all 6")
        assert len(view.texts(".channel")) == 4
        few.click()
        assert len(view.texts(".channel")) == 6
        assert view.texts(".channel-name")[-1] == "blue, kernel 2"
        terms = numbers(view.texts(".step-sum .term-number"))
        assert sum(terms[:-1]) == terms[-1]
        view.page.get_by_role("button", name="Show fewer").click()


def test_it_explains_a_layer_of_a_network_too(show: Show, plain: dict[str, Any]) -> None:
    generator = np.random.default_rng(7)
    image = generator.normal(size=(9, 9, 10)).astype(np.float32)
    kernel = generator.normal(scale=0.2, size=(3, 3, 10, 6)).astype(np.float32)
    feature = conv2d(image, kernel)
    program = plain["program"] | {"padding": [[0, 0], [0, 0]], "output": [7, 7]}
    maps = {"feature": feature, "activation": np.maximum(feature, 0), "pooled": max_pool2d(np.maximum(feature, 0), 2)}
    lab = plain | {"program": program, "image": image, "kernel": kernel, "bias": np.zeros(6, np.float32), **maps}
    view = show("formula", lab | {"imageKind": "maps"}, {"map": 5, "row": 4, "column": 5})
    assert view.texts(".channel-name") == ["channel 1", "channel 2", "channel 3", "channel 4"]
    terms = numbers(view.texts(".step-sum .term-number"))
    assert len(terms) == 4 + 1 + 1 + 1
    assert sum(terms[:-1]) == terms[-1]
    assert view.texts(".check-verdict") == ["✓ the same"] * 3
    assert "−" in "".join(view.drawn("window")[0]["texts"])


def test_another_value_from_keras_is_shown_plainly(show: Show, plain: dict[str, Any]) -> None:
    feature = plain["feature"].copy()
    feature[3, 4, 0] += 0.5
    view = show("formula", plain | {"feature": feature}, {"row": 3, "column": 3})
    assert view.texts(".check-verdict")[0] == "✓ the same"
    view.select(column=4)
    assert view.texts(".check-verdict")[0] == "✗ differs by −0.5"
    view.relab(plain | {"preview": True})
    assert "the browser says" in view.texts(".check")[0]


@pytest.mark.parametrize("dark", [False, True])
def test_every_activation_is_written_with_its_value(show: Show, lab_of: Lab, plain: dict[str, Any], dark: bool) -> None:
    view = show("formula", plain, {"stage": "activation", "row": 9, "column": 9}, dark=dark)
    for name in ACTIVATION_NAMES:
        activation = np.asarray(ACTIVATIONS[name].function(plain["feature"]), dtype=np.float32)
        view.relab(plain | {"activation": activation, "program": plain["program"] | {"activation": name}})
        for column in range(0, 24, 4):
            view.select(column=column)
            shown = float(number(view.texts(".step-activation .result")[0]))
            assert shown == pytest.approx(float(activation[9, column, 0]), abs=0.0051), name
            assert view.texts(".step-activation .check-verdict") == ["✓ the same"], name


def test_softmax_shows_every_map_and_adds_up(show: Show, lab_of: Lab) -> None:
    lab = lab_of(ConvolutionStack(size=16, filters=7, activation="softmax"))
    view = show("formula", lab, {"row": 4, "column": 6, "map": 2})
    terms = view.texts(".softmax-term")
    assert len(terms) == 14
    total = view.texts(".step-activation mfrac mn")[-1]
    assert sum(numbers(terms[7:])) == number(total)
    assert view.texts(".softmax-chosen") == [terms[2], terms[9]]


def test_pooling_marks_its_winner(show: Show, lab_of: Lab, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"stage": "pooled", "row": 5, "column": 7, "map": 1})
    window = plain["activation"][10:12, 14:16, 1]
    assert float(number(view.texts(".step-pooling .result")[0])) == pytest.approx(float(window.max()), abs=0.0051)
    row, column = np.unravel_index(window.argmax(), (2, 2))
    note = view.texts(".step-pooling .step-note")[0]
    assert f"row {10 + row + 1}, column {14 + column + 1}" in note
    assert view.texts(".formula-title") == ["Pooled map 2 · row 6, column 8"]
    assert view.page.locator(".grid-pool .mark-winner").is_visible()
    # A click on another cell of the window writes that one out.
    view.page.locator(".grid-pool").click(position={"x": 60, "y": 60})
    assert view.selection() | {"pinned": False} == {
        "map": 1, "stage": "activation", "row": 11, "column": 15, "pinned": False,
    }  # fmt: skip


def test_average_counts_the_cells_inside(show: Show, lab_of: Lab) -> None:
    lab = lab_of(LAYERS["average of same"])
    view = show("formula", lab, {"stage": "pooled", "row": 12, "column": 0})
    total, count = numbers(view.texts(".step-pooling mfrac mn"))
    drawn = view.drawn("pool")[0]
    assert sum(numbers(drawn["texts"])) == total
    assert count == len(drawn["texts"]) == 9 - drawn["hatched"]
    assert view.texts(".check-verdict") == ["✓ the same"] * 3


def test_a_cell_that_no_pooling_window_reaches_says_so(show: Show, lab_of: Lab) -> None:
    lab = lab_of(ConvolutionStack(size=9, pool_size=2, pool_stride=2))
    view = show("formula", lab, {"row": 8, "column": 8})
    assert "No pooling window reaches this cell" in view.texts(".step-pooling .step-note")[0]
    assert not view.page.locator(".grid-pool").is_visible()


def test_global_pooling_counts_all_cells(show: Show, lab_of: Lab) -> None:
    lab = lab_of(ConvolutionStack(size=40, pooling="global_max"))
    view = show("formula", lab, {"stage": "pooled", "row": 0, "column": 0})
    row, column = np.unravel_index(lab["activation"][:, :, 0].argmax(), (40, 40))
    note = view.texts(".step-pooling .step-note")[0]
    assert f"40 × 40 = 1,600 cells: it stands at row {row + 1}, column {column + 1}" in note
    assert view.texts(".check-verdict") == ["✓ the same"] * 3
    view.relab(lab_of(ConvolutionStack(size=40, pooling="global_average")))
    assert view.texts(".step-pooling mfrac mn")[1] == "1,600"
    assert view.texts(".check-verdict") == ["✓ the same"] * 3


def test_keys_move_the_window_and_escape_lets_a_pin_go(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 3, "column": 4})
    view.page.get_by_role("button", name="Pin this cell").click()
    assert view.selection()["pinned"] is True
    window = view.page.locator(".formula-window")
    window.focus()
    for key, row, column in [
        ("ArrowRight", 3, 5), ("ArrowDown", 4, 5), ("ArrowLeft", 4, 4), ("ArrowUp", 3, 4), ("PageDown", 13, 4),
        ("PageUp", 3, 4), ("End", 23, 23), ("Home", 0, 0), ("ArrowUp", 0, 0),
    ]:  # fmt: skip
        window.press(key)
        assert (view.selection()["row"], view.selection()["column"]) == (row, column), key
    assert view.selection()["pinned"] is True
    window.press("Escape")
    assert view.page.evaluate("state.pins") == [True, False]
    window.press("Escape")
    assert view.page.evaluate("state.pins") == [True, False]


def test_steps_go_row_by_row(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 2, "column": 23})
    view.page.get_by_role("button", name="One cell forward").click()
    assert (view.selection()["row"], view.selection()["column"]) == (3, 0)
    view.page.get_by_role("button", name="One cell back").click()
    assert (view.selection()["row"], view.selection()["column"]) == (2, 23)


def test_play_slides_until_it_is_touched(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 2, "column": 20})
    view.page.get_by_label("Speed").select_option("4")
    view.page.get_by_role("button", name="Play cell by cell").click()
    view.page.wait_for_function("state.selected.length >= 2")
    view.page.get_by_label("Speed").select_option("2")
    view.page.wait_for_function("state.slides.length > 0")
    view.page.locator(".channels").click(position={"x": 5, "y": 5})
    assert view.page.get_by_role("button", name="Play cell by cell").is_visible()
    steps = [(cell["row"], cell["column"]) for cell in view.page.evaluate("state.selected")]
    assert steps[:2] == [(2, 21), (2, 22)]
    count = len(steps)
    view.page.wait_for_timeout(500)
    assert view.page.evaluate("state.selected.length") == count


def test_play_ends_at_the_last_cell_and_starts_again_at_the_first(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 23, "column": 22}, reduced_motion="reduce")
    view.page.get_by_label("Speed").select_option("4")
    view.page.get_by_role("button", name="Play cell by cell").click()
    view.page.wait_for_function("state.selection.column === 23")
    view.page.get_by_role("button", name="Play cell by cell").click()
    view.page.wait_for_function("state.selection.row === 0 && state.selection.column === 1")
    # Another cell chosen on the maps stops it, and without motion nothing has slid.
    view.select(row=9, column=9)
    assert view.page.get_by_role("button", name="Play cell by cell").is_visible()
    assert view.page.evaluate("state.slides.length") == 0


def test_space_plays_and_a_key_pauses(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 2, "column": 2})
    window = view.page.locator(".formula-window")
    window.press(" ")
    assert view.page.get_by_role("button", name="Pause").is_visible()
    window.press("ArrowRight")
    assert view.page.get_by_role("button", name="Play cell by cell").is_visible()
    assert view.selection()["column"] == 3


def test_pointing_at_a_product_marks_where_it_comes_from(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 5, "column": 5})
    view.page.locator(".grid-products").nth(1).hover(position={"x": 5, "y": 5})
    value, weight = float(plain["image"][4, 4, 1]), float(plain["kernel"][0, 0, 1, 0])
    readout = view.texts(".readout")[0]
    assert readout.startswith("green, input row 5, column 5: ")
    assert numbers(re.findall(r"[−\d.]+", readout.split(": ")[1])) == [
        Decimal(f"{part:.6f}").normalize() for part in (value, weight, value * weight)
    ]
    marks = view.page.locator(".mark-pointed:visible")
    assert marks.count() == 3
    view.page.locator(".formula-title").hover()
    assert marks.count() == 0


def test_what_is_drawn_is_also_said_and_tabulated(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain, {"row": 2, "column": 4, "map": 1})
    terms = view.texts(".step-sum .term-number")
    view.page.wait_for_function("state.shadow.querySelector('[aria-live]').textContent !== ''")
    spoken = view.texts("[aria-live=polite]")[0]
    red, green, blue, bias, total = terms
    channels = f"red {red}, green {green}, blue {blue}"
    start = f"Row 3, column 5 of filter 2: {channels}; plus bias {bias} gives {total}; after ReLU "
    assert spoken.startswith(start)
    view.page.locator("summary").click()
    view.page.locator(".numbers tfoot td").last.wait_for()
    totals = view.texts(".numbers tfoot td")
    expected = [(plain["image"][1:4, 3:6, c] * plain["kernel"][:, :, c, 1]).sum() for c in range(3)]
    assert [float(number(text)) for text in totals] == pytest.approx(expected, abs=2e-6)
    assert len(view.texts(".numbers tbody tr")) == 27


@pytest.mark.parametrize("dark", [False, True])
def test_accessible(show: Show, lab_of: Lab, dark: bool) -> None:
    view = show("formula", lab_of(LAYERS["separable"]), {"stage": "pooled"}, dark=dark, width=390)
    view.page.locator("summary").click()
    view.page.locator(".numbers tfoot td").last.wait_for()
    assert view.accessibility_violations() == []


@pytest.mark.parametrize("width", [390, 700, 1920])
def test_nothing_overflows(show: Show, lab_of: Lab, width: int) -> None:
    view = show("formula", lab_of(ConvolutionStack(size=24, filters=8, activation="softmax")), width=width)
    for kernel in (1, 3, 5, 7, 11):
        view.relab(lab_of(ConvolutionStack(size=24, kernel_rows=kernel, kernel_columns=kernel, kernels=("gaussian",))))
        widths = view.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], kernel
        cell = view.page.evaluate("state.shadow.querySelector('.grid-kernel').offsetWidth") / kernel
        assert cell >= (22 if kernel > 5 else 26)


def test_korean(show: Show, lab_of: Lab) -> None:
    view = show("formula", lab_of(LAYERS["plain"], language="ko"), {"row": 2, "column": 4})
    assert view.texts(".formula-title") == ["특징 맵 1 · 3행 5열"]
    assert view.texts(".channel-name") == ["빨강", "초록", "파랑"]
    assert view.texts(".check-verdict") == ["✓ 같아요"] * 3
    assert view.page.get_by_role("button", name="한 칸씩 재생").is_visible()


def test_without_a_selection_it_says_what_to_do_and_it_cleans_up(show: Show, plain: dict[str, Any]) -> None:
    view = show("formula", plain)
    view.page.evaluate("state.view.update(state.lab, null)")
    assert view.page.get_by_text("Point at a cell of a map").is_visible()
    assert not view.page.locator(".formula-window").is_visible()
    view.page.evaluate("state.show()")
    assert view.page.locator(".formula-window").is_visible()
    view.page.evaluate("state.view.destroy()")
    assert view.texts(".formula-view") == []
