"""The Convolution Lab's page: controls, link and edits in, maps of the real engine out."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.convolution_lab import worker as core
from cnn_core.convolution_lab.network import edit_map, kernels_of
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from cnn_core.settings import limits
from tests.pages import app_page
from tests.pages.app_page import address, page_at, ran, unpacked
from ui import settings
from ui.convolution_lab import payload as lab_payload
from ui.language import catalogue
from ui.language.korean_particles import fitted

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/convolution_lab.py"
WORDS = catalogue("en")
SMALL = {"size": "16"}


def opened(**link: str) -> AppTest:
    return page_at("convolution_lab", **SMALL | link)


def turned(page: AppTest, **values: Any) -> AppTest:
    """Let go of controls in the view, as a visitor does."""
    return sent(page, change={"turn": view(page)[0]["turn"] + 1, "values": values})


def problems_of(page: AppTest) -> list[dict[str, Any]]:
    """What the controls say is wrong."""
    found: list[dict[str, Any]] = view(page)[0]["controls"]["problems"]
    return found


def notices(page: AppTest) -> list[str]:
    """The sentences above the maps."""
    found: list[str] = view(page)[0]["notices"]
    return found


def helped(page: AppTest) -> AppTest:
    """Press the button that the one problem offers."""
    (problem,) = problems_of(page)
    return turned(page, **problem["fix"]["values"])


def in_sight(page: AppTest, name: str) -> bool:
    """Whether a setting's control means anything at present."""
    controls = view(page)[0]["controls"]
    when = controls["fields"][name]["when"]
    return all(
        set(allowed) & set(value if isinstance(value := controls["values"][other], list) else [value])
        for other, allowed in when.items()
    )


def view(page: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the lab's view was sent: its header and its arrays."""
    return unpacked(component(page).bytes)


def component(page: AppTest) -> Any:
    return app_page.component(page, "convolution_lab")


def feature_maps(page: AppTest) -> np.ndarray:
    return view(page)[1]["feature_maps"]


def sent(page: AppTest, **events: Any) -> AppTest:
    """Run the page with what the view sends: an edit is a trigger, scale and pin are state."""
    state = {name: events.pop(name) for name in ("scale", "pin") if name in events}
    return app_page.sent(page, "convolution_lab", state, **events)


def stack(page: AppTest) -> ConvolutionStack:
    return ConvolutionStack(
        **{
            field.name: settings.address.parse(ConvolutionStack, field.name, address(page)[field.name])
            for field in fields(ConvolutionStack)
            if field.name in address(page)
        }
    )


def keys(page: AppTest) -> set[str]:
    return {key for node in page if (key := getattr(node, "key", None))}


# What a control is set to, what the link must say before for the control to be there, and what the address says then.
CONTROLS = [
    ("size", {}, 24, "24"),
    ("color", {}, False, "false"),
    ("layer", {}, "DepthwiseConv2D", "DepthwiseConv2D"),
    ("filters", {}, 6, "6"),
    ("groups", {"layer": "grouped", "filters": "6"}, 1, "1"),
    ("depth_multiplier", {"layer": "SeparableConv2D"}, 2, "2"),
    ("kernel_source", {}, "random", "random"),
    ("kernels", {}, ["box", "sobel_x"], "box,sobel_x"),
    ("angle", {"kernels": "motion_blur"}, 90, "90"),
    ("wavelength", {"kernels": "gabor"}, 7, "7"),
    ("initializer", {"kernel_source": "random"}, "he_normal", "he_normal"),
    ("seed", {"kernel_source": "random"}, 12, "12"),
    ("kernel_rows", {}, 5, "5"),
    ("kernel_columns", {"square_kernel": "false"}, 4, "4"),
    ("square_kernel", {"kernel_columns": "5"}, False, "false"),
    ("stride_rows", {}, 2, "2"),
    ("stride_columns", {"equal_strides": "false"}, 3, "3"),
    ("equal_strides", {"stride_columns": "2"}, False, "false"),
    ("padding", {}, "valid", "valid"),
    ("pad_top", {"padding": "custom"}, 0, "0"),
    ("pad_bottom", {"padding": "custom"}, 2, "2"),
    ("pad_left", {"padding": "custom"}, 3, "3"),
    ("pad_right", {"padding": "custom"}, 4, "4"),
    ("dilation_rate", {}, 2, "2"),
    ("bias", {}, 0.25, "0.25"),
    ("activation", {}, "tanh", "tanh"),
    ("pooling", {}, "min", "min"),
    ("pool_size", {}, 3, "3"),
    ("pool_stride", {}, 1, "1"),
    ("pool_padding", {"size": "15"}, "same", "same"),
]


def test_every_setting_has_its_control_in_these_tests():
    assert {name for name, *_ in CONTROLS} | {"edits"} == {field.name for field in fields(ConvolutionStack)}


@pytest.mark.parametrize(("name", "link", "value", "written"), CONTROLS, ids=[name for name, *_ in CONTROLS])
def test_a_control_changes_the_setting_the_address_and_what_is_shown(
    name: str, link: dict[str, str], value: Any, written: str
):
    page = opened(**link)
    assert in_sight(page, name)
    before = component(page).bytes
    turned(page, **{name: value})
    assert address(page) == SMALL | link | {name: written}
    assert component(page).bytes != before
    assert not notices(page)
    assert not problems_of(page)
    header, arrays = view(page)
    assert not header["stale"]
    assert header["controls"]["values"][name] == value
    assert list(arrays["feature_maps"].shape[:2]) == header["program"]["output"]


def test_the_first_screen_shows_keras_maps_at_an_empty_address():
    page = AppTest.from_file(str(APP), default_timeout=60).switch_page(PAGE)
    ran(page)
    header, arrays = view(page)
    square = SAMPLES["cat"].square(96)
    expected = kernels_of(ConvolutionStack(), 3)
    np.testing.assert_allclose(
        arrays["feature_maps"], conv2d(to_float(square, True), expected.kernel, padding="same"), atol=1e-5
    )
    assert (header["stale"], header["answered"], header["scale"], header["pin"]) == (False, {}, "map", "")
    assert address(page) == {}


def test_a_link_sets_everything_it_names():
    link = {"layer": "SeparableConv2D", "kernel_rows": "5", "stride_rows": "2", "pooling": "average", "bias": "-0.3"}
    page = opened(**link)
    assert address(page) == SMALL | link
    assert stack(page) == ConvolutionStack(
        size=16, layer="SeparableConv2D", kernel_rows=5, stride_rows=2, pooling="average", bias=-0.3
    )
    header, arrays = view(page)
    assert header["program"]["layer"] == "SeparableConv2D"
    assert arrays["pointwise"].shape == (1, 1, 3, 4)
    np.testing.assert_allclose(arrays["bias"], -0.3, rtol=1e-6)


def test_every_control_stands_in_one_part_and_none_is_a_widget_of_the_page():
    page = opened()
    parts = view(page)[0]["controls"]["parts"]
    drawn = [name for part in parts for line in part["lines"] for name in line]
    assert sorted([*drawn, "edits"]) == sorted(field.name for field in fields(ConvolutionStack))
    assert [part["label"] for part in parts] == [
        WORDS[f"lab.part_{name}"] for name in ("picture", "layer", "window", "kernels", "pooling")
    ]
    assert not keys(page) & set(drawn)


def test_limits_words_and_options_of_the_controls_are_those_of_the_settings():
    fields_ = view(opened())[0]["controls"]["fields"]
    for name, field in fields_.items():
        own = limits(ConvolutionStack, name)
        assert (field["minimum"], field["step"]) == (own.minimum, own.step)
        assert field["maximum"] == (12 if name == "groups" else own.maximum)
        assert [option["value"] for option in field["options"]] == list(own.options)
        assert field["label"] == WORDS[f"settings.{name}"]
        assert field["help"] == WORDS.get(f"settings.{name}_help")
    assert [option["label"] for option in fields_["layer"]["options"]][1] == WORDS["options.layer.grouped"]
    assert fields_["stride_rows"]["together"] == {
        "field": "equal_strides",
        "label": WORDS["settings.stride_rows_and_columns"],
    }


def test_controls_that_mean_nothing_are_not_in_sight():
    page = opened()
    hidden = {name for name, *_ in CONTROLS if not in_sight(page, name)}
    assert hidden == {
        "groups", "depth_multiplier", "kernel_columns", "stride_columns", "pad_top", "pad_bottom", "pad_left",
        "pad_right", "angle", "wavelength", "initializer", "seed",
    }  # fmt: skip
    page = opened(layer="DepthwiseConv2D", pooling="global_max", kernel_source="by_hand")
    assert not any(in_sight(page, name) for name in ("filters", "pool_size", "pool_stride", "pool_padding", "kernels"))


def test_what_is_hidden_stays_as_it_was():
    page = opened(padding="custom", pad_top="3")
    turned(page, padding="valid")
    assert address(page) == SMALL | {"padding": "valid", "pad_top": "3"}
    turned(page, padding="custom")
    assert stack(page).pad_top == 3


# The link of a possible state, what is set, the code and field of the problem, and settings after its remedy.
IMPOSSIBLE = {
    "strides with dilation": (
        {"stride_rows": "2"}, ("dilation_rate", 2),
        ("strides_with_dilation", "dilation_rate"), {"dilation_rate": 1},
    ),
    "groups that do not divide the channels": (
        {"layer": "grouped", "filters": "6"}, ("groups", 2), ("groups_channels", "groups"), {"groups": 1},
    ),
    "groups that do not divide the filters": (
        {"layer": "grouped", "filters": "6"}, ("filters", 7), ("groups_filters", "filters"), {"filters": 6},
    ),
    "a window larger than the picture": (
        {"size": "8", "padding": "valid", "kernel_rows": "3", "dilation_rate": "3", "pooling": "none"},
        ("kernel_rows", 5), ("window_larger_than_input", "dilation_rate"), {"dilation_rate": 1},
    ),
    "a pool that leaves nothing": (
        {"size": "8", "padding": "valid"}, ("pool_size", 8), ("pool_larger_than_map", "pool_size"),
        {"pool_size": 6},
    ),
    "custom padding of a transposed convolution": (
        {"layer": "Conv2DTranspose"}, ("padding", "custom"), ("transpose_padding", "padding"),
        {"padding": "same"},
    ),
    "a kernel too small for its name": (
        {"kernels": "laplacian_of_gaussian", "kernel_rows": "5"}, ("kernel_rows", 1),
        ("kernel_too_small", "kernel_rows"), None,
    ),
    "more numbers than one sees": (
        {"size": "256", "layer": "Conv2DTranspose", "stride_rows": "3"}, ("stride_rows", 4),
        ("too_many_values", None), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_is_said_and_the_remedy_makes_it_possible(name: str):
    link, (field, value), (code, at), remedy = IMPOSSIBLE[name]
    page = opened(**link)
    assert in_sight(page, field)
    before = view(page)[1]
    turned(page, **{field: value})
    (problem,) = problems_of(page)
    assert problem["text"].startswith(WORDS[f"problem.{code}"].split("{")[0])
    assert (problem["field"], problem["code"]) == (at or problem["field"], code)
    assert notices(page) == [WORDS["lab.impossible"]]
    header, arrays = view(page)
    assert header["stale"]
    assert header["controls"]["values"][field] == value
    for stage, maps in before.items():
        np.testing.assert_array_equal(arrays[stage], maps)
    helped(page)
    assert not notices(page)
    assert not problems_of(page)
    assert not view(page)[0]["stale"]
    for setting, wanted in (remedy or {}).items():
        assert getattr(stack(page), setting) == wanted


def test_the_remedy_says_what_it_does():
    page = opened(stride_rows="2")
    turned(page, dilation_rate=3)
    assert problems_of(page)[0]["fix"] == {"label": "Use Dilation: 1", "values": {"dilation_rate": 1}}


def test_dimmed_maps_say_which_settings_they_belong_to():
    page = opened(stride_rows="2")
    turned(page, dilation_rate=3, filters=5)
    header, arrays = view(page)
    assert header["answered"] == {"dilation_rate": 1, "filters": 4}
    assert arrays["feature_maps"].shape == (8, 8, 4)


def test_an_impossible_link_shows_controls_and_remedy_and_then_maps():
    page = opened(stride_rows="2", dilation_rate="2")
    assert problems_of(page)
    header, nearest = view(page)
    assert (header["stale"], header["program"]["dilation"], header["program"]["strides"]) == (True, [1, 1], [2, 2])
    assert header["answered"] == {"dilation_rate": 1}
    helped(page)
    header, arrays = view(page)
    assert not header["stale"]
    np.testing.assert_array_equal(arrays["feature_maps"], nearest["feature_maps"])


def test_a_hand_made_change_falls_back_with_a_sentence():
    """One stands for all; tests/ui/convolution_lab/test_messages.py has the others."""
    page = opened(bias="0.5")
    before, link = feature_maps(page), address(page)
    sent(page, change={"turn": 1, "values": {"size": 5000}})
    (sentence,) = notices(page)
    assert sentence.startswith(WORDS["lab.change_refused"].split("{")[0])
    assert "size" in sentence
    assert address(page) == link
    np.testing.assert_array_equal(feature_maps(page), before)
    assert not view(page)[0]["stale"]
    ran(page)
    assert not notices(page)


def test_messages_that_are_none_fall_back_with_a_sentence():
    page = opened()
    for message in (5, "change", [1, 2], None, {}, {"values": {"filters": 0}}):
        sent(page, change=message)
        assert len(notices(page)) == 1, message
        assert address(page) == SMALL, message


def test_what_can_be_of_a_hand_made_change_counts():
    page = opened()
    sent(page, change={"turn": 1, "values": {"filters": 6.0, "size": -1, "kernels": ["box", "box", "sobel_x"]}})
    assert address(page) == SMALL | {"filters": "6", "kernels": "box,sobel_x"}
    assert "size" in notices(page)[0]


def test_changes_without_a_number_count_all_the_same():
    page = opened()
    for filters, turn in enumerate([None, -1, "3", 1.5, True, 10**12, [1]], 1):
        sent(page, change={"turn": turn, "values": {"filters": filters}})
        assert address(page).get("filters", "4") == str(filters), turn
        assert view(page)[0]["turn"] == 0, turn


def test_answers_say_which_changes_they_have_in_them():
    page = opened()
    assert view(page)[0]["turn"] == 0
    sent(page, change={"turn": 7, "values": {"filters": 2, "bias": 0.5}})
    header, arrays = view(page)
    assert header["turn"] == 7
    assert arrays["feature_maps"].shape == (16, 16, 2)
    assert (header["controls"]["values"]["filters"], header["controls"]["values"]["bias"]) == (2, 0.5)


def test_a_rerun_without_a_change_sends_the_same_bytes():
    page = opened()
    before = component(page).bytes
    assert component(ran(page)).bytes == before


@pytest.mark.parametrize(
    ("name", "value"),
    [("filters", "0"), ("filters", "1e9"), ("size", "NaN"), ("bias", "inf"), ("layer", "Dense"), ("color", "maybe"),
     ("padding", "<script>alert(1)</script>"), ("kernels", "box,,rm"), ("edits", "A" * 6001), ("scale", "log"),
     ("pin", "1" * 21), ("seed", "-1"), ("activation", "__import__"), ("pool_size", "2.5")],
)  # fmt: skip
def test_a_hostile_parameter_falls_back_with_one_line(name: str, value: str):
    page = opened(**{"bias": "0.5", name: value})
    (notice,) = page.info
    assert name in notice.value
    assert "\n" not in notice.value
    assert name not in address(page)
    assert not view(page)[0]["stale"]


@pytest.mark.parametrize("pin", ["0.9.0.0", "<b>", "999.0.9999.9999", "-1.0.0.0"])
def test_a_pin_that_is_none_does_no_harm(pin: str):
    page = opened(pin=pin)
    assert view(page)[0]["pin"] == pin  # the view takes it for no pin, or for the nearest cell
    assert not notices(page)


def test_unreadable_edits_are_said_and_can_be_dropped():
    page = opened(edits="nonsense")
    assert problems_of(page)[0]["text"] == WORDS["problem.edits_unreadable"]
    assert not view(page)[0]["stale"]
    helped(page)
    assert address(page) == SMALL
    assert not problems_of(page)


EDIT = {"map": 1, "kernels": [[0, 0, 0, 0, 2, 0, 0, 0, 0], [0.0] * 9, [0.0] * 9], "pointwise": None}


def test_an_edit_changes_the_map_and_the_link_and_comes_back_from_it():
    page = opened()
    before = feature_maps(page)
    sent(page, edit=EDIT)
    after = feature_maps(page)
    red = to_float(SAMPLES["cat"].square(16), True)[..., 0]
    np.testing.assert_allclose(after[..., 1], 2 * red, atol=1e-6)
    np.testing.assert_array_equal(after[..., [0, 2, 3]], before[..., [0, 2, 3]])
    assert address(page) == SMALL | {"edits": edit_map(ConvolutionStack(size=16), 3, 1, EDIT["kernels"])}
    again = opened(**address(page))
    np.testing.assert_array_equal(feature_maps(again), after)
    assert not view(again)[0]["stale"]


def test_edits_of_two_maps_stand_beside_each_other_and_go_one_by_one():
    page = opened()
    before = feature_maps(page)
    sent(page, edit=EDIT)
    sent(page, edit=EDIT | {"map": 3})
    both = feature_maps(page)
    np.testing.assert_array_equal(both[..., 1], both[..., 3])
    sent(page, edit={"reset": 1})
    np.testing.assert_array_equal(feature_maps(page)[..., 1], before[..., 1])
    np.testing.assert_array_equal(feature_maps(page)[..., 3], both[..., 3])
    sent(page, edit={"reset": "all"})
    np.testing.assert_array_equal(feature_maps(page), before)
    assert address(page) == SMALL


def test_the_button_undoes_all_edits():
    page = opened()
    before = feature_maps(page)
    sent(page, edit=EDIT)
    assert view(page)[0]["controls"]["values"]["edits"]
    turned(page, edits="")
    np.testing.assert_array_equal(feature_maps(page), before)
    assert address(page) == SMALL


def test_edits_for_another_size_rest_until_it_comes_back():
    page = opened()
    sent(page, edit=EDIT)
    edited = feature_maps(page)
    turned(page, kernel_rows=5)
    assert [problem["text"] for problem in problems_of(page)] == [WORDS["problem.edits_do_not_fit"].format(count=3)]
    assert not view(page)[0]["stale"]
    turned(page, kernel_rows=3)
    np.testing.assert_array_equal(feature_maps(page), edited)
    assert not problems_of(page)


def test_a_hand_made_edit_is_refused_and_what_was_there_stays():
    """One stands for all; tests/ui/convolution_lab/test_messages.py has the others."""
    page = opened()
    sent(page, edit=EDIT)
    before, link = feature_maps(page), address(page)
    sent(page, edit=EDIT | {"map": 4})
    assert notices(page) == [WORDS["lab.edit_refused"]]
    np.testing.assert_array_equal(feature_maps(page), before)
    assert address(page) == link
    ran(page)
    assert not notices(page)


def test_more_edits_than_a_link_holds_are_refused():
    page = opened(filters="32", kernel_rows="11")
    numbers = np.random.default_rng(0).normal(size=(3, 121)).round(4).tolist()
    for map_ in range(32):
        before = address(page)
        sent(page, edit={"map": map_, "kernels": numbers, "pointwise": None})
        if notices(page):
            break
        numbers = np.random.default_rng(map_ + 1).normal(size=(3, 121)).round(4).tolist()
    assert notices(page) == [WORDS["lab.edit_refused"]]
    assert address(page) == before
    assert len(before["edits"]) <= 6000


def test_scale_and_pin_are_kept_in_the_link():
    page = opened()
    sent(page, scale="all")
    assert address(page) == SMALL | {"scale": "all"}
    again = opened(scale="stage", pin="1.2.3.4")
    header, _ = view(again)
    assert (header["scale"], header["pin"]) == ("stage", "1.2.3.4")
    assert address(again) == SMALL | {"scale": "stage", "pin": "1.2.3.4"}


@pytest.mark.parametrize("state", [{"scale": "log"}, {"scale": 5}, {"scale": None}, {"pin": "x" * 500}, {"pin": [1]}])
def test_a_hand_made_state_of_the_view_does_no_harm(state: dict[str, Any]):
    page = opened()
    sent(page, **state)
    (name,) = state
    assert name not in address(page)
    assert not view(page)[0]["stale"]


def test_back_to_the_start_values():
    page = opened(filters="7", layer="grouped", groups="1", edits="x", bias="0.5")
    turned(page, **view(page)[0]["controls"]["start"])
    assert address(page) == {}
    header, arrays = view(page)
    assert header["program"]["layer"] == "Conv2D"
    assert arrays["feature_maps"].shape == (96, 96, 4)


def test_the_picture_follows_the_link():
    page = opened(picture="coins")
    np.testing.assert_allclose(view(page)[1]["image"] / 255, to_float(SAMPLES["coins"].square(16), True), atol=1e-6)


def test_taking_away_offers_every_file_the_code_and_the_link():
    page = opened(filters="2", kernels="box,sobel_x", pin="0.1.2.3", scale="all")
    assert view(page)[0]["words"]["take"] == WORDS["take_away.title"]
    sent(page, take=True)
    labels = [one.label for one in page.get("download_button")]
    assert labels == [WORDS[f"take_away.{word}"] for word in ("code", "notebook", "model", "strip", "maps", "arrays")]
    link, code = (block.value for block in page.code)
    assert {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()} == address(page)
    compile(code, "layers.py", "exec")
    assert "Conv2D(" in code


def test_an_engine_that_fails_is_said_and_the_last_maps_stay(monkeypatch: pytest.MonkeyPatch):
    page = opened()
    before = feature_maps(page)

    def fail(*_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(engine.EngineError("unavailable"))
        return future

    with monkeypatch.context() as patched:
        patched.setattr(engine, "submit", fail)
        turned(page, filters=5)
    assert notices(page) == [WORDS["engine_error.unavailable"]]
    header, arrays = view(page)
    assert (header["stale"], header["answered"]) == (True, {"filters": 4})
    np.testing.assert_array_equal(arrays["feature_maps"], before)
    ran(page)
    assert not notices(page)
    assert feature_maps(page).shape == (16, 16, 5)


def test_an_engine_that_fails_from_the_start_leaves_the_controls(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: Any, **__: Any) -> Future[Any]:
        raise engine.EngineError("unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(engine, "submit", refuse)
        page = opened(filters="3")
    assert notices(page) == [WORDS["engine_error.unavailable"]]
    header, arrays = view(page)
    assert (header["stale"], arrays) == (False, {})
    assert header["controls"]["values"]["filters"] == 3
    turned(page, filters=2)
    assert feature_maps(page).shape == (16, 16, 2)


def test_while_keras_is_being_loaded_the_controls_are_there_and_a_line_says_so(monkeypatch: pytest.MonkeyPatch):
    asked: list[Future[Any]] = []
    shown: list[tuple[list[str], bool]] = []
    run = lab_payload.payload

    def submit(function: str, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        asked.append(future)
        if len(asked) > 1:
            future.set_result(core.run(*arguments))
        return future

    def payload(moment: Any, *arguments: Any, **named: Any) -> bytes:
        shown.append((list(moment.notices), moment.answer is not None))
        return run(moment, *arguments, **named)

    monkeypatch.setattr(engine, "submit", submit)
    monkeypatch.setattr(engine, "ready", lambda _pool: False)
    monkeypatch.setattr(lab_payload, "payload", payload)
    page = opened(filters="2")
    assert shown == [([WORDS["engine.starting"]], False), ([], True)]
    assert feature_maps(page).shape == (16, 16, 2)


def test_korean():
    words = catalogue("ko")
    page = opened(lang="ko", stride_rows="2", dilation_rate="2")
    controls = view(page)[0]["controls"]
    assert controls["fields"]["filters"]["label"] == words["settings.filters"]
    assert notices(page) == [words["lab.impossible"]]
    (problem,) = problems_of(page)
    assert problem["text"].startswith(words["problem.strides_with_dilation"].split("{")[0])
    remedy = words["lab.remedy"].format(values=f"{words['settings.dilation_rate']}: 1")
    assert problem["fix"]["label"] == fitted(remedy)
    helped(page)
    assert not notices(page)
    header, _ = view(page)
    assert header["language"] == "ko"
    assert header["words"]["tabs.formula"] == words["lab.tabs.formula"]
    assert header["channelNames"] == {
        "colour": [words[f"lab.pipeline.{name}"] for name in ("red", "green", "blue")],
        "grey": [words["lab.pipeline.grey"]],
    }
    sent(page, edit={"map": 99})
    assert notices(page) == [words["lab.edit_refused"]]
