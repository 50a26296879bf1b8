"""The Activation and Pooling Lab's page: settings in, what the two views get out, through the real engine."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.pictures.samples import SAMPLES
from tests.pages.app_page import address, components, page_at, ran, unpacked
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/pooling_lab.py"


def opened(**link: str) -> AppTest:
    return page_at("pooling_lab", **link)


def views(page: AppTest) -> dict[str, tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What each of the two views was sent: its header and its arrays."""
    found = [unpacked(proto.bytes) for proto in components(page, "pooling_lab")]
    return {header["part"]: (header, arrays) for header, arrays in found}


def test_the_first_screen_shows_maps_of_keras_and_an_empty_address():
    page = opened()
    shown = views(page)
    header, arrays = shown["activation"]
    assert [entry["name"] for entry in header["activations"]] == list(ACTIVATION_NAMES)
    assert arrays["activation_maps"].shape == (62, 62, 9)
    feature, relu = arrays["feature_map"][..., 0], arrays["activation_maps"][..., ACTIVATION_NAMES.index("relu")]
    np.testing.assert_array_equal(relu, np.maximum(feature, 0))
    header, arrays = shown["pooling"]
    np.testing.assert_array_equal(arrays["activation_map"][0, ..., 0], relu)
    assert arrays["pooled_maps"].shape == (2, 31, 31, 3)
    assert not header["stale"]
    assert address(page) == {}


def test_a_link_sets_the_study():
    page = opened(activation="tanh", pool_size="3", pool_stride="3", noise="0.2", shift_columns="0", study_size="32")
    shown = views(page)
    assert shown["activation"][0]["chosen"] == "tanh"
    header, arrays = shown["pooling"]
    assert header["cause"] == "noise"
    assert arrays["pooled_maps"].shape == (2, 10, 10, 3)


def test_a_wrong_link_is_named_and_the_defaults_stand():
    page = opened(activation="swoosh", noise="7")
    assert "activation" in page.info[0].value
    assert "noise" in page.info[0].value
    assert views(page)["activation"][0]["chosen"] == "relu"


def test_sliders_change_the_picture_and_the_measures_follow():
    page = opened(shift_columns="0")
    assert views(page)["pooling"][0]["cause"] == "same"
    page.slider(key="noise").set_value(0.1)
    ran(page)
    header, arrays = views(page)["pooling"]
    before, after = arrays["pooled_maps"][..., 0].astype(np.float64)
    assert header["changes"]["max"]["share"] == pytest.approx(np.abs(after - before).mean() / before.mean(), rel=1e-4)
    assert address(page) == {"noise": "0.1", "shift_columns": "0"}


def test_an_impossible_window_is_said_at_its_control_and_the_remedy_works():
    page = opened(study_size="8", pool_size="6")
    before = views(page)["pooling"][1]["pooled_maps"]
    page.slider(key="pool_size").set_value(8)
    ran(page)
    assert "8 × 8" in page.warning[0].value
    shown = views(page)
    assert shown["pooling"][0]["stale"]
    assert not shown["activation"][0]["stale"]  # the feature map has nothing to do with the window
    np.testing.assert_array_equal(shown["pooling"][1]["pooled_maps"], before)
    next(button for button in page.button if button.key == "remedy_pool_size_pool_larger_than_map").click()
    ran(page)
    assert not page.warning
    assert page.slider(key="pool_size").value == 6
    assert not views(page)["pooling"][0]["stale"]


def test_an_impossible_link_shows_the_controls_and_no_maps():
    page = opened(study_size="8", pool_size="8")
    assert page.warning
    assert views(page) == {}


def button(page: AppTest, key: str) -> Any:
    return next(one for one in page.button if one.label == catalogue("en")[key])


def test_dark_strokes_are_shown_and_one_comes_back():
    page = opened(activation="tanh", gain="2.0", pool_size="3")
    button(page, "pooling_lab.strokes_show").click()
    ran(page)
    header, arrays = views(page)["activation"]
    assert header["grey"]
    ink = np.asarray(SAMPLES["dark_strokes"].square(64))[..., :1].astype(np.float32) / 255
    np.testing.assert_allclose(arrays["feature_map"], ink, atol=1e-6)
    pooled = views(page)["pooling"][1]["pooled_maps"][0]
    assert (pooled[..., 2] < 0.5).mean() > 4 * (pooled[..., 0] < 0.5).mean()  # min keeps what max wipes out
    assert address(page)["picture"] == "dark_strokes"
    button(page, "pooling_lab.strokes_back").click()
    ran(page)
    assert address(page) == {"activation": "tanh", "gain": "2", "pool_size": "3"}


def test_reset_brings_the_start_back():
    page = opened(activation="tanh", noise="0.3", study_kernel="box")
    button(page, "settings.reset").click()
    ran(page)
    assert address(page) == {}
    assert views(page)["activation"][0]["chosen"] == "relu"


def test_an_engine_that_fails_is_said_in_words(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any, **__: Any) -> Any:
        raise engine.EngineError("unavailable")

    monkeypatch.setattr(engine, "submit", fail)
    page = opened(study_size="20")
    assert page.error[0].value == catalogue("en")["engine_error.unavailable"]


def test_korean():
    page = opened(lang="ko")
    header, _ = views(page)["pooling"]
    assert header["language"] == "ko"
    assert header["mapName"] == catalogue("ko")["pooling_lab.map_after"].format(name="ReLU")
    assert header["words"]["pooling_max"] == "최대 풀링"
