"""The lab's layer stack as settings: (padding →) convolution → activation → pooling."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.settings import check, choice, flag, real, several, text, whole

LAYERS = ("Conv2D", "grouped", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose")
KERNEL_SOURCES = ("named", "random", "by_hand")
KERNEL_NAMES = (
    "identity", "box", "gaussian", "sharpen", "sobel_x", "sobel_y", "prewitt", "scharr", "laplacian",
    "laplacian_of_gaussian", "emboss", "gabor", "motion_blur", "corner", "centre_surround",
)  # fmt: skip
INITIALIZERS = (
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "random_normal",
    "random_uniform",
    "orthogonal",
)
ACTIVATION_NAMES = ("linear", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax")
POOLINGS = ("none", "max", "average", "min", "global_max", "global_average")

Pair = tuple[int, int]
Padding = str | tuple[Pair, Pair]


@dataclass(frozen=True)
class ConvolutionStack:
    """The settings of the Convolution Lab; every field is a control and a parameter of the link.

    Every field lies within its limits, but their combination may still be one that no layer can compute:
    `cnn_core.convolution_lab.network.problems` says so.

    Raises:
        SettingError: a field lies outside its limits.

    Example:
        >>> stack = ConvolutionStack(kernel_rows=5, kernel_columns=3, square_kernel=False, stride_rows=2)
        >>> stack.kernel_size, stack.strides, stack.input_shape
        ((5, 3), (2, 2), (96, 96, 3))
    """

    size: int = whole(96, minimum=8, maximum=256)
    color: bool = flag(True)
    layer: str = choice("Conv2D", LAYERS)
    filters: int = whole(4, minimum=1, maximum=32)
    groups: int = whole(3, minimum=1, maximum=32)
    depth_multiplier: int = whole(1, minimum=1, maximum=4)
    kernel_source: str = choice("named", KERNEL_SOURCES)
    kernels: tuple[str, ...] = several(("sobel_x", "sobel_y", "laplacian", "gaussian"), KERNEL_NAMES)
    angle: int = whole(45, minimum=0, maximum=180, step=5)
    wavelength: int = whole(4, minimum=2, maximum=16)
    initializer: str = choice("glorot_uniform", INITIALIZERS)
    seed: int = whole(1, minimum=0, maximum=9999)
    kernel_rows: int = whole(3, minimum=1, maximum=11)
    kernel_columns: int = whole(3, minimum=1, maximum=11)
    square_kernel: bool = flag(True)
    stride_rows: int = whole(1, minimum=1, maximum=4)
    stride_columns: int = whole(1, minimum=1, maximum=4)
    equal_strides: bool = flag(True)
    padding: str = choice("same", ("valid", "same", "custom"))
    pad_top: int = whole(1, minimum=0, maximum=11)
    pad_bottom: int = whole(1, minimum=0, maximum=11)
    pad_left: int = whole(1, minimum=0, maximum=11)
    pad_right: int = whole(1, minimum=0, maximum=11)
    dilation_rate: int = whole(1, minimum=1, maximum=4)
    bias: float = real(0.0, minimum=-1.0, maximum=1.0, step=0.05)
    activation: str = choice("relu", ACTIVATION_NAMES)
    pooling: str = choice("max", POOLINGS)
    pool_size: int = whole(2, minimum=1, maximum=8)
    pool_stride: int = whole(2, minimum=1, maximum=8)
    pool_padding: str = choice("valid", ("valid", "same"))
    edits: str = text("", maximum=6000)

    def __post_init__(self) -> None:
        check(self)

    @property
    def channels(self) -> int:
        """Channels of the picture: 3 in colour, 1 in grey."""
        return 3 if self.color else 1

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Shape of the picture, (rows, columns, channels)."""
        return (self.size, self.size, self.channels)

    @property
    def kernel_size(self) -> Pair:
        """(kernel rows, kernel columns)."""
        return (self.kernel_rows, self.kernel_rows if self.square_kernel else self.kernel_columns)

    @property
    def strides(self) -> Pair:
        """(rows, columns) from one window to the next."""
        return (self.stride_rows, self.stride_rows if self.equal_strides else self.stride_columns)

    @property
    def dilation(self) -> Pair:
        """The dilation rate of both axes."""
        return (self.dilation_rate, self.dilation_rate)

    @property
    def padding_rule(self) -> Padding:
        """The padding: "valid", "same", or the amounts ((top, bottom), (left, right))."""
        if self.padding != "custom":
            return self.padding
        return ((self.pad_top, self.pad_bottom), (self.pad_left, self.pad_right))

    @property
    def pool_window(self) -> Pair:
        """(rows, columns) of the pooling window."""
        return (self.pool_size, self.pool_size)

    @property
    def pool_strides(self) -> Pair:
        """(rows, columns) from one pooling window to the next."""
        return (self.pool_stride, self.pool_stride)

    @property
    def kernel_groups(self) -> int:
        """Groups of the convolution; 1 for every layer but "grouped"."""
        return self.groups if self.layer == "grouped" else 1

    @property
    def kernels_wanted(self) -> int:
        """Count the kernels that the visitor chooses: one a filter; one a variant where channels stay apart."""
        return self.depth_multiplier if self.layer in ("DepthwiseConv2D", "SeparableConv2D") else self.filters

    def maps(self, channels: int) -> int:
        """Count the feature maps that come out of a picture with that many channels."""
        return channels * self.depth_multiplier if self.layer == "DepthwiseConv2D" else self.filters
