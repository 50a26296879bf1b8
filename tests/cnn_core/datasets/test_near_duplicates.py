import io
import time

import numpy as np
import pytest
from PIL import Image

from cnn_core.datasets.near_duplicates import NearDuplicateFinder
from cnn_core.datasets.shapes import drawing as shapes


def leaders(pictures):
    finder = NearDuplicateFinder()
    for picture in pictures:
        finder.add(picture)
    return finder.leaders(pictures).tolist()


def photograph(number, side=96):
    return shapes.picture(number % 8, number, side=side, noise=0)


def saved_again(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=80)
    return np.asarray(Image.open(file))


def test_equal_pictures_are_twins_of_the_first():
    one, other = photograph(1), photograph(2)
    assert leaders([one, other, other, one, one]) == [0, 1, 1, 0, 0]


def test_saved_again_brighter_or_scaled_is_still_the_same():
    one = photograph(3)
    brighter = (one * 0.85 + 20).astype(np.uint8)
    scaled = np.asarray(Image.fromarray(one).resize((70, 70)).resize((96, 96)))
    assert leaders([photograph(9), one, saved_again(one), brighter, scaled]) == [0, 1, 1, 1, 1]


def test_mirrored_moved_or_another_is_not():
    one = photograph(3)
    assert leaders([one, one[:, ::-1], np.roll(one, 5, axis=1), photograph(11)]) == [0, 1, 2, 3]


def test_drawn_shapes_have_no_twins():
    pictures = [shapes.picture(label, index, side=32) for label in range(8) for index in range(60)]
    assert leaders(pictures) == list(range(480))


def test_grey_pictures_are_compared_too():
    greys = [photograph(number)[..., :1] for number in (1, 2, 1)]
    assert leaders(greys) == [0, 1, 0]


def test_one_picture_has_no_twin():
    assert leaders([photograph(1)]) == [0]


def test_flat_pictures_are_twins_and_do_not_become_noise():
    assert leaders([np.full((32, 32, 3), level, np.uint8) for level in (10, 10, 200)]) == [0, 0, 0]


def test_progress_goes_to_the_end():
    finder, told = NearDuplicateFinder(), []
    pictures = [photograph(number) for number in range(5)]
    for picture in pictures:
        finder.add(picture)
    finder.leaders(pictures, lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)


@pytest.mark.slow
def test_thousands_of_look_alikes_end_soon():
    random = np.random.default_rng(0)
    pictures = np.uint8(100) + (random.random((6000, 8, 8, 3)) < 0.02).astype(np.uint8)
    start = time.process_time()
    assert len(set(leaders(pictures))) < 60
    assert time.process_time() - start < 60
