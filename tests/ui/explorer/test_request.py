"""Questions of the explorer, what is said of answers, and what a card tells."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnn_core.explorer.result import Opened, Patch, Patches, UnitDetail
from cnn_core.model_store import store as model_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.graph import NetworkGraph, Node
from cnn_core.pictures.images import fit_square
from cnn_core.pictures.samples import SAMPLES
from cnn_core.settings import Problem
from engine import EngineError
from ui.explorer import payload as explorer_view
from ui.explorer.controls import controls
from ui.explorer.notices import engine_notice, problem_notice, refused_notice, untrained_notice
from ui.explorer.request import Question
from ui.explorer.settings import ExplorerSettings
from ui.language.markdown import plain
from ui.networks import networks as explorer_networks
from ui.networks.card import card_sentences
from ui.networks.names import APPLICATIONS, NETWORKS, OWN, SHIPPED
from ui.pictures.visitor import Picture, sample

TINY = explorer_networks.network("tiny_vgg")
assert TINY


def question(picture: Picture, fit: str = "crop") -> Question:
    return Question(TINY, Edits(), picture, fit)


def test_a_drawn_sample_is_drawn_at_the_networks_size_and_a_photograph_is_cut():
    drawn = question(sample("single_pixel"))
    np.testing.assert_array_equal(drawn.pixels_of(drawn.picture), SAMPLES["single_pixel"].square(64))
    cut = question(sample("cat"))
    np.testing.assert_array_equal(cut.pixels_of(cut.picture), fit_square(SAMPLES["cat"](), 64))


def test_a_letterboxed_photograph_is_whole_and_a_square_one_fills_the_input():
    boxed = question(sample("cat"), "letterbox")
    seen = boxed.pixels_of(boxed.picture)
    assert not seen[:8].any()
    square = question(sample("astronaut"), "letterbox")
    np.testing.assert_array_equal(square.pixels_of(square.picture), SAMPLES["astronaut"].square(64))


def test_questions_with_the_same_answer_have_the_same_key():
    one = question(sample("cat"))
    assert one.key == question(sample("cat")).key
    for other in (
        question(sample("coffee")),
        question(sample("cat"), "letterbox"),
        replace(one, edits=Edits((("conv_1_1", "strides", 2),))),
        replace(one, opened="conv_1_1"),
        replace(one, page=1),
    ):
        assert other.key != one.key


def test_every_network_can_be_chosen_and_says_what_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))  # nobody has kept a network there
    offered = dict(explorer_networks.options())
    assert list(offered) == list(NETWORKS)
    for name in SHIPPED:
        network = explorer_networks.network(name)
        assert network
        assert network.source.digest
        assert network.accuracy
        assert len(network.labels) == len(model_store.card(name).classes)
    for name in APPLICATIONS:
        network = explorer_networks.network(name)
        assert network
        assert len(network.labels) == 1000
    assert explorer_networks.network(OWN) is None


@pytest.mark.parametrize(
    ("compare", "field", "partner"),
    [("none", "partner_picture", False), ("picture", "partner_picture", True), ("network", "partner_network", True)],
)
def test_the_bar_offers_a_partner_only_in_a_comparison(compare: str, field: str, partner: bool):
    offered = controls(replace(ExplorerSettings(), compare=compare), TINY)
    assert offered["partnerField"] == field
    assert (offered["partner"] is not None) is partner


def node(name: str, *inputs: str, untrained: bool = False, parameters: int = 0) -> Node:
    return Node(name, name, "Dense", "dense", inputs, (3,), parameters=parameters, untrained=untrained)


def test_only_the_layers_that_were_drawn_anew_are_named_as_such():
    nodes = (node("a"), node("b", "a", untrained=True, parameters=9), node("c", "b", untrained=True, parameters=9))
    notice = untrained_notice(NetworkGraph("n", nodes, (), "c"))
    assert notice
    assert "of b no longer fit" in notice["text"]
    assert untrained_notice(NetworkGraph("n", nodes[:1], (), "a")) is None


def test_a_problem_stands_at_its_knob_with_a_way_out():
    values = {"pool_size": 9, "rows": 4, "columns": 4}
    notice = problem_notice(Problem("outer/pool/pool_size", "pool_larger_than_map", values, {"pool_size": 4}))
    assert (notice["layer"], notice["field"]) == ("outer/pool", "pool_size")
    assert notice["fix"]["value"] == {"layer": "outer/pool", "values": {"pool_size": 4}}
    assert notice["fix"]["label"] == "Use Pool size: 4"


def test_a_refusal_offers_to_take_the_last_change_back_only_if_there_is_one():
    error = ValueError("A rule. Received: something.")
    assert "fix" not in refused_notice(error, Edits())
    assert refused_notice(error, Edits((), (("conv", 3),)))["fix"]["value"] == {"reset": "last"}


@pytest.mark.parametrize("brought", [True, False])
@pytest.mark.parametrize("code", ["timeout", "memory", "died", "failed", "unavailable"])
def test_every_failure_of_the_engine_has_its_sentence(code: str, brought: bool):
    assert engine_notice(EngineError(code), brought=brought)["text"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_card_tells_accuracy_data_and_limits(name: str):
    card = model_store.card(name)
    told = card_sentences(card)
    assert f"{100 * card.accuracy.value:.1f} %" in told["accuracy"][0]
    assert told["limits"] == [plain(card.limits)]
    assert all(sentences for sentences in told.values())


def test_numbers_that_json_cannot_hold_are_sent_as_zero():
    order = np.arange(3, dtype=np.int32)
    strengths = np.array([1, math.nan, math.inf], np.float32)
    opened = Opened("conv", order, strengths, 0, 1, np.zeros((1, 1, 3), np.float32))
    assert explorer_view.opened_json(opened)["strengths"] == [1.0, 0.0, 0.0]
    empty: Any = np.zeros(0, np.float32)
    detail = UnitDetail(
        "conv", 0, np.zeros(0, np.int32), 0, empty, None, None, None, None, math.nan, empty, {"gamma": math.inf}
    )
    told = explorer_view.unit_json(detail)
    assert (told["bias"], told["parameters"]) == (0.0, {"gamma": 0.0})
    patch = Patch("cat", math.nan, 0, 0, (0, 0, 1, 1), np.zeros((1, 1, 3), np.uint8))
    (one,) = explorer_view.patterns_json(Patches("conv", 0, (patch,), (1, 1)))["patches"]
    assert (one["picture"], one["name"], one["value"]) == (0, "Cat", 0.0)
