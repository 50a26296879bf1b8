"""Random drafts for the tests, most of which cannot be built as they are."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from cnn_core.drafts import NetworkDraft
from cnn_core.drafts.layers import BACKBONE, KINDS, DraftLayer
from cnn_core.settings import kind as kind_of
from cnn_core.settings import limits

SMALL = {"filters": 6, "units": 12, "kernel_size": 6, "strides": 4, "pool_size": 6, "dilation_rate": 3}


def values(settings: type, name: str, small: bool) -> st.SearchStrategy[Any]:
    limit = limits(settings, name)
    match kind_of(settings, name):
        case "whole":
            most = min(int(limit.maximum or 0), SMALL.get(name, 4)) if small else int(limit.maximum or 0)
            return st.integers(int(limit.minimum or 0), most)
        case "real":
            return st.floats(limit.minimum, limit.maximum).map(lambda value: math.floor(value * 100) / 100)
        case "flag":
            return st.booleans()
        case _:
            return st.sampled_from(limit.options)


def layers(*, small: bool = True, without: tuple[str, ...] = (BACKBONE,)) -> st.SearchStrategy[DraftLayer]:
    def of(kind: str) -> st.SearchStrategy[DraftLayer]:
        chosen = {field.name: values(KINDS[kind], field.name, small) for field in fields(KINDS[kind])}
        return st.fixed_dictionaries(chosen).map(lambda settings: DraftLayer(kind, settings))

    return st.sampled_from([kind for kind in KINDS if kind not in without]).flatmap(of)


def drafts(
    *, small: bool = True, most: int = 7, without: tuple[str, ...] = (BACKBONE,)
) -> st.SearchStrategy[NetworkDraft]:
    return st.builds(
        NetworkDraft,
        rows=st.integers(1, 20 if small else 256),
        columns=st.integers(1, 20 if small else 256),
        channels=st.sampled_from([1, 3]),
        classes=st.integers(2, 12 if small else 10_000),
        layers=st.lists(layers(small=small, without=without), max_size=most).map(tuple),
    )
