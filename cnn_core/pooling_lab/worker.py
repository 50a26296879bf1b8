"""A `PoolingStudy` on a picture, through one real `keras.Model` with all its branches. Runs in the engine's workers.

    picture → Conv2D → nine Activation layers; the chosen one → MaxPooling2D, AveragePooling2D, MinPooling2D

The convolution has two filters, the kernel and its negative, so that softmax has two channels to share between: a
softmax over a single channel is 1 everywhere. What is shown is the first channel. The picture and the changed picture
go through the model as one batch.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import ArrayLike

from cnn_core.arithmetic.activation_slope import saturated_share
from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.errors import RefusedError
from cnn_core.networks.layers import MinPooling2D
from cnn_core.networks.spec import Array
from cnn_core.networks.stage_models import StageModel
from cnn_core.pooling_lab.result import StudyResult
from cnn_core.pooling_lab.study import STUDY_POOLINGS, PoolingStudy, change, changed, costs, problems
from cnn_core.storage.recent import Recent

MAXIMUM_MODELS = 24
POOLING_LAYERS: dict[str, Any] = {
    "max": keras.layers.MaxPooling2D,
    "average": keras.layers.AveragePooling2D,
    "min": MinPooling2D,
}

_models: Recent[StageModel] = Recent(MAXIMUM_MODELS)


def run(study: PoolingStudy, picture: ArrayLike) -> StudyResult:
    """Run a study.

    Args:
        study: settings without `problems`.
        picture: grey, in [0, 1], (rows, columns, 1) with rows = columns = ``study.study_size``.

    Raises:
        RefusedError: the settings have problems, or the picture has another shape.

    Example:
        >>> result = run(PoolingStudy(study_size=8), np.zeros((8, 8, 1), np.float32))
        >>> result.feature_map.shape, result.activation_maps.shape, result.pooled_maps.shape
        ((2, 6, 6, 1), (6, 6, 9), (2, 3, 3, 3))
    """
    grey = _check(study, picture)
    pictures = np.stack([grey, changed(grey, study)])  # (2, rows, columns, 1)
    model = _models.get(_structure(study), lambda: _make(study))
    maps = [stage[..., :1] for stage in model.run(pictures, lambda model: _put_kernel(model, study))]
    feature, activations, pooled = maps[0], maps[1:10], maps[10:]
    chosen = activations[ACTIVATION_NAMES.index(study.activation)]
    stages = {"picture": pictures, "map": chosen} | dict(zip(STUDY_POOLINGS, pooled, strict=True))
    return StudyResult(
        picture=pictures,
        feature_map=feature,
        activation_maps=np.concatenate([activation[0] for activation in activations], axis=-1),
        activation_map=chosen,
        pooled_maps=np.concatenate(pooled, axis=-1),
        saturated={name: saturated_share(name, feature[0]) for name in ACTIVATION_NAMES},
        changes={name: change(*stage) for name, stage in stages.items()},
        costs={"before": costs(*study.map_size), "after": costs(*study.pooled_size)},
    )


def _check(study: PoolingStudy, picture: ArrayLike) -> Array:
    grey = np.asarray(picture, dtype=np.float32)
    if grey.shape != (study.study_size, study.study_size, 1):
        raise RefusedError(
            f"The picture is grey, (rows, columns, 1) with {study.study_size} rows and columns, as `study_size` says. "
            f"Received: shape {grey.shape}. Make it with cnn_core.images.fit_square and to_float(image, color=False)."
        )
    found = problems(study)
    if found:
        rules = "; ".join(f"{problem.code} {problem.values}" for problem in found)
        raise RefusedError(f"A study runs when `pooling_study.problems` finds none. Received: {rules}.")
    return grey


def _structure(study: PoolingStudy) -> tuple[Any, ...]:
    """Return all that decides the model, but its numbers."""
    window = (study.pool_size, study.pool_stride, study.pool_padding)
    return (study.study_size, study.kernel_size, study.activation, window)


def _make(study: PoolingStudy) -> StageModel:
    inputs = keras.Input((study.study_size, study.study_size, 1))
    feature = keras.layers.Conv2D(2, study.kernel_size, name="convolution")(inputs)
    activations = [keras.layers.Activation(name, name=name)(feature) for name in ACTIVATION_NAMES]
    chosen = activations[ACTIVATION_NAMES.index(study.activation)]
    window = {"pool_size": study.pool_size, "strides": study.pool_stride, "padding": study.pool_padding}
    pooled = [POOLING_LAYERS[name](name=f"{name}_pooling", **window)(chosen) for name in STUDY_POOLINGS]
    stages = [feature, *activations, *pooled]
    return StageModel(keras.Model(inputs, stages), stages)


def _put_kernel(model: keras.Model, study: PoolingStudy) -> None:
    kernel = study.kernel[:, :, np.newaxis]  # (kernel rows, kernel columns, 1)
    both = np.stack([kernel, -kernel], axis=-1)  # (kernel rows, kernel columns, 1, 2)
    bias = np.array([study.bias, -study.bias], dtype=np.float32)
    for variable, array in zip(model.get_layer("convolution").weights, (both, bias), strict=True):
        variable.assign(array)
