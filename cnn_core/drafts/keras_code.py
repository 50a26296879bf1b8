"""A draft as Keras code that a student would write and can run; it needs ConvLens neither to be written nor to run."""

from __future__ import annotations

from typing import Final

from cnn_core.drafts import backbone as draft_backbone
from cnn_core.drafts.draft import NetworkDraft, names
from cnn_core.drafts.layers import DraftError, DraftLayer
from cnn_core.drafts.rules import problems_of_layers
from cnn_core.drafts.steps import before, head, steps
from cnn_core.networks.code_text import call
from cnn_core.networks.spec import LayerSpec

BACKBONE_FILE: Final = f"{draft_backbone.NAME}.keras"
"""The file that the code of a transfer network loads: ConvLens's models/efficientnet_lite0/model.keras."""
_WIDEST: Final = 100
_RESIDUAL_BLOCK: Final = '''

def residual_block(x, filters, name, kernel_size=3, strides=1):
    """Two convolutions and a shortcut past them (He et al. 2016)."""

    def convolution(x, size, strides, part):
        x = keras.layers.Conv2D(
            filters, size, strides, "same", use_bias=False, kernel_initializer="he_normal",
            name=f"{name}_{part}_conv2d",
        )(x)
        return keras.layers.BatchNormalization(momentum=0.9, name=f"{name}_{part}_batch_normalization")(x)

    y = convolution(x, kernel_size, strides, "1")
    y = keras.layers.Activation("relu", name=f"{name}_activation_1")(y)
    y = convolution(y, kernel_size, 1, "2")
    if strides > 1 or x.shape[-1] != filters:
        x = convolution(x, 1, strides, "shortcut")
    y = keras.layers.Add(name=f"{name}_add")([y, x])
    return keras.layers.Activation("relu", name=name)(y)
'''
_BACKBONE: Final = """
# {file}: EfficientNet-Lite0, trained on ImageNet, as it comes with ConvLens.
pretrained = keras.models.load_model("{file}")
backbone = keras.Model(pretrained.input, pretrained.get_layer("{last}").output, name="backbone")
backbone.trainable = False
"""


def to_keras_code(draft: NetworkDraft) -> str:
    """Python code that makes ``model``, the same layers under the same names, for pictures as bytes in [0, 255].

    Raises:
        DraftError: a layer cannot work on what it gets.

    Example:
        >>> print(to_keras_code(NetworkDraft(8, 8, 1, 10, (DraftLayer("Flatten"), DraftLayer("Dense")))))
        import keras
        <BLANKLINE>
        model = keras.Sequential(
            [
                keras.Input(shape=(8, 8, 1), name="picture"),
                keras.layers.Rescaling(scale=1 / 255, name="rescaling"),
                keras.layers.Flatten(name="flatten_1"),
                keras.layers.Dense(units=64, activation="relu", name="dense_1"),
                keras.layers.Dense(units=10, name="logits"),
                keras.layers.Activation(activation="softmax", name="softmax"),
            ],
            name="network",
        )
        <BLANKLINE>
    """
    if problem := next(iter(problems_of_layers(draft)), None):
        raise DraftError(
            f"Code can be written for a network all of whose layers work. Received: {problem.code} at layer "
            f"{problem.index}. Put the problem's remedy in place."
        )
    branched = draft.is_transfer or any(layer.kind == "ResidualBlock" for layer in draft.layers)
    return _functional(draft) if branched else _sequential(draft)


def _sequential(draft: NetworkDraft) -> str:
    layers = [_step(layer, name) for layer, name in zip(draft.layers, names(draft), strict=True)]
    calls = [_call(spec, 8) for spec in (*before(draft), *layers, *head(draft.classes))]
    shape = (draft.rows, draft.columns, draft.channels)
    lines = [f'keras.Input(shape={shape}, name="picture")', *calls]
    listed = "".join(f"        {line},\n" for line in lines)
    return f'import keras\n\nmodel = keras.Sequential(\n    [\n{listed}    ],\n    name="network",\n)\n'


def _functional(draft: NetworkDraft) -> str:
    named = list(zip(draft.layers, names(draft), strict=True))
    blocks = any(layer.kind == "ResidualBlock" for layer in draft.layers)
    lines = [f'inputs = keras.Input(shape={(draft.rows, draft.columns, draft.channels)}, name="picture")']
    lines += ["x = inputs", *_backbone_lines(draft)]
    lines += [_line(spec) for spec in before(draft)]
    for layer, name in named[1:] if draft.is_transfer else named:
        lines.append(_block(layer, name) if layer.kind == "ResidualBlock" else _line(_step(layer, name)))
    lines += [_line(spec) for spec in head(draft.classes)]
    lines.append('model = keras.Model(inputs, x, name="network")')
    parts = ["import keras\n"]
    if blocks:
        parts.append(f"{_RESIDUAL_BLOCK}\n")
    if draft.is_transfer:
        parts.append(_BACKBONE.format(file=BACKBONE_FILE, last=draft_backbone.layers()[-1]["config"]["name"]))
    return "".join([*parts, "\n", "\n".join(lines), "\n"])


def _backbone_lines(draft: NetworkDraft) -> list[str]:
    if not draft.is_transfer:
        return []
    side = draft_backbone.SIDE
    lines = []
    if (draft.rows, draft.columns) != (side, side):
        lines.append(f'x = keras.layers.Resizing({side}, {side}, name="resizing")(x)')
    if draft.channels == 1:
        lines.append('x = keras.layers.Concatenate(name="grey_as_colour")([x, x, x])')
    pooling = {"avg": "GlobalAveragePooling2D", "max": "GlobalMaxPooling2D"}[draft.layers[0].settings["pooling"]]
    return [*lines, "x = backbone(x)", f'x = keras.layers.{pooling}(name="{draft_backbone.NAME}")(x)']


def _step(layer: DraftLayer, name: str) -> LayerSpec:
    (spec,) = steps(layer, name, channels=1).main  # of all kinds but blocks, which are written by `_block`
    return spec


def _block(layer: DraftLayer, name: str) -> str:
    usual = {"kernel_size": 3, "strides": 1}
    chosen = {key: value for key, value in layer.settings.items() if usual.get(key) != value}
    arguments = ", ".join(f"{key}={value}" for key, value in chosen.items())
    return f'x = residual_block(x, {arguments}, name="{name}")'


def _line(spec: LayerSpec) -> str:
    return f"x = {_call(spec, 0)}(x)"


def _call(spec: LayerSpec, indent: int) -> str:
    """Write the layer's constructor, on one line where it fits behind ``indent`` spaces."""
    arguments = spec.config | {"name": spec.name}
    return call(f"keras.layers.{spec.class_name}", arguments, _WIDEST - 8 - indent, indent)
