"""Fields of settings objects: one place that knows each setting's default and limits.

A settings object is a frozen dataclass whose fields are made by the functions below. The limits stand in the
field's metadata, so that the same definition validates a link, a form and a call from a notebook.

Example:
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Blur:
    ...     radius: int = whole(2, minimum=1, maximum=9)
    >>> limits(Blur, "radius")
    Limits(default=2, minimum=1, maximum=9, step=1, options=(), form='')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, NamedTuple

LONGEST_LINK_TEXT: Final = 2000
"""Characters of the longest text that one setting may put into a link."""


class SettingError(ValueError):
    """A setting that lies outside its limits. The message states the rule and then what was received."""


class Limits(NamedTuple):
    """The limits of a setting: a range with a step, or one or several of ``options``, or of the form ``form``."""

    default: Any
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    options: tuple[str, ...] = ()
    form: str = ""


def _field(kind: str, limits_: Limits) -> Any:
    return field(default=limits_.default, metadata={"kind": kind, "limits": limits_})


def whole(default: int, *, minimum: int, maximum: int, step: int = 1) -> Any:
    """Define a whole number in [minimum, maximum]."""
    return _field("whole", Limits(default, minimum, maximum, step))


def real(default: float, *, minimum: float, maximum: float, step: float) -> Any:
    """Define a real number in [minimum, maximum]; ``step`` is the step of its slider, not a restriction."""
    return _field("real", Limits(default, minimum, maximum, step))


def flag(default: bool) -> Any:
    """True or False."""
    return _field("flag", Limits(default))


def choice(default: str, options: Sequence[str], *, form: str = "") -> Any:
    """Define one of ``options``; or, where there are more than are known beforehand, a text of a form.

    Args:
        default: one of the options.
        options: those that there always are.
        form: a regular expression that the whole of any other text must match; "": there are no others.
    """
    return _field("choice", Limits(default, options=tuple(options), form=form))


def several(default: Sequence[str], options: Sequence[str]) -> Any:
    """Define one or more of ``options``, in order."""
    return _field("several", Limits(tuple(default), options=tuple(options)))


def text(default: str = "", *, maximum: int) -> Any:
    """Define a string of at most ``maximum`` characters."""
    return _field("text", Limits(default, maximum=maximum))


def kind(settings: type, name: str) -> str:
    """Return the kind of a field: "whole", "real", "flag", "choice", "several" or "text"."""
    return str(_metadata(settings, name)["kind"])


def limits(settings: type, name: str) -> Limits:
    """Return the limits of one field of a settings class."""
    found: Limits = _metadata(settings, name)["limits"]
    return found


def _metadata(settings: type, name: str) -> Any:
    return next(field_.metadata for field_ in fields(settings) if field_.name == name)


def check(settings: Any) -> None:
    """Raise a SettingError for the first field of ``settings`` that lies outside its limits."""
    for field_ in fields(settings):
        if "kind" in field_.metadata:
            check_value(type(settings), field_.name, getattr(settings, field_.name))


def check_value(settings: type, name: str, value: Any) -> None:
    """Raise a SettingError if ``value`` is not allowed for the field ``name``.

    Example:
        >>> from dataclasses import dataclass
        >>> @dataclass(frozen=True)
        ... class Blur:
        ...     radius: int = whole(2, minimum=1, maximum=9)
        >>> check_value(Blur, "radius", 12)
        Traceback (most recent call last):
        cnn_core.settings.SettingError: `radius` is a whole number from 1 to 9. Received: 12
    """
    rule = _rule_broken_by(kind(settings, name), limits(settings, name), value)
    if rule:
        raise SettingError(f"`{name}` {rule}. Received: {value!r}")


def _rule_broken_by(kind_: str, limits_: Limits, value: Any) -> str | None:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    in_range = number and limits_.minimum is not None and limits_.minimum <= value <= (limits_.maximum or 0)
    match kind_:
        case "whole" if not (in_range and float(value).is_integer()):
            return f"is a whole number from {limits_.minimum} to {limits_.maximum}"
        case "real" if not in_range:
            return f"is a number from {limits_.minimum} to {limits_.maximum}"
        case "flag" if not isinstance(value, bool):
            return "is True or False"
        case "choice" if value not in limits_.options and not _has_form(value, limits_.form):
            return f"is one of {', '.join(limits_.options)}"
        case "several" if not value or not set(value) <= set(limits_.options):
            return f"is one or more of {', '.join(limits_.options)}"
        case "text" if not isinstance(value, str) or len(value) > (limits_.maximum or 0):
            return f"is a text of at most {limits_.maximum} characters"
    return None


def _has_form(value: Any, form: str) -> bool:
    return bool(form) and isinstance(value, str) and re.fullmatch(form, value) is not None


@dataclass(frozen=True)
class Problem:
    """A combination of settings that cannot be, and the way out.

    Attributes:
        field: the setting at which the page says it.
        code: which rule is broken; the catalogue has its sentence under ``problem.<code>``.
        values: numbers for the sentence.
        remedy: settings that, put in place of the present ones, work: the nearest legal state.
    """

    field: str
    code: str
    values: dict[str, Any]
    remedy: dict[str, Any]
