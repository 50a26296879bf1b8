"""A network that somebody is building: a picture's size, layers one after the other, and how many classes.

Two parts are understood and not among the layers: a Rescaling by 1/255 before them (`EfficientNetLite0` has its own),
and a Dense layer of one unit a class with softmax after them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cnn_core.drafts.layers import BACKBONE, DraftError, DraftLayer, snake_name

MAXIMUM_LAYERS: Final = 40
"""Layers that can be trained here; a draft may hold a few more, which `cnn_core.drafts.problems` complains about."""
_HELD: Final = MAXIMUM_LAYERS + 8
_SIDES: Final = range(1, 1025)
_CLASSES: Final = range(2, 10_001)


@dataclass(frozen=True)
class NetworkDraft:
    """A network as somebody builds it, whether it can be computed or not.

    Attributes:
        rows: pixels of the pictures, 1 to 1024.
        columns: pixels of the pictures, 1 to 1024.
        channels: 1 (grey) or 3 (red, green, blue).
        classes: how many it tells apart, 2 to 10,000.
        layers: at most 48.

    Raises:
        DraftError: a number outside these limits.
    """

    rows: int
    columns: int
    channels: int
    classes: int
    layers: tuple[DraftLayer, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        allowed: dict[str, Sequence[int]] = {
            "rows": _SIDES, "columns": _SIDES, "channels": (1, 3), "classes": _CLASSES,
        }  # fmt: skip
        for name, numbers in allowed.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value not in numbers:
                rule = "1 or 3" if name == "channels" else f"a whole number from {numbers[0]} to {numbers[-1]}"
                raise DraftError(f"`{name}` is {rule}. Received: {str(value)[:40]}. Choose another.")
        if len(self.layers) > _HELD:
            raise DraftError(f"A network has at most {_HELD} layers. Received: {len(self.layers)}. Remove some.")

    @property
    def is_transfer(self) -> bool:
        """Return True if it begins with the frozen layers of a network that was trained before."""
        return bool(self.layers) and self.layers[0].kind == BACKBONE


def is_transfer(draft: NetworkDraft) -> bool:
    """Return True if a network begins with the frozen layers of one that was trained before."""
    return draft.is_transfer


def resized(draft: NetworkDraft, rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Return the same layers for other data.

    Raises:
        DraftError: numbers outside the limits of `NetworkDraft`.
    """
    return replace(draft, rows=rows, columns=columns, channels=channels, classes=classes)


def with_layers(draft: NetworkDraft, layers: Iterable[DraftLayer]) -> NetworkDraft:
    """Other layers for the same data."""
    return replace(draft, layers=tuple(layers))


def names(draft: NetworkDraft) -> list[str]:
    """Return the names of the layers in the Keras model, one for each; of a block its last layer's.

    Example:
        >>> names(NetworkDraft(8, 8, 1, 10, (DraftLayer("Conv2D"), DraftLayer("Flatten"), DraftLayer("Conv2D"))))
        ['conv2d_1', 'flatten_1', 'conv2d_2']
    """
    seen: Counter[str] = Counter()
    found = []
    for layer in draft.layers:
        name = snake_name(layer.kind)
        seen[name] += 1
        alone = layer.kind == BACKBONE and seen[name] == 1
        found.append(name if alone else f"{name}_{seen[name]}")
    return found
