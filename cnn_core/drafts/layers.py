"""The kinds of layers that a network can be built of here, with their settings, limits and defaults.

Settings have Keras's names. Kernels, strides and dilation rates are the same along rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final

from cnn_core.settings import SettingError, check_value, choice, flag, real, whole

ACTIVATIONS: Final = ("linear", "relu", "leaky_relu", "elu", "selu", "gelu", "silu", "tanh", "sigmoid")
INITIALIZERS: Final = ("glorot_uniform", "he_normal", "lecun_normal", "zeros")
PADDINGS: Final = ("valid", "same")
BACKBONE: Final = "EfficientNetLite0"


class DraftError(ValueError):
    """A network that cannot be described. The message states the rule, then what was received."""


def _filters() -> Any:
    return whole(32, minimum=1, maximum=1024)


def _kernel_size() -> Any:
    return whole(3, minimum=1, maximum=15)


def _strides(default: int = 1) -> Any:
    return whole(default, minimum=1, maximum=8)


def _dilation_rate() -> Any:
    return whole(1, minimum=1, maximum=8)


def _activation(default: str = "linear") -> Any:
    return choice(default, ACTIVATIONS)


@dataclass(frozen=True)
class Conv2D:
    """A convolution: every filter sees all channels."""

    filters: int = _filters()
    kernel_size: int = _kernel_size()
    strides: int = _strides()
    padding: str = choice("valid", PADDINGS)
    dilation_rate: int = _dilation_rate()
    activation: str = _activation("relu")
    use_bias: bool = flag(True)
    kernel_initializer: str = choice("glorot_uniform", INITIALIZERS)


@dataclass(frozen=True)
class DepthwiseConv2D:
    """A convolution of every channel by itself."""

    kernel_size: int = _kernel_size()
    strides: int = _strides()
    padding: str = choice("valid", PADDINGS)
    depth_multiplier: int = whole(1, minimum=1, maximum=8)
    dilation_rate: int = _dilation_rate()
    activation: str = _activation("relu")
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class SeparableConv2D:
    """A depthwise convolution, then a 1 × 1 convolution that mixes the channels."""

    filters: int = _filters()
    kernel_size: int = _kernel_size()
    strides: int = _strides()
    padding: str = choice("valid", PADDINGS)
    dilation_rate: int = _dilation_rate()
    activation: str = _activation("relu")
    use_bias: bool = flag(True)


@dataclass(frozen=True)
class Pooling:
    """One value for each window. ``strides`` 0 is Keras's None: as far as the window is wide."""

    pool_size: int = whole(2, minimum=1, maximum=16)
    strides: int = whole(0, minimum=0, maximum=16)
    padding: str = choice("valid", PADDINGS)


@dataclass(frozen=True)
class Nothing:
    """A layer without settings."""


@dataclass(frozen=True)
class BatchNormalization:
    """Mean 0 and deviation 1 for each channel. Keras's own momentum is 0.99, which takes hundreds of batches."""

    momentum: float = real(0.9, minimum=0.5, maximum=0.999, step=0.01)


@dataclass(frozen=True)
class Activation:
    """An activation function as a layer of its own."""

    activation: str = _activation("relu")


@dataclass(frozen=True)
class Dropout:
    """Sets a share of the values to 0 while the network learns."""

    rate: float = real(0.5, minimum=0, maximum=0.9, step=0.05)


@dataclass(frozen=True)
class Dense:
    """Every unit sees all values."""

    units: int = whole(64, minimum=1, maximum=4096)
    activation: str = _activation("relu")
    use_bias: bool = flag(True)
    kernel_initializer: str = choice("glorot_uniform", INITIALIZERS)


@dataclass(frozen=True)
class ResidualBlock:
    """Two convolutions bridged by a shortcut (He et al. 2016, https://arxiv.org/abs/1512.03385, figure 3)."""

    filters: int = _filters()
    kernel_size: int = _kernel_size()
    strides: int = _strides()


@dataclass(frozen=True)
class EfficientNetLite0:
    """The frozen layers of EfficientNet-Lite0, trained on ImageNet, and one value for each of its 1,280 maps."""

    pooling: str = choice("avg", ("avg", "max"))


KINDS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "Conv2D": Conv2D,
        "DepthwiseConv2D": DepthwiseConv2D,
        "SeparableConv2D": SeparableConv2D,
        "MaxPooling2D": Pooling,
        "AveragePooling2D": Pooling,
        "GlobalAveragePooling2D": Nothing,
        "GlobalMaxPooling2D": Nothing,
        "BatchNormalization": BatchNormalization,
        "Activation": Activation,
        "Dropout": Dropout,
        "Flatten": Nothing,
        "Dense": Dense,
        "ResidualBlock": ResidualBlock,
        BACKBONE: EfficientNetLite0,
    }
)
"""Kind of layer → its settings, as a class of `cnn_core.settings` fields. All but the last two are classes of Keras."""

CONVOLUTIONS: Final = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D")
POOLINGS: Final = ("MaxPooling2D", "AveragePooling2D")
NEED_MAPS: Final = (*CONVOLUTIONS, *POOLINGS, "GlobalAveragePooling2D", "GlobalMaxPooling2D", "ResidualBlock")
"""Kinds that work on maps, not on a vector."""


@dataclass(frozen=True)
class DraftLayer:
    """One layer: its kind and all of its settings.

    Attributes:
        kind: a key of ``KINDS``.
        settings: Keras's names → values; what is not given has its default.

    Raises:
        DraftError: an unknown kind or setting, or a value outside its limits.

    Example:
        >>> DraftLayer("Dropout", {"rate": 0.2}), DraftLayer("Dropout").settings["rate"]
        (DraftLayer(kind='Dropout', settings={'rate': 0.2}), 0.5)
        >>> DraftLayer("Dense", {"units": 0})
        Traceback (most recent call last):
        cnn_core.drafts.layers.DraftError: `units` is a whole number from 1 to 4096. Received: 0. Layer: Dense.
    """

    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DraftError(f"A layer is one of {', '.join(KINDS)}. Received: {str(self.kind)[:40]!r}. Choose one.")
        defaults = defaults_of(self.kind)
        if unknown := sorted(set(self.settings) - set(defaults)):
            raise DraftError(
                f"{self.kind} has the settings {', '.join(defaults) or '(none)'}. Received: {unknown[0][:40]!r}."
            )
        settings = defaults | {name: self.settings[name] for name in defaults if name in self.settings}
        for name, value in settings.items():
            try:
                check_value(KINDS[self.kind], name, value)
            except SettingError as error:
                raise DraftError(f"{error}. Layer: {self.kind}.") from error
            if isinstance(defaults[name], int) and not isinstance(defaults[name], bool):
                settings[name] = int(value)
        object.__setattr__(self, "settings", settings)

    def with_settings(self, **settings: Any) -> DraftLayer:
        """Return the same layer with other settings."""
        return DraftLayer(self.kind, {**self.settings, **settings})


def defaults_of(kind: str) -> dict[str, Any]:
    """Return the settings of a kind of layer as they are when it is added."""
    return {setting.name: setting.default for setting in fields(KINDS[kind])}


def snake_name(kind: str) -> str:
    """Name a kind as Keras names its layers.

    Example:
        >>> snake_name("GlobalAveragePooling2D"), snake_name("Conv2D"), snake_name("EfficientNetLite0")
        ('global_average_pooling2d', 'conv2d', 'efficientnet_lite0')
    """
    if kind == BACKBONE:
        return "efficientnet_lite0"
    return re.sub(r"(?<=[a-z0-9])([A-Z][a-z])", r"_\1", kind).lower()
