"""The preview shows what training would see: the same pipeline, the same whitening, the right picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from cnn_core.augmentation import zca
from cnn_core.augmentation.pipeline import augment
from cnn_core.augmentation.preview_result import AugmentationPreview
from cnn_core.augmentation.settings import Augmentation, AugmentationError, encode
from cnn_core.augmentation.worker import MOST, fitted, preview
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import DataSourceError, decode
from cnn_core.datasets.split import split

DATA = "shapes:count=20"


@pytest.fixture(scope="module")
def shapes() -> Dataset:
    return datasets.prepare(decode(DATA), 16)


def shown(augmented: Augmentation, **others: Any) -> AugmentationPreview:
    wanted = {
        "data": DATA, "side": 16, "split_seed": 0, "digest": "", "chosen": 0, "only_class": -1, "own": None,
        "augmentation": encode(augmented), "seed": 0, "count": 6,
    }  # fmt: skip
    return preview(**wanted | others)


def test_a_training_picture_is_shown_as_it_is_and_augmented_by_the_pipeline(shapes):
    settings = Augmentation(flip_horizontal=True, rotation=30, noise=0.05)
    found = shown(settings, seed=4)
    assert found.position in split(shapes, 0).train
    np.testing.assert_array_equal(found.original, shapes.images[found.position])
    batch = np.repeat(found.original[np.newaxis], 6, axis=0)
    np.testing.assert_array_equal(found.images, np.round(augment(batch, settings, 4)).astype(np.uint8))
    assert found.images.dtype == np.uint8
    assert found.label == shapes.labels[found.position]
    np.testing.assert_array_equal(found.shares, np.eye(9)[[found.label] * 6])


def test_another_number_chooses_another_picture_and_a_class_can_be_asked_for(shapes):
    found = {shown(Augmentation(), chosen=chosen).position for chosen in range(8)}
    assert len(found) > 4
    for label in range(8):
        assert shown(Augmentation(), chosen=3, only_class=label).label == label
    assert shown(Augmentation(), only_class=99).position in split(shapes, 0).train


def test_the_seed_decides_and_no_augmentation_changes_nothing(shapes):
    settings = Augmentation(shift_columns=0.3)
    np.testing.assert_array_equal(shown(settings, seed=2).images, shown(settings, seed=2).images)
    assert (shown(settings, seed=2).images != shown(settings, seed=3).images).any()
    plain = shown(Augmentation())
    assert (plain.images == plain.original).all()


def test_mixup_mixes_with_other_training_pictures_and_says_how_much(shapes):
    found = shown(Augmentation(mixup=1.0), count=12)
    np.testing.assert_allclose(found.shares.sum(axis=1), 1, atol=1e-5)
    own = found.shares[:, found.label]
    assert (own < 0.95).sum() >= 4
    assert (found.images[own < 0.9] != found.original).any()


def test_a_picture_of_ones_own_is_of_no_class_and_brought_to_the_size(shapes):
    own = np.random.default_rng(0).integers(0, 256, (40, 64, 3)).astype(np.uint8)
    found = shown(Augmentation(mixup=1.0), own=own)
    assert (found.position, found.label) == (-1, 8)
    np.testing.assert_array_equal(found.original, fitted(own, 16, 3))
    assert found.shares.shape == (6, 9)
    assert found.shares[:, 8].max() > 0


def test_grey_is_what_pillow_calls_grey():
    own = np.random.default_rng(0).integers(0, 256, (20, 20, 3)).astype(np.uint8)
    expected = np.asarray(Image.fromarray(own).convert("L"), np.int64)
    assert np.abs(fitted(own, 20, 1)[..., 0].astype(np.int64) - expected).max() <= 1


def test_whitening_is_that_of_the_training_pictures(shapes):
    found = shown(Augmentation(zca=True, zca_epsilon="0.1"))
    assert found.whitened
    whitening = zca.fit(np.asarray(shapes.images[split(shapes, 0).train]), 0.1)
    expected = zca.apply(whitening, np.repeat(found.original[np.newaxis], 6, axis=0))
    levels = np.clip(np.round(expected), 0, 255)
    assert np.abs(found.images.astype(np.float32) - levels).max() <= 1


def test_too_large_pictures_are_not_whitened(shapes):
    datasets.prepare(decode("shapes:count=10"), 48)
    with pytest.raises(zca.RefusedError, match="Choose a smaller picture size"):
        shown(Augmentation(zca=True), data="shapes:count=10", side=48)


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ({"data": "%"}, DataSourceError),
        ({"data": "shapes:count=11"}, DatasetError),
        ({"digest": "0"}, DatasetError),
        ({"augmentation": "zoom=9"}, AugmentationError),
        ({"count": 0}, ValueError),
        ({"count": MOST + 1}, ValueError),
    ],
)
def test_what_cannot_be_shown_is_refused(shapes, others: dict[str, Any], error: type[Exception]):
    with pytest.raises(error, match="Received: "):
        shown(Augmentation(), **others)
