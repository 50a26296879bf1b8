"""The pipeline of a run: every picture once an epoch; order and changes depend on seed and epoch alone."""

import numpy as np
import pytest

from cnn_core.augmentation.settings import Augmentation
from cnn_core.training.run_pictures import TrainingPictures, held_out
from cnn_core.training.training_settings import TrainingSettings

COUNT, CLASSES = 23, 3
IMAGES = np.random.default_rng(0).integers(0, 256, (COUNT, 8, 8, 3)).astype(np.uint8)
IMAGES[:, 0, 0, 0] = np.arange(COUNT)  # tells the pictures apart
LABELS = np.arange(COUNT) % CLASSES
POSITIONS = np.flatnonzero(np.arange(COUNT) % 4)


def learnt(changes=None, **training):
    return TrainingPictures(IMAGES, LABELS, POSITIONS, CLASSES, TrainingSettings(batch_size=5, **training), changes)


def epoch(pipeline, number):
    pipeline.begin(number)
    batches = [(images.numpy(), answers.numpy()) for images, answers in pipeline.data]
    assert len(batches) == pipeline.batches
    return [np.concatenate(parts) for parts in zip(*batches, strict=True)]


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize("prefetch", [True, False])
def test_every_picture_comes_once_an_epoch_with_its_answer(cache, prefetch):
    images, answers = epoch(learnt(cache=cache, prefetch=prefetch), 0)
    assert (images.shape, images.dtype, answers.shape) == ((17, 8, 8, 3), np.float32, (17, CLASSES))
    order = images[:, 0, 0, 0].astype(int)
    assert sorted(order) == POSITIONS.tolist()
    np.testing.assert_array_equal(images, IMAGES[order])
    np.testing.assert_array_equal(answers.argmax(axis=1), LABELS[order])


def test_the_order_depends_on_seed_and_epoch_alone():
    whole = learnt()
    orders = [epoch(whole, number)[0][:, 0, 0, 0].tolist() for number in range(3)]
    assert len({tuple(order) for order in orders}) == 3
    assert epoch(learnt(), 2)[0][:, 0, 0, 0].tolist() == orders[2]  # begun in the third epoch
    assert epoch(learnt(train_seed=1), 2)[0][:, 0, 0, 0].tolist() != orders[2]


def test_without_shuffle_the_order_is_the_data_sets():
    assert epoch(learnt(shuffle=False), 4)[0][:, 0, 0, 0].tolist() == POSITIONS.tolist()


def test_the_changes_depend_on_seed_and_batch_alone():
    changes = Augmentation(noise=0.1, flip_horizontal=True, mixup=0.3)
    whole = learnt(changes, shuffle=False)
    first, second = epoch(whole, 0), epoch(whole, 1)
    again = epoch(learnt(changes, shuffle=False, prefetch=False, cache=False), 1)
    assert not np.allclose(first[0], second[0])
    for one, other in zip(second, again, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-3)


def test_a_batch_is_never_larger_than_the_pictures():
    pipeline = TrainingPictures(IMAGES, LABELS, POSITIONS[:3], CLASSES, TrainingSettings(batch_size=1024), None)
    assert pipeline.batches == 1
    assert len(epoch(pipeline, 0)[0]) == 3


@pytest.mark.parametrize("cache", [True, False])
def test_what_is_held_out_comes_in_order(cache):
    batches = list(held_out(IMAGES, LABELS, POSITIONS, CLASSES, 5, cache))
    images = np.concatenate([images.numpy() for images, _ in batches])
    np.testing.assert_array_equal(images, IMAGES[POSITIONS])
    np.testing.assert_array_equal(np.concatenate([one.numpy() for _, one in batches]).argmax(axis=1), LABELS[POSITIONS])
