"""The Convolution Lab's controls as plain data: the view draws them, and what it sends back is checked here.

Limits come from the settings themselves and words from the catalogues, so that the browser repeats neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from functools import cache
from typing import Any

from cnn_core.arithmetic.kernels import KERNELS
from cnn_core.convolution_lab.kernel_bank import PLAIN
from cnn_core.convolution_lab.problems import MAXIMUM_VALUES
from cnn_core.convolution_lab.sizes import POOLING_CLASSES
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import Problem, SettingError, check_value, kind, limits
from ui.language import current, has, t
from ui.settings import problem_notes
from ui.settings.controls import option_label

LINES: dict[str, tuple[tuple[str, ...], ...]] = {
    "picture": (("size", "color"),),
    "layer": (("layer", "filters", "groups", "depth_multiplier", "bias"), ("activation",)),
    "window": (
        ("kernel_rows", "kernel_columns", "square_kernel"),
        ("stride_rows", "stride_columns", "equal_strides"),
        ("padding",),
        ("pad_top", "pad_bottom", "pad_left", "pad_right"),
        ("dilation_rate",),
    ),
    "kernels": (("kernel_source",), ("kernels",), ("angle", "wavelength"), ("initializer",), ("seed",)),
    "pooling": (("pooling",), ("pool_size", "pool_stride"), ("pool_padding",)),
}
"""The controls of each part, line by line. Those of the picture are always in sight, of the others one part is."""

TURNING = tuple(name for name, entry in KERNELS.items() if "angle" in entry.parameters)
"""Kernels with a direction."""

KINDS = {"layer": "select", "seed": "number"} | dict.fromkeys(
    ("pad_top", "pad_bottom", "pad_left", "pad_right"), "number"
)
HIGHEST = {"groups": 12}
"""Where a slider ends before the limit; a larger number in a link still counts."""

SHOWN_WHEN: dict[str, dict[str, tuple[Any, ...]]] = {
    "filters": {"layer": ("Conv2D", "grouped", "SeparableConv2D", "Conv2DTranspose")},
    "groups": {"layer": ("grouped",)},
    "depth_multiplier": {"layer": ("DepthwiseConv2D", "SeparableConv2D")},
    "kernel_columns": {"square_kernel": (False,)},
    "stride_columns": {"equal_strides": (False,)},
    **{f"pad_{side}": {"padding": ("custom",)} for side in ("top", "bottom", "left", "right")},
    "kernels": {"kernel_source": ("named",)},
    "angle": {"kernel_source": ("named",), "kernels": TURNING},
    "wavelength": {"kernel_source": ("named",), "kernels": ("gabor",)},
    "initializer": {"kernel_source": ("random",)},
    "seed": {"kernel_source": ("random",)},
    **{name: {"pooling": ("max", "average", "min")} for name in ("pool_size", "pool_stride", "pool_padding")},
}
"""A control means something only while each of these settings has, or holds, one of these values."""

TOGETHER = {"kernel_rows": "square_kernel", "stride_rows": "equal_strides"}
"""While the second setting is on, the first stands for both axes, and is called so."""


def controls(stack: ConvolutionStack, problems: Sequence[Problem]) -> dict[str, Any]:
    """Describe the controls for the view, plain and JSON-able.

    Args:
        stack: the settings at present.
        problems: what is wrong with them; each is said at its control.

    Returns:
        ``values`` of every setting; ``problems``, each with ``field``, ``code``, ``text`` and perhaps ``fix``, a
        ``label`` and the ``values`` that it sets; and what stays the same within a language: ``parts``, ``fields``,
        ``start``, the value that each setting has at first, and ``bounds``, what the browser's arithmetic must know.
    """
    return {"values": asdict(stack), "problems": [_problem(problem) for problem in problems], **_draw(current())}


def _problem(problem: Problem) -> dict[str, Any]:
    fix = problem.remedy and {
        "label": t("lab.remedy", values=problem_notes.remedy_text(problem.remedy)),
        "values": problem.remedy,
    }
    text = problem_notes.sentence(problem)
    return {"field": problem.field, "code": problem.code, "text": text, "fix": fix or None}


@cache
def _draw(_: str) -> dict[str, Any]:
    """Describe what does not change with the settings, in one language; cached."""
    names = [name for lines in LINES.values() for line in lines for name in line]
    return {
        "parts": [
            {"id": part, "label": t(f"lab.part_{part}"), "lines": [list(line) for line in lines]}
            for part, lines in LINES.items()
        ],
        "fields": {name: _field(name) for name in names},
        "bounds": {"mostValues": MAXIMUM_VALUES, "kernels": _kernels(), "poolingClasses": POOLING_CLASSES},
        "start": {field.name: limits(ConvolutionStack, field.name).default for field in fields(ConvolutionStack)},
    }


def _kernels() -> list[dict[str, Any]]:
    """List the named kernels: label, least size, and their place in the bank that travels with the maps."""
    return [
        {
            "name": name,
            "label": option_label("kernels", name),
            "minimum": list(entry.minimum_size),
            "plain": PLAIN.index(name) if name in PLAIN else None,
        }
        for name, entry in KERNELS.items()
    ]


def _field(name: str) -> dict[str, Any]:
    own = limits(ConvolutionStack, name)
    return {
        "kind": KINDS.get(name) or _usual(kind(ConvolutionStack, name), len(own.options)),
        "label": t(f"settings.{name}"),
        "help": t(f"settings.{name}_help") if has(f"settings.{name}_help") else None,
        "minimum": own.minimum,
        "maximum": HIGHEST.get(name, own.maximum),
        "step": own.step,
        "options": [{"value": option, "label": option_label(name, option)} for option in own.options],
        "when": SHOWN_WHEN.get(name, {}),
        "together": TOGETHER.get(name) and {"field": TOGETHER[name], "label": t(f"settings.{name}_and_columns")},
    }


def _usual(kind_: str, options: int) -> str:
    usual = {"whole": "slider", "real": "slider", "flag": "switch", "several": "several"}
    return usual.get(kind_) or ("segments" if options <= 4 else "select")


def checked(message: Any) -> tuple[dict[str, Any], list[str]]:
    """Check what a message of the view changes; return that, and the names of the settings that it may not change.

    Args:
        message: whatever came: the view sends {field: value, …}, but anybody can send anything.

    Example:
        >>> checked({"filters": 8.0, "size": 5000, "kernels": ["box", "box"]})
        ({'filters': 8, 'kernels': ('box',)}, ['size'])
    """
    if not isinstance(message, dict):
        return {}, [_short(message)]
    taken: dict[str, Any] = {}
    refused: list[str] = []
    known = {field.name for field in fields(ConvolutionStack)}
    for name, value in message.items():
        try:
            if name not in known:
                raise SettingError(f"A setting is one of ConvolutionStack's. Received: {_short(name)}")
            taken[name] = _plain(name, value)
        except SettingError:
            refused.append(_short(name))
    return taken, refused


def _plain(name: str, value: Any) -> Any:
    """Convert a value from JSON to what the settings have.

    Raises:
        SettingError: it is none that the setting may have.
    """
    kind_ = kind(ConvolutionStack, name)
    if kind_ == "several":
        if not isinstance(value, list) or not all(isinstance(option, str) for option in value):
            raise SettingError(f"`{name}` is a list of names. Received: {_short(value)}")
        value = tuple(dict.fromkeys(value))
    check_value(ConvolutionStack, name, value)
    converters: dict[str, Any] = {"whole": int, "real": float}
    return converters.get(kind_, lambda same: same)(value)


def _short(value: Any) -> str:
    return str(value)[:40]
