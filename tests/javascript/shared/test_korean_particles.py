"""Korean particles in the browser: the same as on the server."""

from __future__ import annotations

import random

import pytest

from tests.ui.language.test_korean_particles import SPOKEN
from ui.language.korean_particles import FORMS, ending, fitted

pytestmark = pytest.mark.browser

MODULE = "shared/korean_particles.js"


def words() -> list[str]:
    """The words of the other test, and many more at random, of Hangul, letters, digits and marks."""
    generator = random.Random(7)  # noqa: S311 - no secret
    letters = "가각갈힣맵층dlmnkptgcbaeoiLMNRXA0123456789%”)* 😀日?"
    return [*SPOKEN, *("".join(generator.choices(letters, k=generator.randint(0, 5))) for _ in range(600))]


def test_the_browser_hears_what_the_server_hears(modules):
    assert modules.call_each(MODULE, "ending", [[word] for word in words()]) == [ending(word) for word in words()]


def test_the_browser_chooses_the_same_particles(modules):
    texts = ["".join(f"{word}{particle} " for particle in FORMS) for word in words()]
    assert modules.call_each(MODULE, "fitted", [[text] for text in texts]) == [fitted(text) for text in texts]
