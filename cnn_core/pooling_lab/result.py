"""The answer of the pooling lab's worker. Without Keras, because the web process unpacks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from cnn_core.networks.spec import Array


class Change(TypedDict):
    """The change of an array, for the size that its numbers have.

    Attributes:
        difference: the mean of ``|after - before|``.
        value: the mean of ``|before|``.
        share: difference / value: 0.23 is a change by 23 %. Of an array of zeros it is 0 if it stays so, else None.
    """

    difference: float
    value: float
    share: float | None


@dataclass(frozen=True, eq=False)
class StudyResult:
    """The maps that Keras makes of the picture and of the changed picture. All arrays are float32.

    Attributes:
        picture: the two pictures, (2, rows, columns, 1) in [0, 1]: first as it is, then changed.
        feature_map: (2, rows, columns, 1), what the convolution puts out.
        activation_maps: (rows, columns, 9), of the picture as it is, in the order of `ACTIVATION_NAMES`.
        activation_map: (2, rows, columns, 1), after the chosen activation.
        pooled_maps: (2, pooled rows, pooled columns, 3): max, average, min.
        saturated: for each activation the share of cells on a flat part, see
            `cnn_core.arithmetic.activation_slope.saturated_share`.
        changes: for "picture", "map", "max", "average" and "min" how much they changed, see
            `cnn_core.pooling_lab.study.change`.
        costs: of "before" and "after" pooling, see `cnn_core.pooling_lab.study.costs`.
    """

    picture: Array
    feature_map: Array
    activation_maps: Array
    activation_map: Array
    pooled_maps: Array
    saturated: dict[str, float]
    changes: dict[str, Change]
    costs: dict[str, dict[str, int]]
