"""What the pages of the group Build work on, as the link says it, and what stands for a link that nobody can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core import drafts as network_draft
from cnn_core.augmentation.settings import Augmentation, encode
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.source import DataSource
from cnn_core.drafts.presets import PRESETS, tiny_vgg
from ui.workbench import DataShape

PAGE = Path(__file__).with_name("workbench_page.py")
SHAPES = "shapes:count=10"


def found(**address: str) -> dict[str, Any]:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    result: dict[str, Any] = page.session_state["found"]
    return result


def test_without_a_link_there_are_shapes_and_the_usual_network():
    now = found()
    assert now["source"] == DataSource("shapes")
    assert now["augmentation"] == Augmentation()
    assert not network_draft.problems(now["draft"])
    assert (now["draft"].classes, now["draft"].channels) == (8, 3)
    assert now["notices"] == []
    assert now["labels"][0].startswith("Shapes · ")


def test_the_network_fits_data_that_are_not_prepared_yet():
    shape = found(data="cifar100", side="0")["shape"]
    assert shape == DataShape(32, 32, 3, 100, 0)
    assert found(data="flower_photos", side="96")["shape"] == DataShape(96, 96, 3, 5, 0)
    draft = found(data="flower_photos", side="96")["draft"]
    assert draft == PRESETS["transfer"](96, 96, 3, 5)


def test_prepared_data_are_opened_and_named():
    datasets.prepare(DataSource("shapes", options=(("count", 10),)), 32)
    now = found(data=SHAPES, side="32")
    assert now["shape"] == DataShape(32, 32, 3, 8, 80)
    assert now["labels"][0] == "Shapes · 80 pictures · 8 classes · 32 × 32"


def test_a_network_follows_to_other_data():
    built = network_draft.encode(tiny_vgg(64, 64, 3, 10))
    draft = found(data="mnist", network=built)["draft"]
    assert (draft.rows, draft.columns, draft.channels, draft.classes) == (28, 28, 1, 10)
    assert [layer.kind for layer in draft.layers] == [layer.kind for layer in tiny_vgg(64, 64, 3, 10).layers]


def test_an_augmentation_is_read():
    mild = Augmentation(flip_horizontal=True, rotation=10)
    now = found(augmentation=encode(mild))
    assert now["augmentation"] == mild
    assert now["labels"][1] == "Augmented in training"


@pytest.mark.parametrize("text", ["nonsense", "shapes:count=x", "own:../../etc"])
def test_unreadable_data_are_named_and_shapes_stand_for_them(text: str):
    now = found(data=text)
    assert now["source"] == DataSource("shapes")
    assert len(now["notices"]) == 1


def test_an_unreadable_network_and_augmentation_are_named():
    now = found(network="%%%", augmentation="zoom=9")
    assert len(now["notices"]) == 2
    assert now["augmentation"] == Augmentation()
    assert now["draft"] == found()["draft"]


def test_ones_own_pictures_have_as_many_classes_as_were_named_and_two_while_there_are_none():
    mine = picture_collections.new_collection()
    assert found(data=f"own:{mine}")["shape"].classes == 2
    for name in ("a", "b", "c"):
        picture_collections.add_class(mine, name)
    assert found(data=f"own:{mine}")["shape"].classes == 3
    assert found(data="own")["shape"].classes == 2
    assert found(data=f"own:{'0' * 32}")["shape"].classes == 2
