"""From the lab's settings and the visitor's picture to maps on screen: asks the engine, keeps the last good answer."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime.scriptrunner import get_script_run_ctx

import engine
from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.images import to_float
from cnn_core.settings import choice, text
from cnn_core.stack_network import program
from cnn_core.stack_sizes import sizes
from ui.components.lab_view import LabPicture, lab_payload
from ui.controls import option_label
from ui.language import current, t
from ui.pictures import Picture
from ui.waiting import wait_for

_LAST = "laboratory.last"
_SENT = "laboratory.sent"


@dataclass(frozen=True)
class LabView:
    """How the lab's maps are looked at; mirrored into the link like the controls."""

    scale: str = choice("map", ("map", "stage", "all"))
    pin: str = text("", maximum=20)


@dataclass(frozen=True, eq=False)
class Answer:
    """What Keras said, and to what.

    Attributes:
        stack: the settings.
        picture: digest of the visitor's picture.
        square: the picture as it was fitted, uint8 (rows, columns, 3).
        image: the picture as it went in, float32 (rows, columns, channels) in [0, 1].
        result: the maps and weights, a `cnn_core.laboratory_result.LabResult`.
    """

    stack: ConvolutionStack
    picture: str
    square: NDArray[np.uint8]
    image: NDArray[np.float32]
    result: Any


def last_answer() -> Answer | None:
    """The maps that the visitor saw last, for settings that cannot be."""
    answer: Answer | None = st.session_state.get(_LAST)
    return answer


def expect(stack: ConvolutionStack, picture: Picture) -> None:
    """Let the engine begin with what `ask` is going to want, while the page draws something else."""
    last = last_answer()
    if not _answers(last, stack, picture):
        with suppress(engine.EngineError):  # `ask` meets it again, and the page says it
            _submit(stack, _prepared(stack, picture, last)[1])


def ask(stack: ConvolutionStack, picture: Picture) -> Answer:
    """The maps of a stack without problems on the visitor's picture.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
    """
    last = last_answer()
    if last and _answers(last, stack, picture):
        return last
    square, image = _prepared(stack, picture, last)
    answer = Answer(stack, picture.digest, square, image, wait_for(_submit(stack, image)))
    st.session_state[_LAST] = answer
    return answer


def _answers(last: Answer | None, stack: ConvolutionStack, picture: Picture) -> bool:
    return last is not None and last.stack == stack and last.picture == picture.digest


def _submit(stack: ConvolutionStack, image: NDArray[np.float32]) -> Future[Any]:
    return engine.submit("cnn_core.laboratory.run", stack, image, visitor=f"{_session()}:laboratory")


def _prepared(
    stack: ConvolutionStack, picture: Picture, last: Answer | None
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The picture at the working size; the last one where neither picture nor size has changed."""
    if last and (last.picture, last.stack.size) == (picture.digest, stack.size):
        square = last.square
        if last.stack.color == stack.color:
            return square, last.image
    else:
        square = picture.square(stack.size)
    return square, to_float(square, stack.color)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else "none"


def lab_picture(answer: Answer) -> LabPicture:
    """What the lab's view draws of an answer. Maps that the browser computes bit for bit as Keras did stay here."""
    stack, result = answer.stack, answer.result
    names = ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps")
    arrays = {name: getattr(result, name) for name in names if name not in result.written_out}
    return LabPicture(
        program=program(stack, stack.channels),
        sizes=sizes(stack),
        map_names=map_names(stack),
        channel_names=channel_names(stack),
        arrays={
            "image": np.rint(answer.image * 255).astype(np.uint8),
            **{name: array for name, array in arrays.items() if array is not None},
        },
    )


def payload(answer: Answer, *, key: str, stale: bool, view: LabView) -> bytes:
    """What the lab's view is sent of an answer; made once, and again only when something in it has changed.

    Args:
        answer: what to show.
        key: the component's key.
        stale: whether it belongs to settings before the present ones.
        view: how it is looked at.
    """
    wanted = (answer, key, stale, view, current())
    made = st.session_state.get(_SENT)
    if made is None or made[0] != wanted:
        sent = lab_payload(lab_picture(answer), key=key, stale=stale, scale=view.scale, pin=view.pin)
        made = st.session_state[_SENT] = (wanted, sent)
    found: bytes = made[1]
    return found


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
