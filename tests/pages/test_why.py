"""The section "Why" of the page Classify: link and messages of the views in, what the methods say out."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.arithmetic.activation import softmax
from cnn_core.classification.prediction import classify
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import DataSource
from cnn_core.explanation import explain
from cnn_core.explanation import sanity_check as shuffled
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from cnn_core.pictures.samples import SAMPLES
from tests.pages.app_page import address, component, page_at, sent, unpacked
from ui.language import catalogue

WORDS = catalogue("en")
TINY = ModelSource("shipped", "tiny_vgg")
SECONDS = 240


def opened(**link: str) -> AppTest:
    return page_at("classify", **{"picture": "coffee", "classifier": "tiny_vgg"} | link)


def view(app: AppTest, name: str = "why") -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    return unpacked(component(app, name).bytes)


def looked_at(app: AppTest) -> AppTest:
    """As the view does when it comes into sight, until everything is there."""
    return sent(app, "why", more=view(app)[0]["key"])


def made(app: AppTest) -> AppTest:
    """As a browser does, until no picture is under way any more."""
    for _ in range(300):
        if not app.get("progress"):
            break
        app.run()
    assert not app.exception
    assert not app.get("progress")
    return app


def coffee(name: str = "tiny_vgg") -> Any:
    wanted = model_store.card(name).input
    return network_input(SAMPLES["coffee"].square(wanted.rows), wanted)


@pytest.mark.slow
def test_nothing_is_computed_before_somebody_looks_and_then_all_of_it():
    app = opened(methods="grad_cam,saliency")
    header, arrays = view(app)
    assert header["pending"] == ["map/grad_cam", "map/saliency"]
    assert not [name for name in arrays if name.startswith("heat")]
    header, arrays = view(looked_at(app))
    assert header["pending"] == []
    best = int(classify(TINY, coffee()[None]).logits[0].argmax())
    assert header["controls"]["wanted"] == best
    for method in ("grad_cam", "saliency"):
        expected = explain.explain(TINY, coffee(), method, best)
        np.testing.assert_allclose(arrays[f"heat:{method}"], expected.heat, rtol=1e-3, atol=1e-5)


def test_a_view_of_another_picture_sets_nothing_going():
    app = sent(opened(methods="grad_cam"), "why", more="tiny_vgg/another/crop")
    assert view(app)[0]["pending"] == ["map/grad_cam"]


@pytest.mark.slow
def test_class_layer_and_tests_come_from_the_link_and_go_back_into_it():
    app = opened(methods="grad_cam", why_class="3", why_layer="conv_1_2", why_sense="true")
    header, arrays = view(looked_at(app))
    expected = explain.explain(TINY, coffee(), "grad_cam", 3, "conv_1_2")
    assert header["maps"]["grad_cam"]["node"] == "conv_1_2"
    np.testing.assert_allclose(arrays["heat:grad_cam"], expected.heat, rtol=1e-3, atol=1e-6)
    sense = shuffled.run_sanity_check(TINY, coffee(), "grad_cam", 3, "conv_1_2", expected.heat)
    assert header["maps"]["grad_cam"]["likeness"] == pytest.approx(sense.likeness, abs=1e-2)
    np.testing.assert_allclose(arrays["sense:grad_cam"], sense.heat, rtol=1e-2, atol=1e-5)
    app = sent(app, "why", choose={"field": "why_layer", "value": ""})
    app = sent(app, "why", choose={"field": "why_class", "value": 0})
    app = sent(app, "why", choose={"field": "why_sense", "value": False})
    assert {key: address(app).get(key) for key in ("why_class", "why_layer", "why_sense")} == {
        "why_class": "0", "why_layer": None, "why_sense": None,
    }  # fmt: skip


@pytest.mark.slow
def test_maps_are_compared_by_their_curves():
    app = looked_at(opened(methods="grad_cam,saliency", why_curves="true"))
    header, arrays = view(app)
    for method in ("grad_cam", "saliency"):
        deletion, insertion = explain.judge(TINY, coffee(), header["controls"]["wanted"], arrays[f"heat:{method}"])
        curves = header["maps"][method]["curves"]
        assert curves["deletion"]["area"] == pytest.approx(deletion.area, abs=1e-4)
        assert curves["insertion"]["probabilities"] == pytest.approx(insertion.probabilities.tolist(), abs=1e-4)


def test_a_message_that_is_none_of_the_views_changes_nothing():
    app = opened(methods="saliency")
    before = view(app)[0]["controls"]
    for message in (
        None, "all", {"field": "methods", "value": []}, {"field": "methods", "value": ["eval"]},
        {"field": "why_class", "value": "1"}, {"field": "why_class", "value": 10**9}, {"value": 3},
        {"field": "why_sense", "value": 1}, {"field": "why_class", "value": True},
        {"field": "why_layer", "value": "x" * 200}, {"field": "top", "value": 3},
    ):  # fmt: skip
        assert view(sent(app, "why", choose=message))[0]["controls"] == before, message


def test_a_class_or_a_layer_that_the_network_does_not_have_stands_for_the_usual_one():
    controls = view(opened(why_class="77", why_layer="nowhere"))[0]["controls"]
    assert controls["wanted"] == int(classify(TINY, coffee()[None]).logits[0].argmax())
    assert controls["layer"]["value"] == ""


def test_a_network_without_convolution_says_which_methods_work():
    app = opened(classifier="mlp_cifar10", methods="grad_cam,occlusion,saliency,guided_backpropagation")
    assert WORDS["why.without_maps"] in [note.value for note in app.info]
    header, arrays = view(looked_at(app))
    assert header["maps"]["grad_cam"]["problem"] == WORDS["why.no_maps"]
    assert header["controls"]["layer"]["disabled"]
    assert {name for name in arrays if name.startswith("heat")} == {
        "heat:occlusion", "heat:saliency", "heat:guided_backpropagation",
    }  # fmt: skip


def test_the_brush_gets_the_scores_of_its_picture_and_only_of_a_picture():
    app = opened()
    pixels = np.array(view(app, "brush")[1]["picture"])
    pixels[20:40, 20:40] = 0
    message = {"turn": 4, "pixels": base64.b64encode(pixels.tobytes()).decode()}
    header, arrays = view(sent(app, "brush", brush=message), "brush")
    image = network_input(pixels, model_store.card("tiny_vgg").input)
    np.testing.assert_allclose(arrays["changed"], softmax(classify(TINY, image[None]).logits[0]), atol=1e-5)
    assert (header["turn"], header["problem"]) == (4, "")
    header, _ = view(sent(app, "brush", brush=message | {"turn": 5, "pixels": "AAAA"}), "brush")
    assert header["turn"] == 4


@pytest.mark.slow
def test_a_picture_is_made_for_a_unit_and_kept_for_whoever_comes_next(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.why.unit_pictures.STEPS", 32)
    app = opened(why_node="conv_1_1", why_unit="2")
    app.button(key="why_units.climb.start").click().run()
    made(app)
    assert app.get("download_button")
    app = opened(why_node="conv_1_1", why_unit="2")  # kept for whoever comes next
    assert not [button for button in app.button if button.key == "why_units.climb.start"]
    app = opened(why_node="nowhere", why_unit="2000")
    assert app.selectbox(key="why_units.node").value == "output"


def test_a_dream_is_made_of_the_picture():
    app = opened(why_node="conv_2_1", why_dream="8")
    app.button(key="why_units.dream.start").click().run()
    made(app)
    assert any("conv_2_1" in str(image.proto) for image in app.get("image"))


def test_what_is_needed_is_said_while_no_data_are_prepared():
    app = opened(data="shapes:count=11")
    assert WORDS["why.near.unprepared"].format(name=WORDS["data.kind.shapes"]) in [note.value for note in app.info]


def test_the_nearest_pictures_of_the_data_set_are_shown():
    data = datasets.prepare(DataSource("shapes", options=(("count", 10),)), 32)
    app = opened(data="shapes:count=10", side="32")
    app.button(key="why_near.start").click().run()
    made(app)
    header, arrays = view(app, "picture_grid")
    assert len(header["pictures"]) == 10
    first = int(header["pictures"][0]["name"])
    np.testing.assert_array_equal(arrays["images"][0], data.images[first])
    wanted = model_store.card("tiny_vgg").input
    images = np.stack([network_input(np.asarray(image), wanted) for image in data.images])
    known, mine = classify(TINY, images).features, classify(TINY, coffee()[None]).features[0]
    cosines = known @ mine / (np.linalg.norm(known, axis=1) * np.linalg.norm(mine))
    assert cosines[first] == pytest.approx(cosines.max(), abs=1e-3)
