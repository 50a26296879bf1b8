"""The Activation and Pooling Lab as data: sizes, problems with remedies, shift, noise, and the measures."""

import dataclasses
import itertools

import numpy as np
import pytest

from cnn_core.arithmetic.kernels import kernel
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pooling_lab.study import (
    STUDY_KERNELS,
    PoolingStudy,
    change,
    changed,
    costs,
    noisy,
    pooling_program,
    problems,
    shifted,
)
from cnn_core.settings import SettingError, limits

PICTURE = np.random.default_rng(3).random((12, 12, 1), dtype=np.float32)


def test_fields_that_both_labs_have_mean_the_same_in_both():
    shared = {field.name for field in dataclasses.fields(PoolingStudy)} & {
        field.name for field in dataclasses.fields(ConvolutionStack)
    }
    assert shared == {"bias", "activation", "pool_size", "pool_stride", "pool_padding"}
    assert all(limits(PoolingStudy, name) == limits(ConvolutionStack, name) for name in shared)


def test_settings_out_of_range_are_refused_with_the_rule():
    with pytest.raises(SettingError, match=r"`noise` is a number from 0.0 to 0.5. Received: 2"):
        PoolingStudy(noise=2)


def test_equal_settings_are_equal():
    study = PoolingStudy(gain=2.5)
    assert study == PoolingStudy(gain=2.5)
    assert len({study, PoolingStudy(gain=2.5)}) == 1


@pytest.mark.parametrize("name", STUDY_KERNELS)
def test_every_kernel_works_at_its_size_and_is_multiplied_by_the_gain(name):
    study = PoolingStudy(study_kernel=name, gain=2.5)
    np.testing.assert_allclose(study.kernel, 2.5 * kernel(name, *study.kernel_size))
    assert study.kernel.dtype == np.float32
    assert study.map_size[0] == study.study_size - study.kernel_size[0] + 1


def test_only_the_untouched_picture_counts_as_the_picture():
    assert PoolingStudy(study_kernel="identity").shows_picture
    for other in ({"gain": 2.0}, {"bias": 0.5}, {"study_kernel": "box"}):
        assert not PoolingStudy(**{"study_kernel": "identity"} | other).shows_picture


def test_each_problem_has_a_remedy_that_works():
    found = 0
    for size, pool, stride, padding in itertools.product((8, 12), range(1, 9), range(1, 9), ("valid", "same")):
        study = PoolingStudy(study_size=size, pool_size=pool, pool_stride=stride, pool_padding=padding)
        wrong = problems(study)
        for problem in wrong:
            assert problems(dataclasses.replace(study, **problem.remedy)) == []
        found += len(wrong)
        if not wrong:
            assert min(study.pooled_size) >= 1
    assert found == 2 * 8  # a map of 6 × 6 cells has no room for windows of 7 and 8


def test_a_shift_moves_the_picture_and_repeats_its_rim():
    moved = shifted(PICTURE, 2, -3)
    np.testing.assert_array_equal(moved[2:, :-3], PICTURE[:-2, 3:])
    np.testing.assert_array_equal(moved[0, :-3], PICTURE[0, 3:])
    np.testing.assert_array_equal(moved[:, -1], moved[:, -4])


def test_noise_is_the_same_each_time_and_stays_a_picture():
    noise = noisy(PICTURE, 0.3)
    np.testing.assert_array_equal(noise, noisy(PICTURE, 0.3))
    assert noise.dtype == np.float32
    assert noise.min() >= 0
    assert noise.max() <= 1


def test_noise_has_the_deviation_that_it_says():
    grey = np.full((200, 200, 1), 0.5, np.float32)
    assert noisy(grey, 0.1).std() == pytest.approx(0.1, rel=0.02)


def test_without_noise_and_shift_nothing_changes():
    np.testing.assert_array_equal(changed(PICTURE, PoolingStudy(shift_columns=0)), PICTURE)


def test_the_picture_is_shifted_first_and_then_made_noisy():
    study = PoolingStudy(shift_rows=1, shift_columns=2, noise=0.2)
    np.testing.assert_array_equal(changed(PICTURE, study), noisy(shifted(PICTURE, 1, 2), 0.2))


def test_a_change_is_told_for_the_size_of_the_numbers():
    assert change(PICTURE, PICTURE)["share"] == 0
    assert change(PICTURE, PICTURE * np.float32(1.5))["share"] == pytest.approx(0.5)
    assert change(-PICTURE, -PICTURE * 3)["share"] == pytest.approx(2)


def test_a_change_from_nothing_has_no_share():
    zeros = np.zeros((2, 2))
    assert change(zeros, zeros)["share"] == 0
    assert change(zeros, zeros + 1) == {"difference": 1.0, "value": 0.0, "share": None}


def test_pooling_divides_what_follows_by_the_cells_that_go():
    before, after = costs(64, 64), costs(32, 32)
    assert before == {"cells": 4096, "bytes": 16384, "multiply_accumulates": 4096 * 9}
    assert all(before[key] == 4 * after[key] for key in before)


def test_the_program_of_the_browser_names_padding_and_unused_cells():
    program = pooling_program(PoolingStudy(study_size=11, pool_size=4, pool_stride=4))  # a map of 9 × 9
    assert program == {"size": (4, 4), "strides": (4, 4), "padding": ((0, 0), (0, 0)), "unused": [8]}
    same = pooling_program(PoolingStudy(study_size=11, pool_size=4, pool_stride=4, pool_padding="same"))
    assert same["padding"] == ((1, 2), (1, 2))
