"""The answer of the convolution lab's worker. Without Keras, because the web process unpacks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnn_core.networks.spec import Array


@dataclass(frozen=True, eq=False)
class LabResult:
    """The maps that the stack makes of a picture. All arrays are float32.

    Attributes:
        feature_maps: (rows, columns, maps), what the convolution puts out, bias included.
        activation_maps: (rows, columns, maps), after the activation function.
        pooled_maps: (pooled rows, pooled columns, maps), or None without pooling.
        kernel: the convolution's weights, as in `cnn_core.convolution_lab.network.Weights`.
        pointwise: the pointwise weights of SeparableConv2D, else None.
        bias: (maps,).
        written_out: the names of those maps that the written-out arithmetic gives bit for bit out of the maps before
            them (`cnn_core.convolution_lab.exact`).
        draws: of random kernels: what others could be made of (`cnn_core.convolution_lab.random_draws`).
    """

    feature_maps: Array
    activation_maps: Array
    pooled_maps: Array | None
    kernel: Array
    pointwise: Array | None
    bias: Array
    written_out: tuple[str, ...] = ()
    draws: Mapping[str, Array] = field(default_factory=dict)
