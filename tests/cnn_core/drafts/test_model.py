"""Drafts against Keras: the table's shapes, parameters and names are the model's; code makes the same model."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given

from cnn_core.drafts import DraftError, DraftLayer, NetworkDraft, names, nearest, problems, table
from cnn_core.drafts.keras_code import BACKBONE_FILE, to_keras_code
from cnn_core.drafts.layers import ACTIVATIONS, BACKBONE, INITIALIZERS, KINDS
from cnn_core.drafts.model import build
from cnn_core.drafts.presets import PRESETS, small_resnet, transfer
from cnn_core.model_store import store as model_store
from tests.cnn_core.drafts.strategies import drafts
from tests.examples import examples

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras saving weights

EXAMPLES: list[tuple[str, Mapping[str, Any]]] = [
    *[("Conv2D", {"filters": 5, "kernel_size": 4, "strides": 3, "padding": padding}) for padding in ("valid", "same")],
    ("Conv2D", {"dilation_rate": 2, "use_bias": False, "kernel_initializer": "he_normal"}),
    *[("DepthwiseConv2D", {"depth_multiplier": 2, "strides": 2, "padding": padding}) for padding in ("valid", "same")],
    *[("DepthwiseConv2D", {"dilation_rate": 2, "strides": 2, "padding": padding}) for padding in ("valid", "same")],
    ("SeparableConv2D", {"filters": 6, "kernel_size": 2, "strides": 2, "padding": "same"}),
    ("SeparableConv2D", {"filters": 6, "dilation_rate": 3, "strides": 2, "use_bias": False}),
    *[(kind, {"pool_size": 3, "strides": 2, "padding": "same"}) for kind in ("MaxPooling2D", "AveragePooling2D")],
    *[(kind, {"pool_size": 3}) for kind in ("MaxPooling2D", "AveragePooling2D")],
    ("ResidualBlock", {"filters": 3}),
    ("ResidualBlock", {"filters": 8, "kernel_size": 5}),
    ("ResidualBlock", {"filters": 3, "strides": 3}),
    ("BatchNormalization", {"momentum": 0.99}),
    ("Dropout", {"rate": 0.3}),
    ("Dense", {"units": 7, "use_bias": False}),
    *[("Activation", {"activation": name}) for name in ACTIVATIONS],
    *[("Dense", {"kernel_initializer": name}) for name in INITIALIZERS],
    *[(kind, {}) for kind in ("GlobalAveragePooling2D", "GlobalMaxPooling2D", "Flatten")],
]


def assert_table(model: keras.Model, draft: NetworkDraft) -> None:
    """The table says of the model what Keras says."""
    rows = table(draft)
    assert model.input_shape == (None, draft.rows, draft.columns, draft.channels)
    assert model.output_shape == (None, draft.classes)
    assert model.count_params() == sum(row.parameters for row in rows)
    for row in rows:
        assert tuple(model.get_layer(row.name).output.shape[1:]) == row.output_shape
    assert [model.layers[-2].name, model.layers[-1].name] == ["logits", "softmax"]


def made_by_code(draft: NetworkDraft) -> keras.Model:
    space: dict[str, Any] = {}
    exec(to_keras_code(draft), space)  # noqa: S102 - our own code, which is what is tested
    model: keras.Model = space["model"]
    return model


@pytest.mark.parametrize(("kind", "chosen"), EXAMPLES)
def test_every_kind_is_what_keras_makes(kind: str, chosen: Mapping[str, Any]):
    draft = nearest(NetworkDraft(11, 9, 3, 4, (DraftLayer(kind, chosen),)))
    assert DraftLayer(kind, chosen) in draft.layers
    model = build(draft)
    assert_table(model, draft)
    pictures = np.random.default_rng(0).uniform(0, 255, (3, 11, 9, 3)).astype(np.float32)
    scores = np.asarray(model(pictures))
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)
    assert kind in {example for example, _ in EXAMPLES} == set(KINDS) - {BACKBONE}


@pytest.mark.parametrize(("kind", "chosen"), EXAMPLES)
def test_every_kind_can_learn(kind: str, chosen: Mapping[str, Any]):
    model = build(nearest(NetworkDraft(11, 9, 3, 4, (DraftLayer(kind, chosen),))))
    model.compile("sgd", "sparse_categorical_crossentropy")
    pictures = np.random.default_rng(0).uniform(0, 255, (4, 11, 9, 3)).astype(np.float32)
    assert np.isfinite(model.train_on_batch(pictures, np.arange(4)))


@examples(25)
@given(draft=drafts())
def test_a_network_without_problems_is_built_as_the_table_says(draft: NetworkDraft):
    wrong = [problem for problem in problems(draft) if problem.code not in ("too_many_parameters", "too_much_memory")]
    if wrong:
        with pytest.raises(DraftError, match=wrong[0].code):
            build(draft)
        draft = nearest(draft)
    assert_table(build(draft), draft)
    assert_table(made_by_code(draft), draft)


def test_keras_refuses_strides_with_dilation():
    with pytest.raises(ValueError, match="strides"):
        keras.layers.Conv2D(4, 3, strides=2, dilation_rate=2)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"transfer"}))
@pytest.mark.parametrize("size", [(32, 32, 3, 10), (28, 28, 1, 10), (8, 8, 1, 2)])
def test_presets_are_built_and_written_as_they_are_described(name: str, size: tuple[int, int, int, int]):
    draft = PRESETS[name](*size)
    assert problems(draft) == []
    assert_table(build(draft), draft)
    assert_table(made_by_code(draft), draft)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(96, 80, 1, 3), (224, 224, 3, 2)])
def test_transfer_is_the_frozen_network_with_a_new_head(
    size: tuple[int, int, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    draft = transfer(*size)
    shutil.copy(model_store.path("efficientnet_lite0"), tmp_path / BACKBONE_FILE)
    monkeypatch.chdir(tmp_path)
    model, coded = build(draft), made_by_code(draft)
    for one in (model, coded):
        assert_table(one, draft)
        assert [weight.path for weight in one.trainable_weights] == ["logits/kernel", "logits/bias"]
    coded.get_layer("logits").set_weights(model.get_layer("logits").get_weights())
    pictures = np.random.default_rng(0).uniform(0, 255, (2, *size[:3])).astype(np.float32)
    np.testing.assert_allclose(coded(pictures), model(pictures), atol=1e-5)


@pytest.mark.slow
def test_the_frozen_layers_put_out_what_the_shipped_network_computes():
    shipped = keras.models.load_model(model_store.path("efficientnet_lite0"))
    average = keras.Model(shipped.input, shipped.get_layer("average").output)
    model = build(transfer(224, 224, 3, 2))
    features = keras.Model(model.input, model.get_layer("efficientnet_lite0").output)
    pictures = np.random.default_rng(1).uniform(0, 255, (2, 224, 224, 3)).astype(np.float32)
    np.testing.assert_allclose(features(pictures), average(pictures), atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("draft", [small_resnet(16, 16, 3, 4), transfer(32, 32, 3, 4)], ids=["resnet", "transfer"])
def test_a_saved_network_needs_no_code_of_ours(draft: NetworkDraft, tmp_path: Path):
    model = build(draft)
    model.save(tmp_path / "model.keras")
    assert "convlens" not in model.to_json()
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    pictures = np.full((1, draft.rows, draft.columns, 3), 99, np.float32)
    np.testing.assert_allclose(loaded(pictures), model(pictures), atol=1e-6)


def test_the_same_seed_makes_the_same_network():
    draft = NetworkDraft(12, 12, 3, 4, tuple(DraftLayer(kind) for kind in (
        "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "ResidualBlock", "Flatten", "Dropout", "Dense",
    )))  # fmt: skip
    pictures = np.full((2, 12, 12, 3), 128, np.float32)
    first, second, other = build(draft, 3), build(draft, 3), build(draft, 4)
    for one, same in zip(first.weights, second.weights, strict=True):
        np.testing.assert_array_equal(one, same)
    assert not np.array_equal(first.get_layer("conv2d_1").kernel, other.get_layer("conv2d_1").kernel)
    np.testing.assert_array_equal(first(pictures, training=True), second(pictures, training=True))
    kernels = [np.ravel(first.get_layer(name).kernel)[:4].tolist() for name in ("dense_1", "logits")]
    assert kernels[0] != kernels[1]


def test_what_cannot_work_is_neither_built_nor_written():
    draft = NetworkDraft(8, 8, 1, 2, (DraftLayer("Dense"),))
    for make in (build, to_keras_code):
        with pytest.raises(DraftError, match="needs_vector at layer 0"):
            make(draft)


def test_names_are_those_of_the_layers_that_end_each_part():
    draft = small_resnet(16, 16, 3, 4)
    model = build(draft)
    for name, layer in zip(names(draft), draft.layers, strict=True):
        kind = "Activation" if layer.kind == "ResidualBlock" else layer.kind
        assert type(model.get_layer(name)).__name__ == kind
