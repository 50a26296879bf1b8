"""Sentences that a callback leaves in the session for the next run of the page, which shows them once."""

from __future__ import annotations

import streamlit as st

_PREFIX = "notices."


def say(place: str, sentence: str) -> None:
    """Leave a sentence for a place on the page."""
    st.session_state[_PREFIX + place] = (*st.session_state.get(_PREFIX + place, ()), sentence)


def take(place: str) -> tuple[str, ...]:
    """Return the sentences that were left for a place, in order, and forget them."""
    sentences: tuple[str, ...] = st.session_state.pop(_PREFIX + place, ())
    return sentences


def take_last(place: str) -> str:
    """Return the last sentence that was left for a place, or "", and forget all of them."""
    return (take(place) or ("",))[-1]
