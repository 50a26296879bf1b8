"""Adam for one array that is no Keras variable: Kingma & Ba (2015), https://arxiv.org/abs/1412.6980, algorithm 1."""

from __future__ import annotations

from typing import Any


class Adam:
    """The steps of the Adam optimizer, in numpy.

    Example:
        >>> optimizer = Adam(0.1)
        >>> round(optimizer.step(3.0), 6), round(optimizer.step(3.0), 6)
        (0.1, 0.1)
    """

    def __init__(self, rate: float, first: float = 0.9, second: float = 0.999):
        """Begin.

        Args:
            rate: how long a step is.
            first: how much of the mean is kept.
            second: how much of the mean square is kept.
        """
        self._rate, self._first, self._second = rate, first, second
        self._count = 0
        self._mean: Any = 0.0
        self._square: Any = 0.0

    @property
    def memory(self) -> tuple[int, Any, Any]:
        """Return the optimizer's state: the number of steps, the mean, and the mean square."""
        return self._count, self._mean, self._square

    def go_on(self, memory: tuple[int, Any, Any]) -> Adam:
        """Continue where another one stopped."""
        self._count, self._mean, self._square = memory
        return self

    def step(self, gradient: Any) -> Any:
        """Compute what to subtract for a gradient; an array or a tensor like it."""
        self._count += 1
        self._mean = self._first * self._mean + (1 - self._first) * gradient
        self._square = self._second * self._square + (1 - self._second) * gradient**2
        mean = self._mean / (1 - self._first**self._count)
        square = self._square / (1 - self._second**self._count)
        return self._rate * mean / (square**0.5 + 1e-8)
