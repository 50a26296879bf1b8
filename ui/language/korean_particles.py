"""Korean particles that fit the word before them: the catalogue writes "을(를)", a reader sees "층을" or "숫자를".

Which of the two it is depends on whether the word ends in a consonant, as it is spoken. In the browser
``components/shared/korean_particles.js`` does the same; a test compares the two.
"""

from __future__ import annotations

import re
from typing import Final

FORMS: Final = {
    "을(를)": ("을", "를"),
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "이에요(예요)": ("이에요", "예요"),
    "(이)라는": ("이라는", "라는"),
}
"""As the catalogue writes a particle → what stands after a consonant, and after a vowel."""

_FIRST, _SYLLABLES, _ENDINGS, _RIEUL = 0xAC00, 11172, 28, 8
_DIGITS: Final = {**dict.fromkeys("2459", "vowel"), **dict.fromkeys("178", "ㄹ"), **dict.fromkeys("036", "consonant")}
# Letters by their names, as an acronym is read (엘, 엠, 엔, 아르); a word by how it is usually written in Hangul.
_ACRONYM: Final = re.compile(r"(?:^|[^a-z])[A-Z]$")
_SPOKEN_CLOSED: Final = re.compile(r"(?:[mn]|ng|[aeiou](?:p|t|k|ck|c|b))$", re.IGNORECASE)
_PARTICLE: Final = re.compile("|".join(map(re.escape, FORMS)))
_CLOSING: Final = "\"'”’*_)]»` "


def fitted(text: str) -> str:
    """Choose a sentence's particles; one after a word whose sound is not known stays as it is written.

    Example:
        >>> fitted("층을(를) 4(으)로, “Flatten”이(가) CNN은(는) 것을(를)")
        '층을 4로, “Flatten”이 CNN은 것을'
    """
    return _PARTICLE.sub(lambda found: _chosen(found.group(), text[: found.start()]), text)


def _chosen(particle: str, before: str) -> str:
    sound = ending(before)
    if sound is None:
        return particle
    after_consonant, after_vowel = FORMS[particle]
    return after_vowel if sound == "vowel" or (sound == "ㄹ" and particle == "(으)로") else after_consonant


def ending(text: str) -> str | None:
    """Return how the last word of a text ends when spoken: "vowel", "ㄹ", "consonant"; None where that is not known.

    Example:
        >>> [ending(word) for word in ("맵", "숫자", "필터 7", "ReLU", "Dropout", "“VGG”", "?")]
        ['consonant', 'vowel', 'ㄹ', 'vowel', 'consonant', 'vowel', None]
    """
    word = text.rstrip(_CLOSING)
    last = word[-1:]
    place = ord(last) - _FIRST if last else -1
    if 0 <= place < _SYLLABLES:
        return {0: "vowel", _RIEUL: "ㄹ"}.get(place % _ENDINGS, "consonant")
    if last == "%":  # 퍼센트
        return "vowel"
    if last in _DIGITS:
        return _DIGITS[last]
    return _of_letters(word) if last.isascii() and last.isalpha() else None


def _of_letters(word: str) -> str:
    if _ACRONYM.search(word):
        return {"L": "ㄹ", "M": "consonant", "N": "consonant"}.get(word[-1], "vowel")
    if word[-1] in "lL":
        return "ㄹ"
    return "consonant" if _SPOKEN_CLOSED.search(word) else "vowel"
