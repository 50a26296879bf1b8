"""Numbers as shown: minus signs, languages, and sums that add up on the screen."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

pytestmark = pytest.mark.browser

MODULE = "shared/numbers.js"


def read(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", ""))


def sums(count: int, seed: int) -> list[list[object]]:
    """Terms of many sizes and magnitudes with their float32 total, as maps hold it."""
    generator = np.random.default_rng(seed)
    found: list[list[object]] = []
    for _ in range(count):
        terms = generator.normal(0, 10.0 ** generator.uniform(-3, 3), generator.integers(1, 121))
        if generator.random() < 0.3:
            terms = np.round(terms, 1)
        found.append([terms.tolist(), float(terms.sum())])
    return found


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (1.005, 1, "1.0"),
        (-1.5, 2, "−1.50"),
        (-0.001, 2, "0.00"),
        (-0.0, 0, "0"),
        (0.125, 2, "0.13"),
        (-0.125, 2, "−0.13"),
        (1234567.891, 1, "1,234,567.9"),
        (-3.2e20, 2, "−3.20 × 10²⁰"),
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "−∞"),
        (float("nan"), 2, "NaN"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_number(modules, value, digits, expected, language):
    assert modules.call(MODULE, "formatNumber", value, digits, language) == expected


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        (0.0, 0, "0 %"),
        (0.0, 1, "0.0 %"),
        (0.001, 0, "< 1 %"),
        (0.00049, 1, "< 0.1 %"),
        (0.0005, 1, "0.1 %"),
        (0.234, 0, "23 %"),
        (0.9345, 1, "93.5 %"),
        (1.0, 1, "100.0 %"),
        (1.086, 0, "109 %"),
        (float("nan"), 1, "NaN %"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_share_is_written_in_per_cent_that_no_line_parts_from_its_sign(modules, share, digits, expected, language):
    assert modules.call(MODULE, "percent", share, language, digits) == expected.replace(" ", "\u00a0")


def test_a_number_is_kept_within_bounds_of_which_the_lower_one_wins(modules):
    calls = [(5, 0, 3), (-1, 0, 3), (2, 0, 3), (2, 0, -1)]
    assert modules.call_each(MODULE, "clamp", calls) == [3, 0, 2, 0]


@pytest.mark.parametrize("seed", range(4))
def test_shown_terms_add_up_to_the_shown_total(modules, seed):
    calls = sums(250, seed)
    for (terms, total), result in zip(calls, modules.call_each(MODULE, "addingUp", calls), strict=True):
        unit = Decimal(1).scaleb(-result["digits"])
        shown = [read(text) for text in result["terms"]]
        assert 2 <= result["digits"] <= 6
        assert sum(shown) == read(result["total"])
        # Less than one unit; the tiny share more is what float64 cannot hold.
        assert all(
            abs(Decimal(term) - text) < unit * Decimal("1.000001") for term, text in zip(terms, shown, strict=True)
        )
        assert abs(Decimal(total) - read(result["total"])) < unit


def test_float32_totals_add_up_too(modules):
    calls = [[terms, float(np.float32(total))] for terms, total in sums(300, 11)]
    for (terms, total), result in zip(calls, modules.call_each(MODULE, "addingUp", calls), strict=True):
        assert sum(map(read, result["terms"])) == read(result["total"])
        noise = 1e-6 * (1 + sum(map(abs, terms)))
        assert abs(float(read(result["total"])) - total) <= 10.0 ** -result["digits"] + noise


def test_as_few_digits_as_add_up(modules):
    assert modules.call(MODULE, "addingUp", [0.5, 0.25], 0.75)["digits"] == 2
    third = modules.call(MODULE, "addingUp", [0.125, 0.125, 0.125], 0.375)
    assert third == {"digits": 3, "terms": ["0.125", "0.125", "0.125"], "total": "0.375"}


def test_the_largest_remainders_are_rounded_up_when_no_digits_help(modules):
    result = modules.call(MODULE, "addingUp", [1 / 3, 1 / 3, 1 / 3], 1)
    assert result == {"digits": 6, "terms": ["0.333334", "0.333333", "0.333333"], "total": "1.000000"}


def test_the_caller_bounds_the_digits(modules):
    result = modules.call(MODULE, "addingUp", [1 / 3, 1 / 3, 1 / 3], 1, 1, 3)
    assert result == {"digits": 3, "terms": ["0.334", "0.333", "0.333"], "total": "1.000"}
    whole = modules.call(MODULE, "addingUp", [2, 3], 5, 0)
    assert whole == {"digits": 0, "terms": ["2", "3"], "total": "5"}


def test_no_terms_add_up_to_nothing(modules):
    assert modules.call(MODULE, "addingUp", [], 0) == {"digits": 2, "terms": [], "total": "0.00"}


@pytest.mark.parametrize("scale", [1e7, 1e9, 1e11, 1e30, float("inf")])
def test_large_numbers_stay_readable(modules, scale):
    result = modules.call(MODULE, "addingUp", [scale, -scale / 3], scale * 2 / 3)
    assert all(len(text) < 30 for text in [*result["terms"], result["total"]])


def test_digits_fall_as_magnitudes_grow(modules):
    results = [modules.call(MODULE, "addingUp", [10.0**n / 7, 10.0**n / 9], 10.0**n * 16 / 63) for n in range(1, 10)]
    assert all(sum(map(read, result["terms"])) == read(result["total"]) for result in results)
    assert all(before["digits"] >= after["digits"] for before, after in pairwise(results[5:]))


def test_a_total_of_other_terms_is_refused_in_words(modules):
    from playwright.sync_api import Error

    with pytest.raises(
        Error, match=r"A total is the sum of its terms\. Received: terms that add up to 3, and total 4\."
    ):
        modules.call(MODULE, "addingUp", [1, 2], 4)
