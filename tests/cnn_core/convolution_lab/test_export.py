"""What people take away runs without ConvLens and makes the same maps."""

import io
import json
import tomllib
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from cnn_core.convolution_lab.export import WORDS, arrays_npz, keras_code, notebook
from cnn_core.convolution_lab.network import edit_map, to_network_spec
from cnn_core.convolution_lab.stack import LAYERS, ConvolutionStack
from cnn_core.convolution_lab.worker import run
from cnn_core.networks.keras_code import MAXIMUM_NUMBERS, weights_archive
from cnn_core.pictures.images import fit_square, to_float

# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

PICTURE = np.random.default_rng(3).integers(0, 256, (40, 61, 3), dtype=np.uint8)
LOCALES = Path(__file__).parents[3] / "locales"


def stacks():
    for layer in LAYERS:
        changes = {"layer": layer, "size": 24, "filters": 6, "depth_multiplier": 2}
        yield layer, ConvolutionStack(**changes, kernels=("sobel_x", "gabor", "gaussian"), bias=0.15)
        yield (
            f"{layer}, grey, min",
            ConvolutionStack(**{**changes, "groups": 1}, color=False, pooling="min", kernel_rows=5),
        )
        yield (
            f"{layer}, random",
            ConvolutionStack(**changes, kernel_source="random", initializer="orthogonal", bias=-0.2),
        )
    yield "custom padding", ConvolutionStack(size=24, padding="custom", pad_top=3, pad_left=0, pooling="none")
    yield (
        "unequal",
        ConvolutionStack(size=24, kernel_columns=4, square_kernel=False, stride_rows=2, equal_strides=False),
    )
    yield "dilated softmax", ConvolutionStack(size=24, dilation_rate=2, activation="softmax", pooling="global_average")
    for source in ("random", "by_hand"):
        plain = ConvolutionStack(size=24, kernel_source=source)
        edits = edit_map(plain, 3, 2, [[1 / 3] * 9, [0.1, -2, 3e-5] * 3, [0] * 9])
        yield f"edited, {source}", ConvolutionStack(size=24, kernel_source=source, edits=edits)


STACKS = dict(stacks())


def assert_same_maps(stack, maps):
    """The maps that the taken-away code made against those of the laboratory."""
    result = run(stack, to_float(fit_square(PICTURE, stack.size), stack.color))
    expected = {"convolution": result.feature_maps, "activation": result.activation_maps, "pooling": result.pooled_maps}
    assert set(maps) == {name for name, array in expected.items() if array is not None} | (
        {"padding"} if stack.padding == "custom" else set()
    )
    for name, array in expected.items():
        if array is not None:
            np.testing.assert_allclose(maps[name], array, rtol=0, atol=1e-5)


@pytest.fixture
def _own_registry():
    """Code that is taken away registers its own MinPooling2D; afterwards ours is back."""
    registered = dict(keras.saving.get_custom_objects())
    yield
    keras.saving.get_custom_objects().clear()
    keras.saving.get_custom_objects().update(registered)


@pytest.mark.usefixtures("_own_registry")
@pytest.mark.parametrize("name", STACKS)
def test_the_code_alone_makes_the_same_maps(name, tmp_path, monkeypatch, capsys):
    stack = STACKS[name]
    code = keras_code(stack)
    assert "cnn_core" not in code
    monkeypatch.chdir(tmp_path)
    Image.fromarray(PICTURE).save("picture.png")
    names = {}
    exec(compile(code, "stack.py", "exec"), names)  # noqa: S102
    assert_same_maps(stack, names["maps"])
    assert "convolution: (" in capsys.readouterr().out


@pytest.mark.parametrize("name", STACKS)
def test_no_stack_needs_a_file_of_weights(name):
    assert weights_archive(to_network_spec(STACKS[name], STACKS[name].channels)) is None


def test_the_largest_stack_has_its_numbers_in_the_code():
    assert MAXIMUM_NUMBERS > 32 * 3 * 11 * 11 + 32 * 12


@pytest.mark.usefixtures("_own_registry")
@pytest.mark.parametrize("name", ["SeparableConv2D, grey, min", "edited, random", "grouped"])
def test_the_notebook_runs_and_makes_the_same_maps(name, tmp_path, monkeypatch, capsys):
    stack = STACKS[name]
    document = json.loads(notebook(stack, PICTURE))
    monkeypatch.chdir(tmp_path)
    names = {}
    for cell in document["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "matplotlib" not in source:
            exec(compile(source, cell["id"], "exec"), names)  # noqa: S102
    assert_same_maps(stack, names["maps"])
    assert keras.saving.load_model("stack.keras").output_shape == names["model"].output_shape
    assert "convolution" in capsys.readouterr().out


def test_the_notebook_is_valid_nbformat_4():
    document = json.loads(notebook(STACKS["Conv2D"], PICTURE))
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert len({cell["id"] for cell in document["cells"]}) == len(document["cells"])
    for cell in document["cells"]:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | code
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        if code:
            compile("".join(cell["source"]), cell["id"], "exec")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_notebook_speaks_the_visitors_language(language):
    words = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))["notebook"]
    assert set(words) == set(WORDS)
    text = notebook(STACKS["Conv2D"], PICTURE, words).decode()
    assert words["title"] in text
    assert language != "en" or words == WORDS


def test_the_arrays_are_those_of_the_laboratory():
    stack = STACKS["SeparableConv2D"]
    image = to_float(fit_square(PICTURE, stack.size), stack.color)
    result = run(stack, image)
    with np.load(io.BytesIO(arrays_npz(image, result)), allow_pickle=False) as arrays:
        names = {"image", "kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps"}
        assert set(arrays) == names
        np.testing.assert_array_equal(arrays["pooled_maps"], result.pooled_maps)
    plain = ConvolutionStack(size=24, pooling="none")
    with np.load(io.BytesIO(arrays_npz(image, run(plain, image)))) as arrays:
        assert set(arrays) == names - {"pointwise", "pooled_maps"}


OF_THE_EXPLORER = {
    "map_too_small", "branches_differ", "keras_refuses", "network_too_large", "no_global_minimum", "no_such_layer",
    "no_such_knob", "no_such_unit",
}  # fmt: skip
"""Problems of `cnn_core.network_graph.editing`, which no lab's stack can have."""


def test_every_problem_has_its_sentence_with_known_placeholders():
    from string import Formatter

    from cnn_core.convolution_lab.network import edit_notices, problems

    shown = [
        ConvolutionStack(layer="Conv2DTranspose", padding="custom"),
        ConvolutionStack(stride_rows=2, dilation_rate=2),
        ConvolutionStack(layer="SeparableConv2D", stride_rows=2, equal_strides=False),
        ConvolutionStack(layer="grouped", groups=2),
        ConvolutionStack(layer="grouped", groups=3, filters=4),
        ConvolutionStack(kernel_rows=1),
        ConvolutionStack(size=8, padding="valid", kernel_rows=11),
        ConvolutionStack(size=256, layer="Conv2DTranspose", stride_rows=4),
        ConvolutionStack(size=8, padding="valid", kernel_rows=7, pool_size=3),
        ConvolutionStack(edits="?"),
        ConvolutionStack(kernel_rows=5, edits=STACKS["edited, by_hand"].edits),
    ]
    found = {p.code: p for stack in shown for p in problems(stack, 3) + edit_notices(stack, 3)}
    for language in ("en", "ko"):
        words = tomllib.loads((LOCALES / f"{language}.toml").read_text(encoding="utf-8"))["problem"]
        assert set(words) - OF_THE_EXPLORER == set(found) - OF_THE_EXPLORER
        for code in found:
            sentence = words[code]
            placeholders = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert placeholders <= set(found[code].values), code
