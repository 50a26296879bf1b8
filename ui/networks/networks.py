"""The networks that the explorer can show: shipped and kept ones, those of keras.applications, of a run, one's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import engine
from cnn_core.model_store import kept as kept_models
from cnn_core.model_store import pretrained
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import Card, CardInput
from cnn_core.model_store.kept import KeptModelError
from cnn_core.model_store.source import ModelSource, ModelSourceError, split_run
from cnn_core.model_store.store import ModelStoreError
from cnn_core.training.run_folder import UnknownRunError, open_run
from ui.language import current, number, t
from ui.networks import brought as brought_model
from ui.networks.names import KEPT, NETWORKS, OWN, RUN, SHIPPED
from ui.runs import names as train_names
from ui.runs import networks as run_networks

SHARED: Final = "shared"


@dataclass(frozen=True, eq=False)
class Network:
    """A network that can be looked at.

    Attributes:
        name: as it stands in links.
        title: its name for people.
        source: where the engine finds it.
        input: what it takes.
        labels: its classes in the visitor's language; () where nobody has said what they are.
        about: a sentence or two.
        accuracy: how good it is, in a sentence, or "".
        pool: which of the engine's pools runs it.
        card: its card, if it has one.
    """

    name: str
    title: str
    source: ModelSource
    input: CardInput
    labels: tuple[str, ...]
    about: str
    accuracy: str = ""
    pool: str = SHARED
    card: Card | None = None


def network(name: str) -> Network | None:
    """Find a network by its name in links.

    Args:
        name: one of `ui.explorer.settings.NETWORKS`, or of a kept network, or of a run's.

    Returns:
        None: it is the visitor's own, and there is none yet; or one that was trained here and is no longer there.
    """
    if name == OWN:
        model = brought_model.brought()
        return _brought(model) if model else None
    if name.startswith(KEPT):
        return _kept_network(name)
    if name.startswith(RUN):
        return _of_run(name)
    return _shipped_network(name) if name in SHIPPED else _application(name)


def options(present: str = NETWORKS[0]) -> list[tuple[str, str]]:
    """List every network that can be chosen, with its label; those kept here come first.

    Args:
        present: the one that is chosen now; it is in the list in any case.
    """
    offered = [*(KEPT + name for name in model_store.kept_names()), *NETWORKS]
    return [(name, _option(name)) for name in ([] if present in offered else [present]) + offered]


def has_weights(name: str) -> bool:
    """Return True if a network is shown with weights that it has learnt."""
    return name not in pretrained.NAMES or pretrained.weights_path(name) is not None


def _option(name: str) -> str:
    if name == OWN:
        model = brought_model.brought()
        return t("network_explorer.own_named", name=model.name) if model else t("network_explorer.own")
    if name.startswith((KEPT, RUN)):
        found = network(name)
        if found is None:
            return t("network_explorer.gone")
        return t("network_explorer.kept_named", name=found.title) if name.startswith(KEPT) else found.title
    if name in SHIPPED:
        return model_store.card(name).title[current()]
    title = pretrained.APPLICATIONS[name].title
    return title if has_weights(name) else t("network_explorer.random_weights", name=title)


def _shipped_network(name: str) -> Network:
    source = ModelSource("shipped", name, _digest(name, model_store.path(name).stat().st_mtime_ns))
    return _with_card(name, source, model_store.card(name))


def _kept_network(name: str) -> Network | None:
    kept = name.removeprefix(KEPT)
    try:
        return _with_card(name, ModelSource("kept", kept, kept_models.digest(kept)), kept_models.card(kept))
    except KeptModelError:
        return None


def _of_run(name: str) -> Network | None:
    """Describe a run's network after an epoch, which has no card."""
    try:
        id_, epoch = split_run(name.removeprefix(RUN))
        run = open_run(id_)
        source = run_networks.source(run, epoch)
    except (ModelSourceError, ModelStoreError, UnknownRunError):
        return None
    title = train_names.title(run.settings)
    return Network(
        name=name,
        title=t("network_explorer.run_named", name=title, epoch=epoch),
        source=source,
        input=run_networks.input_of(run),
        labels=run_networks.labels_of(run),
        about=t("network_explorer.about_run", epoch=epoch, data=title),
    )


def _with_card(name: str, source: ModelSource, card: Card) -> Network:
    return Network(
        name=name,
        title=card.title[current()],
        source=source,
        input=card.input,
        labels=card.labels(current()),
        about=card.description[current()],
        accuracy=accuracy_sentence(card),
        card=card,
    )


def accuracy_sentence(card: Card) -> str:
    """Write a network's accuracy, with its interval, and that it cannot answer "none of these"."""
    found = card.accuracy
    low, high = (number(100 * end, 1) for end in found.interval)
    value = number(100 * found.value, 1)
    right = t("network_explorer.accuracy", value=value, low=low, high=high, pictures=number(found.pictures, 0))
    return f"{right} {t('network_explorer.only_these', count=number(len(card.classes), 0))}"


def _application(name: str) -> Network:
    application = pretrained.APPLICATIONS[name]
    learnt = has_weights(name)
    return Network(
        name=name,
        title=_option(name),
        source=ModelSource("application", name, "imagenet" if learnt else "random"),
        input=application.input,
        labels=_imagenet_labels(),
        about=t(
            f"network_explorer.about_application_{'trained' if learnt else 'random'}",
            parameters=number(application.parameters, 0),
            source=application.source,
            licence=application.licence,
        ),
    )


def _imagenet_labels() -> tuple[str, ...]:
    """ImageNet's classes, which the networks of keras.applications share with the shipped one of a thousand."""
    known = (model_store.card(name) for name in SHIPPED)
    return next((card.labels(current()) for card in known if len(card.classes) == IMAGENET_CLASSES), ())


IMAGENET_CLASSES: Final = 1000


def _brought(model: brought_model.BroughtModel) -> Network:
    info = model.info
    return Network(
        name=OWN,
        title=model.name,
        source=ModelSource("file", str(model.path), model.digest),
        input=CardInput(info.rows, info.columns, info.channels, "bytes" if info.rescales else "unit"),
        labels=(),
        about=t(
            "network_explorer.about_own",
            layers=info.layers,
            parameters=number(info.parameters, 0),
            rows=info.rows,
            columns=info.columns,
            channels=info.channels,
        ),
        pool=engine.BROUGHT,
    )


@lru_cache(maxsize=64)
def _digest(name: str, changed: int) -> str:
    """Hash the file of a shipped network; cached while it does not change."""
    return blake2b(model_store.path(name).read_bytes(), digest_size=16).hexdigest()
