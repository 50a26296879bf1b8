"""Messages of the page Build's view, checked and made into settings; what cannot be is left out with a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.augmentation.settings import Augmentation
from cnn_core.drafts import DraftError, DraftLayer, NetworkDraft, encode, nearest
from cnn_core.drafts.presets import AUGMENTATIONS, PRESETS, VGG_DEPTHS, vgg, vgg_like
from ui import settings, workbench
from ui.builder.settings import DEPTHS, OWN
from ui.language import t
from ui.requests import notices

VIEW: Final = "builder_view"
_NARROW: Final = {"filters": 16, "units": 128}
_SERIAL = "build_messages.serial"
_NOTICES = "build_messages"
_PRESET = "build_messages.preset"


def take() -> None:
    """Take a change in the view: layers, a preset, or an architecture to look at. The link follows."""
    message = st.session_state[VIEW].get("change")
    if not isinstance(message, Mapping):
        return
    if isinstance(serial_ := message.get("serial"), int):
        st.session_state[_SERIAL] = serial_
    match message:
        case {"layers": list(layers)}:
            _put(_draft(layers))
        case {"preset": str(name), "depth": depth} if name in PRESETS:
            _put(_preset(name, depth))
            st.session_state[_PRESET] = name
        case {"architecture": str(name)} if name == OWN or name in DEPTHS:
            settings.apply({"architecture": name})
        case _:
            notices.say(_NOTICES, t("build.refused"))


def serial() -> int:
    """Return the number of the view's last change that is in the settings."""
    return int(st.session_state.get(_SERIAL, 0))


def refusal() -> str:
    """Say why the last change was left out, once; "" if it was not."""
    return notices.take_last(_NOTICES)


def wanted_augmentation() -> str | None:
    """Return the augmentation of the preset chosen last, as text, unless it is already there."""
    chosen = AUGMENTATIONS.get(st.session_state.get(_PRESET, ""))
    if chosen is None or workbench.augmentation() == Augmentation(**chosen):
        return None
    return augmentation_settings.encode(Augmentation(**chosen))


def augment(text: str) -> None:
    """Set the augmentation, from a button."""
    settings.apply({"augmentation": text})


def _put(draft: NetworkDraft | None) -> None:
    """Make a network the one that is worked on, if it can be described in a link."""
    st.session_state.pop(_PRESET, None)
    try:
        if draft is not None:
            settings.apply({"network": encode(draft), "architecture": OWN})
            return
    except DraftError:
        pass
    notices.say(_NOTICES, t("build.refused"))


def _draft(layers: list[Any]) -> NetworkDraft | None:
    """Make a draft of the layers as the view sends them, for the present data; None if they cannot be described."""
    shape = workbench.shape()
    try:
        made = tuple(DraftLayer(layer["kind"], layer["settings"]) for layer in layers)
        return NetworkDraft(shape.rows, shape.columns, shape.channels, shape.classes, made)
    except (DraftError, TypeError, KeyError, AttributeError):
        return None


def _preset(name: str, depth: Any) -> NetworkDraft:
    shape = workbench.shape()
    size = (shape.rows, shape.columns, shape.channels, shape.classes)
    if PRESETS[name] is vgg_like and isinstance(depth, int) and depth in VGG_DEPTHS:
        return nearest(vgg(*size, depth=depth, **_NARROW))
    return PRESETS[name](*size)
