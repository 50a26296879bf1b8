"""Networks to begin with, for pictures of any size.

Each is as in its source where the pictures are large enough; on smaller ones the nearest network that works.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from cnn_core.drafts.backbone import backbone
from cnn_core.drafts.draft import NetworkDraft
from cnn_core.drafts.layers import BACKBONE, DraftLayer
from cnn_core.drafts.problems import nearest

Preset = Callable[[int, int, int, int], NetworkDraft]
"""(rows, columns, channels, classes) → a network."""

_PHOTO_SIDE: Final = 96
_FEW_PICTURES: Final = 10_000
VGG_DEPTHS: Final = range(4, 20)
VGG_STAGES: Final = 5


def cifar10_tutorial(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft the network of TensorFlow's tutorial on CIFAR-10: https://www.tensorflow.org/tutorials/images/cnn.

    Example:
        >>> from cnn_core.drafts.table import table
        >>> sum(row.parameters for row in table(cifar10_tutorial(32, 32, 3, 10)))
        122570
    """
    pooled = (_convolution(32), _pooling(), _convolution(64), _pooling(), _convolution(64))
    return _draft(rows, columns, channels, classes, *pooled, DraftLayer("Flatten"), _dense(64))


def flowers_tutorial(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft the first network of TensorFlow's flowers tutorial: tensorflow.org/tutorials/images/classification.

    Example:
        >>> from cnn_core.drafts.table import table
        >>> sum(row.parameters for row in table(flowers_tutorial(180, 180, 3, 5)))
        3989285
    """
    return _flowers(rows, columns, channels, classes)


def flowers_tutorial_dropout(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft the second network of the same tutorial, with Dropout, for augmented pictures (`AUGMENTATIONS`)."""
    return _flowers(rows, columns, channels, classes, DraftLayer("Dropout", {"rate": 0.2}))


def tiny_vgg(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Tiny VGG as in CNN Explainer (Wang et al. 2020, https://arxiv.org/abs/2004.15004): ten filters everywhere.

    Example:
        >>> from cnn_core.drafts.table import table
        >>> sum(row.parameters for row in table(tiny_vgg(64, 64, 3, 10)))
        19920
    """
    stage = (_convolution(10), _convolution(10), _pooling())
    return _draft(rows, columns, channels, classes, *stage, *stage, DraftLayer("Flatten"))


def vgg_like(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft `vgg` with 8 weight layers that is narrow enough to be trained on a laptop."""
    return nearest(vgg(rows, columns, channels, classes, depth=8, filters=16, units=128))


def small_resnet(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft the network for CIFAR-10 of He et al. 2016, section 4.2, with n = 2: 6n + 2 = 14 weight layers.

    https://arxiv.org/abs/1512.03385. Its shortcuts are 1 × 1 convolutions where the shape changes. Photographs are
    halved by its first layer, as in the paper's networks for ImageNet.
    """
    plain = {"padding": "same", "activation": "linear", "use_bias": False, "kernel_initializer": "he_normal"}
    start = (
        _convolution(16, **plain, strides=2 if min(rows, columns) >= _PHOTO_SIDE else 1),
        DraftLayer("BatchNormalization"),
        DraftLayer("Activation"),
    )
    blocks = [(16, 1), (16, 1), (32, 2), (32, 1), (64, 2), (64, 1)]
    residual = (DraftLayer("ResidualBlock", {"filters": filters, "strides": strides}) for filters, strides in blocks)
    return _draft(rows, columns, channels, classes, *start, *residual, DraftLayer("GlobalAveragePooling2D"))


def mlp(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft a multilayer perceptron: dense layers alone, which know nothing of neighbouring pixels."""
    return _draft(rows, columns, channels, classes, DraftLayer("Flatten"), _dense(128), _dense(64))


def transfer(rows: int, columns: int, channels: int, classes: int) -> NetworkDraft:
    """Draft the frozen layers of EfficientNet-Lite0, trained on ImageNet, and one new dense layer."""
    return _draft(rows, columns, channels, classes, DraftLayer(BACKBONE), DraftLayer("Dropout", {"rate": 0.2}))


def vgg(
    rows: int, columns: int, channels: int, classes: int, depth: int, filters: int = 64, units: int = 4096
) -> NetworkDraft:
    """Draft VGG with any number of weight layers (Simonyan & Zisserman 2015, arXiv:1409.1556, table 1).

    Stages of 3 × 3 convolutions, each with twice the filters of the one before (at most eight times the first's) and
    a pooling after it, then three dense layers. Small pictures have fewer stages, with as many convolutions.

    Args:
        rows: of the pictures.
        columns: of the pictures.
        channels: of the pictures.
        classes: how many there are.
        depth: weight layers, 4 to 19; 11, 13, 16 and 19 are those of the paper.
        filters: of the first stage.
        units: of the two dense layers before the last one.

    Returns:
        The network as it is, also where it is too large to be trained here.

    Example:
        >>> from cnn_core.drafts.table import table
        >>> sum(row.parameters for row in table(vgg(224, 224, 3, 1000, depth=16)))
        138357544
    """
    if depth not in VGG_DEPTHS:
        raise ValueError(f"`depth` is from 4 to 19. Received: {depth}. Choose another.")
    layers: list[DraftLayer] = []
    for stage, count in enumerate(_stages(depth, min(rows, columns))):
        width = min(filters * 2**stage, filters * 8)
        layers += [_convolution(width, padding="same")] * count + [_pooling()]
    layers += [DraftLayer("Flatten"), _dense(units), _dense(units)]
    return NetworkDraft(rows, columns, channels, classes, tuple(layers))


def weight_layers(draft: NetworkDraft) -> tuple[int, int]:
    """Count the layers with kernels: convolutions, and dense layers with the last one; on the longest way.

    Example:
        >>> weight_layers(vgg(224, 224, 3, 1000, depth=19)), weight_layers(small_resnet(32, 32, 3, 10))
        ((16, 3), (13, 1))
    """
    held = {"Conv2D": 1, "DepthwiseConv2D": 1, "SeparableConv2D": 2, "ResidualBlock": 2}
    held[BACKBONE] = backbone().convolutions
    convolutions = sum(held.get(layer.kind, 0) for layer in draft.layers)
    return convolutions, 1 + sum(layer.kind == "Dense" for layer in draft.layers)


def default_for(rows: int, columns: int, channels: int, classes: int, pictures: int) -> str:
    """Return the preset to begin with: transfer for photographs of which there are not many, else the tutorial's.

    Args:
        rows: of the pictures.
        columns: of the pictures.
        channels: of the pictures.
        classes: how many there are.
        pictures: how many there are; 0 if nobody knows yet.

    Example:
        >>> default_for(180, 180, 3, 5, 3670), default_for(28, 28, 1, 10, 70_000)
        ('transfer', 'cifar10_tutorial')
    """
    photos = channels == 3 and min(rows, columns) >= _PHOTO_SIDE
    return "transfer" if photos and pictures <= _FEW_PICTURES else "cifar10_tutorial"


def _stages(depth: int, side: int) -> list[int]:
    """Count the convolutions of each stage."""
    room = max(min(VGG_STAGES, side.bit_length() - 1), 1)
    convolutions = depth - 3
    stages = [1] * min(room, convolutions)
    groups = ((2, 3, 4), (0, 1), (2, 3, 4), (2, 3, 4))  # as the paper goes from 8 to 11, 13, 16 and 19
    order = [min(stage, len(stages) - 1) for group in groups for stage in group]
    order += [len(stages) - 1] * convolutions  # what is left over when there are fewer stages
    for stage in order[: convolutions - len(stages)]:
        stages[stage] += 1
    return stages


def _flowers(rows: int, columns: int, channels: int, classes: int, *dropout: DraftLayer) -> NetworkDraft:
    stages = (layer for filters in (16, 32, 64) for layer in (_convolution(filters, padding="same"), _pooling()))
    return _draft(rows, columns, channels, classes, *stages, *dropout, DraftLayer("Flatten"), _dense(128))


def _draft(rows: int, columns: int, channels: int, classes: int, *layers: DraftLayer) -> NetworkDraft:
    return nearest(NetworkDraft(rows, columns, channels, classes, layers))


def _convolution(filters: int, **settings: object) -> DraftLayer:
    return DraftLayer("Conv2D", {"filters": filters, **settings})


def _pooling() -> DraftLayer:
    return DraftLayer("MaxPooling2D")


def _dense(units: int) -> DraftLayer:
    return DraftLayer("Dense", {"units": units})


PRESETS: Final[Mapping[str, Preset]] = MappingProxyType(
    {
        preset.__name__: preset
        for preset in (
            cifar10_tutorial,
            flowers_tutorial,
            flowers_tutorial_dropout,
            tiny_vgg,
            vgg_like,
            small_resnet,
            mlp,
            transfer,
        )
    }
)
"""Name → the network for pictures of a size. All of them can be trained here."""

AUGMENTATIONS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {"flowers_tutorial_dropout": {"flip_horizontal": True, "rotation": 36, "zoom": 0.1}}
)
"""Preset → settings of `cnn_core.augmentation.settings` that its source trains it with: 36° is RandomRotation(0.1)."""
