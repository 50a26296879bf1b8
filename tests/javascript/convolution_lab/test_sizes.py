"""The sizes view: its formulas hold this layer's numbers and give the sizes, parameters and costs of the core."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest

from cnn_core.convolution_lab.stack import ConvolutionStack

pytestmark = pytest.mark.browser

Show = Callable[..., Any]
Lab = Callable[..., dict[str, Any]]
LAYERS = {
    "plain": ConvolutionStack(size=96, filters=8),
    "strided": ConvolutionStack(size=96, stride_rows=2, padding="valid"),
    "uneven": ConvolutionStack(size=50, kernel_columns=5, square_kernel=False, stride_columns=3, equal_strides=False),
    "grouped": ConvolutionStack(size=32, layer="grouped", filters=6, groups=3),
    "depthwise": ConvolutionStack(size=32, layer="DepthwiseConv2D", depth_multiplier=2),
    "separable": ConvolutionStack(size=32, layer="SeparableConv2D", depth_multiplier=2, filters=5),
    "transposed": ConvolutionStack(size=32, layer="Conv2DTranspose", stride_rows=3),
    "padded by hand": ConvolutionStack(size=32, padding="custom", pad_top=2, dilation_rate=2),
}


def evaluated(products: str) -> int:
    """The value of "a·b·c+d" as it is shown."""
    return sum(math.prod(int(factor.replace(",", "")) for factor in term.split("·")) for term in products.split("+"))


def last_number(text: str) -> int:
    return int(re.findall(r"[\d,]+", text)[-1].replace(",", ""))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_products_and_results_are_those_of_the_core(show: Show, lab_of: Lab, language: str) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["plain"], language=language))
    for name, stack in LAYERS.items():
        lab = lab_of(stack, language=language)
        view.relab(lab)
        stage = lab["sizes"][0]
        for cost in ("parameters", "multiply_accumulates"):
            text = view.texts(f"[data-stage=convolution] [data-cost={cost}] .sizes-product")[0]
            product, value = text.split("=")
            assert evaluated(product) == last_number(value) == stage[cost], name
        results = [last_number(text) for text in view.texts("[data-stage=convolution] .sizes-equation .result")]
        sizes = [axis["output"] for axis in stage["axes"]]
        assert results == (sizes if len(results) == 2 else sizes[:1]), name
        shape = "".join(view.texts("[data-stage=convolution] .sizes-shape"))
        assert shape == " × ".join(f"{size:,}" for size in stage["output"]), name


def test_parameters_are_written_as_a_product(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["plain"]))
    (product,) = view.texts("[data-stage=convolution] [data-cost=parameters] .sizes-product")
    assert product == "3·3·3·8+8 =224"
    (cost,) = view.texts("[data-stage=convolution] [data-cost=multiply_accumulates] .result")
    assert cost == "1,990,656"
    assert view.texts("[data-stage=pooling] [data-cost=parameters] .sizes-total") == ["0"]
    assert view.texts("[data-cost=receptive_field] .sizes-total") == ["3 × 3", "4 × 4"]


def test_the_floor_and_what_it_leaves_over_are_seen(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["strided"]))
    axis = "[data-stage=convolution] [data-axis=rows-columns]"
    assert view.texts(f"{axis} .floored") == ["46.5"]
    assert view.texts(f"{axis} .result") == ["47"]
    assert view.texts(f"{axis} mtr")[1] == "=⌊96+0−1·(3−1)−12⌋+1"
    remarks = " ".join(view.texts(f"{axis} .sizes-remark"))
    assert "1 row at the bottom is reached by no window." in remarks
    assert "1 column at the right is reached by no window." in remarks
    assert view.page.locator(f"{axis} mfrac").count() == 2


def test_cells_between_windows_are_counted(show: Show, lab_of: Lab) -> None:
    stack = ConvolutionStack(size=32, kernel_rows=1, kernel_columns=1, kernels=("box",), stride_rows=3, padding="valid")
    view = show("convolution_lab/sizes", lab_of(stack))
    unused = lab_of(stack)["sizes"][0]["axes"][0]["unused"]
    remarks = " ".join(view.texts("[data-stage=convolution] .sizes-remark"))
    trailing = sum(1 for place in (31, 30) if place in unused)
    assert f"{len(unused) - trailing} rows between windows are stepped over." in remarks
    assert "1 row at the bottom" in remarks


def test_unlike_axes_stand_apart_and_alike_ones_together(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["uneven"]))
    assert view.texts("[data-stage=convolution] h4") == ["Rows", "Columns"]
    view.relab(lab_of(LAYERS["plain"]))
    assert view.texts("[data-stage=convolution] h4") == ["Rows and columns (alike)"]


def test_a_transposed_convolution_has_its_own_formula(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["transposed"]))
    lines = view.texts("[data-stage=convolution] mtr")
    assert lines[0] == "(n−1)·s+max(d·(k−1)+1,s)−c"
    assert lines[1:] == ["=(32−1)·3+max(1·(3−1)+1,3)−0", "=96−0", "=96"]
    assert view.texts("[data-stage=convolution] .floored") == []


def test_global_pooling_is_one_window(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(ConvolutionStack(size=40, pooling="global_average")), width=390)
    assert view.page.get_by_text("One window over the whole map: 40 × 40 cells").is_visible()
    widths = view.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_korean(show: Show, lab_of: Lab) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["strided"], language="ko"), dark=True)
    assert view.texts(".sizes-title")[0].startswith("합성곱")
    assert "맨 아래 1행에는 창이 닿지 않아요." in " ".join(view.texts(".sizes-remark"))
    view.page.evaluate("state.view.destroy()")
    assert view.texts(".sizes-view") == []


@pytest.mark.parametrize("dark", [False, True])
def test_accessible(show: Show, lab_of: Lab, dark: bool) -> None:
    view = show("convolution_lab/sizes", lab_of(LAYERS["separable"]), dark=dark, width=390)
    assert view.accessibility_violations() == []
