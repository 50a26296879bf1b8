"""The error of a computation that did not finish, and its sentences in English."""

from __future__ import annotations

from types import MappingProxyType

from cnn_core.errors import CodedError

MESSAGES = MappingProxyType(
    {
        "timeout": "The computation took too long and was stopped. Try a smaller picture or fewer filters.",
        "memory": "The computation needed too much memory and was stopped. Try a smaller picture or fewer filters.",
        "died": "The process that computed this stopped unexpectedly and is being replaced. Try again.",
        "failed": "The computation failed. Change a setting, or go back to the last state that worked.",
        "full": "Too many tasks are waiting on this server already. Try again when one of them has ended.",
        "unavailable": "The computing process could not be started or reached. Try again in a minute.",
    }
)


class EngineError(CodedError, RuntimeError):
    """A computation that did not finish, with a sentence for the visitor.

    Attributes:
        code: why: "timeout", "memory", "died", "failed", "full" or "unavailable". The catalogues have the sentence in
            the visitor's language under ``engine_error.<code>``.

    Example:
        >>> EngineError("died").code
        'died'
    """

    sentences = MESSAGES
