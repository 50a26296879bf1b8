"""Data augmentation as plain data: which random transformations a training picture goes through, and how far.

Every transformation of Keras's old ImageDataGenerator is here, with today's limits and units, and some that came
later. Zero, or False, switches a transformation off. What a setting makes of pictures is in
`cnn_core.augmentation.pipeline`; the same as Keras code in `cnn_core.augmentation.keras_code`; where it contradicts
the labels in `cnn_core.augmentation.contradictions`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, Final

from cnn_core.settings import (
    LONGEST_LINK_TEXT,
    SettingError,
    check,
    check_value,
    choice,
    flag,
    kind,
    limits,
    real,
    whole,
)

FILL_MODES: Final = ("reflect", "nearest", "constant", "wrap")
EPSILONS: Final = ("1e-6", "0.001", "0.01", "0.1", "1")


class AugmentationError(ValueError):
    """A text that describes no augmentation. The message states the rule and then what was received."""


@dataclass(frozen=True)
class Augmentation:
    """The bounds of each random transformation. Fractions are of the picture's side, or of the range 0 to 255.

    Attributes:
        flip_horizontal: left and right change places, for every second picture.
        flip_vertical: top and bottom change places, for every second picture.
        rotation: degrees, to either side.
        shift_rows: up or down, as a fraction of the height.
        shift_columns: left or right, as a fraction of the width.
        zoom: nearer or farther, by this fraction; the proportions stay.
        shear: how far the last row is pushed aside, as a fraction of the height.
        fill_mode: what stands where a moved picture leaves a gap, in the four above and here.
        brightness: lighter or darker, as a fraction of the range.
        contrast: all differences from the mean grow or shrink by this fraction.
        channel_shift: each channel by an amount of its own, as a fraction of the range.
        noise: standard deviation of Gaussian noise, as a fraction of the range.
        erasing: probability that a rectangle is covered with noise.
        mixup: alpha of the Beta distribution by which two pictures, and their labels, are mixed; 0: not at all.
        zca: ZCA whitening, fitted on the training pictures. It stays in the network.
        zca_epsilon: what is added to the standard deviations before dividing by them; small values amplify noise.
    """

    flip_horizontal: bool = flag(False)
    flip_vertical: bool = flag(False)
    rotation: int = whole(0, minimum=0, maximum=180)
    shift_rows: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    shift_columns: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    zoom: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    shear: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    fill_mode: str = choice("reflect", FILL_MODES)
    brightness: float = real(0.0, minimum=0, maximum=1, step=0.01)
    contrast: float = real(0.0, minimum=0, maximum=1, step=0.01)
    channel_shift: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    noise: float = real(0.0, minimum=0, maximum=0.5, step=0.01)
    erasing: float = real(0.0, minimum=0, maximum=1, step=0.01)
    mixup: float = real(0.0, minimum=0, maximum=1, step=0.01)
    zca: bool = flag(False)
    zca_epsilon: str = choice("0.01", EPSILONS)

    @property
    def moves(self) -> bool:
        """Return True if a picture may move so that a gap is left, which the fill mode closes."""
        return any((self.rotation, self.shift_rows, self.shift_columns, self.zoom, self.shear))

    @property
    def is_random(self) -> bool:
        """Return True if anything but the whitening is on, that is, if anything is left to chance."""
        return any(getattr(self, field.name) for field in fields(self) if field.name not in _STEADY)


_LONGEST_VALUE: Final = 40
_STEADY: Final = ("fill_mode", "zca", "zca_epsilon")

PRESETS: Final = MappingProxyType(
    {
        "none": Augmentation(),
        "mild": Augmentation(flip_horizontal=True, rotation=10, shift_rows=0.05, shift_columns=0.05, zoom=0.05),
        "strong": Augmentation(
            flip_horizontal=True, rotation=25, shift_rows=0.12, shift_columns=0.12, zoom=0.2, shear=0.1,
            brightness=0.2, contrast=0.3, channel_shift=0.05, erasing=0.3,
        ),
        "flowers": Augmentation(flip_horizontal=True, rotation=36, zoom=0.1),
    }
)  # fmt: skip
"""Named augmentations; "flowers" is that of TensorFlow's tutorial on image classification: RandomFlip("horizontal"),
RandomRotation(0.1), RandomZoom(0.1)."""


def encode(augmentation: Augmentation) -> str:
    """Write an augmentation as a short text for links and files: the settings that differ from their defaults.

    Raises:
        SettingError: a setting lies outside its limits.

    Example:
        >>> encode(Augmentation(flip_horizontal=True, rotation=10, shift_rows=0.05))
        'flip_horizontal,rotation=10,shift_rows=0.05'
    """
    check(augmentation)
    values = {field.name: getattr(augmentation, field.name) for field in fields(augmentation)}
    return ",".join(_write(name, value) for name, value in values.items() if value != _default(name))


def decode(text: str) -> Augmentation:
    """Read the augmentation that a text describes; "" is none.

    Raises:
        AugmentationError: there is none.

    Example:
        >>> decode("flip_horizontal,zoom=0.1") == Augmentation(flip_horizontal=True, zoom=0.1)
        True
        >>> decode("zoom=2")
        Traceback (most recent call last):
        cnn_core.augmentation.settings.AugmentationError: `zoom` is a number from 0 to 0.5. Received: 2.0. \
Choose a value within its limits.
    """
    if len(text) > LONGEST_LINK_TEXT:
        raise AugmentationError(
            f"An augmentation is a text of at most {LONGEST_LINK_TEXT} characters. "
            f"Received: {len(text)}. Choose it anew."
        )
    values: dict[str, Any] = {}
    for part in filter(None, text.split(",")):
        name, _, raw = part.partition("=")
        if name in values or name not in _NAMES:
            raise AugmentationError(
                f"An augmentation names each of {', '.join(_NAMES)} at most once. "
                f"Received: {name[:40]!r}. Leave it out."
            )
        values[name] = _parse(name, raw)
    return Augmentation(**values)


def _default(name: str) -> Any:
    return limits(Augmentation, name).default


def _write(name: str, value: Any) -> str:
    if value is True:
        return name
    return f"{name}={value:.6g}" if isinstance(value, float) else f"{name}={value}"


def _parse(name: str, raw: str) -> Any:
    if len(raw) > _LONGEST_VALUE:
        raise AugmentationError(
            f"A value has at most {_LONGEST_VALUE} characters. Received: {raw[:_LONGEST_VALUE]!r}, and more. "
            "Shorten it."
        )
    try:
        match kind(Augmentation, name):
            case "flag":
                value: Any = True if raw == "" else raw
            case "whole":
                value = int(raw)
            case "real":
                value = float(raw)
            case _:
                value = raw
        check_value(Augmentation, name, value)
    except SettingError as error:
        raise AugmentationError(f"{error}. Choose a value within its limits.") from error
    except ValueError as error:
        raise AugmentationError(f"`{name}` is a number. Received: {raw!r}. Choose a number.") from error
    return value


_NAMES: Final = tuple(field.name for field in fields(Augmentation))
