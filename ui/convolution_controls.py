"""The Convolution Lab's controls; each says why a state cannot be, and offers the nearest one that can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.settings import Problem
from ui import problem_notes, settings
from ui.language import t

DIRECTED = {"gabor", "motion_blur"}
PARTS = ("layer", "window", "kernels", "pooling")
SLIDER = 132  # pixels: two sliders stand side by side in the column of controls, and on a phone


def draw(stack: ConvolutionStack, problems: Sequence[Problem]) -> None:
    """Draw all controls of a convolution stack: its picture's size and colour, then one part of the stack at a time.

    Args:
        stack: the settings at present: they decide which controls mean anything.
        problems: what is wrong with them; each is said at its control.
    """
    controls = _Controls(stack, problems)
    controls.picture()
    part = st.segmented_control(
        t("lab.part"),
        PARTS,
        key="lab_part",
        default=PARTS[0],
        format_func=lambda name: t(f"lab.part_{name}"),
        required=True,
        label_visibility="collapsed",
    )
    # Only the controls of this part are drawn: a change then costs half of what it would with all of them.
    getattr(controls, part)()
    controls.elsewhere()
    st.button(t("settings.reset"), on_click=settings.reset, args=(ConvolutionStack,), type="tertiary")


class _Controls:
    """The controls of one run; remembers which problems have been said."""

    def __init__(self, stack: ConvolutionStack, problems: Sequence[Problem]) -> None:
        self.stack = stack
        self.problems = list(problems)

    def draw(self, name: str, **options: Any) -> None:
        settings.control(ConvolutionStack, name, **options)

    def field(self, name: str, **options: Any) -> None:
        self.draw(name, **options)
        self.say(name)

    def say(self, name: str) -> None:
        problem_notes.say(self.problems, name)
        self.problems = [problem for problem in self.problems if problem.field != name]

    def elsewhere(self) -> None:
        """Problems whose control is not on screen."""
        for name in {problem.field for problem in self.problems}:
            self.say(name)

    def picture(self) -> None:
        with _line():
            self.field("size", width=SLIDER)
            self.field("color", width="content")

    def layer(self) -> None:
        stack = self.stack
        with _line():
            self.field("layer", kind="select")
            if stack.layer != "DepthwiseConv2D":
                self.field("filters", width=SLIDER)
            if stack.layer == "grouped":
                self.field("groups", maximum=12, width=SLIDER)
            if stack.layer in ("DepthwiseConv2D", "SeparableConv2D"):
                self.field("depth_multiplier", width=SLIDER)
            self.field("bias", width=SLIDER)
        self.field("activation", kind="select")

    def window(self) -> None:
        stack = self.stack
        self._per_axis("kernel_rows", "kernel_columns", "square_kernel", stack.square_kernel)
        self._per_axis("stride_rows", "stride_columns", "equal_strides", stack.equal_strides)
        self.field("padding")
        if stack.padding == "custom":
            with _line():
                for side in ("pad_top", "pad_bottom", "pad_left", "pad_right"):
                    self.field(side, kind="number", width=SLIDER)
        self.field("dilation_rate")

    def _per_axis(self, rows: str, columns: str, together: str, equal: bool) -> None:
        """A number that is one for both axes, or one for each; what is wrong with it stands below."""
        label = {"label": t(f"settings.{rows}_and_columns")} if equal else {}
        with _line():
            self.draw(rows, width=SLIDER, **label)
            if not equal:
                self.draw(columns, width=SLIDER)
            self.draw(together, width="content")
        for name in (rows, columns, together):
            self.say(name)

    def kernels(self) -> None:
        self.field("kernel_source")
        if self.stack.kernel_source == "named":
            self.field("kernels")
            with _line():
                if DIRECTED & set(self.stack.kernels):
                    self.field("angle", width=SLIDER)
                if "gabor" in self.stack.kernels:
                    self.field("wavelength", width=SLIDER)
        elif self.stack.kernel_source == "random":
            self.field("initializer")
            self.field("seed", kind="number")
        self.say("edits")
        if self.stack.edits:
            st.button(t("lab.reset_edits"), on_click=settings.apply, args=({"edits": ""},))

    def pooling(self) -> None:
        self.field("pooling", kind="select")
        if self.stack.pooling in ("max", "average", "min"):
            with _line():
                self.field("pool_size", width=SLIDER)
                self.field("pool_stride", width=SLIDER)
            self.field("pool_padding")


def _line() -> Any:
    """Controls side by side, wrapping where the column is narrow."""
    return st.container(horizontal=True, gap="small", vertical_alignment="bottom")
