"""Settings ↔ widgets ↔ the address, in Streamlit itself."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnn_core.convolution_lab.stack import ConvolutionStack
from ui import settings

PAGE = Path(__file__).with_name("settings_page.py")


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def now(page: AppTest) -> ConvolutionStack:
    assert not page.exception
    return page.session_state["now"]


def address(page: AppTest) -> dict[str, str]:
    return {name: values[0] if isinstance(values, list) else values for name, values in page.query_params.items()}


def test_without_a_link_everything_is_at_its_default_and_the_address_is_empty():
    page = opened()
    assert now(page) == ConvolutionStack()
    assert address(page) == {}
    assert not page.info


def test_a_link_sets_drawn_and_hidden_fields():
    page = opened(filters="8", kernels="box,sobel_x", color="false", bias="0.25", seed="7", layer="SeparableConv2D")
    expected = ConvolutionStack(
        filters=8, kernels=("box", "sobel_x"), color=False, bias=0.25, seed=7, layer="SeparableConv2D"
    )
    assert now(page) == expected
    assert page.slider(key="filters").value == 8
    assert page.multiselect(key="kernels").value == ["box", "sobel_x"]
    assert page.toggle(key="color").value is False


@pytest.mark.parametrize(
    ("name", "value"),
    [("filters", "33"), ("filters", "eight"), ("bias", "nan"), ("bias", "inf"), ("layer", "<script>"), ("color", "1"),
     ("kernels", "box,none"), ("kernels", ""), ("edits", "x" * 6001), ("pad_top", "-1")],
)  # fmt: skip
def test_a_wrong_parameter_is_named_and_its_default_stands(name: str, value: str):
    page = opened(**{name: value, "wavelength": "5"})
    assert now(page) == ConvolutionStack(wavelength=5)
    assert name in page.info[0].value
    assert name not in address(page)


def test_the_notice_goes_with_the_first_change():
    page = opened(filters="999")
    assert page.run().info
    page.toggle(key="color").set_value(False).run()
    assert not page.info


def test_a_change_goes_into_the_address_and_unknown_parameters_stay():
    page = opened(other="1")
    page.slider(key="filters").set_value(9).run()
    assert address(page) == {"other": "1", "filters": "9"}
    page.slider(key="filters").set_value(4).run()
    assert address(page) == {"other": "1"}


def test_a_hidden_control_keeps_its_value():
    page = opened(padding="custom", pad_top="5")
    assert page.number_input(key="pad_top").value == 5
    page.number_input(key="pad_top").set_value(3).run()
    page.segmented_control(key="padding").set_value("same").run()
    assert now(page) == ConvolutionStack(pad_top=3)
    page.segmented_control(key="padding").set_value("custom").run()
    assert page.number_input(key="pad_top").value == 3


def test_a_narrower_limit_moves_the_value():
    page = opened(filters="16")
    page.session_state["limit"] = 6
    page.run()
    assert now(page).filters == 6
    page.session_state["limit"] = 1
    page.run()
    assert page.number_input(key="filters").disabled
    assert now(page).filters == 1


def test_a_list_cannot_be_emptied():
    page = opened(kernels="box")
    page.multiselect(key="kernels").set_value([]).run()
    page.run()
    assert now(page).kernels == ("box",)
    assert page.multiselect(key="kernels").value == ["box"]


def test_callbacks_set_fields_with_and_without_a_control():
    page = opened()
    page.button(key="apply").click().run()
    assert now(page) == ConvolutionStack(padding="valid", filters=7, edits="abc", kernels=("box",))
    assert address(page) == {"padding": "valid", "filters": "7", "edits": "abc", "kernels": "box"}
    page.button(key="reset").click().run()
    assert now(page) == ConvolutionStack()
    assert address(page) == {}


def test_the_language_changes_words_and_nothing_else():
    page = opened(layer="grouped", kernels="corner", lang="en")
    before = now(page)
    page.segmented_control(key="lang").set_value("ko").run()
    assert page.selectbox(key="layer").options[1] == "그룹 Conv2D"
    assert page.selectbox(key="layer").value == "grouped"
    page.run()
    assert now(page) == before
    assert address(page) == {"layer": "grouped", "kernels": "corner", "lang": "ko"}


def test_an_unknown_language_is_named():
    page = opened(lang="xx")
    assert "lang" in page.info[0].value


def test_link_leaves_defaults_out():
    assert settings.link(ConvolutionStack()) == ""
    assert settings.link(ConvolutionStack(color=False, bias=0.1)) == "color=false&bias=0.1"
