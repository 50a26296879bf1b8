"""What the network view reads from a payload: outputs, ranges, limits, and what each unit is computed from."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from tests.javascript.network_payload import Maker, node, payload, tiny_vgg

pytestmark = pytest.mark.browser

ASK = """async ({ text, questions, index }) => {
  const { unpack } = await import("/shared/payload.js");
  const { sideOf } = await import("/explorer/side.js");
  const { incoming, kernelBetween } = await import("/explorer/overview/edges.js");
  const { header, arrays } = unpack(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
  const side = sideOf(header, arrays, index ?? 0);
  const more = { incoming, kernelBetween };
  const plain = (value) => value?.data ? { ...value, data: Array.from(value.data) } : value;
  return questions.map(([name, ...given]) => plain(more[name] ? more[name](side, ...given) : side[name](...given)));
}"""


@pytest.fixture(scope="module")
def network() -> Maker:
    return tiny_vgg()


@pytest.fixture
def ask(modules: Any, network: Maker):
    def answer(*questions: tuple[Any, ...], maker: Maker = network) -> list[Any]:
        text = base64.b64encode(payload(maker)).decode()
        return modules.page.evaluate(ASK, {"text": text, "questions": [list(question) for question in questions]})

    return answer


def test_every_output_is_that_of_the_server_or_computed_with_the_same_bits(ask, network):
    names = list(network.outputs)
    for name, found in zip(names, ask(*(("output", name) for name in names)), strict=True):
        expected = network.outputs[name]
        assert found["shape"] == list(expected.shape)
        np.testing.assert_array_equal(np.float32(found["data"]), expected.ravel(), err_msg=name)


def test_ranges_and_means_are_those_of_numpy(ask, network):
    maps = network.outputs["conv_2_1"]
    for unit, found in enumerate(ask(*(("range", "conv_2_1", unit) for unit in range(10)))):
        assert [found["low"], found["high"]] == [maps[..., unit].min(), maps[..., unit].max()]
        assert found["mean"] == pytest.approx(maps[..., unit].mean(dtype=np.float64), rel=1e-9)


def test_limits_are_the_largest_sizes_of_what_shares_a_scale(ask, network):
    def size(*names: str) -> float:
        return max(float(np.abs(network.outputs[name]).max()) for name in names)

    blocks = {each["name"]: each["block"] for each in network.nodes if each["kind"] not in ("input", "softmax")}
    unit, layer, block, everything = ask(
        *(("limit", "conv_1_2", 4, scale) for scale in ("unit", "layer", "block", "global"))
    )
    assert unit == np.abs(network.outputs["conv_1_2"][..., 4]).max()
    assert layer == size("conv_1_2")
    assert block == size(*(name for name, number in blocks.items() if number == 0))
    assert everything == size(*blocks)
    assert ask(("limit", "input", 0, "global"), ("limit", "dense:activation", 3, "unit")) == [1, 1]


def test_zeros_have_a_scale_too(ask):
    maker = tiny_vgg()
    maker.outputs["conv_1_1"][..., 2] = 0
    assert ask(("limit", "conv_1_1", 2, "unit"), ("range", "conv_1_1", 2), maker=maker) == [
        1,
        {"low": 0, "high": 0, "mean": 0},
    ]


def test_numbers_that_are_none_leave_the_others_a_scale(ask):
    maker = tiny_vgg()
    maker.outputs["conv_1_1"][0, 0, 0] = np.inf
    maker.outputs["conv_1_1"][1, 0, 0] = np.nan
    finite = maker.outputs["conv_1_1"][..., 0]
    finite = finite[np.isfinite(finite)]
    found = ask(("range", "conv_1_1", 0), maker=maker)[0]
    assert [found["low"], found["high"]] == [finite.min(), finite.max()]


def test_a_switched_off_unit_stays_zero_behind_written_out_layers(ask):
    maker = tiny_vgg()
    maker.nodes[2]["ablated"] = [3]
    found = ask(("range", "conv_1_1:activation", 3), ("range", "conv_1_1:activation", 4), maker=maker)
    assert [found[0]["low"], found[0]["high"]] == [0, 0]
    assert found[1]["high"] > 0


def test_labels_say_an_activation_by_its_function(ask):
    assert ask(("label", "conv_1_1"), ("label", "conv_1_1:activation"), ("label", "dense:activation")) == [
        "conv_1_1",
        "relu",
        "softmax",
    ]


def test_an_unknown_node_is_refused(modules, network):
    with pytest.raises(Exception, match=r"by its name. Received: conv_9"):
        modules.page.evaluate(
            ASK, {"text": base64.b64encode(payload(network)).decode(), "questions": [["output", "conv_9"]]}
        )


def test_units_come_from_what_their_layer_sees(ask):
    found = ask(
        ("incoming", "conv_1_1", 0),
        ("incoming", "max_pool_1", 7),
        ("incoming", "flatten", 23),
        ("incoming", "dense", 2),
        ("incoming", "input", 1),
    )
    assert found[0] == [{"node": "input", "unit": unit} for unit in range(3)]
    assert found[1] == [{"node": "conv_1_2:activation", "unit": 7}]
    assert found[2] == [{"node": "max_pool_2", "unit": 3}]
    assert found[3] == [{"node": "flatten", "unit": None}]
    assert found[4] == []


def test_groups_and_branches_lead_to_their_own_channels(ask):
    maker = tiny_vgg()
    shape = maker.outputs["conv_1_1"].shape
    shapes = {"kind": shape, "pair": (*shape[:2], 20)}
    more = [
        ("grouped", "Conv2D", "convolution", ["conv_1_1"], shapes["kind"], {"groups": 5}),
        ("deep", "DepthwiseConv2D", "depthwise", ["conv_1_1"], shapes["pair"], {}),
        ("sum", "Add", "add", ["conv_1_1", "conv_1_1:activation"], shapes["kind"], {}),
        ("both", "Concatenate", "concatenate", ["conv_1_1", "conv_1_1:activation"], shapes["pair"], {"axis": -1}),
    ]
    for name, class_name, kind, inputs, output, settings in more:
        maker.nodes.append(node(name, class_name, kind, inputs, output, settings=settings))
        maker.outputs[name] = np.zeros(output, np.float32)
    asked = [("incoming", "grouped", 5), ("incoming", "deep", 7), ("incoming", "sum", 4), ("incoming", "both", 13)]
    grouped, deep, added, both = ask(*asked, maker=maker)
    assert [source["unit"] for source in grouped] == [4, 5]
    assert [source["unit"] for source in deep] == [3]
    assert added == [{"node": "conv_1_1", "unit": 4}, {"node": "conv_1_1:activation", "unit": 4}]
    assert both == [{"node": "conv_1_1:activation", "unit": 3}]


def test_the_kernel_on_an_edge_is_the_layers_own(ask, network):
    kernel = network.weights["conv_2_2/kernel"]
    found, none = ask(("kernelBetween", "conv_2_2", 6, 3), ("kernelBetween", "max_pool_1", 6, 6))
    np.testing.assert_array_equal(np.float32(found["data"]).reshape(3, 3), kernel[:, :, 3, 6])
    assert none is None
