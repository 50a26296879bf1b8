"""Each thing to take away: the code and the notebook run, the model loads, and all of them make the maps on screen."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

import cnn_core.networks.layers  # noqa: F401  (registers MinPooling2D, which a loaded model needs)
import engine
from cnn_core.convolution_lab import worker as core
from cnn_core.convolution_lab.network import edit_map
from cnn_core.convolution_lab.stack import LAYERS, ConvolutionStack
from cnn_core.network_graph.layer_outputs import layer_outputs
from cnn_core.pictures.images import to_float
from cnn_core.pictures.samples import SAMPLES
from figures.colours import colours_of
from figures.stages import scale_limits
from ui.convolution_lab.request import Answer, Pixels
from ui.convolution_lab.take_away import files_of
from ui.elements.files import File
from ui.language import catalogue

# Keras 3.15 saves variables through an __array__ without the keyword that numpy 2 wants; that is not ours to change.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"
)

STACKS = {layer: ConvolutionStack(size=24, layer=layer, filters=6, bias=0.1, pooling="min") for layer in LAYERS} | {
    "custom padding": ConvolutionStack(size=24, padding="custom", pad_top=3, pad_left=0, pooling="none"),
    "random, softmax": ConvolutionStack(size=24, kernel_source="random", activation="softmax", pooling="average"),
    "edited": ConvolutionStack(size=24, edits=edit_map(ConvolutionStack(size=24), 3, 1, [[0.5, -1, 0] * 3] * 3)),
    "grey": ConvolutionStack(size=24, color=False, pooling="global_max", activation="gelu"),
}


def answer_to(stack: ConvolutionStack, sample: str = "cat") -> Answer:
    square = SAMPLES[sample].square(stack.size)
    image = to_float(square, stack.color)
    pixels = Pixels(square, image)
    return Answer(stack, sample, pixels, core.run(stack, image))


def files(stack: ConvolutionStack, scale: str = "map") -> tuple[Answer, dict[str, File]]:
    answer = answer_to(stack)
    return answer, {file.word: file for file in files_of(answer, scale)}


@pytest.fixture(autouse=True)
def _engine_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(function: str, *arguments: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(getattr(core, function.removeprefix("cnn_core.convolution_lab.worker."))(*arguments))
        return future

    monkeypatch.setattr(engine, "submit", submit)


@pytest.fixture
def _own_registry() -> Iterator[None]:
    """Code that is taken away registers its own MinPooling2D; afterwards ours is back."""
    registered = dict(keras.saving.get_custom_objects())
    yield
    keras.saving.get_custom_objects().clear()
    keras.saving.get_custom_objects().update(registered)


def assert_on_screen(answer: Answer, maps: dict[str, np.ndarray]) -> None:
    """Maps by the names of the layers, against those of the answer."""
    names = {"feature": "convolution", "activation": "activation", "pooled": "pooling"}
    stages = answer.stages
    assert {names[stage] for stage in stages} == set(maps) - {"padding"}
    for stage, expected in stages.items():
        np.testing.assert_allclose(maps[names[stage]], expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize("pooling", ["max", "none"])
def test_the_stages_are_those_that_have_maps(pooling: str):
    answer = answer_to(ConvolutionStack(size=16, pooling=pooling))
    stages = answer.stages
    assert list(stages) == ["feature", "activation", "pooled"][: 3 if pooling == "max" else 2]
    assert stages["activation"] is answer.result.activation_maps


def test_every_file_has_a_word_a_name_and_a_kind():
    _, found = files(STACKS["Conv2D"])
    suffixes = {file.word: Path(file.name).suffix for file in found.values()}
    assert suffixes == {
        "code": ".py",
        "notebook": ".ipynb",
        "model": ".keras",
        "strip": ".png",
        "maps": ".zip",
        "arrays": ".npz",
    }
    for language in ("en", "ko"):
        assert {f"take_away.{word}" for word in found} < set(catalogue(language))
    assert all("/" in file.kind for file in found.values())


@pytest.mark.usefixtures("_own_registry")
@pytest.mark.parametrize("name", STACKS)
def test_the_code_runs_and_makes_the_maps_on_screen(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    answer, found = files(STACKS[name])
    monkeypatch.chdir(tmp_path)
    Image.fromarray(answer.square).save("picture.png")
    names: dict[str, Any] = {}
    exec(compile(found["code"].make().decode(), found["code"].name, "exec"), names)  # noqa: S102
    assert_on_screen(answer, names["maps"])
    assert f"convolution: {answer.result.feature_maps.shape}" in capsys.readouterr().out


@pytest.mark.usefixtures("_own_registry")
@pytest.mark.parametrize("name", ["Conv2D", "grouped", "edited", "grey"])
def test_the_notebooks_cells_run_and_make_the_maps_on_screen(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    answer, found = files(STACKS[name])
    document = json.loads(found["notebook"].make())
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    ran = 0
    for cell in document["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "matplotlib" not in source:
            exec(compile(source, cell["id"], "exec"), names)  # noqa: S102
            ran += 1
    assert ran == 4
    assert_on_screen(answer, names["maps"])
    assert (tmp_path / "stack.keras").stat().st_size > 0
    assert "convolution" in capsys.readouterr().out


@pytest.mark.parametrize("name", STACKS)
def test_the_model_loads_and_makes_the_maps_on_screen(name: str, tmp_path: Path):
    answer, found = files(STACKS[name])
    path = tmp_path / found["model"].name
    path.write_bytes(found["model"].make())
    model = keras.saving.load_model(path)
    outputs = layer_outputs(model, answer.image[np.newaxis])
    assert_on_screen(answer, {name: output[0] for name, output in outputs.items() if not name.startswith("input")})


@pytest.mark.parametrize("name", ["SeparableConv2D", "custom padding"])
def test_the_arrays_are_those_of_the_answer(name: str):
    answer, found = files(STACKS[name])
    with np.load(io.BytesIO(found["arrays"].make()), allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["image"], answer.image)
        for field in ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps"):
            expected = getattr(answer.result, field)
            assert (field in arrays) == (expected is not None)
            if expected is not None:
                np.testing.assert_array_equal(arrays[field], expected)


@pytest.mark.parametrize("scale", ["map", "stage", "all"])
def test_the_pictures_have_the_colours_on_screen(scale: str):
    answer, found = files(STACKS["Conv2D"], scale)
    stages = answer.stages
    limits = scale_limits(stages, scale)
    with zipfile.ZipFile(io.BytesIO(found["maps"].make())) as archive:
        assert len(archive.namelist()) == 6 * 3
        for stage, maps in stages.items():
            for index in range(6):
                with Image.open(archive.open(f"{stage}-{index + 1}.png")) as image:
                    factor = image.width // maps.shape[1]
                    cells = np.asarray(image)[factor // 2 :: factor, factor // 2 :: factor]
                np.testing.assert_array_equal(cells, colours_of(maps[..., index], limits[stage][index]))


def test_the_strip_has_every_stage():
    answer, found = files(STACKS["Conv2D"], "all")
    with Image.open(io.BytesIO(found["strip"].make())) as image:
        colours = np.asarray(image)
        assert image.format == "PNG"
    limit = scale_limits(answer.stages, "all")["feature"][0]
    first, last = answer.result.feature_maps[0, 0, 0], answer.result.pooled_maps[-1, -1, -1]
    np.testing.assert_array_equal(colours[0, 0], colours_of(np.array(first), limit))
    np.testing.assert_array_equal(colours[-1, -1], colours_of(np.array(last), limit))


def test_nothing_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: Any, **__: Any) -> Any:
        raise AssertionError("made too early")

    for name in ("keras_code", "notebook", "stages_png", "maps_zip", "arrays_npz"):
        monkeypatch.setattr(f"ui.convolution_lab.take_away.{name}", fail)
    answer = answer_to(STACKS["grey"])
    monkeypatch.setattr(engine, "submit", fail)
    made = files_of(answer, "map")
    assert len(made) == 6
    for file in made:
        with pytest.raises(AssertionError, match="too early"):
            file.make()
