"""The training loop on tiny made-up data."""

import keras
import numpy as np
import pytest

from recipes import distillation, training
from recipes.pictures import Pictures

pytestmark = pytest.mark.slow


@pytest.fixture
def bright_and_dark() -> Pictures:
    """64 pictures of 6×6: dark ones are class 0, bright ones class 1."""
    random = np.random.default_rng(0)
    labels = np.tile([0, 1], 32)
    images = random.integers(0, 100, (64, 6, 6, 1)) + 150 * labels[:, None, None, None]
    return Pictures(images.astype(np.uint8), labels)


def small_network(scale: float = 255.0) -> keras.Model:
    pictures = keras.Input((6, 6, 1))
    tensor = keras.layers.Rescaling(scale / 255)(pictures)
    tensor = keras.layers.Flatten()(keras.layers.Conv2D(2, 3, activation="relu")(tensor))
    return keras.Model(pictures, keras.layers.Dense(2)(tensor))


@pytest.mark.parametrize("scale", [255.0, 1.0])
@pytest.mark.parametrize("mixup", [0.0, 0.3])
def test_a_network_learns_what_is_easy(
    bright_and_dark: Pictures, scale: float, mixup: float, capsys: pytest.CaptureFixture[str]
):
    keras.utils.set_random_seed(2)
    model = small_network(scale)
    plan = training.Plan(epochs=30, batch_size=16, learning_rate=0.02, mixup=mixup)
    report = training.train(model, bright_and_dark, plan, lambda batch: batch, scale, watch=bright_and_dark)
    assert training.accuracy(model, bright_and_dark, scale) == 1
    assert report.epochs == 30
    assert report.seconds > 0
    assert "epoch 30/30" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_network(bright_and_dark: Pictures):
    outputs = []
    for _ in range(2):
        keras.utils.set_random_seed(2)
        model = small_network()
        training.train(model, bright_and_dark, training.Plan(3, 16), lambda batch: batch)
        outputs.append(training.scores(model, bright_and_dark.images))
    np.testing.assert_allclose(*outputs, atol=1e-5)


def test_a_plan_can_last_longer():
    plan = training.Plan(epochs=30)
    assert plan.lasting(5).epochs == 5
    assert plan.lasting(None) is plan


def test_a_learner_takes_over_what_its_teacher_says(bright_and_dark: Pictures):
    keras.utils.set_random_seed(3)
    teacher, learner = small_network(), small_network()
    training.train(teacher, bright_and_dark, training.Plan(30, 16, 0.02), lambda batch: batch)
    upside_down = Pictures(bright_and_dark.images, 1 - bright_and_dark.labels)  # what the labels say does not matter
    views, answers = distillation.views(upside_down, [teacher, teacher], lambda batch: batch * 0.9, 2, temperature=2.0)
    assert views.images.shape == (128, 6, 6, 1)
    np.testing.assert_allclose(answers.sum(1), 1, atol=1e-5)
    training.train(learner, views, training.Plan(20, 16, 0.02), lambda batch: batch, targets=answers)
    assert training.accuracy(learner, bright_and_dark) == 1


def test_sharpening_undoes_the_temperature(bright_and_dark: Pictures):
    model = small_network()
    before = training.scores(model, bright_and_dark.images)
    distillation.sharpen(model, 3.0)
    np.testing.assert_allclose(training.scores(model, bright_and_dark.images), 3 * before, rtol=1e-5)
