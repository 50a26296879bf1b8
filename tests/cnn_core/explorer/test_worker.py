"""The explorer's questions, asked as the web process asks them."""

import pickle
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core.arithmetic.pooling import max_pool2d
from cnn_core.errors import RefusedError
from cnn_core.explorer import worker as explorer
from cnn_core.explorer.result import PAGE_MAPS, THUMBNAIL
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource, ModelSourceError
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.layer_outputs import layer_outputs
from tests.cnn_core.explorer_models import MODELS, picture, randomized

# Keras's saving itself warns.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

ROOT = Path(__file__).parents[3]
TINY = ModelSource("shipped", "tiny_vgg", "test")
IMAGE = picture((64, 64, 3))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A network with more maps than can all be shown."""
    inputs = keras.Input((40, 52, 3), name="picture")
    x = layers.Conv2D(60, 3, padding="same", activation="relu", name="wide")(inputs)
    x = layers.DepthwiseConv2D(3, strides=2, padding="same", name="depthwise")(x)
    x = layers.GlobalAveragePooling2D(name="average")(layers.Conv2D(100, 1, name="wider")(x))
    model = randomized(keras.Model(inputs, layers.Dense(5, activation="softmax", name="scores")(x), name="large"))
    path = tmp_path_factory.mktemp("models") / "large.keras"
    model.save(path)
    return model, ModelSource("file", str(path), "large")


def test_every_map_of_a_small_network_is_keras_own():
    seen = explorer.look(TINY, Edits(), IMAGE)
    model = keras.models.load_model(model_store.path("tiny_vgg"), compile=False)
    expected = {name: output[0] for name, output in layer_outputs(model, IMAGE[np.newaxis]).items()}
    last = seen.graph.output
    np.testing.assert_allclose(seen.scores, expected[seen.graph.node(last).layer], atol=1e-6)
    for name, output in seen.outputs.items():
        if name not in (last, seen.graph.node(last).inputs[0]):
            np.testing.assert_allclose(output, expected[name], atol=1e-5, err_msg=name)
    assert set(seen.outputs) | set(seen.written_out) | {"input"} == {node.name for node in seen.graph.nodes}
    assert seen.graph.classes == model_store.card("tiny_vgg").classes
    assert sum(array.size for array in seen.weights.values()) == 19_920


def test_what_is_written_out_has_the_same_bits():
    seen = explorer.look(TINY, Edits((), (("conv_1_1", 2), ("max_pool_1", 3))), IMAGE)
    assert {"relu_1_1", "max_pool_1"} <= set(seen.written_out)
    maps = np.maximum(seen.outputs["conv_1_2"], 0)
    pooled = max_pool2d(maps, 2)
    pooled[..., 3] = 0
    assert np.all(seen.outputs["conv_1_1"][..., 2] == 0)
    kernel, bias = (seen.weights[f"conv_2_1/{name}"] for name in ("kernel", "bias"))
    expected = keras.ops.conv(pooled[np.newaxis], kernel) + bias
    np.testing.assert_allclose(seen.outputs["conv_2_1"], expected[0], atol=1e-5)
    assert seen.graph.node("max_pool_1").ablated == (3,)


def test_results_are_plain_data_that_need_no_keras(tmp_path):
    parts = [
        explorer.describe(TINY, Edits()),
        explorer.look(TINY, Edits((("max_pool_2", "pool_size", 60),)), IMAGE),
        explorer.unit(TINY, Edits(), IMAGE, "output", 3),
        explorer.best_patches(TINY, Edits(), "conv_2_2", 1, [("one", np.zeros((64, 64, 3), np.uint8))]),
    ]
    (tmp_path / "results").write_bytes(pickle.dumps(parts))
    script = (
        "import pickle, sys\n"
        "graph, look, unit, patches = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(look.problems[0].code, graph.as_json()['mode'], patches.as_json()['receptiveField'], unit.count)\n"
        "print(*{'keras', 'tensorflow'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "results")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["pool_larger_than_map all [14, 14] 1690", ""]


def test_a_large_network_shows_scores_thumbnails_and_the_opened_layer(large):
    model, source = large
    image = picture((40, 52, 3))
    seen = explorer.look(source, Edits(), image, "wide", 1)
    np.testing.assert_allclose(seen.scores, model(image[np.newaxis])[0], atol=1e-5)
    np.testing.assert_allclose(np.exp(seen.logits) / np.exp(seen.logits).sum(), seen.scores, atol=1e-5)
    assert seen.graph.mode == "graph"
    assert seen.weights == {}
    assert set(seen.outputs) == {"average", "scores", "scores:activation"}
    wide = (
        keras.ops.conv(image[np.newaxis], model.get_layer("wide").kernel, padding="same")[0]
        + model.get_layer("wide").bias
    )
    opened = seen.opened
    assert (opened.pages, opened.maps.shape) == (3, (40, 52, PAGE_MAPS))
    np.testing.assert_allclose(opened.maps, np.asarray(wide)[..., opened.units], atol=1e-5)
    np.testing.assert_allclose(opened.strengths, np.abs(wide).mean(axis=(0, 1)), atol=1e-5)
    assert list(opened.order) == list(np.argsort(-opened.strengths, kind="stable"))
    unit, thumbnail = seen.thumbnails["wide"]
    assert unit == opened.order[0]
    assert thumbnail.shape == (14, 18)
    assert max(thumbnail.shape) <= THUMBNAIL
    np.testing.assert_allclose(thumbnail[0, 0], np.asarray(wide)[:3, :3, unit].mean(), atol=1e-5)


def test_pages_and_layers_that_are_not_there_are_passed_over(large):
    _, source = large
    image = picture((40, 52, 3))
    assert explorer.look(source, Edits(), image, "nowhere").opened is None
    assert explorer.look(source, Edits(), image, "wider", 99).opened.page == 4
    assert explorer.look(source, Edits(), image, "average").opened.maps.shape == (1, 1, PAGE_MAPS)


def test_a_turned_knob_makes_other_shapes_and_untrained_scores():
    seen = explorer.look(TINY, Edits((("conv_1_1", "strides", 2),)), IMAGE)
    assert seen.graph.node("conv_1_1").shape == (31, 31, 10)
    assert [node.name for node in seen.graph.nodes if node.untrained] == ["output", "output:activation"]
    again = explorer.look(TINY, Edits((("conv_1_1", "strides", 2),)), IMAGE)  # compiled now
    np.testing.assert_allclose(seen.scores, again.scores, atol=1e-6)


def test_what_a_network_does_not_have_comes_back_as_a_problem():
    edits = Edits((("nowhere", "strides", 2),), (("conv_1_1", 99), ("nothing", 0), ("conv_1_1", 4)))
    seen = explorer.look(TINY, edits, IMAGE)
    assert [problem.code for problem in seen.problems] == ["no_such_layer", "no_such_unit", "no_such_unit"]
    assert seen.graph.node("conv_1_1").ablated == (4,)


def test_what_breaks_only_when_it_runs_comes_back_as_a_problem(monkeypatch):
    network = explorer_store.network(TINY, Edits((("relu_1_1", "activation", "elu"),)))
    monkeypatch.setattr(network.runner, "run", lambda *_: 1 / 0)
    seen = explorer.look(TINY, Edits((("relu_1_1", "activation", "elu"),)), IMAGE)
    assert [(problem.field, problem.code) for problem in seen.problems] == [("relu_1_1/activation", "keras_refuses")]
    assert seen.graph.node("relu_1_1").settings["activation"] == "relu"


def test_patches_are_where_the_unit_answers_most():
    pictures = [(str(seed), (255 * picture((64, 64, 3), seed)).astype(np.uint8)) for seed in range(4)]
    found = explorer.best_patches(TINY, Edits(), "conv_1_2", 3, pictures, top=3)
    assert len(found.patches) == 3
    assert [one.value for one in found.patches] == sorted((one.value for one in found.patches), reverse=True)
    for one in found.patches:
        pixels = dict(pictures)[one.picture]
        maps = explorer.look(TINY, Edits(), pixels.astype(np.float32) / 255).outputs["conv_1_2"][..., 3]
        assert one.value == maps.max() == maps[one.row, one.column]
        assert one.box == (one.row, one.column, one.row + 5, one.column + 5)
        np.testing.assert_array_equal(one.pixels, pixels[one.box[0] : one.box[2], one.box[1] : one.box[3]])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: explorer.look(TINY, Edits(), picture((32, 32, 3))),
        lambda: explorer.unit(TINY, Edits(), IMAGE, "nowhere", 0),
        lambda: explorer.unit(TINY, Edits(), IMAGE, "conv_1_1", 10),
        lambda: explorer.best_patches(TINY, Edits(), "conv_1_1", 0, [("", np.zeros((64, 64, 3), np.uint8))] * 40),
        lambda: explorer.describe(ModelSource("application", "vgg99"), Edits()),
        lambda: explorer.describe(ModelSource("else", "where"), Edits()),
    ],
)
def test_questions_without_an_answer_are_refused(ask):
    with pytest.raises((RefusedError, ModelSourceError), match="Received: "):
        ask()


def test_no_more_networks_are_kept_than_the_bound():
    for strides in (1, 2, 3, 4, 5, 6, 7, 8):
        explorer.describe(TINY, Edits((("conv_1_1", "strides", strides),)))
    assert len(explorer_store._networks) <= explorer_store.MOST_NETWORKS


def test_what_an_application_does_to_bytes_is_in_its_graph():
    from cnn_core.model_store.pretrained import preprocess
    from cnn_core.network_graph.reader import read

    image = 255 * picture((6, 6, 3))
    for name in ("tf", "caffe"):
        program = read(explorer_store._preprocessing(name, (6, 6, 3)))
        values = program.run(image[np.newaxis])
        np.testing.assert_allclose(values[program.output][0], preprocess(image, name), atol=1e-4)


def test_networks_of_every_shape_are_looked_at(tmp_path):
    for name in MODELS.keys() - {"nested"}:  # Keras's files do not keep that its inner model stands on two levels
        model = randomized(MODELS[name]())
        path = tmp_path / f"{name}.keras"
        model.save(path)
        image = picture(model.input_shape[1:])
        seen = explorer.look(ModelSource("file", str(path), name), Edits(), image)
        if len(seen.graph.node(seen.graph.output).shape) == 1:
            np.testing.assert_allclose(
                seen.scores, model(image[np.newaxis], training=False)[0], atol=1e-5, err_msg=name
            )
        else:
            assert seen.scores.size == 0
