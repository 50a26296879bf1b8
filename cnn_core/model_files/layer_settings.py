"""A layer's settings as a model file gives them, read with their limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from cnn_core.arithmetic.windows import Padding
from cnn_core.model_files.error import ModelFileError

LARGEST: Final = 1_000_000_000
"""No single number in a layer's settings is larger."""


@dataclass(frozen=True)
class Settings:
    """A layer's settings, read with their limits.

    Attributes:
        layer: the layer's name, for the errors.
        values: its "config".

    Each method raises a ModelFileError that names the layer and the setting.

    Example:
        >>> Settings("conv2d", {"kernel_size": 3}).numbers("kernel_size", 2)
        (3, 3)
    """

    layer: str
    values: Mapping[str, Any]

    def whole(self, key: str, minimum: int = 1, default: int | None = None) -> int:
        """Read a whole number from ``minimum`` to `LARGEST`."""
        return self._whole(key, self.values.get(key, default), minimum)

    def numbers(self, key: str, count: int, minimum: int = 1, default: Any = None) -> tuple[int, ...]:
        """Read as many whole numbers; one stands for all."""
        value = self.values.get(key)
        value = default if value is None else value
        listed = value if isinstance(value, (list, tuple)) else [value] * count
        if len(listed) != count:
            raise self.wrong(key)
        return tuple(self._whole(key, one, minimum) for one in listed)

    def sides(self, key: str) -> tuple[tuple[int, int], tuple[int, int]]:
        """Read what is added or cut off before and after the rows and the columns."""
        value = self.values.get(key)
        listed = value if isinstance(value, list) else [value, value]
        if len(listed) != 2:
            raise self.wrong(key)
        pairs = [one if isinstance(one, list) else [one, one] for one in listed]
        if any(len(one) != 2 for one in pairs):
            raise self.wrong(key)
        (top, bottom), (left, right) = [[self._whole(key, one, 0) for one in pair] for pair in pairs]
        return (top, bottom), (left, right)

    def axes(self, key: str, rank: int) -> tuple[int, ...]:
        """Read axes of the input, counted without the batch."""
        value = self.values.get(key, -1)
        listed = value if isinstance(value, list) else [value]
        if not all(self._is_whole(one) and (1 <= one <= rank or -rank <= one <= -1) for one in listed):
            raise self.wrong(key)
        axes = tuple(one - 1 if one > 0 else one + rank for one in listed)
        if len(set(axes)) != len(axes):
            raise self.wrong(key)
        return axes

    def flag(self, key: str, default: bool) -> bool:
        """True or False."""
        return bool(self.values.get(key, default))

    def padding(self) -> Padding:
        """Read what surrounds the input: "valid" or "same"."""
        value = self.values.get("padding", "valid")
        if value not in ("valid", "same"):
            raise self.wrong("padding")
        return str(value)

    def reshaping(self, count: int) -> tuple[int, ...]:
        """Read the shape that ``count`` cells are given; one axis may be -1, the rest."""
        target = self.values.get("target_shape")
        if not isinstance(target, list) or not 1 <= len(target) <= 4 or target.count(-1) > 1:
            raise self.wrong("target_shape")
        known = prod(self._whole("target_shape", one, 1) for one in target if one != -1)
        return tuple(count // known if one == -1 else one for one in target)

    def wrong(self, key: str) -> ModelFileError:
        """Make the error that says which setting is none."""
        return ModelFileError("setting", {"layer": self.layer, "setting": key, "received": self.values.get(key)})

    def _whole(self, key: str, value: Any, minimum: int) -> int:
        if not self._is_whole(value) or not minimum <= value <= LARGEST:
            raise self.wrong(key)
        return int(value)

    @staticmethod
    def _is_whole(value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)
