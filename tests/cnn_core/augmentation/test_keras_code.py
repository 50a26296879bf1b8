"""The code of an augmentation is run: it needs nothing of ours, and makes the very pictures of the pipeline."""

from __future__ import annotations

import ast
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given

from cnn_core.augmentation import zca
from cnn_core.augmentation.keras_code import steps, to_keras_code
from cnn_core.augmentation.pipeline import pipeline
from cnn_core.augmentation.settings import FILL_MODES, PRESETS, Augmentation
from tests.cnn_core.augmentation.test_pipeline import EVERYTHING, noise, one_hot
from tests.cnn_core.augmentation.test_settings import AUGMENTATIONS
from tests.examples import examples

ONE_BY_ONE = {
    "flip_horizontal": True, "flip_vertical": True, "rotation": 25, "shift_rows": 0.2, "shift_columns": 0.2,
    "zoom": 0.2, "shear": 0.2, "brightness": 0.3, "contrast": 0.5, "channel_shift": 0.2, "noise": 0.1, "erasing": 0.7,
    "mixup": 0.4,
}  # fmt: skip


def written(augmentation: Augmentation, seed: int = 0) -> dict[str, Any]:
    """What the code defines when it runs."""
    defined: dict[str, Any] = {}
    exec(to_keras_code(augmentation, seed), defined)  # noqa: S102
    return defined


def assert_same_pictures(augmentation: Augmentation, seed: int) -> None:
    images, labels = noise(5), one_hot(5, 3)
    augment, augmented = written(augmentation, seed)["augment"], pipeline(augmentation)
    for number in range(2):
        pictures, shares = augment(keras.ops.convert_to_tensor(images), keras.ops.convert_to_tensor(labels))
        expected, mixed = augmented(images, labels, np.array([seed, number]))
        np.testing.assert_allclose(pictures, expected, atol=1e-3)
        np.testing.assert_allclose(shares, mixed, atol=1e-6)


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_each_transformation_alone_runs_and_changes_pictures_as_the_pipeline_does(name: str):
    augmentation = Augmentation(**{name: ONE_BY_ONE[name]})
    assert len(steps(augmentation)) == 1
    assert_same_pictures(augmentation, seed=11)
    images = noise(5)
    changed, _ = written(augmentation)["augment"](keras.ops.convert_to_tensor(images), one_hot(5, 3))
    assert (np.asarray(changed) != images).any()


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_all_together_run(fill_mode: str):
    assert_same_pictures(Augmentation(**{**EVERYTHING.__dict__, "fill_mode": fill_mode}), seed=3)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_run(name: str):
    assert_same_pictures(PRESETS[name], seed=1)


@given(AUGMENTATIONS)
@examples(60)
def test_the_code_of_any_augmentation_is_whole(augmentation: Augmentation):
    code = to_keras_code(augmentation, 5)
    tree = ast.parse(code)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == ({"keras", "numpy"} if augmentation.zca else {"keras"})
    defined = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assert ("whitening" in defined) == augmentation.zca
    assert ("RandomNoise" in defined) == bool(augmentation.noise)
    for index, step in enumerate(steps(augmentation)):
        assert f"{step.layer}(" in code
        assert f"seed={5 + index})" in code
    assert all(len(line) <= 120 for line in code.splitlines())


def test_no_augmentation_is_code_too():
    images = keras.ops.convert_to_tensor(noise(2))
    same, labels = written(Augmentation())["augment"](images, "labels")
    assert same is images
    assert labels == "labels"


@pytest.mark.parametrize("epsilon", ["0.001", "0.1"])
def test_the_written_whitening_is_ours(epsilon: str):
    images = np.random.default_rng(0).integers(0, 256, (60, 5, 5, 3)).astype(np.float32)
    model = written(Augmentation(zca=True, zca_epsilon=epsilon))["whitening"](images)
    expected = zca.apply(zca.fit(images, float(epsilon)), images)
    np.testing.assert_allclose(model(images), expected, atol=0.05)
