"""Activation functions written out: names, formulas and values of `keras.activations`.

Each takes an array of any shape and gives float32 of the same shape. All work number by number but softmax, which
works over the last axis (the channels).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        name: as `keras.activations.get` knows it.
        function: array → float32 array of the same shape.
        formula: LaTeX, of a value x (softmax: of channel i).
        source: the paper that proposed it, or the one to read.
    """

    name: str
    function: Callable[[ArrayLike], Array]
    formula: str
    source: str

    def __call__(self, values: ArrayLike) -> Array:
        """Apply the function."""
        return self.function(values)


def linear(values: ArrayLike) -> Array:
    """Return each value as it is.

    Example:
        >>> linear([-2, 3]).tolist()
        [-2.0, 3.0]
    """
    return np.array(values, dtype=np.float32)


def relu(values: ArrayLike) -> Array:
    """Negative values become 0. Range [0, ∞).

    Example:
        >>> relu([-2, 3]).tolist()
        [0.0, 3.0]
    """
    return np.maximum(_float(values), np.float32(0))


def leaky_relu(values: ArrayLike) -> Array:
    """Negative values keep a fifth of themselves, Keras's slope. Range (-∞, ∞).

    Example:
        >>> leaky_relu([-2.5, 3]).tolist()
        [-0.5, 3.0]
    """
    x = _float(values)
    return np.where(x > 0, x, np.float32(0.2) * x)


def elu(values: ArrayLike) -> Array:
    """Negative values approach -1 exponentially. Range (-1, ∞).

    Example:
        >>> elu([-100, 3]).tolist()
        [-1.0, 3.0]
    """
    x = _float(values)
    return np.where(x > 0, x, np.expm1(np.minimum(x, np.float32(0))))


def gelu(values: ArrayLike) -> Array:
    """Multiply each value by the probability that a standard normal variable lies below it (exact, not the tanh form).

    Its minimum is about -0.17, at -0.75.

    Example:
        >>> gelu([-10, 0, 10]).tolist()
        [-0.0, 0.0, 10.0]
    """
    x = _float(values)
    below: Array = np.float32(0.5) * (np.float32(1) + erf(x / np.float32(np.sqrt(2))))
    return x * below


def silu(values: ArrayLike) -> Array:
    """Multiply each value by its sigmoid; also called swish. Its minimum is about -0.28, at -1.28.

    Example:
        >>> silu([0, 20]).round(4).tolist()
        [0.0, 20.0]
    """
    return _float(values) * sigmoid(values)


def sigmoid(values: ArrayLike) -> Array:
    """Squeeze every value into [0, 1].

    Example:
        >>> sigmoid([-1000, 0, 1000]).tolist()
        [0.0, 0.5, 1.0]
    """
    # exp(-log(1 + exp(-x))) is 1 / (1 + exp(-x)) and never overflows.
    return np.exp(-np.logaddexp(np.float32(0), -_float(values)))


def tanh(values: ArrayLike) -> Array:
    """Squeeze every value into [-1, 1].

    Example:
        >>> tanh([-1000, 0, 1000]).tolist()
        [-1.0, 0.0, 1.0]
    """
    return np.tanh(_float(values))


def softmax(values: ArrayLike) -> Array:
    """Turn the channels of each cell into shares in [0, 1] that add up to 1.

    Raises:
        ValueError: if there is no axis to share over.

    Example:
        >>> softmax([[0, 0], [1000, 0]]).tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """
    x = _float(values)
    if x.ndim == 0:
        raise ValueError(
            "Softmax shares over the last axis, the channels. Received: a single number. Give an array (…, channels)."
        )
    # Only differences count; taking the largest away keeps exp from overflowing.
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _float(values: ArrayLike) -> Array:
    return np.asarray(values, dtype=np.float32)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation("linear", linear, r"x", "The identity; a stack of linear layers is one linear layer."),
        Activation("relu", relu, r"\max(0, x)", "Nair and Hinton, ICML 2010."),
        Activation(
            "leaky_relu",
            leaky_relu,
            r"\begin{cases} x & x > 0 \\ 0.2\,x & x \le 0 \end{cases}",
            "Maas, Hannun and Ng, ICML workshop on deep learning for audio, speech and language processing, 2013.",
        ),
        Activation(
            "elu",
            elu,
            r"\begin{cases} x & x > 0 \\ e^{x} - 1 & x \le 0 \end{cases}",
            "Clevert, Unterthiner and Hochreiter, ICLR 2016, arXiv:1511.07289.",
        ),
        Activation(
            "gelu",
            gelu,
            r"\tfrac{1}{2}\, x \left(1 + \operatorname{erf}\frac{x}{\sqrt{2}}\right)",
            "Hendrycks and Gimpel, 2016, arXiv:1606.08415.",
        ),
        Activation(
            "silu",
            silu,
            r"\frac{x}{1 + e^{-x}}",
            "Hendrycks and Gimpel, 2016, arXiv:1606.08415; Elfwing, Uchibe and Doya, 2018, arXiv:1702.03118; "
            "as swish: Ramachandran, Zoph and Le, 2017, arXiv:1710.05941.",
        ),
        Activation(
            "sigmoid",
            sigmoid,
            r"\frac{1}{1 + e^{-x}}",
            "Rumelhart, Hinton and Williams, Nature 323, 1986. Saturates: Glorot and Bengio, AISTATS 2010.",
        ),
        Activation(
            "tanh",
            tanh,
            r"\tanh x = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}",
            "LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998.",
        ),
        Activation("softmax", softmax, r"\frac{e^{x_i}}{\sum_j e^{x_j}}", "Bridle, NeurIPS 2, 1989."),
    )
}
