"""Statistics once an epoch: each layer's gradients and activations, and the maps of the visitor's picture."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.storage import workspace
from cnn_core.training import run_files
from cnn_core.training.run_networks import Networks

MOST_LAYERS: Final = 60
MOST_MAPS: Final = 32
LONGEST_SIDE: Final = 56
"""Cells of a map's side that are kept; of larger maps every second, third … cell."""
MOST_SNAPSHOTS: Final = 120

_CONVOLUTIONS: Final = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.SeparableConv2D)
Layer = dict[str, Any]


class LayerStatistics:
    """Gradients and activations of each layer on a few pictures.

    Args:
        networks: of the run.
        values: some inputs of what is trained, float32.
        answers: one-hot.
    """

    def __init__(self, networks: Networks, values: Any, answers: Any):
        trained = networks.trained
        layers = [layer for layer in trained.layers if layer.trainable and (layer.trainable_weights or _is_relu(layer))]
        layers = layers[:MOST_LAYERS]
        self._layers = layers
        self._batch = tf.constant(values, tf.float32), tf.constant(answers, tf.float32)
        probe = keras.Model(trained.inputs, [*(networks.outputs[layer.name] for layer in layers), *trained.outputs])

        @tf.function  # type: ignore[untyped-decorator]
        def look(pictures: Any, right: Any) -> tuple[list[Any], list[Any], list[Any]]:
            weights = [layer.trainable_weights for layer in layers]
            with tf.GradientTape() as tape:
                *outputs, scores = probe(pictures, training=False)
                loss = trained.compute_loss(pictures, right, scores, training=False)
            gradients = tape.gradient(loss, weights)
            norms = [_norm(found) for found in gradients]
            means = [tf.reduce_mean(tf.abs(output)) for output in outputs]
            return norms, means, [_dead(output) for output in outputs]

        self._look = look

    def layers(self) -> list[Layer]:
        """Return for each layer {"name", "gradient", "activation", "dead"}; what a layer does not have is None."""
        norms, means, dead = self._look(*self._batch)
        return [
            {
                "name": layer.name,
                "gradient": float(norm) if layer.trainable_weights else None,
                "activation": float(mean),
                "dead": float(share) if _is_relu(layer) else None,
            }
            for layer, norm, mean, share in zip(self._layers, norms, means, dead, strict=True)
        ]


class Snapshots:
    """The visitor's picture in the network: the maps of the first convolution, its filters, the scores.

    Args:
        networks: of the run.
        picture: uint8 (rows, columns, channels).
    """

    def __init__(self, networks: Networks, picture: Any):
        trained, frozen = networks.trained, networks.frozen
        found = [layer for layer in trained.layers if isinstance(layer, _CONVOLUTIONS)]
        self._layer = found[0] if found else None
        self._picture = picture
        batch = tf.constant(picture[np.newaxis], tf.float32)
        self._input = batch if frozen is None else frozen(batch, training=False)
        outputs = [*trained.outputs, *([self._layer.output] if self._layer else [])]
        self._look = tf.function(keras.Model(trained.inputs, outputs))

    def keep(self, folder: Path, epoch: int) -> None:
        """Keep a snapshot, in one step; where there are too many, every second of the older ones goes.

        Raises:
            DiskFullError: there is no room.
        """
        scores, *maps = tf.nest.flatten(self._look(self._input, training=False))
        arrays = {"picture": self._picture, "prediction": np.asarray(scores)[0].astype(np.float32)}
        if maps:
            arrays["maps"] = _small(np.asarray(maps[0])[0])
        filters = _filters(self._layer)
        if filters is not None:
            arrays["filters"] = filters
        path = run_files.snapshot_path(folder, epoch)
        workspace.make_room(sum(array.nbytes for array in arrays.values()))
        beside = path.with_name(f".{secrets.token_hex(4)}.npz")
        try:
            np.savez(beside, layer=self._layer.name if self._layer else "", **arrays)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _thin_out(folder)


def _is_relu(layer: Any) -> bool:
    return isinstance(layer, keras.layers.ReLU) or getattr(layer, "activation", None) is keras.activations.relu


def _norm(gradients: list[Any]) -> Any:
    found = [gradient for gradient in gradients if gradient is not None]
    return tf.linalg.global_norm(found) if found else tf.constant(0.0)


def _dead(output: Any) -> Any:
    """Compute the share of units, along the last axis, that are 0 everywhere."""
    others = tuple(range(len(output.shape) - 1))
    return tf.reduce_mean(tf.cast(tf.reduce_all(output == 0, axis=others), tf.float32))


def _small(maps: NDArray[Any]) -> NDArray[np.float32]:
    step = -(-max(maps.shape[:2]) // LONGEST_SIDE)
    return np.ascontiguousarray(maps[::step, ::step, :MOST_MAPS], np.float32)


def _filters(layer: Any) -> NDArray[np.float32] | None:
    """Return the kernels, one for each map: float32 (rows, columns, channels, maps)."""
    if layer is None or isinstance(layer, keras.layers.SeparableConv2D):
        return None
    kernel = np.asarray(layer.kernel)
    if isinstance(layer, keras.layers.DepthwiseConv2D):
        kernel = kernel.reshape(*kernel.shape[:2], 1, -1)  # (rows, columns, 1, channels · multiplier)
    return np.ascontiguousarray(kernel[..., :MOST_MAPS], np.float32)


def _thin_out(folder: Path) -> None:
    epochs = run_files.snapshot_epochs(folder)
    if len(epochs) > MOST_SNAPSHOTS:
        for epoch in epochs[1:-1:2]:
            run_files.snapshot_path(folder, epoch).unlink(missing_ok=True)
