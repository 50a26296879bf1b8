"""The Convolution Lab's page: controls, link and edits in, maps of the real engine out."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

import engine
from cnn_core.convolution import conv2d
from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.images import to_float
from cnn_core.samples import SAMPLES
from cnn_core.stack_network import edit_map, kernels_of
from ui import settings
from ui.convolution_controls import PARTS
from ui.language import catalogue

APP = Path(__file__).parents[2] / "app.py"
PAGE = "pages/convolution_lab.py"
WORDS = catalogue("en")
SMALL = {"size": "16"}


@pytest.fixture(scope="module", autouse=True)
def _workers() -> Iterator[None]:
    yield
    engine.shutdown()


def opened(**link: str) -> AppTest:
    page = AppTest.from_file(str(APP), default_timeout=60).switch_page(PAGE)
    page.query_params.update(SMALL | link)
    return ran(page)


def opened_at(control: str, **link: str) -> AppTest:
    return at(opened(**link), control)


def turned(page: AppTest, name: str, value: Any) -> AppTest:
    """Set a control, in whichever part of the controls it is."""
    widget(at(page, name), name).set_value(value)
    return ran(page)


def at(page: AppTest, control: str) -> AppTest:
    """Show the part of the controls that has a control."""
    for part in PARTS:
        if control in keys(page):
            return page
        widget(page, "lab_part").set_value(part)
        ran(page)
    assert control in keys(page)
    return page


def ran(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def view(page: AppTest) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """What the lab's view was sent: its header and its arrays."""
    payload = component(page).bytes
    (length,) = struct.unpack("<I", payload[4:8])
    head = json.loads(payload[8 : 8 + length])
    data = payload[(8 + length + 7) // 8 * 8 :]
    arrays = {
        entry["name"]: np.frombuffer(data, entry["dtype"], int(np.prod(entry["shape"])), entry["offset"]).reshape(
            entry["shape"]
        )
        for entry in head["arrays"]
    }
    return head["header"], arrays


def component(page: AppTest) -> Any:
    (proto,) = (node.proto for node in page.get("bidi_component") if node.proto.component_name == "convlens.lab_view")
    return proto


def feature_maps(page: AppTest) -> np.ndarray:
    return view(page)[1]["feature_maps"]


def sent(page: AppTest, **events: Any) -> AppTest:
    """Run the page with what the view sends: an edit is a trigger, scale and pin are state."""
    states = page._tree.get_widget_states()
    identity = component(page).id
    for name in ("scale", "pin"):
        if name in events:
            states.widgets.append(WidgetState(id=identity, json_value=json.dumps({name: events.pop(name)})))
    triggers = [{"event": name, "value": value} for name, value in events.items()]
    if triggers:
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{identity}__events"
        states.widgets.append(WidgetState(id=trigger, json_trigger_value=json.dumps(triggers)))
    page._run(states)
    assert not page.exception
    return page


def address(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


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


def widget(page: AppTest, key: str) -> Any:
    (found,) = (node for node in page if getattr(node, "key", None) == key)
    return found


def button(page: AppTest, label: str) -> Any:
    (found,) = (one for one in page.button if one.label == label)
    return found


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
    page = opened_at(name, **link)
    before = component(page).bytes
    widget(page, name).set_value(value)
    ran(page)
    assert address(page) == SMALL | link | {name: written}
    assert component(page).bytes != before
    assert not page.warning
    header, arrays = view(page)
    assert header["state"] == "keras"
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
    assert (header["state"], header["stale"], header["scale"], header["pin"]) == ("keras", False, "map", "")
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


def test_only_the_controls_of_one_part_are_drawn():
    page = opened()
    drawn = [keys(page)]
    for part in PARTS[1:]:
        widget(page, "lab_part").set_value(part)
        drawn.append(keys(ran(page)))
    controls = {field.name for field in fields(ConvolutionStack)}
    for index, part in enumerate(drawn):
        others = set.union(*drawn[:index], *drawn[index + 1 :])
        assert part & controls - others  # each part has controls that no other has
    assert address(page) == SMALL


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
    page = opened_at(field, **link)
    before = view(page)[1]
    widget(page, field).set_value(value)
    ran(page)
    beginning = WORDS[f"problem.{code}"].split("{")[0]
    texts = [note.value for note in page.warning]
    assert texts[-1].startswith(WORDS["lab.impossible"])
    assert texts[0].startswith(beginning)
    header, arrays = view(page)
    assert (header["state"], header["stale"]) == ("stale", True)
    for stage, maps in before.items():
        np.testing.assert_array_equal(arrays[stage], maps)
    (offered,) = (one for one in page.button if (one.key or "").startswith("remedy_"))
    assert offered.key == f"remedy_{at}_{code}" or at is None
    offered.click()
    ran(page)
    assert not page.warning
    assert view(page)[0]["state"] == "keras"
    for setting, wanted in (remedy or {}).items():
        assert getattr(stack(page), setting) == wanted


def test_the_remedy_says_what_it_does():
    page = opened(stride_rows="2")
    turned(page, "dilation_rate", 3)
    (offered,) = (one for one in page.button if (one.key or "").startswith("remedy_"))
    assert offered.label == "Use Dilation: 1"


def test_a_problem_of_another_part_is_said_too():
    page = opened_at("kernel_source", stride_rows="2", dilation_rate="2")
    assert any(note.value.startswith(WORDS["problem.strides_with_dilation"].split("{")[0]) for note in page.warning)
    assert [one.key for one in page.button if (one.key or "").startswith("remedy_")] == [
        "remedy_dilation_rate_strides_with_dilation"
    ]


def test_an_impossible_link_shows_controls_and_remedy_and_then_maps():
    page = opened(stride_rows="2", dilation_rate="2")
    assert page.warning
    header, nearest = view(page)
    assert (header["state"], header["program"]["dilation"], header["program"]["strides"]) == ("stale", [1, 1], [2, 2])
    button(page, "Use Dilation: 1").click()
    ran(page)
    header, arrays = view(page)
    assert header["state"] == "keras"
    np.testing.assert_array_equal(arrays["feature_maps"], nearest["feature_maps"])


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
    assert view(page)[0]["state"] == "keras"


@pytest.mark.parametrize("pin", ["0.9.0.0", "<b>", "999.0.9999.9999", "-1.0.0.0"])
def test_a_pin_that_is_none_does_no_harm(pin: str):
    page = opened(pin=pin)
    assert view(page)[0]["pin"] == pin  # the view takes it for no pin, or for the nearest cell
    assert not page.error


def test_unreadable_edits_are_said_and_can_be_dropped():
    page = opened_at("kernel_source", edits="nonsense")
    assert page.warning[0].value == WORDS["problem.edits_unreadable"]
    assert view(page)[0]["state"] == "keras"
    (offered,) = (one for one in page.button if (one.key or "").startswith("remedy_"))
    offered.click()
    ran(page)
    assert address(page) == SMALL
    assert not page.warning


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
    assert view(again)[0]["state"] == "keras"


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
    page = opened_at("kernel_source")
    before = feature_maps(page)
    sent(page, edit=EDIT)
    button(page, WORDS["lab.reset_edits"]).click()
    ran(page)
    np.testing.assert_array_equal(feature_maps(page), before)
    assert address(page) == SMALL
    assert WORDS["lab.reset_edits"] not in [one.label for one in page.button]


def test_edits_for_another_size_rest_until_it_comes_back():
    page = opened()
    sent(page, edit=EDIT)
    edited = feature_maps(page)
    turned(page, "kernel_rows", 5)
    assert any(note.value == WORDS["problem.edits_do_not_fit"].format(count=3) for note in page.warning)
    assert view(page)[0]["state"] == "keras"
    turned(page, "kernel_rows", 3)
    np.testing.assert_array_equal(feature_maps(page), edited)
    assert not page.warning


HOSTILE = {
    "text": EDIT | {"kernels": [["a"] * 9] * 3},
    "not a number": EDIT | {"kernels": [[float("nan")] * 9] * 3},
    "infinity": EDIT | {"kernels": [[1e39] * 9] * 3},
    "beyond the limit": EDIT | {"kernels": [[2e6] * 9] * 3},
    "too few kernels": EDIT | {"kernels": [[0.0] * 9]},
    "too few numbers": EDIT | {"kernels": [[0.0] * 8] * 3},
    "nested": EDIT | {"kernels": [[[0.0]] * 9] * 3},
    "kernels that are no lists": EDIT | {"kernels": 5},
    "numbers that are no lists": EDIT | {"kernels": [1, 2, 3]},
    "kernels in a dictionary": EDIT | {"kernels": {"a": 1, "b": 2, "c": 3}},
    "no kernels": {"map": 1, "pointwise": None},
    "no map": {"kernels": EDIT["kernels"], "pointwise": None},
    "a map that is not there": EDIT | {"map": 4},
    "a map before the first": EDIT | {"map": -1},
    "a map in words": EDIT | {"map": "1"},
    "half a map": EDIT | {"map": 0.5},
    "no map at all": EDIT | {"map": None},
    "pointwise weights of a plain layer": EDIT | {"pointwise": [1.0, 2.0, 3.0]},
    "pointwise weights that are none": EDIT | {"pointwise": "abc"},
    "a reset of no map": {"reset": 77},
    "a reset in words": {"reset": "none"},
    "an empty reset": {"reset": None},
    "an empty message": {},
    "a number": 5,
    "a sentence": "edit",
    "a list": [1, 2],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hand_made_edit_is_refused_and_what_was_there_stays(name: str):
    page = opened()
    sent(page, edit=EDIT)
    before, link = feature_maps(page), address(page)
    sent(page, edit=HOSTILE[name])
    assert [note.value for note in page.error] == [WORDS["lab.edit_refused"]]
    np.testing.assert_array_equal(feature_maps(page), before)
    assert address(page) == link
    ran(page)
    assert not page.error


def test_more_edits_than_a_link_holds_are_refused():
    page = opened(filters="32", kernel_rows="11")
    numbers = np.random.default_rng(0).normal(size=(3, 121)).round(4).tolist()
    for map_ in range(32):
        before = address(page)
        sent(page, edit={"map": map_, "kernels": numbers, "pointwise": None})
        if page.error:
            break
        numbers = np.random.default_rng(map_ + 1).normal(size=(3, 121)).round(4).tolist()
    assert page.error[0].value == WORDS["lab.edit_refused"]
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
    assert view(page)[0]["state"] == "keras"


def test_back_to_the_start_values():
    page = opened(filters="7", layer="grouped", groups="1", edits="x", bias="0.5")
    button(page, WORDS["settings.reset"]).click()
    ran(page)
    assert address(page) == {}
    header, arrays = view(page)
    assert header["program"]["layer"] == "Conv2D"
    assert arrays["feature_maps"].shape == (96, 96, 4)


def test_the_picture_follows_the_link():
    page = opened(picture="coins")
    np.testing.assert_allclose(view(page)[1]["image"] / 255, to_float(SAMPLES["coins"].square(16), True), atol=1e-6)


def test_taking_away_offers_every_file_the_code_and_the_link():
    page = opened(filters="2", kernels="box,sobel_x", pin="0.1.2.3", scale="all")
    button(page, WORDS["take_away.title"]).click()
    ran(page)
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
        future.set_exception(engine.EngineError("unavailable", "no worker"))
        return future

    with monkeypatch.context() as patched:
        patched.setattr(engine, "submit", fail)
        turned(page, "filters", 5)
    assert page.error[0].value == WORDS["engine_error.unavailable"]
    assert view(page)[0]["state"] == "stale"
    np.testing.assert_array_equal(feature_maps(page), before)
    ran(page)
    assert not page.error
    assert feature_maps(page).shape == (16, 16, 5)


def test_korean():
    words = catalogue("ko")
    page = opened(lang="ko", stride_rows="2", dilation_rate="2")
    assert widget(page, "filters").label == words["settings.filters"]
    assert words["lab.impossible"] in page.warning[-1].value
    assert any(note.value.startswith(words["problem.strides_with_dilation"].split("{")[0]) for note in page.warning)
    button(page, words["lab.remedy"].format(values=f"{words['settings.dilation_rate']}: 1")).click()
    ran(page)
    assert not page.warning
    header, _ = view(page)
    assert header["language"] == "ko"
    assert header["words"]["tabs.formula"] == words["lab.tabs.formula"]
    assert header["channelNames"] == [words[f"lab.pipeline.{name}"] for name in ("red", "green", "blue")]
    sent(page, edit={"map": 99})
    assert page.error[-1].value == words["lab.edit_refused"]
