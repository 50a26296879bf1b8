"""What the view of the page Build is sent, and what becomes of what it sends back, whoever sends it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.augmentation.settings import Augmentation, decode
from cnn_core.drafts import MAXIMUM_LAYERS, DraftLayer, NetworkDraft, problems, table
from cnn_core.drafts.layers import BACKBONE, KINDS
from cnn_core.drafts.presets import AUGMENTATIONS, PRESETS, VGG_DEPTHS, weight_layers
from ui.builder import payload as build
from ui.builder import words as build_words
from ui.builder.settings import architecture
from ui.language import catalogue

PAGE = Path(__file__).with_name("build_page.py")
MNIST = {"data": "mnist"}


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    page.query_params.update(address)
    return ran(page)


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def address(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def sent(page: AppTest, message: Any) -> dict[str, Any]:
    """What is so after the view has sent a message."""
    page.session_state["message"] = message
    found: dict[str, Any] = ran(page).session_state["found"]
    return found


def draft(*layers: DraftLayer, side: int = 16) -> NetworkDraft:
    return NetworkDraft(side, side, 3, 10, layers)


def plain(*layers: DraftLayer) -> list[dict[str, Any]]:
    return [asdict(layer) for layer in layers]


DENSE, FLAT, CONV = DraftLayer("Dense", {"units": 7}), DraftLayer("Flatten"), DraftLayer("Conv2D", {"filters": 5})


def test_layers_of_the_view_become_the_network_and_stand_in_the_link():
    page = opened(**MNIST)
    found = sent(page, {"serial": 12, "layers": plain(CONV, FLAT, DENSE)})
    assert found["draft"] == NetworkDraft(28, 28, 1, 10, (CONV, FLAT, DENSE))
    assert (found["serial"], found["refusal"]) == (12, "")
    link = address(page)["network"]
    assert opened(**MNIST, network=link).session_state["found"]["draft"] == found["draft"]


def test_a_network_that_cannot_work_is_taken_too_so_that_it_can_be_put_right():
    found = sent(opened(**MNIST), {"serial": 1, "layers": plain(DENSE, CONV)})
    assert [layer.kind for layer in found["draft"].layers] == ["Dense", "Conv2D"]
    assert problems(found["draft"])


@pytest.mark.parametrize(
    "message",
    [
        {"serial": 5, "layers": "<script>"},
        {"serial": 5, "layers": [{"kind": "Lambda", "settings": {}}]},
        {"serial": 5, "layers": [{"kind": "Dense", "settings": {"units": 10**9}}]},
        {"serial": 5, "layers": [{"kind": "Dense", "settings": {"units": "<b>"}}]},
        {"serial": 5, "layers": [{"kind": "Dense"}]},
        {"serial": 5, "layers": [["Dense", {}]]},
        {"serial": 5, "layers": [None]},
        {"serial": 5, "layers": plain(*[DENSE] * (MAXIMUM_LAYERS + 20))},
        {"serial": 5, "preset": "resnet152", "depth": None},
        {"serial": 5, "preset": ["mlp"], "depth": None},
        {"serial": 5, "architecture": "alexnet"},
        {"serial": 5, "architecture": {}},
        {"serial": 5},
    ],
)
def test_what_cannot_be_is_left_out_with_a_sentence_and_the_network_stays(message: dict[str, Any]):
    page = opened(**MNIST)
    before = page.session_state["found"]["draft"]
    found = sent(page, message)
    assert found["draft"] == found["shown"] == before
    assert found["refusal"] == catalogue("en")["build.refused"]
    assert found["serial"] == 5
    assert ran(page).session_state["found"]["refusal"] == ""


@pytest.mark.parametrize("message", [None, "layers", 3, ["layers"]])
def test_what_is_no_message_does_nothing(message: Any):
    page = opened(**MNIST)
    before = page.session_state["found"]
    assert sent(page, message) == before


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fits_the_data(name: str):
    found = sent(opened(**MNIST), {"serial": 1, "preset": name, "depth": None})
    assert found["draft"] == PRESETS[name](28, 28, 1, 10)


@pytest.mark.parametrize("depth", [VGG_DEPTHS[0], 11, VGG_DEPTHS[-1]])
def test_a_network_like_vgg_has_the_depth_that_was_chosen(depth: int):
    found = sent(opened(**MNIST), {"serial": 1, "preset": "vgg_like", "depth": depth})
    assert sum(weight_layers(found["draft"])) == depth


@pytest.mark.parametrize("depth", [3, 20, 8.5, "16", True, None])
def test_another_depth_is_the_usual_one(depth: Any):
    found = sent(opened(**MNIST), {"serial": 1, "preset": "vgg_like", "depth": depth})
    assert sum(weight_layers(found["draft"])) == 8


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_a_large_network_is_looked_at_and_ones_own_is_kept(name: str):
    page = opened(**MNIST)
    own = sent(page, {"serial": 1, "layers": plain(FLAT, DENSE)})["draft"]
    found = sent(page, {"serial": 2, "architecture": name})
    assert (found["shown"], found["draft"]) == (architecture(name), own)
    assert address(page)["architecture"] == name
    assert sent(page, {"serial": 3, "architecture": "own"})["shown"] == own
    sent(page, {"serial": 4, "architecture": name})
    assert sent(page, {"serial": 5, "preset": "mlp", "depth": None})["architecture"] == "own"


def test_the_augmentation_of_a_preset_is_offered_until_it_is_there_or_the_network_is_another():
    page = opened(**MNIST)
    wanted = sent(page, {"serial": 1, "preset": "flowers_tutorial_dropout", "depth": None})["augmentation"]
    assert decode(wanted) == Augmentation(**AUGMENTATIONS["flowers_tutorial_dropout"])
    assert sent(page, {"serial": 2, "layers": plain(FLAT)})["augmentation"] is None
    assert sent(page, {"serial": 3, "preset": "mlp", "depth": None})["augmentation"] is None
    there = opened(**MNIST, augmentation=wanted)
    chosen = sent(there, {"serial": 1, "preset": "flowers_tutorial_dropout", "depth": None})
    assert chosen["augmentation"] is None


def test_the_view_gets_the_table_and_its_sums():
    network = draft(CONV, FLAT, DENSE)
    data = build.view_data(network)
    assert data["layers"] == plain(CONV, FLAT, DENSE)
    assert data["rows"] == [asdict(row) for row in table(network)]
    for sum_ in ("parameters", "multiply_accumulates", "bytes"):
        assert data["totals"][sum_] == sum(getattr(row, sum_) for row in table(network))
    assert (data["totals"]["convolutions"], data["totals"]["dense"]) == (1, 2)
    assert data["totals"]["trained"] is None
    assert data["problems"] == []


def test_of_a_transfer_network_the_new_layers_alone_are_trained():
    data = build.view_data(PRESETS["transfer"](96, 96, 3, 5))
    assert data["totals"]["trained"] == 1280 * 5 + 5


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_vgg_is_shown_with_the_count_of_its_weight_layers_and_without_complaints(name: str):
    data = build.view_data(architecture(name), name)
    assert data["totals"]["convolutions"] + data["totals"]["dense"] == int(name[3:])
    assert (data["editable"], data["problems"]) == (False, [])


def test_a_problem_is_said_at_its_layer_with_its_remedy():
    network = draft(CONV, DENSE)
    (said,) = build.view_data(network)["problems"]
    assert said["index"] == 1
    assert said["text"] == "Dense works on a vector. Received: maps of 14 × 14 × 5."
    assert said["fix"] == {"label": "Insert Flatten before", "layers": plain(CONV, FLAT, DENSE)}


SENTENCES = {
    "needs_vector": (DENSE,),
    "end_needs_vector": (CONV,),
    "needs_maps": (FLAT, CONV),
    "maps_end_too_early": (FLAT, CONV, CONV),
    "after_backbone": (DraftLayer(BACKBONE), CONV),
    "backbone_not_first": (FLAT, DraftLayer(BACKBONE)),
    "backbone_twice": (DraftLayer(BACKBONE), DraftLayer(BACKBONE)),
    "strides_with_dilation": (DraftLayer("Conv2D", {"strides": 2, "dilation_rate": 2}), FLAT),
    "kernel_larger_than_maps": (DraftLayer("Conv2D", {"kernel_size": 15}), CONV, FLAT),
    "dilated_kernel_larger_than_maps": (DraftLayer("Conv2D", {"dilation_rate": 8}), FLAT),
    "pool_larger_than_maps": (DraftLayer("MaxPooling2D", {"pool_size": 16}), DraftLayer("MaxPooling2D"), FLAT),
    "too_many_layers": (FLAT, *[DraftLayer("Activation")] * MAXIMUM_LAYERS),
    "too_many_parameters": (FLAT, *[DraftLayer("Dense", {"units": 4096})] * 3),
    "too_much_memory": (*[DraftLayer("Conv2D", {"filters": 1024, "kernel_size": 1})] * 3, FLAT),
    "too_many_multiplications": (*[DraftLayer("Conv2D", {"filters": 512, "padding": "same"})] * 3, FLAT),
}


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_problem_and_its_remedy_have_words(code: str, language: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ui.language.current", lambda: language)
    side = {"too_much_memory": 200, "too_many_multiplications": 48}.get(code, 16)
    network, codes = draft(*SENTENCES[code], side=side), set()
    for _ in range(60):
        found = problems(network)
        codes |= {problem.code for problem in found}
        if code in codes or not found:
            break
        network = found[0].remedy
    assert code in codes
    said = build_words.problem(next(problem for problem in found if problem.code == code))
    assert "{" not in said["text"] + said["fix"]["label"]
    assert catalogue(language)[f"build.problem.{code}"].split("{")[0] in said["text"]


def test_every_kind_of_layer_is_in_the_palette_once_with_a_knob_for_each_setting():
    kinds = build_words.kinds()
    assert sorted(kind["kind"] for kind in kinds) == sorted(KINDS)
    for kind in kinds:
        assert [field["name"] for field in kind["fields"]] == list(DraftLayer(kind["kind"]).settings)
        assert {field["name"]: field["default"] for field in kind["fields"]} == DraftLayer(kind["kind"]).settings
        assert kind["about"]
        assert all(field["help"] for field in kind["fields"])


def test_the_counts_of_the_presets_are_those_of_the_data():
    data = build.view_data(draft(FLAT))
    for preset in data["presets"]:
        network = PRESETS[preset["name"]](16, 16, 3, 10)
        assert preset["parameters"] == sum(row.parameters for row in table(network))
    assert [preset["name"] for preset in data["presets"] if preset["depths"]] == ["vgg_like"]
