"""What the Convolution Lab's view is sent: the controls, the maps, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from cnn_core.convolution_lab.kernel_bank import kernel_bank
from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import Problem, choice, text
from ui.components.convolution_lab import LabPicture, LabState, lab_payload
from ui.convolution_lab.controls import controls
from ui.convolution_lab.request import Answer
from ui.language import current, t
from ui.settings.controls import option_label

_SENT = "lab_payload.sent"


@dataclass(frozen=True)
class LabView:
    """How the lab's maps are looked at; mirrored into the link like the controls."""

    scale: str = choice("map", ("map", "stage", "all"))
    pin: str = text("", maximum=20)


@dataclass(frozen=True)
class Moment:
    """What the lab shows at one moment.

    Attributes:
        stack: the visitor's settings.
        problems: what is wrong with them.
        answer: the maps on screen; None: there are none yet.
        notices: sentences above the maps.
        turn: the number of the view's last change that these settings have in them.
    """

    stack: ConvolutionStack
    problems: tuple[Problem, ...]
    answer: Answer | None
    notices: tuple[str, ...]
    turn: int

    @property
    def stale(self) -> bool:
        """Whether the maps belong to settings before the present ones."""
        return self.answer is not None and self.answer.stack != self.stack


def lab_picture(answer: Answer) -> LabPicture:
    """What the lab's view draws of an answer. Maps that the browser computes bit for bit as Keras did stay here."""
    stack, result = answer.stack, answer.result
    names = ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps")
    arrays = {name: getattr(result, name) for name in names if name not in result.written_out}
    return LabPicture(
        program=program(stack, stack.channels),
        sizes=_sizes(replace(stack, bias=0.0, activation="linear", edits="")),
        map_names=map_names(stack),
        color=stack.color,
        channel_names={kind: channel_names(replace(stack, color=kind == "colour")) for kind in ("colour", "grey")},
        kernels=kernel_bank(stack),
        draws=result.draws,
        digest=answer.picture,
        arrays={
            "image": answer.square,
            **{name: array for name, array in arrays.items() if array is not None},
        },
    )


def payload(moment: Moment, view: LabView, *, key: str) -> bytes:
    """What the lab's view is sent; made once, and again only when something in it has changed.

    Args:
        moment: what to show.
        view: how it is looked at.
        key: the component's key.
    """
    wanted = (moment, view, key, current())
    made = st.session_state.get(_SENT)
    if made is None or made[0] != wanted:
        made = st.session_state[_SENT] = (wanted, _packed(moment, view, key))
    found: bytes = made[1]
    return found


def _packed(moment: Moment, view: LabView, key: str) -> bytes:
    answer = moment.answer
    state = LabState(
        controls=controls(moment.stack, moment.problems),
        answered=_differences(answer.stack, moment.stack) if answer else {},
        notices=list(moment.notices),
        turn=moment.turn,
        stale=moment.stale,
        scale=view.scale,
        pin=view.pin,
    )
    return lab_payload(lab_picture(answer) if answer else None, state, key=key)


def _differences(stack: ConvolutionStack, present: ConvolutionStack) -> dict[str, Any]:
    """The settings of a stack that are not what they are at present."""
    values = ((field.name, getattr(stack, field.name)) for field in fields(stack))
    return {name: value for name, value in values if value != getattr(present, name)}


@lru_cache(maxsize=256)
def _sizes(stack: ConvolutionStack) -> list[dict[str, Any]]:
    """`sizes`, kept for stacks that differ in nothing that has a size."""
    return sizes(stack)


def channel_names(stack: ConvolutionStack) -> list[str]:
    """What the channels of the picture are called."""
    return [t(f"lab.pipeline.{name}") for name in (("red", "green", "blue") if stack.color else ("grey",))]


def map_names(stack: ConvolutionStack) -> list[str]:
    """What the kernel of each map is called; of depthwise maps the channel is told, too."""
    kernels = _kernel_names(stack)
    if stack.layer != "DepthwiseConv2D":
        return [kernels[number % len(kernels)] for number in range(stack.filters)]
    return [f"{channel} · {kernel}" for channel in channel_names(stack) for kernel in kernels[: stack.depth_multiplier]]


def _kernel_names(stack: ConvolutionStack) -> list[str]:
    if stack.kernel_source != "named":
        return [t(f"lab.pipeline.{stack.kernel_source}")] * stack.kernels_wanted
    names = [stack.kernels[number % len(stack.kernels)] for number in range(stack.kernels_wanted)]
    return [option_label("kernels", name) for name in names]
