"""Window positions and sizes, held to Keras and to brute force."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic import windows
from cnn_core.arithmetic.windows import WindowError
from tests.examples import examples

GRID = examples(200)
ORACLE = examples(40)
PADDINGS = st.one_of(st.sampled_from(["valid", "same"]), st.tuples(st.integers(0, 4), st.integers(0, 4)))


@st.composite
def axes(draw, paddings=PADDINGS):
    """Legal arguments of output_size: (size, kernel_size, stride, padding, dilation_rate)."""
    kernel_size, stride, rate = draw(st.integers(1, 5)), draw(st.integers(1, 6)), draw(st.integers(1, 4))
    padding = draw(paddings)
    least = 1 if padding == "same" else rate * (kernel_size - 1) + 1
    return draw(st.integers(least, least + 20)), kernel_size, stride, padding, rate


@GRID
@given(axes())
def test_input_windows_and_unused_cells_cover_the_axis(axis):
    count = windows.output_size(*axis)
    all_windows = [windows.input_window(index, *axis) for index in range(count)]
    seen = {int(cell) for window in all_windows for cell in window if 0 <= cell < axis[0]}
    unused = windows.unused(*axis).tolist()
    assert all(window.shape == (axis[1],) for window in all_windows)
    assert seen.isdisjoint(unused)
    assert seen | set(unused) == set(range(axis[0]))
    assert unused == sorted(unused)


@GRID
@given(axes())
def test_windows_stay_on_the_padded_axis_and_one_more_would_not(axis):
    size, _, stride, _, rate = axis
    before, after = windows.padding_amounts(*axis)
    first = windows.input_window(0, *axis)
    last = windows.input_window(windows.output_size(*axis) - 1, *axis)
    assert first[0] == -before
    assert last[-1] < size + after
    assert last[-1] + stride >= size + after
    assert np.all(np.diff(first) == rate)


@ORACLE
@given(axes(st.sampled_from(["valid", "same"])))
def test_output_size_is_that_of_keras(axis):
    size, kernel_size, stride, padding, rate = axis
    if stride > 1:
        rate = 1  # Keras refuses both at once
    layer = keras.layers.Conv1D(1, kernel_size, strides=stride, padding=padding, dilation_rate=rate)
    assert layer.compute_output_shape((1, size, 1))[1] == windows.output_size(size, kernel_size, stride, padding, rate)
    if rate == 1:
        pooling = keras.layers.MaxPooling1D(kernel_size, stride, padding)
        assert pooling.compute_output_shape((1, size, 1))[1] == windows.output_size(size, kernel_size, stride, padding)


@ORACLE
@given(axes(st.sampled_from(["valid", "same"])))
def test_transposed_output_size_is_that_of_keras(axis):
    size, kernel_size, stride, padding, rate = axis
    if stride > 1:
        rate = 1
    layer = keras.layers.Conv1DTranspose(1, kernel_size, strides=stride, padding=padding, dilation_rate=rate)
    expected = layer.compute_output_shape((1, size, 1))[1]
    assert windows.transposed_output_size(size, kernel_size, stride, padding, rate) == expected


@GRID
@given(st.integers(1, 40), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
def test_same_gives_size_by_stride_rounded_up_with_the_odd_cell_at_the_end(size, kernel_size, stride, rate):
    assert windows.output_size(size, kernel_size, stride, "same", rate) == -(-size // stride)
    before, after = windows.padding_amounts(size, kernel_size, stride, "same", rate)
    assert after - before in (0, 1)


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        ((8, 3, 1, "valid", 1), []),
        ((8, 3, 2, "valid", 1), [7]),
        ((8, 2, 4, "valid", 1), [2, 3, 6, 7]),
        ((7, 2, 3, "same", 1), [2, 5]),
        ((7, 2, 4, "valid", 3), [1, 2, 4, 5, 6]),
    ],
)
def test_unused_counts_the_end_the_gaps_and_the_holes(axis, expected):
    assert windows.unused(*axis).tolist() == expected


LAYERS = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3))


@GRID
@given(st.lists(LAYERS, max_size=4), st.integers(0, 3))
def test_receptive_field_is_what_walking_back_through_the_windows_finds(layers, index):
    field = windows.receptive_field(layers)
    first = last = index
    for kernel_size, stride, rate, before in reversed(layers):
        first = first * stride - before
        last = last * stride - before + rate * (kernel_size - 1)
    assert field.cells(index) == (first, last)
    assert field.size == last - first + 1


def test_receptive_field_of_vgg16_is_the_published_one():
    convolution, pooling = (3, 1, 1), (2, 2, 1)
    blocks = [[convolution] * count + [pooling] for count in (2, 2, 3, 3, 3)]
    field = windows.receptive_field([layer for block in blocks for layer in block])
    assert (field.size, field.stride) == (212, 32)  # Araujo et al., 2019, table


def test_receptive_field_of_no_layer_is_the_cell_itself():
    assert windows.receptive_field([]).cells(5) == (5, 5)


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        (lambda: windows.output_size(3, 5), "must not span more cells"),
        (lambda: windows.output_size(0, 1), "`size` is a whole number from 1"),
        (lambda: windows.output_size(3, 0), "`kernel_size` is a whole number"),
        (lambda: windows.output_size(3, 1, stride=0), "`stride` is a whole number"),
        (lambda: windows.output_size(3, 1, stride=1.5), "`stride` is a whole number"),
        (lambda: windows.output_size(3, True), "`kernel_size` is a whole number"),
        (lambda: windows.output_size(3, 1, dilation_rate=0), "`dilation_rate` is a whole number"),
        (lambda: windows.output_size(3, 1, padding="full"), '"valid", "same"'),
        (lambda: windows.output_size(3, 1, padding=(-1, 0)), "from 0 on"),
        (lambda: windows.output_size(3, 1, padding=(1, 2, 3)), "one whole number or a pair"),
        (lambda: windows.input_window(3, 3, 1), "from 0 to 2"),
        (lambda: windows.input_window(-1, 3, 1), "`index` is a whole number from 0"),
        (lambda: windows.transposed_output_size(1, 3, 1, (2, 1)), "must leave at least one cell"),
        (lambda: windows.receptive_field([(3, 1)]), "three or four whole numbers"),
        (lambda: windows.axis_paddings(3), "((top, bottom), (left, right))"),
    ],
)
def test_a_window_that_cannot_be_says_the_rule_and_what_was_received(call, rule):
    with pytest.raises(WindowError) as caught:
        call()
    assert rule in str(caught.value)
    assert "Received: " in str(caught.value)
