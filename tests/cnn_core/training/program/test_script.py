"""The program and the notebook of a run: they run without ConvLens, on the same data, and learn as much."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

from cnn_core import drafts as network_draft
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts import presets as draft_presets
from cnn_core.drafts.keras_code import BACKBONE_FILE
from cnn_core.training.program import script, script_data
from cnn_core.training.run_settings import RunSettings
from cnn_core.training.training_settings import TrainingSettings
from tests.cnn_core.training.tiny_runs import trained

pytestmark = pytest.mark.slow

TINY = TrainingSettings(epochs=12, batch_size=16, learning_rate=0.003)


@dataclass
class Kept:
    """What a script is written from."""

    settings: Any
    epochs: int
    segments: tuple[tuple[int, int], ...] = ((0, 12),)
    records: list[dict[str, Any]] = field(default_factory=list)

    def metrics(self):
        return self.records


def run(
    data: str, preset: str = "cifar10_tutorial", side: int = 0, training: TrainingSettings = TINY, **further
) -> Kept:
    source = data_source.decode(data)
    pixels, kind = datasets.side_of(source, side), datasets.kind(source.kind)
    draft = draft_presets.PRESETS[preset](pixels, pixels, kind.channels, max(2, len(kind.classes)))
    network = network_draft.encode(draft)
    return Kept(RunSettings("Title", data, side, network=network, training=training, **further), training.epochs)


def executed(program: str, folder) -> str:
    """What a program prints, in a process that knows nothing of ConvLens."""
    (folder / "train.py").write_text(program, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CONVLENS_HOME")}
    environment |= {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8"}
    hidden = "import sys; sys.modules['cnn_core'] = None; import runpy; runpy.run_path('train.py')"
    done = subprocess.run(
        [sys.executable, "-c", hidden], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def accuracy_in(printed: str) -> float:
    line = next(line for line in printed.splitlines() if line.startswith("accuracy on "))
    return float(line.rpartition(": ")[2])


@pytest.fixture
def shapes():
    return datasets.prepare(data_source.decode("shapes:count=10"), 16)


# Keras saves in a way that numpy 2 warns of.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_program_of_a_run_comes_to_the_accuracy_of_the_run(tmp_path):
    """Of 270 test pictures, with other splits and other seeds: the noise of the difference is about 2 per cent."""
    done = trained(run("digits", "mlp", training=replace(TINY, epochs=8)).settings)
    printed = executed(script.script(done), tmp_path)
    assert done.result["accuracy"] > 0.88
    assert accuracy_in(printed) == pytest.approx(done.result["accuracy"], abs=0.07)
    assert (tmp_path / "model.keras").is_file()


def test_the_shapes_program_runs_on_the_pictures_beside_it_with_every_setting(tmp_path, shapes):
    settings = TrainingSettings(
        epochs=2, optimizer="momentum", schedule="warmup_cosine", loss="mean_squared_error", label_smoothing=0.1,
        weight_decay=0.01, early_stopping=2, class_weights=True, batch_size=7,
    )  # fmt: skip
    kept = run("shapes:count=10", side=16, training=settings, augmentation="flip_horizontal,noise=0.1,mixup=0.2,zca")
    assert script.files_of(kept) == (script_data.PICTURES_FILE,)
    (tmp_path / script_data.PICTURES_FILE).write_bytes(script_data.pictures(shapes, 0))
    assert 0 <= accuracy_in(executed(script.script(kept), tmp_path)) <= 1


def test_the_pictures_beside_a_program_are_those_of_the_run(tmp_path, shapes):
    path = tmp_path / script_data.PICTURES_FILE
    path.write_bytes(script_data.pictures(shapes, 3))
    split = datasets.split(shapes, 3)
    with np.load(path, allow_pickle=False) as arrays:
        for part in ("train", "validation", "test"):
            np.testing.assert_array_equal(arrays[f"{part}_images"], shapes.images[split.part(part)])
            np.testing.assert_array_equal(arrays[f"{part}_labels"], shapes.labels[split.part(part)])
        assert arrays["classes"].tolist() == list(shapes.classes)


DATA = (
    "shapes",
    "digits",
    "mnist",
    "fashion_mnist",
    "cifar10:count=50",
    "cifar100",
    "flower_photos",
    "tiny_imagenet10",
)


@pytest.mark.parametrize("side", [0, 48])
@pytest.mark.parametrize("data", DATA)
def test_every_data_set_has_a_program_without_convlens(data, side):
    program = script.script(run(data, side=side, training=replace(TINY, train_seed=7)))
    compile(program, "train.py", "exec")
    assert "cnn_core" not in program
    assert "set_random_seed(7)" in program
    for part in ("train", "validation", "test"):
        assert f"{part}_images" in program


@pytest.mark.parametrize("data", DATA)
def test_the_notebook_holds_the_same_program_cell_by_cell(data):
    kept = run(data)
    notebook = json.loads(script.notebook(kept))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code == [part.code.strip() for part in script.parts_of(kept)]
    for cell in code:
        compile(cell, "cell", "exec")
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])


def test_the_notebook_runs_from_top_to_bottom(tmp_path):
    notebook = json.loads(script.notebook(run("digits", "mlp", training=replace(TINY, epochs=1))))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "accuracy on" in executed("\n\n".join(cells), tmp_path)


def test_words_of_another_language_stand_above_the_cells():
    words = {name: f"말 {name}" for name in script.WORDS}
    notebook = json.loads(script.notebook(run("digits"), words))
    told = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    assert told[1:] == [f"말 {part.word}" for part in script.parts_of(run("digits"))]


def test_a_transfer_network_names_the_file_of_its_frozen_layers():
    kept = run("flower_photos", "transfer", side=96)
    assert BACKBONE_FILE in script.files_of(kept)
    assert f'load_model("{BACKBONE_FILE}")' in script.script(kept)


def recorded(*rates: float) -> list[dict[str, Any]]:
    """Records of epochs of two batches each."""
    found = []
    for epoch, rate in enumerate(rates, 1):
        found += [
            {"kind": "batch", "epoch": epoch, "batch": batch, "batches": 2, "rate": rate * batch} for batch in (1, 2)
        ]
        found.append({"kind": "epoch", "epoch": epoch, "seconds": 1.0, "rate": rate * 2})
    return found


CHANGED = {"kind": "event", "event": "rate", "epoch": 2, "rate": 0.1}


def test_a_run_that_went_as_planned_is_repeated_with_its_schedule():
    kept = run("digits", training=replace(TINY, epochs=3))
    kept.records = recorded(0.1, 0.2, 0.3)
    program = script.script(kept)
    assert "CosineDecay" in program
    assert "rates" not in program


def test_a_rate_that_was_changed_by_hand_is_changed_again():
    kept = run("digits", training=replace(TINY, epochs=3))
    kept.records = [*recorded(0.1, 0.02, 0.02), CHANGED]
    assert script.rates_of(kept) == pytest.approx([0.15, 0.03, 0.03])
    assert "rates = [0.15, 0.03, 0.03]" in script.script(kept)
    assert "CosineDecay" not in script.script(kept)


def test_epochs_that_were_added_and_those_that_were_not_done_count():
    kept = run("digits")
    kept.segments, kept.epochs, kept.records = ((0, 2), (2, 3)), 3, recorded(0.1, 0.1, 0.1)
    assert "epochs=3" in script.script(kept)
    stopped = run("digits", training=replace(TINY, epochs=9))
    stopped.records = recorded(0.1, 0.1)
    assert "epochs=2" in script.script(stopped)
    early = run("digits", training=replace(TINY, epochs=9, early_stopping=1))
    early.records = [*recorded(0.1, 0.1), {"kind": "event", "event": "early_stop", "epoch": 2}]
    assert "epochs=9" in script.script(early)


def loaded(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # the code is what is tested
    return {name: names[name] for name in names if name.endswith(("_images", "_labels"))}


@pytest.mark.parametrize(("name", "shape", "side"), [("mnist", (28, 28), 32), ("cifar10", (32, 32, 3), 32)])
def test_pictures_of_keras_are_counted_resized_and_divided(monkeypatch, name, shape, side):
    random = np.random.default_rng(0)
    images, labels = random.integers(0, 256, (200, *shape), np.uint8), np.arange(200).reshape(200, 1) % 10
    module = getattr(keras.datasets, name)
    monkeypatch.setattr(module, "load_data", lambda: ((images, labels), (images[:50], labels[:50])))
    found = loaded(script_data.data_code(f"{name}:count=10", side, 0))
    channels = 3 if len(shape) == 3 else 1
    assert found["train_images"].shape == (90, side, side, channels)
    assert found["validation_images"].shape == (10, side, side, channels)
    assert found["test_images"].shape == (50, side, side, channels)
    assert found["train_images"].dtype == np.uint8
    assert np.bincount(found["test_labels"]).tolist() == [5] * 10


def test_folders_of_pictures_become_squares(monkeypatch, tmp_path):
    for place, name in enumerate(("daisy", "roses")):
        folder = tmp_path / "flower_photos" / name
        folder.mkdir(parents=True)
        for number in range(10):
            Image.new("RGB", (40, 20 + number), (100 * place, 50, 0)).save(folder / f"{number}.jpg")
    (tmp_path / "flower_photos" / "LICENSE.txt").write_text("free")
    monkeypatch.setattr(keras.utils, "get_file", lambda origin, extract: str(tmp_path / "flower_photos"))
    found = loaded(script_data.data_code("flower_photos", 24, 0))
    assert found["train_images"].shape == (14, 24, 24, 3)
    assert sorted(np.unique(found["train_images"][..., 0] > 50).tolist()) == [False, True]
    assert ((found["train_images"][:, 0, 0, 0] > 50) == (found["train_labels"] == 1)).all()


def test_digits_come_at_the_size_of_the_run():
    found = loaded(script_data.data_code("digits", 16, 0))
    assert found["train_images"].shape[1:] == (16, 16, 1)
    assert sum(len(found[f"{part}_labels"]) for part in ("train", "validation", "test")) == 1797


@pytest.mark.parametrize("title", ['"""', "a\\", "\\N{DASH}", "그림 · 8"])
def test_no_title_breaks_the_program(title):
    kept = run("digits")
    kept.settings = replace(kept.settings, title=title)
    compile(script.script(kept), "train.py", "exec")
