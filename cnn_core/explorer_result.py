"""What the explorer's workers answer, as plain data: see `cnn_core.explorer`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cnn_core.network_graph import NetworkGraph

Array = NDArray[np.float32]
PAGE: int = 24
"""Maps of an opened layer that are shown at a time."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A layer of a large network whose maps are looked at.

    Attributes:
        node: which one.
        order: int32 (units,): its units, the strongest (by the mean of |activation|) first.
        strengths: float32 (units,): the mean of |activation| of each unit, in the units' own order.
        page: which page of ``order`` is shown.
        pages: how many there are.
        maps: float32 (rows, columns, at most ``PAGE``): the page's maps, in its order; of a vector (1, 1, …).
    """

    node: str
    order: NDArray[np.int32]
    strengths: Array
    page: int
    pages: int
    maps: Array


@dataclass(frozen=True, eq=False)
class Look:
    """A network with a picture running through it.

    Attributes:
        graph: the network.
        outputs: node → float32, its output without the batch: of every node where all maps are drawn at once, but those
            of ``written_out``; of a large network only short vectors.
        weights: "NODE/kernel", "NODE/bias", … → float32, in Keras's shapes; empty for a large network.
        scores: float32 (classes,), what the network puts out; empty where that is no vector.
        logits: the same before the last activation, or None.
        written_out: nodes whose output numpy and the browser compute bit for bit from their input's.
        opened: the layer that was asked for, or None.
        thumbnails: of a large network: node → (its strongest unit, that map made small, float32 (rows, columns)).
    """

    graph: NetworkGraph
    outputs: Mapping[str, Array]
    scores: Array
    logits: Array | None = None
    weights: Mapping[str, Array] = field(default_factory=dict)
    written_out: tuple[str, ...] = ()
    opened: Opened | None = None
    thumbnails: Mapping[str, tuple[int, Array]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class UnitDetail:
    """What one unit of a large network is made of.

    Attributes:
        node: its node.
        unit: which of the node's units.
        output: float32 (rows, columns), its map; of a vector (1, 1).
        channels: numbers of the strongest inputs, strongest (by the mean of |contribution|) first; () where the layer's
            arithmetic is not a sum over inputs.
        count: how many inputs there are.
        bias: added at the end; None where there is none.
        inputs: float32 (rows, columns, channels), the maps of ``channels``, or None.
        kernels: float32 (kernel rows, kernel columns, channels), theirs for this unit (a pointwise weight counted in), or
            None.
    """

    node: str
    unit: int
    output: Array
    channels: tuple[int, ...] = ()
    count: int = 0
    bias: float | None = None
    inputs: Array | None = None
    kernels: Array | None = None


@dataclass(frozen=True, eq=False)
class Patch:
    """Where a picture excites a unit most.

    Attributes:
        picture: number of the picture among those that were given.
        value: the unit's output there.
        cell: (row, column) of its map.
        box: (top, left, bottom, right) of the picture, in pixels of the network's input, that this cell sees.
    """

    picture: int
    value: float
    cell: tuple[int, int]
    box: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Patches:
    """Pixels to patterns: the pictures' patches that excite a unit, the strongest first."""

    node: str
    unit: int
    patches: tuple[Patch, ...]
