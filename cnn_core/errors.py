"""An exception that names a rule by its code, so that a page can say it in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class CodedError(Exception):
    """What a file, a link or a download did wrong: the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under it.
        values: what is to be put into that sentence.

    Example:
        >>> class CupError(CodedError, ValueError):
        ...     sentences = {"full": "A cup holds {limit} ml. Received: {received}. Drink some."}
        >>> str(CupError("full", {"limit": 200, "received": 300}))
        'A cup holds 200 ml. Received: 300. Drink some.'
    """

    sentences: ClassVar[Mapping[str, str]]
    """Code → the sentence in English, with places for the values."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        self.code = code
        self.values = dict(values or {})
        super().__init__(code, self.values)

    def __str__(self) -> str:
        """The sentence in English."""
        return self.sentences[self.code].format(**self.values)
