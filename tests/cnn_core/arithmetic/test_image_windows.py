"""Every window of an image, held to the windows of its two axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.arithmetic.image_windows import image_windows
from cnn_core.arithmetic.windows import WindowError, input_window, output_size
from tests.examples import examples

GRID = examples(60)
SIDES = st.tuples(st.integers(0, 3), st.integers(0, 3))


@st.composite
def axes(draw, paddings):
    """Legal arguments of output_size for one axis: (size, kernel_size, stride, padding, dilation_rate)."""
    kernel_size, stride, rate = draw(st.integers(1, 4)), draw(st.integers(1, 4)), draw(st.integers(1, 3))
    return rate * (kernel_size - 1) + 1 + draw(st.integers(0, 6)), kernel_size, stride, draw(paddings), rate


@GRID
@given(st.data(), st.sampled_from(["valid", "same", "numbers"]), st.integers(1, 3), st.sampled_from([0.0, -np.inf]))
def test_windows_have_the_documented_shape_and_the_cells_of_input_window(data, word, channels, fill):
    paddings = SIDES if word == "numbers" else st.just(word)
    rows, columns = data.draw(axes(paddings)), data.draw(axes(paddings))
    padding = (rows[3], columns[3]) if word == "numbers" else word
    image = np.arange(rows[0] * columns[0] * channels, dtype=np.float32).reshape(rows[0], columns[0], channels)
    found = image_windows(image, *zip(rows[1:3], columns[1:3], strict=True), padding, (rows[4], columns[4]), fill=fill)
    assert found.dtype == np.float32
    assert found.shape == (output_size(*rows), output_size(*columns), channels, rows[1], columns[1])
    row, column = (data.draw(st.integers(0, count - 1)) for count in found.shape[:2])
    for i, j in np.ndindex(rows[1], columns[1]):
        r, c = input_window(row, *rows)[i], input_window(column, *columns)[j]
        cells = image[r, c] if 0 <= r < rows[0] and 0 <= c < columns[0] else np.full(channels, fill)
        np.testing.assert_array_equal(found[row, column, :, i, j], cells)


def test_windows_are_a_view_that_nobody_can_write_to():
    with pytest.raises(ValueError, match="read-only"):
        image_windows(np.zeros((4, 4, 1)), 2)[0, 0, 0, 0, 0] = 1.0


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        ((np.zeros((3, 3)), 2), "(rows, columns, channels)"),
        ((np.zeros((0, 3, 1)), 2), "at least one cell"),
        ((np.zeros((3, 3, 1)), 4), "must not span more cells"),
        ((np.zeros((3, 3, 1)), 2, 0), "`strides` is a whole number"),
        ((np.zeros((3, 3, 1)), 2, 1, "valid", 0), "`dilation_rate` is a whole number"),
        ((np.zeros((3, 3, 1)), 2, 1, (1, 1)), "((top, bottom), (left, right))"),
    ],
)
def test_windows_that_cannot_be_say_the_rule_and_what_was_received(arguments, rule):
    with pytest.raises(WindowError) as caught:
        image_windows(*arguments)
    assert rule in str(caught.value)
    assert "Received: " in str(caught.value)
