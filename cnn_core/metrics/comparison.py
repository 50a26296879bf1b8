"""Two networks on the same pictures: where they differ, and whether that is more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.metrics.classification import Judged, Positions

CASES: Final = ("both_right", "only_first", "only_second", "both_wrong")


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two networks on the same pictures.

    Attributes:
        cases: int64 (pictures,), for each picture the place of its case in `CASES`.
        chance: the probability that networks which err equally often differ as much as these, or more, on these
            pictures: McNemar's test, exact, two-sided.
    """

    cases: NDArray[np.int64]
    chance: float

    def count(self, case: str) -> int:
        """Count the pictures of a case."""
        return int((self.cases == CASES.index(case)).sum())

    def places(self, case: str) -> Positions:
        """List the places of the pictures of a case."""
        return np.flatnonzero(self.cases == CASES.index(case))


def compared(first: Judged, second: Judged) -> Comparison:
    """Compare two networks.

    Raises:
        RefusedError: they were asked about other pictures.

    Example:
        >>> labels, one, two = np.array([0, 0, 1]), [[1, 0], [1, 0], [1, 0]], [[1, 0], [0, 1], [0, 1]]
        >>> first, second = (Judged(np.arange(3), labels, np.array(found, np.float32)) for found in (one, two))
        >>> compared(first, second).cases.tolist(), compared(first, second).chance
        ([0, 1, 2], 1.0)
    """
    if not np.array_equal(first.positions, second.positions) or not np.array_equal(first.labels, second.labels):
        raise RefusedError(
            f"Two networks are compared on the same pictures. Received: {len(first.positions)} and "
            f"{len(second.positions)}, not the same. Judge both on one part of one data set."
        )
    cases = np.select([first.right & second.right, first.right, second.right], [0, 1, 2], 3)
    return Comparison(cases, chance_of(int((cases == 1).sum()), int((cases == 2).sum())))


def chance_of(only_first: int, only_second: int) -> float:
    """Compute how likely a fair coin, thrown for each picture that one network alone gets right, is as uneven.

    McNemar (1947), "Note on the sampling error of the difference between correlated proportions or percentages"; exact,
    from the binomial distribution, two-sided.

    Args:
        only_first: pictures that the first network alone gets right.
        only_second: pictures that the second alone gets right.

    Example:
        >>> chance_of(10, 2), chance_of(0, 0)
        (0.03857421875, 1.0)
    """
    throws = only_first + only_second
    ways, sum_ = 1, 0  # whole numbers, which do not round
    for heads in range(min(only_first, only_second) + 1):
        sum_ += ways
        ways = ways * (throws - heads) // (heads + 1)
    return float(min(1.0, 2 * sum_ / 2**throws))
