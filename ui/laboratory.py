"""From the lab's settings and the visitor's picture to maps on screen: asks the engine, keeps the last good answer."""

from __future__ import annotations

from concurrent.futures import Future, wait
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.runtime.scriptrunner import get_script_run_ctx

import engine
from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.images import to_float
from cnn_core.settings import Problem, choice, text
from cnn_core.stack_network import program
from cnn_core.stack_sizes import sizes
from ui.components.lab_view import LabPicture, LabState, lab_payload
from ui.controls import option_label
from ui.convolution_controls import controls
from ui.language import current, t
from ui.pictures import Picture
from ui.waiting import QUIET_SECONDS, wait_for

_LAST = "laboratory.last"
_SENT = "laboratory.sent"


@dataclass(frozen=True)
class LabView:
    """How the lab's maps are looked at; mirrored into the link like the controls."""

    scale: str = choice("map", ("map", "stage", "all"))
    pin: str = text("", maximum=20)


@dataclass(frozen=True, eq=False)
class Pixels:
    """The visitor's picture as the layer sees it.

    Attributes:
        square: as it was fitted, uint8 (rows, columns, 3).
        image: as it goes in, float32 (rows, columns, channels) in [0, 1].
        levels: the same as bytes, uint8 (rows, columns, channels).
    """

    square: NDArray[np.uint8]
    image: NDArray[np.float32]
    levels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Answer:
    """What Keras said, and to what.

    Attributes:
        stack: the settings.
        picture: digest of the visitor's picture.
        pixels: the picture at the stack's size and colour.
        result: the maps and weights, a `cnn_core.laboratory_result.LabResult`.
    """

    stack: ConvolutionStack
    picture: str
    pixels: Pixels
    result: Any

    @property
    def square(self) -> NDArray[np.uint8]:
        """The picture as it was fitted, uint8 (rows, columns, 3)."""
        return self.pixels.square

    @property
    def image(self) -> NDArray[np.float32]:
        """The picture as it went in, float32 (rows, columns, channels) in [0, 1]."""
        return self.pixels.image


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


def last_answer() -> Answer | None:
    """The maps that the visitor saw last, for settings that cannot be."""
    answer: Answer | None = st.session_state.get(_LAST)
    return answer


def ask(stack: ConvolutionStack, picture: Picture, *, quiet_seconds: float = QUIET_SECONDS) -> Answer:
    """The maps of a stack without problems on the visitor's picture.

    Args:
        stack: the settings.
        picture: the visitor's.
        quiet_seconds: how long the page says nothing while Keras is being loaded.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
    """
    last = last_answer()
    if last and _answers(last, stack, picture):
        return last
    pixels = _prepared(stack, picture, last)
    return _kept(stack, picture, pixels, wait_for(_submit(stack, pixels), quiet_seconds=quiet_seconds))


def ask_unless_starting(stack: ConvolutionStack, picture: Picture) -> Answer | None:
    """As `ask`, but None while Keras is still being loaded; the request goes on, and `ask` waits for it.

    Raises:
        EngineError: as `ask`.
    """
    last = last_answer()
    if last and _answers(last, stack, picture):
        return last
    pixels = _prepared(stack, picture, last)
    future = _submit(stack, pixels)
    if not future.done() and not engine.ready() and not wait([future], QUIET_SECONDS).done:
        return None
    return _kept(stack, picture, pixels, wait_for(future))


def _kept(stack: ConvolutionStack, picture: Picture, pixels: Pixels, result: Any) -> Answer:
    answer = Answer(stack, picture.digest, pixels, result)
    st.session_state[_LAST] = answer
    return answer


def _answers(last: Answer | None, stack: ConvolutionStack, picture: Picture) -> bool:
    return last is not None and last.stack == stack and last.picture == picture.digest


def _submit(stack: ConvolutionStack, pixels: Pixels) -> Future[Any]:
    return engine.submit("cnn_core.laboratory.run", stack, pixels.image, visitor=f"{_session()}:laboratory")


def _prepared(stack: ConvolutionStack, picture: Picture, last: Answer | None) -> Pixels:
    """The picture at the working size; the last one where neither picture nor size has changed."""
    if last is None or (last.picture, last.stack.size) != (picture.digest, stack.size):
        square = picture.square(stack.size)
    elif last.stack.color == stack.color:
        return last.pixels
    else:
        square = last.pixels.square
    image = to_float(square, stack.color)
    return Pixels(square, image, np.rint(image * 255).astype(np.uint8))


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
            "image": answer.pixels.levels,
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
