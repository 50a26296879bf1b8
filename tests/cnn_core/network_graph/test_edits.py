"""Changes of a network in a link: written, read, refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.network_graph.edits import FIELDS, LONGEST, NAMES, NUMBERS, Edits, EditsError, check, decode, encode

names = st.text(st.characters(min_codepoint=32, max_codepoint=0x250), min_size=1, max_size=6)
numbers = {field: st.integers(1, largest) for field, largest in NUMBERS.items()}
values = {field: value | st.tuples(value, value) for field, value in numbers.items()} | {
    field: st.sampled_from(options) for field, options in NAMES.items()
}
change = st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(names, st.just(field), values[field]))
edits = st.builds(
    lambda changes, ablations: Edits(tuple(changes), tuple(ablations)),
    st.lists(change, max_size=3, unique_by=lambda one: one[:2]),
    st.lists(st.tuples(names, st.integers(0, 2000)), max_size=4, unique=True),
)


@given(edits)
def test_what_is_written_is_read_again(given_edits):
    text = encode(given_edits)
    assert len(text) <= LONGEST
    assert decode(text) == given_edits


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(EditsError):
        check(decode(text))


def test_a_link_is_short():
    text = encode(Edits((("block3a_depthwise_conv", "strides", (2, 1)),), (("block3a_relu6", 4), ("block3a_relu6", 9))))
    assert text == "s=2x1@block3a_depthwise_conv;x=4,9@block3a_relu6"


@pytest.mark.parametrize(
    "text",
    [
        "s=2", "q=2@conv", "s=@conv", "s=2@", "s=two@conv", "s=2x@conv", "s=99@conv", "p=full@conv", "x=@conv",
        "x=-1@conv", "s=1@conv;s=2@conv", "x=1,1@conv", "s=2@conv;", "s=2@" + 200 * "n", 401 * "a", "x=12345678@c",
        "s=²@conv",
    ],
)  # fmt: skip
def test_damaged_texts_are_refused(text):
    with pytest.raises(EditsError, match="Received: "):
        decode(text)


@pytest.mark.parametrize(
    "wrong",
    [
        Edits((("conv", "filters", 3),)), Edits((("conv", "strides", True),)), Edits((("", "strides", 1),)),
        Edits((("conv", "pooling", 3),)), Edits((("conv", "strides", (1, 2, 3)),)), Edits((), (("conv", -1),)),
        Edits((("conv", "strides", 0),)), Edits((), (("conv", 10**7),)), Edits((("conv", "strides", ()),)),
    ],
)  # fmt: skip
def test_impossible_changes_are_not_written(wrong):
    with pytest.raises(EditsError, match="Received: "):
        encode(wrong)


def test_the_same_function_serves_other_units_of_a_node():
    one, other = Edits((), (("conv", 1),)), Edits((), (("conv", 2), ("conv", 5)))
    assert one.structure == other.structure != Edits((), (("pool", 1),)).structure


def test_too_many_changes_are_not_written():
    with pytest.raises(EditsError, match=f"at most {LONGEST} letters"):
        encode(Edits((), tuple((f"a_layer_with_a_long_name_{index}", index) for index in range(20))))
