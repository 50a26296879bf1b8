"""The Network Explorer's page: link and messages of the view in, what the real engine says out."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from cnn_core.arithmetic.activation import relu, softmax
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.model_store import pretrained
from cnn_core.model_store import store as model_store
from cnn_core.pictures.samples import SAMPLES
from tests.pages.app_page import address, ran
from tests.pages.network_views import notices, opened, payload, sent, view
from ui.language import catalogue

ROOT = Path(__file__).parents[2]
WORDS = catalogue("en")
STRIDE = "s=2@conv_1_2"
KERAS = """
import json, sys
import keras, numpy as np
model = keras.models.load_model(sys.argv[1])
picture = np.load(sys.argv[2])
print(json.dumps(np.asarray(model(picture[None]))[0].tolist()))
"""


def nodes(page: Any, side: int = 0) -> dict[str, dict[str, Any]]:
    return {node["name"]: node for node in view(page)[0]["sides"][side]["graph"]["nodes"]}


def outputs(page: Any, side: int = 0) -> dict[str, np.ndarray]:
    start = f"{side}:out:"
    return {name.removeprefix(start): array for name, array in view(page)[1].items() if name.startswith(start)}


def test_the_first_screen_shows_the_whole_network_with_the_visitors_picture(tmp_path: Path):
    page = opened()
    header, arrays = view(page)
    assert header["compare"] == "none"
    assert not header["stale"]
    (side,) = header["sides"]
    assert side["graph"]["mode"] == "all"
    assert side["labels"] == list(model_store.card("tiny_vgg").classes)
    picture = SAMPLES["cat"].square(64)
    np.testing.assert_array_equal(arrays["0:picture"], picture)
    np.save(tmp_path / "picture.npy", picture.astype(np.float32) / 255)
    command = [sys.executable, "-c", KERAS, str(model_store.path("tiny_vgg")), str(tmp_path / "picture.npy")]
    scores = json.loads(subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout)
    np.testing.assert_allclose(outputs(page)[side["graph"]["output"]], scores, atol=1e-5)


def test_every_map_is_what_the_written_out_arithmetic_makes_of_the_weights_that_were_sent():
    page = opened()
    arrays = view(page)[1]
    seen = {"": arrays["0:picture"].astype(np.float32) / np.float32(255)}
    checked = 0
    for name, node in nodes(page).items():
        seen[name] = computed(node, [seen[source] for source in node["inputs"]] or [seen[""]], arrays)
        if f"0:out:{name}" in arrays:
            np.testing.assert_allclose(arrays[f"0:out:{name}"], seen[name], atol=1e-4)
            checked += 1
    assert checked >= 6


def computed(node: dict[str, Any], inputs: list[np.ndarray], arrays: dict[str, np.ndarray]) -> np.ndarray:
    """One node of tiny_vgg by numpy."""
    (before,) = inputs
    settings = node["settings"]
    kernel, bias = (arrays.get(f"0:w:{node['name']}/{which}") for which in ("kernel", "bias"))
    match node["kind"]:
        case "input" | "rescaling":
            return before
        case "convolution":
            return conv2d(before, kernel, bias, padding=settings["padding"])
        case "activation":
            return relu(before)
        case "pooling":
            return max_pool2d(before, tuple(settings["pool_size"]), tuple(settings["strides"]))
        case "flatten":
            return before.reshape(-1)
        case "dense":
            return before @ kernel + bias
        case "softmax":
            return softmax(before)
    raise AssertionError(node)


def test_a_change_of_picture_stays_below_700_kilobytes():
    page = opened(picture="coffee")
    assert len(payload(page)) <= 700_000


def test_how_the_view_is_looked_at_goes_into_the_link_and_makes_no_new_payload():
    page = opened()
    before = payload(page)
    sent(page, scale="global", detail=True, selected="0/conv_1_2/3", walk=4)
    assert address(page) == {"map_scale": "global", "detail": "true", "selected": "0/conv_1_2/3", "walk": "4"}
    assert payload(page) == before
    again = opened(**address(page))
    header, _ = view(again)
    assert [header[name] for name in ("scale", "detail", "selected", "walk")] == ["global", True, "0/conv_1_2/3", 4]


def test_a_look_that_does_not_come_from_the_view_is_asked_of_it():
    page = sent(opened(), selected="0/conv_1_2/3")
    turn = view(page)[0]["turn"]
    page = sent(page, scale="global", selected="0/conv_2_1/0")
    assert view(page)[0]["turn"] == turn
    page = sent(page, choose={"field": "network", "value": "mnist_cnn"})
    header, _ = view(page)
    assert header["turn"] != turn
    assert (header["selected"], header["scale"]) == ("", "global")


def test_a_turned_knob_puts_the_changed_network_beside_the_trained_one():
    page = sent(opened(), edit={"layer": "conv_1_2", "field": "padding", "value": "same"})
    header, _ = view(page)
    assert header["compare"] == "edits"
    assert [side["title"] for side in header["sides"]] == [
        WORDS["network_explorer.side_trained"],
        WORDS["network_explorer.side_changed"],
    ]
    assert header["edits"] == [{"layer": "conv_1_2", "field": "padding", "value": "same"}]
    assert nodes(page, 0)["conv_1_2"]["shape"] == [60, 60, 10]
    assert nodes(page, 1)["conv_1_2"]["shape"] == [62, 62, 10]
    link = address(page)
    assert set(link) == {"changes"}
    again = opened(**link)
    assert view(again)[0]["edits"] == header["edits"]
    back = sent(again, edit={"reset": "all"})
    assert view(back)[0]["compare"] == "none"
    assert address(back) == {}


def test_a_switched_off_unit_is_zero_and_marked():
    page = sent(opened(), edit={"ablate": "conv_1_1", "unit": 3, "on": True})
    assert nodes(page, 1)["conv_1_1"]["ablated"] == [3]
    assert not outputs(page, 1)["conv_1_1"][..., 3].any()
    assert outputs(page, 0)["conv_1_1"][..., 3].any()


def test_weights_that_no_longer_fit_are_drawn_anew_and_said_so():
    page = opened(changes=STRIDE)
    changed = nodes(page, 1)
    assert not changed["conv_2_1"]["untrained"]
    assert changed["output"]["untrained"]
    assert any("output" in text and "untrained" in text for text in notices(page))


def test_a_network_that_a_knob_makes_smaller_is_drawn_in_the_same_way():
    header, _ = view(opened(changes="s=8@conv_2_2"))
    assert [side["graph"]["mode"] for side in header["sides"]] == ["all", "all"]


def test_a_change_that_cannot_be_says_why_and_offers_one_that_can():
    page = sent(opened(), edit={"layer": "max_pool_2", "field": "pool_size", "value": 60})
    header, _ = view(page)
    (problem,) = (notice for notice in header["notices"] if notice.get("layer") == "max_pool_2")
    assert problem["field"] == "pool_size"
    assert not header["stale"]
    ran(sent(page, edit=problem["fix"]["value"]))
    assert not [notice for notice in view(page)[0]["notices"] if "layer" in notice]


def test_two_pictures_stand_side_by_side():
    page = sent(opened(), choose={"field": "compare", "value": "picture"})
    sent(page, choose={"field": "partner_picture", "value": "coins"})
    header, arrays = view(page)
    assert header["compare"] == "picture"
    assert not header["editable"]
    assert [side["title"] for side in header["sides"]] == [WORDS["sample.cat"], WORDS["sample.coins"]]
    np.testing.assert_array_equal(arrays["1:picture"], SAMPLES["coins"].square(64))
    assert address(page) == {"compare": "picture", "partner_picture": "coins"}


def test_nothing_is_compared_with_itself():
    page = sent(opened(picture="coffee"), choose={"field": "compare", "value": "picture"})
    titles = [side["title"] for side in view(page)[0]["sides"]]
    assert len(set(titles)) == 2
    page = sent(
        opened(network="mnist_cnn", partner_network="mnist_cnn"), choose={"field": "compare", "value": "network"}
    )
    titles = [side["title"] for side in view(page)[0]["sides"]]
    assert len(set(titles)) == 2


def test_two_networks_stand_side_by_side_each_with_its_own_input():
    page = opened(compare="network", partner_network="mnist_cnn")
    header, arrays = view(page)
    assert [side["title"] for side in header["sides"]] == [
        model_store.card(name).title["en"] for name in ("tiny_vgg", "mnist_cnn")
    ]
    assert arrays["1:picture"].shape == (28, 28, 3)


def test_a_letterboxed_picture_is_shown_as_the_network_sees_it():
    page = sent(opened(), choose={"field": "fit", "value": "letterbox"})
    picture = view(page)[1]["0:picture"]
    assert not picture[:8].any()
    assert picture[32].any()


def test_another_network_starts_without_the_changes_of_the_last_one():
    page = opened(changes=STRIDE, selected="0/conv_1_2/3", opened="conv_1_2@1")
    sent(page, choose={"field": "network", "value": "mnist_cnn"})
    assert address(page) == {"network": "mnist_cnn"}


@pytest.mark.slow
def test_a_large_network_shows_its_graph_and_a_layers_maps_on_opening_it():
    page = opened(network="efficientnet_lite0")
    header, arrays = view(page)
    (side,) = header["sides"]
    assert side["graph"]["mode"] == "graph"
    assert side["opened"] is None
    assert "0:thumb:" + next(iter(side["thumbnails"])) in arrays
    convolution = next(node["name"] for node in side["graph"]["nodes"] if node["kind"] == "convolution")
    sent(page, open={"side": 0, "node": convolution, "page": 1})
    side = view(page)[0]["sides"][0]
    assert (side["opened"]["node"], side["opened"]["page"]) == (convolution, 1)
    assert address(page)["opened"] == f"{convolution}@1"
    sent(page, unit={"side": 0, "node": convolution, "unit": 5})
    header, arrays = view(page)
    assert header["sides"][0]["unit"]["node"] == convolution
    assert {"0:unit:inputs", "0:unit:kernels", "0:unit:output"} <= set(arrays)
    assert address(page)["selected"] == f"0/{convolution}/5"
    sent(page, open={"side": 0, "node": None, "page": 0})
    assert "opened" not in address(page)


def test_pixels_to_patterns_go_on_from_unit_to_unit_until_they_are_closed():
    page = sent(opened(), patches={"side": 0, "node": "conv_1_2", "unit": 3})
    side, arrays = view(page)[0]["sides"][0], view(page)[1]
    assert (side["patterns"]["node"], side["patterns"]["unit"]) == ("conv_1_2", 3)
    values = [patch["value"] for patch in side["patterns"]["patches"]]
    assert values == sorted(values, reverse=True)
    assert all(patch["name"] for patch in side["patterns"]["patches"])
    assert arrays["0:patterns:pictures"].shape[1:] == (64, 64, 3)
    sent(page, selected="0/conv_2_1/0")
    assert view(page)[0]["sides"][0]["patterns"]["node"] == "conv_2_1"
    sent(page, patches={"close": True})
    assert view(page)[0]["sides"][0]["patterns"] is None


def test_a_networks_card_opens_with_accuracy_and_limits():
    page = sent(opened(), card=True)
    card = model_store.card("tiny_vgg")
    shown = " ".join(block.value for block in page.markdown)
    assert f"{100 * card.accuracy.value:.1f} %" in shown
    assert card.limits.split(";")[0] in shown


@pytest.mark.parametrize(
    "link",
    [
        {"network": "../../etc/passwd"},
        {"network": "resnet9000", "compare": "everything", "fit": "stretch", "map_scale": "9"},
        {"changes": "s=2@../../x;rm"},
        {"changes": "s=99@conv_1_1"},
        {"changes": "x=999@conv_1_1"},
        {"changes": "s=2@no_such_layer"},
        {"changes": "s" * 5000},
        {"selected": "<script>alert(1)</script>"},
        {"selected": "0/no_such_layer/3"},
        {"selected": "1/conv_1_1/999999", "patterns": "true"},
        {"opened": "no_such_layer@3"},
        {"opened": "conv_1_1@9999"},
        {"walk": "-1"},
        {"walk": "1e9", "detail": "perhaps"},
        {"partner_picture": "own", "compare": "picture"},
        {"partner_network": "own", "compare": "network"},
    ],
    ids=str,
)  # fmt: skip
def test_hostile_links_leave_a_working_page(link: dict[str, str]):
    page = opened(**link)
    header, arrays = view(page)
    assert header["sides"]
    assert not header["stale"]
    np.testing.assert_array_equal(arrays["0:picture"], SAMPLES["cat"].square(64))


FORGED: list[dict[str, Any]] = [
    {"choose": {"field": "network", "value": "../../etc"}},
    {"choose": {"field": "changes", "value": "x"}},
    {"choose": "network"},
    {"choose": {"field": "fit", "value": ["crop"]}},
    {"edit": {"layer": "conv_1_1", "field": "strides", "value": "2; import os"}},
    {"edit": {"layer": "conv_1_1" * 100, "field": "strides", "value": 2}},
    {"edit": [1, 2, 3]},
    {"open": {"side": 0, "node": "x" * 500, "page": 0}},
    {"open": {"side": 0, "node": "conv_1_1", "page": "all"}},
    {"open": {"side": 0, "node": "no_such_layer", "page": 0}},
    {"unit": {"side": 7, "node": "conv_1_1", "unit": 10**12}},
    {"patches": {"side": 0, "node": "conv_1_1", "unit": 10**12}},
    {"patches": None},
    {"scale": {"a": 1}, "detail": "yes", "selected": 5, "walk": "x"},
    {"walk": 10**9},
]


def test_forged_messages_change_nothing_that_is_shown():
    page = opened()
    before = view(page)[0]["sides"][0]["graph"]["title"]
    for events in FORGED:
        sent(page, **events)
        header, arrays = view(page)
        assert [side["graph"]["title"] for side in header["sides"]] == [before], events
        assert not header["stale"], events
        assert header["edits"] == [], events
        np.testing.assert_array_equal(arrays["0:picture"], SAMPLES["cat"].square(64))


@pytest.mark.parametrize("code", ["timeout", "memory", "died", "failed", "unavailable"])
def test_when_the_engine_fails_the_last_networks_stay_with_a_sentence(code: str, monkeypatch: pytest.MonkeyPatch):
    page = opened()
    scores = outputs(page)
    failed: Future[Any] = Future()
    failed.set_exception(engine.EngineError(code))
    monkeypatch.setattr(engine, "submit", lambda *_arguments, **_options: failed)
    sent(page, choose={"field": "fit", "value": "letterbox"})
    header, _ = view(page)
    assert header["stale"]
    assert notices(page) == [WORDS[f"engine_error.{code}"]]
    for name, output in outputs(page).items():
        np.testing.assert_array_equal(output, scores[name])


@pytest.mark.slow
def test_networks_of_keras_applications_are_labelled_until_their_weights_are_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CONVLENS_CACHE", str(tmp_path))
    monkeypatch.setenv("CONVLENS_WEIGHTS", "http://127.0.0.1:9")  # nobody listens: no internet
    page = opened(network="mobilenet_v2")
    labels = {one["value"]: one["label"] for one in view(page)[0]["controls"]["network"]["options"]}
    assert labels["mobilenet_v2"] == "MobileNetV2 (random weights)"
    assert view(page)[0]["sides"][0]["graph"]["mode"] == "graph"
    (fetch,) = (button for button in page.button if button.key == "weights_mobilenet_v2")
    fetch.click()
    ran(page)
    pretrained.fetch_weights("mobilenet_v2").wait(30)
    ran(page)
    assert any("internet" in warning.value for warning in page.warning)
    assert view(page)[0]["sides"]


def test_a_network_of_ones_own_is_asked_for_while_the_last_one_stays():
    page = sent(opened(), choose={"field": "network", "value": "own"})
    header, _ = view(page)
    assert header["sides"]
    assert header["stale"]
    assert notices(page) == [WORDS["network_explorer.own_wanted"].format(name="Tiny VGG")]


def test_a_link_to_a_network_that_only_its_owner_has_shows_another_one_until_it_is_brought():
    page = opened(network="own", changes=STRIDE)
    header, _ = view(page)
    assert header["stale"]
    assert header["sides"][0]["title"] == "Tiny VGG"
    assert notices(page) == [WORDS["network_explorer.own_wanted"].format(name="Tiny VGG")]
    assert page.get("file_uploader")
