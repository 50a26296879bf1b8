"""Good models of every kind load as Keras saved them; hostile ones never reach Keras."""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.convolution_lab.worker import keras_file
from cnn_core.model_files.check import ModelFileError, check_model_file
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store.loading import load, load_checked, rewritten
from cnn_core.model_store.source import ModelSource, ModelSourceError
from cnn_core.model_store.store import ModelStoreError
from cnn_core.networks.layers import MinPooling2D
from tests.cnn_core.model_files.made_files import layer, model_file, sequential

# Keras's saving itself warns.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)
layers = keras.layers


def plain() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((16, 12, 3)),
            layers.Rescaling(1 / 255),
            layers.RandomFlip("horizontal"),
            layers.Conv2D(4, (3, 2), strides=2, activation="relu", kernel_regularizer="l2"),
            layers.MaxPooling2D(2, padding="same"),
            layers.SpatialDropout2D(0.1),
            layers.Flatten(),
            layers.Dense(5, activation="softmax", kernel_constraint="max_norm"),
        ]
    )


def with_skip() -> keras.Model:
    given = keras.Input((12, 12, 1))
    first = layers.Conv2D(4, 3, padding="same", activation=layers.LeakyReLU(negative_slope=0.2))(given)
    second = layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same", dilation_rate=2)(first))
    joined = layers.Add()([first, keras.ops.relu(second) * 2.0 + 1.0])
    gate = layers.Dense(4, activation="sigmoid")(layers.GlobalAveragePooling2D(keepdims=True)(joined))
    both = layers.Concatenate()([layers.Multiply()([joined, gate]), first])
    return keras.Model(given, layers.Dense(3)(layers.GlobalMaxPooling2D()(both)))


def nested() -> keras.Model:
    augmentation = keras.Sequential([layers.RandomFlip(), layers.RandomRotation(0.1)], name="augmentation")
    inside = keras.Input((9, 9, 3))
    base = keras.Model(
        inside, layers.SeparableConv2D(4, 3)(layers.ZeroPadding2D(((1, 0), (0, 1)))(inside)), name="base"
    )
    base.compile("sgd", "mse")
    given = keras.Input((9, 9, 3))
    outputs = layers.Dense(2)(layers.Flatten()(base(augmentation(given), training=False)))
    return keras.Model(given, outputs)


def widened() -> keras.Model:
    normalization = layers.Normalization()
    normalization.adapt(np.arange(2 * 6 * 6 * 3, dtype="float32").reshape(2, 6, 6, 3))
    return keras.Sequential(
        [
            keras.Input((6, 6, 3)),
            normalization,
            layers.Conv2DTranspose(4, 3, strides=2),
            layers.PReLU(shared_axes=[1, 2]),
            layers.UpSampling2D(2),
            layers.Cropping2D(((1, 2), (3, 0))),
            layers.LayerNormalization(),
            layers.GroupNormalization(2),
            MinPooling2D(2),
            layers.AveragePooling2D(2, strides=1),
            layers.Resizing(5, 4),
            layers.Permute((2, 1, 3)),
            layers.Reshape((10, -1)),
            layers.Flatten(),
            layers.Dense(2),
            layers.Softmax(),
        ]
    )


def efficient() -> keras.Model:
    return keras.applications.MobileNetV3Small(weights=None, input_shape=(64, 64, 3), classes=4)


@pytest.mark.slow
@pytest.mark.parametrize("build", [plain, with_skip, nested, widened, efficient])
@pytest.mark.filterwarnings("ignore:Skipping variable loading for optimizer")  # of the independent reading
def test_a_model_loads_as_keras_saved_it(build, tmp_path: Path):
    model = build()
    if build in (plain, efficient):
        model.compile("adam", "categorical_crossentropy")
    path = tmp_path / "model.keras"
    model.save(path)
    info, (loaded, checked) = check_model_file(path), load_checked(path)
    assert checked.info == info
    assert info.parameters == model.count_params() == loaded.count_params()
    assert (info.rows, info.columns, info.channels) == model.input_shape[1:]
    assert info.output == model.output_shape[1:]
    image = np.random.default_rng(0).uniform(size=(1, *model.input_shape[1:])).astype(np.float32)
    np.testing.assert_array_equal(loaded(image, training=False), model(image, training=False))
    assert not loaded.compiled


def test_what_rescales_is_told():
    assert [check_model_file(saved(build)).rescales for build in (plain, with_skip, widened)] == [True, False, True]


def saved(build) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        build().save(path := Path(folder) / "model.keras")
        return path.read_bytes()


def test_a_file_of_the_lab_loads():
    stack = ConvolutionStack(size=16, pooling="min")
    data = keras_file(stack)
    info = check_model_file(data)
    assert (info.rows, info.columns) == (16, 16)
    assert any(isinstance(one, MinPooling2D) for one in load_checked(data)[0].layers)


def test_somebody_elses_file_is_written_anew_with_its_weights_alone(tmp_path: Path):
    model = plain()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(np.zeros((2, 16, 12, 3)), np.zeros(2), verbose=0)
    model.save(tmp_path / "theirs.keras")
    content, info = rewritten(str(tmp_path / "theirs.keras"))
    (tmp_path / "ours.keras").write_bytes(content)
    again = keras.models.load_model(tmp_path / "ours.keras")
    assert not again.compiled
    assert (info.rows, info.columns, info.output) == (16, 12, (5,))
    for mine, original in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, original)


@pytest.mark.parametrize("kind", ["kept", "run"])
def test_what_was_trained_here_loads_as_it_stands(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from tests.cnn_core.model_store.test_kept import DESCRIBED

    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))
    model = with_skip()
    folder = tmp_path / "runs" / ("0" * 32) / "checkpoints"
    folder.mkdir(parents=True)
    model.save(folder / "epoch-0003.keras")
    kept_models.keep("꽃", (folder / "epoch-0003.keras").read_bytes(), DESCRIBED, ["me"])
    loaded = load(ModelSource(kind, {"kept": "꽃", "run": f"{'0' * 32}:3"}[kind]))
    pictures = np.random.default_rng(0).random((2, 12, 12, 1), np.float32)
    np.testing.assert_array_equal(loaded(pictures), model(pictures))


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (ModelSource("run", f"{'0' * 32}:4"), ModelStoreError),
        (ModelSource("run", "../../models:4"), ModelSourceError),
        (ModelSource("run", f"{'0' * 32}:²"), ModelSourceError),
        (ModelSource("kept", "../etc"), kept_models.KeptModelError),
        (ModelSource("application", "MobileNetV2"), ModelStoreError),
        (ModelSource("file", "/nowhere.keras"), ModelFileError),
    ],
)
def test_a_network_that_is_not_there_is_refused(source: ModelSource, error: type[ValueError]):
    with pytest.raises(error, match="Received: "):
        load(source)


def test_hostile_files_never_reach_keras(tmp_path: Path, monkeypatch):
    """A real Lambda of Keras's, and a file whose code would leave a trace."""
    trace = tmp_path / "executed"

    def spy(inputs, path=str(trace)):
        Path(path).touch()
        return inputs

    evil = keras.Sequential([keras.Input((4, 4, 3)), layers.Conv2D(1, 1), layers.Lambda(spy, name="spy")])
    trace.unlink(missing_ok=True)
    evil.save(path := tmp_path / "evil.keras")
    monkeypatch.setattr(keras.models, "load_model", lambda *_, **__: pytest.fail("Keras was asked"))
    monkeypatch.setattr(keras.saving, "load_model", lambda *_, **__: pytest.fail("Keras was asked"))
    for source in (path, model_file(sequential(sequential(layer("Lambda", function="x"), name="inside")))):
        with pytest.raises(ModelFileError) as caught:
            load_checked(source)
        assert caught.value.code == "code"
    assert not trace.exists()


@pytest.mark.parametrize(
    "one",
    [
        layer("Dropout", "surprise", rate=7),
        layer("Rescaling", "surprise", scale=1, no_such_setting=1),
        layer("GaussianNoise", "surprise", stddev="large"),
    ],
    ids=str,
)
def test_what_keras_refuses_says_which_layer(one: dict):
    with pytest.raises(ModelFileError) as caught:
        load_checked(model_file(sequential(sequential(one, name="inside"))))
    assert (caught.value.code, caught.value.values["layer"]) == ("loading", "surprise")


def test_weights_of_another_shape_are_refused():
    """Enough numbers, in arrays that do not fit."""
    with pytest.raises(ModelFileError) as caught:
        load_checked(model_file())
    assert caught.value.code == "loading"
