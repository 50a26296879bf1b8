"""Pictures that are made to excite a unit do so, and the same question has the same answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from skimage import data

from cnn_core.errors import RefusedError
from cnn_core.explanation.visualization import deep_dream, fourier_picture
from cnn_core.explanation.visualization.adam import Adam
from cnn_core.explanation.visualization.feature_visualization import MOST_STEPS, climb
from cnn_core.explanation.visualization.jitter import moved_a_little
from cnn_core.explorer import worker as explorer
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph.edits import Edits
from cnn_core.networks.input import network_input, network_picture

TINY = ModelSource("shipped", "tiny_vgg")


def excitement(picture: Any, node: str, unit: int) -> float:
    """A unit's mean for a picture, by the explorer."""
    image = network_input(picture, model_store.card("tiny_vgg").input)
    return float(explorer.look(TINY, Edits(), image).outputs[node][..., unit].mean())


@pytest.mark.parametrize(("node", "unit"), [("conv_1_2", 3), ("conv_2_2", 5), ("output", 7)])
def test_the_picture_excites_its_unit_more_than_photographs_do(node: str, unit: int) -> None:
    made = climb(TINY, node, unit, steps=64)
    photographs = [excitement(photo, node, unit) for photo in (data.cat(), data.coffee(), data.rocket())]
    assert excitement(made.picture, node, unit) == pytest.approx(made.after, abs=0.05 + 0.02 * abs(made.after))
    assert made.after > max(made.before, *photographs)


def test_the_same_question_has_the_same_answer() -> None:
    first = climb(TINY, "conv_2_1", 2, steps=32)
    second = climb(TINY, "conv_2_1", 2, steps=32)
    np.testing.assert_array_equal(first.picture, second.picture)
    other = climb(TINY, "conv_2_1", 3, steps=32)
    assert not np.array_equal(first.picture, other.picture)


def test_a_picture_made_in_parts_is_the_one_that_is_made_at_once() -> None:
    whole = climb(TINY, "conv_2_1", 2, steps=20)
    parts = climb(TINY, "conv_2_1", 2, so_far=climb(TINY, "conv_2_1", 2, steps=7), steps=13)
    np.testing.assert_allclose(parts.numbers, whole.numbers, atol=1e-6)
    assert (parts.steps, parts.before) == (20, whole.before)
    assert np.abs(parts.picture.astype(int) - whole.picture).max() <= 1
    with pytest.raises(RefusedError, match=f"Received: {MOST_STEPS + 1}"):
        climb(TINY, "conv_2_1", 2, so_far=replace(whole, steps=MOST_STEPS), steps=1)


@pytest.mark.parametrize(
    ("node", "unit", "steps", "message"),
    [
        ("nowhere", 0, 8, "A layer is one of the network's"),
        ("conv_1_1", 10, 8, "has the units 0 to 9"),
        ("conv_1_1", 0, 0, "Steps are from 1"),
        ("conv_1_1", 0, MOST_STEPS + 1, "Steps are from 1"),
    ],
)
def test_what_cannot_be_made_is_said(node: str, unit: int, steps: int, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        climb(TINY, node, unit, steps=steps)


def test_the_numbers_of_a_picture_are_its_fourier_transform() -> None:
    shape = (6, 8, 1)
    numbers = fourier_picture.start(shape, seed=1)
    spectrum = (numbers[0] + 1j * numbers[1])[0] * fourier_picture.scales(6, 8)
    expected = 1 / (1 + np.exp(-np.fft.irfft2(spectrum, (6, 8)) / 4))
    np.testing.assert_allclose(fourier_picture.picture(tf.constant(numbers), shape)[..., 0], expected, atol=1e-6)


def test_moving_a_little_keeps_the_middle_where_it_was_but_for_a_little() -> None:
    picture = np.zeros((33, 33, 1), np.float32)
    picture[14:19, 14:19] = 1
    for seed in range(5):
        moved = moved_a_little(tf.constant(picture), tf.constant([0, seed])).numpy()[..., 0]
        rows, columns = np.indices(moved.shape)
        centre = [(rows * moved).sum() / moved.sum(), (columns * moved).sum() / moved.sum()]
        assert np.abs(np.array(centre) - 16).max() < 2


def test_adam_is_kerass() -> None:
    import keras

    variable, optimizer, ours = keras.Variable([1.0, -2.0]), keras.optimizers.Adam(0.1, epsilon=1e-8), Adam(0.1)
    numbers = np.array([1.0, -2.0])
    for gradient in ([0.5, -1.0], [0.1, 2.0], [-3.0, 0.0]):
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
        numbers = numbers - ours.step(np.array(gradient))
    np.testing.assert_allclose(variable, numbers, atol=1e-5)


def test_a_dream_makes_stronger_what_the_layer_sees() -> None:
    photo = network_picture(data.cat(), model_store.card("tiny_vgg").input)
    dream = deep_dream.amplify(TINY, "conv_2_1", photo, steps=12)

    def strength(picture: Any) -> float:
        image = network_input(picture, model_store.card("tiny_vgg").input)
        return float((explorer.look(TINY, Edits(), image).outputs["conv_2_1"] ** 2).mean())

    assert strength(dream) > 1.5 * strength(photo)
    assert np.corrcoef(dream.ravel(), photo.ravel())[0, 1] > 0.5


def test_a_dream_goes_on_where_it_was() -> None:
    photo = network_picture(data.cat(), model_store.card("tiny_vgg").input)
    whole = deep_dream.amplify(TINY, "conv_2_1", photo, steps=8)
    first = deep_dream.dream(TINY, "conv_2_1", photo, "unit", 4, 0)
    second = deep_dream.dream(TINY, "conv_2_1", first.picture, "unit", 4, first.steps)
    assert (first.steps, second.steps) == (4, 8)
    assert np.abs(second.picture.astype(int) - whole).mean() < 2


def test_a_dream_needs_a_photo_that_fits() -> None:
    with pytest.raises(RefusedError, match="as the network takes it"):
        deep_dream.amplify(TINY, "conv_2_1", np.zeros((10, 10, 3), np.uint8))
