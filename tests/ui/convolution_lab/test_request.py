"""From settings and picture to maps: what the engine is asked, what is kept, and what the view gets to draw."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.convolution_lab import worker as core
from cnn_core.convolution_lab.stack import LAYERS, ConvolutionStack
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from ui.convolution_lab.payload import channel_names, map_names
from ui.language import catalogue

PAGE = Path(__file__).with_name("laboratory_page.py")
MAPS = ("feature_maps", "activation_maps", "pooled_maps")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the engine was asked; it answers in this process."""
    calls: list[tuple[Any, ...]] = []

    def submit(function: str, *arguments: Any, visitor: str | None = None, **_: Any) -> Future[Any]:
        calls.append((function, *arguments, visitor))
        future: Future[Any] = Future()
        future.set_result(core.run(*arguments))
        return future

    monkeypatch.setattr(engine, "submit", submit)
    return calls


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params.update(address)
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def changed(page: AppTest, **values: Any) -> AppTest:
    page.session_state["settings.values"] = page.session_state["settings.values"] | values
    return ran(page)


def test_the_engine_is_asked_for_the_visitors_picture_at_the_working_size(asked: list[tuple[Any, ...]]):
    page = opened(size="24", picture="cat", activation="tanh")
    ((function, stack, image, visitor),) = asked
    assert function == "cnn_core.convolution_lab.worker.run"
    assert stack == ConvolutionStack(size=24, activation="tanh")
    square = SAMPLES["cat"].square(24)
    np.testing.assert_array_equal(image, to_float(square, True))
    assert visitor.endswith(":laboratory")
    answer = page.session_state["answer"]
    np.testing.assert_array_equal(answer.square, square)
    assert answer.result.feature_maps.shape == (24, 24, 4)
    assert page.session_state["last"] is answer


def test_the_same_settings_are_asked_once(asked: list[tuple[Any, ...]]):
    page = opened(size="24")
    first = page.session_state["answer"]
    ran(page)
    assert page.session_state["answer"] is first
    assert len(asked) == 1
    changed(page, bias=0.5)
    assert len(asked) == 2
    np.testing.assert_allclose(
        page.session_state["answer"].result.feature_maps, first.result.feature_maps + 0.5, atol=1e-5
    )


def test_the_picture_is_fitted_anew_only_where_it_changes(asked: list[tuple[Any, ...]]):
    page = opened(size="24")
    first = page.session_state["answer"]
    changed(page, filters=2)
    assert page.session_state["answer"].image is first.image
    changed(page, color=False)
    grey = page.session_state["answer"]
    assert grey.square is first.square
    np.testing.assert_array_equal(grey.image, to_float(first.square, False))
    changed(page, size=16)
    assert page.session_state["answer"].image.shape == (16, 16, 1)
    assert len(asked) == 4


def test_another_picture_is_asked_anew(asked: list[tuple[Any, ...]]):
    page = opened(size="24", picture="cat")
    page.session_state["pictures.choice"] = "coins"
    ran(page)
    assert len(asked) == 2
    np.testing.assert_array_equal(page.session_state["answer"].square, SAMPLES["coins"].square(24))


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("activation", ["relu", "softmax"])
def test_the_view_gets_the_maps_or_what_gives_them_bit_for_bit(layer: str, activation: str):
    page = opened(size="16", layer=layer, activation=activation, filters="6")
    answer, header, arrays = (page.session_state[name] for name in ("answer", "header", "arrays"))
    np.testing.assert_allclose(arrays["image"] / 255, answer.image, atol=1e-7)
    assert arrays["image"].dtype == np.uint8
    np.testing.assert_array_equal(arrays["feature_maps"], answer.result.feature_maps)
    np.testing.assert_array_equal(arrays["kernel"], answer.result.kernel)
    assert ("pointwise" in arrays) == (layer == "SeparableConv2D")
    activated = arrays.get("activation_maps", ACTIVATIONS[activation].function(arrays["feature_maps"]))
    np.testing.assert_array_equal(activated, answer.result.activation_maps)
    pooled = arrays.get("pooled_maps", max_pool2d(activated, (2, 2), (2, 2)))
    np.testing.assert_array_equal(pooled, answer.result.pooled_maps)
    assert len(header["mapNames"]) == answer.result.feature_maps.shape[2]
    assert header["program"]["layer"] == layer
    assert [stage["stage"] for stage in header["sizes"]] == ["convolution", "pooling"]
    assert tuple(header["sizes"][-1]["output"]) == answer.result.pooled_maps.shape


@pytest.mark.usefixtures("asked")
def test_without_pooling_there_are_no_pooled_maps():
    page = opened(size="16", pooling="none")
    assert "pooled_maps" not in page.session_state["arrays"]
    assert page.session_state["answer"].result.pooled_maps is None


KERNELS = catalogue("en")


def kernel_word(name: str) -> str:
    return KERNELS.get(f"options.kernels.{name}", name)


def test_maps_are_called_after_their_kernels_from_the_start_again_when_they_run_out():
    stack = ConvolutionStack(filters=3, kernels=("sobel_x", "box"))
    assert map_names(stack) == [kernel_word(name) for name in ("sobel_x", "box", "sobel_x")]


def test_depthwise_maps_say_their_channel_too():
    stack = ConvolutionStack(layer="DepthwiseConv2D", depth_multiplier=2, kernels=("sobel_x", "box"))
    names = map_names(stack)
    red, green, blue = channel_names(stack)
    assert names == [
        f"{channel} · {kernel_word(kernel)}" for channel in (red, green, blue) for kernel in ("sobel_x", "box")
    ]
    assert len(map_names(ConvolutionStack(layer="DepthwiseConv2D", color=False))) == 1


@pytest.mark.parametrize(("source", "key"), [("random", "lab.pipeline.random"), ("by_hand", "lab.pipeline.by_hand")])
def test_kernels_without_a_name_say_where_they_are_from(source: str, key: str):
    assert map_names(ConvolutionStack(kernel_source=source, filters=2)) == [KERNELS[key]] * 2


def test_channels_have_names():
    assert channel_names(ConvolutionStack(color=False)) == [KERNELS["lab.pipeline.grey"]]
    assert channel_names(ConvolutionStack()) == [KERNELS[f"lab.pipeline.{name}"] for name in ("red", "green", "blue")]
