"""The Wilson score interval of a share: what a figure that was measured on so few pictures is worth."""

from __future__ import annotations

import math


def interval(right: int, pictures: int, deviations: float = 1.959964) -> tuple[float, float]:
    """Compute the 95 % interval of a share that was measured on a sample.

    Wilson (1927), "Probable Inference, the Law of Succession, and Statistical Inference": it stays inside [0, 1] and
    covers well even near its ends, where the share ± two standard errors does not.

    Args:
        right: how many were right, 0 … pictures.
        pictures: size of the sample, at least 1.
        deviations: standard deviations of the normal distribution; 1.96 for 95 %.

    Returns:
        Low and high end, in [0, 1].

    Raises:
        ValueError: there are no pictures, or more right than pictures.

    Example:
        >>> tuple(round(end, 3) for end in interval(380, 500))
        (0.721, 0.795)
    """
    if not 0 <= right <= pictures or pictures < 1:
        raise ValueError(f"Of at least one picture, 0 … all can be right. Received: {right} of {pictures}. Count.")
    share, square = right / pictures, deviations**2
    centre = (share + square / (2 * pictures)) / (1 + square / pictures)
    half = deviations / (1 + square / pictures) * math.sqrt(share * (1 - share) / pictures + square / (4 * pictures**2))
    return max(0.0, centre - half), min(1.0, centre + half)
