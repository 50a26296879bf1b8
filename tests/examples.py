"""The number of examples that a property is tried on: a fifth with the profile "fast", all with "full"."""

from __future__ import annotations

from typing import Any

from hypothesis import settings


def examples(full: int, **options: Any) -> settings:
    """Choose the number of examples of a property, as a decorator.

    Args:
        full: their number with the profile "full".
        **options: further settings of Hypothesis.
    """
    count = full * settings.default.max_examples // settings.get_profile("full").max_examples
    return settings(max_examples=max(count, 1), **options)
