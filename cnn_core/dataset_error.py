"""The one exception that a data set which cannot be used raises, and its sentences in English."""

from __future__ import annotations

from typing import Any, Final

_SENTENCES: Final = {
    "no_pictures": "A data set has pictures. Received: none that can be read, {left_out} left out. Bring JPEG or PNG "
    "files in one folder for each class.",
    "not_here": "The pictures of a data set lie on this machine. Received: a collection that is not here. Bring them "
    "again, or open the project file.",
    "wrong_file": "{file} has the form that its name says. Received: {received}. Take the file away from the folder, "
    "or fetch it again.",
    "too_large": "A prepared data set has at most {limit} GB. Received: {received} GB. Choose smaller pictures, or "
    "fewer.",
    "disk": "A data set needs {needed} MB on the disk. Received: {free} MB free. Make room.",
}


class DatasetError(ValueError):
    """A data set that cannot be used; the message states the rule, what was received, and what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``dataset_error.<code>``.
        values: what is to be put into that sentence.

    Example:
        >>> str(DatasetError("too_large", {"limit": 4, "received": 9}))
        'A prepared data set has at most 4 GB. Received: 9 GB. Choose smaller pictures, or fewer.'
    """

    def __init__(self, code: str, values: dict[str, Any] | None = None) -> None:
        self.code = code
        self.values = values or {}
        super().__init__(code, self.values)

    def __str__(self) -> str:
        """The sentence in English."""
        return _SENTENCES[self.code].format(**self.values)
