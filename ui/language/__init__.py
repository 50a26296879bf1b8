"""The words of the app in the visitor's language, and how numbers are written in it.

Every word that a visitor reads stands in ``locales/en.toml`` and ``locales/ko.toml`` under the same key.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.language.korean_particles import fitted

LANGUAGES = {"en": "English", "ko": "한국어"}
PARAMETER = "lang"
_LOCALES = Path(__file__).parents[2] / "locales"
_CHOSEN = "language.chosen"


def t(key: str, **values: Any) -> str:
    """Return the sentence under ``key`` in the visitor's language, with ``values`` put in.

    Korean particles follow the values: `ui.language.korean_particles`.

    Raises:
        KeyError: no catalogue has this key (a test compares the catalogues with the code).

    Example:
        >>> t("app.name")
        'ConvLens'
    """
    return fitted(sentence(current(), key).format(**values))


def sentence(language: str, key: str) -> str:
    """Return the raw sentence under ``key`` in ``language``, placeholders still in it."""
    try:
        return catalogue(language)[key]
    except KeyError:
        raise KeyError(f"Every word stands in locales/{language}.toml. Received: {key!r}. Add it there.") from None


def has(key: str) -> bool:
    """Return True if the catalogues know ``key``: for words that only some controls have, such as a help text."""
    return key in catalogue("en")


def words(prefix: str) -> dict[str, str]:
    """Return all sentences below ``prefix``, raw, keyed by the rest of their key: the words of a client-side view.

    Example:
        >>> words("language")["switch"]
        'Language'
    """
    start = f"{prefix}."
    return {key.removeprefix(start): text for key, text in catalogue(current()).items() if key.startswith(start)}


def current() -> str:
    """Return the visitor's language: chosen, else the link's ``lang``, else the browser's, else English."""
    if get_script_run_ctx() is None:
        return "en"
    wanted = st.session_state.get(PARAMETER) or st.session_state.get(_CHOSEN) or st.query_params.get(PARAMETER)
    if wanted in LANGUAGES:
        return str(wanted)
    return "ko" if (st.context.locale or "").lower().startswith("ko") else "en"


def ignored() -> list[str]:
    """Return ``["lang"]`` if the link asks for a language that there is not, else nothing."""
    asked = st.query_params.get(PARAMETER)
    return [PARAMETER] if asked is not None and asked not in LANGUAGES else []


def keep_in_link() -> None:
    """Keep a language that was chosen, or came with the link, in the address; a guessed one stays out of it."""
    asked = st.query_params.get(PARAMETER)
    if asked in LANGUAGES:
        st.session_state.setdefault(_CHOSEN, asked)
    chosen = st.session_state.get(_CHOSEN)
    if chosen and chosen != asked:
        st.query_params[PARAMETER] = chosen


def switch() -> None:
    """Draw the control that changes the language; the rest of the address stays as it is."""
    st.session_state[PARAMETER] = current()
    st.segmented_control(
        t("language.switch"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=PARAMETER,
        required=True,
        label_visibility="collapsed",
        on_change=_choose,
    )
    keep_in_link()


def _choose() -> None:
    st.session_state[_CHOSEN] = st.session_state[PARAMETER]


def number(value: float, digits: int = 2) -> str:
    """Write a number with ``digits`` decimals, thousands grouped; both languages write them alike.

    Example:
        >>> number(-1234.5, 1), number(-0.001)
        ('−1,234.5', '0.00')
    """
    written = f"{value:,.{digits}f}"
    if float(written.replace(",", "")) == 0:
        return written.removeprefix("-")
    return written.replace("-", "−")


def percent(share: float) -> str:
    """Write a share in per cent, in one line; a dash where there is none.

    Example:
        >>> percent(0.5), percent(math.nan)
        ('50.0\\xa0%', '–')
    """
    return "–" if math.isnan(share) else f"{number(100 * share, 1)}\u00a0%"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Read all sentences of one language, keyed by their full key ("lab.title")."""
    with (_LOCALES / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, entry in table.items():
        pairs += _flat(entry, f"{prefix}{name}.") if isinstance(entry, dict) else [(f"{prefix}{name}", entry)]
    return pairs
