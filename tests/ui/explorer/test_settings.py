"""The explorer's settings: fields of their own, defaults that exist, and places in a network as links write them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.model_store import store as model_store
from cnn_core.pooling_lab.study import PoolingStudy
from cnn_core.settings import check
from ui.convolution_lab.payload import LabView
from ui.explorer.settings import ExplorerSettings, split_opened, split_selected
from ui.networks.names import NETWORKS, OWN, SHIPPED


def test_no_other_page_has_a_setting_of_the_same_name():
    own = {field.name for field in fields(ExplorerSettings)}
    for others in (ConvolutionStack, PoolingStudy, LabView):
        assert not own & {field.name for field in fields(others)}


def test_the_first_network_is_the_one_that_is_easiest_to_see_through():
    check(ExplorerSettings())
    assert ExplorerSettings().network == "tiny_vgg"
    assert ExplorerSettings().partner_network != "tiny_vgg"


def test_every_shipped_network_can_be_chosen_once():
    assert sorted(SHIPPED) == sorted(model_store.names())
    assert len(set(NETWORKS)) == len(NETWORKS)
    assert NETWORKS[-1] == OWN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", (None, 0)),
        ("conv", ("conv", 0)),
        ("outer/conv@12", ("outer/conv", 12)),
        ("conv@x", ("conv@x", 0)),
        ("@3", ("@3", 0)),
        ("conv@99999", ("conv@99999", 0)),
    ],
)
def test_an_opened_layer_and_its_page(text: str, found: tuple[str | None, int]):
    assert split_opened(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0/conv/3", (0, "conv", 3)),
        ("1/outer/conv:activation/0", (1, "outer/conv:activation", 0)),
        ("2/conv/3", None),
        ("0//3", None),
        ("0/conv/-1", None),
        ("0/conv/9999999", None),
        ("0/conv/²", None),
        ("conv", None),
        ("", None),
    ],
)
def test_a_selected_unit(text: str, found: tuple[int, str, int] | None):
    assert split_selected(text) == found
