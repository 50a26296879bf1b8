"""The payload of the Convolution Lab's view: the controls, the maps, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final, TypedDict

import numpy as np

from cnn_core.convolution_lab.kernel_bank import kernel_bank
from cnn_core.convolution_lab.network import program
from cnn_core.convolution_lab.sizes import sizes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import choice, text
from ui.components.convolution_lab import VIEW
from ui.convolution_lab.controls import controls
from ui.convolution_lab.request import Answer, LabMoment
from ui.language import current, t, words
from ui.requests.last_answer import Latest
from ui.settings.controls import option_label

_SENT: Final = Latest[bytes]("lab_payload.sent")


@dataclass(frozen=True)
class LabView:
    """The settings of how the lab's maps are looked at; mirrored into the link like the controls."""

    scale: str = choice("map", ("map", "stage", "all"))
    pin: str = text("", maximum=20)


class LabHeader(TypedDict):
    """The header of the lab's payload; ``ui/components/convolution_lab/payload.d.ts`` says the same to the view.

    Attributes:
        key: the component's key.
        words: of the view, and of two of the page's controls.
        controls: of `ui.convolution_lab.controls.controls`.
        answered: the settings that the maps belong to, where they are not the present ones.
        notices: sentences above the maps.
        turn: the number of the view's last change that the settings have in them.
        stale: True if the maps belong to settings before the present ones, and are dimmed.
        scale: which maps share a colour scale at first: "map", "stage" or "all".
        pin: the cell that is pinned at first, as the view writes it into a link, or "".
    """

    key: str
    words: dict[str, str]
    controls: Any
    answered: dict[str, Any]
    notices: list[str]
    turn: int
    stale: bool
    scale: str
    pin: str


class MapsHeader(TypedDict):
    """The header's part about the maps, once there are any.

    Attributes:
        program: the layer stack as the browser's arithmetic takes it.
        sizes: the numbers of the sizes view.
        mapNames: what each map's kernel is called.
        color: True if the picture goes in with its three colours, False for grey.
        digest: of the visitor's picture, to ask for it at other sizes (`ui.serving.picture_sizes`).
        channelNames: what each channel of the picture is called, in "colour" and in "grey".
    """

    program: dict[str, Any]
    sizes: list[dict[str, Any]]
    mapNames: list[str]
    color: bool
    digest: str
    channelNames: dict[str, list[str]]


def payload(moment: LabMoment, view: LabView, turn: int, *, key: str) -> bytes:
    """Return what the lab's view is sent; packed once, and again only when something in it has changed.

    Args:
        moment: what to show.
        view: how it is looked at.
        turn: the number of the view's last change that the settings have in them.
        key: the component's key.
    """

    def make() -> bytes:
        answer = moment.answer
        around = header(moment, view, turn, key=key)
        return VIEW.payload({**around, **maps_header(answer)}, arrays(answer)) if answer else VIEW.payload(around)

    return _SENT.get_or_make((moment, view, turn, key, current()), make)


def header(moment: LabMoment, view: LabView, turn: int, *, key: str) -> LabHeader:
    """Return what stands around the maps: controls, notices, and how the maps are looked at."""
    return {
        "key": key,
        "words": words(VIEW.words) | {"take": t("take_away.title"), "reset": t("settings.reset")},
        "controls": controls(moment.settings, moment.problems),
        "answered": _differences(moment.answer.stack, moment.settings) if moment.answer else {},
        "notices": list(moment.notices),
        "turn": turn,
        "stale": moment.stale,
        "scale": view.scale,
        "pin": view.pin,
    }


def maps_header(answer: Answer) -> MapsHeader:
    """Return what is said of the maps: the layer stack as the browser's arithmetic takes it, names and sizes."""
    stack = answer.stack
    return {
        "program": program(stack, stack.channels),
        "sizes": _sizes(replace(stack, bias=0.0, activation="linear", edits="")),
        "mapNames": map_names(stack),
        "color": stack.color,
        "digest": answer.picture,
        "channelNames": {kind: channel_names(replace(stack, color=kind == "colour")) for kind in ("colour", "grey")},
    }


def arrays(answer: Answer) -> dict[str, np.ndarray[Any, Any]]:
    """Return the maps, weights and kernels of an answer. Maps that the browser computes bit for bit as Keras stay here.

    Returns:
        ``image``, uint8 (rows, columns, 3), of which the browser makes the grey one too; float32 ``kernel``, ``bias``,
        perhaps ``pointwise``; ``feature_maps``, ``activation_maps``, ``pooled_maps`` (rows, columns, maps);
        "kernels:ROWSxCOLUMNS" of `cnn_core.convolution_lab.kernel_bank`; and "draws:NAME" of
        `cnn_core.convolution_lab.random_draws`.
    """
    result = answer.result
    names = ("kernel", "pointwise", "bias", "feature_maps", "activation_maps", "pooled_maps")
    maps = {name: getattr(result, name) for name in names if name not in result.written_out}
    bank = {f"kernels:{rows}x{columns}": found for (rows, columns), found in kernel_bank(answer.stack).items()}
    draws = {f"draws:{name}": numbers for name, numbers in result.draws.items()}
    return {"image": answer.square, **{name: array for name, array in maps.items() if array is not None}} | bank | draws


def _differences(stack: ConvolutionStack, present: ConvolutionStack) -> dict[str, Any]:
    """Return the settings of a stack that are not what they are at present."""
    values = ((field.name, getattr(stack, field.name)) for field in fields(stack))
    return {name: value for name, value in values if value != getattr(present, name)}


@lru_cache(maxsize=256)
def _sizes(stack: ConvolutionStack) -> list[dict[str, Any]]:
    """Return the cached `sizes`, shared by stacks that differ in nothing that has a size."""
    return sizes(stack)


def channel_names(stack: ConvolutionStack) -> list[str]:
    """Name the channels of the picture."""
    return [t(f"lab.pipeline.{name}") for name in (("red", "green", "blue") if stack.color else ("grey",))]


def map_names(stack: ConvolutionStack) -> list[str]:
    """Name each map after its kernel; a depthwise map after its channel, too."""
    kernels = _kernel_names(stack)
    if stack.layer != "DepthwiseConv2D":
        return [kernels[number % len(kernels)] for number in range(stack.filters)]
    return [f"{channel} · {kernel}" for channel in channel_names(stack) for kernel in kernels[: stack.depth_multiplier]]


def _kernel_names(stack: ConvolutionStack) -> list[str]:
    if stack.kernel_source != "named":
        return [t(f"lab.pipeline.{stack.kernel_source}")] * stack.kernels_wanted
    names = [stack.kernels[number % len(stack.kernels)] for number in range(stack.kernels_wanted)]
    return [option_label("kernels", name) for name in names]
