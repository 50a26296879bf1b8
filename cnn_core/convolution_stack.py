"""The lab's layer stack as settings: (padding →) convolution → activation → pooling."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.settings import choice, flag, real, several, text, whole

LAYERS = ("Conv2D", "grouped", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose")
KERNEL_SOURCES = ("named", "random", "by_hand")
KERNEL_NAMES = (
    "identity", "box", "gaussian", "sharpen", "sobel_x", "sobel_y", "prewitt", "scharr", "laplacian",
    "laplacian_of_gaussian", "emboss", "gabor", "motion_blur", "corner", "centre_surround",
)  # fmt: skip
INITIALIZERS = ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "random_normal", "random_uniform", "orthogonal")
ACTIVATION_NAMES = ("linear", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax")
POOLINGS = ("none", "max", "average", "min", "global_max", "global_average")


@dataclass(frozen=True)
class ConvolutionStack:
    """What the Convolution Lab's controls say; every field is a control and a parameter of the link."""

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
