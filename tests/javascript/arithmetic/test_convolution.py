"""The browser's convolutions against Keras's, over a wide grid of settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

MODULE = "arithmetic/convolution.js"
LAYERS = ("Conv2D", "grouped", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose")
CASES_PER_LAYER = 36
Pair = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """A layer's settings, with its weights and what Keras makes of them."""

    program: dict[str, Any]
    image: np.ndarray
    kernel: np.ndarray
    pointwise: np.ndarray | None
    bias: np.ndarray
    keras: np.ndarray

    def arguments(self) -> list[Any]:
        return [self.program, self.image, self.kernel, self.pointwise, self.bias]


def same_padding(size: int, kernel_size: int, stride: int, dilation: int) -> Pair:
    """TensorFlow's rule: outputs = ⌈size / stride⌉; an odd cell more goes to the end."""
    effective = (kernel_size - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + effective - size, 0)
    return total // 2, total - total // 2


def draw(generator: np.random.Generator, layer: str) -> dict[str, Any]:
    """Settings that Keras accepts, at random."""
    whole = lambda low, high: int(generator.integers(low, high + 1))  # noqa: E731
    pair = lambda low, high: (whole(low, high), whole(low, high))  # noqa: E731
    dilated = generator.random() < 0.3
    strides = (1, 1) if dilated else pair(1, 4)
    groups = whole(2, 3) if layer == "grouped" else 1
    multiplier = whole(1, 3) if layer in ("DepthwiseConv2D", "SeparableConv2D") else 1
    if layer in ("DepthwiseConv2D", "SeparableConv2D"):
        strides = (strides[0], strides[0])
    dilation = pair(1, 4) if dilated else (1, 1)
    kernel_size = pair(1, 11) if generator.random() < 0.2 else pair(1, 5)
    paddings = ("valid", "same") if layer == "Conv2DTranspose" else ("valid", "same", "custom")
    effective = [(size - 1) * rate + 1 for size, rate in zip(kernel_size, dilation, strict=True)]
    return {
        "layer": layer,
        "size": tuple(whole(max(5, cells), max(5, cells) + 9) for cells in effective),
        "channels": groups * whole(1, 2) if layer == "grouped" else whole(1, 4),
        "filters": groups * whole(1, 3),
        "groups": groups,
        "multiplier": multiplier,
        "kernel_size": kernel_size,
        "strides": strides,
        "dilation": dilation,
        "padding": paddings[whole(0, len(paddings) - 1)],
        "custom": (pair(0, 6), pair(0, 6)),
        "bias": generator.random() < 0.7,
    }


def resolved_padding(settings: dict[str, Any]) -> list[Pair]:
    """The cells of padding on each side; Conv2DTranspose: what is cropped from the full output."""
    axes = list(zip(settings["size"], settings["kernel_size"], settings["strides"], settings["dilation"], strict=True))
    if settings["padding"] == "custom":
        return list(settings["custom"])
    if settings["padding"] == "valid":
        return [(0, 0), (0, 0)]
    if settings["layer"] != "Conv2DTranspose":
        return [same_padding(*axis) for axis in axes]
    # The transposed convolution undoes a convolution from size · stride to size.
    return [same_padding(size * stride, kernel, stride, rate) for size, kernel, stride, rate in axes]


def keras_layer(settings: dict[str, Any], padding: str) -> Any:
    import keras

    options: dict[str, Any] = {
        "kernel_size": settings["kernel_size"],
        "strides": settings["strides"],
        "dilation_rate": settings["dilation"],
        "padding": padding,
        "use_bias": settings["bias"],
    }
    match settings["layer"]:
        case "Conv2D" | "grouped":
            return keras.layers.Conv2D(settings["filters"], groups=settings["groups"], **options)
        case "DepthwiseConv2D":
            return keras.layers.DepthwiseConv2D(depth_multiplier=settings["multiplier"], **options)
        case "SeparableConv2D":
            return keras.layers.SeparableConv2D(settings["filters"], depth_multiplier=settings["multiplier"], **options)
        case _:
            return keras.layers.Conv2DTranspose(settings["filters"], **options)


def case(generator: np.random.Generator, layer: str) -> Case:
    settings = draw(generator, layer)
    image = generator.random((*settings["size"], settings["channels"])).astype(np.float32)
    padding = resolved_padding(settings)
    custom = settings["padding"] == "custom"
    model = keras_layer(settings, "valid" if custom else settings["padding"])
    batch = np.pad(image, [*padding, (0, 0)])[None] if custom else image[None]
    model.build(batch.shape)
    weights = [generator.normal(0, 0.4, weight.shape).astype(np.float32) for weight in model.get_weights()]
    model.set_weights(weights)
    maps = np.asarray(model(batch))[0]
    bias = weights[-1] if settings["bias"] else np.zeros(0, np.float32)
    pointwise = weights[1] if layer == "SeparableConv2D" else None
    program = {
        "layer": layer,
        "strides": settings["strides"],
        "padding": padding,
        "dilation": settings["dilation"],
        "groups": settings["groups"],
        "output": maps.shape[:2],
    }
    return Case(program, image, weights[0], pointwise, bias, maps)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    generator = np.random.default_rng(2)
    return [case(generator, layer) for layer in LAYERS for _ in range(CASES_PER_LAYER)]


def value_of(terms: list[dict[str, Any]], bias: np.ndarray, index: int) -> float:
    return sum(term["contribution"] for term in terms) + (float(bias[index]) if bias.size else 0.0)


def test_feature_maps_are_those_of_keras(modules, cases):
    results = modules.call_each(MODULE, "featureMaps", [one.arguments() for one in cases])
    for one, result in zip(cases, results, strict=True):
        assert result.dtype == np.float32
        np.testing.assert_allclose(result, one.keras, rtol=1e-5, atol=1e-5, err_msg=str(one.program))


def test_one_feature_map_is_that_of_keras(modules, cases):
    indices = [position % one.keras.shape[-1] for position, one in enumerate(cases)]
    calls = [[*one.arguments(), index] for one, index in zip(cases, indices, strict=True)]
    for one, index, result in zip(cases, indices, modules.call_each(MODULE, "featureMap", calls), strict=True):
        expected = one.keras[..., index].ravel()
        np.testing.assert_allclose(result, expected, rtol=1e-5, atol=1e-5, err_msg=str(one.program))


def test_terms_add_up_to_the_value_of_the_map(modules, cases):
    generator = np.random.default_rng(3)
    places = [
        (one, tuple(int(generator.integers(size)) for size in one.keras.shape)) for one in cases for _ in range(2)
    ]
    calls = [[*one.arguments(), index, row, column] for one, (row, column, index) in places]
    for (one, at), terms in zip(places, modules.call_each(MODULE, "terms", calls), strict=True):
        assert value_of(terms, one.bias, at[-1]) == pytest.approx(float(one.keras[at]), rel=1e-5, abs=1e-5)
        for term in terms:
            assert len(term["cells"]) == term["rows"] * term["columns"]
            assert term["sum"] == pytest.approx(sum(cell["product"] for cell in term["cells"]))
            check_cells(one, term)


def check_cells(one: Case, term: dict[str, Any]) -> None:
    rows, columns, _ = one.image.shape
    for cell in term["cells"]:
        inside = 0 <= cell["row"] < rows and 0 <= cell["column"] < columns
        assert cell["inside"] is inside
        expected = float(one.image[cell["row"], cell["column"], term["channel"]]) if inside else 0
        assert cell["value"] == expected
        assert cell["product"] == cell["value"] * cell["weight"]


def test_terms_list_the_whole_window_with_its_padding(modules, cases):
    chosen = [one for one in cases if one.program["layer"] != "Conv2DTranspose"]
    outside = 0
    results = modules.call_each(MODULE, "terms", [[*one.arguments(), 0, 0, 0] for one in chosen])
    for one, terms in zip(chosen, results, strict=True):
        kernel_rows, kernel_columns = one.kernel.shape[:2]
        (top, _), (left, _) = one.program["padding"]
        down, across = one.program["dilation"]
        expected = [(r * down - top, c * across - left) for r in range(kernel_rows) for c in range(kernel_columns)]
        for term in terms:
            assert [(cell["row"], cell["column"]) for cell in term["cells"]] == expected
            outside += sum(not cell["inside"] for cell in term["cells"])
    assert outside > 100


def test_the_grid_covers_what_the_lab_offers(cases):
    programs = [one.program for one in cases]
    assert {program["layer"] for program in programs} == set(LAYERS)
    assert {1, 2, 3, 4} <= {stride for program in programs for stride in program["strides"]}
    assert {1, 2, 3, 4} <= {rate for program in programs for rate in program["dilation"]}
    assert any(before != after for program in programs for before, after in program["padding"])
    assert {11, 1} <= {size for one in cases for size in one.kernel.shape[:2]}


def test_an_image_serves_other_weights_and_then_another_padding(modules):
    result = modules.page.evaluate("""async () => {
      const { featureMap } = await import("/arithmetic/convolution.js");
      const image = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 2, 1] };
      const map = (weights, right) => Array.from(featureMap(
        { layer: "Conv2D", strides: [1, 1], padding: [[0, 0], [0, right]], dilation: [1, 1], groups: 1,
          output: [2, 1 + right] },
        image, { data: weights, shape: [1, 2, 1, 1] }, null, [0.5], 0));
      return [map([1, 0], 1), map([1, 1], 1), map([1, 1], 0), map([1, 1], 1)];
    }""")
    assert result == [[1.5, 2.5, 3.5, 4.5], [3.5, 2.5, 7.5, 4.5], [3.5, 7.5], [3.5, 2.5, 7.5, 4.5]]


def test_channels_that_weigh_alike_are_added_first(modules):
    image = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    program = {"layer": "Conv2D", "strides": [1, 1], "padding": [[0, 0], [0, 0]], "dilation": [1, 1]}
    program |= {"groups": 1, "output": [2, 2]}
    alike = np.full((1, 1, 3, 2), 2, np.float32)
    result = modules.call(MODULE, "featureMaps", program, image, alike, None, [0, 1])
    np.testing.assert_array_equal(result, 2 * image.sum(2)[:, :, None] + np.asarray([0, 1], np.float32))


def test_a_transposed_gap_between_kernels_has_no_terms(modules):
    program = {"layer": "Conv2DTranspose", "strides": [3, 3], "padding": [[0, 0], [0, 0]], "dilation": [1, 1]}
    program |= {"groups": 1, "output": [6, 6]}
    image = np.ones((2, 2, 1), np.float32)
    kernel = np.ones((1, 1, 1, 1), np.float32)
    (term,) = modules.call(MODULE, "terms", program, image, kernel, None, [], 0, 1, 0)
    assert (term["cells"], term["sum"]) == ([], 0)


def test_an_unknown_layer_is_refused_in_words(modules):
    from playwright.sync_api import Error

    image = np.ones((2, 2, 1), np.float32)
    program = {"layer": "Dense", "padding": [[0, 0], [0, 0]], "dilation": [1, 1], "output": [1, 1]}
    with pytest.raises(Error, match=r"A layer is one of Conv2D, .* Received: Dense\."):
        modules.call(MODULE, "featureMaps", program, image, np.ones((2, 2, 1, 1), np.float32), None, [])
