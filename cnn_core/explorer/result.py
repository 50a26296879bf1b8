"""Answers of the explorer's worker. Without Keras, because the web process unpacks them.

All arrays are float32 unless said otherwise, and have no batch axis.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.settings import Problem

Array = NDArray[np.float32]

PAGE_MAPS: Final = 24
"""Maps of an opened layer that come at once."""
THUMBNAIL: Final = 24
"""Rows and columns that a thumbnail has at most."""
LONGEST_VECTOR: Final = 1000
"""Of a large network's outputs, vectors up to this length are sent."""
LARGEST_WEIGHT: Final = 2_000_000
"""Bytes up to which a weight array is sent with a network's maps."""


@dataclass(frozen=True, eq=False)
class Opened:
    """An opened layer of a large network.

    Attributes:
        node: its name.
        order: int32, all units, the strongest first.
        strengths: the mean of each unit's absolute values, in the order of the units.
        page: which page of `PAGE_MAPS` units, counted from 0.
        pages: how many there are.
        maps: (rows, columns, at most `PAGE_MAPS`), the units of the page in this order; vectors are (1, 1, …).
    """

    node: str
    order: NDArray[np.int32]
    strengths: Array
    page: int
    pages: int
    maps: Array

    @property
    def units(self) -> NDArray[np.int32]:
        """Which units ``maps`` holds."""
        return self.order[self.page * PAGE_MAPS : (self.page + 1) * PAGE_MAPS]


@dataclass(frozen=True, eq=False)
class Look:
    """A network with a picture.

    Attributes:
        graph: the network with the changes that are possible.
        outputs: node → its output. In the mode "all" every node's but the input's and those in ``written_out``; in the
            mode "graph" the vectors of at most `LONGEST_VECTOR` entries.
        weights: "NODE/kernel" → the array, with Keras's names of weights, in the mode "all" and up to `LARGEST_WEIGHT`
            bytes.
        scores: the network's output, if it is a vector, else empty.
        logits: what its softmax or sigmoid took, if the network ends with one.
        written_out: nodes that the browser computes from their input with the same bits.
        opened: the layer that was asked for, in either mode.
        thumbnails: in the mode "graph" each node with maps, or with a longer vector → (its strongest unit, at most
            `THUMBNAIL` × `THUMBNAIL`); see `cnn_core.explorer.unit_strengths`.
        problems: changes that cannot be, each with ``field`` "LAYER/FIELD"; they are left out of ``graph`` and the
            sentence of each stands in the catalogue under ``problem.<code>``. A remedy is {field: value that works}.
    """

    graph: NetworkGraph
    outputs: dict[str, Array]
    weights: dict[str, Array]
    scores: Array
    logits: Array | None = None
    written_out: tuple[str, ...] = ()
    opened: Opened | None = None
    thumbnails: dict[str, tuple[int, Array]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, eq=False)
class UnitDetail:
    """One unit with what it comes from: ``output`` = the sum of ``parts`` + ``rest`` + ``bias`` (to 1e-5).

    That sum holds for convolutions of all kinds, dense layers and additions. Others have the inputs that the unit looks
    at in ``inputs``, the layer's numbers for it in ``parameters``, and neither parts nor rest.

    Attributes:
        node: its name.
        unit: which map, or which entry of a vector.
        channels: int32 (terms,), the strongest inputs, strongest first: channels of the node's input (of a separable
            layer too: each channel's depthwise maps belong to it); of a layer with several inputs their numbers.
        count: how many inputs the unit has in all.
        strengths: (terms,), the sum of the absolute values of each part; where there are no parts, of each input.
        inputs: (rows, columns, terms), the maps of these inputs; entries of a vector are (1, 1, terms). None where the
            inputs have different sizes.
        kernels: (kernel rows, kernel columns, terms), a pointwise weight counted in; None without weights.
        parts: (output rows, output columns, terms), what each of these inputs adds; None where nothing is added.
        rest: (output rows, output columns), what all others add; None where nothing is added.
        bias: the unit's; None if the layer has none.
        output: (output rows, output columns).
        parameters: further numbers by Keras's names, of a batch normalization gamma, beta, moving_mean and
            moving_variance.
    """

    node: str
    unit: int
    channels: NDArray[np.int32]
    count: int
    strengths: Array
    inputs: Array | None
    kernels: Array | None
    parts: Array | None
    rest: Array | None
    bias: float | None
    output: Array
    parameters: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Patch:
    """The place of a picture that excites a unit most.

    Attributes:
        picture: the name under which the picture was given.
        value: the unit's output there.
        row: of the unit's map; 0 for an entry of a vector.
        column: likewise.
        box: (top, left, bottom, right) pixels of the picture that this value is computed from, cut off at its rim;
            bottom and right are the first pixels outside.
        pixels: uint8 (bottom - top, right - left, 3).
    """

    picture: str
    value: float
    row: int
    column: int
    box: tuple[int, int, int, int]
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Patches:
    """The patches of several pictures that excite a unit most, the most exciting first.

    Attributes:
        node: its name.
        unit: which map, or which entry of a vector.
        patches: one a picture.
        receptive_field: (rows, columns) that one value of the unit sees where nothing is cut off; None for a vector,
            which sees all.
    """

    node: str
    unit: int
    patches: tuple[Patch, ...]
    receptive_field: tuple[int, int] | None

    def as_json(self) -> dict[str, Any]:
        """Return what the browser gets beside the pixels of each patch."""
        field_ = self.receptive_field
        return {
            "node": self.node,
            "unit": self.unit,
            "receptiveField": None if field_ is None else list(field_),
            "patches": [
                {"picture": one.picture, "value": one.value, "row": one.row, "column": one.column, "box": list(one.box)}
                for one in self.patches
            ],
        }
