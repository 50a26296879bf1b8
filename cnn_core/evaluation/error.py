"""The one exception that an evaluation which cannot be done raises, and its sentences in English."""

from __future__ import annotations

from typing import Any, Final

_SENTENCES: Final = {
    "changed": "A network is judged on the pictures that were chosen. Received: a data set that is no longer here, or "
    "has changed. Prepare it again on the page Data.",
    "outputs": "A network has a score for each class that is compared, output {wanted} among them. Received: one with "
    "{outputs} outputs. Choose another network, or other data.",
    "not_finite": "A network's scores are finite numbers. Received: NaN or infinity, because its training ran away. "
    "Choose an earlier epoch, or another network.",
    "strength": "A picture is harmed by {names}, from 0 to its highest strength. Received: {received}. Choose one of "
    "these.",
}


class EvaluationError(ValueError):
    """An evaluation that cannot be done; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``evaluate.error.<code>``.
        values: what is to be put into that sentence.

    Example:
        >>> EvaluationError("outputs", wanted=9, outputs=5).values
        {'wanted': 9, 'outputs': 5}
    """

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(_SENTENCES[code].format(**values))

    def __reduce__(self) -> tuple[Any, ...]:
        return _error, (self.code, self.values)


def _error(code: str, values: dict[str, Any]) -> EvaluationError:
    return EvaluationError(code, **values)
