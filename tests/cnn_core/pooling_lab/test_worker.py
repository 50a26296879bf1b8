"""A study through Keras, held to the written-out arithmetic."""

import dataclasses

import numpy as np
import pytest

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.convolution import conv2d
from cnn_core.arithmetic.pooling import average_pool2d, max_pool2d, min_pool2d
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.errors import RefusedError
from cnn_core.networks.stage_models import COMPILE_AT
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from cnn_core.pooling_lab import worker as pooling_laboratory
from cnn_core.pooling_lab.study import STUDY_POOLINGS, PoolingStudy, changed
from cnn_core.pooling_lab.worker import StudyResult, run

STUDY = PoolingStudy(study_size=20, noise=0.1, shift_rows=1)
POOLS = {"max": max_pool2d, "average": average_pool2d, "min": min_pool2d}


def picture(study: PoolingStudy, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((study.study_size, study.study_size, 1), dtype=np.float32)


def activated(name: str, feature: np.ndarray) -> np.ndarray:
    """The first channel of the activation of (map, -map)."""
    return ACTIVATIONS[name](np.concatenate([feature, -feature], axis=-1))[..., :1]


def assert_is_the_written_out_arithmetic(study: PoolingStudy, seed: int = 0) -> StudyResult:
    image = picture(study, seed)
    result = run(study, image)
    pictures = (image, changed(image, study))
    for version, grey in enumerate(pictures):
        feature = conv2d(grey, study.kernel[:, :, np.newaxis, np.newaxis], [study.bias])
        np.testing.assert_allclose(result.picture[version], grey)
        np.testing.assert_allclose(result.feature_map[version], feature, atol=1e-5)
        chosen = activated(study.activation, feature)
        np.testing.assert_allclose(result.activation_map[version], chosen, atol=1e-5)
        for index, name in enumerate(STUDY_POOLINGS):
            pooled = POOLS[name](chosen, study.pool_size, study.pool_stride, study.pool_padding)
            np.testing.assert_allclose(result.pooled_maps[version, ..., index : index + 1], pooled, atol=1e-5)
    for index, name in enumerate(ACTIVATION_NAMES):
        wanted = activated(name, result.feature_map[0])
        np.testing.assert_allclose(result.activation_maps[..., index : index + 1], wanted, atol=1e-5)
    return result


@pytest.mark.parametrize("activation", ACTIVATION_NAMES)
def test_every_activation_is_pooled(activation):
    assert_is_the_written_out_arithmetic(dataclasses.replace(STUDY, activation=activation))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("size", "stride"), [(1, 1), (2, 3), (3, 1), (5, 4), (8, 8)])
def test_every_window(size, stride, padding):
    study = dataclasses.replace(STUDY, pool_size=size, pool_stride=stride, pool_padding=padding, gain=0.5, bias=0.25)
    result = assert_is_the_written_out_arithmetic(study)
    assert result.pooled_maps.shape == (2, *study.pooled_size, 3)


def test_the_same_after_the_model_was_compiled_and_with_other_numbers():
    names = ("sharpen", "box", "corner")
    for use in range(COMPILE_AT + 2):
        study = dataclasses.replace(STUDY, study_kernel=names[use % len(names)], bias=use / 20, noise=use / 50)
        assert_is_the_written_out_arithmetic(study, seed=use)


def test_softmax_shares_between_the_map_and_its_negative():
    study = dataclasses.replace(STUDY, activation="softmax")
    result = run(study, picture(study))
    x = result.feature_map[0].astype(np.float64)
    np.testing.assert_allclose(result.activation_map[0], 1 / (1 + np.exp(-2 * x)), atol=1e-5)


def test_the_measures_belong_to_the_maps():
    result = run(STUDY, picture(STUDY))
    relu = result.activation_maps[..., ACTIVATION_NAMES.index("relu")]
    assert result.saturated["relu"] == pytest.approx(float((relu == 0).mean()))
    assert set(result.changes) == {"picture", "map", *STUDY_POOLINGS}
    difference = np.abs(result.pooled_maps[1, ..., 0] - result.pooled_maps[0, ..., 0]).mean()
    assert result.changes["max"]["difference"] == pytest.approx(float(difference), rel=1e-5)
    assert result.costs["before"]["cells"] == result.activation_map[0].size
    assert result.costs["after"]["cells"] == result.pooled_maps[0, ..., 0].size


def test_max_pooling_forgives_a_shift_and_average_pooling_quiets_noise():
    grey = to_float(SAMPLES["cat"].square(64), color=False)
    moved = run(PoolingStudy(activation="linear", shift_columns=1), grey).changes
    assert moved["max"]["share"] < moved["average"]["share"] < moved["map"]["share"]
    noised = run(PoolingStudy(activation="linear", shift_columns=0, noise=0.05), grey).changes
    assert noised["average"]["share"] < noised["max"]["share"] < noised["map"]["share"]


def test_min_pooling_keeps_dark_strokes_that_max_pooling_wipes_out():
    study = PoolingStudy(study_kernel="identity", activation="linear")
    grey = to_float(SAMPLES["dark_strokes"].square(64), color=False)
    pooled = run(study, grey).pooled_maps[0]
    ink = (pooled < 0.5).mean(axis=(0, 1))  # of max, average, min
    assert ink[2] > 2 * (grey < 0.5).mean() > 0
    assert ink[0] < 0.25 * (grey < 0.5).mean()


def test_the_store_of_models_is_bounded():
    for size in range(8, 8 + 4 * (pooling_laboratory.MAXIMUM_MODELS + 2), 4):
        study = PoolingStudy(study_size=size)
        run(study, picture(study))
    assert len(pooling_laboratory._models) == pooling_laboratory.MAXIMUM_MODELS


def test_arrays_are_float32():
    result = run(STUDY, picture(STUDY))
    arrays = [value for value in vars(result).values() if isinstance(value, np.ndarray)]
    assert len(arrays) == 5
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_a_picture_of_another_size_is_refused():
    with pytest.raises(RefusedError, match=r"with 20 rows and columns.*Received: shape \(8, 8, 1\)"):
        run(STUDY, np.zeros((8, 8, 1)))


def test_a_study_with_problems_is_refused():
    study = PoolingStudy(study_size=8, pool_size=8)
    with pytest.raises(RefusedError, match="pool_larger_than_map"):
        run(study, picture(study))
