"""A draft as a `keras.Model`. For a worker process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from cnn_core.drafts import backbone as draft_backbone
from cnn_core.drafts.draft import NetworkDraft, names
from cnn_core.drafts.layers import DraftError, DraftLayer
from cnn_core.drafts.rules import problems_of_layers
from cnn_core.drafts.steps import before, head, steps
from cnn_core.model_store.loading import load
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.spec import LayerSpec

_INITIALIZED = ("kernel_initializer", "depthwise_initializer", "pointwise_initializer")


def build(draft: NetworkDraft, seed: int = 0, first: Sequence[keras.layers.Layer] = ()) -> keras.Model:
    """Build the network as a functional model, not compiled: bytes (rows, columns, channels) → probabilities.

    Its layers are named as `cnn_core.drafts.names` and `table` say; "logits" holds the scores before softmax.
    The layers of EfficientNet-Lite0 are frozen, and what "efficientnet_lite0" puts out is what they have computed.

    Args:
        draft: a network all of whose layers can work.
        seed: of the numbers that it starts with and of its Dropout; the same seed makes the same network.
        first: layers that are put right after the input, such as `cnn_core.augmentation.layers.whitening_layers`.

    Raises:
        DraftError: a layer cannot work on what it gets.

    Example:
        >>> model = build(NetworkDraft(28, 28, 1, 10, (DraftLayer("Conv2D"), DraftLayer("GlobalAveragePooling2D"))))
        >>> model.output_shape, [layer.name for layer in model.layers][-3:]
        ((None, 10), ['global_average_pooling2d_1', 'logits', 'softmax'])
    """
    if problem := next(iter(problems_of_layers(draft)), None):
        raise DraftError(
            f"Every layer of a network can work on what it gets. Received: {problem.code} at layer {problem.index}. "
            "Put the problem's remedy in place."
        )
    maker = _Maker(seed)
    inputs = tensor = keras.Input((draft.rows, draft.columns, draft.channels), name="picture")
    for made in first:
        tensor = made(tensor)
    layers = list(zip(draft.layers, names(draft), strict=True))
    if draft.is_transfer:
        layer, name = layers.pop(0)
        tensor = _backbone(tensor, draft, layer, name)
    tensor = maker.chain(before(draft), tensor)
    for layer, name in layers:
        tensor = maker.layer(layer, name, tensor)
    return keras.Model(inputs, maker.chain(head(draft.classes), tensor), name="network")


class _Maker:
    """Makes Keras layers, each that leaves something to chance with a seed of its own."""

    def __init__(self, seed: int) -> None:
        self._seeds = iter(range(seed * 100_000, (seed + 1) * 100_000))

    def layer(self, layer: DraftLayer, name: str, tensor: Any) -> Any:
        """Apply a layer of a draft to a tensor."""
        done = steps(layer, name, tensor.shape[-1])
        result = self.chain(done.main, tensor)
        if done.shortcut is not None:
            beside = self.chain(done.shortcut, tensor)
            result = keras.layers.Add(name=f"{name}_add")([result, beside])
        return self.chain(done.end, result)

    def chain(self, specs: tuple[LayerSpec, ...], tensor: Any) -> Any:
        """Apply Keras layers in a row to a tensor."""
        for spec in specs:
            tensor = self._make(spec)(tensor)
        return tensor

    def _make(self, spec: LayerSpec) -> keras.layers.Layer:
        made = getattr(keras.layers, spec.class_name)(name=spec.name, **spec.config)
        if spec.class_name == "Dropout":
            return type(made).from_config(made.get_config() | {"seed": next(self._seeds)})
        for attribute in _INITIALIZED:
            initializer = getattr(made, attribute, None)
            if initializer is not None and hasattr(initializer, "seed"):
                config = initializer.get_config() | {"seed": next(self._seeds)}
                setattr(made, attribute, type(initializer).from_config(config))
        return made


def _backbone(tensor: Any, draft: NetworkDraft, layer: DraftLayer, name: str) -> Any:
    """Apply the frozen layers, each with its weights, to a picture of any size, in colour or grey."""
    side = draft_backbone.SIDE
    if (draft.rows, draft.columns) != (side, side):
        tensor = keras.layers.Resizing(side, side, name="resizing")(tensor)
    if draft.channels == 1:
        tensor = keras.layers.Concatenate(name="grey_as_colour")([tensor] * 3)
    source = load(ModelSource("shipped", draft_backbone.NAME))
    configs = draft_backbone.layers()
    tensors = {configs[0]["config"]["name"]: tensor}
    for config in configs[1:]:
        original = source.get_layer(config["config"]["name"])
        made = type(original).from_config(config["config"])
        got = [tensors[before_it] for before_it in _inputs(config)]
        tensors[made.name] = made(got if len(got) > 1 else got[0])
        made.set_weights(original.get_weights())
        made.trainable = False
    pooling = {"avg": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}
    return pooling[layer.settings["pooling"]](name=name)(tensors[made.name])


def _inputs(config: dict[str, Any]) -> list[str]:
    """List the names of the layers that a saved layer gets its input from."""
    (given,) = config["inbound_nodes"][0]["args"]
    tensors = given if isinstance(given, list) else [given]
    return [tensor["config"]["keras_history"][0] for tensor in tensors]
