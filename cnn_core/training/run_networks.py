"""The networks of a run: the whole one, which is kept, and the part of it that is trained. For the run's process."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import keras

from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.augmentation import zca
from cnn_core.augmentation.layers import whitening_layers
from cnn_core.datasets.dataset import Dataset
from cnn_core.drafts import NetworkDraft
from cnn_core.drafts import model as draft_model
from cnn_core.drafts.layers import snake_name
from cnn_core.storage import workspace
from cnn_core.tasks.folder import TaskFailedError
from cnn_core.training import run_files
from cnn_core.training.run_recorder import PlannedRates
from cnn_core.training.run_settings import RunSettings
from cnn_core.training.training_settings import MOMENTUM, TrainingSettings

BUDGET: Final = 150_000_000
"""Bytes of a run's whole networks; beyond, epochs are thinned out, but for the best and the last one."""

_LOSSES: Final = {"crossentropy": "CategoricalCrossentropy", "focal": "CategoricalFocalCrossentropy"}


@dataclass(frozen=True)
class Networks:
    """The models of a run, which share their layers.

    Attributes:
        whole: pictures as bytes in [0, 255] → probabilities; not compiled.
        trained: what is fitted, compiled: the whole, or what follows the frozen layers.
        frozen: pictures → what ``trained`` takes; None where that is the whole.
        outputs: what each layer of ``trained`` puts out there, by its name; a layer may stand in several models.
        variables: everything that ``trained`` is made of: weights, and the state of its chance.
        rates: the learning rates of the epoch that runs.
    """

    whole: keras.Model
    trained: keras.Model
    frozen: keras.Model | None
    outputs: dict[str, Any]
    variables: list[Any]
    rates: PlannedRates


def build(settings: RunSettings, dataset: Dataset, train_positions: Any) -> Networks:
    """Build the networks of a run, with the weights that its seed gives.

    Where the first layers are frozen and nothing changes the pictures, only what follows them is trained: what they
    make of each picture is then computed once.

    Raises:
        TaskFailedError: the network was made for other pictures.
    """
    draft = settings.draft
    _check(draft, dataset)
    augmentation = augmentation_settings.decode(settings.augmentation)
    first = []
    if augmentation.zca:
        learnt = dataset.images[train_positions[zca.spread_evenly(len(train_positions))]]
        whitening = zca.fit(learnt, float(augmentation.zca_epsilon))
        first = whitening_layers(whitening, draft.rows, draft.columns, draft.channels)
    whole = draft_model.build(draft, settings.training.train_seed, first)
    if draft.is_transfer and not augmentation.is_random:
        frozen, trained, outputs = _divide(whole, snake_name(draft.layers[0].kind))
    else:
        frozen, trained = None, keras.Model(whole.inputs, whole.outputs)
        outputs = {layer.name: layer.output for layer in trained.layers}
    variables = list(trained.variables)
    rates = PlannedRates(batches_of(len(train_positions), settings.training))
    _compile(trained, settings.training, rates)
    return Networks(whole, trained, frozen, outputs, variables, rates)


def batches_of(pictures: int, training: TrainingSettings) -> int:
    """Count the steps of an epoch.

    Example:
        >>> batches_of(100, TrainingSettings(batch_size=32))
        4
    """
    return -(-pictures // training.batch_size)


def keep(folder: Path, whole: keras.Model, epoch: int, best: int) -> None:
    """Keep the whole network after an epoch, in one step; thin out the older ones where there are too many.

    Args:
        folder: of the run.
        whole: the network.
        epoch: after which it is so.
        best: the epoch with the best validation so far, which is not thinned out.

    Raises:
        DiskFullError: there is no room.
    """
    workspace.make_room(5 * whole.count_params())
    path = run_files.network_path(folder, epoch)
    beside = path.with_name(f".{secrets.token_hex(4)}.keras")
    try:
        whole.save(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _thin_out(folder, best)


def loss(training: TrainingSettings) -> Any:
    """Return the loss that is minimized."""
    if training.loss != "mean_squared_error":
        return getattr(keras.losses, _LOSSES[training.loss])(label_smoothing=training.label_smoothing)
    smoothing = training.label_smoothing
    if not smoothing:
        return keras.losses.MeanSquaredError()

    def smoothed_error(answers: Any, probabilities: Any) -> Any:
        answers = answers * (1 - smoothing) + smoothing / answers.shape[-1]
        return keras.losses.mean_squared_error(answers, probabilities)

    return smoothed_error


def _optimizer(training: TrainingSettings, rate: PlannedRates) -> Any:
    decay = training.weight_decay or None
    match training.optimizer:
        case "momentum":
            return keras.optimizers.SGD(rate, momentum=MOMENTUM, weight_decay=decay)
        case "sgd":
            return keras.optimizers.SGD(rate, weight_decay=decay)
        case "rmsprop":
            return keras.optimizers.RMSprop(rate, weight_decay=decay)
    return keras.optimizers.Adam(rate, weight_decay=decay)


def _compile(trained: keras.Model, training: TrainingSettings, rates: PlannedRates) -> None:
    optimizer = _optimizer(training, rates)
    optimizer.build(trained.trainable_variables)
    trained.compile(optimizer=optimizer, loss=loss(training), metrics=["accuracy"])


def _divide(whole: keras.Model, name: str) -> tuple[keras.Model, keras.Model, dict[str, Any]]:
    """Divide the network into the frozen part, up to a layer, and the rest, a chain of the same layers."""
    last = whole.get_layer(name)
    inputs = tensor = keras.Input(last.output.shape[1:], name="features")
    outputs = {}
    for layer in whole.layers[whole.layers.index(last) + 1 :]:
        outputs[layer.name] = tensor = layer(tensor)
    return keras.Model(whole.inputs, last.output), keras.Model(inputs, tensor), outputs


def _check(draft: NetworkDraft, dataset: Dataset) -> None:
    wanted = (draft.rows, draft.columns, draft.channels)
    found = tuple(dataset.images.shape[1:])
    if wanted != found or draft.classes < len(dataset.classes):
        raise TaskFailedError("network", {"message": f"{found}, {len(dataset.classes)} ≠ {wanted}, {draft.classes}"})


def _thin_out(folder: Path, best: int) -> None:
    while True:
        epochs = run_files.network_epochs(folder)
        last = epochs[-1]
        sizes = [run_files.network_path(folder, epoch).stat().st_size for epoch in epochs]
        spare = [place for place, epoch in enumerate(epochs) if epoch not in (last, best)]
        if sum(sizes) <= BUDGET or not spare:
            return
        padded = [0, *epochs, last]
        nearest = min(spare, key=lambda place: (padded[place + 2] - padded[place], place))
        run_files.network_path(folder, epochs[nearest]).unlink()
