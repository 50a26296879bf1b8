"""A run as a program and as a notebook that repeat it without ConvLens: plain Keras on the same data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, Protocol

from cnn_core.augmentation import keras_code as augmentation_code
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN
from cnn_core.drafts import keras_code as draft_code
from cnn_core.networks.notebook import code_cell, text_cell, to_file
from cnn_core.training.program import script_data, training_code
from cnn_core.training.training_settings import TrainingSettings

WORDS: Final = {
    "title": "A training run, taken along from ConvLens",
    "needs": "It needs `pip install {packages}`, and nothing of ConvLens.",
    "file": "`{file}` has to lie beside it.",
    "data": "The pictures: to learn from, to look at meanwhile, and for the end.",
    "augmentation": "What happens to the pictures by chance, so that it does not learn them by heart.",
    "network": "The network.",
    "training": "The training: how the pictures come, how long the steps are, what is made small.",
    "result": "How right it is on pictures that it has never seen.",
}
PACKAGES: Final = "numpy tensorflow keras scikit-learn pillow"
_RESULT: Final = """\
loss, accuracy = model.evaluate(batches(test_images, test_labels, learning=False), verbose=0)
print(f"accuracy on {len(test_images)} test pictures: {accuracy:.4f}")
model.save("model.keras")
"""
_NO_TEST: Final = 'model.save("model.keras")  # there are too few pictures to keep some for a test\n'
_WHITENED: Final = """
# The pictures are whitened first, and this stays in the network.
white = whitening(train_images[:: max(1, len(train_images) // 5000)])
inputs = keras.Input({shape}, name="whitened_picture")
model = keras.Model(inputs, model(white(inputs)))
"""


class RunLike(Protocol):
    """The part of a `cnn_core.training.run_folder.Run` that is read."""

    @property
    def settings(self) -> Any: ...  # noqa: D102
    @property
    def epochs(self) -> int: ...  # noqa: D102
    @property
    def segments(self) -> tuple[tuple[int, int], ...]: ...  # noqa: D102
    def metrics(self) -> list[dict[str, Any]]: ...  # noqa: D102


class Part(NamedTuple):
    """A part of the program: a cell of the notebook, with the sentence above it."""

    word: str
    code: str


def script(run: RunLike) -> str:
    """Write the run as a Python program; it prints the accuracy on the test pictures and saves ``model.keras``."""
    parts = parts_of(run)
    imports, bodies = [], []
    for part in parts:
        taken, body = _without_imports(part.code)
        imports += taken
        bodies.append(f"# {WORDS[part.word]}\n{body}")
    files = "".join(f"\n{WORDS['file'].format(file=name).replace('`', '')}" for name in files_of(run))
    opening = f'"""{run.settings.title.replace(chr(34), "")}: a training run, taken along from ConvLens.\n\n'
    opening += f'{WORDS["needs"].format(packages=PACKAGES).replace("`", "")}{files}\n"""\n'
    opening = opening.replace("\\", "")
    return "\n".join([opening, _sort(imports), *(f"\n{body.strip()}\n" for body in bodies)])


def notebook(run: RunLike, words: Mapping[str, str] = WORDS) -> bytes:
    """Write the run as a Jupyter notebook (nbformat 4.5), without outputs.

    Args:
        run: the run.
        words: the sentences above the cells, with the keys of `WORDS`, in the visitor's language.
    """
    needs = words["needs"].format(packages=PACKAGES)
    files = [words["file"].format(file=name) for name in files_of(run)]
    cells = [text_cell("\n\n".join([f"# {words['title']}", run.settings.title, needs, *files]))]
    for part in parts_of(run):
        cells += [text_cell(words[part.word]), code_cell(part.code)]
    return to_file(cells)


def files_of(run: RunLike) -> tuple[str, ...]:
    """List the names of the files that have to lie beside the program."""
    settings = run.settings
    source = data_source.decode(settings.data)
    found = [script_data.PICTURES_FILE] if script_data.needs_file(source, _dataset(run)) else []
    if settings.draft.is_transfer:
        found.append(draft_code.BACKBONE_FILE)
    return tuple(found)


def parts_of(run: RunLike) -> list[Part]:
    """Write the program, part by part; each can run once those before it have."""
    settings = run.settings
    dataset = _dataset(run)
    augmentation = augmentation_settings.decode(settings.augmentation)
    rates = rates_of(run)
    training: TrainingSettings = replace(settings.training, epochs=len(rates) or run.epochs)
    seed = f"import keras\n\n{training_code.seed_code(training)}\n"
    parts = [Part("data", script_data.data_code(settings.data, settings.side, settings.split_seed, dataset))]
    if augmentation.is_random or augmentation.zca:
        code, _, _ = augmentation_code.to_keras_code(augmentation, training.train_seed).partition("\n# images: ")
        parts.append(Part("augmentation", code.rstrip() + "\n"))
    draft = settings.draft
    network = seed + draft_code.to_keras_code(draft).removeprefix("import keras\n").lstrip("\n")
    if augmentation.zca:
        network += _WHITENED.format(shape=(draft.rows, draft.columns, draft.channels))
    parts.append(Part("network", network + "model.summary()\n"))
    validated = _has(run, dataset, "validation")
    code = training_code.to_keras_code(training, augmentation.is_random, seeded=True, validated=validated, rates=rates)
    return [*parts, Part("training", code), Part("result", _RESULT if _has(run, dataset, "test") else _NO_TEST)]


def rates_of(run: RunLike) -> list[float]:
    """List the learning rate of each epoch, where it is not the schedule's; else [].

    It is not where somebody changed it by hand, added epochs, or stopped the run; and so the program, too, does as many
    epochs as were done. Of an epoch in which the rate changed, it is the mean over the batches.
    """
    records = run.metrics()
    done = {one["epoch"]: one for one in records if one["kind"] == "epoch"}
    by_hand = any(one.get("event") == "rate" for one in records)
    stopped = len(done) < run.epochs and not any(one.get("event") == "early_stop" for one in records)
    if not done or not (by_hand or stopped or len(run.segments) > 1):
        return []
    batches = [one for one in records if one["kind"] == "batch" and one.get("rate")]
    found = {epoch: [one["rate"] for one in batches if one["epoch"] == epoch] for epoch in sorted(done)}
    return [sum(rates) / len(rates) if rates else done[epoch].get("rate", 0.0) for epoch, rates in found.items()]


def _dataset(run: RunLike) -> Dataset | None:
    return datasets.prepared(data_source.decode(run.settings.data), run.settings.side)


def _has(run: RunLike, dataset: Dataset | None, part: str) -> bool:
    """Return True if a part of the data has pictures; where somebody brought a few, it may have none."""
    own = data_source.decode(run.settings.data).kind == OWN
    return not own or dataset is None or len(datasets.split(dataset, run.settings.split_seed).part(part)) > 0


def _without_imports(code: str) -> tuple[list[str], str]:
    lines = code.splitlines()
    is_import = [line.startswith(("import ", "from ")) for line in lines]
    taken = [line for line, found in zip(lines, is_import, strict=True) if found]
    return taken, "\n".join(line for line, found in zip(lines, is_import, strict=True) if not found)


def _sort(imports: list[str]) -> str:
    """Sort the imports once each: those of Python first, then ``import``, then ``from``."""
    found = list(dict.fromkeys(imports))
    own = sorted(line for line in found if line.split()[1] == "pathlib")
    others = sorted((line for line in found if line not in own), key=lambda line: (line.split()[1].lower(), line))
    return "\n".join([*own, *[""] * bool(own), *others]) + "\n"
