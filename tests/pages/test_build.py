"""The page Build: the network that it shows, its code, and where it leads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.augmentation.settings import Augmentation, encode
from cnn_core.drafts import DraftLayer, NetworkDraft, table
from cnn_core.drafts import encode as text_of
from cnn_core.drafts.keras_code import to_keras_code
from cnn_core.drafts.presets import AUGMENTATIONS, PRESETS, vgg
from tests.pages.app_page import component, page_at, said
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
WORDS = {language: catalogue(language) for language in ("en", "ko")}
BROKEN = NetworkDraft(28, 28, 1, 10, (DraftLayer("Conv2D"), DraftLayer("Dense")))


def opened(**link: str) -> AppTest:
    return page_at("build", **link)


def shown(page: AppTest) -> dict[str, Any]:
    """What the view was sent."""
    data: dict[str, Any] = json.loads(component(page, "builder").json)
    return data


def code_of(page: AppTest) -> list[str]:
    return [element.value + "\n" for element in page.code]  # Streamlit leaves out the last line's end


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_first_visit_shows_the_usual_network_for_shapes(language: str):
    page = opened(lang=language)
    data = shown(page)
    rows, columns, channels = data["picture"]
    usual = PRESETS["cifar10_tutorial"](rows, columns, channels, 8)
    assert page.title[0].value == WORDS[language]["build.title"]
    assert data["language"] == language
    assert [layer["kind"] for layer in data["layers"]] == [layer.kind for layer in usual.layers]
    assert data["totals"]["parameters"] == sum(row.parameters for row in table(usual))
    assert code_of(page) == [to_keras_code(usual)]
    assert WORDS[language]["build.go_on"] in said(page)


def test_the_network_of_a_link_is_shown_for_the_data_of_the_link():
    page = opened(data="mnist", network=text_of(PRESETS["small_resnet"](32, 32, 3, 10)))
    assert shown(page)["picture"] == [28, 28, 1]
    assert [layer["kind"] for layer in shown(page)["layers"]].count("ResidualBlock") == 6
    assert "def residual_block" in code_of(page)[0]


def test_a_network_that_cannot_work_has_no_code_and_does_not_go_on():
    page = opened(data="mnist", network=text_of(BROKEN))
    assert [problem["index"] for problem in shown(page)["problems"]] == [1]
    assert code_of(page) == []
    assert WORDS["en"]["build.no_code"] in said(page)
    assert WORDS["en"]["build.go_on_not"] in said(page)


def test_a_link_that_nobody_can_read_says_so_and_the_usual_network_stands():
    page = opened(network="<script>")
    assert WORDS["en"]["workbench.unreadable_network"] in said(page)
    assert shown(page)["layers"]


def test_a_large_network_is_looked_at_with_its_code():
    page = opened(architecture="vgg19")
    assert not shown(page)["editable"]
    assert shown(page)["totals"]["parameters"] == 143_667_240  # keras.applications' own count
    assert code_of(page) == [to_keras_code(vgg(224, 224, 3, 1000, depth=19))]
    assert WORDS["en"]["build.go_on"] not in said(page)


def test_the_code_of_a_transfer_network_says_which_file_it_loads():
    page = opened(data="flower_photos", side="96", network=text_of(PRESETS["transfer"](96, 96, 3, 5)))
    assert "efficientnet_lite0.keras" in said(page)
    assert shown(page)["totals"]["trained"] == 1280 * 5 + 5


def test_the_tutorials_augmentation_is_offered_with_its_network():
    page = opened()
    page.session_state["build_messages.preset"] = "flowers_tutorial_dropout"
    page.run()
    (button,) = [button for button in page.button if button.label == WORDS["en"]["build.augment"]]
    button.click().run()
    wanted = encode(Augmentation(**AUGMENTATIONS["flowers_tutorial_dropout"]))
    found = page.query_params["augmentation"]
    assert (found if isinstance(found, str) else found[0]) == wanted
    assert WORDS["en"]["build.augment"] not in [button.label for button in page.button]
