"""The Convolution Lab's controls; each says beside itself why a state cannot be, and offers the nearest one that can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.settings import Problem
from ui import settings
from ui.controls import option_label
from ui.language import t

DIRECTED = {"gabor", "motion_blur"}


def draw(stack: ConvolutionStack, problems: Sequence[Problem]) -> None:
    """Draw all controls of a convolution stack in three tabs.

    Args:
        stack: the settings at present: they decide which controls mean anything.
        problems: what is wrong with them; each is said at its control.
    """
    controls = _Controls(stack, problems)
    layer, kernels, after = st.tabs([t("lab.tab_layer"), t("lab.tab_kernels"), t("lab.tab_after")])
    with layer:
        controls.layer()
    with kernels:
        controls.kernels()
    with after:
        controls.after()
    controls.elsewhere()
    st.button(t("settings.reset"), on_click=settings.reset, args=(ConvolutionStack,), type="tertiary")


def remedy_text(remedy: dict[str, Any]) -> str:
    """A remedy in words: "Padding: same, Stride: 2"."""
    return ", ".join(f"{t(f'settings.{name}')}: {option_label(name)(_shown(value))}" for name, value in remedy.items())


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


class _Controls:
    """The controls of one run; remembers which problems have been said."""

    def __init__(self, stack: ConvolutionStack, problems: Sequence[Problem]) -> None:
        self.stack = stack
        self.problems = list(problems)

    def field(self, name: str, **options: Any) -> None:
        settings.control(ConvolutionStack, name, **options)
        self.say(name)

    def say(self, name: str) -> None:
        for problem in [problem for problem in self.problems if problem.field == name]:
            self.problems.remove(problem)
            st.warning(t(f"problem.{problem.code}", **problem.values), icon=":material/block:")
            if problem.remedy:
                st.button(
                    t("lab.remedy", values=remedy_text(problem.remedy)),
                    key=f"remedy_{problem.field}_{problem.code}",
                    on_click=settings.apply,
                    args=(problem.remedy,),
                    type="primary",
                )

    def elsewhere(self) -> None:
        """Problems whose control is not on screen."""
        for name in {problem.field for problem in self.problems}:
            self.say(name)

    def layer(self) -> None:
        stack = self.stack
        self.field("layer", kind="select")
        if stack.layer != "DepthwiseConv2D":
            self.field("filters")
        if stack.layer == "grouped":
            self.field("groups", maximum=12)
        if stack.layer in ("DepthwiseConv2D", "SeparableConv2D"):
            self.field("depth_multiplier")
        self._per_axis("kernel_rows", "kernel_columns", "square_kernel", stack.square_kernel)
        self._per_axis("stride_rows", "stride_columns", "equal_strides", stack.equal_strides)
        self.field("padding")
        if stack.padding == "custom":
            self._sides()
        self.field("dilation_rate")
        self.field("bias")

    def _per_axis(self, rows: str, columns: str, together: str, equal: bool) -> None:
        label = {"label": t(f"settings.{rows}_and_columns")} if equal else {}
        self.field(rows, **label)
        if not equal:
            self.field(columns)
        self.field(together)

    def _sides(self) -> None:
        for first, second in (("pad_top", "pad_bottom"), ("pad_left", "pad_right")):
            left, right = st.columns(2)
            with left:
                self.field(first, kind="number")
            with right:
                self.field(second, kind="number")

    def kernels(self) -> None:
        self.field("kernel_source")
        if self.stack.kernel_source == "named":
            self.field("kernels")
            if DIRECTED & set(self.stack.kernels):
                self.field("angle")
            if "gabor" in self.stack.kernels:
                self.field("wavelength")
        elif self.stack.kernel_source == "random":
            self.field("initializer")
            self.field("seed", kind="number")
        self.say("edits")
        if self.stack.edits:
            st.button(t("lab.reset_edits"), on_click=settings.apply, args=({"edits": ""},))

    def after(self) -> None:
        self.field("activation", kind="select")
        self.field("pooling", kind="select")
        if self.stack.pooling in ("max", "average", "min"):
            self.field("pool_size")
            self.field("pool_stride")
            self.field("pool_padding")
