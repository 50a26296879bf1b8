"""Exceptions for visitors: refusals in one sentence, and coded errors that a page says in the visitor's language.

All coded errors, below the room that raises them (a test keeps this true):

    CodedError
    ├── SafeCodedError          values come from a file that anybody made
    │   ├── ModelFileError      cnn_core.model_files.error
    │   └── ProjectError        cnn_core.projects.error
    ├── DatasetError            cnn_core.datasets.error
    ├── DownloadError           cnn_core.storage.download
    ├── EngineError             engine.errors
    ├── EvaluationError         cnn_core.evaluation.question
    ├── ExportError             cnn_core.model_store.export_formats
    ├── ImageError              cnn_core.pictures.errors
    ├── KeptModelError          cnn_core.model_store.kept
    ├── KeptNameError           cnn_core.model_store.kept_name
    ├── MeasuringError          cnn_core.training.measured
    ├── NameTakenError          cnn_core.model_store.kept
    ├── PictureLinkError        cnn_core.pictures.errors
    └── TaskFailedError         cnn_core.tasks.folder
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

_LONGEST: Final = 40


class RefusedError(ValueError):
    """A request that cannot be fulfilled; the message states the rule, what was received, and what to do."""


class CodedError(Exception):
    """An error that names a broken rule by its code: the rule, what was received, and what to do.

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
        """Return the sentence in English."""
        return self.sentences[self.code].format(**self.values)


class SafeCodedError(CodedError):
    """A coded error whose values a stranger's file says; nothing in them can act as markup."""

    def __init__(self, code: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(code, {name: safe_text(value) for name, value in (values or {}).items()})


def safe_text(value: Any) -> str:
    """Shorten what a file says, and replace every letter that could act as markup: for sentences only.

    Example:
        >>> safe_text("conv2d"), safe_text("![](http://site)")
        ('conv2d', '???(http:??site)')
    """
    text = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else repr(value)
    cut = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return re.sub(r"[^\w.,…×(): +\-]", "?", cut).replace("__", "??")
