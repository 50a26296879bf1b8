"""Settings of a run as plain data: pictures, network, training; checked at the border."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from cnn_core import drafts as network_draft
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import DraftLayer
from cnn_core.settings import LONGEST_LINK_TEXT, SettingError, check, text, whole
from cnn_core.storage.workspace import is_id
from cnn_core.training.training_settings import TrainingSettings

LONGEST_TITLE = 200


@dataclass(frozen=True)
class RunSettings:
    """Everything that decides what a run does.

    Attributes:
        title: what people call it.
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: of its pictures, in pixels; 0: as the data set has them, or its default.
        split_seed: of the split into training, validation and test.
        network: as `cnn_core.drafts` writes it.
        augmentation: as `cnn_core.augmentation.settings` writes it; "": none.
        training: how it is trained.
        parent: the id of the run that it followed; "": none.
        created: when it was made, in seconds since 1970; `cnn_core.training.run_folder` sets it.
    """

    title: str = text("", maximum=LONGEST_TITLE)
    data: str = text("shapes", maximum=LONGEST_LINK_TEXT)
    side: int = whole(0, minimum=0, maximum=256)
    split_seed: int = whole(0, minimum=0, maximum=9999)
    network: str = text("", maximum=LONGEST_LINK_TEXT)
    augmentation: str = text("", maximum=LONGEST_LINK_TEXT)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    parent: str = text("", maximum=32)
    created: float = 0.0

    @cached_property
    def draft(self) -> NetworkDraft:
        """The network that is trained, read once: with the Dropout that ``training`` asks for.

        Raises:
            ValueError: ``network`` is not one.
        """
        return with_dropout(network_draft.decode(self.network), self.training.dropout)


def with_dropout(draft: NetworkDraft, rate: float) -> NetworkDraft:
    """Put Dropout in front of a network's last layer, in the place of one that is there.

    Args:
        draft: the network.
        rate: share of the values that are left out in training; 0: the network stays as it is.

    Example:
        >>> draft = with_dropout(NetworkDraft(8, 8, 1, 10, (DraftLayer("Flatten"),)), 0.3)
        >>> draft.layers[-1], with_dropout(draft, 0.3) == draft
        (DraftLayer(kind='Dropout', settings={'rate': 0.3}), True)
    """
    if not rate:
        return draft
    kept = draft.layers[:-1] if draft.layers and draft.layers[-1].kind == "Dropout" else draft.layers
    return replace(draft, layers=(*kept, DraftLayer("Dropout", {"rate": rate})))


def checked(settings: RunSettings) -> RunSettings:
    """Return the settings if there can be such a run, ``network`` with the Dropout that ``training`` asks for.

    Raises:
        SettingError: there cannot; it says why.

    Example:
        >>> checked(RunSettings(data="wine"))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        cnn_core.settings.SettingError: A data set is one of shapes, ... Received: 'wine'. Choose one.
    """
    try:
        check(settings)
        check(settings.training)
        source = data_source.decode(settings.data)
        draft = settings.draft
        augmentation_settings.decode(settings.augmentation)
    except SettingError:
        raise
    except ValueError as error:
        raise SettingError(str(error)) from error
    side = datasets.side_of(source, settings.side)
    if (draft.rows, draft.columns) != (side, side):
        raise SettingError(
            f"The network takes pictures of the size that the data have, {side} × {side}. Received: a network for "
            f"{draft.rows} × {draft.columns}. Open the page Build once, which makes it fit."
        )
    if found := network_draft.problems(draft):
        raise SettingError(
            f"Every layer of a network can work on what it gets. Received: {found[0].code} at layer {found[0].index}. "
            "Open the page Build, which shows the layer and mends it."
        )
    if settings.parent and not is_id(settings.parent):
        raise SettingError("A parent is a run's id. Received: something else. Leave it out.")
    network = network_draft.encode(draft)
    return settings if network == settings.network else replace(settings, network=network)


def to_json(settings: RunSettings) -> dict[str, Any]:
    """Write the settings as JSON holds them.

    Example:
        >>> from_json(to_json(RunSettings(title="one"))).title
        'one'
    """
    return asdict(settings)


def from_json(found: Any) -> RunSettings:
    """Read settings of an older or a newer version too: what is unknown is left out, what is new is usual.

    Raises:
        SettingError: they are none, or outside their limits.
    """
    if not isinstance(found, Mapping) or not isinstance(found.get("training"), Mapping):
        raise SettingError("Settings of a run are an object with a training. Received: something else")
    training = TrainingSettings(**_drop_unknown(found["training"], TrainingSettings))
    settings = replace(RunSettings(**_drop_unknown(found, RunSettings)), training=training)
    created = settings.created
    if isinstance(created, bool) or not isinstance(created, (int, float)) or not math.isfinite(created):
        raise SettingError("`created` is a number of seconds. Received: something else")
    check(settings)
    check(training)
    return settings


def _drop_unknown(found: Mapping[str, Any], kind: type) -> dict[str, Any]:
    values = {one.name: found[one.name] for one in fields(kind) if one.name in found and one.name != "training"}
    for one in fields(kind):
        value = values.get(one.name)
        if one.metadata.get("kind") == "whole" and isinstance(value, float) and value.is_integer():
            values[one.name] = int(value)
    return values
