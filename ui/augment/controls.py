"""The controls of the augmentation: named ones to begin with, one group at a time, and what speaks against them."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from cnn_core.augmentation.contradictions import Contradiction, Pictures
from cnn_core.augmentation.keras_code import steps
from cnn_core.augmentation.settings import Augmentation
from cnn_core.settings import kind, limits
from ui import workbench
from ui.augment import augmentation as augment
from ui.language import t

GROUPS: Final = {
    "place": (
        "flip_horizontal", "flip_vertical", "rotation", "shift_rows", "shift_columns", "zoom", "shear", "fill_mode",
    ),
    "light": ("brightness", "contrast", "channel_shift"),
    "cover": ("noise", "erasing", "mixup"),
    "whitening": ("zca", "zca_epsilon"),
}  # fmt: skip
"""Group → its fields. Each field of `Augmentation` stands in one."""

_FORMATS: Final = {augment.DEGREES: "%d°", augment.ALPHA: "%.2f"}
_ICONS: Final = {"wrong": ":material/label_off:", "unlikely": ":material/help:"}
_PRESET: Final = "augment_preset"
_GROUP: Final = "augment_group"
_FIELD: Final = "augment_field_"


def draw(of: Pictures) -> None:
    """Draw all of it."""
    _draw_presets(of)
    present = workbench.augmentation()
    st.segmented_control(
        t("augment.group_label"),
        list(GROUPS),
        format_func=lambda group: _group_label(group, present),
        key=_GROUP,
        default=next(iter(GROUPS)),
        required=True,
    )
    with st.container(key="augment_fields", gap="small"):
        for name in GROUPS[st.session_state[_GROUP]]:
            _draw_field(name, present)
    for problem in augment.found_problems(of):
        _draw_problem(problem)
    _draw_order(present)


def _draw_presets(of: Pictures) -> None:
    present, known = workbench.augmentation(), augment.presets(of)
    st.session_state[_PRESET] = next((name for name, preset in known.items() if preset == present), None)
    st.pills(
        t("augment.preset_label"),
        list(known),
        format_func=lambda name: t(f"augment.preset.{name}"),
        key=_PRESET,
        on_change=_preset_chosen,
        args=(known,),
    )


def _preset_chosen(known: dict[str, Augmentation]) -> None:
    name = st.session_state[_PRESET]
    augment.put(known[name] if name else Augmentation())


def _group_label(group: str, present: Augmentation) -> str:
    """Write the group's name, and how many of its transformations are on."""
    details = ("fill_mode", "zca_epsilon")
    active = sum(bool(getattr(present, name)) for name in GROUPS[group] if name not in details)
    name = t(f"augment.group.{group}")
    return t("augment.group_active", name=name, active=active) if active else name


def _draw_field(name: str, present: Augmentation) -> None:
    """Draw the control of one field; in place of a detail of what is switched off, why there is nothing to set."""
    if not {"fill_mode": present.moves, "zca_epsilon": present.zca}.get(name, True):
        st.caption(t(f"augment.needless.{name}"))
        return
    key = f"{_FIELD}{name}"
    if st.session_state.get(key) != getattr(present, name):
        st.session_state[key] = getattr(present, name)
    words: dict[str, Any] = {
        "label": t(f"augment.field.{name}"),
        "help": t(f"augment.help.{name}"),
        "key": key,
        "on_change": _field_set,
        "args": (name,),
    }
    range_ = limits(Augmentation, name)
    match kind(Augmentation, name):
        case "flag":
            st.toggle(**words)
        case "choice":
            st.segmented_control(
                options=range_.options, format_func=lambda option: _option(name, option), required=True, **words
            )
        case _:
            form = _FORMATS.get(name, "percent")
            scale = type(range_.default)
            bounds = {"min_value": scale(range_.minimum), "max_value": scale(range_.maximum)}
            st.slider(step=range_.step, format=form, **bounds, **words)


def _option(name: str, option: str) -> str:
    return t(f"augment.fill_mode.{option}") if name == "fill_mode" else option


def _field_set(name: str) -> None:
    augment.change({name: st.session_state[f"{_FIELD}{name}"]})


def _draw_problem(problem: Contradiction) -> None:
    """Draw why a setting is not meant, and the button that sets what works."""
    name = t(f"augment.field.{problem.field}")
    sentence = t("augment.problem_at", name=name, sentence=t(f"augment.problem.{problem.code}"))
    (st.warning if problem.weight == "wrong" else st.info)(sentence, icon=_ICONS[problem.weight])
    values = ", ".join(augment.in_words(*pair) for pair in problem.remedy.items())
    st.button(
        t("augment.remedy", values=values),
        key=f"augment_remedy_{problem.field}",
        on_click=augment.change,
        args=(problem.remedy,),
    )


def _draw_order(present: Augmentation) -> None:
    """Draw the order in which the layers run, and the button that switches all of them off."""
    layers = [f"`{step.layer}`" for step in steps(present)]
    if present.zca:
        layers.append(t("augment.order_whitening"))
    if layers:
        st.markdown(t("augment.order", layers=" → ".join(layers)))
    st.button(
        t("augment.reset"),
        icon=":material/restart_alt:",
        key="augment_reset",
        on_click=augment.put,
        args=(Augmentation(),),
        disabled=present == Augmentation(),
    )
